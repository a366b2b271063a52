// SPDX-License-Identifier: GPL-3.0-or-later
#include <deque>

#include <QXmlStreamReader>

#include "models/trace_sequence.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using genmsg::TraceEvent;
using genmsg::TraceKind;
using models::TraceSequence;
using test::pid;

namespace {

struct Trace {
  std::deque<TraceEvent> events;

  TraceEvent& add(TraceKind kind, std::uint32_t who, std::uint32_t peer, std::uint32_t number = 0,
                  std::uint64_t handling = 0) {
    TraceEvent event;
    event.kind = kind;
    event.pid = pid(who);
    if (peer != 0) event.peer = pid(peer);
    event.trace_number = number;
    event.handling = handling;
    return events.emplace_back(event);
  }
  TraceSequence sequence(const models::SequenceOptions& options = {}) const {
    std::vector<models::SequenceEvent> made;
    for (const TraceEvent& event : events) {
      made.push_back({&event, name(event.pid), name(event.peer), QStringLiteral("{work,\"<1>\"}")});
    }
    return models::makeTraceSequence(made, options);
  }
  static QString name(genmsg::Pid who) { return QStringLiteral("w%1").arg(who.index); }
};

QStringList names(const TraceSequence& sequence) {
  QStringList found;
  for (const TraceSequence::Lifeline& lifeline : sequence.lifelines) found << lifeline.name;
  return found;
}

}  // namespace

