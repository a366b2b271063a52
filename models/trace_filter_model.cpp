// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/trace_filter_model.h"

#include <algorithm>

#include "models/format.h"
#include "models/roles.h"
#include "models/trace_model.h"

namespace models {

std::optional<TraceTextFilter> TraceTextFilter::read(const QString& text, QString* error) {
  TraceTextFilter made;
  // A pattern may hold spaces, so it is taken as a whole.
  static const QRegularExpression parts(QStringLiteral("!?/(?:[^/\\\\]|\\\\.)*/|\\S+"));
  for (auto match = parts.globalMatch(text); match.hasNext();) {
    QString word = match.next().captured();
    Part part;
    part.isExcluded = word.startsWith(u'!');
    if (part.isExcluded) word.remove(0, 1);
    if (word.isEmpty()) continue;
    if (word.size() > 1 && word.startsWith(u'/') && word.endsWith(u'/')) {
      part.pattern = QRegularExpression(word.mid(1, word.size() - 2),
                                        QRegularExpression::CaseInsensitiveOption);
      if (!part.pattern.isValid()) {
        if (error != nullptr) *error = part.pattern.errorString();
        return std::nullopt;
      }
    } else {
      part.alternatives = word.split(u'|', Qt::SkipEmptyParts);
    }
    made.m_parts.push_back(std::move(part));
  }
  return made;
}

bool TraceTextFilter::matches(const QString& text) const {
  return std::all_of(m_parts.begin(), m_parts.end(), [&](const Part& part) {
    const bool found =
        part.alternatives.isEmpty()
            ? part.pattern.match(text).hasMatch()
            : std::any_of(part.alternatives.begin(), part.alternatives.end(),
                          [&](const QString& word) {
                            return text.contains(word, Qt::CaseInsensitive);
                          });
    return found != part.isExcluded;
  });
}

TraceFilterModel::TraceFilterModel(QObject* parent) : QSortFilterProxyModel(parent) {}

void TraceFilterModel::setTrace(TraceModel* model) { setSourceModel(model); }

TraceModel* TraceFilterModel::trace() const { return qobject_cast<TraceModel*>(sourceModel()); }

void TraceFilterModel::setSession(genmsg::TraceSessionId session) {
  if (session == m_session) return;
  m_session = session;
  invalidateFilter();
}

void TraceFilterModel::setKinds(genmsg::TraceKinds kinds) {
  if (kinds == m_kinds) return;
  m_kinds = kinds;
  invalidateFilter();
}

bool TraceFilterModel::setText(const QString& text, QString* error) {
  const auto filter = TraceTextFilter::read(text, error);
  if (!filter) return false;
  m_text = text.trimmed();
  m_filter = *filter;
  invalidateFilter();
  return true;
}

bool TraceFilterModel::isFiltering() const {
  return m_session != 0 || m_kinds != genmsg::all_trace_kinds || !m_text.isEmpty();
}

int TraceFilterModel::sourceRow(int row) const {
  return mapToSource(index(row, 0)).row();
}

bool TraceFilterModel::filterAcceptsRow(int row, const QModelIndex&) const {
  const TraceModel* const model = trace();
  const genmsg::TraceEvent* const event = model->eventAt(row);
  if (event == nullptr || (m_session != 0 && event->session != m_session)) return false;
  if ((m_kinds & genmsg::bit(event->kind)) == 0) return false;
  return m_text.isEmpty() || m_filter.matches(model->searchText(row));
}

QVariant TraceFilterModel::data(const QModelIndex& index, int role) const {
  if (index.column() != TraceModel::Delta || (role != Qt::DisplayRole && role != RawValueRole)) {
    return QSortFilterProxyModel::data(index, role);
  }
  if (index.row() == 0) return {};
  const TraceModel* const model = trace();
  const std::int64_t deltaNs = model->eventAt(sourceRow(index.row()))->time_ns -
                               model->eventAt(sourceRow(index.row() - 1))->time_ns;
  if (role == RawValueRole) return qlonglong{deltaNs};
  return formatTime(static_cast<double>(deltaNs));
}

}  // namespace models
