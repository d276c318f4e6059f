"""The problems of a schema as responses have them."""

from __future__ import annotations

from typing import Any

from mockcraft.errors import Problem


def located(each: Problem) -> dict[str, Any]:
    """One problem of a schema: with line and column, or a JSON pointer (RFC 6901) where there are no lines."""
    place = each.place
    if place.line:
        return {"detail": each.message, "line": place.line, "column": place.column}
    escaped = (part.replace("~", "~0").replace("/", "~1") for part in place.path)
    return {"detail": each.message, "pointer": "".join(f"/{part}" for part in escaped)}
