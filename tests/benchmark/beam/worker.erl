%% SPDX-License-Identifier: GPL-3.0-or-later
%% Callbacks of the processes that the benchmark runs, for gen_msg and, where it is measured,
%% gen_server: the same work in both.
-module(worker).
-behaviour(gen_msg).
-export([init/1, handle_msg/2, terminate/2]).
-export([handle_call/3, handle_cast/2, handle_info/2]).

init(State) -> {ok, State}.
terminate(_Reason, _State) -> ok.

%% {count, Left, Sum, Begin, Report}: the seed's test, told when the first came and when the last.
handle_msg(Message, {count, Left, Sum, Begin, Report}) ->
    count(Message, Left, Sum, Begin, Report);
%% A process that answers.
handle_msg({From, Value}, pong) ->
    From ! {self(), Value},
    {ok, pong};
%% {ping, Peer, Left, Report}
handle_msg(_Message, {ping, _Peer, 0, Report} = State) ->
    Report ! done,
    {ok, State};
handle_msg(_Message, {ping, Peer, Left, Report}) ->
    Peer ! {self(), Left},
    {ok, {ping, Peer, Left - 1, Report}};
%% {ring, Next, Report}
handle_msg({next, Next}, {ring, _, Report}) -> {ok, {ring, Next, Report}};
handle_msg(0, {ring, _, Report} = State) ->
    Report ! done,
    {ok, State};
handle_msg(Hops, {ring, Next, _} = State) ->
    Next ! Hops - 1,
    {ok, State};
%% {produce, To, Left}: a portion, then a message to itself.
handle_msg(_Message, {produce, To, Left}) ->
    Portion = min(200, Left),
    send_numbers(To, Portion),
    Left > Portion andalso (self() ! go),
    {ok, {produce, To, Left - Portion}};
%% {receiver, Left, Report}: one of those that a broadcast reaches.
handle_msg(_Message, {receiver, 1, Report}) ->
    Report ! received,
    {ok, {receiver, 0, Report}};
handle_msg(_Message, {receiver, Left, Report}) -> {ok, {receiver, Left - 1, Report}};
%% {broadcast, Receivers, Rounds}
handle_msg(_Message, {broadcast, Receivers, Rounds}) ->
    [Receiver ! {value, Rounds} || Receiver <- Receivers],
    Rounds > 1 andalso (self() ! go),
    {ok, {broadcast, Receivers, Rounds - 1}};
handle_msg(stop, State) -> {stop, normal, State}.

count(Message, Left, Sum, undefined, Report) ->
    count(Message, Left, Sum, erlang:monotonic_time(), Report);
count(Message, Left, Sum, Begin, Report) ->
    Next = case Message of
               {_, Value} -> Sum + Value;
               _ -> Sum
           end,
    case Left of
        1 -> Report ! {drained, Begin, erlang:monotonic_time()};
        _ -> ok
    end,
    {ok, {count, Left - 1, Next, Begin, Report}}.

send_numbers(_To, 0) -> ok;
send_numbers(To, Left) ->
    To ! {value, Left},
    send_numbers(To, Left - 1).

handle_call({echo, Value}, _From, State) -> {reply, Value, State}.
handle_cast(_Request, State) -> {noreply, State}.
handle_info(Message, State) ->
    {ok, Next} = handle_msg(Message, State),
    {noreply, Next}.
