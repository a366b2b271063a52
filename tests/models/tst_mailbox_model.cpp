// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>

#include "genmsg/term/parse.h"
#include "models/mailbox_model.h"
#include "models/message_types_model.h"
#include "models/roles.h"
#include "support/snapshot_builder.h"
#include "support/unit_test.h"

using genmsg::Atom;
using genmsg::MailboxPeek;
using models::MailboxModel;
using models::MessageTypesModel;
using test::pid;

namespace {

MailboxPeek::Queued queued(std::uint64_t index, const char* message, genmsg::Pid sender = {}) {
  return {.index = index,
          .priority = index == 0,
          .sender = sender,
          .type = Atom::intern("Add"),
          .message = genmsg::parse(message).value()};
}

/// 1000 messages, of which two at each end are known.
std::shared_ptr<MailboxPeek> long_() {
  auto peek = std::make_shared<MailboxPeek>();
  peek->pid = pid(2);
  peek->total = 1000;
  peek->counted = 1000;
  peek->by_type = {{Atom::intern("Add"), 750}, {Atom::intern("Stop"), 250}};
  peek->first = {queued(0, "{add,1}"), queued(1, "{add,2}", pid(7))};
  peek->last = {queued(998, "{add,3}"), queued(999, "{add,4}", pid(8))};
  return peek;
}

QString text(const QAbstractItemModel& model, int row, int column) {
  return model.index(row, column).data().toString();
}

}  // namespace

class TestMailboxModel : public test::UnitTest {
  Q_OBJECT

 private Q_SLOTS:
  void showsBothEnds_andHowManyAreBetween() {
    MailboxModel model;
    QAbstractItemModelTester tester(&model);
    QCOMPARE(model.rowCount(), 0);
    model.setMailbox(long_());
    QCOMPARE(model.rowCount(), 5);
    QCOMPARE(text(model, 0, MailboxModel::Index), QStringLiteral("1 priority"));
    QCOMPARE(text(model, 1, MailboxModel::Index), QStringLiteral("2"));
    QCOMPARE(text(model, 1, MailboxModel::Type), QStringLiteral("Add"));
    QCOMPARE(text(model, 0, MailboxModel::From), QStringLiteral("no process"));
    QCOMPARE(text(model, 1, MailboxModel::From), QStringLiteral("<0.7.1>"));
    QCOMPARE(text(model, 1, MailboxModel::Message), QStringLiteral("{add,2}"));
    QCOMPARE(text(model, 2, MailboxModel::Message), QStringLiteral("… 996 more between"));
    QCOMPARE(text(model, 4, MailboxModel::Index), QStringLiteral("1,000"));
    QCOMPARE(text(model, 4, MailboxModel::Message), QStringLiteral("{add,4}"));
    model.setMailbox(nullptr);
    QCOMPARE(model.rowCount(), 0);
  }

  void onlyTheSender_isALink() {
    MailboxModel model;
    model.setMailbox(long_());
    const auto link = [&model](int row, int column) {
      return model.index(row, column).data(models::PidRole).value<genmsg::Pid>();
    };
    QCOMPARE(link(1, MailboxModel::From), pid(7));
    QCOMPARE(link(1, MailboxModel::Message), genmsg::Pid());
    QCOMPARE(link(2, MailboxModel::From), genmsg::Pid());
  }

  void aShortOne_isShownWhole() {
    auto peek = std::make_shared<MailboxPeek>();
    peek->total = 1;
    peek->first = {queued(0, "x")};
    MailboxModel model;
    model.setMailbox(peek);
    QCOMPARE(model.rowCount(), 1);
  }

  void types_haveTheirShare() {
    MessageTypesModel model;
    QAbstractItemModelTester tester(&model);
    model.setMailbox(long_());
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(text(model, 0, MessageTypesModel::Type), QStringLiteral("Add"));
    QCOMPARE(text(model, 0, MessageTypesModel::Count), QStringLiteral("750"));
    QCOMPARE(text(model, 0, MessageTypesModel::Share), QStringLiteral("75.0 %"));
    QCOMPARE(model.index(1, MessageTypesModel::Share).data(models::RawValueRole).toDouble(), 0.25);
    auto uncounted = long_();
    uncounted->counted = 0;
    model.setMailbox(uncounted);
    QCOMPARE(model.index(1, MessageTypesModel::Share).data(models::RawValueRole).toDouble(), 0.0);
  }
};

QTEST_GUILESS_MAIN(TestMailboxModel)
#include "tst_mailbox_model.moc"
