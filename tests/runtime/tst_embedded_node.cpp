// SPDX-License-Identifier: GPL-3.0-or-later
// The embedded node: each request, each error, completions once and on one thread.
#include <unistd.h>

#include <future>
#include <set>
#include <thread>

#include "support/counter.h"
#include "support/nursery.h"
#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using namespace std::chrono_literals;
using Code = NodeError::Code;

namespace {

constexpr auto patience = 30s;  // only a fault takes so long

/// The manual world and a node of it. Completions are awaited while the processes run here.
struct World {
  World() {
    pid = world.started(gen_msg::start<counter>(world.runtime(), std::int64_t{5}));
  }

  template <class T, class Call>
  NodeResult<T> ask(Call call) {
    const auto answer = std::make_shared<std::promise<NodeResult<T>>>();
    auto future = answer->get_future();
    call([this, answer](NodeResult<T> result) {
      threads.insert(std::this_thread::get_id());
      answer->set_value(std::move(result));  // a second time throws
    });
    const auto until = std::chrono::steady_clock::now() + patience;
    while (future.wait_for(0s) != std::future_status::ready) {
      if (std::chrono::steady_clock::now() > until) {
        return tl::unexpected(NodeError{Code::Other, "no completion"});
      }
      world.run();
      std::this_thread::yield();
    }
    return future.get();
  }
  NodeResult<Suspension> suspend(Pid whom, Suspender suspender = {}) {
    return ask<Suspension>([&](auto done) { node->suspend(whom, suspender, patience, done); });
  }
  NodeResult<StepPtr> step(bool skip = false) {
    return ask<StepPtr>([&](auto done) { node->step(pid, skip, patience, done); });
  }
  bool is_suspended() {
    return world.runtime().table().at(pid.index).has(Process::is_suspended);
  }
  /// Whether a suspension of this lease ends so much after now, once the clock has moved.
  bool is_renewed_after(std::chrono::milliseconds wait, std::chrono::nanoseconds lease) {
    world.advance(wait);
    const std::int64_t expected = world.runtime().now_ns() + lease.count();
    return QTest::qWaitFor(
        [&] {
          world.run();
          const Suspension* const suspended =
              world.runtime().table().at(pid.index).suspension();
          return suspended != nullptr && suspended->until_ns == expected;
        },
        static_cast<int>(std::chrono::milliseconds(patience).count()));
  }
  std::optional<Suspension> suspension() {
    return ask<ProcessStatusPtr>([&](auto done) {
             node->get_status(pid, patience, done);
           }).value()->suspension;
  }
  NodeResult<Done> resume(Pid whom) {
    return ask<Done>([&](auto done) { node->resume(whom, patience, done); });
  }
  NodeResult<ProcessState> state(Pid whom) {
    return ask<ProcessState>([&](auto done) { node->get_state(whom, patience, done); });
  }
  NodeResult<ProcessState> replace(Term term, std::optional<std::uint64_t> version) {
    return ask<ProcessState>(
        [&](auto done) { node->replace_state(pid, term, version, patience, done); });
  }
  NodeResult<Done> send(Pid whom, std::string_view text) {
    return ask<Done>([&](auto done) { node->send(whom, read(text), done); });
  }
  NodeResult<TraceBatch> trace() {
    return ask<TraceBatch>([&](auto done) { node->take_trace(done); });
  }
  NodeResult<TraceStarted> start_trace(Pid whom) {
    return ask<TraceStarted>([&](auto done) { node->start_trace(TraceSpec{.pids = {whom}}, done); });
  }
  void add(std::int64_t value) {
    world.runtime().send(Address<counter::Msg>{pid}, Add{value});
  }

  ManualWorld world;
  std::unique_ptr<Node> node = make_embedded_node(world.runtime());
  std::set<std::thread::id> threads;  // that completions were called on
  Pid pid;
};

/// A server whose handle_info keeps what it is told, and one that has none.
struct listener {
  static constexpr std::string_view module_name = "listener";
  using State = std::int64_t;
  using Info = Note;
  static gen_server::Init<State> init() { return gen_server::ok(State{0}); }
  static gen_server::Return handle_info(Info&& info, State& state) {
    state = info.value;
    return gen_server::ok();
  }
};
struct silent {
  static constexpr std::string_view module_name = "silent";
  using State = std::int64_t;
  using Cast = std::int64_t;
  static gen_server::Init<State> init() { return gen_server::ok(State{0}); }
  static gen_server::Return handle_cast(Cast&& value, State& state) {
    state = value;
    return gen_server::ok();
  }
};

/// A runtime with threads, and a worker that is stuck in a callback until it is released.
struct StuckWorld {
  StuckWorld() : runtime(options()) {
    pid = **gen_msg::start<puppet>(runtime, plain(make_journal())).wait(patience);
    std::promise<void> entered;
    auto is_in = entered.get_future();
    runtime.send(Address<puppet::Msg>{pid}, puppet::Code([this, &entered](puppet::State&) {
                   entered.set_value();
                   while (!released) std::this_thread::yield();
                   return gen_msg::ok();
                 }));
    is_in.wait();
  }
  ~StuckWorld() { released = true; }
  static RuntimeOptions options() {
    RuntimeOptions made;
    made.schedulers = 2;
    made.process_limit = 64;
    return made;
  }

