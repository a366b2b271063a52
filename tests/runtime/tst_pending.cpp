// SPDX-License-Identifier: GPL-3.0-or-later
// Answers that are taken twice, given up, never given, or whose taker throws.
#include <QtTest/QtTest>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "genmsg/genmsg.h"

using namespace genmsg;
using namespace std::chrono_literals;

namespace {

/// Answers a call at once, drops it, or answers and stops.
struct clerk {
  static constexpr std::string_view module_name = "clerk";
  struct State {
    std::vector<std::string>* journal = nullptr;
  };
  enum class Ask { Answer, Drop, AnswerAndStop };
  using Call = Ask;
  using Reply = int;
  static gen_server::Init<State> init(std::vector<std::string>* journal) {
    return gen_server::ok(State{journal});
  }
  static gen_server::CallReturn<Reply> handle_call(Ask&& ask, const gen_server::From<Reply>&,
                                                   State&) {
    if (ask == Ask::Drop) return gen_server::noreply();
    if (ask == Ask::Answer) return gen_server::reply(7);
    return gen_server::reply(8, gen_server::stop(atoms::normal));
  }
  static void terminate(const Term&, State& state) { state.journal->push_back("terminate"); }
};

struct Desk {
  std::vector<std::string> journal;
  std::vector<std::string> reports;
  ManualScheduler scheduler{0, [this] {
                              RuntimeOptions options;
                              options.logger = [this](const Report& report) {
                                reports.push_back(format(report));
                              };
                              return options;
                            }()};
  Pid pid;

  Desk() {
    auto started = gen_server::start<clerk>(scheduler.runtime(), &journal);
    scheduler.run();
    pid = started.get().value().value();
  }
  Pending<int> call(clerk::Ask ask) {
    return gen_server::call<clerk>(scheduler.runtime(), pid, ask);
  }
};

}  // namespace

class TestPending : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void wait_afterATimeout_isATimeoutAgain() {
    const Pending<int>::Promise promise;
    Pending<int> pending = promise.future();
    QCOMPARE(pending.wait(0ms).error().code, Error::Code::Timeout);
    promise.set(3);  // too late
    QCOMPARE(pending.wait().error().code, Error::Code::Timeout);
  }

  void wait_forATakenAnswer_isAnError() {
    Pending<int> pending = Pending<int>::ready(3);
    QCOMPARE(pending.wait().value(), 3);
    QCOMPARE(pending.wait().error().code, Error::Code::BadArgument);
    bool told = false;
    pending.then([&](const Result<int>& again) { told = !again; });
    QVERIFY(told);
  }

  void answer_promisedToOne_isNobodyElses() {
    const Pending<int>::Promise promise;
    Pending<int> pending = promise.future();
    std::vector<int> told;
    const auto tell = [&](const Result<int>& answer) {
      told.push_back(answer ? *answer : -static_cast<int>(answer.error().code));
    };
    const int refused = -static_cast<int>(Error::Code::BadArgument);
    pending.then(tell);
    pending.then(tell);
    QCOMPARE(told, (std::vector<int>{refused}));
    QCOMPARE(pending.wait().error().code, Error::Code::BadArgument);
    promise.set(3);
    QCOMPARE(told, (std::vector<int>{refused, 3}));
  }

  void answer_promisedMeanwhile_endsAWait() {
    const Pending<int>::Promise promise;
    std::atomic<bool> began = false;
    Error::Code code{};
    std::thread waiting([&, pending = promise.future()]() mutable {
      began = true;
      began.notify_one();
      code = pending.wait().error().code;
    });
    began.wait(false);
    int told = 0;
    promise.future().then([&](const Result<int>& answer) { told = answer.value(); });
    waiting.join();
    QCOMPARE(code, Error::Code::BadArgument);
    promise.set(3);
    QCOMPARE(told, 3);
  }

  void completion_thatThrows_harmsNobody() {
    Desk desk;
    desk.call(clerk::Ask::Answer).then([](const Result<int>&) {
      throw std::runtime_error("the caller's own fault");
    });
    desk.scheduler.run();
    QVERIFY(desk.scheduler.runtime().is_alive(desk.pid));
    QCOMPARE(desk.reports.size(), std::size_t{1});
    Pending<int> next = desk.call(clerk::Ask::Answer);
    desk.scheduler.run();
    QCOMPARE(next.get().value(), 7);
  }

  void question_thatIsDropped_isNoReply() {
    Desk desk;
    Pending<int> dropped = desk.call(clerk::Ask::Drop);
    desk.scheduler.run();
    QCOMPARE(dropped.get().error().code, Error::Code::NoReply);
    QVERIFY(desk.scheduler.runtime().is_alive(desk.pid));
  }

  void reply_ofOneThatStops_comesAfterTerminate() {
    Desk desk;
    desk.call(clerk::Ask::AnswerAndStop).then([&](const Result<int>& answer) {
      desk.journal.push_back("reply " + std::to_string(answer.value()));
    });
    desk.scheduler.run();
    QCOMPARE(desk.journal, (std::vector<std::string>{"terminate", "reply 8"}));
  }
};

QTEST_APPLESS_MAIN(TestPending)
#include "tst_pending.moc"
