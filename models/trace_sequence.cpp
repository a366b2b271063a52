// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/trace_sequence.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <QCoreApplication>

#include "models/trace_text.h"

namespace models {
namespace {

using genmsg::Pid;
using genmsg::TraceEvent;
using genmsg::TraceKind;

struct Text {
  Q_DECLARE_TR_FUNCTIONS(models::TraceSequence)
};

/// Makes one sequence of some events.
class Maker {
 public:
  Maker(const std::vector<SequenceEvent>& events, const SequenceOptions& options)
      : m_options(options) {
    const std::size_t count = std::min(events.size(), TraceSequence::eventsMax);
    m_made.leftOut = events.size() - count;
    m_first = static_cast<int>(m_made.leftOut);
    m_events.assign(events.end() - static_cast<std::ptrdiff_t>(count), events.end());
    m_made.rows = static_cast<int>(count);
    for (const SequenceEvent& one : m_events) m_made.numbers.push_back(one.event->number);
  }

  TraceSequence make() {
    chooseLifelines();
    for (int row = 0; row < m_made.rows; ++row) addRow(row);
    return std::move(m_made);
  }

 private:
  void note(Pid pid, const QString& name) {
    if (!pid || !m_names.try_emplace(pid, name).second) return;
    m_appeared.push_back(pid);
  }

  void chooseLifelines() {
    // Those that were traced before those that only appear as peers.
    for (const SequenceEvent& one : m_events) note(one.event->pid, one.process);
    for (const SequenceEvent& one : m_events) note(one.event->peer, one.peer);
    std::vector<Pid> wanted;
    for (const Pid pid : m_options.order) {
      if (m_names.contains(pid)) wanted.push_back(pid);
    }
    const std::vector<Pid> busiest = byActivity();
    wanted.insert(wanted.end(), busiest.begin(), busiest.end());
    std::unordered_set<Pid> chosen;
    for (const Pid pid : wanted) {
      if (chosen.size() < m_options.lifelinesMax && !isHidden(pid)) chosen.insert(pid);
    }
    // In the order that was asked for, then in that of appearance.
    wanted.resize(wanted.size() - busiest.size());
    wanted.insert(wanted.end(), m_appeared.begin(), m_appeared.end());
    for (const Pid pid : wanted) {
      if (!chosen.contains(pid) || m_places.contains(pid)) continue;
      m_places.emplace(pid, static_cast<int>(m_made.lifelines.size()));
      m_made.lifelines.push_back({pid, m_names[pid], -1});
    }
  }

  /// Those with the most events first; of equals those that appeared first.
  std::vector<Pid> byActivity() const {
    std::unordered_map<Pid, int> counts;
    for (const SequenceEvent& one : m_events) {
      ++counts[one.event->pid];
      ++counts[one.event->peer];
    }
    std::vector<Pid> sorted = m_appeared;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [&](Pid a, Pid b) { return counts[a] > counts[b]; });
    return sorted;
  }

  bool isHidden(Pid pid) const {
    const std::vector<Pid>& hidden = m_options.hidden;
    return std::find(hidden.begin(), hidden.end(), pid) != hidden.end();
  }

  /// Where a process is drawn. The others come last, and only if there are any.
  int placeOf(Pid pid) {
    const auto place = m_places.find(pid);
    if (place != m_places.end()) return place->second;
    if (m_others < 0) {
      m_others = static_cast<int>(m_made.lifelines.size());
      m_made.lifelines.push_back({{}, Text::tr("others"), -1});
    }
    return m_others;
  }

  void addRow(int row) {
    const TraceEvent& event = *m_events[static_cast<std::size_t>(row)].event;
    growBar(event, row);
    switch (event.kind) {
      case TraceKind::Send: return addSend(event, row);
      case TraceKind::Receive: return addReceive(event, row);
      case TraceKind::Spawn:
      case TraceKind::Link:
      case TraceKind::Unlink: return addRelation(event, row);
      default: return addMark(event, row);
    }
  }

  TraceSequence::Arrow arrowOf(Pid from, Pid to, int row) {
    TraceSequence::Arrow arrow;
    arrow.from = placeOf(from);
    arrow.to = placeOf(to);
    arrow.fromRow = arrow.toRow = row;
    arrow.event = m_first + row;
    arrow.text = m_events[static_cast<std::size_t>(row)].text;
    return arrow;
  }

  void addSend(const TraceEvent& event, int row) {
    if (event.trace_number != 0) {
      // Of several sessions that recorded it the first.
      const auto at = m_made.arrows.size();
      if (!m_sends.try_emplace(event.trace_number, at).second) return;
    }
    m_made.arrows.push_back(arrowOf(event.pid, event.peer, row));
    ++m_made.unmatched;
  }

