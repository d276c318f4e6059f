"""The texts of rows in commands: columns, and the words that templates of keys and members make of them."""

import numpy as np
import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.arrays import arrow_array, concatenated, text_array
from mockcraft.core.plan import Table
from mockcraft.core.ranges import Chunk
from mockcraft.core.types import null_mask
from mockcraft.dataclass import dataclass
from mockcraft.errors import DataError
from mockcraft.formats.dictionaries import decoded, filled
from mockcraft.formats.documents import member, objects
from mockcraft.formats.key_templates import Field, Template, bound_of, text_of
from mockcraft.formats.keyspace import keyspace_of
from mockcraft.formats.own_keys import first_own, looks_at_values
from mockcraft.formats.resp_cells import STYLE
from mockcraft.formats.resp_words import Commands, Mask
from mockcraft.formats.text import contains


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the commands of all rows: a text between two literals; None where it is the same in all.

    `rows` are those that have it; None for all.
    """

    before: str
    text: pa.Array | None = None
    after: str = ""
    rows: Mask | None = None

    def add(self, commands: Commands) -> None:
        """Adds it to commands."""
        if self.text is None:
            commands.words(self.before)
        else:
            commands.text(self.text, self.before, self.after)


class RowTexts:
    """The texts of the rows of a batch, which are those of the chunk."""

    def __init__(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> None:
        self.table, self.batch = table, batch
        self.space = keyspace_of(table)
        self.count = batch.num_rows
        self.numbers = chunk.numbers

    def array(self, name: str) -> pa.Array:
        """A column as it is."""
        return self.batch.column(self.batch.schema.get_field_index(name))

    def text(self, name: str) -> pa.Array:
        """A column as text, nulls as nulls."""
        return STYLE.unquoted(self.array(name), self.table.column(name).type)

    def ids(self, first: int = 0) -> pa.StringArray:
        """The numbers of the rows, counted from `first`."""
        return arrow_array(self.numbers + np.uint64(first)).cast(pa.string())

    def value(self) -> Word:
        """The word of a string or a member: that of its template, else the row as JSON."""
        template = self.space.value_of(self.table)
        return self.document() if template is None else self.word(template, apart=False)

    def document(self) -> Word:
        """The row as JSON."""
        members = [
            member(column, array, self.numbers)
            for column, array in zip(self.table.columns, self.batch.columns, strict=True)
        ]
        return Word("", objects(members, self.count))

    def whole(self, key: Word) -> pa.StringArray:
        """A word of all rows, without its length."""
        if key.text is None:
            return text_array([key.before] * self.count)
        return concatenated(key.before, decoded(key.text), key.after)

    def key(self, template: Template) -> Word:
        """The word of a template of keys, none of which may be one of ours."""
        made = self.word(template)
        if looks_at_values(self.table, template):
            texts = self.whole(made)
            if (row := first_own(texts)) >= 0:
                raise DataError(
                    f"{self.table.name}: the key {texts[row].as_py()!r} is one in which runs keep their own books "
                    f"(row {int(self.numbers[row])}; put another text before {text_of(template)})"
                )
        return made

    def word(self, template: Template, apart: bool = True) -> Word:
        """The word of a template; `apart`: texts in it are held to what keeps keys apart."""
        places = [i for i, part in enumerate(template) if isinstance(part, Field)]
        if not places:
            return Word("".join(map(str, template)))
        texts = {place: self._field(template, place, apart) for place in places}
        rows = None
        for text in texts.values():
            if text.null_count:
                valid = ~null_mask(text)
                rows = valid if rows is None else rows & valid
        texts = {
            place: filled(text, "") if text.null_count else text for place, text in texts.items()
        }
        if len(places) == 1:
            place = places[0]
            before, after = (
                "".join(map(str, template[:place])),
                "".join(map(str, template[place + 1 :])),
            )
            return Word(before, texts[place], after, rows)
        parts = [
            decoded(texts[place]) if place in texts else str(part)
            for place, part in enumerate(template)
        ]
        return Word("", concatenated(*parts), "", rows)

    def _field(self, template: Template, place: int, apart: bool) -> pa.Array:
        part = template[place]
        assert isinstance(part, Field)
        text = self.text(part.name) if part.name else self.ids()
        bound = bound_of(self.table, template, place) if apart else ""
        if bound:
            plain = decoded(text)
            if contains(plain, bound.encode()):
                row = int(pc.index(pc.match_substring(plain, bound), True).as_py())
                raise DataError(
                    f"{self.table.name}.{part.name}: {plain[row].as_py()!r} holds {bound!r}, which stands beside "
                    f"{{{part.name}}} in a key, so that keys could not be told apart (row {int(self.numbers[row])} of "
                    f"{self.table.name}; put another character there)"
                )
        return text
