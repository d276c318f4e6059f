"""The conditions of checks in the words of a database, where it has words for them that mean the same.

Each dialect says what gives the same answer there for every row, NULL included; of the rest it is `Unsaid`.
What differs between databases decides about the words: text is compared by its bytes, whatever the
collation; whole numbers are computed as numbers that do not overflow; what a database compares or computes
as a float is said only where that cannot matter.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

import pyarrow as pa

from mockcraft.core.expressions import arrow
from mockcraft.core.expressions.calendar import read_moment
from mockcraft.core.expressions.evaluation import LANGUAGE
from mockcraft.core.expressions.operand import (
    DAY,
    Operand,
    RowValues,
    Tree,
)
from mockcraft.core.kinds import MOMENTS
from mockcraft.core.plan import Column, Table
from mockcraft.core.values import civil
from mockcraft.formats.bounds import bound
from mockcraft.formats.condition_words import WORDS, Unsaid
from mockcraft.formats.dialects import Dialect

APART = 10**15  # decimals of fewer units are floats that differ where they do


class Conditions:
    """Says conditions over the columns of a table in a dialect; `operations` say trees by their operation."""

    def __init__(
        self, table: Table, dialect: Dialect, operations: Mapping[str, Callable[..., str]]
    ) -> None:
        self.table, self.dialect, self.words = table, dialect, WORDS[dialect.name]
        self.operations = operations

    def say(self, tree: Tree) -> str:
        """A tree in the words of the dialect; raises Unsaid."""
        if tree[0] not in self.operations:
            what = "function" if tree[0].isidentifier() else "operator"
            raise Unsaid(f"the {what} {tree[0]}")
        return self.operations[tree[0]](self, tree)

    def nested(self, tree: Tree) -> str:
        """Within another one: in brackets unless it is a name or a constant."""
        return self.say(tree) if tree[0] in ("column", "literal") else f"({self.say(tree)})"

    def operand(self, tree: Tree) -> Operand:
        """A tree's values for no rows: their kind, scale, and the literal that they are."""
        return LANGUAGE.evaluate(tree, self._rows)

    @cached_property
    def _rows(self) -> RowValues:
        def read(name: str) -> Operand:
            return arrow.read(name, pa.array([], self.column(name).type.arrow))

        return RowValues(read, 0, LANGUAGE)

    def column(self, name: str) -> Column:
        """A column of the row itself; raises Unsaid for one that a check there cannot read."""
        if name in {each.name for each in self.table.hidden}:
            raise Unsaid(f"{name}, which is hidden")
        if name not in {each.name for each in self.table.columns}:
            raise Unsaid(f"{name}, which is of another row or within a document")
        identity = self.table.identity
        if identity is not None and identity[0] == name and not self.words.reads_identity:
            raise Unsaid(f"{name}, which the database numbers")
        return self.table.column(name)

    def bound(self, tree: Tree) -> int:
        """What no exact number exceeds in absolute value, in units of its scale."""
        return bound(tree, self.column, self.operand)

    # ------------------------------------------------------------------ values side by side

    def alike(self, trees: Sequence[Tree], ordered: bool = False) -> list[str]:
        """Values that are compared as one type; `ordered` asks which is less."""
        operands = [self.operand(tree) for tree in trees]
        kinds = {each.kind for each in operands} - {"null"}
        pairs = list(zip(trees, operands, strict=True))
        if kinds & MOMENTS:
            kind = "timestamp" if "timestamp" in kinds else next(iter(kinds & MOMENTS))
            return [self.moment(tree, each, kind) for tree, each in pairs]
        if "float" in kinds:
            return [self._float(tree, each) for tree, each in pairs]
        if "decimal" in kinds and self.words.decimals_are_floats:
            self._check_apart(pairs)
        if kinds == {"text"}:
            return [self.words.text(self.nested(tree), ordered) for tree in trees]
        return [self.nested(tree) for tree in trees]

    def moment(self, tree: Tree, each: Operand, kind: str) -> str:
        """A date, timestamp or time, also one that a text spells out, as a moment of this kind."""
        if each.kind == "text":
            value = read_moment(each.literal, kind)
            assert value is not None  # the schema has been read
            return self.words.moment(kind, _clock(kind, value))
        said = self.nested(tree)
        return self.words.as_timestamp(said) if (each.kind, kind) == ("date", "timestamp") else said

    def _float(self, tree: Tree, each: Operand) -> str:
        """A number beside a float: a constant of few digits, or a column that is one."""
        if each.kind == "null":
            return "NULL"
        if tree[0] == "literal" and self.bound(tree) < APART:
            units = tree[2][0] if each.kind == "decimal" else tree[2]
            return self.words.literal_float(repr(units / 10.0**each.scale))
        stored = self.column(tree[1]).type.kind if tree[0] == "column" else ""
        if stored == "float" or (stored and each.kind != "decimal" and self.words.has_floats):
            return self.words.as_float(self.say(tree))
        raise Unsaid("a float beside something else than a constant")

    def _check_apart(self, pairs: Sequence[tuple[Tree, Operand]]) -> None:
        """Raises Unsaid where decimals that differ could be one float: beside another, or a long constant."""
        scale = max(each.scale for _, each in pairs)
        sizes = [(tree[0], self.bound(tree) * 10 ** (scale - each.scale)) for tree, each in pairs]
        stored = [size for kind, size in sizes if kind != "literal"]
        constants = [size for kind, size in sizes if kind == "literal"]
        if max([0, *constants]) >= APART or (len(stored) > 1 and max(stored) >= APART):
            raise Unsaid("decimals, which are floats there")


def _clock(kind: str, value: int) -> str:
    """A moment as ISO 8601 writes it, with a space."""
    days, seconds = (value, 0) if kind == "date" else divmod(value, DAY)
    time = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if kind == "time":
        return time
    year, month, day = (int(each) for each in civil(days))
    date = f"{year:04}-{month:02}-{day:02}"
    return date if kind == "date" else f"{date} {time}"
