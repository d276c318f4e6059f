"""What the values of a PostgreSQL type can be at most, from its name and its modifier."""

from typing import Any

HEADER = 4  # that the modifiers of texts and decimals are more by, VARHDRSZ
FLOAT32 = int(3.4028234e38)
_NUMBERS = {
    "int2": (-(2**15), 2**15 - 1), "int4": (-(2**31), 2**31 - 1), "int8": (-(2**63), 2**63 - 1),
    "oid": (0, 2**32 - 1), "float4": (-FLOAT32, FLOAT32),
}  # fmt: skip


def extent(base: str, modifier: int, labels: tuple[str, ...]) -> dict[str, Any]:
    """The attributes of a StoredColumn that say what it holds.

    Args:
        base: name of its type, below any domains.
        modifier: of the type, as pg_attribute.atttypmod has it; -1 for none.
        labels: of an enum.
    """
    if labels:
        return {"labels": labels}
    if base in _NUMBERS:
        lowest, highest = _NUMBERS[base]
        return {"lowest": lowest, "highest": highest}
    if base in ("varchar", "bpchar") and modifier >= HEADER:
        return {"characters": modifier - HEADER}
    if base == "name":  # NAMEDATALEN is 64, and what is longer is cut off without a word
        return {"octets": 63}
    if base == "numeric" and modifier >= HEADER:
        # https://github.com/postgres/postgres/blob/REL_15_0/src/backend/utils/adt/numeric.c#L843
        packed = modifier - HEADER
        scale = ((packed & 0x7FF) ^ 1024) - 1024
        return {"precision": (packed >> 16) & 0xFFFF, "scale": scale}
    return {}
