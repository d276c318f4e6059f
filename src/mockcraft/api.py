"""The Python interface: values of a generator, and schemas whose tables are sequences of rows."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from mockcraft.errors import NotFound, ParameterError, UserError, nearest

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from mockcraft.core.plan import Plan, Table
    from mockcraft.engine import Progress
    from mockcraft.schema.bind import Overrides
    from mockcraft.schema.spec import SchemaSpec
    from mockcraft.selection import Selection

Row = dict[str, Any]
MAX_SEED = 2**64 - 1
MAX_ROWS = 2**62  # that a generator numbers


def generate(
    name: str,
    count: int | None = None,
    *,
    seed: int | None = None,
    locale: str = "en_US",
    fallback: str | None = None,
    unique: bool = False,
    now: str | date | None = None,
    **parameters: object,
) -> Any:
    """One value of a generator, or a list of `count` of them.

    Args:
        name: of the generator, however it is spelled.
        count: how many values, 0 or more; None for one value, not in a list.
        seed: same seed, same values, 0 to 2**64 - 1; None for others each time.
        locale: language and country of the values.
        fallback: the locale that gives what the locale has not; None for an error there.
        unique: whether all values must be different.
        now: the clock, such as 2026-01-31, a date or a datetime, `today` or `now`; None for that of the
            release.
        parameters: of the generator, as Python values or as text.

    Raises:
        MockcraftError: a name, a parameter or a value is wrong; the message says what to do.
    """
    from mockcraft.answer import answer, fresh_seed
    from mockcraft.clock import FROZEN
    from mockcraft.core.values import plain
    from mockcraft.generator import find

    bound = find(name).bind(parameters)
    number = fresh_seed() if seed is None else _whole("seed", seed, 0, MAX_SEED)
    wanted = 1 if count is None else _whole("count", count, 0, MAX_ROWS)
    clock = FROZEN if now is None else _clock(now)
    values = answer(bound, wanted, number, _locale(locale, fallback), unique=unique, now=clock)
    made = [plain(value) for value in values]
    return made[0] if count is None else made


def _whole(name: str, value: object, low: int, high: int) -> int:
    """A whole number in [low, high], both inclusive; raises ParameterError."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise ParameterError(f"{name}={value!r} is not a whole number", name)
    if not low <= value <= high:
        raise ParameterError(f"{name}={value} is outside {low}..{high}", name)
    return value


def _locale(locale: object, fallback: object = None) -> str:
    from mockcraft.core.lists import check_locale

    for name, value in (("locale", locale), ("fallback", fallback)):
        if not isinstance(value, str) and (name, value) != ("fallback", None):
            raise ParameterError(f"{name}={value!r} is not text (give one such as en_US)", name)
    return check_locale(str(locale), None if fallback is None else str(fallback))


def _scale(scale: object) -> float:
    if isinstance(scale, int | float) and not isinstance(scale, bool) and 1e-9 <= scale <= 1e9:
        return float(scale)
    raise ParameterError(f"scale={scale!r} is not a number in 1e-09..1e+09", "scale")


def _counts(counts: Mapping[str, int] | None) -> dict[str, int]:
    if counts is not None and not isinstance(counts, Mapping):
        raise ParameterError(f"counts={counts!r} is not a mapping of table to rows", "counts")
    return {
        str(n): _whole(f"counts[{n!r}]", rows, 1, MAX_ROWS) for n, rows in (counts or {}).items()
    }


def _clock(now: object) -> int:
    """The clock of a text, a date or a datetime, in seconds since 1970-01-01T00:00:00 UTC."""
    from mockcraft.clock import WANTED, read_clock

    try:
        return read_clock(str(now))
    except ValueError:
        raise ParameterError(f"now={now!r} is not {WANTED}", "now") from None


