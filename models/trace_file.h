// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <QString>

#include "genmsg/observe/node.h"

QT_BEGIN_NAMESPACE
class QIODevice;
QT_END_NAMESPACE

namespace models {

/// An event with the names that its processes had.
struct TraceRecord {
  genmsg::TraceEvent event;
  genmsg::Atom name;
  genmsg::Atom peerName;
};

/// A trace in a file, `.gmtrace`: "GMTRACE1", then frames of length, CRC-32 and so many bytes, all
/// numbers with the highest byte first. The first frame is a header, the others are events. What was
/// written before a crash can be read: a frame counts only as a whole.
/// Threads: of one. Errors: false if the device refuses.
class TraceFileWriter {
 public:
  explicit TraceFileWriter(QIODevice* device) : m_device(device) {}
  /// `wallZeroUs`: the time of day when the node's clock was at zero; nothing if it is not known.
  bool begin(std::optional<std::int64_t> wallZeroUs);
  bool append(const std::vector<TraceRecord>& records);

 private:
  bool writeFrame(const QByteArray& payload);
  QIODevice* m_device;
};

struct TraceFileContent {
  std::vector<TraceRecord> records;
  std::optional<std::int64_t> wallZeroUs;
  QString note;   // what is missing at its end and why; empty: nothing
  QString error;  // it cannot be read at all
};

/// Limits: traceFileRecordsMax events; what comes after them is left out, and noted.
inline constexpr std::size_t traceFileRecordsMax = 500'000;
TraceFileContent readTraceFile(QIODevice& device);

/// For other programs: a line an event; numbers and times the same in every language, times in
/// nanoseconds of the node's clock. False if the device refuses.
bool saveTraceAsCsv(const std::vector<TraceRecord>& records, QIODevice& device);
bool saveTraceAsJsonLines(const std::vector<TraceRecord>& records, QIODevice& device);

}  // namespace models
