"""The statements of a file, one after the other, become tables as the catalogue of a database would tell them.

What a statement says of rows, users or programs is passed over. One that is not understood is noted with its line,
and costs the others nothing.
"""

from collections.abc import Sequence
from dataclasses import replace

from mockcraft.definitions.alterations import Alterations
from mockcraft.definitions.cursor import Cursor, NotUnderstood
from mockcraft.definitions.grammar import Grammar
from mockcraft.definitions.items import Items
from mockcraft.definitions.making import Making
from mockcraft.definitions.partitions import read_bound, read_bounds, read_cut
from mockcraft.definitions.script import statements
from mockcraft.definitions.tokens import Token, members, shown, written
from mockcraft.stored import Defined, StoredColumn, StoredRule, Unread

# What statements begin with that say nothing of the shape of tables.
_OTHERS = {
    "SET", "SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "COPY", "GRANT", "REVOKE", "BEGIN", "START", "COMMIT",
    "ROLLBACK", "LOCK", "UNLOCK", "USE", "ANALYZE", "VACUUM", "CLUSTER", "REINDEX", "REFRESH", "SECURITY", "DO", "WITH",
    "SHOW", "TRUNCATE", "CALL", "NOTIFY", "RESET", "DISCARD", "CHECKPOINT", "LOAD", "DECLARE", "EXPLAIN", "REASSIGN",
}  # fmt: skip
_BEFORE_TABLE = ("OR", "REPLACE", "GLOBAL", "LOCAL", "UNLOGGED")


