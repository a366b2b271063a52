// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/row_order.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace models {
namespace {

// Sorts last whatever the order: a row without a value.
constexpr std::uint64_t noKey = std::numeric_limits<std::uint64_t>::max();

struct Keyed {
  std::uint64_t key;
  std::uint32_t row;
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

std::uint64_t keyOfAtom(genmsg::Atom atom, const AtomRanks& ranks) {
  return atom == genmsg::atoms::undefined ? noKey : ranks.rank(atom);
}

std::uint64_t keyOf(const genmsg::ProcessRow& process, const ProcessRates& rates,
                    std::int64_t nowNs, ProcessColumn column, const AtomRanks& ranks) {
  switch (column) {
    case ProcessColumn::Status:
      return keyOfStatus(process.status);
    case ProcessColumn::Pid:
      return std::uint64_t{process.pid.index} << 32 | process.pid.serial;
    case ProcessColumn::Name:
      return keyOfAtom(process.name, ranks);
    case ProcessColumn::InitialCall:
      return keyOfAtom(process.initial_call, ranks);
    case ProcessColumn::Mailbox:
      return process.mailbox;
    case ProcessColumn::MessageRate:
      return keyOfRate(rates.messagesPerSecond);
    case ProcessColumn::TimePerMessage:
      return keyOfRate(rates.nsPerMessage);
    case ProcessColumn::Busy:
      return keyOfRate(rates.busy);
    case ProcessColumn::Uptime:
      return static_cast<std::uint64_t>(std::max<std::int64_t>(nowNs - process.start_ns, 0));
  }
  return noKey;
}

void coverColumn(AtomRanks& ranks, const std::vector<std::uint32_t>& rows,
                 const genmsg::Snapshot& snapshot, ProcessColumn column) {
  const auto atom = column == ProcessColumn::Name          ? &genmsg::ProcessRow::name
                    : column == ProcessColumn::InitialCall ? &genmsg::ProcessRow::initial_call
                                                           : nullptr;
  if (!atom) return;
  std::vector<genmsg::Atom> atoms(rows.size());
  std::transform(rows.begin(), rows.end(), atoms.begin(),
                 [&](std::uint32_t row) { return snapshot.processes[row].*atom; });
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

void sortRows(std::vector<std::uint32_t>& rows, const genmsg::Snapshot& snapshot,
              const std::vector<ProcessRates>& rates, const ViewSpec& spec, AtomRanks& ranks) {
  coverColumn(ranks, rows, snapshot, spec.sortColumn);
  const bool descending = spec.sortOrder == Qt::DescendingOrder;
  std::vector<Keyed> keyed(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::uint64_t key = keyOf(snapshot.processes[rows[i]], rates[rows[i]], snapshot.time_ns,
                                    spec.sortColumn, ranks);
    keyed[i] = {descending && key != noKey ? noKey - 1 - key : key, rows[i]};
  }
  std::stable_sort(keyed.begin(), keyed.end(),
                   [](const Keyed& a, const Keyed& b) { return a.key < b.key; });
  std::transform(keyed.begin(), keyed.end(), rows.begin(), [](const Keyed& k) { return k.row; });
}

std::vector<std::uint32_t> filteredRows(const genmsg::Snapshot& snapshot,
                                        const std::vector<ProcessRates>& rates, Filter& filter) {
  std::vector<std::uint32_t> rows;
  rows.reserve(snapshot.processes.size());
  for (std::uint32_t row = 0; row < snapshot.processes.size(); ++row) {
    if (filter.isEmpty() || filter.matches(snapshot.processes[row], rates[row], snapshot.time_ns))
      rows.push_back(row);
  }
  return rows;
}

std::vector<std::uint32_t> positionsOf(const std::vector<std::uint32_t>& order, std::size_t rows) {
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
    const std::uint32_t old = before.pids.find(after.process(row).pid, row);
    const std::uint32_t oldPlace = old == noRow ? noRow : before.positions[old];
    if (oldPlace == noRow) change.inserted.push_back(row);
    if (oldPlace != place) change.same = false;
  }
  if (change.same) return change;
  // As many stay as are not new; only if more were shown before has one gone.
  if (before.order.size() == after.order.size() - change.inserted.size()) return change;
  for (const std::uint32_t row : before.order) {
    const std::uint32_t now = after.pids.find(before.process(row).pid, row);
    if (now == noRow || after.positions[now] == noRow) change.removed.push_back(row);
  }
  return change;
}

}  // namespace models