def load(
    schema: str | os.PathLike[str] | Mapping[str, Any],
    *,
    seed: int | None = None,
    locale: str | None = None,
    fallback: str | None = None,
    counts: Mapping[str, int] | None = None,
    scale: float = 1.0,
    now: str | date | None = None,
    folder: str | os.PathLike[str] | None = None,
) -> Schema:
    """A schema file, or a dict of the same form, ready to make rows.

    Args:
        schema: path of a YAML file, or a dict with the keys that such a file has.
        seed: in place of the schema's.
        locale: likewise.
        fallback: likewise.
        counts: rows by table, in place of the schema's.
        scale: multiplies all other row counts that are numbers.
        now: the clock, in place of the schema's.
        folder: where the paths of its lists begin; None for the folder of the file, and for a dict the
            working directory.

    Raises:
        SchemaError: something is wrong with it; `problems` has all of it, each with its place.
    """
    from mockcraft.schema import bind
    from mockcraft.schema.files import Folder

    clock = None if now is None else _clock(now)
    if not isinstance(schema, Mapping | str | os.PathLike):
        raise ParameterError(f"schema={schema!r} is neither a path nor a dict", "schema")
    overrides = bind.Overrides(
        None if seed is None else _whole("seed", seed, 0, MAX_SEED),
        None if locale is None else _locale(locale),
        _counts(counts), _scale(scale), clock,
        fallback=None if fallback is None else _locale(fallback),
    )  # fmt: skip
    source = schema if isinstance(schema, Mapping) else Path(schema)
    if not isinstance(folder, str | os.PathLike | None):
        raise ParameterError(f"folder={folder!r} is no path", "folder")
    files = None if folder is None else Folder(Path(folder))
    spec, plan = bind.load(source, overrides, files)
    return Schema(spec, plan, overrides)


class Schema(Mapping[str, "TableView"]):
    """Tables by name, parents before their children. Nothing is made before it is asked for."""

    def __init__(self, spec: SchemaSpec, plan: Plan, overrides: Overrides) -> None:
        """Made by `load`."""
        self._spec, self._plan, self._overrides = spec, plan, overrides

    def __getitem__(self, name: str) -> TableView:
        try:
            table = self._plan.table(name)
        except KeyError:
            known = nearest(name, [each.name for each in self._plan.tables])
            raise NotFound(f"there is no table {name!r}{known}") from None
        return TableView(self._plan, table, range(table.count))

    def __iter__(self) -> Iterator[str]:
        return iter([table.name for table in self._plan.tables])

    def __contains__(self, name: object) -> bool:
        return any(table.name == name for table in self._plan.tables)

    def __len__(self) -> int:
        return len(self._plan.tables)

    def __repr__(self) -> str:
        tables = ", ".join(f"{each.name}: {each.count:,}" for each in self._plan.tables)
        return f"<mockcraft schema of {tables}>"

    def write(
        self,
        folder: str | os.PathLike[str],
        format: str = "csv",
        *,
        tables: Sequence[str] = (),
        dialect: str = "postgresql",
        overwrite: bool = False,
        pretty: bool = False,
        compress: str = "",
        workers: int | None = None,
        report: Callable[[Progress], None] | None = None,
    ) -> Progress:
        """Writes files: csv, json, jsonl, sql, parquet, bson or resp, one a table (sql: one in all).

        Args:
            folder: where to; it is made if it is missing.
            format: of the files.
            tables: names of those to write; all where none is named.
            dialect: of SQL files.
            overwrite: whether files that exist may be replaced.
            pretty: whether each member of JSON has a line of its own.
            compress: how the files are compressed, gzip or zstd; "" for not at all.
            workers: threads that make rows, or processes, see engine.run; as many as there are processors where
                it is None.
            report: called with the progress after each chunk.
        """
        from mockcraft.engine import ignore, run
        from mockcraft.format import FormatOptions
        from mockcraft.settings import DIALECT
        from mockcraft.sink import open_files

        if format != "sql" and dialect != DIALECT.default:
            raise UserError(f"dialect is that of SQL files, not of {format} (leave it out)")
        if compress not in ("", "gzip", "zstd"):
            raise UserError(f"compress={compress!r} is not gzip or zstd")
        if pretty and format != "json":
            raise UserError(f"pretty is of JSON, not of {format} (leave it out)")
        stem = Path(self._spec.name).stem or "schema"
        existing = "truncate" if overwrite else "refuse"
        options = FormatOptions(dialect, csv=self._spec.csv, pretty=pretty, compress=compress)
        sink = open_files(format, str(folder), stem, options, existing=existing)
        plan = sink.shaped(self._plan)
        ranges = _chosen(tables).ranges(plan)
        return run(plan, sink, ranges, workers=workers, report=report or ignore)

    def seed(
        self,
        url: str,
        *,
        tables: Sequence[str] = (),
        existing: str = "refuse",
        create: bool = True,
        resume: bool = False,
        retries: int = 5,
        workers: int | None = None,
        report: Callable[[Progress], None] | None = None,
    ) -> Progress:
        """Fills a database.

        Args:
            url: of the database, such as sqlite:///shop.db.
            tables: names of those to fill; all where none is named. One that is left out is referred to
                as its first run made it.
            existing: what to do with tables that have rows: "refuse", "append" or "truncate".
            create: whether missing tables are made.
            resume: whether to go on where a run that was broken off had come to.
            retries: how often in a row a lost connection is made again.
            workers: threads that make rows, or processes, see engine.run; one where it is None.
            report: called with the progress after each chunk.
        """
        from mockcraft.engine import ignore
        from mockcraft.seeder import seed_database
        from mockcraft.sink import LoadOptions

        load_options = LoadOptions(create, existing, resume, retries)
        chosen = _chosen(tables)
        seeding = seed_database(self._spec, self._overrides, url, load_options, chosen=chosen)
        return seeding.run(workers, report=report or ignore)


