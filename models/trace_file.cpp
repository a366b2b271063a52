// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/trace_file.h"

#include <algorithm>
#include <array>
#include <iterator>

#include <QCoreApplication>
#include <QDataStream>
#include <QIODevice>
#include <QJsonDocument>
#include <QJsonObject>

#include "genmsg/term/parse.h"
#include "genmsg/term/print.h"
#include "models/format.h"

namespace models {
namespace {

struct Text {
  Q_DECLARE_TR_FUNCTIONS(models::TraceFile)
};

constexpr char magic[] = "GMTRACE1";
constexpr qint64 magicBytes = 8;
constexpr qint64 headBytes = 8;  // of a frame: its length and checksum
constexpr quint32 frameBytesMax = 16u << 20;
/// So that a frame stays far below its limit whatever the messages are.
constexpr std::size_t recordsAFrame = 64;
enum FrameKind : quint8 { Header = 1, Events = 2 };

constexpr std::array<quint32, 256> makeCrcTable() {
  std::array<quint32, 256> table{};
  for (quint32 i = 0; i < 256; ++i) {
    quint32 value = i;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ ((value & 1u) != 0 ? 0xedb88320u : 0u);
    table[i] = value;
  }
  return table;
}

quint32 crc32(const QByteArray& bytes) {
  static constexpr auto table = makeCrcTable();
  quint32 crc = 0xffffffffu;
  for (const char byte : bytes) {
    crc = (crc >> 8) ^ table[(crc ^ static_cast<unsigned char>(byte)) & 0xffu];
  }
  return ~crc;
}

QDataStream& writePid(QDataStream& out, genmsg::Pid pid) {
  return out << quint32{pid.index} << quint32{pid.serial};
}

genmsg::Pid readPid(QDataStream& in) {
  quint32 index = 0, serial = 0;
  in >> index >> serial;
  return {index, serial};
}

QByteArray bytesOf(std::string_view text) {
  return {text.data(), static_cast<qsizetype>(text.size())};
}

void write(QDataStream& out, const TraceRecord& record) {
  const genmsg::TraceEvent& event = record.event;
  out << quint64{event.number} << qint64{event.time_ns} << quint8(event.kind);
  writePid(writePid(out, event.pid), event.peer);
  out << bytesOf(event.type.name()) << bytesOf(genmsg::print(event.message))
      << quint64{event.session} << quint64{event.handling} << quint32{event.trace_number}
      << qint64{event.wait_ns} << qint64{event.run_ns} << bytesOf(record.name.name())
      << bytesOf(record.peerName.name());
}

QDataStream& prepare(QDataStream& stream) {
  stream.setVersion(QDataStream::Qt_6_0);
  return stream;
}

bool writeAll(QIODevice& device, const QByteArray& bytes) {
  return device.write(bytes) == bytes.size();
}

/// An event as text begins with its time, as CSV with the names of the columns, as JSON with a brace.
bool looksLikeText(const QByteArray& begin) {
  const bool isTime = begin.size() > 2 && begin[0] >= '0' && begin[0] <= '9' &&
                      (begin.contains(':') || begin.contains('.'));
  return isTime || begin.startsWith("number,") || begin.startsWith("{\"");
}

/// Not translated: for programs.
QString kindName(genmsg::TraceKind kind) {
  static constexpr const char* names[] = {"receive", "handled", "send",    "spawn",
                                          "spawned", "exit",    "link",    "unlink",
                                          "suspend", "resume",  "step",    "state_replaced"};
  static_assert(std::size(names) == genmsg::trace_kinds);
  return QLatin1String(names[static_cast<std::size_t>(kind)]);
}

QString quoted(QString text) {
  if (!text.contains(u'"') && !text.contains(u',') && !text.contains(u'\n')) return text;
  return u'"' + text.replace(u'"', QStringLiteral("\"\"")) + u'"';
}

QString timeOrNothing(std::int64_t ns) {
  return ns < 0 ? QString() : QString::number(ns);
}

}  // namespace

bool TraceFileWriter::begin(std::optional<std::int64_t> wallZeroUs) {
  if (m_device->write(magic, magicBytes) != magicBytes) return false;
  QByteArray payload;
  QDataStream out(&payload, QIODevice::WriteOnly);
  prepare(out) << quint8{Header} << wallZeroUs.has_value() << qint64{wallZeroUs.value_or(0)};
  return writeFrame(payload);
}

bool TraceFileWriter::append(const std::vector<TraceRecord>& records) {
  for (std::size_t first = 0; first < records.size(); first += recordsAFrame) {
    const std::size_t count = std::min(recordsAFrame, records.size() - first);
    QByteArray payload;
    QDataStream out(&payload, QIODevice::WriteOnly);
    prepare(out) << quint8{Events} << static_cast<quint32>(count);
    for (std::size_t i = 0; i < count; ++i) write(out, records[first + i]);
    if (!writeFrame(payload)) return false;
  }
  return true;
}

bool TraceFileWriter::writeFrame(const QByteArray& payload) {
  QByteArray head;
  QDataStream out(&head, QIODevice::WriteOnly);
  prepare(out) << static_cast<quint32>(payload.size()) << crc32(payload);
  return writeAll(*m_device, head) && writeAll(*m_device, payload);
}

TraceFileReader::TraceFileReader(QIODevice* device, TraceFileLimits limits)
    : m_device(device), m_limits(limits), m_newAtomsLeft(limits.newAtoms) {}

bool TraceFileReader::fail(const QString& note) {
  m_content.note = note;
  m_isAtEnd = true;
  return false;
}

bool TraceFileReader::readMagic() {
  const QByteArray found = m_device->read(magicBytes);
  m_position += found.size();
  const QByteArray expected(magic, magicBytes);
  if (found == expected) return true;
  m_isAtEnd = true;
  if (looksLikeText(found) && !found.startsWith(expected.chopped(1))) {
    m_content.error = Text::tr("This looks like a text export, which cannot be opened again: only "
                               "a trace file (.gmtrace) can, which begins with “%1”.")
                          .arg(QLatin1String(expected));
    return false;
  }
  const bool isOtherVersion = found.size() == magicBytes && found.chopped(1) == expected.chopped(1);
  m_content.error =
      isOtherVersion
          ? Text::tr("This is a trace file of another version: “%1” was expected at its beginning, "
                     "not “%2”.")
                .arg(QLatin1String(expected), QString::fromLatin1(found))
          : Text::tr("This is no trace file: “%1” was expected at its beginning.")
                .arg(QLatin1String(expected));
  return false;
}

bool TraceFileReader::readOne() {
  if (m_isAtEnd) return false;
  if (m_position == 0) return readMagic();
  if (m_content.records.size() >= m_limits.records || m_position >= m_limits.bytes) {
    if (m_device->atEnd()) return fail({});
    return fail(Text::tr("Only the first %1 events were read: at most %2 events and %3 MiB are.")
                    .arg(formatCount(m_content.records.size()), formatCount(m_limits.records),
                         formatCount(static_cast<std::uint64_t>(m_limits.bytes >> 20))));
  }
  const qint64 begin = m_position;
  const auto payload = readFrame();
  if (!payload) return false;
  if (readPayload(*payload)) return true;
  return fail(Text::tr("At byte %1 an event of this version was expected. What comes from there on "
                       "was not read.")
                  .arg(begin));
}

/// Nothing at the end, or at what is no whole frame.
std::optional<QByteArray> TraceFileReader::readFrame() {
  const qint64 begin = m_position;
  const QByteArray head = m_device->read(headBytes);
  m_position += head.size();
  const auto stop = [this](const QString& note) {
    fail(note);
    return std::nullopt;
  };
  if (head.isEmpty()) return stop({});
  if (head.size() < headBytes) {
    return stop(Text::tr("The file was not written to its end: it ends at byte %1, where %2 bytes "
                         "more were expected.")
                    .arg(m_position)
                    .arg(headBytes - head.size()));
  }
  QDataStream in(head);
  quint32 length = 0, crc = 0;
  prepare(in) >> length >> crc;
  if (length > frameBytesMax) {
    return stop(Text::tr("The file is damaged at byte %1: a length of at most %2 was expected, "
                         "not %3. What comes from there on was not read.")
                    .arg(begin)
                    .arg(frameBytesMax)
                    .arg(length));
  }
  QByteArray payload = m_device->read(length);
  m_position += payload.size();
  if (payload.size() < static_cast<qsizetype>(length)) {
    return stop(Text::tr("The file was not written to its end: it ends at byte %1, where %2 bytes "
                         "more were expected.")
                    .arg(m_position)
                    .arg(static_cast<qsizetype>(length) - payload.size()));
  }
  if (crc32(payload) != crc) {
    return stop(Text::tr("The file is damaged between byte %1 and byte %2: their checksum was "
                         "expected to be %3. What comes from there on was not read.")
                    .arg(begin)
                    .arg(m_position)
                    .arg(crc, 8, 16, QLatin1Char('0')));
  }
  return payload;
}

/// False: what the frame holds is none of this version.
bool TraceFileReader::readPayload(const QByteArray& payload) {
  QDataStream in(payload);
  prepare(in);
  quint8 kind = 0;
  in >> kind;
  if (kind == Header) {
    bool hasZero = false;
    qint64 zero = 0;
    in >> hasZero >> zero;
    if (hasZero) m_content.wallZeroUs = zero;
  } else if (kind == Events) {
    quint32 count = 0;
    in >> count;
    for (quint32 i = 0; i < count && in.status() == QDataStream::Ok; ++i) {
      TraceRecord record = readRecord(in);
      if (in.status() == QDataStream::Ok) m_content.records.push_back(std::move(record));
    }
  }
  return in.status() == QDataStream::Ok;
}

TraceRecord TraceFileReader::readRecord(QDataStream& in) {
  TraceRecord record;
  genmsg::TraceEvent& event = record.event;
  quint64 number = 0, session = 0, handling = 0;
  qint64 time = 0, wait = -1, run = -1;
  quint32 traceNumber = 0;
  quint8 kind = 0;
  in >> number >> time >> kind;
  event.pid = readPid(in);
  event.peer = readPid(in);
  event.type = readAtom(in);
  event.message = readTerm(in);
  in >> session >> handling >> traceNumber >> wait >> run;
  record.name = readAtom(in);
  record.peerName = readAtom(in);
  if (kind >= genmsg::trace_kinds) in.setStatus(QDataStream::ReadCorruptData);
  event.number = number;
  event.time_ns = time;
  event.kind = static_cast<genmsg::TraceKind>(kind);
  event.session = session;
  event.handling = handling;
  event.trace_number = traceNumber;
  event.wait_ns = wait;
  event.run_ns = run;
  return record;
}

genmsg::Atom TraceFileReader::readAtom(QDataStream& in) {
  QByteArray name;
  in >> name;
  const std::string_view text(name.constData(), static_cast<std::size_t>(name.size()));
  const bool isOne = !name.isEmpty() && QString::fromUtf8(name).size() <=
                                            static_cast<qsizetype>(genmsg::Atom::max_characters);
  if (!isOne) return {};
  if (const auto known = genmsg::Atom::find(text)) return *known;
  if (m_newAtomsLeft == 0) {
    ++m_withoutAtoms;
    return {};
  }
  --m_newAtomsLeft;
  return genmsg::Atom::intern(text);
}

genmsg::Term TraceFileReader::readTerm(QDataStream& in) {
  QByteArray text;
  in >> text;
  const std::string_view view(text.constData(), static_cast<std::size_t>(text.size()));
  // A value of C++ that no term can be is shown by what it was.
  const auto term = genmsg::parse(view, m_newAtomsLeft);
  if (term) return *term;
  if (m_newAtomsLeft == 0) ++m_withoutAtoms;
  return genmsg::Term::opaque(view);
}

TraceFileContent TraceFileReader::take() {
  if (m_withoutAtoms > 0) {
    const QString note = Text::tr("%1 types, names and messages are left out or shown as text: at "
                                  "most %2 new names are taken from a file.")
                             .arg(formatCount(m_withoutAtoms), formatCount(m_limits.newAtoms));
    m_content.note = m_content.note.isEmpty() ? note : QString(m_content.note + u' ' + note);
  }
  return std::move(m_content);
}

TraceFileContent readTraceFile(QIODevice& device, TraceFileLimits limits) {
  TraceFileReader reader(&device, limits);
  while (reader.readOne()) {
  }
  return reader.take();
}

bool saveTraceAsCsv(const std::vector<TraceRecord>& records, QIODevice& device) {
  const QByteArray header =
      "number,time_ns,process,event,peer,type,message,wait_ns,run_ns,session,trace_number\n";
  if (!writeAll(device, header)) return false;
  for (const TraceRecord& record : records) {
    const genmsg::TraceEvent& event = record.event;
    const QStringList cells{QString::number(event.number),
                            QString::number(event.time_ns),
                            quoted(formatProcess(event.pid, record.name)),
                            kindName(event.kind),
                            quoted(formatProcess(event.peer, record.peerName)),
                            quoted(formatAtom(event.type)),
                            quoted(QString::fromStdString(genmsg::print(event.message))),
                            timeOrNothing(event.wait_ns),
                            timeOrNothing(event.run_ns),
                            QString::number(event.session),
                            QString::number(event.trace_number)};
    if (!writeAll(device, QString(cells.join(u',') + u'\n').toUtf8())) return false;
  }
  return true;
}

bool saveTraceAsJsonLines(const std::vector<TraceRecord>& records, QIODevice& device) {
  for (const TraceRecord& record : records) {
    const genmsg::TraceEvent& event = record.event;
    QJsonObject line{{QStringLiteral("number"), qint64(event.number)},
                     {QStringLiteral("time_ns"), qint64{event.time_ns}},
                     {QStringLiteral("pid"), formatPid(event.pid)},
                     {QStringLiteral("event"), kindName(event.kind)},
                     {QStringLiteral("message"), QString::fromStdString(genmsg::print(event.message))},
                     {QStringLiteral("session"), qint64(event.session)}};
    const auto addText = [&line](const char* key, const QString& text) {
      if (!text.isEmpty()) line.insert(QLatin1String(key), text);
    };
    addText("name", formatAtom(record.name));
    addText("peer", formatPid(event.peer));
    addText("peer_name", formatAtom(record.peerName));
    addText("type", formatAtom(event.type));
    if (event.wait_ns >= 0) line.insert(QStringLiteral("wait_ns"), qint64{event.wait_ns});
    if (event.run_ns >= 0) line.insert(QStringLiteral("run_ns"), qint64{event.run_ns});
    if (event.trace_number != 0) {
      line.insert(QStringLiteral("trace_number"), qint64{event.trace_number});
    }
    const QByteArray text = QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n';
    if (!writeAll(device, text)) return false;
  }
  return true;
}

}  // namespace models
