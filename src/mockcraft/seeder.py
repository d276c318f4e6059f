"""A run of the seeder: from a schema file and a target to rows in place. Command line and jobs call it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mockcraft.core.embedding import embedded_ranges
from mockcraft.core.plan import Plan
from mockcraft.core.ranges import CHUNK_ROWS, Range, rows_of, tables_of
from mockcraft.core.width import least_bytes
from mockcraft.dataclass import dataclass
from mockcraft.engine import Progress, ignore, run
from mockcraft.errors import Problem, UserError
from mockcraft.format import FormatOptions
from mockcraft.output_file import OutputFile
from mockcraft.pace import Pace
from mockcraft.schema.bind import Overrides, bind, read
from mockcraft.schema.spec import SchemaSpec
from mockcraft.selection import Selection
from mockcraft.sink import Destination, LoadOptions, open_files
from mockcraft.wording import counted

if TYPE_CHECKING:
    from mockcraft.sinks.database import DatabaseSink
    from mockcraft.sinks.existing import Replaced


@dataclass(frozen=True, slots=True)
class SeedRequest:
    """What to seed, and where to.

    Attributes:
        schema: path of the schema file, or what has been read of one.
        database: URL of the database to fill; None for files, or for the schema file's own.
        output: format of the files to write; None for a database.
        folder: of the files; "-" for standard output.
        file: the only file, where one is named: its format, folder and compression are those above.
        dialect: of SQL files.
        header: whether CSV files begin with the names of their columns, if the schema does not say no.
        pretty: whether each member of JSON has a line of its own.
        compress: how the files are compressed, gzip or zstd; "" for not at all.
        overrides: seed, locale and counts set over the file.
        tables: names of the tables to write; empty for all.
        rows: (first, last) row of a table by its name, both inclusive, see Selection.
        part: (K, N) for the K-th of N parts of each table; None for all rows.
        skip: names of tables that are left out.
        load: what to do with the tables of a database, or with files that exist ("truncate" replaces them).
        looks: whether the run is only looked at, see Destination.foresee.
    """

    schema: str | SchemaSpec
    database: str | None = None
    output: str | None = None
    folder: str = "."
    file: OutputFile | None = None
    dialect: str = "postgresql"
    header: bool = True
    pretty: bool = False
    compress: str = ""
    overrides: Overrides = field(default_factory=Overrides)
    tables: tuple[str, ...] = ()
    rows: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    part: tuple[int, int] | None = None
    skip: tuple[str, ...] = ()
    load: LoadOptions = field(default_factory=LoadOptions)
    looks: bool = False

    @property
    def chosen(self) -> Selection:
        """Which rows to write."""
        return Selection(self.tables, self.rows, self.part, self.skip)

    def options(self, spec: SchemaSpec) -> FormatOptions:
        """Of the files of a schema; without their header, rows of CSV files can be joined."""
        csv = spec.csv if self.header else replace(spec.csv, header=False, bom=False)
        if self.file is not None and self.file.delimiter is not None:
            csv = replace(csv, delimiter=self.file.delimiter)
        return FormatOptions(self.dialect, self.part, csv, self.pretty, self.compress)


@dataclass(frozen=True, slots=True)
class Seeding:
    """A run that is ready: the plan, the ranges of it that are made, and the target.

    `database` is None for files; `stream` says that they go to standard output. `filling` is the sink of a database,
    of which a run for files imports nothing.
    """

    plan: Plan
    ranges: list[Range]
    sink: Destination
    database: str | None
    stream: bool = False
    filling: "DatabaseSink | None" = None

    @property
    def rows(self) -> int:
        """Rows that are made."""
        return rows_of(self.ranges)

    def left_out(self) -> list[str]:
        """A sentence for each check that the tables of a database which the run has made do not have."""
        sink = self.filling
        if sink is None:
            return []
        return sink.target.left_out([self.plan.table(name) for name in sink.made])

    def unread(self) -> list[str]:
        """A sentence for each table of a database whose validator was not read in whole; [] before the run begins."""
        if self.filling is None:
            return []
        return self.filling.target.unread(self.plan.tables)

    @property
    def resumed(self) -> bool:
        """Whether the run, which has begun, goes on with one that was broken off."""
        return self.filling is not None and self.filling.resumed

    def replaced(self) -> "Replaced":
        """What is there of a database, and the run replaces."""
        if self.filling is None:
            return {}
        return self.filling.replaced(self.plan, self.ranges)

    def agree(self, replaced: "Replaced") -> None:
        """Has the run replace no more of a database than this; without this it replaces all."""
        if self.filling is not None:
            self.filling.agreed = replaced

    def run(
        self,
        workers: int | None = 1,
        batch_rows: int = CHUNK_ROWS,
        report: Callable[[Progress], None] = ignore,
        pace: Pace | None = None,
    ) -> Progress:
        """See engine.run; without a number of workers, one makes the rows of a database, which takes longer to load
        them.
        """  # fmt: skip
        if workers is None and self.database is not None:
            workers = 1
        return run(
            self.plan, self.sink, self.ranges,
            workers=workers, batch_rows=batch_rows, report=report, pace=pace,
        )  # fmt: skip


def embedding(plan: Plan, ranges: Sequence[Range], targeted: bool = True) -> Iterator[str]:
    """A sentence for each table that stands in documents of these rows, and for each that would where its target
    held such; `targeted` says whether there is a target yet.
    """
    for each in embedded_ranges(plan, ranges):
        children = plan.table(each.table).children
        assert children is not None
        yield f"{each.table}: {counted(each.rows, 'row')} in the documents of {children.parent}"
    why = (
        "stays a table, not embedded in {0}: rows of {0} are no documents in this target"
        if targeted
        else "embedded in {} where the target holds documents, else a table"
    )
    for name in tables_of(ranges):
        for child in plan.table(name).embeds:
            if plan.holder(child) == child:
                yield f"{child}: {why.format(name)}"


def prepare(request: SeedRequest) -> Seeding:
    """Binds the plan and opens the target; raises what is wrong with either, before anything is written."""
    if request.database is not None and request.output is not None:
        raise UserError("give --db or --output, not both")
    if request.output is None:
        return _into_database(request)
    spec, plan = bound(request)
    stem = request.file.stem if request.file else Path(spec.name).stem or "dump"
    sink = open_files(
        request.output, request.folder, stem, request.options(spec),
        existing=request.load.existing, chosen=request.chosen,
        single=request.file.suffix if request.file else "",
    )  # fmt: skip
    plan = sink.shaped(plan)
    ranges = request.chosen.ranges(plan)
    _check_width(plan, ranges)
    return Seeding(plan, ranges, sink, None, stream=request.folder == "-")


def _into_database(request: SeedRequest) -> Seeding:
    spec, problems = read_request(request)
    database = request.database or spec.database_url()
    if database is None:
        bind(spec, request.overrides, problems)
        raise UserError("say where to: --db URL for a database, or --output FORMAT for files")
    return seed_database(
        spec, request.overrides, database, request.load,
        chosen=request.chosen, looks=request.looks, problems=problems,
    )  # fmt: skip


def _check_width(plan: Plan, ranges: Sequence[Range]) -> None:
    """Raises DataError for a row that does not fit into memory, so that a dry run says so too."""
    for name in tables_of(ranges):
        least_bytes(plan.table(name))


def read_request(request: SeedRequest) -> tuple[SchemaSpec, list[Problem]]:
    """The schema that is asked for, and what is wrong with its shape."""
    given = request.schema
    return (given, []) if isinstance(given, SchemaSpec) else read(given)


def bound(request: SeedRequest) -> tuple[SchemaSpec, Plan]:
    """The schema that is asked for, and its plan; raises what is wrong with it."""
    spec, problems = read_request(request)
    return spec, bind(spec, request.overrides, problems)


def seed_database(
    spec: SchemaSpec,
    overrides: Overrides,
    url: str,
    options: LoadOptions,
    *,
    chosen: Selection | None = None,
    looks: bool = False,
    problems: list[Problem] | None = None,
) -> Seeding:
    """A run that fills a database; of an append, with the rows that come after those that are there.

    An append of chosen rows is just these: it may add to tables that have some. One that only `looks` takes
    no lock, and cannot be run. `problems` are those that the specification was read with.
    """
    from mockcraft.database import engine_of
    from mockcraft.sinks.append import append_plan
    from mockcraft.sinks.database import DatabaseSink
    from mockcraft.sinks.part import PartSink
    from mockcraft.sinks.stored_rows import with_stored

    chosen = chosen or Selection()
    sink = (
        PartSink(engine_of(url), url, options, chosen)
        if chosen.part
        else DatabaseSink(engine_of(url), url, options)
    )
    spec = spec if problems else with_stored(spec, url)
    plan = sink.shaped(bind(spec, overrides, problems))
    names = tables_of(chosen.ranges(plan))
    _check_width(plan, chosen.ranges(plan))
    if options.existing == "append" and not chosen.rows:
        with sink.reading(plan, names, looks) as connection:
            plan = append_plan(spec, overrides, sink.target, connection=connection, names=names)
    return Seeding(plan, chosen.ranges(plan), sink, url, filling=sink)
