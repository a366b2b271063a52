// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include "models/roles.h"
#include "models/term_tree_model.h"
#include "support/unit_test.h"

using genmsg::Atom;
using genmsg::Term;
using genmsg::TermShape;
using models::TermTreeModel;

namespace {

Term atom(const char* name) {
  return Term(Atom::intern(name));
}
Term numbers(int count) {
  std::vector<Term> elements;
  for (int i = 0; i < count; ++i) elements.emplace_back(i);
  return Term::list(std::move(elements));
}

/// A model under the eyes of the tester, which opens every branch.
struct Fixture {
  TermTreeModel model;
  QAbstractItemModelTester tester{&model, QAbstractItemModelTester::FailureReportingMode::QtTest};

  QString text(const QModelIndex& row, int column) const {
    return row.siblingAtColumn(column).data().toString();
  }
  // "a=1 b={[1]=2}" and so on.
  QString outline(const QModelIndex& parent = {}) const {
    QStringList rows;
    for (int row = 0; row < model.rowCount(parent); ++row) {
      const QModelIndex index = model.index(row, 0, parent);
      rows.append(text(index, 0) + QLatin1Char('=') +
                  (model.hasChildren(index) ? QLatin1Char('{') + outline(index) + QLatin1Char('}')
                                            : text(index, 1)));
    }
    return rows.join(QLatin1Char(' '));
  }
};

Term state(int count, std::vector<Term> items) {
  return Term::map({{atom("count"), Term(count)}, {atom("items"), Term::list(std::move(items))}});
}

TermShape stateShape() {
  TermShape shape;
  shape.type_name = "pool::State";
  TermShape items;
  items.type_name = "std::vector<Item>";
  TermShape count;
  count.type_name = "int";
  // Not in the order of the alphabet, which is a map's.
  shape.fields = {{Atom::intern("items"), items}, {Atom::intern("count"), count}};
  return shape;
}

}  // namespace

