// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <limits>
#include <optional>
#include <vector>

#include <QRegularExpression>
#include <QSortFilterProxyModel>

#include "genmsg/observe/node.h"

namespace models {

class TraceModel;

/// Text that events are looked for by: parts with spaces between them, which all must hold. `a|b`
/// one of them, `!a` not a, `/a.*b/` a regular expression. Case does not matter.
class TraceTextFilter {
 public:
  /// Nothing and why, if it cannot be read.
  static std::optional<TraceTextFilter> read(const QString& text, QString* error);
  bool matches(const QString& text) const;

 private:
  struct Part {
    QStringList alternatives;  // or:
    QRegularExpression pattern;
    bool isExcluded = false;
  };
  std::vector<Part> m_parts;
};

/// The events of a trace that are shown: of one session, of some kinds, with some text. What is
/// hidden stays recorded. Δ is the time since the event above that is shown.
/// Threads: the GUI thread. Limits: looks at every event when the filter changes, so it is for as
/// many as a TraceModel has.
class TraceFilterModel : public QSortFilterProxyModel {
  Q_OBJECT

 public:
  explicit TraceFilterModel(QObject* parent = nullptr);

  void setTrace(TraceModel* model);
  TraceModel* trace() const;
  /// Of a trace that is still starting, which has no events yet.
  static constexpr auto noSession = std::numeric_limits<genmsg::TraceSessionId>::max();
  /// 0: of all.
  void setSession(genmsg::TraceSessionId session);
  void setKinds(genmsg::TraceKinds kinds);
  genmsg::TraceKinds kinds() const { return m_kinds; }
  /// False, with the reason: the last filter stays.
  bool setText(const QString& text, QString* error);
  bool isFiltering() const;
  /// The row of the trace that is shown in this one; -1 if there is none.
  int sourceRow(int row) const;

  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

 protected:
  bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

 private:
  genmsg::TraceSessionId m_session = 0;
  genmsg::TraceKinds m_kinds = genmsg::all_trace_kinds;
  QString m_text;
  TraceTextFilter m_filter;
};

}  // namespace models
