"""What the values of a MySQL type can be at most, from how information_schema writes it."""

import re
from typing import Any

FLOAT32 = int(3.4028234e38)
_BITS = {"tinyint": 8, "smallint": 16, "mediumint": 24, "int": 32, "bigint": 64}
_YEARS = (1901, 2155)
_TEXTS = ("char", "varchar")


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
    if base == "enum" and "\\" not in type_:
        labels = re.findall(r"'((?:[^']|'')*)'", type_)
        return {"labels": tuple(label.replace("''", "'") for label in labels)}
    if base in _TEXTS:
        return {"characters": characters}
    if base == "set":
        return {}
    # Of texts without a limit in characters, and of bytes; 4 GiB is none.
    return {"octets": octets} if octets is not None and octets < 2**32 - 1 else {}
