// SPDX-License-Identifier: GPL-3.0-or-later
// Clients of a gen_server: call, cast, requests, and replies from elsewhere.
#include <ctime>
#include <thread>

#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using namespace std::chrono_literals;
using Lines = std::vector<std::string>;
using gen_server::From;

namespace {

enum class Ask { Now, Later, Drop, Crash, Self, Keep };
BOOST_DESCRIBE_ENUM(Ask, Now, Later, Drop, Crash, Self, Keep)

/// Where a server puts what it does not answer itself.
using Shelf = std::shared_ptr<std::vector<From<int>>>;

struct clerk {
  static constexpr std::string_view module_name = "clerk";
  struct State {
    Shelf shelf;
    Journal journal;
    std::vector<From<int>> kept = {};
  };
  using Call = Ask;
  using Reply = int;
  using Cast = int;
  static gen_server::Init<State> init(State state) { return gen_server::ok(std::move(state)); }
  static Async<gen_server::CallReturn<int>> handle_call(Ask&& ask, const From<int>& from,
                                                        State& state) {
    state.journal->push_back(ask == Ask::Now ? "now" : "ask");
    if (ask == Ask::Now) co_return gen_server::reply(42);
    if (ask == Ask::Later) state.shelf->push_back(from);
    if (ask == Ask::Keep) state.kept.push_back(from);
    if (ask == Ask::Crash) genmsg::exit(atom("crashed"));
    if (ask == Ask::Self) {
      const auto answer = co_await gen_server::call<clerk>(self(), Ask::Now);
      state.journal->push_back(print(answer.error().reason.elements()[0]));
      co_return gen_server::reply(1);
    }
    co_return gen_server::noreply();
  }
  static gen_server::Return handle_cast(int&& value, State& state) {
    state.journal->push_back("cast " + std::to_string(value));
    for (const auto& from : state.kept) gen_server::reply(from, value);
    return gen_server::ok();
  }
};

/// Runs coroutines that a test gives it.
struct client {
  static constexpr std::string_view module_name = "client";
  struct State {
    Journal journal;
    std::optional<gen_server::RequestId<int>> request = {};
    std::vector<gen_server::RequestId<int>> requests = {};
    std::shared_ptr<std::function<gen_msg::Return()>> next = {};
    static gen_server::RequestId<int> send(Ask ask) {
      return gen_server::send_request<clerk>(Atom::intern("the_clerk"), ask, {.as_message = true});
    }
  };
  static std::string said(const Result<int>& answer) {
    return answer ? std::to_string(*answer) : print(answer.error().reason);
  }
  using Code = std::function<Async<>(State&)>;
  using Msg = std::variant<Code, Note, Timeout, gen_server::Response<int>>;
  static gen_msg::Init<State> init(Journal journal) {
    return gen_msg::ok(State{std::move(journal)});
  }
  static Async<gen_msg::Return> handle_msg(Msg&& message, State& state) {
    if (auto* const code = std::get_if<Code>(&message)) {
      co_await (*code)(state);
      if (state.next) {
        const auto next = std::exchange(state.next, nullptr);
        co_return (*next)();
      }
    } else if (auto* const response = std::get_if<gen_server::Response<int>>(&message)) {
      for (const auto& request : state.requests) {
        const auto answer = gen_server::check_response(*response, request);
        state.journal->push_back(answer ? "response " + said(*answer) : "no_reply");
      }
    } else {
      state.journal->push_back(std::holds_alternative<Note>(message) ? "note" : "timeout");
    }
    co_return gen_msg::ok();
  }
};

/// Its terminate awaits what never comes.
struct lingerer {
  static constexpr std::string_view module_name = "lingerer";
  struct State {
    Pending<int>::Promise never = {};
  };
  using Msg = Note;
  static gen_msg::Init<State> init() { return gen_msg::ok(State{}); }
  static gen_msg::Return handle_msg(Note&&, State&) { return gen_msg::ok(); }
  static Async<> terminate(const Term&, State& state) {
    const Result<int> answer = co_await state.never.future();
    static_cast<void>(answer);
  }
};

std::string said(const Result<int>& answer) { return client::said(answer); }

struct World : ManualWorld {
  explicit World(std::uint64_t seed = 0) : ManualWorld(seed) {
    server = started(gen_server::start<clerk>(runtime(), clerk::State{shelf, served},
                                              {.name = Atom::intern("the_clerk")}));
    asker = started(gen_msg::start<client>(runtime(), journal));
  }
  ~World() { shelf->clear(); }
  void in_client(client::Code code) {
    runtime().send(Address<client::Msg>{asker}, client::Msg(std::move(code)));
    run();
  }
  Pending<int> call(Ask ask) { return gen_server::call<clerk>(runtime(), server, ask); }
  void kill(Pid pid) {
    runtime().exit(pid, atoms::kill);
    run();
  }
  Shelf shelf = std::make_shared<std::vector<From<int>>>();
  Journal journal = make_journal();
  Journal served = make_journal();
  Pid server;
  Pid asker;
};

}  // namespace

