%% SPDX-License-Identifier: GPL-3.0-or-later
%% erl -run bench_beam main WORKLOAD COUNT QUEUE: one workload, once, as the C++ programs do; prints
%% `NAME VALUE` lines. QUEUE is on_heap or off_heap: where a receiver's messages lie.
-module(bench_beam).
-export([main/1]).

main([Workload, Count, Queue]) ->
    process_flag(trap_exit, true),
    run(Workload, list_to_integer(Count), [{message_queue_data, list_to_atom(Queue)}]),
    halt(0).

run("drain", Count, Options) ->
    {ok, Pid} = gen_msg:start(worker, counter(Count), Options),
    drain(Pid, Count, fun(I) -> {value, I} end);
run("drain-gen_server", Count, Options) ->
    {ok, Pid} = gen_server:start(worker, counter(Count), [{spawn_opt, Options}]),
    drain(Pid, Count, fun(I) -> {value, I} end);
run("drain-atoms", Count, Options) ->
    {ok, Pid} = gen_msg:start(worker, counter(Count), Options),
    drain(Pid, Count, fun(_) -> message end);
run("drain-atoms-gen_server", Count, Options) ->
    {ok, Pid} = gen_server:start(worker, counter(Count), [{spawn_opt, Options}]),
    drain(Pid, Count, fun(_) -> message end);
run("ping-pong", Count, Options) ->
    print_each("round", Count, fun() -> pairs(1, Count, Options) end);
run("pairs", Count, Options) ->
    Rounds = 2000,
    print_each("message", 2 * Rounds * Count, fun() -> pairs(Count, Rounds, Options) end);
run("ring", Count, Options) ->
    Pids = [First | Rest] = [start({ring, none, self()}, Options) || _ <- lists:seq(1, 1000)],
    lists:foreach(fun({Pid, Next}) -> Pid ! {next, Next} end, lists:zip(Pids, Rest ++ [First])),
    [sys:get_state(Pid) || Pid <- Pids],
    print_each("hop", Count, fun() -> First ! Count, receive done -> ok end end);
run("fan-in-1", Count, Options) -> fan_in(1, Count, Options);
run("fan-in-2", Count, Options) -> fan_in(2, Count, Options);
run("broadcast", Count, Options) ->
    Rounds = 100,
    Pids = [start({receiver, Rounds, self()}, Options) || _ <- lists:seq(1, Count)],
    Sender = start({broadcast, Pids, Rounds}, Options),
    print_each("delivery", Count * Rounds,
               fun() -> Sender ! go, [receive received -> ok end || _ <- Pids] end);
run("call", Count, _Options) ->
    {ok, Pid} = gen_server:start(worker, none, []),
    print_each("call", Count, fun() -> calls(Pid, Count) end);
run("spawn", Count, Options) ->
    %% As ours: a process of the behaviour, started without a link.
    populate(Count, fun(_) -> start({1, 2, 3, 4, 5, 6}, Options) end);
run("start-link", Count, _Options) ->
    Names = list_to_tuple([list_to_atom("idler_" ++ integer_to_list(I))
                           || I <- lists:seq(1, Count)]),
    populate(Count, fun(I) ->
                            {ok, Pid} = gen_msg:start_link(element(I, Names), worker, none),
                            Pid
                    end);
run("spawn-plain", Count, _Options) ->
    populate(Count, fun(_) -> spawn(fun() -> receive stop -> ok end end) end);
run("skynet", Count, _Options) ->
    {Time, _} = timed(fun() ->
                              Parent = self(),
                              spawn(fun() -> sky(Parent, 0, Count) end),
                              receive {sum, _} -> ok end
                      end),
    print("ms", Time / 1.0e6);
run("link-exit", Count, _Options) ->
    print_each("round", Count, fun() -> link_exit(Count) end);
run("snapshot", Count, _Options) ->
    [spawn(fun() -> receive stop -> ok end end) || _ <- lists:seq(1, Count)],
    snapshot(),
    {Time, _} = timed(fun snapshot/0),
    print("ms", Time / 1.0e6);
run("timer", Count, _Options) ->
    print_each("timer", Count, fun() -> timers(Count) end);
run("term-print", Count, _Options) ->
    Term = sessions(Count),
    {Time, Text} = timed(fun() -> iolist_to_binary(io_lib:write(Term)) end),
    print("byte", Time / byte_size(Text));
