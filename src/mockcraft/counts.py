"""Row counts by table as people write them: TABLE=N, of a flag or of a request."""

from __future__ import annotations

from collections.abc import Iterable

from mockcraft.errors import UserError


def table_counts(texts: Iterable[str], source: str = "--count") -> dict[str, int]:
    """Rows by table from TABLE=N; raises UserError, which begins with `source`, for anything else."""
    from mockcraft.schema.spec import MAX_COUNT

    made: dict[str, int] = {}
    for text in texts:
        name, _, number = text.rpartition("=")
        digits = number.replace("_", "").lstrip("0")
        if not (name and digits.isdecimal() and digits.isascii()):
            raise UserError(
                f"{source} {text!r} is not TABLE=N with N a whole number from 1 (such as users=1000)"
            )
        if name in made:
            raise UserError(f"{source} {name} is given twice (keep one)")
        if len(digits) > 19 or int(digits) > MAX_COUNT:
            raise UserError(f"{source} {name}: more than 2**62 rows cannot be numbered")
        made[name] = int(digits)
    return made