class TestGenRequests : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  // --- call

  void call_by_name_and_by_pid() {
    World w;
    const auto by_name =
        gen_server::call<clerk>(w.runtime(), Atom::intern("the_clerk"), Ask::Now);
    QCOMPARE(*w.answer(by_name), 42);
    QCOMPARE(*w.answer(w.call(Ask::Now)), 42);
  }

  void call_in_a_process_needs_no_runtime() {
    World w;
    w.in_client([](client::State& state) -> Async<> {
      const auto answer = co_await gen_server::call<clerk>(Atom::intern("the_clerk"), Ask::Now);
      state.journal->push_back(said(answer));
    });
    QCOMPARE(*w.journal, Lines{"42"});
    QVERIFY_THROWS_EXCEPTION(NotAProcess, gen_server::call<clerk>(w.server, Ask::Now));
  }

  void call_times_out_after_5_s_unless_said_otherwise() {
    World w;
    w.in_client([](client::State& state) -> Async<> {
      const auto late = co_await gen_server::call<clerk>(Atom::intern("the_clerk"), Ask::Later);
      state.journal->push_back(print(late.error().reason.elements()[0]));
      const auto sooner =
          co_await gen_server::call<clerk>(Atom::intern("the_clerk"), Ask::Later, 10ms);
      state.journal->push_back(print(sooner.error().reason.elements()[0]));
    });
    w.advance(4999ms);
    QCOMPARE(*w.journal, Lines{});
    w.advance(2ms);
    QCOMPARE(*w.journal, Lines{"timeout"});
    w.advance(11ms);
    QCOMPARE(*w.journal, (Lines{"timeout", "timeout"}));
  }

  void b70_late_reply_never_arrives() {
    World w;
    w.in_client([](client::State& state) -> Async<> {
      const auto answer =
          co_await gen_server::call<clerk>(Atom::intern("the_clerk"), Ask::Later, 10ms);
      state.journal->push_back(answer ? "answered" : "late");
    });
    w.advance(11ms);
    gen_server::reply(w.shelf->at(0), 7);
    w.run();
    QCOMPARE(*w.journal, Lines{"late"});
    QCOMPARE(w.runtime().dead_letters(), std::uint64_t{0});
  }

  void b70_call_to_self_is_calling_self() {
    World w;
    QCOMPARE(*w.answer(w.call(Ask::Self)), 1);
    QCOMPARE(*w.served, (Lines{"ask", "calling_self"}));
  }

  void reasons_say_the_call() {
    World w;
    const std::string call = "{gen_server,call,[the_clerk,";
    const auto reason = [&](Pending<int> pending) {
      const Result<int> answer = w.answer(std::move(pending));
      return answer ? std::string("?") : print(answer.error().reason);
    };
    auto crashing = gen_server::call<clerk>(w.runtime(), Atom::intern("the_clerk"), Ask::Crash);
    QVERIFY(reason(crashing).starts_with("{crashed," + call));
    auto none = gen_server::call<clerk>(w.runtime(), Atom::intern("the_clerk"), Ask::Now);
    const auto gone = w.answer(none);
    QVERIFY(print(gone.error().reason).starts_with("{noproc," + call));
    QCOMPARE(gone.error().code, Error::Code::NoProc);
    w.in_client([](client::State& state) -> Async<> {
      const auto answer = co_await gen_server::call<clerk>(Atom::intern("nobody"), Ask::Now);
      state.journal->push_back(print(answer.error().reason));
    });
    QVERIFY(w.journal->at(0).starts_with("{noproc,{gen_server,call,[nobody,"));
  }

  void wrong_use_is_no_reason_of_the_call() {
    World w;
    QCOMPARE(w.call(Ask::Later).get().error().reason, Term(atoms::would_block));
  }

  /// Acceptance case B 69, without its time: a reply is found without a look at the mailbox.
  void b69_reply_comes_beside_a_huge_mailbox() {
    World w;
    w.in_client([](client::State& state) -> Async<> {
      for (int i = 0; i < 10'000; ++i) send(self(), Note{});
      for (int i = 0; i < 100; ++i) {
        const auto answer = co_await gen_server::call<clerk>(Atom::intern("the_clerk"), Ask::Now);
        if (!answer) state.journal->push_back("?");
      }
      state.journal->push_back("called");
    });
    QCOMPARE(w.journal->front(), std::string("called"));
    QCOMPARE(w.journal->size(), std::size_t{10'001});
  }

  /// gen_server_SUITE:call_with_huge_message_queue. By the processor's time, which others that
  /// compute do not add to.
  void b69_calls_cost_the_same_beside_a_huge_mailbox() {
    const auto cost_beside = [](int queued) {
      World w;
      std::clock_t cost = 0;
      w.in_client([&cost, queued](client::State& state) -> Async<> {
        for (int i = 0; i < queued; ++i) send(self(), Note{});
        const std::clock_t begin = std::clock();
        for (int i = 0; i < 10'000; ++i) {
          const auto answer =
              co_await gen_server::call<clerk>(Atom::intern("the_clerk"), Ask::Now);
          if (!answer) state.journal->push_back("?");
        }
        cost = std::clock() - begin;
      });
      return w.journal->size() == static_cast<std::size_t>(queued) ? cost : 0;
    };
    const std::clock_t beside_none = cost_beside(0);
    const std::clock_t beside_many = cost_beside(500'000);
    QVERIFY(beside_none > 0 && beside_many > 0);
    QVERIFY2(beside_many < 10 * beside_none,
             qPrintable(QString("%1 against %2").arg(beside_many).arg(beside_none)));
  }

  /// proc_lib:stop/3: the time is for both, being told and ending.
  void c83_time_of_stop_counts_while_the_process_terminates() {
    World w;
    const Pid pid = w.started(
        gen_msg::start<lingerer>(w.runtime(), {}, {.name = Atom::intern("the_lingerer")}));
    w.in_client([](client::State& state) -> Async<> {
      const auto stopped = co_await gen_msg::stop(Atom::intern("the_lingerer"), atoms::normal, 1s);
      state.journal->push_back(print(stopped.error().reason));
    });
    w.advance(999ms);
    QCOMPARE(*w.journal, Lines{});
    w.advance(2ms);
    QCOMPARE(*w.journal, Lines{"timeout"});
    QVERIFY(w.runtime().is_alive(pid));
  }

  // --- cast

  void cast_to_nobody_is_dropped() {
    World w;
    gen_server::cast<clerk>(w.runtime(), Atom::intern("nobody"), 1);
    gen_server::cast<clerk>(w.runtime(), Atom::intern("the_clerk"), 2);
    w.in_client([](client::State&) -> Async<> {
      gen_server::cast<clerk>(Atom::intern("the_clerk"), 3);
      co_return;
    });
    QCOMPARE(*w.served, (Lines{"cast 2", "cast 3"}));
  }

  // --- replies from elsewhere

  void reply_from_another_process() {
    World w;
    auto call = w.call(Ask::Later);
    w.run();
    const Pid helper = start_puppet(w, plain(make_journal()));
    in(w, helper, [&] { gen_server::reply(w.shelf->at(0), 9); });
    QCOMPARE(*call.get(), 9);
  }

  void reply_from_another_thread() {
    World w;
    auto call = w.call(Ask::Later);
    w.run();
    std::thread([&] { gen_server::reply(w.shelf->at(0), 9); }).join();
    QCOMPARE(*call.get(), 9);
  }

  void first_reply_counts() {
    World w;
    auto call = w.call(Ask::Later);
    w.run();
    gen_server::reply(w.shelf->at(0), 1);
    gen_server::reply(w.shelf->at(0), 2);
    QCOMPARE(*call.get(), 1);
  }

  void from_that_is_dropped_is_noreply() {
    World w;
    auto dropped = w.call(Ask::Drop);
    w.run();
    const auto answer = dropped.get();
    QCOMPARE(answer.error().code, Error::Code::NoReply);
    QCOMPARE(answer.error().reason.elements()[0], Term(atoms::noreply));
  }

  void server_that_ends_ends_the_calls_that_others_were_to_answer() {
    World w;
    auto call = w.call(Ask::Later);
    w.run();
    w.kill(w.server);
    const auto answer = call.get();
    QCOMPARE(answer.error().code, Error::Code::Exited);
    QCOMPARE(answer.error().reason.elements()[0], Term(atoms::killed));
    gen_server::reply(w.shelf->at(0), 1);  // to nobody
  }

  void holder_that_ends_is_no_end_of_the_server() {
    World w;
    auto call = w.call(Ask::Later);
    w.run();
    const Pid helper = start_puppet(w, plain(make_journal()));
    auto holder = std::make_shared<From<int>>(w.shelf->at(0));
    w.shelf->clear();
    tell_return(w, helper, [holder = std::move(holder)](puppet::State& state) mutable {
      state.on_timeout = [held = std::move(*holder)](puppet::State&) { return gen_msg::ok(); };
      holder.reset();
      return gen_msg::ok();
    });
    w.run();
    w.kill(helper);
    QVERIFY(!call.get().has_value());
    QVERIFY(w.runtime().is_alive(w.server));
  }

  void answered_calls_leave_nothing_with_the_server() {
    World w;
    for (int i = 0; i < 1000; ++i) {
      auto call = w.call(Ask::Later);
      w.run();
      gen_server::reply(w.shelf->at(0), i);
      w.shelf->clear();
      QCOMPARE(*call.get(), i);
    }
    QVERIFY(w.runtime().table().at(w.server.index).cold->obligations.size() <= 16);
  }

  // --- requests

  void request_is_received_later() {
    World w;
    w.in_client([](client::State& state) -> Async<> {
      const auto first = gen_server::send_request<clerk>(Atom::intern("the_clerk"), Ask::Keep);
      const auto second = gen_server::send_request<clerk>(Atom::intern("the_clerk"), Ask::Now);
      const auto sooner = co_await gen_server::receive_response(second);
      state.journal->push_back(said(sooner));
      gen_server::cast<clerk>(Atom::intern("the_clerk"), 5);
      const auto later = co_await gen_server::receive_response(first);
      state.journal->push_back(said(later));
    });
    QCOMPARE(*w.journal, (Lines{"42", "5"}));
  }

  void receive_response_abandons_the_request_after_its_time() {
    World w;
    w.in_client([](client::State& state) -> Async<> {
      state.request = gen_server::send_request<clerk>(Atom::intern("the_clerk"), Ask::Later);
      const auto answer = co_await gen_server::receive_response(*state.request, 10ms);
      state.journal->push_back(print(answer.error().reason));
    });
    w.advance(11ms);
    gen_server::reply(w.shelf->at(0), 7);
    w.in_client([](client::State& state) -> Async<> {
      const auto answer = co_await gen_server::receive_response(*state.request);
      state.journal->push_back(print(answer.error().reason));
    });
    QCOMPARE(*w.journal, (Lines{"{timeout,the_clerk}", "{timeout,the_clerk}"}));
  }

  void wait_response_does_not_abandon_it() {
    World w;
    w.in_client([](client::State& state) -> Async<> {
      state.request = gen_server::send_request<clerk>(Atom::intern("the_clerk"), Ask::Later);
      for (int i = 0; i < 2; ++i) {
        const auto answer = co_await gen_server::wait_response(*state.request, 10ms);
        state.journal->push_back(print(answer.error().reason));
      }
      const auto answer = co_await gen_server::wait_response(*state.request, 10ms);
      state.journal->push_back(said(answer));
    });
    w.advance(11ms);
    w.advance(11ms);
    gen_server::reply(w.shelf->at(0), 7);
    w.run();
    QCOMPARE(*w.journal, (Lines{"{timeout,the_clerk}", "{timeout,the_clerk}", "7"}));
  }

  void response_of_a_server_that_ended_is_its_reason() {
    World w;
    w.in_client([](client::State& state) -> Async<> {
      const auto request =
          gen_server::send_request<clerk>(Atom::intern("the_clerk"), Ask::Crash);
      const auto answer = co_await gen_server::receive_response(request);
      state.journal->push_back(print(answer.error().reason));
      const auto none = gen_server::send_request<clerk>(Atom::intern("the_clerk"), Ask::Now);
      const auto nothing = co_await gen_server::receive_response(none);
      state.journal->push_back(print(nothing.error().reason));
    });
    QCOMPARE(*w.journal, (Lines{"{crashed,the_clerk}", "{noproc,the_clerk}"}));
  }

  void response_is_taken_once() {
    World w;
    const auto request = gen_server::send_request<clerk>(w.runtime(), w.server, Ask::Now);
    w.run();
    QCOMPARE(*gen_server::receive_response(request).get(), 42);
    QCOMPARE(gen_server::receive_response(request).get().error().code, Error::Code::BadArgument);
  }

  // --- responses as messages

  void response_comes_as_a_message_and_is_checked() {
    World w;
    w.in_client([](client::State& state) -> Async<> {
      state.requests.push_back(client::State::send(Ask::Keep));
      state.requests.push_back(client::State::send(Ask::Now));
      co_return;
    });
    QCOMPARE(*w.journal, (Lines{"no_reply", "response 42"}));
    w.in_client([](client::State& state) -> Async<> {
      state.requests.pop_back();
      gen_server::cast<clerk>(Atom::intern("the_clerk"), 5);
      co_return;
    });
    QCOMPARE(w.journal->back(), std::string("response 5"));
  }

  void error_comes_as_a_message_too() {
    World w;
    w.in_client([](client::State& state) -> Async<> {
      state.requests.push_back(client::State::send(Ask::Crash));
      co_return;
    });
    w.in_client([](client::State& state) -> Async<> {
      state.requests = {client::State::send(Ask::Now)};
      co_return;
    });
    QCOMPARE(*w.journal, (Lines{"response {crashed,the_clerk}", "response {noproc,the_clerk}"}));
  }

  void response_that_was_received_is_no_stale_message() {
    for (const bool debugged : {false, true}) {
      World w;
      if (debugged) QVERIFY(w.answer(sys::log(w.runtime(), w.asker)));
      w.in_client([](client::State& state) -> Async<> {
        const auto first = client::State::send(Ask::Now);
        const auto second = client::State::send(Ask::Now);
        // While it waits for the second one, the first one is answered.
        const auto answer = co_await gen_server::receive_response(second);
        const auto other = co_await gen_server::receive_response(first);
        state.journal->push_back(said(answer) + " " + said(other));
      });
      QCOMPARE(*w.journal, Lines{"42 42"});
      QCOMPARE(w.runtime().dead_letters(), std::uint64_t{0});
    }
  }

  void response_that_is_queued_already_can_be_received_first() {
    World w;
    w.in_client([](client::State& state) -> Async<> {
      state.request = client::State::send(Ask::Keep);
      co_return;
    });
    QVERIFY(w.answer(sys::suspend(w.runtime(), w.asker)));
    w.runtime().send(Address<client::Msg>{w.asker},
                     client::Msg(client::Code([](client::State& state) -> Async<> {
                       const auto answer = co_await gen_server::receive_response(*state.request);
                       state.journal->push_back(said(answer));
                     })));
    gen_server::cast<clerk>(w.runtime(), w.server, 6);
    w.run();
    QCOMPARE(take_snapshot(w.runtime()).processes.size(), std::size_t{2});
    QVERIFY(w.answer(sys::resume(w.runtime(), w.asker)));
    QCOMPARE(*w.journal, Lines{"6"});
  }

  void stale_response_does_not_cancel_a_timeout() {
    World w;
    w.in_client([](client::State& state) -> Async<> {
      state.request = client::State::send(Ask::Keep);
      co_return;
    });
    QVERIFY(w.answer(sys::suspend(w.runtime(), w.asker)));
    w.runtime().send(Address<client::Msg>{w.asker},
                     client::Msg(client::Code([](client::State& state) -> Async<> {
                       const auto answer = co_await gen_server::receive_response(*state.request);
                       state.journal->push_back(said(answer));
                       state.next = std::make_shared<std::function<gen_msg::Return()>>(
                           [] { return gen_msg::ok(10ms); });
                     })));
    gen_server::cast<clerk>(w.runtime(), w.server, 6);
    w.run();
    QVERIFY(w.answer(sys::resume(w.runtime(), w.asker)));
    w.advance(11ms);
    QCOMPARE(*w.journal, (Lines{"6", "timeout"}));
  }

  void abandoned_response_does_not_come() {
    World w;
    w.in_client([](client::State& state) -> Async<> {
      const auto request = client::State::send(Ask::Later);
      const auto answer = co_await gen_server::receive_response(request, 10ms);
      state.journal->push_back(said(answer));
    });
    w.advance(11ms);
    gen_server::reply(w.shelf->at(0), 7);
    w.run();
    QCOMPARE(*w.journal, Lines{"{timeout,the_clerk}"});
  }

  void response_to_a_process_that_ended_goes_nowhere() {
    World w;
    w.in_client([](client::State& state) -> Async<> {
      state.request = client::State::send(Ask::Later);
      co_return;
    });
    w.kill(w.asker);
    gen_server::reply(w.shelf->at(0), 7);
    w.run();
    QCOMPARE(*w.journal, Lines{});
  }

  void response_after_the_runtime_goes_nowhere() {
    Shelf shelf = std::make_shared<std::vector<From<int>>>();
    {
      World w;
      w.in_client([](client::State& state) -> Async<> {
        state.request = client::State::send(Ask::Later);
        co_return;
      });
      *shelf = *w.shelf;
    }
    gen_server::reply(shelf->at(0), 7);
  }

  void request_as_a_message_needs_a_process() {
    World w;
    const auto request = gen_server::send_request<clerk>(w.runtime(), w.server, Ask::Now,
                                                         {.as_message = true});
    QCOMPARE(gen_server::receive_response(request).get().error().reason, Term(atoms::badarg));
  }

  void requests_of_a_plain_thread() {
    RuntimeOptions options;
    options.schedulers = 2;
    Runtime runtime(options);
    const auto shelf = std::make_shared<std::vector<From<int>>>();
    const Pid pid =
        **gen_server::start<clerk>(runtime, clerk::State{shelf, make_journal()}).wait(30s);
    const auto kept = gen_server::send_request<clerk>(runtime, pid, Ask::Keep);
    QCOMPARE(gen_server::wait_response(kept, 1ms).wait().error().code, Error::Code::Timeout);
    gen_server::cast<clerk>(runtime, pid, 3);
    QCOMPARE(*gen_server::wait_response(kept, 30s).wait(), 3);
    QCOMPARE(gen_server::call<clerk>(runtime, pid, Ask::Keep, 1ms).wait().error().code,
             Error::Code::Timeout);
  }
};

QTEST_GUILESS_MAIN(TestGenRequests)
#include "tst_gen_requests.moc"