class TestTraceSequence : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void aSendAndItsReceive_areOneArrow() {
    Trace trace;
    trace.add(TraceKind::Send, 1, 2, 7);
    trace.add(TraceKind::Send, 1, 2, 8);
    trace.add(TraceKind::Receive, 2, 1, 7);
    const TraceSequence sequence = trace.sequence();
    QCOMPARE(names(sequence), (QStringList{"w1", "w2"}));
    QCOMPARE(sequence.arrows.size(), 2U);
    QVERIFY(sequence.arrows[0].isMatched);
    QCOMPARE(sequence.arrows[0].fromRow, 0);
    QCOMPARE(sequence.arrows[0].toRow, 2);
    QVERIFY(!sequence.arrows[1].isMatched);
    QCOMPARE(sequence.matched, 1);
    QCOMPARE(sequence.unmatched, 1);
  }

  void aReceiveOfWhoWasNotTraced_isLevel() {
    Trace trace;
    trace.add(TraceKind::Receive, 2, 1);
    trace.add(TraceKind::Receive, 2, 0);
    const TraceSequence sequence = trace.sequence();
    QCOMPARE(names(sequence), (QStringList{"w2", "w1", "others"}));
    QCOMPARE(sequence.arrows[0].from, 1);
    QCOMPARE(sequence.arrows[0].to, 0);
    QCOMPARE(sequence.arrows[0].toRow, 0);
    QVERIFY(!sequence.arrows[0].isMatched);
    QCOMPARE(sequence.arrows[1].from, 2);
  }

  void twoSessionsOfTheSame_makeOneArrow() {
    Trace trace;
    for (int i = 0; i < 2; ++i) trace.add(TraceKind::Send, 1, 2, 7);
    for (int i = 0; i < 2; ++i) trace.add(TraceKind::Receive, 2, 1, 7);
    QCOMPARE(trace.sequence().arrows.size(), 1U);
  }

  void tooManyLifelines_areFolded() {
    Trace trace;
    for (std::uint32_t i = 1; i <= 20; ++i) trace.add(TraceKind::Send, i, i + 100);
    models::SequenceOptions options;
    QCOMPARE(trace.sequence(options).lifelines.size(), 9U);
    QCOMPARE(trace.sequence(options).lifelines.back().name, QStringLiteral("others"));
    for (int i = 0; i < 3; ++i) trace.add(TraceKind::Send, 12, 112);
    options.lifelinesMax = 3;
    QCOMPARE(names(trace.sequence(options)), (QStringList{"w1", "w12", "w112", "others"}));
    options.order = {pid(105), pid(2)};
    options.hidden = {pid(1)};
    QCOMPARE(names(trace.sequence(options)), (QStringList{"w105", "w2", "w12", "others"}));
  }

  void aCallback_isABarAsLongAsWhatItDoes() {
    Trace trace;
    trace.add(TraceKind::Receive, 1, 0, 0, 5);
    trace.add(TraceKind::Send, 1, 2, 7, 5);
    trace.add(TraceKind::Receive, 2, 1, 7, 1);
    trace.add(TraceKind::Spawn, 1, 3, 0, 5);
    trace.add(TraceKind::Send, 1, 2, 8, 6);  // of the next one, whose receive is not there
    const TraceSequence sequence = trace.sequence();
    QCOMPARE(sequence.bars.size(), 2U);
    QCOMPARE(sequence.bars[0].fromRow, 0);
    QCOMPARE(sequence.bars[0].toRow, 3);
    QCOMPARE(sequence.bars[1].toRow, 2);
    QVERIFY(!sequence.arrows[2].isMessage);
  }

  void anExit_endsTheLifeline() {
    Trace trace;
    trace.add(TraceKind::Send, 1, 2, 7);
    trace.add(TraceKind::Exit, 1, 0);
    trace.add(TraceKind::Suspend, 2, 0);
    const TraceSequence sequence = trace.sequence();
    QCOMPARE(sequence.lifelines[0].exitRow, 1);
    QCOMPARE(sequence.lifelines[1].exitRow, -1);
    QCOMPARE(sequence.marks.size(), 2U);
    QVERIFY(sequence.marks[0].text.startsWith(QStringLiteral("exit ")));
  }

  void onlyTheLastEvents_areDrawn() {
    Trace trace;
    for (std::size_t i = 0; i < TraceSequence::eventsMax + 3; ++i) {
      trace.add(TraceKind::Send, 1, 2, static_cast<std::uint32_t>(i + 1));
    }
    const TraceSequence sequence = trace.sequence();
    QCOMPARE(sequence.rows, static_cast<int>(TraceSequence::eventsMax));
    QCOMPARE(sequence.leftOut, 3U);
    QCOMPARE(sequence.arrows[0].event, 3);
  }

  void exports_keepWhatIsInThem_data() {
    QTest::addColumn<int>("format");
    QTest::newRow("Mermaid") << 0;
    QTest::newRow("PlantUML") << 1;
  }
  void exports_keepWhatIsInThem() {
    QFETCH(int, format);
    Trace trace;
    trace.add(TraceKind::Send, 1, 2, 7);
    trace.add(TraceKind::Exit, 1, 0);
    trace.add(TraceKind::Receive, 2, 3);
    const TraceSequence sequence = trace.sequence();
    const QString text = format == 0 ? models::toMermaid(sequence) : models::toPlantUml(sequence);
    const QString expected =
        format == 0 ? QStringLiteral("sequenceDiagram\n"
                                     "  participant p0 as w1\n"
                                     "  participant p1 as w2\n"
                                     "  participant p2 as w3\n"
                                     "  p0-->>p1: {work,#34;#60;1#62;#34;}\n"
                                     "  Note over p0: exit {work,#34;#60;1#62;#34;}\n"
                                     "  p2-->>p1: {work,#34;#60;1#62;#34;}\n")
                    : QStringLiteral("@startuml\n"
                                     "participant \"w1\" as p0\n"
                                     "participant \"w2\" as p1\n"
                                     "participant \"w3\" as p2\n"
                                     "p0 --> p1 : {work,'~<1>'}\n"
                                     "note over p0 : exit {work,'~<1>'}\n"
                                     "p2 --> p1 : {work,'~<1>'}\n"
                                     "@enduml\n");
    QCOMPARE(text, expected);
  }

  void svg_isWellFormed() {
    Trace trace;
    trace.add(TraceKind::Receive, 1, 0, 0, 1);
    trace.add(TraceKind::Send, 1, 1, 7, 1);
    trace.add(TraceKind::Send, 1, 2, 8, 1);
    trace.add(TraceKind::Receive, 2, 1, 8);
    trace.add(TraceKind::Exit, 2, 0);
    QXmlStreamReader reader(models::toSvg(trace.sequence()));
    int lines = 0, texts = 0;
    while (!reader.atEnd()) {
      if (reader.readNext() != QXmlStreamReader::StartElement) continue;
      lines += reader.name() == u"line" ? 1 : 0;
      texts += reader.name() == u"text" ? 1 : 0;
    }
    QCOMPARE(reader.errorString(), QString());
    QCOMPARE(lines, 5);  // three lifelines, two arrows
    QCOMPARE(texts, 7);
  }
};

QTEST_GUILESS_MAIN(TestTraceSequence)
#include "tst_trace_sequence.moc"
