// SPDX-License-Identifier: GPL-3.0-or-later
#include <QBuffer>
#include <QtEndian>

#include "genmsg/term/parse.h"
#include "genmsg/term/print.h"
#include "models/trace_file.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using genmsg::Atom;
using genmsg::TraceKind;
using models::TraceRecord;
using test::pid;

namespace {

TraceRecord record(std::uint64_t number) {
  TraceRecord made;
  made.event.number = number;
  made.event.time_ns = static_cast<std::int64_t>(number) * 1'000;
  made.event.kind = number % 2 == 0 ? TraceKind::Send : TraceKind::Receive;
  made.event.pid = pid(7);
  made.event.peer = pid(8);
  made.event.type = Atom::intern("Work");
  made.event.message = genmsg::parse("{'Work',#{name => <<\"a,\\\"b\\\"\">>}}").value();
  made.event.session = 3;
  made.event.handling = number + 10;
  made.event.trace_number = 99;
  made.event.wait_ns = 1'500;
  made.event.run_ns = number == 1 ? -1 : 250;
  made.name = Atom::intern("worker");
  return made;
}

std::vector<TraceRecord> records(std::uint64_t count) {
  std::vector<TraceRecord> made;
  for (std::uint64_t i = 1; i <= count; ++i) made.push_back(record(i));
  return made;
}

QByteArray written(std::uint64_t count) {
  QBuffer buffer;
  buffer.open(QIODevice::WriteOnly);
  models::TraceFileWriter writer(&buffer);
  if (!writer.begin(12'345) || !writer.append(records(count))) return {};
  return buffer.data();
}

/// After somebody has changed what is in the frames.
void fixChecksums(QByteArray& bytes) {
  constexpr qsizetype headBytes = 8;
  for (qsizetype at = 8; at < bytes.size();) {
    const auto length = static_cast<qsizetype>(qFromBigEndian<quint32>(bytes.constData() + at));
    quint32 crc = 0xffffffffu;
    for (const char byte : bytes.mid(at + headBytes, length)) {
      crc ^= static_cast<unsigned char>(byte);
      for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1u) != 0 ? 0xedb88320u : 0u);
    }
    qToBigEndian<quint32>(~crc, bytes.data() + at + 4);
    at += headBytes + length;
  }
}

models::TraceFileContent readBack(QByteArray bytes) {
  QBuffer buffer(&bytes);
  buffer.open(QIODevice::ReadOnly);
  return models::readTraceFile(buffer);
}

}  // namespace

class TestTraceFile : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void givesBackWhatWasWritten() {
    const auto content = readBack(written(3));
    QCOMPARE(content.error, QString());
    QCOMPARE(content.note, QString());
    QVERIFY(content.wallZeroUs == std::int64_t{12'345});
    QCOMPARE(content.records.size(), 3U);
    for (std::uint64_t i = 1; i <= 3; ++i) {
      const TraceRecord expected = record(i);
      const TraceRecord& found = content.records[i - 1];
      QCOMPARE(found.event.number, expected.event.number);
      QCOMPARE(found.event.time_ns, expected.event.time_ns);
      QVERIFY(found.event.kind == expected.event.kind);
      QVERIFY(found.event.pid == expected.event.pid);
      QVERIFY(found.event.peer == expected.event.peer);
      QVERIFY(found.event.type == expected.event.type);
      QVERIFY(found.event.message == expected.event.message);
      QCOMPARE(found.event.session, expected.event.session);
      QCOMPARE(found.event.handling, expected.event.handling);
      QCOMPARE(found.event.trace_number, expected.event.trace_number);
      QCOMPARE(found.event.wait_ns, expected.event.wait_ns);
      QCOMPARE(found.event.run_ns, expected.event.run_ns);
      QVERIFY(found.name == expected.name);
      QVERIFY(found.peerName == genmsg::atoms::undefined);
    }
  }

  /// Wherever it ends: each whole frame is there, nothing of a part, and it says so.
  void whatWasCutOff_opensUpToTheLastWholeFrame() {
    const QByteArray whole = written(200);
    const auto all = readBack(whole).records.size();
    QCOMPARE(all, 200U);
    std::size_t last = 0;
    for (qsizetype size = 8; size < whole.size(); size += 97) {
      const auto content = readBack(whole.left(size));
      QCOMPARE(content.error, QString());
      QVERIFY(content.records.size() >= last);
      QCOMPARE(content.records.size() % 64, 0U);
      last = content.records.size();
    }
    QCOMPARE(last, 192U);
    const QString note = readBack(whole.left(whole.size() - 1)).note;
    QVERIFY2(note.contains(QString::number(whole.size() - 1)), qPrintable(note));  // where it ends
    QVERIFY2(note.contains(QStringLiteral("1 bytes more")), qPrintable(note));
  }

  void whatWasDamaged_opensUpToThere() {
    QByteArray bytes = written(200);
    bytes[bytes.size() - 10] = static_cast<char>(bytes[bytes.size() - 10] ^ 1);
    const auto content = readBack(bytes);
    QCOMPARE(content.records.size(), 192U);
    QVERIFY2(content.note.contains(QStringLiteral("damaged between byte")),
             qPrintable(content.note));
  }

  /// Atoms are never freed.
  void atomsOfAFile_areBounded() {
    std::vector<TraceRecord> some = records(3);
    some[1].event.message = genmsg::parse("{brought_1,brought_2}").value();
    some[2].event.message = genmsg::parse("brought_3").value();
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    models::TraceFileWriter writer(&buffer);
    QVERIFY(writer.begin({}) && writer.append(some));
    // Names of the same length that nobody has.
    QByteArray bytes = buffer.data();
    bytes.replace("brought_", "foreign_");
    fixChecksums(bytes);
    buffer.close();
    QBuffer device(&bytes);
    device.open(QIODevice::ReadOnly);
    const auto content = models::readTraceFile(device, {.newAtoms = 2});
    QCOMPARE(content.records.size(), 3U);
    QCOMPARE(genmsg::print(content.records[1].event.message), std::string("{foreign_1,foreign_2}"));
    QCOMPARE(genmsg::print(content.records[2].event.message), std::string("#Opaque<foreign_3>"));
    QVERIFY(!Atom::find("foreign_3"));
    QVERIFY2(content.note.startsWith(QStringLiteral("1 types, names")), qPrintable(content.note));
  }

  void tooMuch_isLeftOutAndNoted() {
    QByteArray bytes = written(200);
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::ReadOnly);
    const auto content = models::readTraceFile(buffer, {.records = 100});
    QCOMPARE(content.records.size(), 128U);  // whole frames
    QVERIFY2(content.note.contains(QStringLiteral("first 128")), qPrintable(content.note));
  }