def _chosen(tables: object) -> Selection:
    from mockcraft.selection import Selection

    if isinstance(tables, str) or not isinstance(tables, Sequence):
        raise ParameterError(f"tables={tables!r} is not a list of names", "tables")
    return Selection(tuple(map(str, tables)))


class TableView(Sequence[Row]):
    """Rows of a table, as dicts; any of them at once, and none kept.

    A slice is a view of fewer rows. The Arrow stream protocol lets pyarrow, duckdb, polars and pandas
    read it as it is.
    """

    def __init__(self, plan: Plan, table: Table, rows: range) -> None:
        """Made by `Schema`."""
        self._plan, self._table, self._rows = plan, table, rows

    @property
    def name(self) -> str:
        """Name of the table."""
        return self._table.name

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of its columns."""
        return tuple(column.name for column in self._table.columns)

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        return f"<{len(self):,} rows of {self.name}: {', '.join(self.columns)}>"

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> TableView: ...

    def __getitem__(self, place: int | slice) -> Row | TableView:
        if isinstance(place, slice):
            return TableView(self._plan, self._table, self._rows[place])
        try:
            row = self._rows[place]
        except IndexError:
            raise IndexError(f"row {place} of {len(self):,} rows of {self.name}") from None
        made: Row = self._batch(range(row, row + 1)).to_pylist()[0]
        return made

    def __iter__(self) -> Iterator[Row]:
        for batch in self._batches():
            yield from batch.to_pylist()

    def to_arrow(self) -> pa.Table:
        """All rows as an Arrow table."""
        import pyarrow as pa

        return pa.Table.from_batches(self._batches(), self._schema())

    def to_pandas(self) -> pd.DataFrame:
        """All rows as a pandas data frame; pandas must be installed."""
        _need("pandas")
        return self.to_arrow().to_pandas()

    def to_polars(self) -> pl.DataFrame:
        """All rows as a polars data frame; polars must be installed."""
        polars = _need("polars")
        made: pl.DataFrame = polars.from_arrow(self.to_arrow())
        return made

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The Arrow stream protocol: https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html."""
        import pyarrow as pa

        reader = pa.RecordBatchReader.from_batches(self._schema(), self._batches())
        return reader.__arrow_c_stream__(requested_schema)

    def _schema(self) -> pa.Schema:
        import pyarrow as pa

        return pa.schema([pa.field(c.name, c.type.arrow, c.nullable) for c in self._table.columns])

    def _batches(self) -> Iterator[pa.RecordBatch]:
        from mockcraft.core.ranges import CHUNK_ROWS

        for start in range(0, len(self._rows), CHUNK_ROWS):
            yield self._batch(self._rows[start : start + CHUNK_ROWS])

    def _batch(self, rows: range) -> pa.RecordBatch:
        """The rows with plain text, whose form does not change from batch to batch."""
        import numpy as np
        import pyarrow as pa

        from mockcraft.core.coded import plain_text
        from mockcraft.core.frame import Frame

        batch = Frame(self._plan, self._table, np.array(rows, np.uint64)).batch()
        arrays = [plain_text(a) if pa.types.is_dictionary(a.type) else a for a in batch.columns]
        return pa.RecordBatch.from_arrays(arrays, schema=self._schema())


def _need(module: str) -> Any:
    from importlib import import_module

    try:
        return import_module(module)
    except ImportError:
        raise UserError(f"{module} is not installed (pip install {module})") from None
