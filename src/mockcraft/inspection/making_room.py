"""Rows that triggers add to other tables, or change there, have room in them: other keys, larger numbers, each its child."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from mockcraft.inspection.checks.facts import Facts
from mockcraft.inspection.checks.sets import reads
from mockcraft.inspection.columns.limits import range_of
from mockcraft.inspection.document import Document
from mockcraft.inspection.survey import Survey
from mockcraft.stored import StoredColumn, StoredTable

MANY = 1_000_000  # of which rows take some, and to which they add some
_CHECKED = re.compile(
    r"""new row for relation "([^"]+)" violates check constraint "([^"]+)"|CHECK constraint failed: (\S+)"""
)
_DOUBLE = re.compile(r"duplicate key|Duplicate entry|UNIQUE constraint failed")
_FLAGS = ("primary_key", "unique")  # of a column

Changes = dict[str, dict[str, Any]]  # mappings of columns


def numbered_apart(survey: Survey, document: Document, name: str, message: str) -> Changes:
    """By table, the column of its key with numbers that no other has which writes to the same table; empty for none.

    The tables of which a trigger adds a row of the same key to one that they share.
    """
    if not _DOUBLE.search(message):
        return {}
    tables = {each: survey.tables[each] for each in document.tables}
    for shared, of_shared in survey.tables.items():
        writers = [
            each
            for each, table in tables.items()
            if each != shared and of_shared.name.lower() in map(str.lower, table.writes)
        ]
        if name not in writers or not ("in the function " in message or of_shared.name in message):
            continue
        keys = {each: key for each in writers if (key := _number_of(tables[each]))}
        start, made = 1 + (document.rows(shared) if shared in tables else 0), Changes()
        for each, column in keys.items():
            old = document.tables[each]["columns"].get(column)
            flags = {k: old[k] for k in _FLAGS if k in old} if isinstance(old, dict) else {}
            made[each] = {column: {"generator": "sequence", "start": start, **flags}}
            start += document.rows(each)
        return made
    return {}


def _number_of(table: StoredTable) -> str:
    """The column of whole numbers that is the key of a table; "" for another key."""
    kinds = {each.name: each.kind for each in table.columns}
    key = table.primary_key
    return key[0] if len(key) == 1 and kinds[key[0]] == "integer" else ""


def roomier(
    survey: Survey, document: Document, name: str, message: str
) -> Iterator[tuple[str, Changes]]:
    """(table, columns) of what another table may have in place of numbers that a trigger takes from, or adds to.

    The columns that the trigger's code names are few, and those that the check compares them with many; or else many
    and few, as is what it compares with a constant.
    """
    found = _CHECKED.search(message)
    said = survey.tables[name].said
    for other, table in survey.tables.items():
        if found is None or other == name or other not in document.tables:
            continue
        for rule in table.rules:
            if rule.kind != "check" or (found[1], found[2]) != (table.name, rule.name):
                continue
            specs = document.tables[other]["columns"]
            about = [
                each
                for each in table.columns
                if each.name in specs and each.kind in ("integer", "decimal", "float")
                and reads(rule.text, each.name) and _is_drawn(specs[each.name])
            ]  # fmt: skip
            changed = [each for each in about if each.name.lower() in said]
            rest = [each for each in about if each not in changed]
            if rest and changed:
                yield other, _filled(rest, changed)
            if changed:
                yield other, _filled(changed, rest)


def _is_drawn(spec: Any) -> bool:
    return isinstance(spec, str) or not {"ref", "expr", "primary_key", "unique"} & set(spec)


def _filled(many: Sequence[StoredColumn], few: Sequence[StoredColumn]) -> Changes:
    made: Changes = {each.name: {"generator": "number", "min": 0, "max": 1} for each in few}
    for column in many:
        _, high = range_of(column, Facts())
        most = min(int(high), 2 * MANY) if high is not None else 2 * MANY
        made[column.name] = {"generator": "number", "min": most // 2, "max": most}
    return made
