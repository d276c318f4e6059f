"""Nodes become rows that are given by hand."""

from collections.abc import Iterator, Sequence

from mockcraft.schema.source import Node, shown
from mockcraft.schema.spec import GIVEN, MAX_COUNT, MAX_GIVEN, ColumnSpec, Path, RowSpec, Word
from mockcraft.schema.words import WordReader


class RowReader:
    """Reads `rows` of tables."""

    def __init__(self, words: WordReader) -> None:
        self.words = words

    def rows(self, node: Node, path: Path, literal: bool) -> tuple[RowSpec, ...]:
        """The rows of the table at `path`; `literal` says that it has no others."""
        rows = []
        what, advice = self._refused(node, literal, shown(path[0]))
        if what:
            self.words.problem(node, f"{what} ({advice})")
            return ()
        for place, (number, each) in enumerate(self._numbered(node)):
            at = (*path, "rows", str(place))
            cells = self._cells(each, at)
            if cells is not None:
                rows.append(RowSpec(cells, number))
        return tuple(rows)

    @staticmethod
    def _refused(node: Node, literal: bool, table: str) -> tuple[str, str]:
        """What is wrong with the whole, and what to do; empty where nothing is."""
        if node.kind == "scalar":
            return (
                f"rows of {table} is {node.describe()}",
                "give a list of rows, or a mapping of row number to row",
            )
        if not node.items and not node.entries:
            return f"rows of {table} is empty", "add one, or leave it out"
        if node.kind == "mapping" and literal:
            return (
                f"rows of {table} have numbers, but it has no count",
                "give the rows as a list, or add count",
            )
        if max(len(node.items), len(node.entries)) > MAX_GIVEN:
            return (
                f"there are more than {MAX_GIVEN:,} rows by hand",
                "put them in a file, see lists",
            )
        return "", ""

    def _numbered(self, node: Node) -> Iterator[tuple[int | None, Node]]:
        yield from ((None, each) for each in node.items)
        for key, each in node.entries:
            number = self.words.integer(key, "a row number", 0, MAX_COUNT - 1)
            if number is not None:
                yield number, each

    def _cells(self, node: Node, at: Path) -> dict[str, Word] | None:
        self.words.note(at, node)
        if node.kind == "mapping" and not node.entries:
            self.words.problem(node, "a row gives no cell (name a column, or leave it out)")
        cells = {}
        for key, value in self.words.mapping(node, "a row"):
            self.words.note((*at, key.text), value, key)
            wanted = f"{key.text} is {value.describe()} (give one value; JSON as a text)"
            word = self.words.word(value, wanted)
            if word is not None:
                cells[key.text] = word
        return cells if node.kind == "mapping" else None

    @staticmethod
    def with_given(
        columns: tuple[ColumnSpec, ...], rows: Sequence[RowSpec]
    ) -> tuple[ColumnSpec, ...]:
        """The columns of a table that has no other rows, with those that only its rows name behind them."""
        known = {column.name for column in columns}
        names = dict.fromkeys(name for row in rows for name in row.cells)
        return (*columns, *(ColumnSpec(name, GIVEN) for name in names if name not in known))
