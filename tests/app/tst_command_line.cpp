// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest/QtTest>

#include <vector>

#include "app/command_line.h"

using app::Options;
using app::Scenario;

namespace {

tl::expected<Options, std::string> parse(std::vector<const char*> arguments) {
  return app::parseCommandLine(arguments);
}

/// Splits at single spaces; two spaces in a row make an empty argument.
tl::expected<Options, std::string> parseLine(const QString& line) {
  std::vector<QByteArray> words;
  if (!line.isEmpty()) {
    for (const QString& word : line.split(QLatin1Char(' '))) words.push_back(word.toUtf8());
  }
  std::vector<const char*> arguments;
  for (const QByteArray& word : words) arguments.push_back(word.constData());
  return parse(arguments);
}

}  // namespace

class TestCommandLine : public QObject {
  Q_OBJECT

 private slots:
  void parse_nothing_givesDefaults();
  void parse_everything_isTaken();
  void parse_goodLine_isTaken_data();
  void parse_goodLine_isTaken();
  void parse_badLine_saysWhy_data();
  void parse_badLine_saysWhy();
  void parse_controlCharacters_staysOnOneLine();
  void parse_headless_endsByItself();
  void help_namesEveryFlag();
};

void TestCommandLine::parse_nothing_givesDefaults() {
  const auto options = parse({});
  QVERIFY(options);
  QCOMPARE(options->scenario, Scenario::Steady);
  QVERIFY(!options->messages && !options->workers && !options->rate && !options->duration);
  QVERIFY(!options->headless && !options->showHelp && !options->showVersion);
  QVERIFY(options->reportPath.empty() && options->screenshotPath.empty());
}

