"""A run of the seeder: from a schema file and a target to rows in place. Command line and jobs call it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from mockcraft.core.fills import Reference
from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import CHUNK_ROWS, Range, rows_of
from mockcraft.engine import Progress, ignore, run
from mockcraft.errors import UserError
from mockcraft.schema.bind import Overrides, bind, read_spec
from mockcraft.schema.spec import SchemaSpec
from mockcraft.selection import Selection
from mockcraft.sink import LoadOptions, Sink, existing_rows, open_database, open_files


@dataclass(frozen=True, slots=True)
class SeedRequest:
    """What to seed, and where to.

    Attributes:
        schema: path of the schema file.
        database: URL of the database to fill; None for files, or for the schema file's own.
        output: format of the files to write; None for a database.
        folder: of the files; "-" for standard output.
        dialect: of SQL files.
        overrides: seed, locale and counts set over the file.
        tables: names of the tables to write; empty for all. For files only, as are `rows` and `part`.
        rows: (first, last) row of a table by its name, both inclusive, see Selection.
        part: (K, N) for the K-th of N parts of each table; None for all rows.
        load: what to do with the tables of a database, or with files that exist ("truncate" replaces them).
    """

    schema: str
    database: str | None = None
    output: str | None = None
    folder: str = "."
    dialect: str = "postgresql"
    overrides: Overrides = field(default_factory=Overrides)
    tables: tuple[str, ...] = ()
    rows: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    part: tuple[int, int] | None = None
    load: LoadOptions = field(default_factory=LoadOptions)

    @property
    def chosen(self) -> Selection:
        """Which rows to write."""
        return Selection(self.tables, self.rows, self.part)


@dataclass(frozen=True, slots=True)
class Seeding:
    """A run that is ready: the plan, the ranges of it that are made, and the target.

    `database` is None for files; `stream` says that they go to standard output.
    """

    plan: Plan
    ranges: list[Range]
    sink: Sink
    database: str | None
    stream: bool = False

    @property
    def rows(self) -> int:
        """Rows that are made."""
        return rows_of(self.ranges)

    def run(
        self,
        workers: int = 1,
        batch_rows: int = CHUNK_ROWS,
        report: Callable[[Progress], None] = ignore,
    ) -> Progress:
        """See engine.run."""
        return run(
            self.plan, self.sink, self.ranges,
            workers=workers, batch_rows=batch_rows, report=report,
        )  # fmt: skip


def prepare(request: SeedRequest) -> Seeding:
    """Binds the plan and opens the target; raises what is wrong with either, before anything is written."""
    if request.database is not None and request.output is not None:
        raise UserError("give --db or --output, not both")
    spec, problems = read_spec(request.schema)
    plan = bind(spec, request.overrides, problems)
    if request.output is not None:
        ranges = request.chosen.ranges(plan)
        stem = Path(spec.file).stem or "dump"
        sink = open_files(
            request.output, request.folder, stem, request.dialect,
            existing=request.load.existing, part=request.part,
        )  # fmt: skip
        return Seeding(plan, ranges, sink, None, stream=request.folder == "-")
    database = request.database or spec.database_url()
    if database is None:
        raise UserError("say where to: --db URL for a database, or --output FORMAT for files")
    if request.chosen:
        raise UserError(
            "--table, --rows and --part choose what is written to files; a database is filled with all rows"
        )
    if request.load.existing == "append":
        plan = _grown(request, spec, plan, database)
    return Seeding(plan, plan.ranges, open_database(database, request.load), database)


def _grown(request: SeedRequest, spec: SchemaSpec, plan: Plan, database: str) -> Plan:
    """The plan whose tables have the rows that are there and the asked ones after them."""
    present = existing_rows(database, [table.name for table in plan.tables])
    counts: Mapping[str, int] = {
        table.name: present[table.name] + table.count
        for table in plan.tables
        if table.children is None
    }
    grown = bind(spec, replace(request.overrides, counts=counts), [])
    for table in grown.tables:
        if present[table.name]:
            _check_appendable(grown, table, present)
    return grown


def _check_appendable(plan: Plan, table: Table, present: Mapping[str, int]) -> None:
    """Refuses keys that depend on how many parents there are: old ones could come again."""
    for column in table.columns:
        fill = column.fill
        if not isinstance(fill, Reference) or fill.unique is None:
            continue
        if plan.table(fill.parent).count != present[fill.parent]:
            raise UserError(
                f"{column.place}: --append cannot add to {table.name}: {column.name} is unique, and the rows of "
                f"{fill.parent} it is chosen from grow too, so that keys would come again "
                "(fill the tables anew with --truncate and a larger --scale)"
            )
