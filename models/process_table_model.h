// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QAbstractTableModel>

#include "models/format.h"
#include "models/mailbox_history.h"
#include "models/node_view.h"

namespace models {

/// The processes of a view, one a row, in the view's order. Selection and current row follow their
/// pid: rows are inserted at the end, put in order by layoutChanged, and removed from the end.
/// Threads: the GUI thread. It neither sorts nor filters: it asks for it by viewSpecRequested().
/// Complexity: data() O(1); applyView() is O(rows that came or went + persistent indexes), and O(n)
/// where views were left out, as after a frozen order.
class ProcessTableModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  explicit ProcessTableModel(QObject* parent = nullptr);

  /// Shows the view. The same view again does nothing.
  void applyView(const NodeViewPtr& view);
  /// The rows that are on screen; changed values are reported for these only. Until it is called,
  /// all rows count.
  void setVisibleRows(int first, int last);

  /// While frozen, values move on but rows stay: new processes wait, exited ones are kept and shown
  /// as such. A view with another sorting or filter is shown all the same.
  void setOrderFrozen(bool frozen);
  bool isOrderFrozen() const { return m_frozen; }

  /// Notes the mailboxes of the first trendRows rows, those on screen and the pinned ones, for
  /// their trend. applyView() does, too; this is for views that nobody sees. The same again does
  /// nothing.
  void sample(const NodeViewPtr& view);
  static constexpr std::size_t trendRows = 1000;
  void setPinned(std::vector<genmsg::Pid> pids);
  /// Who has how many alarms; null is nobody. Asks for another order if it is sorted by them.
  void setAlarms(const AlarmCountsPtr& alarms);
  /// Whether processes that have just started say so by NewnessRole.
  void setNewnessShown(bool shown);
  static constexpr std::int64_t newForNs = 2'000'000'000;

  /// The first of `most` rows from `from` on, in steps of 1 or -1, that the filter lets pass; -1 if
  /// there is none. Complexity: O(most).
  int findRow(Filter& filter, int from, int step, int most) const;

  NodeViewPtr view() const { return m_latest; }
  genmsg::Pid pidAt(int row) const;                    // a default pid if there is no such row
  int rowOf(genmsg::Pid pid) const;                    // -1 if it is not shown
  /// Whose order the rows have: an older one than view() while the order is frozen.
  NodeViewPtr orderedView() const { return m_shown; }
  const ViewSpec& viewSpec() const { return m_spec; }  // as last requested

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation,
                      int role = Qt::DisplayRole) const override;
  /// Does not sort: requests it.
  void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

 public Q_SLOTS:
  /// Neither sorts nor filters: requests it, if it is not what was requested last.
  void setViewSpec(const models::ViewSpec& spec);
  void setFilter(const QString& text);
  void setKeepsExited(bool keeps);
  void setGroupBy(models::GroupBy by);

 Q_SIGNALS:
  void viewSpecRequested(const models::ViewSpec& spec);

 private:
  /// Where the values of a row come from.
  struct Cell {
    const NodeView* view = nullptr;
    std::uint32_t row = noRow;
    bool exited = false;
  };
  Cell cellAt(int row) const;
  Cell shownAt(int row) const;
  void applyOrder(const NodeViewPtr& view);
  void appendRows(const NodeViewPtr& view, const std::vector<std::uint32_t>& rows);
  void reorder(const NodeViewPtr& view, const std::vector<std::uint32_t>& removed);
  void dropTail();
  int placeAfterReorder(const NodeView& before, std::uint32_t row) const;
  void emitVisibleChanged();
  AlarmCount alarmsOf(genmsg::Pid pid) const;
  QVariant sideValue(genmsg::Pid pid, ProcessColumn column, int role) const;
  double newness(std::int64_t ageNs) const;

  // Whose order the rows have. Frozen, its snapshot is m_latest's while the processes are the same.
  NodeViewPtr m_shown;
  NodeViewPtr m_latest;               // whose values they have; the same one unless frozen
  NodeViewPtr m_tailView;             // while rows come and go: the view of the rows after
  std::vector<std::uint32_t> m_tail;  // m_shown's
  ViewSpec m_spec;
  AlarmCountsPtr m_alarms;
  MailboxHistory m_history;
  std::uint64_t m_sampledView = 0;    // the number of the last one
  std::int64_t m_sampledTimeNs = 0;   // of its snapshot
  std::vector<genmsg::Pid> m_pinned;
  bool m_newnessShown = true;
  int m_firstVisible = 0;
  int m_lastVisible = -1;  // -1: all
  bool m_frozen = false;
};

}  // namespace models
