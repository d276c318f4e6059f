"""Rows of a table in several locales, and columns that ask for different records."""

from typing import Any

import pytest

from mockcraft.core.frame import batch_of
from mockcraft.core.lists import locales
from mockcraft.core.ranges import Chunk, Range
from schema.support import plan_of, problems_of, rows_of, schema

COLUMNS = """
id: {generator: sequence, primary_key: true}
name: full_name
email: {generator: email, nulls: 0.1}
country: country_code
price: price
born: {generator: date, before: 2000-01-01}
hired: {generator: date, after: born}
home: {fields: {city: city, zip: zip}}
kids: {items: {fields: {first: first_name, toys: {items: full_name, count: 0..1}}}, count: 0..2}
told: {template: "{city}: {name}"}
token: {generator: uuid, unique: true}"""
MIX = "    locale: {en_US: 60, de_DE: 25, ja_JP: 15}\n"
COUNTRIES = {"US": "en_US", "DE": "de_DE", "JP": "ja_JP"}


def rows(more: str = "", columns: str = COLUMNS, start: int = 0, count: int = 1000) -> list[Any]:
    return rows_of(plan_of(schema(columns, 10**10, more)), start=start, stop=start + count)


@pytest.mark.parametrize("start", [0, 10**6, 10**9])
def test_a_row_is_as_in_a_table_of_its_locale(start: int) -> None:
    alone = {each: rows(f"    locale: {each}\n", start=start) for each in COUNTRIES.values()}
    mixed = rows(MIX, start=start)
    shares = {country: 0 for country in COUNTRIES}
    for place, row in enumerate(mixed):
        shares[row["country"]] += 1
        assert alone[COUNTRIES[row["country"]]][place] == row

    assert 540 < shares["US"] < 660
    assert 200 < shares["DE"] < 300
    assert 110 < shares["JP"] < 190


def test_rows_are_the_same_in_chunks_of_any_size() -> None:
    plan = plan_of(schema(COLUMNS, 500, MIX))
    whole, every = rows_of(plan), Range("t", 0, 500)
    one = [batch_of(plan, Chunk(every, n, n + 1)).to_pylist()[0] for n in range(0, 500, 23)]

    assert whole[::23] == one


def test_a_row_that_is_drawn_again_keeps_its_locale() -> None:
    columns = "country: country_code\nname: full_name\nn: {generator: number, min: 1, max: 9}"
    checked = rows(MIX + "    checks: [n > 4 and length(name) < 15]\n", columns)
    plain = rows(MIX, columns)

    assert [row["country"] for row in plain] == [row["country"] for row in checked]
    assert all(row["n"] > 4 and len(row["name"]) < 15 for row in checked)


def test_a_locale_of_the_column_goes_before() -> None:
    found = rows(MIX, COLUMNS + "\nother: {generator: last_name, locale: ja_JP}")

    assert not any(row["other"].isascii() for row in found)


@pytest.mark.parametrize(
    ("more", "columns", "problem"),
    [
        ("{en_US: 1, xx: 2}", "a: word", "4:24: locale 'xx' is not known (one of " + ", ".join(locales()) + ")"),
        ("{de: 1, de_DE: 2}", "a: word", "4:21: locale de_DE is given twice (give it once)"),
        ("{de_DE: x}", "a: word", "4:21: a weight is 'x' (give a number from 0 to 999,999,999)"),
        ("{de_DE: 0}", "a: word", "4:13: locale has no weight above 0 (give {en_US: 60, de_DE: 40})"),
        ("[de_DE]", "a: word", "4:13: locale is a list (name one; several, by weight, are those of a table: locale: {en_US: 60, de_DE: 40})"),
        ("{de_DE: 1, en_US: 1}", "a: {generator: email, unique: true}", "6:7: 'a' cannot be unique: rows of two "
         "locales can have the same value (give the column one of them: locale: de_DE)"),
    ],
)  # fmt: skip
def test_locales_that_cannot_be_are_named(more: str, columns: str, problem: str) -> None:
    assert problem in problems_of(schema(columns, 10, f"    locale: {more}\n"))


def test_a_parameter_of_the_record_is_shown_the_column_that_takes_it() -> None:
    assert [
        "5:29: email has no parameter 'sex' (give it to a column of first_name, hidden if need be: it holds for all "
        "of the row)"
    ] == problems_of(schema("a: {generator: email, sex: male}"))


def test_columns_that_ask_for_different_records_are_named() -> None:
    columns = "a: {generator: first_name, sex: female}\nb: {generator: first_name, sex: male%s}"

    assert [
        "6:39: sex is male, and female in 'a', which is of the same record (give 'b' an entity of its own: entity: b)"
    ] == problems_of(schema(columns % ""))
    assert [] == problems_of(schema(columns % ", entity: b"))
