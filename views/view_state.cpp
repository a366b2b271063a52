// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/view_state.h"

#include <QCryptographicHash>
#include <QHeaderView>
#include <QSettings>
#include <QSplitter>

namespace views {
namespace {

QString headerKey(const QHeaderView& header) {
  return QStringLiteral("views/%1/header").arg(header.parentWidget()->objectName());
}

QString splitterKey(const QSplitter& splitter) {
  return QStringLiteral("views/%1/splitter").arg(splitter.objectName());
}

/// Of the columns that the program has, not of how they are arranged.
QByteArray columnsHash(const QHeaderView& header) {
  QCryptographicHash hash(QCryptographicHash::Sha1);
  for (int i = 0; i < header.count(); ++i) {
    const QVariant title = header.model()->headerData(i, header.orientation());
    hash.addData(QByteArray(title.toString().toUtf8() + '\n'));
  }
  return hash.result().toHex();
}

}  // namespace

void saveHeader(const QHeaderView& header) {
  QSettings settings;
  settings.setValue(headerKey(header), header.saveState());
  settings.setValue(headerKey(header) + QStringLiteral("Columns"), columnsHash(header));
  settings.setValue(headerKey(header) + QStringLiteral("UserSized"),
                    header.property(userSizedProperty).toBool());
}

bool restoreHeader(QHeaderView& header) {
  const QSettings settings;
  const QByteArray state = settings.value(headerKey(header)).toByteArray();
  const QByteArray columns =
      settings.value(headerKey(header) + QStringLiteral("Columns")).toByteArray();
  if (state.isEmpty() || columns != columnsHash(header)) return false;
  const QVariant userSized = settings.value(headerKey(header) + QStringLiteral("UserSized"));
  header.setProperty(userSizedProperty, userSized.toBool());
  return header.restoreState(state);
}

void saveSplitter(const QSplitter& splitter) {
  QSettings().setValue(splitterKey(splitter), splitter.saveState());
}

bool restoreSplitter(QSplitter& splitter) {
  const QByteArray state = QSettings().value(splitterKey(splitter)).toByteArray();
  return !state.isEmpty() && splitter.restoreState(state);
}

void saveSplitters(const QWidget& root) {
  for (const QSplitter* splitter : root.findChildren<QSplitter*>()) {
    if (!splitter->objectName().isEmpty()) saveSplitter(*splitter);
  }
}

void restoreSplitters(QWidget& root) {
  for (QSplitter* splitter : root.findChildren<QSplitter*>()) {
    if (!splitter->objectName().isEmpty()) restoreSplitter(*splitter);
  }
}

void resetSplitters(QWidget& root) {
  constexpr int unit = 1000;  // any: the splitter scales them to its size
  for (QSplitter* splitter : root.findChildren<QSplitter*>()) {
    if (splitter->objectName().isEmpty()) continue;
    QList<int> sizes;
    for (int i = 0; i < splitter->count(); ++i) {
      const QSizePolicy policy = splitter->widget(i)->sizePolicy();
      const bool horizontal = splitter->orientation() == Qt::Horizontal;
      sizes << unit * (horizontal ? policy.horizontalStretch() : policy.verticalStretch());
    }
    splitter->setSizes(sizes);
  }
}

QVariant viewValue(const QString& key, const QVariant& otherwise) {
  return QSettings().value(QStringLiteral("views/") + key, otherwise);
}

void setViewValue(const QString& key, const QVariant& value) {
  QSettings().setValue(QStringLiteral("views/") + key, value);
}

QVariant savedValue(const QString& key) {
  return QSettings().value(QStringLiteral("saved/") + key);
}

void setSavedValue(const QString& key, const QVariant& value) {
  QSettings().setValue(QStringLiteral("saved/") + key, value);
}

void forgetViewState() { QSettings().remove(QStringLiteral("views")); }

}  // namespace views