  std::atomic<bool> released{false};
  Runtime runtime;
  Pid pid;
};

}  // namespace

class TestEmbeddedNode : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void info() {
    World world;
    const NodeInfo info = world.node->info();
    QCOMPARE(info.name, std::string("embedded"));
    QCOMPARE(info.version, std::string(version));
    QCOMPARE(info.os_pid, std::int64_t{getpid()});
    QCOMPARE(info.schedulers, 1u);
  }

  void snapshot() {
    World world;
    const auto taken =
        world.ask<SnapshotPtr>([&](auto done) { world.node->snapshot(done); });
    QCOMPARE((*taken)->processes.size(), std::size_t{1});
    QCOMPARE((*taken)->processes.at(0).pid, world.pid);
    const std::int64_t since = (*taken)->schedulers.at(0).current_since_ns;
    world.world.advance(5ms);
    const auto again =
        world.ask<SnapshotPtr>([&](auto done) { world.node->snapshot(done); });
    QCOMPARE((*again)->schedulers.at(0).current_since_ns, since);  // nothing else was taken
    world.add(1);
    world.world.run();
    const auto later =
        world.ask<SnapshotPtr>([&](auto done) { world.node->snapshot(done); });
    QVERIFY((*later)->schedulers.at(0).current_since_ns > since);
  }

  void get_status() {
    World world;
    QVERIFY(world.suspend(world.pid));
    const auto status = world.ask<ProcessStatusPtr>(
        [&](auto done) { world.node->get_status(world.pid, patience, done); });
    QCOMPARE((*status)->pid, world.pid);
    QCOMPARE((*status)->sys_state, atoms::suspended);
    QCOMPARE(print((*status)->state), std::string("#{label => <<\"c\">>,sum => 5}"));
    QVERIFY((*status)->state_editable && !(*status)->state_formatted);
    QCOMPARE((*status)->status.elements()[1], Term(world.pid));
    QCOMPARE((*status)->state_shape.fields.size(), std::size_t{2});
  }

  void requests_overtake_the_mailbox() {
    World world;
    for (int i = 0; i < 10; ++i) world.add(1);
    QVERIFY(world.suspend(world.pid));
    const auto state = world.state(world.pid);
    QCOMPARE(state->version, std::uint64_t{0});
    QVERIFY(world.resume(world.pid));
    world.world.run();
    QCOMPARE(world.state(world.pid)->version, std::uint64_t{10});
  }

  void replace_state_compares_and_swaps() {
    World world;
    const auto before = world.state(world.pid);
    const Term edited = read("#{sum => 50, label => <<\"c\">>}");
    world.add(1);
    world.world.run();
    const auto stale = world.replace(edited, before->version);
    QVERIFY(stale.error().code == Code::StaleState);
    QVERIFY(!stale.error().message.empty());
    const auto fresh = world.replace(edited, before->version + 1);
    QCOMPARE(print(fresh->state), std::string("#{label => <<\"c\">>,sum => 50}"));
    QVERIFY(fresh->version > before->version + 1);
    QVERIFY(world.replace(edited, std::nullopt));
  }

  void bad_state_says_path_expected_and_found() {
    World world;
    const auto bad = world.replace(read("#{sum => nope, label => <<\"c\">>}"), std::nullopt);
    QVERIFY(bad.error().code == Code::BadState);
    for (const char* const part : {"sum", "an integer", "nope"}) {
      if (bad.error().message.find(part) == std::string::npos) QFAIL(bad.error().message.c_str());
    }
    QCOMPARE(print(world.state(world.pid)->state), std::string("#{label => <<\"c\">>,sum => 5}"));
  }

  void exit_is_a_signal() {
    World world;
    QVERIFY(world.ask<Done>(
        [&](auto done) { world.node->exit(world.pid, atoms::shutdown, done); }));
    world.world.run();
    QVERIFY(!world.world.runtime().is_alive(world.pid));
  }

  void everything_about_the_dead_is_noproc() {
    World world;
    world.world.runtime().exit(world.pid, atoms::kill);
    world.world.run();
    const Pid pid = world.pid;
    Node& node = *world.node;
    std::vector<Code> codes;
    codes.push_back(world.suspend(pid).error().code);
    codes.push_back(world.resume(pid).error().code);
    codes.push_back(world.state(pid).error().code);
    codes.push_back(world.replace(Term(1), std::nullopt).error().code);
    codes.push_back(world.start_trace(pid).error().code);
    codes.push_back(world.send(pid, "{'Add',#{value => 1}}").error().code);
    codes.push_back(world
                        .ask<MailboxPeekPtr>(
                            [&](auto done) { node.mailbox(pid, {}, patience, done); })
                        .error()
                        .code);
    codes.push_back(world.ask<Done>([&](auto done) { node.exit(pid, atoms::kill, done); })
                        .error()
                        .code);
    codes.push_back(world
                        .ask<ProcessStatusPtr>(
                            [&](auto done) { node.get_status(pid, patience, done); })
                        .error()
                        .code);
    for (const Code code : codes) QVERIFY(code == Code::NoProc);
  }

  void end_before_the_answer_is_noproc_with_the_reason() {
    World world;
    world.node->get_state(world.pid, patience, [](auto) {});
    world.world.runtime().send(Address<counter::Msg>{world.pid}, Fail{});
    world.world.run();
    const auto state = world.state(world.pid);
    QVERIFY(state.error().code == Code::NoProc);
  }

  void completions_are_on_one_thread_that_is_not_ours() {
    World world;
    for (int i = 0; i < 20; ++i) {
      world.suspend(world.pid);
      world.state(world.pid);
      world.trace();
      world.ask<SnapshotPtr>([&](auto done) { world.node->snapshot(done); });
    }
    QCOMPARE(world.threads.size(), std::size_t{1});
    QVERIFY(!world.threads.contains(std::this_thread::get_id()));
  }

  void completion_may_ask_again() {
    World world;
    const auto answered = world.ask<ProcessState>([&](auto done) {
      world.node->suspend(world.pid, {}, patience, [&world, done](NodeResult<Suspension>) {
        world.node->get_state(world.pid, patience, done);
      });
    });
    QVERIFY(answered);
  }

  // --- suspensions and steps

  void suspension_has_the_owner_that_was_told() {
    World world;
    QCOMPARE(world.suspend(world.pid, {atom("me")})->owner, atom("me"));
    QCOMPARE(world.suspension()->owner, atom("me"));
    QVERIFY(world.resume(world.pid));
    QVERIFY(!world.suspension());
  }

  void step_handles_or_skips_one_message() {
    World world;
    QVERIFY(world.step().error().code == Code::NotSuspended);
    QVERIFY(world.suspend(world.pid));
    const auto none = world.step();
    QVERIFY(none.error().code == Code::EmptyMailbox);
    QCOMPARE(none.error().message, to_string(world.pid) + " has no message to step");
    for (const int value : {1, 2}) world.add(value);
    QVERIFY(world.step(true).value()->skipped);
    QCOMPARE(world.step().value()->after, read("#{label => <<\"c\">>,sum => 7}"));
  }

  void watch_is_set_shown_and_unset() {
    World world;
    const auto set = [&](sys::Condition condition) {
      return world.ask<Done>([&](auto done) {
        world.node->watch(world.pid, atom("w"), condition, {atom("me")}, patience, done);
      });
    };
    QVERIFY(set(sys::MessageMatches{read("'_'")}));
    world.add(1);
    world.world.run();
    QCOMPARE(world.suspension()->why, read("{watch,w}"));
    const auto watches = world.ask<std::vector<sys::WatchInfo>>(
        [&](auto done) { world.node->watches(world.pid, patience, done); });
    QCOMPARE(watches->at(0).hits, std::uint64_t{1});
    QVERIFY(world.ask<Done>(
        [&](auto done) { world.node->unwatch(world.pid, atom("w"), patience, done); }));
    QVERIFY(world.resume(world.pid));
    QVERIFY(!world.suspension());
  }

  /// As long as the node is there, and no longer. The runtime's clock stands still between the
  /// moments that the test chooses; the node renews by its own.
  void lease_is_renewed_until_the_node_goes_away() {
    World world;
    QVERIFY(world.suspend(world.pid, {atom("me"), 30ms}));
    for (int i = 0; i < 3; ++i) QVERIFY(world.is_renewed_after(20ms, 30ms));
    world.node.reset();
    world.world.advance(31ms);
    QVERIFY(!world.is_suspended());
  }

  void lease_of_a_watch_is_renewed_too() {
    World world;
    QVERIFY(world.ask<Done>([&](auto done) {
      world.node->watch(world.pid, atom("w"), sys::MailboxDeeper{0}, {atom("me"), 30ms}, patience,
                        done);
    }));
    QVERIFY(!world.is_suspended());
    world.add(1);
    world.world.run();
    QVERIFY(world.is_renewed_after(20ms, 30ms));
    QCOMPARE(world.suspension()->why, read("{watch,w}"));
    // Without the watch it stays suspended for who looks at it.
    QVERIFY(world.ask<Done>(
        [&](auto done) { world.node->unwatch(world.pid, atom("w"), patience, done); }));
    for (int i = 0; i < 2; ++i) QVERIFY(world.is_renewed_after(20ms, 30ms));
    world.node.reset();
    world.world.advance(31ms);
    QVERIFY(!world.is_suspended());
  }

  // --- deadlines

  void stuck_worker_gives_timeout_and_does_it_later() {
    StuckWorld world;
    const auto node = make_embedded_node(world.runtime);
    std::promise<NodeResult<Suspension>> answer;
    std::atomic<int> calls{0};
    node->suspend(world.pid, {}, 20ms, [&](NodeResult<Suspension> result) {
      if (++calls == 1) answer.set_value(std::move(result));
    });
    const auto result = answer.get_future().get();
    QVERIFY(result.error().code == Code::Timeout);
    QVERIFY(result.error().message.find("20 ms") != std::string::npos);
    world.released = true;
    const auto status =
        sys::get_status_parts(world.runtime, world.pid, {.priority = true}).wait(patience);
    QCOMPARE(status->sys_state, atoms::suspended);
    QCOMPARE(calls.load(), 1);  // the late answer is dropped
  }

  void negative_and_endless_deadlines() {
    World world;
    const auto now = world.ask<Suspension>(
        [&](auto done) { world.node->suspend(world.pid, {}, -1ms, done); });
    QVERIFY(now || now.error().code == Code::Timeout);
    QVERIFY(world.ask<Done>([&](auto done) {
      world.node->resume(world.pid, Node::Timeout::max(), done);
    }));
  }

  // --- the end

  void destruction_completes_what_is_open_with_disconnected() {
    StuckWorld world;
    std::vector<Code> codes;
    {
      const auto node = make_embedded_node(world.runtime);
      const auto note_code = [&codes](const auto& result) {
        codes.push_back(result ? Code::Other : result.error().code);
      };
      node->suspend(world.pid, {}, patience, note_code);
      node->get_state(world.pid, patience, note_code);
      node->get_status(world.pid, patience, note_code);
      node->start_trace(TraceSpec{.pids = {world.pid}}, note_code);
    }
    QCOMPARE(codes.size(), std::size_t{4});
    for (const Code code : codes) QVERIFY(code == Code::Disconnected);
    world.released = true;  // the answers come to nobody
    QVERIFY(sys::resume(world.runtime, world.pid, {.priority = true}).wait(patience));
    QCOMPARE(codes.size(), std::size_t{4});
  }

  void destruction_completes_queued_work() {
    World world;
    std::atomic<int> completed{0};
    for (int i = 0; i < 50; ++i) {
      world.node->snapshot([&](auto) { ++completed; });
      world.node->take_trace([&](auto) { ++completed; });
    }
    world.node.reset();
    QCOMPARE(completed.load(), 100);
  }

  // --- reports

  void reports_come_by_their_numbers() {
    World world;
    in(world.world, start_puppet(world.world, plain(make_journal())),
       [] { genmsg::exit(atom("bye")); });
    const auto first =
        world.ask<ReportBatch>([&](auto done) { world.node->reports(0, done); });
    QVERIFY(first && !first->reports.empty());
    QCOMPARE(first->lost, std::uint64_t{0});
    QVERIFY(first->reports.back()->kind == Report::Kind::Crash);
    const auto next =
        world.ask<ReportBatch>([&](auto done) { world.node->reports(first->last, done); });
    QVERIFY(next && next->reports.empty());
    QCOMPARE(next->last, first->last);
  }

  void mailbox_of_a_suspended_process() {
    World world;
    QVERIFY(world.suspend(world.pid));
    for (int i = 0; i < 5; ++i) world.add(i);
    const auto peek = world.ask<MailboxPeekPtr>([&](auto done) {
      world.node->mailbox(world.pid, {.first = 1, .last = 1}, patience, done);
    });
    QVERIFY(peek);
    QCOMPARE((*peek)->total, std::uint64_t{5});
    QCOMPARE(print((*peek)->first.at(0).message), std::string("{'Add',#{value => 0}}"));
    QCOMPARE(print((*peek)->last.at(0).message), std::string("{'Add',#{value => 4}}"));
    QCOMPARE((*peek)->by_type.size(), std::size_t{1});
  }

  void send_is_received_as_if_from_outside() {
    World world;
    QVERIFY(world.send(world.pid, "{'Add', #{value => 37}}"));
    world.world.run();
    QCOMPARE(print(world.state(world.pid)->state), std::string("#{label => <<\"c\">>,sum => 42}"));
  }

  /// What the mailbox shows of a message can be sent again.
  void what_the_mailbox_shows_can_be_sent() {
    World world;
    QVERIFY(world.suspend(world.pid));
    world.add(3);
    const auto shown = [&] {
      return world
          .ask<MailboxPeekPtr>([&](auto done) {
            world.node->mailbox(world.pid, {}, patience, done);
          })
          .value();
    };
    const Term first = shown()->first.at(0).message;
    QVERIFY(world.ask<Done>([&](auto done) { world.node->send(world.pid, first, done); }));
    const MailboxPeekPtr both = shown();
    QCOMPARE(both->total, std::uint64_t{2});
    QCOMPARE(both->first.at(1).message, first);
    QCOMPARE(both->first.at(1).sender, Pid{});
  }

  void bad_message_says_path_expected_and_found() {
    World world;
    const auto bad = world.send(world.pid, "{'Add', #{value => nope}}");
    QVERIFY(bad.error().code == Code::BadMessage);
    for (const char* const part : {"Add.value", "an integer", "nope"}) {
      if (bad.error().message.find(part) == std::string::npos) QFAIL(bad.error().message.c_str());
    }
    const auto unknown = world.send(world.pid, "{'Subtract', #{value => 1}}");
    QVERIFY(unknown.error().code == Code::BadMessage);
    QVERIFY(unknown.error().message.find("Add") != std::string::npos);
    QCOMPARE(world.state(world.pid)->version, std::uint64_t{0});
  }

  /// Of a variant, the alternatives that can be made: Note, but no code and no 'EXIT'.
  void send_to_a_process_with_messages_that_no_term_means() {
    World world;
    const Journal journal = make_journal();
    const Pid pid = start_puppet(world.world, plain(journal));
    QVERIFY(world.send(pid, "{'Note', #{value => 4}}"));
    world.world.run();
    QCOMPARE(*journal, (std::vector<std::string>{"note 4"}));
    const auto timeout = world.send(pid, "{timeout, timeout}");
    QVERIFY(timeout.error().code == Code::BadMessage);
  }

  void send_to_a_server_is_for_handle_info() {
    World world;
    Runtime& runtime = world.world.runtime();
    const Pid pid = world.world.started(gen_server::start<listener>(runtime));
    QVERIFY(world.send(pid, "#{value => 6}"));
    world.world.run();
    QCOMPARE(world.state(pid)->state, Term(6));
    const Pid deaf = world.world.started(gen_server::start<silent>(runtime));
    QVERIFY(world.send(deaf, "6").error().code == Code::NotSupported);
  }

  void send_where_nothing_can_be_taken() {
    World world;
    const Pid supervisor = world.world.started(supervisor::start<test_sup>(
        world.world.runtime(), supervisor::Supervise(SupervisorSpec{})));
    QVERIFY(world.send(supervisor, "ok").error().code == Code::NotSupported);
    const Pid full = start_puppet(world.world, plain(make_journal()), {.mailbox_limit = {1}});
    QVERIFY(world.suspend(full));
    QVERIFY(world.send(full, "{'Note', #{value => 1}}"));
    const auto refused = world.send(full, "{'Note', #{value => 2}}");
    QVERIFY(refused.error().code == Code::Other);
    QVERIFY(refused.error().message.find("full") != std::string::npos);
  }

  void dead_letters_come_with_their_count() {
    World world;
    note(world.world, Pid{9, 9}, 1);
    const auto batch =
        world.ask<DeadLetterBatch>([&](auto done) { world.node->dead_letters(done); });
    QVERIFY(batch);
    QCOMPARE(batch->total, std::uint64_t{1});
    QCOMPARE(batch->letters.at(0).receiver, (Pid{9, 9}));
  }
};

QTEST_APPLESS_MAIN(TestEmbeddedNode)
#include "tst_embedded_node.moc"
