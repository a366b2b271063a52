// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/process_groups.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "models/node_view.h"

namespace models {
namespace {

struct Member {
  std::uint64_t key;  // of its group
  std::uint32_t mailbox;
  std::uint32_t row;
};

std::uint64_t keyOf(const genmsg::ProcessRow& process, GroupBy by) {
  switch (by) {
    case GroupBy::InitialCall:
      return process.initial_call.index();
    case GroupBy::Supervisor:
      return std::uint64_t{process.parent.index} << 32 | process.parent.serial;
    case GroupBy::Status:
      return static_cast<std::uint64_t>(process.status);
    case GroupBy::None:
      break;
  }
  return 0;
}

// @pre members are of one group, in the order of their mailboxes, and there is one
ProcessGroup groupOf(std::span<const Member> members, const NodeView& view) {
  ProcessGroup group;
  const genmsg::ProcessRow& first = view.process(members.front().row);
  group.initialCall = first.initial_call;
  group.supervisor = first.parent;
  group.status = first.status;
  group.count = static_cast<std::uint32_t>(members.size());
  group.mailboxMax = members.back().mailbox;
  group.mailboxP99 = members[(members.size() * 99 + 99) / 100 - 1].mailbox;
  for (const Member& member : members) {
    group.mailbox += member.mailbox;
    group.suspended += view.process(member.row).status == genmsg::Status::Suspended;
    const ProcessRates& rates = view.rates[member.row];
    if (!std::isnan(rates.messagesPerSecond))
      group.messagesPerSecond += double{rates.messagesPerSecond};
    if (!std::isnan(rates.busy)) group.busy += double{rates.busy};
  }
  return group;
}

}  // namespace

ProcessGroups groupsOf(const NodeView& view, GroupBy by) {
  ProcessGroups made;
  made.by = by;
  if (by == GroupBy::None) return made;
  std::vector<Member> members;
  members.reserve(view.order.size());
  for (const std::uint32_t row : view.order) {
    if (view.isExited(row)) continue;
    const genmsg::ProcessRow& process = view.process(row);
    members.push_back({keyOf(process, by), process.mailbox, row});
  }
  std::sort(members.begin(), members.end(), [](const Member& a, const Member& b) {
    return a.key != b.key ? a.key < b.key : a.mailbox < b.mailbox;
  });
  for (std::size_t begin = 0; begin < members.size();) {
    std::size_t end = begin;
    while (end < members.size() && members[end].key == members[begin].key) ++end;
    made.groups.push_back(groupOf(std::span(members).subspan(begin, end - begin), view));
    begin = end;
  }
  std::stable_sort(made.groups.begin(), made.groups.end(),
                   [](const ProcessGroup& a, const ProcessGroup& b) { return a.count > b.count; });
  if (made.groups.size() > groupsMost) {
    made.leftOut = made.groups.size() - groupsMost;
    made.groups.resize(groupsMost);
  }
  return made;
}

}  // namespace models
