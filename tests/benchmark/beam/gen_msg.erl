%% SPDX-License-Identifier: GPL-3.0-or-later
%% A behaviour with three callbacks, init/1, handle_msg/2 and terminate/2, on the BEAM: started
%% through proc_lib, answers system messages. What the benchmark compares with.
-module(gen_msg).
-export([start/2, start/3, start_link/2, start_link/3]).
-export([init_it/5, system_continue/3, system_terminate/4, system_get_state/1,
         system_replace_state/2, system_code_change/4, format_status/2]).

-callback init(Args :: term()) -> {ok, State :: term()}.
-callback handle_msg(Message :: term(), State :: term()) -> {ok, term()} | {stop, term(), term()}.
-callback terminate(Reason :: term(), State :: term()) -> term().

start(Module, Args) -> start(Module, Args, []).
start(Module, Args, Spawn) ->
    proc_lib:start(?MODULE, init_it, [nolink, self(), undefined, Module, Args], infinity, Spawn).

start_link(Module, Args) -> start_link(undefined, Module, Args).
start_link(Name, Module, Args) ->
    proc_lib:start_link(?MODULE, init_it, [link, self(), Name, Module, Args]).

init_it(_Link, Parent, Name, Module, Args) ->
    Name =:= undefined orelse register(Name, self()),
    put('$initial_call', {Module, init, 1}),
    {ok, State} = Module:init(Args),
    proc_lib:init_ack(Parent, {ok, self()}),
    loop(Parent, Module, State, []).

loop(Parent, Module, State, Debug) ->
    receive
        {system, From, Request} ->
            sys:handle_system_msg(Request, From, Parent, ?MODULE, Debug, {Module, State});
        {'EXIT', Parent, Reason} ->
            terminate(Reason, Module, State);
        Message ->
            case Module:handle_msg(Message, State) of
                {ok, Next} -> loop(Parent, Module, Next, Debug);
                {stop, Reason, Next} -> terminate(Reason, Module, Next)
            end
    end.

terminate(Reason, Module, State) ->
    Module:terminate(Reason, State),
    exit(Reason).

system_continue(Parent, Debug, {Module, State}) -> loop(Parent, Module, State, Debug).
system_terminate(Reason, _Parent, _Debug, {Module, State}) -> terminate(Reason, Module, State).
system_get_state({_Module, State}) -> {ok, State}.
system_replace_state(Fun, {Module, State}) ->
    Next = Fun(State),
    {ok, Next, {Module, Next}}.
system_code_change(Misc, _Module, _OldVersion, _Extra) -> {ok, Misc}.
format_status(_Option, [_Dictionary, _SysState, _Parent, _Debug, {_Module, State}]) -> State.
