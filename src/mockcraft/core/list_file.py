"""A list of a schema file: entries with typed columns, of which each row has one.

It is to the verbs of `Draw` what `pool.ListTable` is, so that both evaluators pick the same entry. The plan
names it by the digest of what it was read from: a list with another content makes another plan.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from mockcraft.core.arrays import arrow_array, numpy_array
from mockcraft.core.pool import Alias, Entries

FEW_TEXTS = (
    4096  # of a list whose texts stay coded: writing a chunk costs as much as writing its list
)


class ListFile:
    """Entries in the order of their file.

    Attributes:
        name: labels the decision which entry a row has, so that rows keep theirs when the file is renamed.
        file: as the schema file writes it, for messages.
        arrays: the columns by name, in Arrow types of `types.Type`, all of one length.
        weights: of the entries, whole numbers of which one is above 0; None where all are alike.
        digest: of the content; lists of one name and digest are equal.
    """

    __slots__ = ("_alias", "_distinct", "arrays", "digest", "file", "name", "weights")

    def __init__(
        self,
        name: str,
        file: str,
        arrays: Mapping[str, pa.Array],
        weights: Sequence[int] | None,
        digest: str,
    ) -> None:
        self.name, self.file, self.arrays, self.weights = name, file, dict(arrays), weights
        self.digest = digest
        self._alias: Alias | None = None
        self._distinct: dict[tuple[str, ...], Entries] = {}

    def __len__(self) -> int:
        return len(next(iter(self.arrays.values())))

    def __repr__(self) -> str:
        return f"ListFile({self.name!r}, {self.digest!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ListFile) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))

    def __reduce__(self) -> tuple[Any, ...]:
        return ListFile, (self.name, self.file, self.arrays, self.weights, self.digest)

    @property
    def alias(self) -> Alias | None:
        """The alias table of the weights, or None where all are equal."""
        if self._alias is None and self.weights is not None:
            self._alias = Alias(self.weights)
        return self._alias

    def distinct(self, columns: tuple[str, ...]) -> Entries:
        """The entries, in order, that have a value in each of these columns, which no entry taken before has."""
        if columns not in self._distinct:
            codes = [_codes(self.arrays[column]) for column in columns]
            kept = np.flatnonzero(np.all([each >= 0 for each in codes], axis=0))
            if len(codes) == 1:
                _, first = np.unique(codes[0][kept], return_index=True)
                self._distinct[columns] = Entries(np.sort(kept[first]).tolist())
            else:
                self._distinct[columns] = Entries(_all_new([each[kept] for each in codes], kept))
        return self._distinct[columns]

    def cells(self, column: str, entries: Any) -> pa.Array:
        """The values that these entries (int64 of shape (n,)) have in a column; few texts stay coded."""
        array = self.arrays[column]
        index = arrow_array(entries)
        if pa.types.is_string(array.type) and len(array) <= FEW_TEXTS and not array.null_count:
            return pa.DictionaryArray.from_arrays(arrow_array(entries.astype(np.int32)), array)
        return array.take(index)


def _codes(array: pa.Array) -> Any:
    """A number for each distinct value, int64 of shape (n,); -1 for nulls."""
    indices = array.dictionary_encode().indices
    return numpy_array(indices.fill_null(-1)).astype(np.int64)


def _all_new(codes: Sequence[Any], numbers: Any) -> list[int]:
    seen: list[set[int]] = [set() for _ in codes]
    taken: list[int] = []
    rows = zip(*(each.tolist() for each in codes), strict=True)
    for number, own in zip(numbers.tolist(), rows, strict=True):
        if not any(code in known for code, known in zip(own, seen, strict=True)):
            taken.append(number)
            for code, known in zip(own, seen, strict=True):
                known.add(code)
    return taken
