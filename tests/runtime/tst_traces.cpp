// SPDX-License-Identifier: GPL-3.0-or-later
// The trace sessions of a node: whom they trace, what they record, and how they end.
#include <algorithm>
#include <future>

#include "support/counter.h"
#include "support/endless_trace.h"
#include "support/eventually.h"
#include "support/puppet.h"

using namespace genmsg;
using namespace test;
using namespace std::chrono_literals;
using Code = NodeError::Code;
using Kind = TraceKind;

namespace {

constexpr auto patience = 30s;  // only a fault takes so long

TraceSpec of(std::vector<Pid> pids, TraceKinds kinds = bit(Kind::Receive) | bit(Kind::Send)) {
  TraceSpec spec;
  spec.pids = std::move(pids);
  spec.kinds = kinds;
  spec.limits = endless_limits();
  return spec;
}

/// The manual world and a node of it. Completions are awaited while the processes run here.
struct World {
  World() { pid = world.started(gen_msg::start<counter>(world.runtime(), std::int64_t{5})); }

  template <class T, class Call>
  NodeResult<T> ask(Call call) {
    const auto answer = std::make_shared<std::promise<NodeResult<T>>>();
    auto future = answer->get_future();
    call([answer](NodeResult<T> result) { answer->set_value(std::move(result)); });
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
  NodeResult<TraceStarted> start(const TraceSpec& spec) {
    return ask<TraceStarted>([&](auto done) { node->start_trace(spec, done); });
  }
  TraceBatch take() {
    world.run();
    return *ask<TraceBatch>([&](auto done) { node->take_trace(done); });
  }
  void untrace(TraceSessionId id, std::vector<Pid> pids) {
    ask<Done>([&](auto done) { node->untrace(id, std::move(pids), done); });
    world.run();
  }
  void stop(TraceSessionId id) {
    ask<Done>([&](auto done) { node->stop_trace(id, done); });
    world.run();
  }
  Pid puppet_process() { return start_puppet(world, plain(make_journal())); }
  void add(std::int64_t value) {
    world.runtime().send(Address<counter::Msg>{pid}, Add{value});
  }
  bool is_traced(Pid whom) {
    return world.runtime().table().at(whom.index).has(Process::is_traced);
  }

  ManualWorld world;
  std::unique_ptr<Node> node = make_embedded_node(world.runtime());
  Pid pid;
};

std::vector<Kind> kinds_of(const TraceBatch& batch) {
  std::vector<Kind> kinds;
  for (const TraceEvent& event : batch.events) kinds.push_back(event.kind);
  return kinds;
}

const TraceEvent* find(const TraceBatch& batch, Kind kind) {
  const auto place = std::find_if(batch.events.begin(), batch.events.end(),
                                  [kind](const TraceEvent& event) { return event.kind == kind; });
  return place == batch.events.end() ? nullptr : &*place;
}

}  // namespace

class TestTraces : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void sends_and_receives_come_in_order() {
    World world;
    const Pid peer = world.puppet_process();
    const auto started = world.start(of({peer}));
    QCOMPARE(started->processes, std::uint64_t{1});
    for (int i = 0; i < 3; ++i) {
      tell(world.world, peer, [&] { send(Address<counter::Msg>{world.pid}, Add{1}); });
      world.world.advance(1ms);
    }
    const TraceBatch batch = world.take();
    QCOMPARE(batch.events.size(), std::size_t{6});
    std::int64_t time = 0;
    for (std::size_t i = 0; i < 6; ++i) {
      const TraceEvent& event = batch.events[i];
      QCOMPARE(event.number, std::uint64_t{i + 1});
      QVERIFY(event.kind == (i % 2 == 0 ? Kind::Receive : Kind::Send));
      QCOMPARE(event.session, started->id);
      QCOMPARE(event.pid, peer);
      QCOMPARE(event.peer, i % 2 == 0 ? Pid{} : world.pid);
      QCOMPARE(event.handling, std::uint64_t{i / 2 + 1});
      QVERIFY(event.time_ns >= time);
      time = event.time_ns;
    }
    QCOMPARE(print(batch.events[1].message), std::string("{'Add',#{value => 1}}"));
    QCOMPARE(std::string(batch.events[1].type.name()), std::string("test::Add"));
    QCOMPARE(batch.dropped, std::uint64_t{0});
    QCOMPARE(world.take().events.size(), std::size_t{0});
    world.stop(started->id);
    in(world.world, peer, [] {});
    QCOMPARE(world.take().events.size(), std::size_t{0});
  }

