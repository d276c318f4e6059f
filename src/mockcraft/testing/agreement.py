"""What holds for generators that stand beside one another: their values in a row are of one record."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from mockcraft.core.frame import Frame
from mockcraft.core.lists import DEFAULT_LOCALE, load, with_fallback
from mockcraft.core.values import text_of
from mockcraft.errors import SchemaError
from mockcraft.schema.bind import load as load_schema
from mockcraft.testing.locales import some_locales

ROWS = 300
TABLE = "rows"
Values = tuple[str, ...]


class Agreement:
    """Columns whose values in a row must belong together, and what tells whether they do.

    Args:
        columns: generators, by name or as a schema file has them, such as
            `{"generator": "first_name", "sex": "female"}`.
        holds: whether the values of a row, as text, belong together in a locale, which has English as its fallback.
        locales: those that have them; None for all.
    """

    def __init__(
        self,
        columns: Sequence[str | Mapping[str, Any]],
        holds: Callable[[Values, str], bool],
        locales: Sequence[str] | None = None,
    ) -> None:
        self.columns, self.holds, self.locales = columns, holds, locales

    def __repr__(self) -> str:
        return ", ".join(map(shown, self.columns))

    def share(self, locale: str, **options: Any) -> float:
        """The share of rows that agree, in [0, 1]; `options` are those of all columns."""
        rows = list(self.rows(locale, [options] * len(self.columns)))
        return sum(self.agrees(row, locale) for row in rows) / len(rows)

    def agrees(self, row: Values, locale: str) -> bool:
        """Whether a row that was made in a locale agrees."""
        return self.holds(row, with_fallback(locale, DEFAULT_LOCALE))

    def rows(
        self, locale: str, options: Sequence[Mapping[str, Any]], count: int = ROWS
    ) -> Iterator[Values]:
        """Rows of a table with these columns, each with options; raises SchemaError for what there is not."""
        columns = {}
        for i, (each, more) in enumerate(zip(self.columns, options, strict=True)):
            given = {"generator": each} if isinstance(each, str) else each
            columns[f"c{i}"] = {**given, **more}
        tables = {TABLE: {"count": count, "columns": columns}}
        _, plan = load_schema(
            {"seed": 5, "locale": locale, "fallback": DEFAULT_LOCALE, "tables": tables}
        )
        frame = Frame(plan, plan.table(TABLE), np.arange(count, dtype=np.uint64))
        arrays = [[text_of(v) for v in frame.array(name).to_pylist()] for name in columns]
        return zip(*arrays, strict=True)


def shown(column: str | Mapping[str, Any]) -> str:
    """A generator with its parameters."""
    if isinstance(column, str):
        return column
    given = ", ".join(f"{k}={v}" for k, v in column.items() if k != "generator")
    return f"{column['generator']}({given})"


def of_list(name: str, **columns: str) -> Agreement:
    """Generators whose values are columns of one entry of a list, by generator: `medication="name"`."""

    def holds(values: Values, locale: str) -> bool:
        return values in entries(name, locale, tuple(columns.values()))

    return Agreement(list(columns), holds)


_known: dict[tuple[str, str, Values], frozenset[Values]] = {}


def entries(name: str, locale: str, columns: Values) -> frozenset[Values]:
    """The entries of a list, of some of its columns."""
    key = name, locale, columns
    if key not in _known:
        rows = load(name, locale).rows
        _known[key] = frozenset(zip(*(rows[column] for column in columns), strict=True))
    return _known[key]


def check_agreement(agreement: Agreement) -> int:
    """Every row agrees: in several locales, as a second record of the row, and with each column unique where it can be.

    Gives back how many tables were made; raises AssertionError.
    """
    made = 0
    for locale in agreement.locales or some_locales(repr(agreement)):
        for options in _variants(len(agreement.columns)):
            rows = _most_rows(agreement, locale, options)
            made += rows is not None
            for number, row in enumerate(rows or ()):
                assert agreement.agrees(row, locale), (
                    f"{agreement}: {' | '.join(row)} do not belong together (row {number} in {locale}, "
                    f"with {options})"
                )
    return made


def _variants(count: int) -> Iterator[list[dict[str, Any]]]:
    """Options of each column: none; another record than the row's first one; each of them unique."""
    yield [{}] * count
    yield [{"entity": "other"}] * count
    for unique in range(count):
        yield [{"unique": True} if i == unique else {} for i in range(count)]


def _most_rows(
    agreement: Agreement, locale: str, options: Sequence[Mapping[str, Any]]
) -> list[Values] | None:
    """ROWS rows, or as many as there are where a column is unique; None where it cannot be."""
    try:
        return list(agreement.rows(locale, options))
    except SchemaError as error:
        fewest = [p.capacity for p in error.problems if p.capacity is not None]
        if not any("unique" in each for each in options):
            raise
        if len(fewest) < len(error.problems):
            return None
    return list(agreement.rows(locale, options, min(fewest)))
