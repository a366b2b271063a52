#!/usr/bin/env escript
%% SPDX-License-Identifier: GPL-3.0-or-later
%%! +pc unicode
%% What a real Erlang says of terms, for tst_term_erlang.cpp.
%%   escript term_oracle.escript answer IN OUT COUNT SEED
%%       Writes to OUT what it says of the terms in IN, one a line, and of COUNT random ones.
%%   escript term_oracle.escript corpus OUT
%%       Writes the corpus for machines without an Erlang: tests/runtime/term_corpus.txt.
%% For each term OUT has a line of how the term before it compares with this one, erlang:phash2/1
%% and ~0tp; if ~tp is different, its lines follow, each after "| ". The first is compared with the
%% atom undefined. < and > are Erlang's, = is =:=, ~ is == of terms that are not =:=.
-mode(compile).

main(["answer", In, Out, Count, Seed]) ->
    {ok, Lines} = file:read_file(In),
    Theirs = [parse(Line) || Line <- binary:split(Lines, <<"\n">>, [global, trim])],
    write(Out, [], Theirs ++ random_terms(list_to_integer(Count), list_to_integer(Seed), 3));
main(["corpus", Out]) ->
    Head = ["% SPDX-License-Identifier: GPL-3.0-or-later\n"
            "% Terms and what OTP ", erlang:system_info(otp_release), " says of them. Made by\n"
            "%   escript tests/runtime/term_oracle.escript corpus tests/runtime/term_corpus.txt\n"
            "% which also tells how to read it.\n"],
    write(Out, Head, lists:sort(chosen_terms() ++ random_terms(1000, 1, 2))).

parse(Line) ->
    {ok, Tokens, _} = erl_scan:string(unicode:characters_to_list(Line) ++ "."),
    {ok, Term} = erl_parse:parse_term(Tokens),
    Term.

write(Out, Head, Terms) ->
    ok = file:write_file(Out, unicode:characters_to_binary([Head | entries(undefined, Terms)])).

entries(_, []) -> [];
entries(Before, [Term | Terms]) -> [entry(Before, Term) | entries(Term, Terms)].

entry(Before, Term) ->
    {OneLine, Pretty} = formats(),
    Text = lists:flatten(io_lib:format(OneLine, [Term])),
    Lines = lists:flatten(io_lib:format(Pretty, [Term])),
    [relation(Before, Term), $\s, integer_to_list(erlang:phash2(Term)), $\s, Text, $\n
     | [["| ", Line, $\n] || Lines =/= Text, Line <- string:split(Lines, "\n", all)]].

%% From OTP 26 on, maps are in term order on request only.
formats() ->
    case list_to_integer(erlang:system_info(otp_release)) >= 26 of
        true -> {"~0ktp", "~ktp"};
        false -> {"~0tp", "~tp"}
    end.

relation(A, B) when A < B -> $<;
relation(A, B) when A > B -> $>;
relation(A, B) when A =:= B -> $=;
relation(_, _) -> $~.

%% Random terms. The generator is named, as its numbers are the same in every release.

random_terms(Count, Seed, Depth) ->
    rand:seed(exsss, Seed),
    [random_term(Depth) || _ <- lists:seq(1, Count)].

random_term(0) -> random_leaf();
random_term(Depth) ->
    case below(8) of
        0 -> many(fun() -> random_term(Depth - 1) end);
        1 -> many(fun() -> random_term(Depth - 1) end) ++ random_term(Depth - 1);
        2 -> list_to_tuple(many(fun() -> random_term(Depth - 1) end));
        3 ->
            Pairs = many(fun() -> {random_term(Depth - 1), random_term(Depth - 1)} end),
            maps:from_list(lists:sublist(Pairs, 32)); % larger ones have no order before OTP 26
        _ -> random_leaf()
    end.

random_leaf() ->
    case below(6) of
        0 -> random_integer();
        1 -> random_float();
        2 -> random_atom();
        3 -> many(fun random_code/0);
        4 -> list_to_binary(many(fun random_byte/0));
        5 -> unicode:characters_to_binary(many(fun random_character/0))
    end.