  void a_message_is_known_again_and_its_wait_with_it() {
    World world;
    const Pid peer = world.puppet_process();
    QVERIFY(world.start(of({peer, world.pid})));
    in(world.world, peer, [&] {
      send(Address<counter::Msg>{world.pid}, Add{1});
      send(Address<counter::Msg>{world.pid}, Add{2});
      world.world.scheduler().clock().advance(3ms);
    });
    const TraceBatch batch = world.take();
    QCOMPARE(batch.events.size(), std::size_t{5});
    QCOMPARE(batch.events[0].trace_number, 0u);  // its sender is not traced
    QCOMPARE(batch.events[0].wait_ns, std::int64_t{-1});
    for (const std::size_t i : {1u, 2u}) {
      const TraceEvent& sent = batch.events[i];
      const TraceEvent& received = batch.events[i + 2];
      QVERIFY(sent.trace_number != 0);
      QCOMPARE(received.trace_number, sent.trace_number);
      QCOMPARE(received.message, sent.message);
      QCOMPARE(received.wait_ns, std::int64_t{3'000'000});
    }
  }

  /// The number stands in the flags: nothing else may take it for one of them.
  void what_is_traced_is_handled_all_the_same() {
    World world;
    const Pid peer = world.puppet_process();
    QVERIFY(world.start(of({peer})));
    in(world.world, peer, [&] {
      for (int i = 0; i < 600; ++i) send(Address<counter::Msg>{world.pid}, Add{1});
    });
    QCOMPARE(print(*world.world.answer(sys::get_state(world.world.runtime(), world.pid))),
             std::string("#{label => <<\"c\">>,sum => 605}"));
  }

  void handling_tells_how_long_it_ran() {
    World world;
    const Pid peer = world.puppet_process();
    QVERIFY(world.start(of({peer}, messages_traced)));
    in(world.world, peer, [&] { world.world.scheduler().clock().advance(7ms); });
    const TraceBatch batch = world.take();
    QVERIFY(kinds_of(batch) == (std::vector{Kind::Receive, Kind::Handled}));
    QCOMPARE(batch.events[0].number, std::uint64_t{1});
    QCOMPARE(batch.events[1].number, std::uint64_t{0});
    QCOMPARE(batch.events[1].run_ns, std::int64_t{7'000'000});
    QCOMPARE(batch.events[1].handling, batch.events[0].handling);
  }

  void the_end_of_the_last_handling_comes_although_the_session_is_over() {
    World world;
    TraceSpec spec = of({world.pid}, messages_traced);
    spec.limits.events = 1;
    QVERIFY(world.start(spec));
    for (int i = 0; i < 4; ++i) world.add(1);
    const TraceBatch batch = world.take();
    QVERIFY(kinds_of(batch) == (std::vector{Kind::Receive, Kind::Handled}));
    QVERIFY(batch.sessions.at(0).end == TraceEnd::Events);
  }

  void a_limit_ends_a_session_and_takes_its_hook_away() {
    World world;
    TraceSpec spec = of({world.pid});
    spec.limits.events = 2;
    QVERIFY(world.start(spec));
    QVERIFY(world.is_traced(world.pid));
    for (int i = 0; i < 5; ++i) world.add(1);
    world.world.run();
    QVERIFY(!world.is_traced(world.pid));
    const TraceBatch batch = world.take();
    QCOMPARE(batch.events.size(), std::size_t{2});
    QCOMPARE(batch.sessions.size(), std::size_t{1});
    QCOMPARE(batch.sessions[0].events, std::uint64_t{2});
    QVERIFY(batch.sessions[0].end == TraceEnd::Events);
    QVERIFY(world.take().sessions.empty());
  }

