"""What stands between the brackets of CREATE TABLE, and behind ADD of ALTER TABLE: columns and constraints."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from mockcraft.definitions.cursor import Cursor, NotUnderstood
from mockcraft.definitions.grammar import Grammar, Types
from mockcraft.definitions.making import Making
from mockcraft.definitions.tokens import Token, members, written
from mockcraft.stored import StoredColumn, StoredKey, StoredRule

# What ends a type, and a default.
_STOPS = (
    "CONSTRAINT", "NOT", "NULL", "DEFAULT", "CHECK", "UNIQUE", "PRIMARY", "REFERENCES", "GENERATED", "COLLATE", "KEY",
    "AUTO_INCREMENT", "COMMENT", "AS", "ON", "VIRTUAL", "STORED", "PERSISTENT", "INVISIBLE", "STORAGE", "COMPRESSION",
    "CHARSET", "FIRST", "AFTER", "SRID", "DEFERRABLE", "INITIALLY", "OPTIONS", "USING", "COLUMN_FORMAT", "ENFORCED",
)  # fmt: skip
_INDEXES = ("KEY", "INDEX", "FULLTEXT", "SPATIAL")
_ACTIONS = ("CASCADE", "RESTRICT")


class Items:
    """Reads columns and constraints into a table.

    Args:
        grammar: of the dialect.
        types: that the file made before.
        named: how a schema file names a table, from the names of its path.
    """

    def __init__(
        self, grammar: Grammar, types: Types, named: Callable[[Sequence[str]], str]
    ) -> None:
        self.grammar, self.types, self.named = grammar, types, named

    def read(self, made: Making, tokens: Sequence[Token]) -> None:
        """One column or constraint."""
        cursor = Cursor(tokens, self.grammar.fold)
        if self.grammar.indexes and self._is_index(cursor):
            return
        if self._is_constraint(cursor):
            name = ""
            if cursor.take("CONSTRAINT") and not cursor.at_any(
                "UNIQUE", "PRIMARY", "FOREIGN", "CHECK"
            ):
                name = cursor.name()
            self.constraint(made, cursor, name)
        else:
            self.column(made, cursor)

    def _is_index(self, cursor: Cursor) -> bool:
        return cursor.at_any(*_INDEXES)

    def _is_constraint(self, cursor: Cursor) -> bool:
        return (
            cursor.at("CONSTRAINT")
            or cursor.at("PRIMARY", "KEY")
            or cursor.at("FOREIGN", "KEY")
            or cursor.at("CHECK", "(")
            or cursor.at_any("UNIQUE", "EXCLUDE")
        )

    # ------------------------------------------------------------------ constraints

    def constraint(self, made: Making, cursor: Cursor, name: str) -> None:
        """A constraint of a table, from the word that tells its kind; `name` is "" for none."""
        if cursor.take("PRIMARY", "KEY"):
            made.primary_key, _ = self._columns(made, cursor.bracket())
            made.primary_name = name or f"{made.local}_pkey"
        elif cursor.take("UNIQUE"):
            self._unique(made, cursor, name)
        elif cursor.take("FOREIGN", "KEY"):
            if not cursor.at("("):
                name = name or cursor.name()
            columns = tuple(self._listed(cursor.bracket()))
            if not cursor.take("REFERENCES"):
                raise NotUnderstood("a foreign key that says not what it refers to")
            self._reference(made, cursor, columns, name)
        elif cursor.take("CHECK"):
            self._check(made, written(cursor.bracket()), name, "")
        elif cursor.at("EXCLUDE"):
            name = made.free(name or f"{made.local}_excl")
            made.rules[name] = StoredRule(name, "exclusion", _spaced(written(cursor.left)))
        else:
            raise NotUnderstood(f"a constraint by {written(cursor.left[:1])}")

    def _unique(self, made: Making, cursor: Cursor, name: str) -> None:
        cursor.skip("KEY", "INDEX")
        equal = cursor.take("NULLS", "NOT", "DISTINCT")
        if not (equal or cursor.take("NULLS", "DISTINCT") or cursor.at_any("(", "USING")):
            name = cursor.name()
        if cursor.take("USING"):
            cursor.next()
        listed = cursor.bracket()
        if (beginnings := self.beginnings(made, listed)) is not None:
            self.add_beginnings(made, name, *beginnings)
            return
        columns, whole = self._columns(made, listed)
        if whole:
            self.add_unique(made, columns, name, equal)

    def beginnings(
        self, made: Making, tokens: Sequence[Token]
    ) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """The columns of a list, and expressions of those of which first signs count; None where there are none of these."""
        beginning = self.grammar.beginning
        columns: list[str] = []
        expressions: list[str] = []
        found = False
        for each in members(tokens) if beginning else ():
            inner = Cursor(each, self.grammar.fold)
            name = inner.name() if each[0].name else ""
            inner.skip("ASC", "DESC")
            if name not in made.columns:
                return None
            text = ""
            if inner.at("("):
                signs = written(inner.bracket())
                if not signs.isdecimal():
                    return None
                assert beginning is not None
                text, found = beginning(name, int(signs)), True
            (expressions if text else columns).append(text or name)
        return (tuple(columns), tuple(expressions)) if found else None

    def add_beginnings(
        self, made: Making, name: str, columns: tuple[str, ...], expressions: tuple[str, ...]
    ) -> None:
        """A unique index of the first signs of columns."""
        if not expressions:
            self.add_unique(made, columns, name, False)
            return
        name = made.free(name or f"{made.local}_idx")
        made.rules[name] = StoredRule(name, "unique", "", columns, expressions=expressions)

    def add_unique(self, made: Making, columns: tuple[str, ...], name: str, equal: bool) -> None:
        """A unique constraint or index; `equal` says that NULL is a value like others to it."""
        name = made.free(name or self.grammar.unique_name(made.local, columns))
        made.uniques[name] = columns
        if equal:
            text = f"UNIQUE ({', '.join(columns)}) NULLS NOT DISTINCT"
            made.rules[name] = StoredRule(name, "unique", text, columns)

    def _columns(self, made: Making, tokens: Sequence[Token]) -> tuple[tuple[str, ...], bool]:
        """The columns of a list, and whether they are whole ones alone."""
        found, whole = [], True
        for each in members(tokens):
            inner = Cursor(each, self.grammar.fold)
            name = inner.name() if each[0].name else ""
            inner.skip("ASC", "DESC")
            whole = whole and name in made.columns and not inner.left
            found.append(name)
        if not found:
            raise NotUnderstood("it names no column")
        return tuple(found), whole

    def _listed(self, tokens: Sequence[Token]) -> list[str]:
        return [Cursor(each, self.grammar.fold).name() for each in members(tokens)]

    def _check(self, made: Making, text: str, name: str, column: str) -> None:
        wanted = name or f"{made.local}_{column}_check".replace("__", "_")
        name = made.free(wanted)
        made.rules[name] = StoredRule(name, "check", text, (column,) if column else ())

    def _reference(self, made: Making, cursor: Cursor, columns: tuple[str, ...], name: str) -> None:
        parent = self.named(cursor.path())
        theirs = tuple(self._listed(cursor.bracket())) if cursor.at("(") else ()
        on_delete, deferrable = "NO ACTION", False
        while cursor.left:
            if cursor.take("ON", "DELETE"):
                on_delete = _action(cursor)
            elif cursor.take("ON", "UPDATE"):
                _action(cursor)
            elif cursor.take("MATCH"):
                cursor.next()
            elif cursor.take("DEFERRABLE"):
                deferrable = True
            elif not (
                cursor.take("NOT", "DEFERRABLE")
                or cursor.take("NOT", "VALID")
                or cursor.take("INITIALLY", "DEFERRED")
                or cursor.take("INITIALLY", "IMMEDIATE")
            ):
                break
        name = made.free(name or self.grammar.key_name(made.local, columns, len(made.keys) + 1))
        made.keys[name] = StoredKey(
            name, made.name, columns, parent, theirs, on_delete, deferrable, made.schema
        )

    # ------------------------------------------------------------------ columns

    def column(self, made: Making, cursor: Cursor) -> None:
        """A column with its constraints; one of this name is made anew."""
        name = cursor.name()
        type_ = () if _stops(cursor) else cursor.until(_stops)
        column = self.grammar.column(name, type_, self.types)
        made.columns[name] = column
        while cursor.left:
            self._of_column(made, cursor, name)

    def _of_column(self, made: Making, cursor: Cursor, name: str) -> None:
        """One clause behind the type of a column."""
        named = cursor.name() if cursor.take("CONSTRAINT") and not cursor.at("CHECK") else ""
        column = made.columns[name]
        if cursor.take("NOT", "NULL"):
            made.columns[name] = replace(column, not_null=True)
        elif cursor.take("NULL"):
            pass
        elif cursor.take("PRIMARY", "KEY") or cursor.take("KEY"):
            made.primary_key, made.primary_name = (name,), named or f"{made.local}_pkey"
        elif cursor.take("UNIQUE"):
            cursor.take("KEY")
            equal = cursor.take("NULLS", "NOT", "DISTINCT")
            self.add_unique(made, (name,), named, equal)
        elif cursor.take("CHECK"):
            self._check(made, written(cursor.bracket()), named, name)
        elif cursor.take("REFERENCES"):
            self._reference(made, cursor, (name,), named)
        elif cursor.take("DEFAULT"):
            text = cursor.expression(_stops)
            made.columns[name] = replace(column, default=None if text.upper() == "NULL" else text)
        elif cursor.take("AUTO_INCREMENT"):
            made.columns[name] = replace(column, identity="by default")
        elif cursor.take("COMMENT"):
            made.columns[name] = replace(column, comment=cursor.next().said)
        elif cursor.at_any("GENERATED", "AS"):
            made.columns[name] = generated(column, cursor)
        elif cursor.take("ON", "UPDATE"):
            cursor.until(_stops)
        else:  # what says nothing of values, such as COLLATE "C"
            cursor.next()
            if cursor.at("("):
                cursor.bracket()


def generated(column: StoredColumn, cursor: Cursor) -> StoredColumn:
    """A column behind GENERATED or AS: computed, or numbered by the database."""
    identity = "by default" if cursor.take("GENERATED", "BY", "DEFAULT") else "always"
    cursor.skip("GENERATED", "ALWAYS", "AS")
    if cursor.take("IDENTITY"):
        if cursor.at("("):
            cursor.bracket()
        return replace(column, identity=identity, not_null=True)
    text = written(cursor.bracket())
    cursor.skip("VIRTUAL", "STORED", "PERSISTENT")
    return replace(column, generated=True, computed=text, default=None)


def _stops(cursor: Cursor) -> bool:
    return cursor.at_any(*_STOPS) or cursor.at("CHARACTER", "SET")


def _action(cursor: Cursor) -> str:
    if cursor.take("NO", "ACTION"):
        return "NO ACTION"
    if cursor.take("SET"):
        action = f"SET {cursor.next().word}"
        if cursor.at("("):
            cursor.bracket()
        return action
    for each in _ACTIONS:
        if cursor.take(each):
            return each
    raise NotUnderstood("what happens when a parent is deleted or changed")


def _spaced(text: str) -> str:
    """With one space before each bracket that opens behind the method of an exclusion, as PostgreSQL tells it."""
    return re.sub(r"(?i)^EXCLUDE\s+USING\s+(\w+)\s*\(", r"EXCLUDE USING \1 (", text)
