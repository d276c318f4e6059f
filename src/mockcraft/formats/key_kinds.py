"""Kinds of keys of a table, of rows, lookups and ids, which no key of another kind or of others may look like."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from mockcraft.core.plan import Table
from mockcraft.formats.key_overlap import overlap
from mockcraft.formats.key_templates import Template, has_word, pattern_of, text_of
from mockcraft.formats.own_keys import own_key
from mockcraft.options import OptionError


class Kind:
    """A kind of keys of a table.

    Attributes:
        template: of the keys.
        pattern: see `key_templates.pattern_of`.
        lead: the text that all of them begin with.
        what: a key of it, for messages.
        path: to its option.
    """

    def __init__(self, table: Table, template: Template, what: str, *path: str) -> None:
        self.template = template
        self.pattern = pattern_of(table, template)
        self.lead = template[0] if template and isinstance(template[0], str) else ""
        self.what = what
        self.path = path

    def __str__(self) -> str:
        return f"{self.path[0]}={text_of(self.template)!r}"

    def meets(self, other: "Kind") -> bool:
        """Whether a key could be of both."""
        one, two = self.lead, other.lead  # compared first, which is quick: most end here
        return (one.startswith(two) or two.startswith(one)) and overlap(self.pattern, other.pattern)


def strange_keys(table: Table, kind: Kind) -> Iterator[OptionError]:
    """Keys of a kind that could be those in which runs keep their books, or anybody's."""
    if taken := own_key(table, kind.template):
        yield OptionError(
            f"{kind} could be the key {taken}, in which runs keep their own books (choose another)", *kind.path
        )  # fmt: skip
    if not has_word(kind.template):
        lead = table.name if kind.path == ("key",) else f"{table.name}:by"
        yield OptionError(
            f"{kind} has no word of its own, so emptying {table.name} could delete keys of others "
            f"(write {lead}:{text_of(kind.template)})",
            *kind.path,
        )


def meeting(kinds: Sequence[Kind]) -> Iterator[OptionError]:
    """Kinds of one table of which a key of one could be one of the other, which would be overwritten."""
    for one, other in combinations(kinds, 2):
        if one.meets(other):
            yield OptionError(f"{other} could be {one.what} (choose another)", *other.path)


def clashing(tables: Iterable[tuple[Table, Sequence[Kind]]]) -> Iterator[tuple[Table, OptionError]]:
    """Tables whose rows would overwrite those of an earlier one, and go with them: each once."""
    seen: list[tuple[Table, Kind]] = []
    for table, kinds in tables:
        pairs = ((kind, each, other) for other, each in seen for kind in kinds)
        found = next((pair for pair in pairs if pair[0].meets(pair[1])), None)
        if found is not None:
            kind, each, other = found
            message = (
                f"{kind} could be {each.what} of {other.name}, {text_of(each.template)!r} "
                "(begin one of them with a text of its own)"
            )
            yield table, OptionError(message, *kind.path)
        seen += [(table, kind) for kind in kinds]