run("term-parse", Count, _Options) ->
    Text = lists:flatten([io_lib:write(sessions(Count)), "."]),
    {Time, _} = timed(fun() ->
                              {ok, Tokens, _} = erl_scan:string(Text),
                              {ok, Term} = erl_parse:parse_term(Tokens),
                              Term
                      end),
    print("byte", Time / length(Text)).

start(State, Options) ->
    {ok, Pid} = gen_msg:start(worker, State, Options),
    Pid.

counter(Count) -> {count, Count, 0, undefined, self()}.

%% The receiver does not run while it is sent to.
drain(Pid, Count, Message) ->
    erlang:suspend_process(Pid),
    {Sending, _} = timed(fun() -> send_all(Pid, Count, Message) end),
    print("send", Sending / Count),
    erlang:resume_process(Pid),
    receive
        {drained, Begin, End} -> print("drain", to_ns(End - Begin) / Count)
    end.

send_all(_Pid, 0, _Message) -> ok;
send_all(Pid, Left, Message) ->
    Pid ! Message(Left),
    send_all(Pid, Left - 1, Message).

pairs(Pairs, Rounds, Options) ->
    Pings = [start({ping, start(pong, Options), Rounds, self()}, Options)
             || _ <- lists:seq(1, Pairs)],
    [Ping ! go || Ping <- Pings],
    [receive done -> ok end || _ <- Pings].

fan_in(Senders, Count, Options) ->
    Sink = start(counter(Count), Options),
    Producers = [start({produce, Sink, Count div Senders}, Options)
                 || _ <- lists:seq(1, Senders)],
    print_each("fan-in", Count,
               fun() ->
                       [Producer ! go || Producer <- Producers],
                       receive {drained, _, _} -> ok end
               end).

calls(_Pid, 0) -> ok;
calls(Pid, Left) ->
    gen_server:call(Pid, {echo, Left}),
    calls(Pid, Left - 1).

populate(Count, Start) ->
    erlang:garbage_collect(),
    Before = erlang:memory(processes),
    {Time, Pids} = timed(fun() -> [Start(I) || I <- lists:seq(1, Count)] end),
    print("start", Time / Count),
    print("bytes", (erlang:memory(processes) - Before - 16 * Count) / Count),
    Alive = length(erlang:processes()) - Count,
    {Stopping, _} = timed(fun() ->
                                  [Pid ! stop || Pid <- Pids],
                                  wait_for(Alive)
                          end),
    print("stop", Stopping / Count).

wait_for(Alive) ->
    case erlang:system_info(process_count) > Alive of
        true -> erlang:yield(), wait_for(Alive);
        false -> ok
    end.

sky(Parent, Number, 1) -> Parent ! {sum, Number};
sky(Parent, Number, Size) ->
    Self = self(),
    Share = Size div 10,
    [spawn(fun() -> sky(Self, Number + I * Share, Share) end) || I <- lists:seq(0, 9)],
    Parent ! {sum, lists:sum([receive {sum, Sum} -> Sum end || _ <- lists:seq(1, 10)])}.

link_exit(0) -> ok;
link_exit(Left) ->
    Pid = proc_lib:spawn_link(fun() -> ok end),
    receive {'EXIT', Pid, normal} -> ok end,
    link_exit(Left - 1).

snapshot() ->
    [erlang:process_info(Pid, [message_queue_len, reductions, status])
     || Pid <- erlang:processes()].

timers(0) -> ok;
timers(Left) ->
    erlang:cancel_timer(erlang:send_after(60000, self(), message)),
    timers(Left - 1).

sessions(Count) ->
    [{session, I, <<"user">>, [I, I + 1, I + 2], #{balance => 0.5 * I, state => active}}
     || I <- lists:seq(1, Count)].

timed(Fun) ->
    Begin = erlang:monotonic_time(),
    Result = Fun(),
    {to_ns(erlang:monotonic_time() - Begin), Result}.

to_ns(Time) -> erlang:convert_time_unit(Time, native, nanosecond).

print_each(Name, Count, Fun) ->
    {Time, _} = timed(Fun),
    print(Name, Time / Count).

print(Name, Value) -> io:format("~s ~.6g~n", [Name, float(Value)]).
