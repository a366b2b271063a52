// SPDX-License-Identifier: GPL-3.0-or-later
// Terms as a real Erlang sees them: text, order and hash. See term_oracle.escript, which asks it.
#include <algorithm>

#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include "genmsg/term/parse.h"
#include "genmsg/term/print.h"
#include "support/random_term.h"

using genmsg::Term;

namespace {

constexpr std::uint64_t rounds = 20'000;
constexpr int minutes_allowed = 1;

QString data_file(const char* name) {
  return QStringLiteral(TERM_DATA_FOLDER "/") + QLatin1String(name);
}

/// What Erlang says of one term.
struct Entry {
  char relation = '=';  // of the term before it to this one
  std::uint32_t phash2 = 0;
  std::string text;    // ~0tp
  std::string pretty;  // ~tp
};

/// "< 1234 text", then lines of the pretty text, each after "| ".
std::vector<Entry> read_entries(const QByteArray& lines) {
  std::vector<Entry> entries;
  bool is_first_pretty_line = true;
  for (const QByteArray& line : lines.split('\n')) {
    if (line.isEmpty() || line.startsWith('%')) continue;
    if (line.startsWith("| ")) {
      std::string& pretty = entries.back().pretty;
      pretty = (is_first_pretty_line ? "" : pretty + '\n') + line.mid(2).toStdString();
      is_first_pretty_line = false;
      continue;
    }
    const qsizetype end = line.indexOf(' ', 2);
    const std::string text = line.mid(end + 1).toStdString();
    entries.push_back({line[0], line.mid(2, end - 2).toUInt(), text, text});
    is_first_pretty_line = true;
  }
  return entries;
}

/// In Erlang's words, as far as ours can tell: where == finds terms equal that are not =:=, our
/// order has an opinion.
char relation_of(const Term& before, const Term& term, char erlangs) {
  const auto order = compare(before, term);
  if (erlangs == '~' && order != 0) return '~';
  return order < 0 ? '<' : order > 0 ? '>' : '=';
}

QByteArray read_file(const QString& name) {
  QFile file(name);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Terms that are alike are neighbours, so that their order is decided late.
std::vector<Term> sorted_random_terms(std::uint64_t seed) {
  std::vector<Term> terms;
  for (std::uint64_t i = 0; i < rounds; ++i) {
    terms.push_back(test::RandomTerms(seed + i).term(3));
  }
  std::sort(terms.begin(), terms.end(),
            [](const Term& a, const Term& b) { return compare(a, b) < 0; });
  return terms;
}

}  // namespace

class TestTermErlang : public QObject {
  Q_OBJECT

 private slots:
  void terms_of_the_corpus_are_erlangs() {
    const auto entries = read_entries(read_file(data_file("term_corpus.txt")));
    QVERIFY(entries.size() > 1500);
    check(entries);
  }

  void random_terms_are_erlangs() {
    if (QStandardPaths::findExecutable("escript").isEmpty()) {
      // tests/run has installed it.
      QVERIFY(!qEnvironmentVariableIsSet("GENMSG_ERLANG_EXPECTED"));
      QSKIP("no Erlang to compare with (escript of package erlang-base): only the corpus was read");
    }
    constexpr std::uint64_t default_seed = 1;
    const bool is_given = qEnvironmentVariableIsSet("GENMSG_SEED");
    seed_ = is_given ? qEnvironmentVariable("GENMSG_SEED").toULongLong() : default_seed;
    const std::vector<Term> terms = sorted_random_terms(seed_);
    const auto entries = read_entries(ask(terms));
    QVERIFY2(entries.size() == 2 * rounds, qPrintable(QString::number(entries.size())));
    for (std::size_t i = 0; i < terms.size(); ++i) QCOMPARE(entries[i].text, print(terms[i]));
    check(entries);
  }

 private:
  /// What Erlang says of our terms and of as many of its own.
  QByteArray ask(const std::vector<Term>& terms) const {
    const QTemporaryDir folder;
    const QString in = folder.filePath("in");
    const QString out = folder.filePath("out");
    QFile file(in);
    if (!file.open(QIODevice::WriteOnly)) return {};
    for (const Term& term : terms) file.write((print(term) + "\n").c_str());
    file.close();
    QProcess erlang;
    erlang.setProcessChannelMode(QProcess::ForwardedChannels);
    erlang.start("escript", {data_file("term_oracle.escript"), "answer", in, out,
                             QString::number(rounds), QString::number(seed_)});
    constexpr int milliseconds = 60'000 * minutes_allowed;
    if (!erlang.waitForFinished(milliseconds)) erlang.kill();
    erlang.waitForFinished();
    return read_file(out);
  }

  void check(const std::vector<Entry>& entries) {
    Term before;
    for (const Entry& entry : entries) {
      const auto term = genmsg::parse(entry.text);
      const std::string problem = term ? difference(entry, before, *term) : term.error().message();
      if (!problem.empty()) {
        QFAIL(qPrintable(QString("GENMSG_SEED=%1: %2: %3")
                             .arg(QString::number(seed_), QString::fromStdString(entry.text),
                                  QString::fromStdString(problem))));
      }
      before = *term;
    }
  }

  /// What is not Erlang's, or nothing.
  static std::string difference(const Entry& entry, const Term& before, const Term& term) {
    if (print(term) != entry.text) return "printed as " + print(term);
    if (print_pretty(term) != entry.pretty) {
      return "printed as\n" + print_pretty(term) + "\nnot\n" + entry.pretty;
    }
    if (genmsg::parse(entry.pretty) != term) return "differs from\n" + entry.pretty;
    if (phash2(term) != entry.phash2) return "has the hash " + std::to_string(phash2(term));
    const char relation = relation_of(before, term, entry.relation);
    if (relation != entry.relation) return relation + (" is how " + print(before)) + " compares";
    return {};
  }

  std::uint64_t seed_ = 0;
};

QTEST_APPLESS_MAIN(TestTermErlang)
#include "tst_term_erlang.moc"
