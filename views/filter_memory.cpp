// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/filter_memory.h"

#include <QVariant>
#include <algorithm>

#include "views/view_state.h"

namespace views {

QStringList FilterMemory::history() const {
  return viewValue(QStringLiteral("filterHistory/") + m_id, QStringList()).toStringList();
}

void FilterMemory::remember(const QString& text) {
  const QString trimmed = text.trimmed();
  if (trimmed.isEmpty()) return;
  QStringList texts = history();
  texts.removeAll(trimmed);
  texts.prepend(trimmed);
  if (texts.size() > historyMost) texts.resize(historyMost);
  setViewValue(QStringLiteral("filterHistory/") + m_id, texts);
}

QList<SavedFilter> FilterMemory::saved() const {
  QList<SavedFilter> filters;
  const QVariantMap map = savedValue(QStringLiteral("filters/") + m_id).toMap();
  for (auto each = map.begin(); each != map.end(); ++each) {
    filters.append({each.key(), each.value().toString()});
  }
  std::sort(filters.begin(), filters.end(), [](const SavedFilter& a, const SavedFilter& b) {
    return a.name.localeAwareCompare(b.name) < 0;
  });
  return filters;
}

void FilterMemory::save(const SavedFilter& filter) {
  QList<SavedFilter> filters = saved();
  filters.removeIf([&](const SavedFilter& each) { return each.name == filter.name; });
  filters.append(filter);
  store(filters);
}

void FilterMemory::remove(const QString& name) {
  QList<SavedFilter> filters = saved();
  filters.removeIf([&](const SavedFilter& each) { return each.name == name; });
  store(filters);
}

void FilterMemory::store(const QList<SavedFilter>& filters) {
  QVariantMap map;
  for (const SavedFilter& filter : filters) map.insert(filter.name, filter.text);
  setSavedValue(QStringLiteral("filters/") + m_id, map);
}

}  // namespace views
