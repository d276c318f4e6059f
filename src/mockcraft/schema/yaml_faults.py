"""What is wrong with a text that is not YAML, in words for who wrote it."""

import re
from typing import Any

from mockcraft.errors import Place, Problem, SchemaError

_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")  # what libyaml counts lines by

# What libyaml says, and what to say of it: (begins with, what is wrong and what to do).
_SAYINGS = (
    ("mapping values are not allowed", "a ':' is not expected here (put text that has ': ' in quotes)"),
    ("found unexpected end of stream", "a quote is not closed"),
    ("did not find expected ',' or '}'", "a ',' or '}' is missing"),
    ("did not find expected ',' or ']'", "a ',' or ']' is missing"),
    ("did not find expected key", "a line is indented like none before it, or a quote or bracket is wrong"),
    ("did not find expected '-' indicator", "a '-' is missing, or the line is indented too far or too little"),
    ("did not find expected node content", "a value is missing, or a bracket is not closed"),
    ("could not find expected ':'", "a ':' is missing after the key"),
)  # fmt: skip


def not_yaml(text: str, name: str, error: Any) -> SchemaError:
    """The error for what PyYAML, with a mark, says of the text of a file of that name."""
    mark = error.problem_mark or error.context_mark
    place = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name, 1, 1)
    said = error.problem or error.context or "not YAML"
    if "cannot start any token" in said:
        return SchemaError(Problem(place, _bad_start(text, place)))
    message = next((ours for theirs, ours in _SAYINGS if said.startswith(theirs)), said)
    if said.startswith("mapping values are not allowed"):
        message = _too_deep(text, place) or message
    begun = error.context_mark
    if begun is not None and mark is not None and begun.line != mark.line and error.context:
        message += f" ({error.context.removeprefix('while ')} that begins on line {begun.line + 1})"
    return SchemaError(Problem(place, f"this is not YAML: {message}"))


def _too_deep(text: str, place: Place) -> str:
    """What is wrong with a key that is indented deeper than the key before it; "" where none is."""
    *above, line = _BREAK.split(text)[: place.line]
    before = next(
        (
            number
            for number in range(len(above), 0, -1)
            if above[number - 1].strip()[:1] not in ("", "#")
        ),
        0,
    )
    if (
        not before
        or ": " in line[: place.column - 1]
        or _indent(line) <= _indent(above[before - 1])
    ):
        return ""
    return (
        f"the line is indented deeper than line {before}, which has its value already (indent both alike; "
        "text that has ': ' must stand in quotes)"
    )


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _bad_start(text: str, place: Place) -> str:
    line = _BREAK.split(text)[place.line - 1]
    character = line[place.column - 1 : place.column]
    if character == "\t" or "\t" in line[: len(line) - len(line.lstrip())]:
        return "this is not YAML: a tab cannot indent a line (use spaces)"
    return f"this is not YAML: text cannot begin with {character!r} (put it in quotes)"


def place_of(text: str, position: int, name: str) -> Place:
    """Where the character at a position stands."""
    line = text.count("\n", 0, position) + 1
    return Place(name, line, position - text.rfind("\n", 0, position))
