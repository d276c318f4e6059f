"""What a database has got since its schema file was made is written into that file; every line of it stays as it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from mockcraft.core.plan import Plan
from mockcraft.dataclass import dataclass
from mockcraft.errors import SchemaError
from mockcraft.inspection.document import Document
from mockcraft.inspection.reading import Inspection
from mockcraft.inspection.renaming import Names, names, renamed
from mockcraft.inspection.writing import column_lines, table_lines
from mockcraft.schema.bind import bind
from mockcraft.schema.files import Files
from mockcraft.schema.reader import read_spec
from mockcraft.schema.source import Node, parse
from mockcraft.stored import StoredTable


@dataclass(slots=True)
class Update:
    """A schema file with what is new.

    Attributes:
        text: of the file.
        renamed: sentences about what has got the name that the database calls it by.
        added: tables and columns, as `table` and `table.column`.
        left: sentences about what is to be done by hand.
    """

    text: str = ""
    renamed: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def update(text: str, name: str, files: Files, made: Inspection) -> Update:
    """The text of a schema file with what is new in a database, and what that does not take of its rows any more.

    Args:
        text: of the file.
        name: of the file, for messages.
        files: that it names.
        made: of the database as it is.

    Raises SchemaError for a file that has problems, or would have some then.
    """
    try:
        found = names(_plan(text, name, files), made.plan, made.stored)
    except SchemaError:  # what is missing may be what is added
        found = Names({}, {})
    text, renamings = renamed(text, name, found)
    new = updated(text, name, made.document, made.stored)
    new.renamed = renamings
    new.left += made.conflicts(_plan(new.text, name, files))
    return new


def _plan(text: str, name: str, files: Files) -> Plan:
    spec, problems = read_spec(parse(text, name), files)
    return bind(spec, None, problems)


def updated(text: str, name: str, document: Document, stored: Mapping[str, StoredTable]) -> Update:
    """The text of a schema file with the tables and columns of a document that it has not.

    Args:
        text: of the file.
        name: of the file, for messages.
        document: that fills the database as it is.
        stored: the tables of the database, by name.

    Raises SchemaError for a text that is not YAML.
    """
    made = Update()
    lines = text.splitlines()
    end = "\r\n" if "\r\n" in text else "\n"
    root = _entries(parse(text, name))
    tables = _entries(root["tables"][1]) if "tables" in root else {}
    new: dict[int, list[str]] = {}  # lines by the number of those that they stand behind
    for table, (key, value) in tables.items():
        if table in document.tables:
            _columns(made, lines, new, table, key, value, document)
        if table in stored:
            made.left += _gone(table, value, stored[table])
        else:
            made.left.append(f"{table} is not in the database any more (remove it)")
    missing = [each for each in document.tables if each not in tables]
    if missing and tables:
        indent = " " * (next(iter(tables.values()))[0].place.column - 1)
        last = _last(lines, next(iter(tables.values()))[0].place.line, len(indent))
        for table in missing:
            added = [indent + line[2:] for line in table_lines(document, table)]
            new.setdefault(last, []).extend(added)
            made.added.append(table)
    whole: list[str] = []
    for number, line in enumerate(lines, 1):
        whole += [line, *new.get(number, ())]
    made.text = end.join(whole) + end
    return made


def _columns(
    made: Update,
    lines: Sequence[str],
    new: dict[int, list[str]],
    table: str,
    key: Node,
    value: Node,
    document: Document,
) -> None:
    """Adds the columns that a table of the file has not."""
    specs: dict[str, Any] = document.tables[table]["columns"]
    entries = _entries(value)
    if "columns" not in entries:
        return
    head, columns = entries["columns"]
    known = _entries(columns)
    missing = [each for each in specs if each not in known]
    if not missing:
        return
    first = next(iter(known.values()))[0].place if known else head.place
    if first.line == head.place.line:  # {a: …, b: …} on one line has no place for more
        made.left += [f"{table}.{each} is new (add it by hand)" for each in missing]
        return
    indent = " " * (first.column - 1)
    last = _last(lines, first.line, len(indent))
    for each in missing:
        added = column_lines(document, table, each)
        new.setdefault(last, []).extend(indent + line[6:] for line in added)
        made.added.append(f"{table}.{each}")
    made.left += _beside(table, missing, document.tables[table])


def _beside(table: str, missing: Sequence[str], made: Mapping[str, Any]) -> Iterator[str]:
    """What else the database demands of new columns."""
    for group in made.get("unique", ()):
        if set(group) & set(missing):
            yield f"{table}: rows must differ in {', '.join(group)} (add the list to its `unique`)"
    for check in made.get("checks", ()):
        if any(f'"{each}"' in check for each in missing):
            yield f"{table}: rows must meet {check} (add it to its `checks`)"


def _gone(table: str, value: Node, stored: StoredTable) -> Iterator[str]:
    """The columns of the file that the database has no more."""
    entries = _entries(value)
    known = {each.name for each in stored.columns}
    for name, (_, spec) in (
        _entries(entries["columns"][1]) if "columns" in entries else {}
    ).items():
        if name not in known and "hidden" not in _entries(spec):
            yield f"{table}.{name} is not in the database any more (remove it)"


def _entries(node: Node) -> dict[str, tuple[Node, Node]]:
    """Keys and values of a mapping, by the text of the key; none for what is no mapping."""
    return {key.text: (key, value) for key, value in node.entries}


def _last(lines: Sequence[str], first: int, indent: int) -> int:
    """The number of the last line of a block, from that of its first one; its lines are indented so far at least."""
    last = first
    for number in range(first + 1, len(lines) + 1):
        line = lines[number - 1]
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if len(line) - len(line.lstrip()) < indent:
            break
        last = number
    return last