  void addReceive(const TraceEvent& event, int row) {
    addBar(event, row);
    if (event.trace_number != 0 && !m_received.insert(event.trace_number).second) return;
    const auto sent = m_sends.find(event.trace_number);
    if (event.trace_number == 0 || sent == m_sends.end()) {
      m_made.arrows.push_back(arrowOf(event.peer, event.pid, row));
      ++m_made.unmatched;
      return;
    }
    TraceSequence::Arrow& arrow = m_made.arrows[sent->second];
    arrow.toRow = row;
    arrow.isMatched = true;
    --m_made.unmatched;
    ++m_made.matched;
  }

  void addBar(const TraceEvent& event, int row) {
    const int lifeline = placeOf(event.pid);
    if (lifeline == m_others) return;  // of several processes at once
    m_bars[event.pid] = {event.handling, m_made.bars.size()};
    m_made.bars.push_back({lifeline, row, row, m_first + row});
  }

  /// What its callback does lengthens the bar.
  void growBar(const TraceEvent& event, int row) {
    const auto bar = m_bars.find(event.pid);
    if (bar == m_bars.end() || bar->second.first != event.handling ||
        event.kind == TraceKind::Receive) {
      return;
    }
    m_made.bars[bar->second.second].toRow = row;
  }

  void addRelation(const TraceEvent& event, int row) {
    TraceSequence::Arrow arrow = arrowOf(event.pid, event.peer, row);
    arrow.isMessage = false;
    arrow.isMatched = true;
    arrow.text = traceKindWord(event.kind);
    m_made.arrows.push_back(std::move(arrow));
  }

  void addMark(const TraceEvent& event, int row) {
    const int lifeline = placeOf(event.pid);
    const bool isExit = event.kind == TraceKind::Exit;
    if (isExit && lifeline != m_others) {
      m_made.lifelines[static_cast<std::size_t>(lifeline)].exitRow = row;
    }
    const QString& text = m_events[static_cast<std::size_t>(row)].text;
    const QString word = traceKindWord(event.kind);
    m_made.marks.push_back(
        {lifeline, row, m_first + row, text.isEmpty() ? word : QString(word + u' ' + text)});
  }

  const SequenceOptions& m_options;
  std::vector<SequenceEvent> m_events;
  int m_first = 0;
  std::vector<Pid> m_appeared;
  std::unordered_map<Pid, QString> m_names;
  std::unordered_map<Pid, int> m_places;
  int m_others = -1;
  std::unordered_map<std::uint32_t, std::size_t> m_sends;  // arrows by trace number
  std::unordered_set<std::uint32_t> m_received;
  std::unordered_map<Pid, std::pair<std::uint64_t, std::size_t>> m_bars;  // handling, bar
  TraceSequence m_made;
};

constexpr int textMax = 80;

QString shortened(const QString& text) {
  QString line = text.simplified();
  return line.size() <= textMax ? line : QString(line.left(textMax - 1) + u'…');
}

/// Arrows and marks in the order of their rows.
template <class OnArrow, class OnMark>
void inOrder(const TraceSequence& sequence, OnArrow onArrow, OnMark onMark) {
  std::vector<const TraceSequence::Arrow*> arrows;
  for (const TraceSequence::Arrow& arrow : sequence.arrows) arrows.push_back(&arrow);
  std::stable_sort(arrows.begin(), arrows.end(),
                   [](const auto* a, const auto* b) { return a->fromRow < b->fromRow; });
  auto arrow = arrows.begin();
  for (const TraceSequence::Mark& mark : sequence.marks) {
    for (; arrow != arrows.end() && (*arrow)->fromRow < mark.row; ++arrow) onArrow(**arrow);
    onMark(mark);
  }
  for (; arrow != arrows.end(); ++arrow) onArrow(**arrow);
}

// What would end a line or begin something in Mermaid.
QString mermaidText(const QString& text) {
  QString escaped;
  for (const QChar c : shortened(text)) {
    if (c == u'#' || c == u';' || c == u'<' || c == u'>' || c == u'"' || c == u':')
      escaped += QStringLiteral("#%1;").arg(int{c.unicode()});
    else
      escaped += c;
  }
  return escaped.isEmpty() ? QStringLiteral(" ") : escaped;
}

QString plantUmlText(const QString& text) {
  return shortened(text).replace(u'"', u'\'').replace(u'<', QStringLiteral("~<"));
}

QString participant(int lifeline) { return QStringLiteral("p%1").arg(lifeline); }

}  // namespace

TraceSequence makeTraceSequence(const std::vector<SequenceEvent>& events,
                                const SequenceOptions& options) {
  return Maker(events, options).make();
}

QString toMermaid(const TraceSequence& sequence) {
  QString made = QStringLiteral("sequenceDiagram\n");
  for (std::size_t i = 0; i < sequence.lifelines.size(); ++i) {
    made += QStringLiteral("  participant %1 as %2\n")
                .arg(participant(static_cast<int>(i)), mermaidText(sequence.lifelines[i].name));
  }
  inOrder(
      sequence,
      [&](const TraceSequence::Arrow& arrow) {
        made += u"  " + participant(arrow.from) +
                (arrow.isMatched && arrow.isMessage ? u"->>" : u"-->>") + participant(arrow.to) +
                u": " + mermaidText(arrow.text) + u'\n';
      },
      [&](const TraceSequence::Mark& mark) {
        made += u"  Note over " + participant(mark.lifeline) + u": " + mermaidText(mark.text) +
                u'\n';
      });
  return made;
}

