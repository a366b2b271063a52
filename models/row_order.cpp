// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/row_order.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

namespace models {
namespace {

// Sorts last whatever the order: a row without a value.
constexpr std::uint64_t noKey = std::numeric_limits<std::uint64_t>::max();

// A key and its row in one number: sorts twice as fast as a pair.
constexpr std::uint64_t noNarrowKey = std::numeric_limits<std::uint32_t>::max();

struct Keyed {
  std::uint64_t key;
  std::uint32_t row;

  friend bool operator<(const Keyed& a, const Keyed& b) {
    return a.key != b.key ? a.key < b.key : a.row < b.row;
  }
};

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string_view takeDigits(std::string_view& text) {
  const std::size_t zeros = std::min(text.find_first_not_of('0'), text.size());
  text.remove_prefix(zeros);
  const auto end = std::find_if_not(text.begin(), text.end(), isDigit);
  const std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(digits.size());
  return digits;
}

// Negative: a is first; 0: they differ at most in case or leading zeros.
int compareNaturally(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    if (isDigit(a.front()) && isDigit(b.front())) {
      const std::string_view x = takeDigits(a);
      const std::string_view y = takeDigits(b);
      if (x.size() != y.size()) return x.size() < y.size() ? -1 : 1;
      if (const int order = x.compare(y)) return order;
      continue;
    }
    const int order = int{static_cast<unsigned char>(lower(a.front()))} -
                      int{static_cast<unsigned char>(lower(b.front()))};
    if (order) return order;
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  return int{!a.empty()} - int{!b.empty()};
}

std::uint64_t keyOfRate(float value) {
  // The bits of floats that are not negative are in the order of their values.
  return std::isnan(value) ? noKey : std::bit_cast<std::uint32_t>(std::max(value, 0.0F));
}

// What is worth a look comes first in descending order.
std::uint64_t keyOfStatus(genmsg::Status status) {
  switch (status) {
    case genmsg::Status::Waiting:
      return 0;
    case genmsg::Status::Runnable:
      return 1;
    case genmsg::Status::Running:
      return 2;
    case genmsg::Status::Exiting:
      return 3;
    case genmsg::Status::Suspended:
      return 4;
  }
  return 0;
}

constexpr std::uint64_t keyOfExited = 5;

std::uint64_t keyOfAtom(genmsg::Atom atom, const AtomRanks& ranks) {
  return atom == genmsg::atoms::undefined ? noKey : ranks.rank(atom);
}

std::uint64_t keyOfPid(genmsg::Pid pid) {
  return pid ? std::uint64_t{pid.index} << 32 | pid.serial : noKey;
}

std::uint64_t keyOfAge(std::int64_t ageNs) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(ageNs, 0));
}

std::uint64_t keyOfSuspension(const NodeView& view, std::uint32_t row) {
  const genmsg::SuspensionRow* suspension = view.suspensionOf(row);
  return suspension ? keyOfAge(view.snapshot->time_ns - suspension->since_ns) : noKey;
}

std::uint64_t keyOfAlarms(const NodeView& view, genmsg::Pid pid) {
  if (!view.spec.alarms) return noKey;
  const auto found = view.spec.alarms->find(pid);
  if (found == view.spec.alarms->end()) return noKey;
  // The worst first, whatever the number of the others.
  constexpr std::uint32_t most = 0x00ff'ffff;
  return std::uint64_t{static_cast<std::uint8_t>(found->second.worst)} << 24 |
         std::min(found->second.count, most);
}

