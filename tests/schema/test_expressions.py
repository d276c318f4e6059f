"""Reading expressions: the trees, the columns, and every sentence for what is refused."""

import pickle
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockcraft.core.expressions.spelling import written
from mockcraft.errors import ParameterError
from mockcraft.schema.expressions import parse

TREES = {
    "round(a * 1.50, 2)": ("round", ("*", ("column", "a"), ("literal", "decimal", (150, 2))), 2),
    "-5": ("literal", "integer", -5),
    "1e3": ("literal", "integer", 1000),
    "a or b or c": ("or", ("column", "a"), ("column", "b"), ("column", "c")),
    "((a))": ("column", "a"),
    "a <> 'it''s'": ("<>", ("column", "a"), ("literal", "text", "it's")),
    "interval '2 hours'": ("literal", "seconds", 7200),
    "interval '-1' year": ("literal", "months", -12),
    "a::decimal(10,2)": ("cast", ("column", "a"), "decimal", 10, 2),
    "SUBSTRING(a FROM 2)": ("substr", ("column", "a"), ("literal", "integer", 2)),
    "if(a, b, 2)": ("case", None, ((("column", "a"), ("column", "b")),), ("literal", "integer", 2)),
    "if(a, b)": ("case", None, ((("column", "a"), ("column", "b")),), None),
    "a not like b": ("not", ("like", ("column", "a"), ("column", "b"))),
}


@pytest.mark.parametrize(("text", "tree"), TREES.items(), ids=TREES)
def test_a_text_becomes_a_tree_of_plain_data(text: str, tree: tuple[object, ...]) -> None:
    expression = parse(text)

    assert tree == expression.tree
    assert expression == pickle.loads(pickle.dumps(expression))
    assert hash(expression) == hash(parse(text))


def test_columns_are_named_in_order_of_first_use() -> None:
    expression = parse('user_id.created_at > b and "Unit Price" = b + A')

    assert expression.columns == ("user_id.created_at", "b", "Unit Price", "A")


@pytest.mark.parametrize(
    "text",
    [
        "round(a * (b - 1.50), 2)",
        "case a when 1 then 'x' else b end",
        "case when a is null then 1 end",
        "not (a and (b or c))",
        "a between 1 and b + 1",
        "a in (1, 'it''s', null)",
        'cast("Unit Price" as decimal(10, 2))',
        "extract(year from a)",
        "a || 'x' like 'y%'",
        "-(a + 1)",
    ],
)
def test_a_tree_is_written_as_it_was_read(text: str) -> None:
    tree = parse(text).tree

    assert tree == parse(written(tree)).tree