QString toPlantUml(const TraceSequence& sequence) {
  QString made = QStringLiteral("@startuml\n");
  for (std::size_t i = 0; i < sequence.lifelines.size(); ++i) {
    made += u"participant \"" + plantUmlText(sequence.lifelines[i].name) + u"\" as " +
            participant(static_cast<int>(i)) + u'\n';
  }
  inOrder(
      sequence,
      [&](const TraceSequence::Arrow& arrow) {
        made += participant(arrow.from) +
                (arrow.isMatched && arrow.isMessage ? u" -> " : u" --> ") + participant(arrow.to) +
                u" : " + plantUmlText(arrow.text) + u'\n';
      },
      [&](const TraceSequence::Mark& mark) {
        made += u"note over " + participant(mark.lifeline) + u" : " + plantUmlText(mark.text) +
                u'\n';
      });
  return made + u"@enduml\n";
}

namespace {

constexpr int columnWidth = 190;
constexpr int rowHeight = 22;
constexpr int headHeight = 40;
constexpr int barWidth = 8;

int columnX(int lifeline) { return columnWidth / 2 + lifeline * columnWidth; }
int rowY(int row) { return headHeight + rowHeight + row * rowHeight; }

QString svgText(int x, int y, const char* anchor, const QString& text) {
  return QStringLiteral("<text x=\"%1\" y=\"%2\" text-anchor=\"%3\">%4</text>\n")
      .arg(x)
      .arg(y)
      .arg(QLatin1String(anchor), shortened(text).toHtmlEscaped());
}

QString svgLine(int x1, int y1, int x2, int y2, const char* attributes) {
  return QStringLiteral("<line x1=\"%1\" y1=\"%2\" x2=\"%3\" y2=\"%4\" %5/>\n")
      .arg(x1)
      .arg(y1)
      .arg(x2)
      .arg(y2)
      .arg(QLatin1String(attributes));
}

QString svgArrow(const TraceSequence::Arrow& arrow) {
  const int x1 = columnX(arrow.from), x2 = columnX(arrow.to);
  const int y1 = rowY(arrow.fromRow), y2 = rowY(arrow.toRow);
  const char* const style = arrow.isMatched ? "stroke=\"black\" marker-end=\"url(#head)\""
                                            : "stroke=\"black\" stroke-dasharray=\"5 3\" "
                                              "marker-end=\"url(#head)\"";
  if (arrow.from == arrow.to) {
    return svgText(x1 + barWidth, y1 - 3, "start", QStringLiteral("↻ ") + arrow.text);
  }
  return svgLine(x1, y1, x2, y2, style) +
         svgText((x1 + x2) / 2, (y1 + y2) / 2 - 3, "middle", arrow.text);
}

}  // namespace

QByteArray toSvg(const TraceSequence& sequence) {
  const int width = std::max(1, static_cast<int>(sequence.lifelines.size())) * columnWidth;
  const int height = rowY(sequence.rows) + rowHeight;
  QString made =
      QStringLiteral("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1\" height=\"%2\" "
                     "font-family=\"monospace\" font-size=\"10\">\n"
                     "<defs><marker id=\"head\" markerWidth=\"8\" markerHeight=\"8\" refX=\"7\" "
                     "refY=\"3\" orient=\"auto\"><path d=\"M0,0 L7,3 L0,6 z\"/></marker></defs>\n"
                     "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n")
          .arg(width)
          .arg(height);
  for (std::size_t i = 0; i < sequence.lifelines.size(); ++i) {
    const TraceSequence::Lifeline& lifeline = sequence.lifelines[i];
    const int x = columnX(static_cast<int>(i));
    const int end = lifeline.exitRow < 0 ? height : rowY(lifeline.exitRow);
    made += svgText(x, headHeight / 2, "middle", lifeline.name) +
            svgLine(x, headHeight, x, end, "stroke=\"gray\"");
  }
  for (const TraceSequence::Bar& bar : sequence.bars) {
    made += QStringLiteral("<rect x=\"%1\" y=\"%2\" width=\"%3\" height=\"%4\" fill=\"#cfe2ff\" "
                           "stroke=\"#4477aa\"/>\n")
                .arg(columnX(bar.lifeline) - barWidth / 2)
                .arg(rowY(bar.fromRow))
                .arg(barWidth)
                .arg((bar.toRow - bar.fromRow) * rowHeight + rowHeight / 2);
  }
  for (const TraceSequence::Arrow& arrow : sequence.arrows) made += svgArrow(arrow);
  for (const TraceSequence::Mark& mark : sequence.marks) {
    made += svgText(columnX(mark.lifeline) + barWidth, rowY(mark.row) - 3, "start",
                    QStringLiteral("✕ ") + mark.text);
  }
  return (made + u"</svg>\n").toUtf8();
}

}  // namespace models
