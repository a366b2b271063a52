// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QObject>
#include <QThreadPool>

#include "models/node_view.h"

namespace models {

/// The processes with `text` in pid, name or initial call, whatever the case, in the order of the
/// whole tree's outline. None for an empty text.
/// Threads: any. Complexity: O(processes); an atom is looked at once, pids only if the text can be
/// a part of one.
std::vector<genmsg::Pid> findProcesses(const NodeView& view, const QString& text);

/// Finds processes while they come and go: searches on a thread of its own when the text changes,
/// and again when somebody started or died.
/// Threads: the GUI thread; nothing waits but the end of the finder, for a search under way.
/// Limits: one search under way at a time.
class ProcessFinder : public QObject {
  Q_OBJECT

 public:
  enum class Direction { Forward, Backward };

  explicit ProcessFinder(QObject* parent = nullptr);

  /// found() follows.
  void setText(const QString& text);
  const QString& text() const { return m_text; }
  void applyView(const NodeViewPtr& view);

  /// Of the last search that ended, in order.
  const std::vector<genmsg::Pid>& hits() const { return m_hits; }
  bool isSearching() const { return m_underWay; }
  /// The first hit after or before `from`, and beyond the end the first or last again; a default
  /// pid if there is none. `from` itself only if it is the only one.
  genmsg::Pid next(genmsg::Pid from, Direction direction) const;
  /// `from` if it is a hit, else the next one after it.
  genmsg::Pid atOrAfter(genmsg::Pid from) const;
  /// From 1; 0: it is none.
  std::size_t numberOf(genmsg::Pid hit) const;

 Q_SIGNALS:
  /// A search has ended; the hits may be others. `first`: it is the first one for the text.
  void found(bool first);

 private:
  void search();
  void onFound(const QString& text, const NodeViewPtr& view, std::vector<genmsg::Pid> hits);
  std::size_t lowerBound(genmsg::Pid pid) const;

  QString m_text;
  QString m_foundText;
  NodeViewPtr m_view;
  NodeViewPtr m_searched;  // that m_hits are of, or a later one with the same processes
  std::vector<genmsg::Pid> m_hits;
  bool m_underWay = false;
  bool m_again = false;
  QThreadPool m_pool;  // its end waits for the search, which speaks to this object
};

}  // namespace models