void TestCommandLine::parse_everything_isTaken() {
  const auto options =
      parse({"--load-test", "steady", "--workers", "4", "--rate=1000", "--duration", "5",
             "--headless", "--report", "a.json", "--version", "--help"});
  QVERIFY(options);
  QCOMPARE(options->scenario, Scenario::Steady);
  QCOMPARE(*options->workers, 4U);
  QCOMPARE(*options->rate, 1'000U);
  QCOMPARE(options->duration->count(), 5);
  QVERIFY(options->headless && options->showVersion && options->showHelp);
  QCOMPARE(options->reportPath, std::string("a.json"));
  const auto drain = parse({"--messages=50000", "--load-test=drain"});
  QVERIFY(drain);
  QCOMPARE(drain->scenario, Scenario::Drain);
  QCOMPARE(*drain->messages, 50'000U);
}

void TestCommandLine::parse_goodLine_isTaken_data() {
  QTest::addColumn<QString>("line");
  const char* const lines[] = {
      "-h",
      "--load-test none",
      "--load-test=none --rate=5 --load-test=steady",
      "--rate 1",
      "--rate 10000000",
      "--workers 100000",
      "--duration 86400",
      "--messages 1000000000 --load-test drain",
      "--load-test drain --duration 5",
      "--report=--odd=name",
      "--report -",
      "--screenshot a.png --report a.json",
      "--headless --load-test none --duration 1",
  };
  for (const char* line : lines) {
    QTest::newRow(line) << QString::fromLatin1(line);
  }
}

void TestCommandLine::parse_goodLine_isTaken() {
  QFETCH(QString, line);
  const auto options = parseLine(line);
  QVERIFY2(options, options ? "" : options.error().c_str());
}

void TestCommandLine::parse_badLine_saysWhy_data() {
  QTest::addColumn<QString>("line");
  QTest::addColumn<QString>("error");
  const struct {
    const char* line;
    const char* error;
  } rows[] = {
      {"--rate fast", "--rate: expected a whole number from 1 to 10000000, found 'fast'"},
      {"--rate=fast --rate=5", "--rate: expected a whole number from 1 to 10000000, found 'fast'"},
      {"--rate 0", "--rate: expected a whole number from 1 to 10000000, found '0'"},
      {"--rate 10000001", "--rate: expected a whole number from 1 to 10000000, found '10000001'"},
      {"--rate -5", "--rate: expected a whole number from 1 to 10000000, found '-5'"},
      {"--rate 1.5", "--rate: expected a whole number from 1 to 10000000, found '1.5'"},
      {"--rate 5x", "--rate: expected a whole number from 1 to 10000000, found '5x'"},
      {"--rate=", "--rate: expected a whole number from 1 to 10000000, found ''"},
      {"--rate ", "--rate: expected a whole number from 1 to 10000000, found ''"},
      {"--rate", "--rate: expected a number after it"},
      {"--rate --headless", "--rate: expected a number, found '--headless'"},
      {"--workers 99999999999999999999",
       "--workers: expected a whole number from 1 to 100000, found '99999999999999999999'"},
      {"--messages +1", "--messages: expected a whole number from 1 to 1000000000, found '+1'"},
      {"--duration 1e3", "--duration: expected a whole number from 1 to 86400, found '1e3'"},
      {"--load-test fast", "--load-test: expected drain, steady, slow-consumer or none, found 'fast'"},
      {"--load-test", "--load-test: expected drain, steady, slow-consumer or none after it"},
      {"--load-test=", "--load-test: expected drain, steady, slow-consumer or none, found ''"},
      {"--report", "--report: expected a file name after it"},
      {"--report=", "--report: expected a file name, found ''"},
      {"--report --headless", "--report: expected a file name, found '--headless'"},
      {"--headless=yes", "--headless: takes no value, found 'yes'"},
      {"--help=", "--help: takes no value, found ''"},
      {"--headles", "unknown option '--headles'; did you mean --headless?"},
      {"--raet=5", "unknown option '--raet'; did you mean --rate?"},
      {"-version", "unknown option '-version'; did you mean --version?"},
      {"--frobnicate", "unknown option '--frobnicate'; see --help"},
      {"-x", "unknown option '-x'; see --help"},
      {"drain", "unexpected argument 'drain'; see --help"},
      {"--headless --screenshot a.png",
       "--screenshot: --headless has no window to take it from; without a display use "
       "QT_QPA_PLATFORM=offscreen instead"},
      {"--load-test none --rate 5", "--rate: there is no load test with --load-test none"},
      {"--load-test none --workers 5", "--workers: there is no load test with --load-test none"},
      {"--load-test none --messages 5", "--messages: there is no load test with --load-test none"},
      {"--load-test drain --workers 2", "--workers: the drain test has one worker"},
      {"--workers 1 --load-test drain", "--workers: the drain test has one worker"},
      {"--load-test drain --rate 5", "--rate: the drain test fills the mailbox before it begins"},
      {"--messages 5",
       "--messages: the steady test has a --rate instead; or use --load-test drain"},
      {"--load-test drain --messages 5 --load-test steady",
       "--messages: the steady test has a --rate instead; or use --load-test drain"},
      {"--load-test slow-consumer --messages 5",
       "--messages: the slow-consumer test has a --rate instead; or use --load-test drain"},
  };
  for (const auto& row : rows) {
    QTest::newRow(row.line) << QString::fromLatin1(row.line) << QString::fromLatin1(row.error);
  }
}

void TestCommandLine::parse_badLine_saysWhy() {
  QFETCH(QString, line);
  QFETCH(QString, error);
  const auto options = parseLine(line);
  QVERIFY(!options);
  QCOMPARE(QString::fromStdString(options.error()), QStringLiteral("genmsg-observer: ") + error);
}

void TestCommandLine::parse_controlCharacters_staysOnOneLine() {
  const std::string argument = "--a\nb\x1b" + std::string(10'000, 'x');
  const auto options = parse({argument.c_str()});
  QVERIFY(!options);
  QCOMPARE(options.error().find_first_of("\n\x1b"), std::string::npos);
  QVERIFY(options.error().size() < 200);
}

void TestCommandLine::parse_headless_endsByItself() {
  QCOMPARE(parse({"--headless"})->duration->count(), 10);
  QCOMPARE(parse({"--headless", "--duration", "3"})->duration->count(), 3);
  QVERIFY(!parse({"--headless", "--load-test", "drain"})->duration);
}

void TestCommandLine::help_namesEveryFlag() {
  const char* const flags[] = {"--load-test", "--messages", "--workers", "--rate",
                               "--duration",  "--headless", "--report",  "--screenshot",
                               "--version",   "--help"};
  for (const char* flag : flags) {
    QVERIFY2(app::helpText().find(flag) != std::string_view::npos, flag);
  }
}

QTEST_APPLESS_MAIN(TestCommandLine)
#include "tst_command_line.moc"