OFFER = "which is not offered (use columns, constants, operators, CASE, CAST and functions)"
CLOCK = "but an expression reads no clock, so that each row stays as it is (write now or today: the clock of the file)"
DRAWS = (
    "but an expression draws nothing, so that each row stays as it is"
    " (draw it in a column of its own, and name that column)"
)
REFUSED = {
    "": "the expression is empty (write something like 'quantity * price')",
    "rond(q)": 'there is no function "rond" in "rond(q)" (did you mean "round"?)',
    "round(q, z)": "places of round(x, [places]) is z (use a constant from -18 to 18)",
    "trim(a, b)": "characters of trim(text, [characters]) is b (use a constant text)",
    "round()": "round is given 0 arguments (write round(x, [places]))",
    "power(q)": "power is given 1 argument (write power(x, exponent))",
    "lower(a, b)": "lower is given 2 arguments (write lower(text))",
    "(select 1)": f'"(select 1)" has a subquery, {OFFER}',
    "select 1": f'"select 1" has a query, {OFFER}',
    "count(*)": f'"count(*)" has a star, {OFFER}',
    "*": f'"*" has a star, {OFFER}',
    "$1": f'"$1" has a parameter, {OFFER}',
    ":x": f'":x" has a parameter, {OFFER}',
    "?": f'"?" has a parameter, {OFFER}',
    "current_date": f'"current_date" has current_date, {CLOCK}',
    "localtimestamp": f'"localtimestamp" has localtimestamp, {CLOCK}',
    "a - NOW()": f'"a - NOW()" has now(), {CLOCK}',
    "random() * 6": f'"random() * 6" has random(), {DRAWS}',
    "gen_random_uuid()": f'"gen_random_uuid()" has gen_random_uuid(), {DRAWS}',
    "if(a)": "\"if(a)\" is not understood near ')' at character 5 (write SQL such as"
    " 'round(quantity * price, 2)')",
    "abs(a) over ()": f'"abs(a) over ()" has a window function, {OFFER}',
    "a b": f'"a b" has two values side by side, {OFFER}',
    "'a' 'b'": f"\"'a' 'b'\" has two texts side by side, {OFFER}",
    "a ^ 2": f'"a ^ 2" has the operator ^, {OFFER}',
    "a[1]": f'"a[1]" has a subscript, {OFFER}',
    "abs(distinct a)": f'"abs(distinct a)" has DISTINCT, {OFFER}',
    "a at time zone 'utc'": f"\"a at time zone 'utc'\" has a time zone, {OFFER}",
    "a; b": '"a; b" has a semicolon (write one expression)',
    "a -- b": '"a -- b" has a comment (remove it)',
    "a /* b */ + 1": '"a /* b */ + 1" has a comment (remove it)',
    "cast(a as json)": "cast to json is not offered (use int, bigint, decimal(10, 2), double, text,"
    " varchar(10), boolean, date, timestamp or time)",
    "cast(a as decimal(40, 2))": "cast to decimal(40, 2) is not offered (1 to 38 digits, up to 18 decimals)",
    "extract(century from a)": "part of date_part(part, moment) is 'century' (use one of 'year', 'quarter',"
    " 'month', 'day', 'dow', 'doy', 'epoch', 'hour', 'minute', 'second', 'week', 'isodow', 'isoyear')",
    "interval '1 fortnight'": "the interval '1 fortnight' is not understood (write one number and one unit,"
    " such as interval '3 days'; add several)",
    "99999999999999999999": 'the number "99999999999999999999" has too many digits (at most 18)',
    "9999999999999999999": "the number 9999999999999999999 has too many digits (at most 18)",
    "1e-400": 'the number "1e-400" has too many digits (at most 18)',
    "1e" + "9" * 30: f'the number "1e{"9" * 30}" has too many digits (at most 18)',
    f"interval '{'9' * 5000} days'": f"the interval '{'9' * 59}…' is not understood (write one number and"
    " one unit, such as interval '3 days'; add several)",
    "[a, b]": f'"[a, b]" has a subscript, {OFFER}',
    "{a}": f'"{{a}}" has a brace, {OFFER}',
    ".".join("a" * 40): f'"{".".join("a" * 40)}" has a name of more than 30 parts',
    "on and a": "\"on and a\" is not understood near 'on' at character 1 (a column called on stands in double quotes, as it is a word of SQL)",
    "a + ": "\"a +\" is not understood near '+' at character 3 (write SQL such as 'round(quantity * price, 2)')",
    "+".join("1" * 200): "the expression is nested more than 100 deep (split it over columns)",
    "+".join("1" * 20_000): "the expression has 39,999 characters (at most 10,000 are taken)",
    "(" * 5000
    + "1"
    + ")" * 5000: "the expression has 10,001 characters (at most 10,000 are taken)",
    "(" * 4000
    + "1"
    + ")" * 4000: "the expression is nested more than 30 deep (split it over columns)",
    "(" * 9000: "the expression is nested more than 30 deep (split it over columns)",
    "not " * 2000 + "a": "the expression is nested more than 30 deep (split it over columns)",
    "- " * 2000 + "a": "the expression is nested more than 30 deep (split it over columns)",
    "case when " * 900: "the expression is nested more than 30 deep (split it over columns)",
    "abs(" * 31
    + "a"
    + ")" * 31: "the expression is nested more than 30 deep (split it over columns)",
}


@pytest.mark.parametrize(("text", "message"), REFUSED.items(), ids=[text[:30] for text in REFUSED])
def test_what_is_not_offered_is_refused_in_a_sentence(text: str, message: str) -> None:
    with pytest.raises(ParameterError) as error:
        parse(text)

    assert message == str(error.value)


