// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <QObject>

#include "models/node_client.h"

namespace models {

/// A link, or a monitor from who watches to who is watched.
struct Relation {
  enum class Kind : std::uint8_t { Link, Monitor };
  Kind kind = Kind::Link;
  genmsg::Pid from;
  genmsg::Pid to;
  friend auto operator<=>(const Relation&, const Relation&) = default;
};

/// Links and monitors among some processes, beside who started whom. Each process is asked once, a
/// few at a time, and only while somebody wants to know: asking costs the process a moment.
/// Threads: the GUI thread. What NodeClient::requestInfo() answers comes in by applyInfo() and
/// applyInfoError(), also what others asked for.
class ProcessRelations : public QObject {
  Q_OBJECT

 public:
  static constexpr std::size_t underWayMax = 4;

  using QObject::QObject;

  /// Whether to ask. What is known stays.
  void setActive(bool active);
  bool isActive() const { return m_active; }
  /// Among whom, at this view; those who are new are asked.
  void setProcesses(const std::vector<genmsg::Pid>& pids, const NodeViewPtr& view);
  /// Asks all of them again.
  void refresh();

  /// Sorted, each once; a link between parent and child is none.
  const std::vector<Relation>& relations() const { return m_relations; }
  /// Processes that have not answered yet.
  std::size_t waitingCount() const { return m_queue.size() + m_underWay.size(); }
  /// Of those that were asked, how many did not tell.
  std::size_t failedCount() const;

 public Q_SLOTS:
  void applyInfo(genmsg::Pid pid, const genmsg::ProcessInfoPtr& info);
  void applyInfoError(genmsg::Pid pid);

 Q_SIGNALS:
  void infoRequested(genmsg::Pid pid);
  /// Relations or counts are others.
  void changed();

 private:
  void enqueueUnknown();
  void askNext();
  void note(genmsg::Pid pid, const genmsg::ProcessInfoPtr& info);
  void rebuild();
  bool isParentAndChild(genmsg::Pid a, genmsg::Pid b) const;

  bool m_active = false;
  NodeViewPtr m_view;
  std::vector<genmsg::Pid> m_order;  // as they are asked
  std::unordered_set<genmsg::Pid> m_pids;
  std::unordered_map<genmsg::Pid, genmsg::ProcessInfoPtr> m_infos;  // null: it did not tell
  std::vector<genmsg::Pid> m_queue;  // the next one last
  std::unordered_set<genmsg::Pid> m_underWay;
  std::vector<Relation> m_relations;
};

}  // namespace models
