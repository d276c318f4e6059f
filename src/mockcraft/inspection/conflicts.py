"""What a database does not take of the rows of a schema file any more, told in words with what it would take."""

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from mockcraft.core.frame import batch_of
from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Range, chunks
from mockcraft.core.width import wide_tables
from mockcraft.errors import MockcraftError
from mockcraft.inspection.checks.asking import ROWS, Asking
from mockcraft.inspection.checks.sets import reads
from mockcraft.inspection.document import Document
from mockcraft.inspection.source import Source
from mockcraft.inspection.survey import Survey
from mockcraft.inspection.writing import column_lines
from mockcraft.sinks.capacity import check_capacity
from mockcraft.sinks.misfits import misfits
from mockcraft.sinks.target import Target
from mockcraft.traits import AnsweringConnection


def conflicts(source: Source, survey: Survey, document: Document, plan: Plan) -> list[str]:
    """A sentence for each column or check that the first rows of a plan do not go with; writes nothing.

    Args:
        source: the database.
        survey: of it.
        document: that fills it as it is now.
        plan: of the file.
    """
    connection = source.connect()
    try:
        asks = isinstance(connection, AnsweringConnection)
        asking = Asking(survey, document, connection) if asks else None  # type: ignore[arg-type]
        target = Target(survey.name, source.engine, survey.catalogue)
        tables = [each for each in plan.tables if each.name in survey.tables]
        found = [
            each for table in tables for each in _of_table(target, document, plan, table, asking)
        ]
        return found + [each for table in tables for each in _loose(survey, document, table)]
    finally:
        connection.close()


def _of_table(
    target: Target, document: Document, plan: Plan, table: Table, asking: Asking | None
) -> Iterator[str]:
    wrong = list(misfits(target, table, create=False))
    for each in wrong:
        yield _told(each, document, table.name)
    if wrong:
        return
    rows = Range(table.name, 0, min(ROWS, table.count))
    try:
        batch = _batch(plan, rows)
        stored, folded = target.catalogue.tables[table.name], target.engine.can.limits.folded_column
        check_capacity(target.name, plan, [rows], stored, folded, table)
    except MockcraftError as error:
        yield _told(error, document, table.name)
        return
    for check in (
        asking.failed(table.name, batch) if asking is not None and batch is not None else ()
    ):
        about = [each.name for each in table.columns if reads(check, each.name)]
        yield f"{table.name}: some rows fail its check {check}{_advice(document, table.name, about)}"


def _loose(survey: Survey, document: Document, table: Table) -> Iterator[str]:
    """Keys and uniques of the database that the file has not, so that its rows meet them by chance alone."""
    made = document.tables.get(table.name, {"columns": {}})
    names = {each.name for each in table.columns}
    for name, spec in made["columns"].items():
        if name not in names or not isinstance(spec, dict):
            continue
        column, linked = table.column(name), {each for link in table.links for each in link.columns}
        if "ref" in spec and name not in linked and (table.name, name) not in survey.implied:
            advice = _advice(document, table.name, [name])
            yield f"{table.name}.{name} refers to {spec['ref']} in the database{advice}"
        single = spec.get("unique") or [name] == _primary(made["columns"])
        if single and not (column.unique or [name] == _primary_of(table)):
            yield f"{table.name}.{name}: rows must differ in it{_advice(document, table.name, [name])}"
    known = {frozenset(each) for each in (*table.uniques, tuple(_primary_of(table)))}
    for group in made.get("unique", ()):
        if set(group) <= names and frozenset(group) not in known:
            yield f"{table.name}: rows must differ in {', '.join(group)} (add the list to its `unique`)"


def _primary(columns: Mapping[str, Any]) -> list[str]:
    return [n for n, each in columns.items() if isinstance(each, dict) and each.get("primary_key")]


def _primary_of(table: Table) -> list[str]:
    return [each.name for each in table.columns if each.primary_key]


def _batch(plan: Plan, rows: Range) -> pa.RecordBatch | None:
    chunk = next(iter(chunks([rows], ROWS, wide_tables(plan, [rows], ROWS))), None)
    return None if chunk is None else batch_of(plan, chunk)


def _told(error: MockcraftError, document: Document, table: str) -> str:
    """What an error says, with the line that would do."""
    _, column = error.subject or (table, "")
    message = str(error).partition("\n")[0]
    return f"{message}{_advice(document, table, [column] if column else [])}"


def _advice(document: Document, table: str, columns: list[str]) -> str:
    known = document.tables.get(table, {}).get("columns", {})
    lines = [
        line.strip()
        for each in columns
        if each in known
        for line in column_lines(document, table, each)
        if not line.strip().startswith("#")
    ]
    return f" (what goes: {'; '.join(line.partition('  #')[0] for line in lines)})" if lines else ""