class Reader:
    """Reads a file; see `read`."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar, self.schema = grammar, grammar.schema
        self.tables: dict[str, Making] = {}
        self.types: dict[str, StoredColumn] = {}
        self.partitions: dict[str, Making] = {}
        self.wholes: dict[str, Making] = {}  # the tables that partitions are of
        self.unread: list[Unread] = []
        self.items = Items(grammar, self.types, lambda path: self.named(path))
        self.alterations = Alterations(self.items, self.tables, self)

    def read(self, script: str) -> Defined:
        """What a file defines."""
        for each in statements(script, self.grammar.backslash):
            try:
                self._read(Cursor(each.tokens, self.grammar.fold))
            except NotUnderstood as error:
                self.unread.append(Unread(each.line, shown(each.tokens), str(error)))
        for name, part in self.partitions.items():
            self.wholes[name].take_keys(part)
        order = sorted(
            self.tables.values(), key=lambda made: self.grammar.tables_by((made.schema, made.local))
        )
        found = {made.name: made.stored(self.grammar.sorted_by) for made in order}
        return Defined(found, tuple(self.unread))

    def _read(self, cursor: Cursor) -> None:
        if any(each.opens for each in cursor.left):
            raise NotUnderstood("a quote is not closed")
        if cursor.take("SET", "SEARCH_PATH"):
            cursor.skip("TO", "=")
            first = cursor.next()
            self.schema = first.said if first.kind == "text" else first.name
        elif cursor.at("ALTER", "TABLE"):
            self._alter(cursor)
        elif cursor.take("COMMENT", "ON"):
            self._comment(cursor)
        elif cursor.take("DROP", "TABLE"):
            self._drop(cursor)
        elif cursor.take("CREATE"):
            self._create(cursor)
        elif not cursor.at_any("ALTER", "DROP", *_OTHERS):
            raise NotUnderstood("no statement that is known")

    def named(self, path: Sequence[str]) -> str:
        """How a schema file names a table: without the usual schema."""
        schema, local = self._parts(path)
        return local if schema == self.grammar.schema else f"{schema}.{local}"

    def _parts(self, path: Sequence[str]) -> tuple[str, str]:
        if not self.grammar.schema:
            return "", path[-1]
        return (path[-2] if len(path) > 1 else self.schema or self.grammar.schema), path[-1]

    # ------------------------------------------------------------------ CREATE

    def _create(self, cursor: Cursor) -> None:
        cursor.skip(*_BEFORE_TABLE)
        if cursor.take("TABLE") or cursor.take("FOREIGN", "TABLE"):
            self._create_table(cursor)
        elif cursor.take("TYPE"):
            self._create_type(cursor)
        elif cursor.take("DOMAIN"):
            self._create_domain(cursor)
        elif cursor.take("UNIQUE", "INDEX"):
            self._create_unique(cursor)
        elif _makes_trigger(cursor.left):
            self._create_trigger(cursor)

    def _create_table(self, cursor: Cursor) -> None:
        again = cursor.take("IF", "NOT", "EXISTS")
        path = cursor.path()
        schema, local = self._parts(path)
        made = Making(self.named(path), schema, local)
        if made.name in self.tables or made.name in self.partitions:
            if again:
                return
            raise NotUnderstood(f"the table {made.name} is made before")
        if cursor.take("PARTITION", "OF"):
            parent = self._table(cursor.path())
            items = members(cursor.bracket()) if cursor.at("(") else []
            bound = cursor.until(lambda each: each.at("PARTITION", "BY"))
            self.attach(parent, made.name, bound)
            part = self.partitions[made.name]
            for each in items:
                if each[0].word in ("CHECK", "CONSTRAINT"):
                    self.items.read(part, each)
            if cursor.take("PARTITION", "BY"):
                part.cut = read_cut(cursor)
            return
        if cursor.take("LIKE"):
            self._like(made, Cursor(cursor.left, self.grammar.fold))
        elif not cursor.at("("):
            raise NotUnderstood("its columns are not told")
        else:
            items = members(cursor.bracket())
            if cursor.take("INHERITS"):
                for each in members(cursor.bracket()):
                    self._inherit(made, self._table(Cursor(each, self.grammar.fold).path()))
            for each in items:
                if each[0].word == "LIKE" and len(each) > 1 and each[1].name:
                    self._like(made, Cursor(each[1:], self.grammar.fold))
                else:
                    self.items.read(made, each)
        self._options(made, cursor)
        self.tables[made.name] = made

    def _options(self, made: Making, cursor: Cursor) -> None:
        """What stands behind the columns."""
        while cursor.left:
            if cursor.take("PARTITION", "BY"):
                self._cut(made, cursor)
            elif cursor.take("COMMENT"):
                cursor.take("=")
                made.comment = cursor.next().said
            else:
                cursor.next()

    def _cut(self, made: Making, cursor: Cursor) -> None:
        if self.grammar.partitioned is None:
            made.cut = read_cut(cursor)
        elif text := self.grammar.partitioned(*read_bounds(cursor)):
            made.rules[made.free("partitions")] = StoredRule("", "guard", text)

    def _like(self, made: Making, cursor: Cursor) -> None:
        """Columns as another table has them; INCLUDING ALL, and MySQL, with keys and checks."""
        other = self._table(cursor.path())
        words = {each.word for each in cursor.left}
        whole = self.grammar.indexes or "ALL" in words
        for name, column in other.columns.items():
            kept = column if whole or "DEFAULTS" in words else replace(column, default=None)
            generated = whole or "GENERATED" in words
            made.columns[name] = kept if generated else replace(kept, generated=False, computed="")
            if not (whole or "IDENTITY" in words):
                made.columns[name] = replace(made.columns[name], identity="")
        if whole or "INDEXES" in words:
            made.primary_key = other.primary_key
            made.uniques |= other.uniques
            made.rules |= {n: each for n, each in other.rules.items() if each.kind != "check"}
        if whole or "CONSTRAINTS" in words:
            made.rules |= {n: each for n, each in other.rules.items() if each.kind == "check"}

    def _inherit(self, made: Making, parent: Making) -> None:
        made.columns |= parent.columns
        made.rules |= {n: each for n, each in parent.rules.items() if each.kind == "check"}

    def _create_type(self, cursor: Cursor) -> None:
        name = cursor.path()[-1]
        if not cursor.take("AS"):
            return  # a shell, or one that C functions make
        if cursor.take("ENUM"):
            labels = tuple(each[0].said for each in members(cursor.bracket()))
            self.types[name] = StoredColumn("", name, "enum", base=name, labels=labels)
        elif cursor.at("("):
            made = Making(name, "", name)
            for each in members(cursor.bracket()):
                self.items.column(made, Cursor(each, self.grammar.fold))
            fields = tuple(made.columns.values())
            self.types[name] = StoredColumn(
                "", name, "composite", base=name, members=len(fields), fields=fields
            )
        elif cursor.take("RANGE"):
            of_time = any(each.word.startswith(("DATE", "TIME")) for each in cursor.left)
            example = "[2024-01-01,2024-02-01)" if of_time else "[1,2)"
            self.types[name] = StoredColumn("", name, "range", base=name, example=example)
        else:
            raise NotUnderstood(f"a type by {cursor.next().text}")

    def _create_domain(self, cursor: Cursor) -> None:
        """A column of a table of its own, whose checks are those of the domain."""
        name = cursor.path()[-1]
        cursor.take("AS")
        made = Making(name, "", name)
        self.items.column(made, Cursor(_column_of(cursor), self.grammar.fold))
        column = made.columns["value"]
        checks = (*column.checks, *(rule.text for rule in made.rules.values()))
        self.types[name] = replace(column, name="", type=name, checks=checks)

    def _create_unique(self, cursor: Cursor) -> None:
        whole = f"CREATE UNIQUE INDEX {written(cursor.left)}"
        cursor.skip("CONCURRENTLY")
        cursor.take("IF", "NOT", "EXISTS")
        name = "" if cursor.at("ON") else cursor.path()[-1]
        if cursor.take("USING"):
            cursor.next()
        cursor.skip("ON", "ONLY")
        made = self._table(cursor.path())
        if cursor.take("USING"):
            cursor.next()
        columns, expressions = [], []
        listed = cursor.bracket()
        if (beginnings := self.items.beginnings(made, listed)) is not None:
            self.items.add_beginnings(made, name, *beginnings)
            return
        for each in members(listed):
            inner = Cursor(each, self.grammar.fold)
            column = inner.name() if each[0].name else ""
            if column in made.columns and not inner.at_any("(", "::", "."):
                columns.append(column)
            else:
                ends = each[-1].word in ("ASC", "DESC")
                expressions.append(written(each[:-1] if ends else each))
        where, equal = "", False
        while cursor.left:
            if cursor.take("WHERE"):
                where = written(cursor.left)
                break
            equal = cursor.take("NULLS", "NOT", "DISTINCT") or equal
            if cursor.left:
                cursor.next()
        if self.grammar.indexes and expressions:
            return  # of the first characters of a text, which catalogues of MySQL tell as no unique
        if where or expressions:
            name = made.free(name or f"{made.local}_idx")
            made.rules[name] = StoredRule(
                name, "unique", whole, tuple(columns), where, tuple(expressions)
            )
        else:
            self.items.add_unique(made, tuple(columns), name, equal)

    def _create_trigger(self, cursor: Cursor) -> None:
        while not cursor.take("TRIGGER"):
            cursor.next()
        cursor.take("IF", "NOT", "EXISTS")
        name = cursor.path()[-1]
        while not cursor.take("ON"):
            cursor.next()
        made = self.tables.get(self.named(cursor.path()))
        if made is not None:
            made.triggers = sorted({*made.triggers, name})

    # ------------------------------------------------------------------ other statements

    def _alter(self, cursor: Cursor) -> None:
        cursor.take("ALTER", "TABLE")
        cursor.take("IF", "EXISTS")
        cursor.take("ONLY")
        self.alterations.read(self._table(cursor.path()), cursor)

    def attach(self, whole: Making, name: str, bound: Sequence[Token]) -> None:
        """Makes a table a partition of another one, which may be one itself."""
        told = read_bound(bound, whole.cut)
        part = self.tables.pop(name, None)
        if part is None:
            part = Making(name, whole.schema, name, columns=dict(whole.columns))
        whole.parts[name] = (told, part)
        self.partitions[name], self.wholes[name] = part, self.wholes.get(whole.name, whole)

    def detach(self, whole: Making, name: str) -> None:
        """Makes a partition a table of its own."""
        if name not in whole.parts:
            raise NotUnderstood(f"{whole.name} has no partition {name}")
        del whole.parts[name], self.wholes[name]
        self.tables[name] = self.partitions.pop(name)

    def _comment(self, cursor: Cursor) -> None:
        kind = cursor.next().word
        if kind not in ("TABLE", "COLUMN"):
            return
        path = cursor.path()
        column = path.pop() if kind == "COLUMN" else ""
        made = self.tables.get(self.named(path)) if path else None
        if made is None or not cursor.take("IS"):
            return  # of a view, or a type
        text = "" if cursor.at("NULL") else cursor.next().said
        if column:
            made.columns[column] = replace(made.column(column), comment=text)
        else:
            made.comment = text

    def _drop(self, cursor: Cursor) -> None:
        cursor.take("IF", "EXISTS")
        for each in members(cursor.left):
            name = self.named(Cursor(each, self.grammar.fold).path())
            self.tables.pop(name, None)
            for part in [part for part, top in self.wholes.items() if name in (part, top.name)]:
                del self.partitions[part], self.wholes[part]
            for whole in (*self.tables.values(), *self.partitions.values()):
                whole.parts.pop(name, None)

    def _table(self, path: Sequence[str]) -> Making:
        name = self.named(path)
        found = self.tables.get(name) or self.partitions.get(name)
        if found is None:
            raise NotUnderstood(f"the table {name} is not made before")
        return found


def _makes_trigger(found: Sequence[Token]) -> bool:
    """Whether what stands behind CREATE makes a trigger; a function may merely return one."""
    words = [each.word for each in found[:8]]
    return "TRIGGER" in words and not {"FUNCTION", "PROCEDURE"} & set(words)


def _column_of(cursor: Cursor) -> list[Token]:
    """The tokens of a domain as those of a column."""
    return [Token("name", '"value"', 0, False), *cursor.left]
