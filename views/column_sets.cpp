// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/column_sets.h"

#include <QVariant>
#include <algorithm>

#include "views/view_state.h"

namespace views {
namespace {

constexpr int widestColumn = 10'000;  // pixels; of settings that somebody wrote by hand

QString storageKey() { return QStringLiteral("columnSets"); }

QVariantMap toMap(const ColumnSet& set) {
  const QVariantList widths(set.widths.begin(), set.widths.end());
  return {{QStringLiteral("name"), set.name},
          {QStringLiteral("columns"), set.columns},
          {QStringLiteral("sortColumn"), set.sortColumn},
          {QStringLiteral("widths"), widths},
          {QStringLiteral("descending"), set.sortOrder == Qt::DescendingOrder}};
}

ColumnSet fromMap(const QVariantMap& map) {
  const bool descending = map.value(QStringLiteral("descending")).toBool();
  QList<int> widths;
  for (const QVariant& width : map.value(QStringLiteral("widths")).toList())
    widths << qBound(1, width.toInt(), widestColumn);
  return {map.value(QStringLiteral("name")).toString(),
          map.value(QStringLiteral("columns")).toStringList(),
          map.value(QStringLiteral("sortColumn")).toString(),
          descending ? Qt::DescendingOrder : Qt::AscendingOrder, widths};
}

void store(const QList<ColumnSet>& sets) {
  QVariantList list;
  for (const ColumnSet& set : sets) list.append(toMap(set));
  setSavedValue(storageKey(), list);
}

}  // namespace

QList<ColumnSet> savedColumnSets() {
  QList<ColumnSet> sets;
  for (const QVariant& each : savedValue(storageKey()).toList()) sets.append(fromMap(each.toMap()));
  return sets;
}

void saveColumnSet(const ColumnSet& set) {
  QList<ColumnSet> sets = savedColumnSets();
  sets.removeIf([&](const ColumnSet& each) { return each.name == set.name; });
  const auto place = std::find_if(sets.begin(), sets.end(), [&](const ColumnSet& each) {
    return each.name.localeAwareCompare(set.name) > 0;
  });
  sets.insert(place, set);
  store(sets);
}

void deleteColumnSet(const QString& name) {
  QList<ColumnSet> sets = savedColumnSets();
  sets.removeIf([&](const ColumnSet& each) { return each.name == name; });
  store(sets);
}

}  // namespace views
