"""Columns that say yes or no: by their names, how many rows say yes."""

from collections.abc import Sequence
from typing import Any

USUALLY = 0.9  # share of rows that say yes
RARELY = 0.1
# Last words of names.
_USUAL = {
    "active", "enabled", "visible", "verified", "confirmed", "valid", "available", "approved", "published", "operational",
}  # fmt: skip
_RARE = {
    "deleted", "removed", "archived", "cancelled", "canceled", "revoked", "disabled", "banned", "blocked", "suspended",
    "expired", "locked", "hidden", "muted", "deprecated", "discontinued", "obsolete", "superseded", "failed", "default",
    "primary", "admin", "superuser", "staff", "root", "draft", "spam", "test", "featured", "pinned", "starred",
    "favorite", "inactive", "invalid", "bot", "debug", "deceased", "churned", "flagged", "breaking", "abnormal",
}  # fmt: skip
_EITHER = {"flag", "inline"}
_FIRST = {"is", "has"}


def is_flag(words: Sequence[str]) -> bool:
    """Whether whole numbers say yes or no, by their name."""
    if not words:
        return False
    named = words[-1] in _USUAL | _RARE | _EITHER or tuple(words[-2:]) == ("all", "day")
    return named or words[0] in _FIRST


def true_share(words: Sequence[str]) -> float | None:
    """The share of rows that say yes; None where the name does not tell."""
    noun = words[-1] if words else ""
    return USUALLY if noun in _USUAL else RARELY if noun in _RARE else None


def of_flag(words: Sequence[str]) -> dict[str, Any]:
    """The mapping of a column of 0 and 1."""
    share = true_share(words)
    if share is None:
        return {"generator": "number", "min": 0, "max": 1}
    return {"values": {1: round(share * 10), 0: round(10 - share * 10)}}
