// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <memory>

#include <QAbstractTableModel>

#include "genmsg/observe/node.h"
#include "models/node_view.h"
#include "models/trace_file.h"
#include "models/wall_clock.h"

QT_BEGIN_NAMESPACE
class QIODevice;
QT_END_NAMESPACE

namespace models {

/// The last trace events, oldest first. That a message was handled is no row of its own: it tells
/// the message's receive how long that ran. A message becomes text when its row is painted. A process
/// keeps the name that it had when the event came: it may be gone long before somebody reads it.
/// Threads: the GUI thread.
/// Limits: `capacity` rows; older ones leave and are counted.
class TraceModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column : int { Number, Time, Delta, Process, Event, Peer, Type, Message, Wait, Run, ColumnCount };
  static constexpr std::size_t defaultCapacity = 10'000;

  explicit TraceModel(std::size_t capacity = defaultCapacity, QObject* parent = nullptr);

  void append(const genmsg::TraceBatch& batch);
  /// For wall-clock times and names of processes.
  void applyView(const NodeViewPtr& view);
  /// While paused the rows stay; what arrives waits, within the capacity.
  void setPaused(bool paused);
  bool isPaused() const { return m_paused; }
  void clear();

  // Of all sessions of the node; they never fall, also when the model is cleared.
  std::uint64_t droppedByNode() const { return m_dropped; }  // exact
  std::uint64_t waitsForgotten() const { return m_waitsForgotten; }  // TraceBatch::waits_forgotten
  std::uint64_t overwritten() const { return m_overwritten; }  // left this model, since clear()
  std::size_t waiting() const { return m_waiting.size(); }
  const genmsg::TraceEvent* eventAt(int row) const;  // null if there is no such row
  /// The row of an event, by TraceEvent::number; -1: it is not there. O(rows).
  int rowOf(std::uint64_t number) const;
  /// What a filter by text looks at: processes, kind, type and message. @pre the row is there
  QString searchText(int row) const;
  /// "worker_a <0.2.1>", as the rows have it. @pre the row is there
  QString processText(int row) const;
  QString peerText(int row) const;

  /// How many processes have events of the session here, shown or waiting. O(rows).
  std::size_t processesOf(genmsg::TraceSessionId session) const;

  /// What there is, for a file.
  std::vector<TraceRecord> records() const;
  std::optional<std::int64_t> wallZeroUs() const { return m_clock.zeroUs(); }
  /// What a file had, in place of all that there was.
  void setContent(const TraceFileContent& content);

  /// One line an event, as OTP's observer writes them:
  ///   12:03:11.000123 (logger <0.17.3>) << {work,1}
  /// and then how many are missing. Numbers and times are the same in every language. False if the
  /// device refuses.
  bool saveAsText(QIODevice& device) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override;

 Q_SIGNALS:
  void countersChanged();
  /// What has just come, also while the rows stay, with Handled events too; to be written down.
  void arrived(const std::vector<models::TraceRecord>& records);

 private:
  struct Entry {
    genmsg::TraceEvent event;
    // `undefined` if they have none.
    genmsg::Atom name;
    genmsg::Atom peerName;
    bool isNamed = false;  // by a view since it came
  };

  genmsg::Atom nameOf(genmsg::Pid pid) const;
  void name(Entry& entry) const;
  int nameNewest(std::deque<Entry>& entries) const;
  void dropOldest(std::deque<Entry>& entries);
  void tellArrived(const genmsg::TraceBatch& batch);
  void noteHandled(const genmsg::TraceEvent& handled);
  static Entry* findReceive(std::deque<Entry>& entries, const genmsg::TraceEvent& handled);
  void showWaiting();
  QString timeText(std::int64_t timeNs) const;
  static QString toolTip(int section);
  QVariant displayData(int row, int column) const;
  QVariant rawData(int row, int column) const;

  const std::size_t m_capacity;
  std::deque<Entry> m_events;
  std::deque<Entry> m_waiting;
  NodeViewPtr m_view;
  WallClock m_clock;
  std::uint64_t m_dropped = 0;
  std::uint64_t m_waitsForgotten = 0;
  std::uint64_t m_overwritten = 0;
  bool m_paused = false;
};

}  // namespace models
