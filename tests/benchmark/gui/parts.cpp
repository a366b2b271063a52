// SPDX-License-Identifier: GPL-3.0-or-later
#include "benchmark/gui/parts.h"

#include <QCoreApplication>
#include <QTest>
#include <array>

#include "models/alarm_rules.h"
#include "models/collector.h"
#include "models/process_branches.h"
#include "models/process_forest.h"
#include "models/process_table_model.h"
#include "models/row_order.h"
#include "views/chart_widget.h"
#include "views/process_table_view.h"

namespace bench {
namespace {

using models::ProcessColumn;

template <class Work>
void time(Measure& measure, Work work) {
  const double cpuBefore = cpuMs();
  const double wallBefore = wallMs();
  work();
  measure.values.push_back(cpuMs() - cpuBefore);
  measure.wall.push_back(wallMs() - wallBefore);
}

// In turn: a narrow key, a rate, two wide keys, one by names.
constexpr std::array sorted{ProcessColumn::Mailbox, ProcessColumn::MessageRate, ProcessColumn::Pid,
                            ProcessColumn::Uptime, ProcessColumn::InitialCall};

models::NodeView sortedBy(const models::NodeView& view, ProcessColumn column, Qt::SortOrder order,
                          Measure* sort) {
  static models::AtomRanks ranks;
  models::NodeView made = view;  // shares what is large
  made.number = view.number + 1;
  made.spec.sortColumn = column;
  made.spec.sortOrder = order;
  models::Filter all;
  std::vector<std::uint32_t> rows = models::filteredRows(made, all);
  if (sort)
    time(*sort, [&] { models::sortRows(rows, made, ranks); });
  else
    models::sortRows(rows, made, ranks);
  made.order = std::move(rows);
  made.positions =
      models::positionsOf(made.order, made.snapshot->processes.size() + made.exited.size());
  return made;
}

Measure sortTimes(const models::NodeView& view, int steps) {
  Measure sort{.workload = QStringLiteral("gui-sort"), .values = {}, .onGuiThread = false};
  for (int i = 0; i < steps; ++i) {
    const auto order = i % 2 ? Qt::AscendingOrder : Qt::DescendingOrder;
    sortedBy(view, sorted[static_cast<std::size_t>(i) % sorted.size()], order, &sort);
  }
  return sort;
}

Measure filterTimes(const models::NodeView& view, int steps) {
  static const std::array texts{"pool_w", "pool_wo mailbox>10", "session|cache", "/^c/", "1999"};
  Measure filter{.workload = QStringLiteral("gui-filter"), .values = {}, .onGuiThread = false};
  for (int i = 0; i < steps; ++i) {
    const char* const text = texts[static_cast<std::size_t>(i) % texts.size()];
    models::Filter parsed = models::Filter::parse(QLatin1String(text)).value();
    time(filter, [&] { models::filteredRows(view, parsed); });
  }
  return filter;
}

Measure diffTimes(const models::NodeView& view, int steps) {
  Measure diff{.workload = QStringLiteral("gui-diff"), .values = {}, .onGuiThread = false};
  const models::NodeView other =
      sortedBy(view, ProcessColumn::MessageRate, Qt::AscendingOrder, nullptr);
  for (int i = 0; i < steps; ++i)
    time(diff, [&] { i % 2 ? models::orderChange(view, other) : models::orderChange(other, view); });
  return diff;
}

Measure alarmTimes(const models::NodeView& view, const genmsg::SnapshotPtr& later, int steps) {
  Measure alarms{.workload = QStringLiteral("gui-alarms"), .values = {}, .onGuiThread = false};
  models::NodeView next = view;
  next.snapshot = later;
  next.pids = models::PidIndex(later->processes, view.pids);
  models::AlarmRules rules;
  const models::AlarmSettings settings;
  for (int i = 0; i < steps; ++i) time(alarms, [&] { rules.evaluate(next, &view, settings); });
  return alarms;
}

Measure treeTimes(const models::NodeView& view, int steps) {
  Measure tree{.workload = QStringLiteral("gui-tree"), .values = {}, .onGuiThread = false};
  for (int i = 0; i < steps; ++i) {
    time(tree, [&] {
      const models::ProcessForest forest(view.snapshot->processes, view.pids);
      const models::ProcessBranches branches(*view.snapshot,
                                             {view.rates.data(), view.rates.size()}, forest,
                                             view.pids);
    });
  }
  return tree;
}

}  // namespace

std::vector<Measure> collectorParts(const models::NodeView& view, const genmsg::SnapshotPtr& later,
                                    int steps) {
  return {sortTimes(view, steps), filterTimes(view, steps), diffTimes(view, steps),
          alarmTimes(view, later, steps), treeTimes(view, steps)};
}

Measure handOver(const genmsg::SnapshotPtr& snapshot, int steps) {
  models::Collector collector;
  models::ViewSpec spec;
  models::ProcessTableModel model;
  views::ProcessTableView table;
  table.setProcessModel(&model);
  table.resize(1200, 800);
  table.show();
  (void)QTest::qWaitForWindowExposed(&table);
  model.applyView(collector.collect(snapshot, spec));
  table.selectPid(model.pidAt(model.rowCount() / 2));
  QTest::keyClick(&table, Qt::Key_End, Qt::ControlModifier | Qt::ShiftModifier);
  Measure handOver{.workload = QStringLiteral("gui-handover"), .values = {}};
  for (int i = 0; i < steps; ++i) {
    table.releaseOrder();
    spec.sortOrder = i % 2 ? Qt::DescendingOrder : Qt::AscendingOrder;
    const models::NodeViewPtr view = collector.recollect(spec);
    time(handOver, [&] {
      model.applyView(view);
      QCoreApplication::processEvents();
    });
  }
  return handOver;
}

Measure replot(int steps) {
  constexpr int lines = 10;
  constexpr int seconds = 600;
  views::ChartWidget chart(QStringLiteral("chart"), QStringLiteral("ms"),
                           views::ChartWidget::Scale::Count);
  for (int line = 0; line < lines; ++line) chart.addSeries(QString::number(line));
  const auto append = [&](int second) {
    for (int line = 0; line < lines; ++line)
      chart.addSample(line, second, (line + 1) * (second * 37 % 101));
    chart.trimBefore(second - seconds);
    chart.setNow(second);
  };
  for (int second = 0; second < seconds; ++second) append(second);
  chart.resize(1200, 400);
  chart.show();
  (void)QTest::qWaitForWindowExposed(&chart);
  for (int round = 0; round < 4; ++round) QCoreApplication::processEvents();
  Measure replot{.workload = QStringLiteral("gui-replot"), .values = {}};
  for (int i = 0; i < steps; ++i) {
    time(replot, [&] {
      append(seconds + i);
      for (int round = 0; round < 4; ++round) QCoreApplication::processEvents();
    });
  }
  return replot;
}

}  // namespace bench
