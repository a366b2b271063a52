// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/snapshot_builder.h"

#include <memory>
#include <utility>

namespace test {
namespace {

std::int64_t toNs(double seconds) {
  return static_cast<std::int64_t>(seconds * 1e9);
}

genmsg::Atom atom(std::string_view name) {
  return name.empty() ? genmsg::atoms::undefined : genmsg::Atom::intern(name);
}

}  // namespace

genmsg::Pid pid(std::uint32_t index, std::uint32_t serial) {
  return {index, serial};
}

genmsg::ProcessRow processRow(const ProcessSpec& spec) {
  genmsg::ProcessRow row;
  row.pid = pid(spec.index, spec.serial);
  if (spec.parent) row.parent = pid(spec.parent);
  row.name = atom(spec.name);
  row.initial_call = atom(spec.initialCall);
  row.behaviour = atom(spec.behaviour);
  row.status = spec.status;
  row.mailbox = spec.mailbox;
  row.messages = spec.messages;
  row.busy_ns = spec.busyNs;
  row.start_ns = toNs(spec.startS);
  return row;
}

genmsg::SnapshotPtr snapshot(double timeS, const std::vector<ProcessSpec>& processes,
                             std::vector<genmsg::SchedulerRow> schedulers) {
  const auto made = std::make_shared<genmsg::Snapshot>();
  made->time_ns = toNs(timeS);
  made->wall_time_ms = toNs(timeS) / 1'000'000;
  made->schedulers = std::move(schedulers);
  for (const ProcessSpec& spec : processes) {
    made->processes.push_back(processRow(spec));
    made->messages_handled += spec.messages;
  }
  made->spawned = processes.size();
  return made;
}

genmsg::SnapshotPtr manyProcesses(double timeS, std::uint32_t count) {
  const auto made = std::make_shared<genmsg::Snapshot>();
  made->time_ns = toNs(timeS);
  made->processes.reserve(count);
  made->processes.push_back(processRow({.index = 1, .name = "pool"}));
  const genmsg::Atom initialCall = genmsg::Atom::intern("pool_worker:init/1");
  for (std::uint32_t index = 2; index <= count; ++index) {
    genmsg::ProcessRow row = processRow({.index = index, .parent = 1, .startS = 1e-6 * index});
    row.initial_call = initialCall;
    row.messages = static_cast<std::uint64_t>(timeS * 1000) + index;
    row.mailbox = index * 2'654'435'761U >> 20;  // scattered
    made->processes.push_back(row);
  }
  return made;
}

models::NodeViewPtr view(const genmsg::SnapshotPtr& snapshot, const models::ViewSpec& spec) {
  return models::Collector().collect(snapshot, spec);
}

std::vector<std::uint32_t> shownIndexes(const models::NodeView& view) {
  std::vector<std::uint32_t> indexes;
  for (const std::uint32_t row : view.order) indexes.push_back(view.process(row).pid.index);
  return indexes;
}

}  // namespace test