  void its_time_ends_the_session_of_a_process_that_does_nothing() {
    World world;
    TraceSpec spec = of({world.pid});
    spec.limits.time = 15s;
    QVERIFY(world.start(spec));
    QVERIFY(world.take().sessions.at(0).end == TraceEnd::Running);
    world.world.advance(15s);
    QVERIFY(world.take().sessions.at(0).end == TraceEnd::Time);
    world.world.run();
    QVERIFY(!world.is_traced(world.pid));
  }

  void a_session_ends_with_its_processes() {
    World world;
    const TraceKinds kinds = bit(Kind::Exit);
    QVERIFY(world.start(of({world.pid}, kinds)));
    world.world.runtime().exit(world.pid, atoms::kill);
    const TraceBatch batch = world.take();
    QVERIFY(kinds_of(batch) == std::vector{Kind::Exit});
    QCOMPARE(batch.events[0].message, atom("killed"));
    QVERIFY(batch.sessions.at(0).end == TraceEnd::Exited);
  }

  void a_session_goes_on_without_a_process_that_is_taken_out() {
    World world;
    const Pid peer = world.puppet_process();
    const auto session = world.start(of({world.pid, peer}, bit(Kind::Receive)));
    world.untrace(session->id, {world.pid});
    QVERIFY(!world.is_traced(world.pid) && world.is_traced(peer));
    world.add(1);
    in(world.world, peer, [] {});
    const TraceBatch batch = world.take();
    QCOMPARE(batch.events.size(), std::size_t{1});
    QCOMPARE(batch.events[0].pid, peer);
    QVERIFY(batch.sessions.at(0).end == TraceEnd::Running);
    world.untrace(session->id, {peer});
    QVERIFY(!world.is_traced(peer));
    QVERIFY(world.take().sessions.at(0).end == TraceEnd::Stopped);
  }

  void a_process_that_is_taken_out_does_not_keep_a_session() {
    World world;
    const Pid peer = world.puppet_process();
    const auto session = world.start(of({world.pid, peer}));
    world.untrace(session->id, {world.pid});
    world.world.runtime().exit(peer, atoms::kill);
    QVERIFY(world.take().sessions.at(0).end == TraceEnd::Exited);
  }

  void sessions_do_not_disturb_each_other() {
    World world;
    TraceSpec one = of({world.pid});
    one.limits.events = 1;
    const auto first = world.start(one);
    const auto second = world.start(of({world.pid}));
    QVERIFY(first->id != second->id);
    for (int i = 0; i < 3; ++i) world.add(1);
    const TraceBatch batch = world.take();
    const auto count = [&](TraceSessionId id) {
      return std::count_if(batch.events.begin(), batch.events.end(),
                           [id](const TraceEvent& event) { return event.session == id; });
    };
    QCOMPARE(count(first->id), 1);
    QCOMPARE(count(second->id), 3);
    QVERIFY(world.is_traced(world.pid));
  }

  void only_one_type_data() {
    QTest::addColumn<QString>("name");
    QTest::newRow("in full") << QStringLiteral("test::Note");
    QTest::newRow("in short") << QStringLiteral("Note");
  }
  void only_one_type() {
    QFETCH(QString, name);
    World world;
    const Pid peer = world.puppet_process();
    TraceSpec spec = of({peer});
    spec.message_type = Atom::intern(name.toStdString());
    QVERIFY(world.start(spec));
    in(world.world, peer, [] {});
    note(world.world, peer, 4);
    const TraceBatch batch = world.take();
    QCOMPARE(batch.events.size(), std::size_t{1});
    QCOMPARE(std::string(batch.events[0].type.name()), std::string("test::Note"));
  }