@pytest.mark.parametrize(
    "text",
    ["a similar to b", "a -> b", "x in (select 1)", "exists(select 1)", "(1, 2)", "x = any(y)", "s.lower(a)",
     "a.*", "a.b.c.d.e", "e'a'", "$$a$$", "x'ff'", "a between symmetric 1 and 2", "drop table a", "now()",
     "f(a => 1)", "a collate \"C\"", "insert into a values (1)", "a as b", "if", "end", "set x = 1", "random()",
     "sum(a)", "a like 'b' escape '!'", "cast(a as int[])", "cast(a as timestamptz)", "~a", "a & 1", "array[1]",
     "'unclosed", '"unclosed', "1,2", "a)", "lower(a) filter (where b)", "\"round\"(a)", "a is b"],
)  # fmt: skip
def test_the_rest_of_sql_is_refused(text: str) -> None:
    with pytest.raises(ParameterError) as error:
        parse(text)

    assert "\n" not in str(error.value)


HUGE = {
    "100,000 terms": "+".join(["a"] * 100_000),
    "as many terms as are taken": "+".join(["a"] * 5000),
    "10,000 brackets": "(" * 10_000 + "a" + ")" * 10_000,
    "a literal of a megabyte": "'" + "x" * 10**6 + "'",
    "a literal as long as is taken": "'" + "x" * 9990 + "'",
    "an operator that is not offered, deep in a chain": "+".join(["a"] * 3000) + " & b",
    "subscripts": "a" + "[1]" * 3000,
    "names with dots": ".".join(["a"] * 4900),
    "casts": "a" + "::int" * 1900,
    "calls": "lower(" + ",".join(["a"] * 4900) + ")",
    "quotes": "'" * 9001,
    "digits": "9" * 9990,
}


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE)
def test_a_huge_text_is_read_or_refused_in_seconds(text: str) -> None:
    parse("a + 1")  # imports what reads
    started = process_time()
    try:
        parse(text)
    except ParameterError as error:
        assert len(str(error)) < 500
    assert (
        process_time() - started < 3
    )  # it takes a quarter of one on a processor that is not shared


def test_a_text_that_looks_like_a_statement_prints_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with pytest.raises(ParameterError):
        parse("if if if")

    assert [] == caplog.messages


def test_chains_of_conditions_and_texts_may_be_long() -> None:
    assert len(parse(" or ".join(["a"] * 500)).tree) == 501
    assert len(parse(" || ".join(["a"] * 500)).tree) == 501


WORDS = """a b 1 2.5 'x' ( ) ( ) + - * / % || = < and or not null true case when then else end in between
is like cast as int round coalesce , . :: interval extract from ; -- [ ] $ @ select"""
words = st.sampled_from(WORDS.split())


@given(st.lists(words, max_size=40).map(" ".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse(text)
    except ParameterError as error:
        assert str(error)


HALVES = {
    "a in": "nothing after 'in' at character 3",
    "a not in": "nothing after 'in' at character 7",
    "a in ()": "no list of values after 'in' at character 3 (write in (1, 2))",
    "a not in ( )": "no list of values after 'in' at character 7",
    "a in 1": "no list of values after 'in'",
    "a in (,)": "nothing after ',' at character 7",
    "a in (1,)": "nothing after ','",
    "a = 1 in": "nothing after 'in' at character 7",
    "a is": "nothing after 'is'",
    "(a is not) and b": "nothing after 'not' at character 7",
    "round(a,)": "nothing after ','",
    "coalesce(, a)": "nothing before ','",
    "coalesce(a,, b)": "nothing after ','",
    "substring(a from 2 for)": "nothing after 'for'",
}


@pytest.mark.parametrize(("text", "message"), HALVES.items(), ids=HALVES)
def test_half_an_expression_is_not_taken_as_a_whole_one(text: str, message: str) -> None:
    with pytest.raises(ParameterError) as error:
        parse(text)

    assert str(error.value).startswith(f'"{text}" has {message}')
