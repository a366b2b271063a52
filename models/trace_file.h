// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <QString>

#include "genmsg/observe/node.h"

QT_BEGIN_NAMESPACE
class QDataStream;
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
  QString note;   // what is missing and why, at which byte and what was expected there; empty: nothing
  QString error;  // it cannot be read at all
};

using TraceFileContentPtr = std::shared_ptr<const TraceFileContent>;

/// How much of a file is read; what comes after it is left out, and noted. Atoms are never freed, so
/// those that a file may bring are few: a message with more of them is kept as its text, a type or
/// name is left out; both are noted.
struct TraceFileLimits {
  std::size_t records = 500'000;
  qint64 bytes = qint64{512} << 20;
  std::size_t newAtoms = 4'096;
};

/// Reads a trace file, a frame at a time, so that somebody may show how far it is, or stop it.
/// Threads: of one. Ownership: the device outlives it.
/// Errors: what is damaged, or not whole, ends the file there; what was read before stays.
class TraceFileReader {
 public:
  explicit TraceFileReader(QIODevice* device, TraceFileLimits limits = {});

  /// One frame; false: there is nothing more to be read.
  bool readOne();
  qint64 position() const { return m_position; }  // bytes read
  TraceFileContent take();

 private:
  bool fail(const QString& note);
  bool readMagic();
  std::optional<QByteArray> readFrame();
  bool readPayload(const QByteArray& payload);
  TraceRecord readRecord(QDataStream& in);
  genmsg::Atom readAtom(QDataStream& in);
  genmsg::Term readTerm(QDataStream& in);

  QIODevice* m_device;
  const TraceFileLimits m_limits;
  TraceFileContent m_content;
  qint64 m_position = 0;
  std::size_t m_newAtomsLeft;
  std::uint64_t m_withoutAtoms = 0;  // values that had to do without
  bool m_isAtEnd = false;
};

/// All of it at once.
TraceFileContent readTraceFile(QIODevice& device, TraceFileLimits limits = {});

/// For other programs: a line an event; numbers and times the same in every language, times in
/// nanoseconds of the node's clock. False if the device refuses.
bool saveTraceAsCsv(const std::vector<TraceRecord>& records, QIODevice& device);
bool saveTraceAsJsonLines(const std::vector<TraceRecord>& records, QIODevice& device);

}  // namespace models
