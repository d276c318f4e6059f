"""Names of sheets in a workbook, made of those of tables."""

import re
from collections.abc import Sequence

# https://support.microsoft.com/office/rename-a-worksheet-3f1f7148-ee83-404d-8ef0-9ff99fbad1f9
LONGEST = 31
TAKEN = "history"  # of Excel itself
_NOWHERE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def sheet_names(tables: Sequence[str]) -> list[str]:
    """A name for each table: its own, cut where it is too long, with `_` for what none has in it.

    Names that Excel takes for one, as it knows no capital letters, get a number.
    """
    made: list[str] = []
    taken = {TAKEN}
    for table in tables:
        plain = _NOWHERE.sub("_", table)
        plain = re.sub("^'|'$", "_", _cut(plain, LONGEST)) or "_"
        name, number = plain, 1
        while name.casefold() in taken:
            number += 1
            end = f"~{number}"
            name = _cut(plain, LONGEST - len(end)) + end
        taken.add(name.casefold())
        made.append(name)
    return made


def _cut(text: str, most: int) -> str:
    """The text with so many units of UTF-16 at most, which Excel counts."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")
