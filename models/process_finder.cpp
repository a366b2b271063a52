// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/process_finder.h"

#include <algorithm>
#include <utility>

#include "models/format.h"

namespace models {
namespace {

class Needle {
 public:
  explicit Needle(const QString& text)
      : m_text(text), m_canBePid(std::ranges::all_of(text, [](QChar c) {
          return (c >= u'0' && c <= u'9') || c == u'<' || c == u'>' || c == u'.';
        })) {}

  bool isIn(const genmsg::ProcessRow& row) {
    return isIn(row.name) || isIn(row.initial_call) ||
           (m_canBePid && formatPid(row.pid).contains(m_text));
  }

 private:
  enum class Verdict : std::uint8_t { Unknown, No, Yes };

  bool isIn(genmsg::Atom atom) {
    if (atom.index() >= m_atoms.size()) m_atoms.resize(atom.index() + 1, Verdict::Unknown);
    Verdict& verdict = m_atoms[atom.index()];
    if (verdict == Verdict::Unknown)
      verdict = formatAtom(atom).contains(m_text, Qt::CaseInsensitive) ? Verdict::Yes
                                                                       : Verdict::No;
    return verdict == Verdict::Yes;
  }

  QString m_text;
  bool m_canBePid;
  std::vector<Verdict> m_atoms;  // by Atom::index()
};

}  // namespace

std::vector<genmsg::Pid> findProcesses(const NodeView& view, const QString& text) {
  std::vector<genmsg::Pid> hits;
  if (text.isEmpty()) return hits;
  Needle needle(text);
  const auto roots = view.forest->roots();
  std::vector<std::uint32_t> open(roots.rbegin(), roots.rend());  // the next one last
  while (!open.empty()) {
    const std::uint32_t row = open.back();
    open.pop_back();
    if (needle.isIn(view.process(row))) hits.push_back(view.process(row).pid);
    const auto children = view.forest->childrenOf(row);
    open.insert(open.end(), children.rbegin(), children.rend());
  }
  return hits;
}

ProcessFinder::ProcessFinder(QObject* parent) : QObject(parent) {
  m_pool.setMaxThreadCount(1);
}

void ProcessFinder::setText(const QString& text) {
  m_text = text;
  if (!text.isEmpty()) return search();
  m_foundText.clear();
  m_hits.clear();
  m_searched.reset();
  Q_EMIT found(false);
}

void ProcessFinder::applyView(const NodeViewPtr& view) {
  m_view = view;
  if (m_text.isEmpty()) return;
  if (m_searched && m_searched->forest == view->forest)
    m_searched = view;  // the old one is not needed any more
  else
    search();
}

void ProcessFinder::search() {
  if (!m_view) return;
  m_again = m_underWay;
  if (m_underWay) return;
  m_underWay = true;
  m_pool.start([this, text = m_text, view = m_view] {
    std::vector<genmsg::Pid> hits = findProcesses(*view, text);
    QMetaObject::invokeMethod(
        this, [this, text, view, hits = std::move(hits)] { onFound(text, view, hits); },
        Qt::QueuedConnection);
  });
}

void ProcessFinder::onFound(const QString& text, const NodeViewPtr& view,
                            std::vector<genmsg::Pid> hits) {
  m_underWay = false;
  if (text == m_text) {
    const bool isFirst = m_foundText != text;
    m_foundText = text;
    m_hits = std::move(hits);
    m_searched = m_view->forest == view->forest ? m_view : view;
    Q_EMIT found(isFirst);
  }
  if (std::exchange(m_again, false)) search();
}

/// The place in the hits of the first one that is not above `pid` in the outline.
std::size_t ProcessFinder::lowerBound(genmsg::Pid pid) const {
  const std::uint32_t row = m_searched ? m_searched->rowOf(pid) : noRow;
  if (row == noRow) return 0;
  const auto found =
      std::ranges::lower_bound(m_hits, pid, [this](genmsg::Pid a, genmsg::Pid b) {
        return m_searched->forest->precedes(m_searched->snapshot->processes, m_searched->rowOf(a),
                                            m_searched->rowOf(b));
      });
  return static_cast<std::size_t>(found - m_hits.begin());
}

genmsg::Pid ProcessFinder::next(genmsg::Pid from, Direction direction) const {
  if (m_hits.empty()) return {};
  const std::size_t at = lowerBound(from);
  if (direction == Direction::Backward) return m_hits[(at + m_hits.size() - 1) % m_hits.size()];
  const bool isHit = at < m_hits.size() && m_hits[at] == from;
  return m_hits[(isHit ? at + 1 : at) % m_hits.size()];
}

genmsg::Pid ProcessFinder::atOrAfter(genmsg::Pid from) const {
  if (m_hits.empty()) return {};
  return m_hits[lowerBound(from) % m_hits.size()];
}

std::size_t ProcessFinder::numberOf(genmsg::Pid hit) const {
  if (!hit) return 0;
  const std::size_t at = lowerBound(hit);
  return at < m_hits.size() && m_hits[at] == hit ? at + 1 : 0;
}

}  // namespace models