  /// No byte of it makes the reader fail.
  void anyByteMayBeWrong() {
    const QByteArray whole = written(5);
    for (qsizetype i = 0; i < whole.size(); ++i) {
      QByteArray bytes = whole;
      bytes[i] = static_cast<char>(bytes[i] ^ 0x55);
      const auto content = readBack(bytes);
      QVERIFY(!content.error.isEmpty() || !content.note.isEmpty());
      QVERIFY(content.records.size() <= 5U);
    }
  }

  void anotherFile_isRefused() {
    QVERIFY(!readBack("GMTRACE9 something").error.isEmpty());
    QVERIFY(!readBack({}).error.isEmpty());
    for (const char* exported : {"12:03:11.000123 (logger <0.17.3>) << {work,1}\n",
                                 "0.000001 (<0.7.1>) << x\n", "number,time_ns,process\n",
                                 "{\"event\":\"receive\"}\n"}) {
      const QString error = readBack(exported).error;
      QVERIFY2(error.contains(QStringLiteral("text export")), qPrintable(error));
      QVERIFY2(error.contains(QStringLiteral(".gmtrace")), qPrintable(error));
    }
  }

  void csv_hasALineAnEvent() {
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QVERIFY(models::saveTraceAsCsv({record(1)}, buffer));
    QCOMPARE(QString::fromUtf8(buffer.data()),
             QStringLiteral("number,time_ns,process,event,peer,type,message,wait_ns,run_ns,session,"
                            "trace_number\n"
                            "1,1000,worker <0.7.1>,receive,<0.8.1>,Work,"
                            "\"{'Work',#{name => <<\"\"a,\\\"\"b\\\"\"\"\">>}}\",1500,,3,99\n"));
  }

  void jsonLines_haveAnObjectAnEvent() {
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QVERIFY(models::saveTraceAsJsonLines(records(2), buffer));
    const QList<QByteArray> lines = buffer.data().split('\n');
    QCOMPARE(lines.size(), 3);
    QVERIFY2(lines[1].contains("\"event\":\"send\"") && lines[1].contains("\"run_ns\":250"),
             lines[1].constData());
    QVERIFY(!lines[0].contains("run_ns"));
  }

  void refusal_isSaid() {
    class Full : public QBuffer {
      qint64 writeData(const char*, qint64) override { return -1; }
    } full;
    full.open(QIODevice::WriteOnly);
    models::TraceFileWriter writer(&full);
    QVERIFY(!writer.begin({}));
    QVERIFY(!models::saveTraceAsCsv({record(1)}, full));
    QVERIFY(!models::saveTraceAsJsonLines({record(1)}, full));
  }
};

QTEST_GUILESS_MAIN(TestTraceFile)
#include "tst_trace_file.moc"
