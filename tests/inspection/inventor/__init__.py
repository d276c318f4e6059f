"""An inventor of schemas that nobody thought of, of which every check can be met; what an engine has is said by its module."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

WORDS = (
    "name", "code", "amount", "at", "state", "email", "note", "is_new", "total", "start_date", "country", "phone", "url",
    "position", "price", "slug", "title", "quantity", "version", "created_at", "Color", "order", "hash", "ip", "year", "data",
)  # fmt: skip
CERTAIN = 0.7
# Checks that leave few values.
FEW = re.compile(
    r" IN \(|ANY|\b(DIV|SYMMETRIC)\b|>> |BETWEEN \S+ AND \d\d?\b|= \d+ OR|year FROM|[<@]@|<> 'sad'",
    re.IGNORECASE,
)
NAMES = ("users", "order", "lines", "Tags", "user_roles", "events")


@dataclass(frozen=True)
class Column:
    """A column in the making; `more` stands behind its type."""

    name: str
    type: str
    full: bool = False
    more: str = ""


@dataclass
class Table:
    """A table in the making.

    Attributes:
        key: columns of its primary key; () for none.
        lines: of its definition, behind the columns.
        said: columns of which a line says something, so that no other may.
        tail: what stands behind the definition.
        after: statements behind it.
    """

    name: str
    columns: list[Column] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    key: tuple[str, ...] = ()
    said: set[str] = field(default_factory=set)
    tail: str = ""
    after: list[str] = field(default_factory=list)

    def type_of(self, name: str) -> str:
        return next(each.type for each in self.columns if each.name == name)


Part = Callable[[Random, "Engine", Table, Sequence[Table]], None]
# Types of columns, the first {0}, and a check of them; "!" behind a type: NOT NULL, "?": nullable.
Relation = tuple[Sequence[str], str]


@dataclass(frozen=True)
class Engine:
    """What an engine has.

    Attributes:
        quote: that names stand in.
        checks: by type, conditions of a column `{}`, each of which can be met in many ways.
        facets: by type, lists of conditions of which one each can be met together.
        wide: types of which a column may be unique.
        unsorted: types that no index has.
        relations: checks of several columns.
        keys: types of single primary keys, with what is behind them.
        parts: what else a table may have.
        head: statements before all tables.
    """

    quote: str
    checks: Mapping[str, Sequence[str]]
    facets: Mapping[str, Sequence[Sequence[str]]]
    wide: Sequence[str]
    unsorted: Sequence[str]
    relations: Sequence[Relation]
    keys: Sequence[tuple[str, str]]
    parts: Sequence[Part]
    head: str = ""

    def quoted(self, name: str) -> str:
        return f"{self.quote}{name}{self.quote}"

    def listed(self, names: Sequence[str]) -> str:
        return ", ".join(map(self.quoted, names))

    def sql(self, table: Table) -> str:
        """The statements that make a table, a column or constraint on each line."""
        own = [
            f"{self.quoted(each.name)} {each.type}{' NOT NULL' * each.full} {each.more}".rstrip()
            for each in table.columns
        ]
        key = [f"PRIMARY KEY ({self.listed(table.key)})"] if table.key else []
        body = ",\n  ".join([*own, *key, *table.lines])
        made = f"CREATE TABLE {self.quoted(table.name)} (\n  {body}\n){table.tail}"
        return "".join(f"{each};\n" for each in (made, *table.after))


def invented(engine: Engine, random: Random) -> str:
    """DDL of one to four tables."""
    tables: list[Table] = []
    for name in random.sample(NAMES, random.randint(1, 3)):
        table = Table(name)
        for first in (keyed, own, references):
            first(random, engine, table, tables)
        for part in engine.parts:
            if random.random() < (CERTAIN if part is related else 0.3):
                part(random, engine, table, tables)
        tables.append(table)
    return engine.head + "".join(engine.sql(each) for each in tables)


def add(random: Random, table: Table, type_: str, *, more: str = "") -> str:
    """Adds a column of a name that is likely or not; its name."""
    full = random.random() < 0.5 if type_[-1] not in "!?" else type_[-1] == "!"
    word = random.choice(WORDS)
    taken = {each.name.lower() for each in table.columns}
    name = word if word.lower() not in taken else f"{word}_{len(table.columns)}"
    table.columns.append(Column(name, type_.rstrip("!?"), full, more))
    return name


def computed(
    random: Random,
    engine: Engine,
    table: Table,
    choice: tuple[tuple[str, ...], str, str, tuple[str, ...]],
    clause: str,
) -> None:
    """A column made of new ones: of their types, its own type, the expression and what may hold of it; `clause` is
    how the engine declares the expression.
    """
    types, type_, text, more = choice
    names = [add(random, table, each) for each in types]
    made = f"g{len(table.columns)}"
    table.said.update([*names, made])
    expression = text.format(*map(engine.quoted, names))
    table.columns.append(Column(made, type_, False, clause.format(expression)))
    rule = random.choice(more)
    if rule == "UNIQUE" and not table.tail:
        table.lines.append(f"UNIQUE ({engine.quoted(made)})")
    elif rule and rule != "UNIQUE":
        table.lines.append(f"CHECK ({rule.replace('{}', engine.quoted(made))})")


def keyed(random: Random, engine: Engine, table: Table, tables: Sequence[Table]) -> None:
    """A primary key of one column, or of two of which the first refers to another table; or none."""
    kind = random.choice(["one", "one", "one", "two", "none"])
    if kind == "none":
        return
    type_, more = random.choice(engine.keys)
    table.columns.append(Column("id", type_, True, more))
    table.key = ("id",)
    table.said.add("id")
    whole = [each for each in tables if len(each.key) == 1]
    if kind == "two" and whole and not more:
        parent = random.choice(whole)
        table.columns.insert(0, Column("owner_id", parent.type_of(parent.key[0]), True))
        table.lines.append(_foreign(engine, ("owner_id",), parent))
        table.key = ("owner_id", "id")
        table.said.add("owner_id")


def own(random: Random, engine: Engine, table: Table, tables: Sequence[Table]) -> None:
    """Columns, most of them with checks, some unique."""
    for _ in range(random.randint(1, 6)):
        type_ = random.choice(sorted(engine.checks))
        name = add(random, table, type_)
        told: list[str] = []
        if type_ in engine.facets and random.random() < 0.5:
            told = [random.choice(each) for each in engine.facets[type_]]
            told = told[: random.randint(1, len(told))]
        elif engine.checks[type_] and random.random() < 0.8:
            told = [random.choice(engine.checks[type_])]
        for check in told:
            table.lines.append(f"CHECK ({check.replace('{}', engine.quoted(name))})")
            table.said.add(name)
        few = any(FEW.search(each) for each in told)
        if type_ in engine.wide and not few and random.randint(0, 3) == 0:
            table.lines.append(f"UNIQUE ({engine.quoted(name)})")
            table.said.add(name)


def references(random: Random, engine: Engine, table: Table, tables: Sequence[Table]) -> None:
    """Keys to tables that are there, of which some share a column, and to itself."""
    for parent in tables:
        if not parent.key or not random.random() < 0.5:
            continue
        names, full = [], random.random() < 0.5
        for column in parent.key:
            shared = column == "owner_id" and "owner_id" in {each.name for each in table.columns}
            name = "owner_id" if shared else f"{parent.name}_{column}".lower()
            type_ = parent.type_of(column)
            if shared and table.type_of(name) != type_:
                name = f"{parent.name}_{column}".lower()
                shared = False
            if not shared:
                table.columns.append(Column(name, type_, full))
                table.said.add(name)
            names.append(name)
        table.lines.append(_foreign(engine, names, parent))
        if random.randint(0, 2) == 0:
            table.lines.append(f"UNIQUE ({engine.listed(names)})")
    if len(table.key) == 1 and random.randint(0, 2) == 0:
        table.columns.append(Column("parent_id", table.type_of("id")))
        table.said.add("parent_id")
        table.lines.append(_foreign(engine, ("parent_id",), table))


def joined(random: Random, engine: Engine, table: Table, tables: Sequence[Table]) -> None:
    """A key of references alone, as tables that join others have."""
    keys = [each for each in table.lines if each.startswith("FOREIGN")]
    if len(keys) > 1 and table.key == ("id",):
        names = [each.name for each in table.columns if each.name.endswith("_id") and each.full]
        if len(names) > 1:
            table.lines.append(f"UNIQUE ({engine.listed(names[:2])})")


def related(random: Random, engine: Engine, table: Table, tables: Sequence[Table]) -> None:
    """New columns of which a check says something together."""
    for _ in range(random.randint(1, 3)):
        types, check = random.choice(engine.relations)
        names = [add(random, table, each) for each in types]
        table.said.update(names)
        text = check.format(*map(engine.quoted, names))
        table.lines.append(f"CHECK ({text})")


def together(random: Random, engine: Engine, table: Table, tables: Sequence[Table]) -> None:
    """A unique of two columns, of which a check may be about one."""
    wide = [
        each for each in table.columns if each.type in engine.wide and each.name not in table.said
    ]
    if wide and not table.tail:
        first = random.choice(wide).name
        others = [
            each.name
            for each in table.columns
            if each.name != first and each.type not in engine.unsorted
        ]
        if others:
            table.lines.append(f"UNIQUE ({engine.listed([random.choice(others), first])})")


def circular(random: Random, engine: Engine, table: Table, tables: Sequence[Table]) -> None:
    """A key of an older table to this one."""
    older = [each for each in tables if not each.tail]
    if older and len(table.key) == 1:
        child = random.choice(older)
        name = f"main_{table.name}".lower()
        if name not in {each.name for each in child.columns}:
            child.columns.append(Column(name, table.type_of("id")))
            child.said.add(name)
            line = _foreign(engine, (name,), table)
            table.after.append(f"ALTER TABLE {engine.quoted(child.name)} ADD {line}")


def _foreign(engine: Engine, names: Sequence[str], parent: Table) -> str:
    theirs = engine.listed(parent.key)
    return (
        f"FOREIGN KEY ({engine.listed(names)}) REFERENCES {engine.quoted(parent.name)} ({theirs})"
    )