std::uint64_t keyOf(const NodeView& view, std::uint32_t row, const AtomRanks& ranks) {
  const genmsg::ProcessRow& process = view.process(row);
  switch (view.spec.sortColumn) {
    case ProcessColumn::Alarms:
      return keyOfAlarms(view, process.pid);
    case ProcessColumn::Status:
      return view.isExited(row) ? keyOfExited : keyOfStatus(process.status);
    case ProcessColumn::Pid:
      return keyOfPid(process.pid);
    case ProcessColumn::Name:
      return keyOfAtom(process.name, ranks);
    case ProcessColumn::InitialCall:
      return keyOfAtom(process.initial_call, ranks);
    case ProcessColumn::Mailbox:
    case ProcessColumn::Trend:
      return process.mailbox;
    case ProcessColumn::MessageRate:
      return keyOfRate(view.rates[row].messagesPerSecond);
    case ProcessColumn::TimePerMessage:
      return keyOfRate(view.rates[row].nsPerMessage);
    case ProcessColumn::WaitMax:
      return process.wait_max_ns > 0 ? keyOfRate(process.wait_max_ns) : noKey;
    case ProcessColumn::Busy:
      return keyOfRate(view.rates[row].busy);
    case ProcessColumn::Peak:
      return process.peak;
    case ProcessColumn::LastMessage:
      return process.last_ago_ns >= 0 ? keyOfRate(process.last_ago_ns) : noKey;
    case ProcessColumn::Behaviour:
      return keyOfAtom(process.behaviour, ranks);
    case ProcessColumn::Supervisor:
      return keyOfPid(process.parent);
    case ProcessColumn::Restarts:
      return process.restarts;
    case ProcessColumn::Uptime:
      return keyOfAge(view.uptimeNs(row));
    case ProcessColumn::StateSize:
      return process.state_bytes ? process.state_bytes : noKey;
    case ProcessColumn::SuspendedFor:
      return keyOfSuspension(view, row);
    case ProcessColumn::Trace:
      return process.traced;
    case ProcessColumn::Thread:
      return process.scheduler < 0 ? noKey : static_cast<std::uint64_t>(process.scheduler);
  }
  return noKey;
}

bool isWide(ProcessColumn column) {
  switch (column) {
    case ProcessColumn::Pid:
    case ProcessColumn::Supervisor:
    case ProcessColumn::Uptime:
    case ProcessColumn::SuspendedFor:
      return true;
    default:
      return false;
  }
}

void sortNarrow(std::vector<std::uint32_t>& rows, const NodeView& view, const AtomRanks& ranks) {
  const bool descending = view.spec.sortOrder == Qt::DescendingOrder;
  std::vector<std::uint64_t> keyed(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::uint64_t key = keyOf(view, rows[i], ranks);
    key = key == noKey ? noNarrowKey : std::min(key, noNarrowKey - 1);
    if (descending && key != noNarrowKey) key = noNarrowKey - 1 - key;
    keyed[i] = key << 32 | rows[i];
  }
  std::sort(keyed.begin(), keyed.end());
  std::transform(keyed.begin(), keyed.end(), rows.begin(),
                 [](std::uint64_t each) { return static_cast<std::uint32_t>(each); });
}

void sortWide(std::vector<std::uint32_t>& rows, const NodeView& view, const AtomRanks& ranks) {
  const bool descending = view.spec.sortOrder == Qt::DescendingOrder;
  std::vector<Keyed> keyed(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::uint64_t key = keyOf(view, rows[i], ranks);
    keyed[i] = {descending && key != noKey ? noKey - 1 - key : key, rows[i]};
  }
  std::sort(keyed.begin(), keyed.end());
  std::transform(keyed.begin(), keyed.end(), rows.begin(), [](const Keyed& k) { return k.row; });
}

genmsg::Atom genmsg::ProcessRow::* atomOf(ProcessColumn column) {
  switch (column) {
    case ProcessColumn::Name:
      return &genmsg::ProcessRow::name;
    case ProcessColumn::InitialCall:
      return &genmsg::ProcessRow::initial_call;
    case ProcessColumn::Behaviour:
      return &genmsg::ProcessRow::behaviour;
    default:
      return nullptr;
  }
}

void coverColumn(AtomRanks& ranks, const std::vector<std::uint32_t>& rows, const NodeView& view) {
  const auto atom = atomOf(view.spec.sortColumn);
  if (!atom) return;
  std::vector<genmsg::Atom> atoms(rows.size());
  std::transform(rows.begin(), rows.end(), atoms.begin(),
                 [&](std::uint32_t row) { return view.process(row).*atom; });
  ranks.cover(atoms);
}

}  // namespace

