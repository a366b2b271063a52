// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include <QByteArray>
#include <QString>

#include "genmsg/observe/node.h"

namespace models {

/// An event and what its processes and message are called.
struct SequenceEvent {
  const genmsg::TraceEvent* event = nullptr;
  QString process;
  QString peer;
  QString text;  // of the message, short
};

/// Which processes have a lifeline of their own; all others share one.
struct SequenceOptions {
  std::size_t lifelinesMax = 8;
  std::vector<genmsg::Pid> order;   // these first, as far as they appear
  std::vector<genmsg::Pid> hidden;  // never one of their own
};

/// A trace as a sequence diagram: a row an event, from top to bottom; lifelines from left to right.
/// A send and its receive are one arrow if both were traced, by the number that the message carried;
/// else the arrow is level, and marked as not matched.
/// Threads: immutable once made; any. Limits: eventsMax events, the last ones.
struct TraceSequence {
  static constexpr std::size_t eventsMax = 2'000;

  struct Lifeline {
    genmsg::Pid pid;  // default: all others
    QString name;
    int exitRow = -1;
  };
  struct Arrow {
    int from = 0;  // lifelines
    int to = 0;
    int fromRow = 0;
    int toRow = 0;
    bool isMatched = false;
    bool isMessage = true;  // else a spawn or a link
    int event = 0;          // index of the event that it is shown for
    QString text;
  };
  /// A callback that runs.
  struct Bar {
    int lifeline = 0;
    int fromRow = 0;
    int toRow = 0;
    int event = 0;
  };
  struct Mark {
    int lifeline = 0;
    int row = 0;
    int event = 0;
    QString text;
  };
  std::vector<Lifeline> lifelines;
  std::vector<Arrow> arrows;
  std::vector<Bar> bars;
  std::vector<Mark> marks;
  int rows = 0;
  std::vector<std::uint64_t> numbers;  // of the events, by row: TraceEvent::number
  std::size_t leftOut = 0;  // events before the first one
  int matched = 0;          // messages of which both sides were traced
  int unmatched = 0;
};

TraceSequence makeTraceSequence(const std::vector<SequenceEvent>& events,
                                const SequenceOptions& options);

/// For documents: the same in every language. See: mermaid.js.org, plantuml.com.
QString toMermaid(const TraceSequence& sequence);
QString toPlantUml(const TraceSequence& sequence);
/// A drawing on white, which needs nothing but itself.
QByteArray toSvg(const TraceSequence& sequence);

}  // namespace models
