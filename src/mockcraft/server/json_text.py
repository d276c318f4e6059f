"""JSON that clients send: what `json` reads but no JSON is, or no text can hold, is refused."""

from __future__ import annotations

import json
from math import isinf
from typing import Any


class NotJson(ValueError):
    """A text that is no JSON; `line` and `column` say where, counted from 1, 0 where that is not known."""

    def __init__(self, message: str, line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.line, self.column = line, column


class HalfCharacter(NotJson):
    """JSON with an escape that is half of a character (a lone surrogate), which no text may hold."""


def read_json(data: bytes) -> Any:
    """What a body of UTF-8 holds; raises NotJson, also for keys that stand twice, NaN, Infinity and what is as large as it."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise NotJson(f"byte {error.start} is not UTF-8") from None
    return read_json_text(text)


def read_json_text(text: str) -> Any:
    """What a text holds, see `read_json`."""
    try:
        found = json.loads(
            text, object_pairs_hook=_without_twins, parse_constant=_no_constant, parse_float=_finite
        )
        if "\\u" in text:
            json.dumps(found, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise NotJson(error.msg, error.lineno, error.colno) from None
    except UnicodeEncodeError:
        raise HalfCharacter("it holds half a character (a lone surrogate)") from None
    except RecursionError:
        raise NotJson("it is nested too deep") from None
    except NotJson:
        raise
    except ValueError:  # what Python says of it is about a setting of Python
        raise NotJson("a number has too many digits") from None
    return found


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise NotJson(f"the key {key!r} stands twice (remove one)")
            seen.add(key)
    return made


def _no_constant(name: str) -> Any:
    raise NotJson(f"{name} is no number of JSON")


def _finite(text: str) -> float:
    number = float(text)
    if isinf(number):
        shown = text if len(text) <= 40 else text[:39] + "…"
        raise NotJson(f"the number {shown} is too large (the largest is 1.7976931348623157e308)")
    return number