bool isNaturallyLess(std::string_view a, std::string_view b) {
  const int order = compareNaturally(a, b);
  return order ? order < 0 : a < b;
}

void AtomRanks::cover(const std::vector<genmsg::Atom>& atoms) {
  const std::size_t known = m_atoms.size();
  for (const genmsg::Atom atom : atoms) {
    if (atom.index() >= m_rankOfAtom.size()) m_rankOfAtom.resize(atom.index() + 1, noRow);
    if (m_rankOfAtom[atom.index()] != noRow) continue;
    m_rankOfAtom[atom.index()] = 0;  // seen; ranked below
    m_atoms.push_back(atom);
  }
  if (m_atoms.size() == known) return;
  std::sort(m_atoms.begin(), m_atoms.end(),
            [](genmsg::Atom a, genmsg::Atom b) { return isNaturallyLess(a.name(), b.name()); });
  for (std::uint32_t rank = 0; rank < m_atoms.size(); ++rank)
    m_rankOfAtom[m_atoms[rank].index()] = rank;
}

void sortRows(std::vector<std::uint32_t>& rows, const NodeView& view, AtomRanks& ranks) {
  coverColumn(ranks, rows, view);
  if (isWide(view.spec.sortColumn))
    sortWide(rows, view, ranks);
  else
    sortNarrow(rows, view, ranks);
}

FilterSubject filterSubject(const NodeView& view, std::uint32_t row, const Filter& filter) {
  const genmsg::SuspensionRow* suspension = view.suspensionOf(row);
  const genmsg::ProcessRow& process = view.process(row);
  const std::uint32_t parent = filter.asksForParents() ? view.rowOf(process.parent) : noRow;
  return {process,
          view.rates[row],
          view.snapshot->time_ns,
          suspension ? suspension->since_ns : noTime,
          view.isExited(row),
          parent == noRow ? nullptr : &view.process(parent)};
}

std::vector<std::uint32_t> filteredRows(const NodeView& view, Filter& filter) {
  const auto count =
      static_cast<std::uint32_t>(view.snapshot->processes.size() + view.exited.size());
  std::vector<std::uint32_t> rows;
  if (filter.isEmpty()) {
    rows.resize(count);
    std::iota(rows.begin(), rows.end(), 0U);
    return rows;
  }
  for (std::uint32_t row = 0; row < count; ++row) {
    if (filter.matches(filterSubject(view, row, filter))) rows.push_back(row);
  }
  return rows;
}

std::vector<std::uint32_t> positionsOf(std::span<const std::uint32_t> order, std::size_t rows) {
  std::vector<std::uint32_t> positions(rows, noRow);
  for (std::uint32_t place = 0; place < order.size(); ++place) positions[order[place]] = place;
  return positions;
}

OrderChange orderChange(const NodeView& before, const NodeView& after) {
  OrderChange change;
  change.from = before.number;
  change.same = before.order.size() == after.order.size();
  for (std::size_t place = 0; place < after.order.size(); ++place) {
    const std::uint32_t row = after.order[place];
    const std::uint32_t old = before.shownRowOf(after.process(row).pid, row);
    const std::uint32_t oldPlace = old == noRow ? noRow : before.positions[old];
    if (oldPlace == noRow) change.inserted.push_back(row);
    if (oldPlace != place) change.same = false;
  }
  if (change.same) return change;
  // As many stay as are not new; only if more were shown before has one gone.
  if (before.order.size() == after.order.size() - change.inserted.size()) return change;
  for (const std::uint32_t row : before.order) {
    const std::uint32_t now = after.shownRowOf(before.process(row).pid, row);
    if (now == noRow || after.positions[now] == noRow) change.removed.push_back(row);
  }
  return change;
}

}  // namespace models
