// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/watch_input.h"
#include "support/unit_test.h"

using genmsg::sys::StateField;
using models::WatchInput;
using Kind = models::WatchInput::Kind;
using Field = models::WatchInputError::Field;

class TestWatchInput : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void isACondition_data() {
    QTest::addColumn<WatchInput>("input");
    QTest::addColumn<QString>("condition");
    const auto row = [](const char* condition, const WatchInput& input) {
      QTest::newRow(condition) << input << QString::fromUtf8(condition);
    };
    const auto at = [](const char* path, const char* value) {
      WatchInput input;
      input.kind = Kind::StateField;
      input.path = QString::fromUtf8(path);
      input.comparison = StateField::Comparison::AtLeast;
      input.value = QString::fromUtf8(value);
      return input;
    };
    row("mailbox > 100", {.kind = Kind::MailboxDeeper, .than = 100, .pattern = {}, .path = {},
                          .value = {}});
    row("message matches {add,'_'}", {.kind = Kind::MessageMatches,
                                      .pattern = QStringLiteral(" {add, '_'} "),
                                      .path = {},
                                      .value = {}});
    row("exception", {.kind = Kind::Raises, .pattern = {}, .path = {}, .value = {}});
    row("state.jobs.3 >= 7", at("jobs.3", "7"));
    row("state.jobs.3 >= {a,\"b\"}", at(" jobs . 3 ", "{a, \"b\"}"));
    row("state >= 1.5", at("", "1.5"));
    row("state.'a.b'.<<\"c.d\">>.{e,1.5} >= 1", at("'a.b'.<<\"c.d\">>.{e,1.5}", "1"));
  }
  void isACondition() {
    QFETCH(WatchInput, input);
    QFETCH(QString, condition);
    const auto made = models::toCondition(input);
    QVERIFY2(made.has_value(), made ? "" : qPrintable(made.error().text));
    QCOMPARE(QString::fromStdString(genmsg::sys::to_string(*made)), condition);
  }

  void mistake_hasItsPlace_data() {
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("text");
    QTest::addColumn<Field>("field");
    QTest::addColumn<int>("position");
    QTest::addColumn<QString>("begin");
    const auto row = [](const char* name, Kind kind, const char* path, const char* text,
                        Field field, int position, const char* begin) {
      QTest::newRow(name) << kind << QString::fromUtf8(path) << QString::fromUtf8(text) << field
                          << position << QString::fromUtf8(begin);
    };
    row("pattern, open", Kind::MessageMatches, "", "{add", Field::Pattern, 4,
        "column 5: expected ");
    row("pattern, empty", Kind::MessageMatches, "", "", Field::Pattern, 0,
        "column 1: expected a term, found end of text");
    row("pattern, after an emoji", Kind::MessageMatches, "", "{\"\U0001F600\",}", Field::Pattern, 6,
        "column 7: expected ");
    row("value, empty", Kind::StateField, "a", "", Field::Value, 0, "column 1: expected a term");
    row("value, two", Kind::StateField, "a", "1 2", Field::Value, 2, "column 3: expected ");
    row("path, dot at its end", Kind::StateField, "jobs.", "1", Field::Path, 5,
        "column 6: expected a field's name or a place from 1, found end of text");
    row("path, two dots", Kind::StateField, "jobs..3", "1", Field::Path, 5,
        "column 6: expected a field's name or a place from 1, found '.'");
    row("path, place 0", Kind::StateField, "jobs.0", "1", Field::Path, 5,
        "column 6: expected a field's name or a place from 1, found 0");
    row("path, bad step", Kind::StateField, "jobs.]", "1", Field::Path, 5, "column 6: expected ");
    row("path before value", Kind::StateField, "]", "]", Field::Path, 0, "column 1: expected ");
  }
  void mistake_hasItsPlace() {
    QFETCH(Kind, kind);
    QFETCH(QString, path);
    QFETCH(QString, text);
    WatchInput input;
    input.kind = kind;
    input.path = path;
    input.pattern = text;
    input.value = text;
    const auto made = models::toCondition(input);
    QVERIFY(!made);
    QTEST(made.error().field, "field");
    QTEST(int(made.error().position), "position");
    QFETCH(QString, begin);
    QVERIFY2(made.error().text.startsWith(begin), qPrintable(made.error().text));
  }

  void signs_areErlangs() {
    QCOMPARE(models::comparisonSign(StateField::Comparison::AtMost), QStringLiteral("=<"));
    QCOMPARE(models::comparisonSign(StateField::Comparison::NotEqual), QStringLiteral("/="));
  }
};

QTEST_GUILESS_MAIN(TestWatchInput)
#include "tst_watch_input.moc"