  void everything_else_that_it_does() {
    World world;
    Runtime& runtime = world.world.runtime();
    QVERIFY(world.start(of({world.pid}, static_cast<TraceKinds>(
                                            all_trace_kinds & ~messages_traced))));
    QVERIFY(world.world.answer(sys::suspend(runtime, world.pid)));
    world.add(1);
    world.world.answer(sys::step(runtime, world.pid, false, {.priority = true}));
    QVERIFY(world.world.answer(sys::replace_state(
        runtime, world.pid, [](const Term&) { return read("#{label => <<\"d\">>,sum => 9}"); })));
    QVERIFY(world.world.answer(sys::resume(runtime, world.pid)));
    const Pid peer = world.puppet_process();
    in(world.world, peer, [&] { link(world.pid); });
    in(world.world, peer, [&] { unlink(world.pid); });
    runtime.exit(world.pid, atom("enough"));
    const TraceBatch batch = world.take();
    QVERIFY(kinds_of(batch) ==
            (std::vector{Kind::Suspend, Kind::Step, Kind::StateReplaced, Kind::Resume, Kind::Link,
                         Kind::Unlink, Kind::Exit}));
    QCOMPARE(find(batch, Kind::Link)->peer, peer);
    QCOMPARE(print(find(batch, Kind::StateReplaced)->message),
             std::string("#{label => <<\"d\">>,sum => 9}"));
    QCOMPARE(find(batch, Kind::Exit)->message, atom("enough"));
  }

  void a_subtree_with_those_that_start_later() {
    World world;
    const Pid root = world.puppet_process();
    Pid first;
    in(world.world, root, [&] { first = **gen_msg::start_link<puppet>(plain(make_journal())).get(); });
    TraceSpec spec;
    spec.subtree = root;
    spec.new_processes = true;
    spec.kinds = bit(Kind::Receive) | bit(Kind::Spawn) | bit(Kind::Spawned);
    spec.limits = endless_limits();
    QCOMPARE(world.start(spec)->processes, std::uint64_t{2});
    Pid second;
    in(world.world, first, [&] { second = **gen_msg::start_link<puppet>(plain(make_journal())).get(); });
    note(world.world, second, 1);
    note(world.world, world.puppet_process(), 1);  // no descendant
    const TraceBatch batch = world.take();
    QVERIFY(kinds_of(batch) ==
            (std::vector{Kind::Receive, Kind::Spawn, Kind::Spawned, Kind::Receive}));
    QCOMPARE(batch.events[1].pid, first);
    QCOMPARE(batch.events[1].peer, second);
    QCOMPARE(batch.events[1].type.name(), std::string_view("puppet:init/1"));
    QCOMPARE(batch.events[2].pid, second);
    QCOMPARE(batch.events[2].peer, first);
    QCOMPARE(batch.events[3].pid, second);
    QCOMPARE(batch.sessions.at(0).processes, std::uint64_t{3});
  }

  void one_that_starts_while_its_parent_is_asked() {
    World world;
    Runtime& runtime = world.world.runtime();
    const auto child = [&] {
      return **gen_msg::start<puppet>(runtime, plain(make_journal())).get();
    };
    const Pid root = world.puppet_process();
    Pid last, born;
    in(world.world, root, [&] { last = child(); });
    const auto is_asked = [&](Pid pid) {
      return runtime.table().at(pid.index).signal_list.load() != nullptr;
    };
    TraceSpec spec;
    spec.subtree = root;
    spec.new_processes = true;
    spec.kinds = bit(Kind::Receive);
    spec.limits = endless_limits();
    std::promise<NodeResult<TraceStarted>> begun;
    in(world.world, last, [&] {
      world.node->start_trace(spec, [&](auto result) { begun.set_value(std::move(result)); });
      if (eventually([&] { return is_asked(last); })) born = child();
    });
    QVERIFY(born);
    auto answer = begun.get_future();
    QVERIFY(eventually([&] {
      world.world.run();
      return answer.wait_for(0s) == std::future_status::ready;
    }));
    QCOMPARE(answer.get()->processes, std::uint64_t{3});
    QVERIFY(world.is_traced(born));
  }

