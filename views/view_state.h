// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVariant>

class QHeaderView;
class QSplitter;
class QWidget;

namespace views {

/// On a header: somebody sized its columns, so that they are not fitted to the view any more.
inline constexpr char userSizedProperty[] = "userSized";

/// Keeps what a user arranged inside the pages: columns, their widths, order and sorting, and
/// splitters. Each by the objectName of its view; a header's state is only restored into a header
/// with the same columns, because Qt would hide the new ones.
/// Threads: GUI thread. Storage: QSettings' default, group "views".
void saveHeader(const QHeaderView& header);
bool restoreHeader(QHeaderView& header);
void saveSplitter(const QSplitter& splitter);
bool restoreSplitter(QSplitter& splitter);
/// Every named splitter below `root`.
void saveSplitters(const QWidget& root);
void restoreSplitters(QWidget& root);
/// Shares out every named splitter below `root` by its stretch factors.
void resetSplitters(QWidget& root);
/// Switches of the pages; `key` names view and switch: "processTable/newRows".
QVariant viewValue(const QString& key, const QVariant& otherwise);
void setViewValue(const QString& key, const QVariant& value);
/// Forgets all of it; what is on screen stays as it is.
void forgetViewState();

/// What a user gave a name: filters, column sets. Storage: group "saved", which nothing forgets.
QVariant savedValue(const QString& key);
void setSavedValue(const QString& key, const QVariant& value);

}  // namespace views
