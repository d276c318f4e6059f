"""A document as the text of a schema file: short, in load order, with comments that say why."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from mockcraft.inspection.document import Document
from mockcraft.wording import counted

WIDTH = 100
# Words that are text in YAML 1.1 and 1.2 alike, so that editors read them as MockCraft does.
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./+-]*( [A-Za-z0-9_./+-]+)*")
_NOT_TEXT = {"true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"}


def text_of(document: Document, source: str) -> str:
    """The schema file; `source` is what was read, for its first line."""
    lines = [
        f"# Made from {_line(source)} by `mockcraft init`: edit it as you like.",
        "version: 1",
        "",
    ]
    for name, reason in document.refused.items():
        lines += _comment(f"{name} is not filled: {reason}", "")
    for name, rows in document.kept.items():
        lines += _comment(f"{name} has {counted(rows, 'row')}: left as it is", "")
    for name, others in document.fed.items():
        lines += _comment(f"{name} has its rows from triggers of {others}", "")
    for name in document.left:
        lines += _comment(f"{name} is left out", "")
    apart = document.refused or document.kept or document.fed or document.left
    lines += ["", "tables:"] if apart else ["tables:"]
    for name in document.tables:
        lines += table_lines(document, name)
    return "\n".join(lines) + "\n"


def table_lines(document: Document, name: str) -> Iterator[str]:
    """The lines of a table below `tables`, indented by two spaces."""
    table, notes = document.tables[name], document.notes
    yield from _comment(notes.get((name,), ""), "  ")
    yield f"  {_word(name)}:"
    yield _behind(f"    count: {_flow(table['count'])}", notes.get((name, "count"), ""))
    if "unique" in table:
        yield f"    unique: {_flow(table['unique'])}"
    if "filled_after" in table:
        why = notes.get((name, "filled_after"), "")
        yield _behind(f"    filled_after: {_flow(table['filled_after'])}", why)
    if "rows" in table:
        why = notes.get((name, "rows"), "")
        yield _behind(f"    rows: {_flow(table['rows'])}", why)
    yield "    columns:"
    for column in table["columns"]:
        yield from column_lines(document, name, column)
    yield from _comment(notes.get((name, "checks"), ""), "    ")
    if "checks" in table:
        yield "    checks:"
        yield from (f"      - {_word(each)}" for each in table["checks"])


def column_lines(document: Document, table: str, name: str) -> Iterator[str]:
    """The lines of a column, indented by six spaces."""
    why = document.notes.get((table, "columns", name), "")
    spec = document.tables[table]["columns"][name]
    line = f"      {_word(name)}: {_flow(spec)}"
    if len(line) > WIDTH and isinstance(spec, dict) and {"fields", "items"} & set(spec):
        yield from _comment(why, "      ")
        yield from _block(name, spec, "      ")
    elif why and len(line) + len(why) + 4 > WIDTH:
        yield from _comment(why, "      ")
        yield line
    else:
        yield _behind(line, why)


def _block(name: str, value: Any, indent: str) -> Iterator[str]:
    """A member of a mapping on a line, if it is short enough, else with a line for each of its own."""
    line = f"{indent}{_word(name)}: {_flow(value)}"
    if len(line) <= WIDTH or not isinstance(value, dict):
        yield line
        return
    yield f"{indent}{_word(name)}:"
    for key, each in value.items():
        yield from _block(key, each, indent + "  ")


def _behind(line: str, why: str) -> str:
    return f"{line}  # {_line(why)}" if why else line


def _comment(text: str, indent: str) -> list[str]:
    return [f"{indent}# {_line(text)}"] if text else []


def _line(text: str) -> str:
    """A text on one line, of signs that can stand in a comment."""
    return "".join(each if each.isprintable() else " " for each in " ".join(text.split()))


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_word(key)}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _word(value)


def _word(value: Any) -> str:
    """A plain word, in quotes where it would be read as something else."""
    if value is None:
        return "~"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    text = str(value)
    if re.fullmatch(r"\d+\.\.\d+|\d{4}-\d\d-\d\d", text):
        return text
    if _PLAIN.fullmatch(text) and text.lower() not in _NOT_TEXT:
        return text
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\x7f")
