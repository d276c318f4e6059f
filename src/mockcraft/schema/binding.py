"""What the steps of binding share: the specification, what is known of it so far, and the problems."""

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from typing import Any

from mockcraft.core.context import Context
from mockcraft.core.expressions.operand import Tree
from mockcraft.core.links.children import Children
from mockcraft.core.lists import DEFAULT_LOCALE, check_locale
from mockcraft.core.paths import parted
from mockcraft.core.plan import Column, Link
from mockcraft.core.types import Type
from mockcraft.core.values import Timestamp, text_of
from mockcraft.dataclass import dataclass
from mockcraft.errors import MockcraftError, NotFound, Place, Problem, SchemaError, nearest
from mockcraft.schema.source import shown
from mockcraft.schema.spec import MAX_PARENTS, ColumnSpec, Path, PerSpec, SchemaSpec, TableSpec

HINTED = 100  # problems that come with the nearest name: nobody reads on
MAX_HOPS = 50  # names of one path, such as a.b.c
Name = tuple[str, str]  # of a column: its table's and its own
Record = tuple[str, str, str]  # what columns of a row share: scope, locale, entity


@dataclass(slots=True)
class Binding:
    """A specification on its way to a plan.

    Attributes:
        spec: what is asked for.
        seed: of all decisions.
        now: the clock, in seconds since 1970-01-01T00:00:00 UTC.
        locale: of tables that name none, with its fallback.
        fallback: the locale that gives what others have not; None for none.
        starts: first row of each table of an append.
        max_parents: see Overrides.
        problems: what is wrong, in the order in which it was found.
        tables: the tables by name.
        columns: their columns by name.
        counts: rows of each table; complete before a column is bound.
        children: of tables that are counted per parent.
        links: foreign keys by table, and there by the path of their names.
        bound: the columns that are bound; None for those with problems.
        settled: what columns settle for the record that they share, see `Context.shared`.
        contexts: of records, as they were last made.
        sound: generators with parameters, of which a first value was made.
    """

    spec: SchemaSpec
    seed: int
    now: int
    locale: str = DEFAULT_LOCALE
    fallback: str | None = None
    starts: Mapping[str, int] = field(default_factory=dict)
    max_parents: int = MAX_PARENTS
    problems: list[Problem] = field(default_factory=list)
    tables: dict[str, TableSpec] = field(default_factory=dict)
    columns: dict[str, dict[str, ColumnSpec]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    children: dict[str, Children] = field(default_factory=dict)
    links: dict[str, dict[Path, Link]] = field(default_factory=dict)
    bound: dict[Name, Column | None] = field(default_factory=dict)
    settled: dict[Record, dict[str, Any]] = field(default_factory=dict)
    contexts: dict[Record, Context] = field(default_factory=dict)
    sound: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.tables = {table.name: table for table in self.spec.tables}
        self.columns = {t.name: {c.name: c for c in t.columns} for t in self.spec.tables}

    # ------------------------------------------------------------------ problems

    def place(self, *path: str) -> Place:
        """See SchemaSpec.place."""
        return self.spec.place(*path)

    def problem(self, path: Path, message: str) -> None:
        """Notes a problem with what stands at a path."""
        self.problems.append(Problem(self.place(*path), message))

    def wrong(self, path: Path, message: str) -> SchemaError:
        """The error of one problem."""
        return SchemaError(Problem(self.place(*path), message))

    def note(self, error: MockcraftError, path: Path) -> None:
        """Notes an error: at its own places, or at this one."""
        if isinstance(error, SchemaError):
            self.problems += error.problems
        else:
            self.problem(path, str(error))

    def nearest(self, word: str, known: Iterable[str]) -> str:
        """See errors.nearest; nothing once HINTED problems are noted, as each hint takes milliseconds."""
        return nearest(word, filter(None, known)) if len(self.problems) < HINTED else ""

    def no_column(self, table: str, name: str) -> str:
        """What is wrong with a name that is no column of the table, and which ones there are."""
        known = [*self.columns[table], *self.tables[table].unread]
        return f"{table} has no column {shown(name)}{self.nearest(name, known)}"

    # ------------------------------------------------------------------ names

    def known_locale(self, locale: str | None, path: Path) -> str:
        """The locale as it is spelled here, with the fallback of all; a problem where it is not known."""
        try:
            return check_locale(locale or DEFAULT_LOCALE, self.fallback)
        except NotFound as error:
            self.problem(path, str(error))
            return DEFAULT_LOCALE

    def known_table(self, name: str, path: Path, stored: bool = False) -> bool:
        """Whether there is such a table; a problem at `path` where there is none, which could be `stored`."""
        if name not in self.tables:
            hint = self.nearest(name, self.tables)
            if stored and "there are" in hint:
                hint = f"{hint[:-1]}; one that a database has is said by existing: true)"
            self.problem(path, f"there is no table {shown(name)}{hint}")
        return name in self.tables

    def check_columns(self, table: str, paths: Iterable[str], at: Path) -> None:
        """A problem at `at` for each path that begins with no column of the table."""
        own = self.columns[table]
        for path in paths:
            name = path.partition(".")[0]
            if name not in own:
                self.problem(at, self.no_column(table, name))

    def target_of(self, column: ColumnSpec) -> Name | None:
        """Table and column that a reference names, known or not; None for what is no `table.column`.

        Names may have dots in them: where several readings are possible, one that exists is meant.
        """
        if column.source != "ref" or column.value is None:
            return None
        words = column.text.split(".")
        readings = [(".".join(words[:i]), ".".join(words[i:])) for i in range(1, len(words))]
        readings = [(table, name) for table, name in readings if table and name]
        found = [r for r in readings if r[1] in self.columns.get(r[0], ())]
        found = found or [r for r in readings if r[0] in self.tables] or readings[::-1]
        return found[0] if found else None

    def parent_of(self, column: ColumnSpec) -> str | None:
        """The table a reference names, known or not; None for other columns."""
        target = self.target_of(column)
        return target[0] if target else None

    def counted_column(self, table: TableSpec) -> ColumnSpec | None:
        """The reference that the rows of a table are counted per; None where there is none."""
        if not isinstance(table.count, PerSpec):
            return None
        parent = table.count.parent
        return next((c for c in table.columns if self.parent_of(c) == parent), None)

    def settle(self, found: dict[Record, dict[str, Any]]) -> None:
        """Takes what columns settle for their records, from which contexts are made from now on."""
        self.settled, self.contexts = found, {}

    def context(self, table: str, locale: str | None = None, entity: str = "") -> Context:
        """What decisions of a table are made with."""
        record = (table, locale or self.locale, entity)
        if record not in self.contexts:
            context = Context(self.seed, table, record[1], self.now, entity)
            self.contexts[record] = context.sharing(self.settled.get(record, {}))
        return self.contexts[record]

    def constants(self, table: str) -> dict[str, Tree]:
        """What `now` and `today` stand for in the expressions of a table, where no column is called so."""
        moment = text_of(Timestamp(self.now))
        found = {"now": (moment, "timestamp"), "today": (moment[: len("2026-01-31")], "date")}
        return {
            name: ("cast", ("literal", "text", text), kind)
            for name, (text, kind) in found.items()
            if name not in self.columns[table]
        }

    def sequence(self, table: str, name: str) -> tuple[int, int] | None:
        """(start, step) of a column whose values number the rows; None for others, and those with problems."""
        column = self.bound.get((table, name))
        return None if column is None else column.sequence

    # ------------------------------------------------------------------ what a path leads to

    def path_read(self, table: str, path: str) -> list[Name]:
        """The columns that a path such as `user_id.created_at` reads, as far as they exist."""
        read: list[Name] = []
        path, _ = parted(path)
        for _ in range(MAX_HOPS):
            name, dot, path = path.partition(".")
            column = self.columns[table].get(name)
            if column is None:
                break
            read.append((table, name))
            target = self.target_of(column)
            if not dot or target is None or target[0] not in self.tables:
                break
            table = target[0]
        return read

    def path_column(self, table: str, path: str, at: Path) -> tuple[Type, bool]:
        """Type of what a path leads to, and whether it can be null.

        Raises SchemaError where there is none, with no problems where they have been noted already.
        """
        path, step = parted(path)
        whole, nullable = path, step != 0
        for _ in range(MAX_HOPS):
            name, dot, rest = path.partition(".")
            columns = self.columns[table]
            if name not in columns:
                raise self.wrong(at, self.no_column(table, name))
            column = self.bound.get((table, name))
            if column is None:
                raise SchemaError
            nullable |= column.nullable
            if not dot:
                return column.type, nullable
            if column.type.kind == "struct":
                member = self._member(column, whole, rest, at)
                return member.type, nullable or member.nullable
            part_type = getattr(column.fill, "part_type", None)
            if part_type is not None:
                return self._part(column, part_type, whole, rest, at), True
            target = self.target_of(columns[name])
            if target is None:
                message = f"{whole}: {name} is no reference and no sub-document, so it has no {shown(rest)}"
                raise self.wrong(at, message)
            table, path = target[0], rest
        raise self.wrong(at, f"{shown(whole)} has more than {MAX_HOPS} names")

    def _part(self, column: Column, part_type: Any, path: str, name: str, at: Path) -> Type:
        """The type of what is read of a process under this name."""
        found: Type | None = part_type(name)
        if found is None:
            from mockcraft.core.process import SINCE, STEPS

            states = column.fill.states  # type: ignore[attr-defined]
            known = [each for each in (*states, SINCE, STEPS) if part_type(each)]
            hint = self.nearest(name, known)
            raise self.wrong(at, f"{path}: {column.name} has no state {shown(name)}{hint}")
        return found

    def _member(self, column: Column, path: str, rest: str, at: Path) -> Column:
        """The member of a sub-document that the rest of a path leads to, nullable if any around it is."""
        nullable = False
        for _ in range(MAX_HOPS):
            members = {each.name: each for each in getattr(column.fill, "members", ())}
            name, dot, rest = rest.partition(".")
            if name not in members:
                hint = self.nearest(name, members)
                raise self.wrong(at, f"{path}: there is no member {shown(name)}{hint}")
            column = members[name]
            nullable |= column.nullable
            if not dot:
                return replace(column, nullable=nullable)
            if column.type.kind != "struct":
                message = f"{path}: {name} is no sub-document, so it has no {shown(rest)}"
                raise self.wrong(at, message)
        raise self.wrong(at, f"{shown(path)} has more than {MAX_HOPS} names")
