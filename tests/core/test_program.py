"""What the kernel draws while it writes rows is what numpy and Arrow make of them, to the byte."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockcraft.core.fills import Generated
from mockcraft.core.frame import Frame, batch_of
from mockcraft.core.hashing import Rows
from mockcraft.core.keys import permute
from mockcraft.core.links.picking import steady_pick
from mockcraft.core.plan import Plan
from mockcraft.core.pool import Pool
from mockcraft.core.program.decisions import StepRows
from mockcraft.core.program.drawn import Program
from mockcraft.core.program.kind import Kind
from mockcraft.core.program.number import Number
from mockcraft.core.program.row_writer import RowWriter
from mockcraft.core.program.steps import Steps
from mockcraft.core.program.verb import NoForm
from mockcraft.core.ranges import Chunk, Range
from mockcraft.core.uniques.digits import distinct_number
from mockcraft.database import Encoder
from mockcraft.databases.mysql.lines import MysqlLoad
from mockcraft.databases.postgresql.lines import PgCopy
from mockcraft.format import FormatOptions, open_format
from mockcraft.formats.csv_form import CsvForm
from mockcraft.generator import registry
from mockcraft.schema.append import bind_append
from mockcraft.schema.bind import Overrides, load
from mockcraft.work import Work

ROOT = Path(__file__).parents[2]
COUNT = 50_000_000  # as many rows as every generator has values for
ROWS = 530  # more than a block
FORMATS: dict[str, Callable[[], Encoder]] = {
    "csv": lambda: open_format("csv"),
    "csv of another form": lambda: open_format(
        "csv", FormatOptions(csv=CsvForm(delimiter="|", quote="all", null="-"))
    ),
    "csv with a word for null": lambda: open_format("csv", FormatOptions(csv=CsvForm(null="none"))),
    "json lines": lambda: open_format("jsonl"),
    "sql": lambda: open_format("sql", FormatOptions("postgresql")),
    "sql of sqlite": lambda: open_format("sql", FormatOptions("sqlite")),
    "COPY": PgCopy,
    "LOAD DATA": MysqlLoad,
    "Parquet": lambda: open_format("parquet"),
}
AWKWARD = ["red", 'a "green"', "comma, blue", "", "l'or", "back\\slash", "tab\t", "none", "-"]
NEEDED: dict[str, dict[str, Any]] = {
    "choice": {"values": AWKWARD},
    "constant": {"value": "always"},
    "regex": {"pattern": r"[A-Z]{2,3}-(north|south|\d+)(\.[a-f]{4})?"},
}


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\1"), max_size=40)
POOLS = st.lists(TEXTS | st.just("") | st.just("y" * 1000), min_size=1, max_size=6, unique=True)
NUMBERS = st.integers(-(2**60), 2**60) | st.integers(-20, 20)


@st.composite
def piece(draw: st.DrawFn, label: str) -> Callable[[Any], Any]:
    """A part of a text: a function of the verbs."""
    pool, first, second = draw(POOLS), draw(NUMBERS), draw(NUMBERS)
    weights = draw(st.lists(st.integers(1, 99), min_size=len(pool), max_size=len(pool)))
    low, high = sorted((first % 8 + 1, second % 8 + 1))
    pieces: list[Callable[[Any], Any]] = [
        lambda verbs: verbs[label].pick(Pool("weighted", pool, weights)),
        lambda verbs: verbs[label].words(Pool("words", [each or "-" for each in pool]), low, high, sentence=True),
        lambda verbs: verbs[label].integer(min(first, second), max(first, second)) * 2 - 1,
        lambda verbs: verbs[label].decimal(min(first, second), max(first, second), low),
        lambda verbs: verbs[label].uuid(),
        lambda verbs: verbs[label].pattern("#?"[low % 2] * high + pool[0]),
        lambda verbs: verbs.padded(verbs[label].below("padded", 10**high), high),
        lambda verbs: verbs[label].distributed(low, low * 100, "exponential", low + 2.0),
        lambda verbs: pool[0],
    ]  # fmt: skip
    chosen: Callable[[Any], Any] = draw(st.sampled_from(pieces))
    return chosen


@st.composite
def texts(draw: st.DrawFn) -> Callable[[Any], Any]:
    """One part of a text after another."""
    parts = [draw(piece(f"part {i}")) for i in range(draw(st.integers(1, 4)))]
    return lambda verbs: verbs.join(*(part(verbs) for part in parts))


MAKES = texts()


def bound(columns: Mapping[str, Any], count: int, **table: Any) -> Plan:
    tables = {"rows": {"count": count, "columns": columns, **table}}
    return load({"version": 1, "seed": 7, "locale": "en_US", "tables": tables})[1]


def alike(
    plan: Plan, format: Encoder, starts: Iterable[int], rows: int = ROWS, name: str = "rows"
) -> Program:
    """Compares the rows of a table at these places, and returns its program."""
    table = plan.table(name)
    work = Work(plan, format, tuple(plan.ranges), rows)
    for start in starts:
        chunk = Chunk(Range(name, table.start, table.count), start, min(start + rows, table.count))
        expected = format.encode(table, batch_of(plan, chunk), chunk)

        assert expected == work.payload(chunk)  # bytes, or Arrow's batches
    return work._programs[name]


def filled(makes: Sequence[Callable[[Any], Any]], count: int) -> Plan:
    """A table of texts by functions of the verbs."""
    plan = bound({f"c{i}": "word" for i in range(len(makes))}, count)
    table = plan.tables[0]
    columns = [
        replace(column, fill=Generated(make))
        for column, make in zip(table.columns, makes, strict=True)
    ]
    return replace(plan, tables=(replace(table, columns=tuple(columns)),))


def test_every_generator_gives_the_same_bytes() -> None:
    columns = {
        each.name: {"generator": each.name, **NEEDED.get(each.name, {})}
        for each in registry()
        if each.name != "file"
    }
    plan = bound(columns, COUNT)
    program = alike(plan, FORMATS["csv"](), (10**6, COUNT - 20), 20)
    arrays = alike(plan, FORMATS["Parquet"](), [10**6], 20)

    assert len(columns) * 2 // 3 < len(program.forms)
    drawn = [form for form in arrays.forms.values() if None not in form.rendered.values()]
    assert len(columns) * 2 // 3 < len(drawn)


@pytest.mark.parametrize("make", FORMATS.values(), ids=FORMATS.keys())
def test_a_format_writes_every_kind_of_cell(make: Callable[[], Encoder]) -> None:
    columns: dict[str, Any] = {
        "id": "sequence",
        "uuid": {"generator": "uuid", "nulls": 0.3},
        "email": {"generator": "email", "nulls": 0.3},
        "picked": {"values": {each: 1 + len(each) for each in AWKWARD}, "nulls": 0.1},
        "chosen": {"generator": "choice", "values": AWKWARD},
        "constant": {"value": 'it\'s, "always" \\ so\r\n'},
        "balance": {"generator": "price", "min": -50, "max": 50},
        "age": {"generator": "number", "min": -9, "max": 9, "distribution": "normal", "nulls": 0.5},
        "wide": {"generator": "number", "min": -(2**62), "max": 2**62 - 1},
        "old": {"generator": "date", "after": "0001-01-01", "before": "9999-12-31"},
        "at": {"generator": "datetime", "nulls": 0.2},
        "zoned": {"generator": "datetime", "type": "timestamptz"},
        "noon": {"generator": "time"},
        "yes": {"generator": "bool", "nulls": 0.2},
        "bio": {"generator": "sentence", "min_words": 1, "max_words": 7},
        "pattern": {"generator": "pattern", "pattern": "+##-####?"},
    }
    program = alike(bound(columns, 3 * ROWS), make(), [0, 2 * ROWS + 1])

    assert list(columns) == list(program.forms)


def test_tables_that_are_drawn_in_part() -> None:
    columns = {
        "name": "first_name",
        "low": {"generator": "number", "min": 1, "max": 9},
        "short": {"generator": "sentence", "max_length": 12},
        "day": {"generator": "date", "nulls": 0.4},
        "greeting": {"template": "Hi {name}"},
        "code": {"generator": "number", "min": 1, "max": 900, "unique": True},
    }
    plan = bound(columns, 800, checks=["low > 3"])
    program = alike(plan, FORMATS["json lines"](), [0, 270])

    assert {"short"} == columns.keys() - program.forms.keys()


def test_text_that_is_too_long_is_not_drawn() -> None:
    plan = bound({"a": {"values": ["", "x" * 50_000]}, "b": "word"}, 9)

    assert ["b"] == list(alike(plan, FORMATS["csv"](), [0]).forms)


def test_a_plugin_may_do_what_numbers_of_steps_cannot() -> None:
    """A generator that asks whether a number is even, adds two of them, or counts on from one."""

    def asks(draw: Any) -> Any:
        number = draw.below("number", 10)
        return draw.either(number % 2 == 0, "even", "odd")

    def adds(draw: Any) -> Any:
        number = 3 - draw.below("one", 10) * 2 + draw.below("other", 2**40)
        return draw.join(number - draw.below("third", 5))

    assert ["c1"] == list(alike(filled([asks, adds], 40), FORMATS["csv"](), [0]).forms)


@given(st.lists(MAKES, min_size=1, max_size=5), st.sampled_from([*FORMATS.values()]))
@settings(max_examples=25, deadline=None)
def test_programs_of_any_verbs(
    makes: list[Callable[[Any], Any]], format: Callable[[], Encoder]
) -> None:
    alike(filled(makes, 2**41), format(), [0, 2**40 + 1])


@pytest.mark.parametrize("make", FORMATS.values(), ids=FORMATS.keys())
def test_the_table_of_the_benchmarks_is_drawn_whole(make: Callable[[], Encoder]) -> None:
    plan = load(str(ROOT / "benchmarks" / "users.yaml"))[1]
    forms = alike(plan, make(), [5], name="users").forms

    assert 12 == len(forms)
    assert [] == [name for name, form in forms.items() if None in form.rendered.values()]


@pytest.mark.parametrize("make", FORMATS.values(), ids=FORMATS.keys())
def test_the_shop_is_drawn_whole(make: Callable[[], Encoder]) -> None:
    """Uniques, references, expressions, documents, arrays and rows that are drawn again."""
    plan = load(str(ROOT / "examples" / "shop.yaml"))[1]
    missing = []
    for table in plan.tables:
        last = max(table.count - ROWS, 0)
        program = alike(plan, make(), [0, last // 2, last], name=table.name)
        missing += [each.name for each in table.columns if each.name not in program.forms]

    assert [] == missing


PARENTS = {
    "count": 7000,
    "unique": [["kind", "code"], ["kind", "place"]],
    "columns": {
        "id": {"generator": "sequence", "start": 5},
        "key": {"generator": "uuid", "primary_key": True},
        "email": {"generator": "email", "unique": True},
        "kind": {"values": AWKWARD},
        "code": {"generator": "number", "min": 1, "max": 5000},
        "place": {"generator": "pattern", "pattern": "??-####"},
        "score": {"generator": "number", "min": 1, "max": 9},
        "maybe": {"generator": "city", "nulls": 0.3},
        "born": {"generator": "datetime", "after": "1950-01-01", "before": "2004-12-31"},
    },
    "checks": ["score > 2"],
}
OTHERS = {"count": 2**41, "columns": {"id": {"generator": "sequence", "primary_key": True}}}
CHILDREN: dict[str, Any] = {
    "parent": {"ref": "parents.key"},
    "mail": {"expr": "parent.email"},
    "maybe": {"expr": "upper(parent.maybe) || ', ' || parent.kind"},
    "score": {"expr": "parent.score"},
    "turn": {"generator": "number", "min": 1, "max": 99},
    "far": {"ref": "others.id", "nulls": 0.25},
    "popular": {"ref": "parents.key", "distribution": "zipf", "shuffle": True},
    "some": {"ref": "parents.key", "rows": "10..19"},
    "chosen": {"ref": "parents.key", "where": "score = 5"},
    "before": {"ref": "rows.number", "nulls": 0.2},
    "number": {"generator": "sequence", "primary_key": True},
    "price": {"generator": "price", "min": 0, "max": 900},
    "cost": {"expr": "round(price * 0.6, 2)"},
    "deep": {"expr": "round(price * turn * 0.125, 1)"},
    "started": {"generator": "datetime", "after": "parent.born"},
    "ended": {"expr": "cast(started + interval '400 days' as date)", "nulls": 0.4},
    "greeting": {"template": "Dear {parent.kind} number {turn}, {price}"},
    "small": {"expr": "lower(parent.kind)"},
    "document": {
        "fields": {
            "kind": {"values": AWKWARD, "nulls": 0.2},
            "when": "datetime",
            "inner": {"fields": {"a b": "bool", "q\"": {"generator": "price"}}, "nulls": 0.3},
        },
        "nulls": 0.2,
    },
    "tags": {"items": {"values": AWKWARD}, "count": "0..5", "nulls": 0.2},
    "codes": {"items": {"generator": "number", "min": -9, "max": 9}, "count": "1..3"},
    "places": {"items": {"fields": {"at": "datetime", "others": {"items": "bool", "count": 2}}}, "count": "0..2"},
    "gaps": {"items": {"generator": "date", "nulls": 0.3}, "count": "0..2"},
    "counted": {"items": "sequence", "count": 3},
    "many": {"items": "word", "count": "0..20"},
}  # fmt: skip
TABLES = {
    "parents": PARENTS,
    "others": OTHERS,
    "rows": {
        "count": {"per": "parents", "min": 0, "max": 5},
        "unique": [["parent", "turn"]],
        "columns": CHILDREN,
    },
}


@pytest.mark.parametrize("make", FORMATS.values(), ids=FORMATS.keys())
def test_rows_are_drawn_with_their_parents(make: Callable[[], Encoder]) -> None:
    plan = load({"version": 1, "seed": 3, "locale": "en_US", "tables": TABLES})[1]
    count = plan.table("rows").count
    alike(plan, make(), [0, ROWS - 7], name="parents")
    program = alike(plan, make(), [0, count // 2, count - 20])

    assert {"many"} == CHILDREN.keys() - program.forms.keys()


CHECKED = {
    "low": {"generator": "number", "min": -5, "max": 9},
    "high": {"generator": "number", "min": -5, "max": 9},
    "price": {"generator": "price", "min": -9, "max": 9},
    "yes": "bool",
    "first": {"generator": "datetime", "after": "2020-01-01", "before": "2020-01-09"},
    "last": {"generator": "datetime", "after": "2020-01-01", "before": "2020-01-09"},
    "kind": {"values": AWKWARD},
    "maybe": {"generator": "number", "nulls": 0.5},
}


@pytest.mark.parametrize(
    ("check", "has_form"),
    [
        ("low < high", True),
        ("low <= high - 1", False),
        ("price > low and price < high or not yes", True),
        ("not (yes and low = 3) and high <> 4", True),
        ("low between -2 and 5 or price >= 0.5", True),
        ("first <= last", True),
        ("kind = 'red'", False),
        ("maybe > 10", False),
    ],
)
def test_rows_that_fail_a_check_are_told_alike(check: str, has_form: bool) -> None:
    plan = bound(CHECKED, 2 * ROWS, checks=[check])
    program = alike(plan, FORMATS["csv"](), [0, ROWS])
    first = Frame(plan, plan.tables[0], np.arange(ROWS, dtype=np.uint64), np.zeros(ROWS, np.int64))

    assert has_form == (program.failing is not None)
    assert first.failures().tolist() == program.failures(first).tolist()
    assert 0 < first.failures().sum() < ROWS


def test_rows_that_are_appended_are_drawn() -> None:
    spec, plan = load({"version": 1, "seed": 3, "locale": "en_US", "tables": TABLES})
    last = {table.name: table.count for table in plan.tables}
    plan = bind_append(spec, Overrides(counts={"parents": 400}), last)
    assert plan.table("rows").start == last["rows"]

    assert 10 < len(alike(plan, FORMATS["csv"](), [plan.table("rows").start]).forms)


# ---------------------------------------------------------------------- single steps


ROW_NUMBERS = st.lists(st.integers(0, 300) | st.integers(2**40, 2**40 + 9), min_size=1, max_size=9)


def numbers_of(rows: Sequence[int], make: Callable[[Steps, Number], Number]) -> list[int]:
    """What steps make of these row numbers, as it is written."""
    steps = Steps()
    made = make(steps, steps.given(0, 0, 2**41))
    writer = RowWriter()
    writer.counted(Kind.INTEGER, made.place)
    numbers = np.array(rows, np.uint64)
    drawn = RowWriter()
    drawn.drawn(writer, steps)
    return list(map(int, drawn.rows(len(rows), lambda array: numbers).to_pylist()))


@given(ROW_NUMBERS, st.integers(2**41 + 1, 2**62), st.integers(0, 2**64 - 1))
def test_numbers_are_permuted_alike(rows: list[int], count: int, key: int) -> None:
    expected = [permute(row, key, count) for row in rows]

    assert expected == numbers_of(rows, lambda steps, number: steps.permuted(number, key, count))


@given(ROW_NUMBERS, st.integers(0, 2**64 - 1))
def test_distinct_numbers_are_alike(rows: list[int], key: int) -> None:
    expected = [distinct_number(row, key) for row in rows]

    assert expected == numbers_of(rows, lambda steps, number: steps.distinct(number, key))


@given(ROW_NUMBERS, st.integers(1, 40) | st.integers(1, 2**62), st.integers(0, 2**64 - 1))
def test_steady_picks_are_alike(rows: list[int], count: int, key: int) -> None:
    expected = steady_pick(Rows(np.array(rows, np.uint64)), key, count).tolist()

    assert expected == numbers_of(
        rows, lambda steps, number: StepRows(steps, number).steady(key, count)
    )


@given(ROW_NUMBERS, st.integers(-(2**20), 2**20), st.integers(1, 2**45))
def test_numbers_are_divided_as_python_does(rows: list[int], shift: int, divisor: int) -> None:
    def both(steps: Steps, number: Number) -> Number:
        return (number + shift) // divisor * 2 + (number + shift) % divisor

    expected = [(row + shift) // divisor * 2 + (row + shift) % divisor for row in rows]

    assert expected == numbers_of(rows, both)


def test_what_may_be_beyond_a_table_or_64_bits_has_no_form() -> None:
    steps = Steps()
    number = steps.given(0, -1, 9)
    for make in (
        lambda: number.at(range(10)),
        lambda: (number + 1).at(range(10)),
        lambda: steps.permuted(number, 1, 100),
        lambda: steps.permuted(number + 1, 1, 10),
        lambda: steps.digit(number, 2, 5),
        lambda: steps.distinct(number, 1),
        lambda: number * (number * 2**60),
        lambda: number // 0,
        lambda: number > 3,
    ):
        with pytest.raises(NoForm):
            make()


def test_only_what_is_written_is_made() -> None:
    steps = Steps()
    given = [steps.given(i, 0, 9) for i in range(3)]
    wanted, other = given[0] * given[2], given[1] + 1

    assert {0, 2} == steps.taken([wanted.place]).given
    assert {1} == steps.taken([other.place]).given