class TestTermTreeModel : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void values_areEditable_onlyWhenTheModelIs() {
    Fixture f;
    f.model.setTerm(state(3, {Term(true)}), stateShape());
    const QModelIndex count = f.model.index(1, TermTreeModel::Value);
    QVERIFY(!f.model.flags(count).testFlag(Qt::ItemIsEditable));
    QVERIFY(!f.model.setData(count, QVariant::fromValue(Term(4)), Qt::EditRole));
    f.model.setEditable(true);
    QVERIFY(f.model.flags(count).testFlag(Qt::ItemIsEditable));
    QVERIFY(!f.model.flags(count.siblingAtColumn(0)).testFlag(Qt::ItemIsEditable));
    QSignalSpy edited(&f.model, &TermTreeModel::edited);
    QVERIFY(f.model.setData(count, QVariant::fromValue(Term(4)), Qt::EditRole));
    QVERIFY(f.model.term() == state(4, {Term(true)}));
    QVERIFY(f.model.setData(count, QVariant::fromValue(Term(4)), Qt::EditRole));
    QCOMPARE(edited.count(), 1);  // the same again is no edit
    const QModelIndex item =
        f.model.index(0, TermTreeModel::Value, f.model.index(0, TermTreeModel::Field));
    QCOMPARE(item.data(Qt::CheckStateRole).value<Qt::CheckState>(), Qt::Checked);
    QVERIFY(f.model.setData(item, Qt::Unchecked, Qt::CheckStateRole));
    QVERIFY(f.model.term() == state(4, {Term(false)}));
    QCOMPARE(f.model.inputAt(count).shape.type_name, std::string("int"));
    QVERIFY(f.model.inputAt({}).kind() == models::TermInput::Kind::ReadOnly);
  }

  void edits_reachEveryPlace_data() {
    QTest::addColumn<Term>("term");
    QTest::addColumn<QList<int>>("rows");
    QTest::addColumn<Term>("edited");
    QTest::newRow("whole") << Term(1) << QList{0} << Term(9);
    QTest::newRow("tuple") << Term::tuple({Term(1), Term(2)}) << QList{1}
                           << Term::tuple({Term(1), Term(9)});
    QTest::newRow("tail") << Term::list({Term(1)}, Term(2)) << QList{1}
                          << Term::list({Term(1)}, Term(9));
    QTest::newRow("head") << Term::list({Term(1)}, Term(2)) << QList{0}
                          << Term::list({Term(9)}, Term(2));
    QTest::newRow("deep") << Term::map({{Term(1), Term::list({Term(2), Term::tuple({Term(3)})})}})
                          << QList{0, 1, 0}
                          << Term::map({{Term(1), Term::list({Term(2), Term::tuple({Term(9)})})}});
  }
  void edits_reachEveryPlace() {
    QFETCH(Term, term);
    QFETCH(QList<int>, rows);
    QFETCH(Term, edited);
    Fixture f;
    f.model.setTerm(term);
    f.model.setEditable(true);
    QModelIndex index;
    for (const int row : rows) index = f.model.index(row, 0, index);
    QVERIFY(f.model.setData(index.siblingAtColumn(TermTreeModel::Value),
                            QVariant::fromValue(Term(9)), Qt::EditRole));
    QVERIFY(f.model.term() == edited);
  }

  void elements_areRepeatedAndRemoved() {
    Fixture f;
    f.model.setTerm(state(3, {Term(1), Term(2)}), stateShape());
    f.model.setEditable(true);
    const QModelIndex items = f.model.index(0, 0);
    QVERIFY(!f.model.isRemovable(items));  // a declared field
    QVERIFY(!f.model.isRepeatable(items));
    f.model.repeat(f.model.index(0, 0, items));
    QVERIFY(f.model.term() == state(3, {Term(1), Term(1), Term(2)}));
    f.model.remove(f.model.index(2, 0, f.model.index(0, 0)));
    QVERIFY(f.model.term() == state(3, {Term(1), Term(1)}));
    f.model.setTerm(Term::map({{Term(1), Term(2)}, {Term(3), Term(4)}}));
    QVERIFY(f.model.isRemovable(f.model.index(0, 0)));
    f.model.remove(f.model.index(0, 0));
    QVERIFY(f.model.term() == Term::map({{Term(3), Term(4)}}));
    f.model.setTerm(Term::tuple({Term(1), Term(2)}));
    QVERIFY(!f.model.isRemovable(f.model.index(0, 0)));
  }

  void isEmpty_untilThereIsATerm() {
    Fixture f;
    QVERIFY(f.model.isEmpty());
    QCOMPARE(f.model.rowCount(), 0);
    QVERIFY(f.model.term() == Term());
    f.model.clear();
    f.model.setTerm(Term(1));
    QVERIFY(!f.model.isEmpty());
    f.model.clear();
    QCOMPARE(f.model.rowCount(), 0);
  }

  void outlines_data() {
    QTest::addColumn<Term>("term");
    QTest::addColumn<QString>("outline");
    const auto row = [](const char* name, const Term& term, const char16_t* outline) {
      QTest::newRow(name) << term << QString::fromUtf16(outline);
    };
    row("integer", Term(7), u"value=7");
    row("empty list", numbers(0), u"value=[]");
    row("empty map", Term::map({}), u"value=#{}");
    row("list", Term::list({Term(1), atom("b")}), u"[1]=1 [2]=b");
    row("improper list", Term::list({Term(1), Term(2)}, atom("b")), u"[1]=1 [2]=2 tail=b");
    row("big integer", Term::integer(true, {{0, 1}}), u"value=-18446744073709551616");
    row("tuple", Term::tuple({atom("ok"), Term::tuple({})}), u"[1]=ok [2]={}");
    row("map", state(3, {Term(1)}), u"count=3 items={[1]=1}");
    row("keys of other kinds", Term::map({{Term(1), Term(2)}, {Term::binary("k"), Term(3)}}),
        u"1=2 <<\"k\">>=3");
  }

  void outlines() {
    QFETCH(Term, term);
    QFETCH(QString, outline);
    Fixture f;
    f.model.setTerm(term);
    QCOMPARE(f.outline(), outline);
  }

  // Each term after each: rows come, go and stay.
  void changesFromAnyTerm_toAnyTerm() {
    const std::vector<Term> terms{
        Term(7),
        numbers(0),
        numbers(3),
        numbers(5),
        state(1, {}),
        state(2, {Term(1), Term(2)}),
        Term::tuple({Term(1), numbers(2)}),
        Term::map({{atom("items"), Term(1)}}),
        Term::map({{atom("another"), numbers(2)}, {atom("items"), state(1, {})}})};
    for (const Term& before : terms) {
      for (const Term& after : terms) {
        Fixture fresh;
        fresh.model.setTerm(after, stateShape());
        Fixture f;
        f.model.setTerm(before);
        (void)f.outline();
        f.model.setTerm(after, stateShape());
        QCOMPARE(f.outline(), fresh.outline());
      }
    }
  }

  void keepsTheOrderOfDeclaration() {
    Fixture f;
    f.model.setTerm(state(3, {Term(1)}), stateShape());
    QCOMPARE(f.outline(), QStringLiteral("items={[1]=1} count=3"));
    QCOMPARE(f.text(f.model.index(1, 0), TermTreeModel::Type), QStringLiteral("int"));
    QCOMPARE(f.text(f.model.index(0, 0), TermTreeModel::Type), QStringLiteral("std::vector<Item>"));
  }

  void showsWhatTheShapeDoesNotName_last() {
    Fixture f;
    f.model.setTerm(Term::map({{atom("count"), Term(1)}, {atom("added"), Term(2)}}), stateShape());
    QCOMPARE(f.outline(), QStringLiteral("count=1 added=2"));
  }

  void keepsIndexes_whenValuesChange() {
    Fixture f;
    f.model.setTerm(state(1, {Term(1), Term(2)}), stateShape());
    const QPersistentModelIndex second = f.model.index(1, 0, f.model.index(0, 0));
    QSignalSpy changed(&f.model, &TermTreeModel::dataChanged);
    QSignalSpy inserted(&f.model, &TermTreeModel::rowsInserted);
    f.model.setTerm(state(1, {Term(1), Term(9), Term(3)}), stateShape());
    QVERIFY(second.isValid());
    QCOMPARE(f.text(second, TermTreeModel::Value), QStringLiteral("9"));
    QCOMPARE(inserted.count(), 1);
    QVERIFY(changed.count() >= 2);
    f.model.setTerm(state(1, {Term(1)}), stateShape());
    QVERIFY(!second.isValid());
  }

  void reportsTheRowsThatChanged_only() {
    Fixture f;
    f.model.setTerm(numbers(5));
    QSignalSpy changed(&f.model, &TermTreeModel::dataChanged);
    f.model.setTerm(numbers(5));
    QCOMPARE(changed.count(), 0);
    f.model.setTerm(Term::list({Term(0), Term(8), Term(8), Term(3), Term(4)}));
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed[0][0].toModelIndex().row(), 1);
    QCOMPARE(changed[0][1].toModelIndex().row(), 2);
  }

  void showsPages_ofALongList() {
    const int page = static_cast<int>(TermTreeModel::pageSize);
    Fixture f;
    f.model.setTerm(numbers(2 * page + 7));
    QCOMPARE(f.model.rowCount(), page + 1);
    QModelIndex more = f.model.index(page, 0);
    QVERIFY(f.model.isMoreRow(more));
    QVERIFY(!f.model.isMoreRow(f.model.index(0, 0)));
    QCOMPARE(more.data().toString(), QStringLiteral("… 507 more"));
    QCOMPARE(f.text(more, TermTreeModel::Value), QString());
    f.model.showMore(f.model.index(0, 0));  // is none
    f.model.showMore(more);
    QCOMPARE(f.model.rowCount(), 2 * page + 1);
    more = f.model.index(2 * page, 0);
    QCOMPARE(more.data().toString(), QStringLiteral("… 7 more"));
    f.model.showMore(more);
    QCOMPARE(f.model.rowCount(), 2 * page + 7);
    f.model.setTerm(numbers(5 * page));
    QCOMPARE(f.model.rowCount(), 3 * page + 1);
    f.model.setTerm(numbers(3));
    QCOMPARE(f.model.rowCount(), 3);
  }

  void tellsTypesAndPaths() {
    Fixture f;
    f.model.setTerm(Term::map({{atom("a"), Term(true)},
                               {atom("b"), Term(1.5)},
                               {atom("c"), Term::tuple({Term(1), Term::binary("xy")})},
                               {atom("d"), Term::opaque("std::mutex")},
                               {atom("e"), Term(genmsg::Pid{3, 1})}}));
    const auto type = [&](int row) { return f.text(f.model.index(row, 0), TermTreeModel::Type); };
    QCOMPARE(type(0), QStringLiteral("boolean"));
    QCOMPARE(type(1), QStringLiteral("float"));
    QCOMPARE(type(2), QStringLiteral("tuple (2)"));
    QCOMPARE(type(3), QStringLiteral("opaque"));
    QCOMPARE(type(4), QStringLiteral("pid"));
    const QModelIndex binary = f.model.index(1, 0, f.model.index(2, 0));
    QCOMPARE(f.text(binary, TermTreeModel::Type), QStringLiteral("binary (2)"));
    QVERIFY(f.model.termAt(binary) == Term::binary("xy"));
    QCOMPARE(f.model.index(4, 0).data(models::PidRole).value<genmsg::Pid>(), (genmsg::Pid{3, 1}));
  }

  void cutsLongValues_butHasThemWhole() {
    Fixture f;
    f.model.setTerm(Term::list({Term::binary(std::string(1000, 'x'))}));
    const QModelIndex row = f.model.index(0, 0);
    QVERIFY(f.text(row, TermTreeModel::Value).size() < 300);
    QVERIFY(row.data(models::TermTextRole).toString().size() >= 1000);
  }

  void answersNothing_outOfRange() {
    Fixture f;
    f.model.setTerm(numbers(1));
    QVERIFY(!f.model.data({}).isValid());
    QVERIFY(!f.model.index(1, 0).isValid());
    QVERIFY(!f.model.index(0, TermTreeModel::ColumnCount).isValid());
    QVERIFY(!f.model.headerData(TermTreeModel::ColumnCount, Qt::Horizontal).isValid());
    QVERIFY(f.model.termAt({}) == Term());
    QCOMPARE(f.model.headerData(TermTreeModel::Field, Qt::Horizontal).toString(),
             QStringLiteral("Field"));
  }
};

QTEST_GUILESS_MAIN(TestTermTreeModel)
#include "tst_term_tree_model.moc"
