// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pid_selection.h"

#include <utility>

namespace models {

bool PidSelection::contains(genmsg::Pid pid) const {
  const std::uint32_t row = m_view ? m_view->shownRowOf(pid) : noRow;
  return row != noRow ? m_rows[row] : m_pids.contains(pid) != m_all;
}

void PidSelection::assign(bool all) {
  m_all = all;
  m_view.reset();
  m_rows.clear();
  m_rowCount = 0;
  m_pids.clear();
}

void PidSelection::selectOnly(genmsg::Pid pid) {
  clear();
  m_pids.insert(pid);
}

void PidSelection::setRow(std::uint32_t row, bool selected) {
  if (m_rows[row] == selected) return;
  m_rows[row] = selected;
  if (selected)
    ++m_rowCount;
  else
    --m_rowCount;
}

void PidSelection::setSelected(genmsg::Pid pid, bool selected) {
  const std::uint32_t row = m_view ? m_view->shownRowOf(pid) : noRow;
  if (row != noRow)
    setRow(row, selected);
  else if (selected != m_all)
    m_pids.insert(pid);
  else
    m_pids.erase(pid);
}

void PidSelection::forget(genmsg::Pid pid) { setSelected(pid, m_all); }

void PidSelection::addRange(const NodeViewPtr& view, std::size_t first, std::size_t last) {
  Q_ASSERT(!m_all);
  if (!m_view || !haveSameRows(*m_view, *view)) moveTo(view);
  for (std::size_t place = first; place <= last; ++place) setRow(view->order[place], true);
}

// What is selected becomes rows of this view.
void PidSelection::moveTo(const NodeViewPtr& view) {
  PidSelection moved;
  moved.m_view = view;
  moved.m_rows.resize(view->snapshot->processes.size() + view->exited.size());
  each([&moved](genmsg::Pid pid) { moved.setSelected(pid, true); });
  *this = std::move(moved);
}

void PidSelection::follow(const NodeViewPtr& later) {
  if (!m_view || !later) return;
  if (haveSameRows(*m_view, *later))
    m_view = later;
  else if (m_rowCount <= followedMost)
    moveTo(later);
}

void PidSelection::forgetHidden(const NodeView& view) {
  const auto isHidden = [&view](genmsg::Pid pid) {
    const std::uint32_t row = view.shownRowOf(pid);
    return row == noRow || view.positions[row] == noRow;
  };
  std::erase_if(m_pids, isHidden);
  if (!m_view) return;
  const bool isSame = haveSameRows(*m_view, view);
  for (std::uint32_t row = 0; row < m_rows.size(); ++row) {
    if (!m_rows[row]) continue;
    if (isSame ? view.positions[row] == noRow : isHidden(m_view->process(row).pid))
      setRow(row, false);
  }
}

}  // namespace models
