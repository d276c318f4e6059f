"""ALTER TABLE: what it changes of a table that the file made before."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from mockcraft.definitions.cursor import Cursor, NotUnderstood
from mockcraft.definitions.items import Items, generated
from mockcraft.definitions.making import Making
from mockcraft.definitions.tokens import Token, members, written

# What changes nothing of the shape of a table.
_OTHERS = (
    "OWNER", "ENABLE", "DISABLE", "FORCE", "NO", "CLUSTER", "SET", "RESET", "REPLICA", "VALIDATE", "ENGINE", "ORDER",
    "AUTO_INCREMENT", "CONVERT", "ROW_FORMAT", "CHARACTER", "COLLATE", "COMMENT", "DEFAULT", "ALGORITHM",
    "LOCK", "CHECK", "ANALYZE", "KEY_BLOCK_SIZE",
)  # fmt: skip
_CONSTRAINTS = (("CONSTRAINT",), ("FOREIGN", "KEY"), ("INDEX",), ("KEY",), ("CHECK",))


class Parting(Protocol):
    """Makes tables partitions, and ends that."""

    def attach(self, whole: Making, name: str, bound: Sequence[Token]) -> None:
        """Makes a table a partition of another one."""

    def detach(self, whole: Making, name: str) -> None:
        """Makes a partition a table again."""


class Alterations:
    """Reads the actions of ALTER TABLE.

    Args:
        items: reads columns and constraints.
        tables: by name.
        parting: see Reader.
    """

    def __init__(self, items: Items, tables: dict[str, Making], parting: Parting) -> None:
        self.items, self.tables, self.parting = items, tables, parting

    def read(self, made: Making, cursor: Cursor) -> None:
        """All actions of a statement, from the first one on."""
        for each in members(cursor.left):
            self._action(made, Cursor(each, cursor.fold))

    def _action(self, made: Making, cursor: Cursor) -> None:
        if cursor.take("ADD"):
            self._add(made, cursor)
        elif cursor.take("ALTER", "CONSTRAINT"):
            self._alter_constraint(made, cursor)
        elif cursor.take("ALTER"):
            cursor.take("COLUMN")
            self._alter_column(made, cursor.name(), cursor)
        elif cursor.at_any("MODIFY", "CHANGE"):
            self._modify(made, cursor)
        elif cursor.take("DROP"):
            self._drop(made, cursor)
        elif cursor.take("RENAME"):
            self._rename(made, cursor)
        elif cursor.take("ATTACH", "PARTITION"):
            self.parting.attach(made, self.items.named(cursor.path()), cursor.left)
        elif cursor.take("DETACH", "PARTITION"):
            self.parting.detach(made, self.items.named(cursor.path()))
        elif cursor.take("INHERIT"):
            pass  # its columns are its own already
        elif not cursor.at_any(*_OTHERS):
            raise NotUnderstood(f"{cursor.next().text} of ALTER TABLE")

    def _add(self, made: Making, cursor: Cursor) -> None:
        if cursor.at("("):
            for each in members(cursor.bracket()):
                self.items.read(made, each)
            return
        if cursor.take("COLUMN"):
            cursor.take("IF", "NOT", "EXISTS")
            self.items.column(made, cursor)
            return
        cursor.take("IF", "NOT", "EXISTS")
        self.items.read(made, cursor.left)

    def _alter_constraint(self, made: Making, cursor: Cursor) -> None:
        name = cursor.name()
        if name not in made.keys:
            raise NotUnderstood(f"{made.name} has no foreign key {name}")
        made.keys[name] = replace(made.keys[name], deferrable=cursor.at("DEFERRABLE"))

    def _alter_column(self, made: Making, name: str, cursor: Cursor) -> None:
        column = made.column(name)
        if cursor.take("SET", "NOT", "NULL"):
            made.columns[name] = replace(column, not_null=True)
        elif cursor.take("DROP", "NOT", "NULL"):
            made.columns[name] = replace(column, not_null=False)
        elif cursor.take("SET", "DEFAULT"):
            made.columns[name] = replace(column, default=written(cursor.left))
        elif cursor.take("DROP", "DEFAULT"):
            made.columns[name] = replace(column, default=None)
        elif cursor.take("DROP", "IDENTITY"):
            made.columns[name] = replace(column, identity="")
        elif cursor.take("DROP", "EXPRESSION"):
            made.columns[name] = replace(column, generated=False, computed="")
        elif cursor.take("ADD"):
            made.columns[name] = generated(column, cursor)
        elif cursor.take("TYPE") or cursor.take("SET", "DATA", "TYPE"):
            type_ = cursor.until(lambda each: each.at_any("USING", "COLLATE"))
            typed = self.items.grammar.column(name, type_, self.items.types)
            made.columns[name] = replace(
                typed, not_null=column.not_null, default=column.default, identity=column.identity,
                comment=column.comment, generated=column.generated, computed=column.computed,
            )  # fmt: skip
        elif not cursor.at_any("SET", "RESET"):
            raise NotUnderstood(f"{cursor.next().text} of ALTER COLUMN")

    def _modify(self, made: Making, cursor: Cursor) -> None:
        changes = cursor.next().word == "CHANGE"
        cursor.take("COLUMN")
        old = cursor.name() if changes else ""
        new = Cursor(cursor.left, cursor.fold).name()
        if changes and old != new:
            made.rename_column(old, new)
        made.column(new)
        self.items.column(made, cursor)

    def _drop(self, made: Making, cursor: Cursor) -> None:
        if cursor.take("PRIMARY", "KEY"):
            made.primary_key = ()
            return
        for words in _CONSTRAINTS:
            if cursor.take(*words):
                cursor.take("IF", "EXISTS")
                made.drop(cursor.name())
                return
        cursor.take("COLUMN")
        cursor.take("IF", "EXISTS")
        made.drop_column(cursor.name())

    def _rename(self, made: Making, cursor: Cursor) -> None:
        if cursor.take("CONSTRAINT") or cursor.at_any("INDEX", "KEY"):
            return
        if cursor.take("TO") or cursor.take("AS"):
            self._rename_table(made, cursor)
            return
        cursor.take("COLUMN")
        old = cursor.name()
        if not cursor.take("TO"):
            raise NotUnderstood("a name without TO")
        made.rename_column(old, cursor.name())

    def _rename_table(self, made: Making, cursor: Cursor) -> None:
        del self.tables[made.name]
        old, made.local = made.name, cursor.path()[-1]
        made.name = self.items.named([*([made.schema] if made.schema else []), made.local])
        self.tables[made.name] = made
        for table in self.tables.values():
            table.keys = {
                name: replace(
                    key,
                    table=made.name if key.table == old else key.table,
                    parent=made.name if key.parent == old else key.parent,
                )
                for name, key in table.keys.items()
            }
