"""The lists of a schema, read from their files while the schema is read."""

from __future__ import annotations

from _blake2 import blake2b
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.expression import RowError, evaluate
from mockcraft.core.list_file import ListFile
from mockcraft.core.types import type_of
from mockcraft.errors import MockcraftError, UserError, nearest, shortened
from mockcraft.schema.files import Files
from mockcraft.schema.source import Node, shown
from mockcraft.schema.spec import LIST_KEYS, LISTS, WORDS, Path
from mockcraft.schema.words import WordReader

if TYPE_CHECKING:
    from mockcraft.schema.list_formats import Columns

MILLION = 1_000_000  # weights are kept in millionths, as those of `values`
MOST_WEIGHT = 10**9  # not reached


class ListReader:
    """Reads lists; `found` has those that could be read, by the path of what names them."""

    def __init__(self, words: WordReader, files: Files) -> None:
        self.words, self.files = words, files
        self.found: dict[Path, ListFile] = {}

    def lists(self, node: Node) -> tuple[str, ...]:
        """Reads the lists of the key `lists`; their names, also of those with problems."""
        names = []
        for key, value in self.words.mapping(node, "lists"):
            name = self.words.name(key, "list")
            if "." in name:
                self.words.problem(key, f"the list {shown(name)} has a dot in its name (rename it)")
            names.append(name)
            path = (LISTS, name)
            self.words.note(path, value, key)
            self._list(name, value, path)
        return tuple(names)

    def _list(self, name: str, node: Node, path: Path) -> None:
        """A path, or a mapping with one."""
        from mockcraft.schema.list_formats import check_format, columns_of

        words = self.words
        keys = {"file": node}
        if node.kind == "mapping":
            keys = words.entries(node, f"list {shown(name)}", LIST_KEYS)
            if "file" not in keys:
                words.problem(node, f"list {shown(name)} has no file (add it)")
                return
        texts = {key: words.text(each, key) for key, each in keys.items()}
        if None in texts.values():
            return
        file = str(texts["file"])
        try:
            check_format(file, self.files.packed)
            data = self.files.read(file)
            columns = columns_of(file, data)
        except MockcraftError as error:
            words.note_error(keys["file"], error)
            return
        made = _Making(file, data, columns)
        for key in ("where", "weight"):
            if key in keys:
                try:
                    getattr(made, key)(str(texts[key]))
                except MockcraftError as error:
                    words.note_error(keys[key], error)
                    return
        self.found[path] = made.made(name, texts)

    def words_file(self, node: Node, path: Path) -> str | None:
        """Reads the file of `values: {file: …}`; its name, None where that is none."""
        from mockcraft.schema.list_formats import words_of

        file = self.words.text(node, "file")
        if file is not None:
            try:
                data = self.files.read(file)
                values = words_of(file, data)
            except MockcraftError as error:
                self.words.note_error(node, error)
            else:
                self.found[path] = ListFile(
                    "values", file, {WORDS: values}, None, _digest(data, ())
                )
        return file


class _Making:
    """A list on its way: entries are left out, and weighed. Its errors name the file and the line."""

    def __init__(self, file: str, data: bytes, columns: Columns) -> None:
        self.file, self.data, self.columns = file, data, columns
        self.entries = np.arange(len(next(iter(columns.values()))))  # by their places in the file
        self.weights: list[int] | None = None

    def where(self, text: str) -> None:
        """Keeps the entries that a condition holds for."""
        from mockcraft.schema.expressions import parse

        expression = parse(text)
        for name in expression.columns:
            self._check_column(name)
        try:
            passed = evaluate(expression, self.columns.__getitem__, len(self.entries))
        except RowError as error:
            raise self._wrong(error.row, str(error)) from None
        kind = type_of(passed.type).kind
        if kind != "boolean":
            raise UserError(
                f"where {shown(text)} gives {kind}, not true or false (compare it with something)"
            )
        kept = pc.fill_null(passed, False)
        self.columns = {name: array.filter(kept) for name, array in self.columns.items()}
        self.entries = self.entries[kept.to_numpy(zero_copy_only=False)]
        if not len(self.entries):
            what = f"where {shown(text)} holds for no entry of {shortened(self.file)}"
            raise UserError(f"{what} (loosen it, or add one)")

    def weight(self, name: str) -> None:
        """Weighs the entries by a column of numbers."""
        self._check_column(name)
        array = self.columns[name]
        if type_of(array.type).family != "number":
            kind = type_of(array.type).kind
            example = self._first_that_is_no_number(array)
            raise UserError(f"weight {shown(name)} is a column of {kind}, not of numbers{example}")
        numbers = array.cast(pa.float64()).to_numpy(zero_copy_only=False)
        wrong = ~(
            (numbers >= 0) & (numbers < MOST_WEIGHT)
        )  # of NaN and of nulls, which are NaN here
        if wrong.any():
            place = int(np.flatnonzero(wrong)[0])
            value = array[place].as_py()
            found = "empty" if value is None else value
            raise self._wrong(
                place, f"the weight {name} is {found} (give a number from 0 to {MOST_WEIGHT - 1:,})"
            )
        weights = np.rint(numbers * MILLION).astype(np.int64)
        if not weights.any():
            raise UserError(f"the weights {shown(name)} are all 0 (make one larger)")
        self.weights = weights.tolist()

    def _first_that_is_no_number(self, array: pa.Array) -> str:
        if not pa.types.is_string(array.type) or array.null_count == len(array):
            return ""
        wrong = pc.invert(pc.match_substring_regex(array, r"^[-+]?[0-9.]+$"))
        place = pc.index(pc.fill_null(wrong, False), True).as_py()
        if place < 0:
            return ""
        return f" ({self._at(place)} has {shown(array[place].as_py())})"

    def _check_column(self, name: str) -> None:
        if name not in self.columns:
            hint = nearest(name, self.columns, "its columns are")
            raise UserError(f"{shortened(self.file)} has no column {shown(name)}{hint}")

    def _wrong(self, place: int, message: str) -> UserError:
        return UserError(f"{self._at(place)}: {message}")

    def _at(self, place: int) -> str:
        from mockcraft.schema.list_formats import line_of

        entry = int(self.entries[place])
        line = line_of(self.file, self.data, entry)
        return (
            f"{shortened(self.file)}:{line}"
            if line
            else f"entry {entry + 1} of {shortened(self.file)}"
        )

    def made(self, name: str, texts: Mapping[str, Any]) -> ListFile:
        """The list; what its mapping says is part of its digest."""
        said = tuple(str(texts.get(key)) for key in ("where", "weight"))
        suffix = self.file.rpartition(".")[2].lower()
        digest = _digest(self.data, (suffix, *said))
        return ListFile(name, self.file, self.columns, self.weights, digest)


def _digest(data: bytes, said: tuple[str, ...]) -> str:
    made = blake2b(repr(said).encode("utf-8", "surrogatepass"), digest_size=16)
    made.update(data)
    return made.hexdigest()
