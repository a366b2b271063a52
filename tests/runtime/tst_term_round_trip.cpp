// SPDX-License-Identifier: GPL-3.0-or-later
// Random terms through print() and parse(). A failure prints its seed; GENMSG_SEED replays it.
#include <QTest>

#include "genmsg/term/parse.h"
#include "genmsg/term/print.h"
#include "support/random_term.h"

using genmsg::Term;

class TestTermRoundTrip : public QObject {
  Q_OBJECT

 private slots:
  void printed_term_parses_back() {
    constexpr std::uint64_t default_seed = 1;
    constexpr std::uint64_t rounds = 20'000;
    const bool is_replay = qEnvironmentVariableIsSet("GENMSG_SEED");
    const std::uint64_t first =
        is_replay ? qEnvironmentVariable("GENMSG_SEED").toULongLong() : default_seed;
    for (std::uint64_t seed = first; seed < first + (is_replay ? 1 : rounds); ++seed) {
      check(seed);
      if (QTest::currentTestFailed()) return;
    }
  }

 private:
  void check(std::uint64_t seed) {
    const Term term = test::RandomTerms(seed).term(4);
    const std::string text = print(term);
    const auto read = genmsg::parse(text);
    const QString where = QString("GENMSG_SEED=%1: %2").arg(seed).arg(QString::fromStdString(text));
    QVERIFY2(read, qPrintable(where + (read ? "" : read.error().message().c_str())));
    QVERIFY2(*read == term, qPrintable(where));
    QVERIFY2(compare(*read, term) == 0, qPrintable(where));
    QVERIFY2(phash2(*read) == phash2(term), qPrintable(where));
    QVERIFY2(print(*read) == text, qPrintable(where));
    // As a person might lay it out.
    const auto spaced = genmsg::parse(" % a comment\n" + text + " .\n");
    QVERIFY2(spaced && *spaced == term, qPrintable(where));
  }
};

QTEST_APPLESS_MAIN(TestTermRoundTrip)
#include "tst_term_round_trip.moc"
