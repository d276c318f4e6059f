"""Row counts by table as people write them: TABLE=N, of a flag or of a request."""

from __future__ import annotations

from collections.abc import Iterable

from mockcraft.errors import UserError


def table_counts(texts: Iterable[str], source: str = "--count") -> dict[str, int]:
    """Rows by table from TABLE=N; raises UserError, which begins with `source`, for anything else."""
    made: dict[str, int] = {}
    for text in texts:
        name, _, number = text.rpartition("=")
        if not name or not (_is_number(number) or number == "0"):
            raise UserError(
                f"{source} {text!r} is not TABLE=N with N a whole number from 0 (such as users=1000)"
            )
        if name in made:
            raise UserError(f"{source} {name} is given twice (keep one)")
        made[name] = _rows(number, f"{source} {name}")
    return made


def rows_and_counts(texts: Iterable[str]) -> tuple[int | None, dict[str, int]]:
    """Rows of every table, from N, and rows by table, from TABLE=N; raises UserError for anything else."""
    given = list(texts)
    every = [text for text in given if _is_number(text)]
    if len(every) > 1:
        raise UserError(f"--count {every[1]}: the rows of every table are given twice (keep one)")
    alone = next((text for text in given if "=" not in text and text not in every), None)
    if alone is not None:
        raise UserError(
            f"--count {alone!r} is not TABLE=N, nor N, a whole number from 1 (such as users=1000 or 1000)"
        )
    rows = _rows(every[0], "--count") if every else None
    return rows, table_counts(text for text in given if text not in every)


def _is_number(text: str) -> bool:
    digits = text.replace("_", "").lstrip("0")
    return digits.isdecimal() and digits.isascii()


def _rows(number: str, source: str) -> int:
    from mockcraft.schema.spec import MAX_COUNT

    digits = number.replace("_", "").lstrip("0")
    if len(digits) > 19 or int(digits or "0") > MAX_COUNT:
        raise UserError(f"{source}: more than 2**62 rows cannot be numbered")
    return int(digits or "0")
