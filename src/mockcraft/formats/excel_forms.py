"""How cells of Excel show dates and times: forms such as yyyy-mm-dd, also for the `format` of a column.

A form is in the words of ECMA-376 part 1, 18.8.31. Excel reads mm as minutes behind hours or before seconds, else as
the month, and counts hours to twelve where AM/PM stands anywhere.
"""

from itertools import pairwise

from mockcraft.core.expressions.strftime import ZONES, coded
from mockcraft.core.plan import Column

SHOWN = {  # how the kinds are shown that have no format, and how many characters wide
    "date": ("yyyy-mm-dd", 11),
    "timestamp": ("yyyy-mm-dd hh:mm:ss", 19),
    "timestamptz": ("yyyy-mm-dd hh:mm:ss", 19),
    "time": ("hh:mm:ss", 9),
}
_ENGLISH = "[$-409]"  # names and AM/PM, whatever the language of Excel
_NUMBERS = {
    "Y": "yyyy",
    "y": "yy",
    "m": "mm",
    "d": "dd",
    "H": "hh",
    "I": "hh",
    "M": "mm",
    "S": "ss",
}
_NAMES = {"B": "mmmm", "b": "mmm", "A": "dddd", "a": "ddd", "p": "AM/PM"}
_NAME_WIDTH = 9  # characters of September and Wednesday
_LONGEST = 200  # characters of a form: Excel takes 255


def form_of(column: Column) -> tuple[str, int] | None:
    """The form of a column's cells, and how many characters wide they are; None where its values are text."""
    kind = column.type.kind
    if kind not in SHOWN:
        return None
    return form_like(column.format) if column.format else SHOWN[kind]


def form_like(pattern: str) -> tuple[str, int] | None:
    """The form that shows what a pattern of strftime writes, and how wide; None where Excel has none."""
    made, codes, width = "", [], 0
    for text, code, bare in coded(pattern):
        if code in _NUMBERS:
            word = _NUMBERS[code]
            made += word[:1] if bare else word
            width += len(word)
        elif code in _NAMES:
            made += _NAMES[code]
            width += _NAME_WIDTH
        elif not code or code in ZONES or code == "%":
            shown = ZONES.get(code, "%" if code else text)
            made += "".join(f"\\{each}" for each in shown)
            width += len(shown)
        else:
            return None
        codes += [code] if code in _NUMBERS or code in _NAMES else []
    if not codes or _misread(codes) or len(made) > _LONGEST:
        return None
    return (_ENGLISH if set(codes) & set(_NAMES) else "") + made, width + 1


def _misread(codes: list[str]) -> bool:
    """Whether Excel would take minutes for a month, a month for minutes, or one count of hours for the other."""
    if ("I" in codes) != ("p" in codes) or {"H", "I"} <= set(codes):
        return True
    around = dict.fromkeys(range(len(codes)), False)
    for i, (first, second) in enumerate(pairwise(codes)):
        around[i] |= second == "S"
        around[i + 1] |= first in ("H", "I")
    return any(around[i] != (code == "M") for i, code in enumerate(codes) if code in ("m", "M"))
