// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace views {

/// Which columns of the process table to show, in which order, how wide, and sorted by what: as a
/// user named it.
/// Columns by their ids (models::ProcessColumnInfo), so that a set outlives new columns.
struct ColumnSet {
  QString name;
  QStringList columns;  // shown ones from left to right
  QString sortColumn;
  Qt::SortOrder sortOrder = Qt::AscendingOrder;
  QList<int> widths = {};  // of `columns`, in pixels; empty: nobody sized them, they are fitted

  friend bool operator==(const ColumnSet&, const ColumnSet&) = default;
};

/// The saved sets, in the order of their names.
/// Threads: GUI thread. Storage: views/view_state, saved values.
QList<ColumnSet> savedColumnSets();
/// Replaces the set of the same name. @pre the name is not empty
void saveColumnSet(const ColumnSet& set);
void deleteColumnSet(const QString& name);

}  // namespace views
