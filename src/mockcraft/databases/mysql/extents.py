"""What the values of a MySQL type can be at most, from how information_schema writes it."""

import re
from typing import Any

FLOAT32 = int(3.4028234e38)
_BITS = {"tinyint": 8, "smallint": 16, "mediumint": 24, "int": 32, "bigint": 64}
_YEARS = (1901, 2155)
_TEXTS = ("char", "varchar")
_ESCAPED = {"''": "'", r"\n": "\n", r"\r": "\r", r"\0": "\0"}


def extent(base: str, type_: str, characters: int | None, octets: int | None) -> dict[str, Any]:
    """The attributes of a StoredColumn that say what it holds.

    Args:
        base: name of its type, such as "int".
        type_: with all that stands behind it, such as "int(10) unsigned".
        characters: CHARACTER_MAXIMUM_LENGTH.
        octets: CHARACTER_OCTET_LENGTH of bytes and of text in UTF-8, else None.
    """
    unsigned = "unsigned" in type_
    if base in _BITS:
        span = 2 ** _BITS[base]
        lowest = 0 if unsigned else -span // 2
        return {"lowest": lowest, "highest": lowest + span - 1}
    if base == "year":
        return {"lowest": _YEARS[0], "highest": _YEARS[1]}
    if base == "float":
        return {"lowest": 0 if unsigned else -FLOAT32, "highest": FLOAT32}
    size = re.match(r"\w+\((\d+)(?:,(\d+))?\)", type_)
    if base == "bit" and size:
        return {"lowest": 0, "highest": 2 ** int(size[1]) - 1}
    if base == "decimal" and size and not unsigned:
        return {"precision": int(size[1]), "scale": int(size[2] or 0)}
    if base == "enum":
        return {"labels": labels_of(type_)}
    if base in _TEXTS:
        return {"characters": characters}
    if base == "set":
        return {}
    # Of texts without a limit in characters, and of bytes; 4 GiB is none.
    return {"octets": octets} if octets is not None and octets < 2**32 - 1 else {}


def labels_of(type_: str) -> tuple[str, ...]:
    """The labels of an ENUM or SET, such as "enum('a','it''s','back\\\\slash')"; none for another type."""
    if not re.match(r"(?:enum|set)\(", type_, re.IGNORECASE):
        return ()
    written = re.findall(r"'((?:[^'\\]|''|\\.)*)'", type_, re.DOTALL)
    return tuple(
        re.sub(r"''|\\.", lambda found: _ESCAPED.get(found[0], found[0][1:]), each, flags=re.DOTALL)
        for each in written
    )
