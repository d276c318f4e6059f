"""What the default of a text says of its other values."""

import re
from collections.abc import Sequence

_LITERAL = re.compile(r"\(?N?'([^'\\]+)'(?:::[\w \"\[\]()]+)?\)?")
# Texts of two that are one another's opposite, as they are written.
_OPPOSITES = (
    ("yes", "no"), ("Yes", "No"), ("YES", "NO"), ("y", "n"), ("Y", "N"), ("true", "false"), ("TRUE", "FALSE"),
    ("t", "f"), ("T", "F"), ("1", "0"), ("on", "off"), ("open", "closed"), ("enabled", "disabled"),
)  # fmt: skip
_BY_DEFAULT = {each: pair for pair in _OPPOSITES for each in pair}


def text_of(default: str | None) -> str:
    """The text that a default is, in whatever words an engine has for it; "" for none."""
    found = _LITERAL.fullmatch((default or "").strip())
    return found[1] if found else ""


def of_default(default: str | None) -> tuple[str, ...]:
    """A default that has an opposite, and that: yes and no; none else."""
    return _BY_DEFAULT.get(text_of(default), ())


def with_default(values: Sequence[str], default: str | None) -> Sequence[str]:
    """Usual values with the default before them, in capital letters where that is; of one with an opposite, these two."""
    text = text_of(default)
    if not text or text in values:
        return values
    if pair := of_default(default):
        return pair
    return [text, *(each.upper() if text.isupper() else each for each in values)]
