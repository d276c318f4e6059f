"""Whether two scripts of pg_dump define the same, though PostgreSQL words some of it anew when it is made again.

A condition is dumped as the server has it parsed. `s IN ('a', 'b')` of a varchar becomes
`ARRAY['a'::character varying, …]::text[]`, which is parsed as `ARRAY[('a'::character varying)::text, …]`: so says
the second dump, and each one after that. It is the one such thing that turned up where conditions of many kinds were
restored and dumped again; what a table inherits comes in another order too, after columns were added.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_NAMED = re.compile(r"-- (?:Data for )?Name: (.*); Type: ([^;]*); Schema: ([^;]*);")
# What every database has, and where it was made anew pg_dump takes for a user's.
_ALWAYS_THERE = (
    b"-- Name: plpgsql; Type: EXTENSION;",
    b"-- Name: EXTENSION plpgsql; Type: COMMENT;",
)
_QUOTED = rb"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\""
_WORDS = rb"character varying|double precision|bit varying|(?:\w+\.)?(?:\w+|\"[^\"]+\")"
# What is kept, a cast, or a parenthesis.
_TOKEN = re.compile(
    rb"(?P<kept>%b|[^'\":()\s\[\],]+|[\[\],'\"]|:(?!:))"
    rb"|::(?P<type>(?:%b)(?:\(\d+(?:,\d+)?\))?(?: with(?:out)? time zone)?)(?:\[\])*|[()\s]+"
    % (_QUOTED, _WORDS)
)

Line = tuple[bytes, bytes]


class _Meaning(NamedTuple):
    """A line without what PostgreSQL words anew: its other tokens, and the types that it casts to."""

    text: bytes
    types: frozenset[bytes]


def first_difference(mine: Sequence[Line], theirs: Sequence[Line]) -> str:
    """The first thing that two scripts define differently, for people; "" where there is none.

    Args:
        mine: lines, each behind the comment above it, as DumpReader has them.
        theirs: those that should define the same.
    """
    left, right = Counter(mine), Counter(theirs)
    ours, others = list(_meanings(left - right)), list(_meanings(right - left))
    gone = Counter(each for _, each in ours) - Counter(each for _, each in others)
    come = Counter(each for _, each in others) - Counter(each for _, each in ours)
    for above, each in [*ours, *others]:
        if gone[each] or come[each]:
            return _named(above)
    return ""


def _meanings(lines: Counter[Line]) -> Iterator[tuple[bytes, _Meaning]]:
    for (above, line), count in lines.items():
        if not above.startswith(_ALWAYS_THERE):
            yield from [(above, meaning(line))] * count


def meaning(line: bytes) -> _Meaning:
    """What two lines have in common that say the same."""
    found = list(_TOKEN.finditer(line.rstrip(b",\n")))
    return _Meaning(
        b" ".join(each["kept"] for each in found if each["kept"]),
        frozenset(each["type"] for each in found if each["type"]),
    )


def _named(above: bytes) -> str:
    """What a comment of pg_dump is above of; never a line below it, in which secrets may stand."""
    found = _NAMED.match(above.decode("utf-8", "replace"))
    if found is None:
        return "the settings"
    name, kind, schema = found.groups()
    return (
        f"{kind.lower()} {name}" if schema in ("-", "public") else f"{kind.lower()} {schema}.{name}"
    )