  /// Whole generations are born, on two schedulers, while the session begins: none is missed.
  void nobody_of_a_growing_subtree_is_missed() {
    RuntimeOptions options;
    options.schedulers = 2;
    options.process_limit = 4096;
    Runtime runtime(options);
    const auto started = [&] {
      return **gen_msg::start<puppet>(runtime, plain(make_journal())).wait(patience);
    };
    const Pid root = started();
    constexpr int width = 40;
    std::atomic<int> born{1};
    const auto bear = [&](Pid parent, auto&& self, int depth) -> void {
      runtime.send(Address<puppet::Msg>{parent}, puppet::Code([&, self, depth](puppet::State&) {
        for (int i = 0; i < width; ++i) {
          const auto child = gen_msg::start<puppet>(runtime, plain(make_journal())).get();
          if (!child || !*child) continue;
          ++born;
          if (depth > 0 && i % 10 == 0) self(**child, self, depth - 1);
        }
        return gen_msg::ok();
      }));
    };
    bear(root, bear, 2);
    const auto node = make_embedded_node(runtime);
    TraceSpec spec;
    spec.subtree = root;
    spec.new_processes = true;
    spec.kinds = bit(Kind::Exit);
    spec.limits = endless_limits();
    std::promise<void> begun;
    node->start_trace(spec, [&](NodeResult<TraceStarted>) { begun.set_value(); });
    begun.get_future().wait();
    QTRY_COMPARE_WITH_TIMEOUT(born.load(), 1 + width + 4 * width + 16 * width, 30'000);
    const auto traced = [&] {
      std::promise<std::uint64_t> answer;
      node->take_trace([&](NodeResult<TraceBatch> batch) {
        answer.set_value(batch->sessions.at(0).processes);
      });
      return answer.get_future().get();
    };
    QTRY_COMPARE(traced(), static_cast<std::uint64_t>(born.load()));
  }

  void a_class_with_those_that_start_later() {
    World world;
    const Pid one = world.puppet_process();
    TraceSpec spec;
    spec.initial_call = Atom::intern("puppet:init/1");
    spec.kinds = bit(Kind::Receive);
    spec.limits = endless_limits();
    const auto without = world.start(spec);
    spec.new_processes = true;
    const auto with = world.start(spec);
    const Pid two = world.puppet_process();
    for (const Pid pid : {one, two, world.pid}) world.world.runtime().send(pid, Note{1});
    const TraceBatch batch = world.take();
    std::vector<std::pair<TraceSessionId, Pid>> seen;
    for (const TraceEvent& event : batch.events) seen.emplace_back(event.session, event.pid);
    std::sort(seen.begin(), seen.end());
    QVERIFY(seen == (std::vector<std::pair<TraceSessionId, Pid>>{
                        {without->id, one}, {with->id, one}, {with->id, two}}));
    world.stop(with->id);
    world.stop(without->id);
    QVERIFY(!world.is_traced(world.puppet_process()));
  }

  void a_class_that_nobody_is_of_yet() {
    World world;
    TraceSpec spec;
    spec.initial_call = Atom::intern("puppet:init/1");
    spec.limits = endless_limits();
    QVERIFY(world.start(spec).error().code == Code::NoProc);
    spec.new_processes = true;
    QCOMPARE(world.start(spec)->processes, std::uint64_t{0});
    note(world.world, world.puppet_process(), 1);
    QVERIFY(find(world.take(), Kind::Receive) != nullptr);
  }

  void what_asks_for_nothing_is_refused() {
    World world;
    QVERIFY(world.start(of({world.pid}, 0)).error().code == Code::Other);
    TraceSpec spec = of({world.pid});
    spec.limits.events = 0;
    QVERIFY(world.start(spec).error().code == Code::Other);
    QVERIFY(world.start({}).error().code == Code::NoProc);
    QVERIFY(world.take().sessions.empty());
  }

  void another_node_is_refused_while_this_one_traces() {
    World world;
    const auto session = world.start(of({world.pid}));
    const auto other = make_embedded_node(world.world.runtime());
    const auto start_other = [&] {
      return world.ask<TraceStarted>(
          [&](auto done) { other->start_trace(of({world.pid}), done); });
    };
    const auto refused = start_other();
    QVERIFY(refused.error().code == Code::Busy);
    QVERIFY(refused.error().message.find("another observer traces") != std::string::npos);
    world.stop(session->id);
    QVERIFY(start_other().error().code == Code::Busy);  // its events are still to be taken
    world.take();
    QVERIFY(start_other());
    QVERIFY(world.start(of({world.pid})).error().code == Code::Busy);
  }

  void sessions_end_with_the_node() {
    World world;
    const Pid peer = world.puppet_process();
    TraceSpec spec = of({peer, world.pid});
    spec.initial_call = Atom::intern("puppet:init/1");
    spec.new_processes = true;
    QVERIFY(world.start(spec));
    QVERIFY(world.is_traced(peer) && world.is_traced(world.pid));
    world.node.reset();
    world.world.run();
    QVERIFY(!world.is_traced(peer) && !world.is_traced(world.pid));
    QVERIFY(!world.is_traced(world.puppet_process()));
    world.node = make_embedded_node(world.world.runtime());
    QVERIFY(world.start(of({peer})));
    QVERIFY(world.take().events.empty());
  }

  void dropped_is_exact_and_of_the_session() {
    World world;
    constexpr std::uint64_t capacity = TraceRing::capacity;
    const auto first = world.start(of({world.pid}));
    for (std::uint64_t i = 0; i < capacity + 100; ++i) world.add(1);
    TraceBatch batch = world.take();
    QCOMPARE(batch.events.size(), std::size_t{capacity});
    QCOMPARE(batch.dropped, std::uint64_t{100});
    for (std::uint64_t i = 0; i < capacity + 7; ++i) world.add(1);
    batch = world.take();
    QCOMPARE(batch.dropped, std::uint64_t{107});
    QCOMPARE(batch.sessions.at(0).events, 2 * capacity + 107);
    world.stop(first->id);
    QCOMPARE(world.take().sessions.at(0).dropped, std::uint64_t{107});
    QCOMPARE(world.take().dropped, std::uint64_t{107});  // without a session
    QVERIFY(world.start(of({world.pid})));  // another session
    world.add(1);
    batch = world.take();
    QCOMPARE(batch.dropped, std::uint64_t{107});  // in all
    QCOMPARE(batch.sessions.at(0).dropped, std::uint64_t{0});
    QCOMPARE(batch.events.size(), std::size_t{1});
  }

  /// A message's send is numbered before its receive, in whatever batches they come, with several
  /// schedulers that write while the rings are read.
  void causes_come_before_effects() {
    RuntimeOptions options;
    options.schedulers = 2;
    options.process_limit = 64;
    Runtime runtime(options);
    const Pid a = **gen_msg::start<puppet>(runtime, plain(make_journal())).wait(patience);
    const Pid b = **gen_msg::start<puppet>(runtime, plain(make_journal())).wait(patience);
    const auto node = make_embedded_node(runtime);
    std::promise<void> started;
    node->start_trace(of({a, b}), [&](auto) { started.set_value(); });
    started.get_future().wait();
    constexpr std::int64_t count = 2000;
    std::int64_t sent = 0, received = 0, next = 0;
    bool in_order = true, is_known = true;
    while (received < count) {
      if (next < count) {
        runtime.send(Address<puppet::Msg>{a}, puppet::Code([b, next](puppet::State&) {
                       send(Address<puppet::Msg>{b}, Note{next});
                       return gen_msg::ok();
                     }));
        ++next;
      }
      std::promise<TraceBatch> taken;
      node->take_trace([&](NodeResult<TraceBatch> batch) { taken.set_value(*batch); });
      for (const TraceEvent& event : taken.get_future().get().events) {
        if (event.pid == a && event.kind == Kind::Send) ++sent;
        if (event.pid == b && event.kind == Kind::Receive) {
          ++received;
          is_known = is_known && event.trace_number != 0 && event.wait_ns >= 0;
        }
        in_order = in_order && received <= sent;
      }
    }
    QVERIFY(in_order);
    QVERIFY(is_known);
  }

  /// Nobody takes what it records, and it ends all the same: by the node's own clock.
  void a_session_of_an_idle_process_ends_with_threads() {
    RuntimeOptions options;
    options.schedulers = 2;
    options.process_limit = 64;
    Runtime runtime(options);
    const Pid pid = **gen_msg::start<puppet>(runtime, plain(make_journal())).wait(patience);
    const auto node = make_embedded_node(runtime);
    TraceSpec spec = of({pid});
    spec.limits.time = 40ms;
    std::promise<TraceStarted> started;
    node->start_trace(spec, [&](NodeResult<TraceStarted> result) { started.set_value(*result); });
    QCOMPARE(started.get_future().get().processes, std::uint64_t{1});
    QTRY_VERIFY(!runtime.table().at(pid.index).has(Process::is_traced));
  }
};

QTEST_GUILESS_MAIN(TestTraces)
#include "tst_traces.moc"