random_integer() ->
    case below(3) of
        0 -> below(5) - 2;
        1 -> sign() * ((1 bsl below(1100)) + below(3) - 1);
        2 -> sign() * rand:uniform(1 bsl (1 + below(300)))
    end.

random_float() ->
    case below(3) of
        0 -> float(below(5) - 2);
        1 -> sign() * (1 + below(1000000)) / math:pow(10, below(12));
        2 -> float_of(rand:uniform(1 bsl 64) - 1)
    end.

float_of(Bits) ->
    case <<Bits:64>> of
        <<Float/float>> -> Float;
        _ -> 1.5 % not a number
    end.

random_atom() ->
    case below(2) of
        0 -> element(1 + below(7), {ok, 'after', 'EXIT', '', a@b, 'two words', undefined});
        1 -> list_to_atom(lists:sublist([random_character() || _ <- lists:seq(1, below(8))], 255))
    end.

%% None that starts a character which combines with the one before it.
random_byte() ->
    case below(16#CC + 8) of
        Byte when Byte < 16#CC -> Byte;
        Byte -> Byte + 44
    end.

%% Now and then one that is no character.
random_code() ->
    case below(50) of
        0 -> element(1 + below(3), {16#D800, 16#FFFE, 16#110000});
        _ -> random_character()
    end.

random_character() ->
    case below(5) of
        0 -> element(1 + below(10), {$', $", $\\, $\n, 0, 16#1B, 16#7F, 16#A0, 16#FFFD, 16#10FFFF});
        1 -> below(256);
        2 -> 16#410 + below(64);
        _ -> $a + below(26)
    end.

many(Make) ->
    Most = case below(30) of 0 -> 40; _ -> 5 end,
    [Make() || _ <- lists:seq(1, below(Most))].

sign() -> element(1 + below(2), {1, -1}).

below(Limit) -> rand:uniform(Limit) - 1.

%% Where something changes: sizes of words, quotes, ends of lines.

chosen_terms() ->
    Powers = [28, 32, 53, 59, 60, 63, 64, 65, 127, 128, 192, 1023],
    Integers = [Sign * ((1 bsl Power) + Off) || Power <- Powers, Off <- [-1, 0, 1], Sign <- [1, -1]],
    Floats = [Sign * math:pow(2, Power) || Power <- Powers, Sign <- [1, -1]],
    Longs = [lists:seq(1, Count) || Count <- lists:seq(20, 40)],
    Integers ++ Floats ++ Longs ++
        [list_to_tuple([tag | Long]) || Long <- Longs] ++
        [list_to_binary(Long) || Long <- Longs] ++
        [#{key => Long, other => {Long, end_of_line}} || Long <- Longs] ++
        [[{some_name, Long}, {list_to_atom(lists:duplicate(length(Long) * 3, $n)), [Long]}]
         || Long <- Longs] ++
        [[[[{a, #{b => [Long | tail]}}]]] || Long <- Longs] ++
        [[nested, Long | {tag, Long}] || Long <- Longs] ++
        [{list_to_atom(lists:duplicate(Count, $n)), lists:seq(1, 40)} || Count <- lists:seq(30, 40)] ++
        [[1 bsl 300, 1 bsl (3 * Count) | {tag, [], 1 bsl 300}] || Count <- lists:seq(20, 45)] ++
        [lists:duplicate(Count, $x) || Count <- lists:seq(70, 90)] ++
        [{list_to_binary(lists:duplicate(Count, $x)), x} || Count <- lists:seq(70, 90)] ++
        [list_to_atom([Code]) || Code <- lists:seq(0, 255)] ++
        [[Code] || Code <- lists:seq(0, 255)] ++
        [<<Code>> || Code <- lists:seq(0, 255)] ++
        [[] , {}, #{}, <<>>, [a | b], [$a | b], [$a, b | $c], [[] | <<>>], {[], []}, [[]], [{}],
         #{1 => a, 1.0 => b}, #{#{} => #{}}].
