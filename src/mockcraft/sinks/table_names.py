"""Whether a database can hold tables and columns of these names, one beside the other, and keys of a given name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from mockcraft.core.plan import Table
from mockcraft.errors import Unsupported
from mockcraft.format import Format
from mockcraft.sinks.refusing import refuse_all

if TYPE_CHECKING:
    from mockcraft.database import Engine


def check_dump_names(format: Format, tables: Sequence[Table]) -> None:
    """Raises Unsupported for names that the engine cannot hold whose SQL the format writes, where it writes any,
    and for a key that is none: all at once.
    """
    name = format.suffix[1:].upper()
    refuse_all([error for table in tables for error in _key_problems(name, format.key, table)])
    if not format.sql:
        return
    from mockcraft.database import engines

    engine = next((each for each in engines() if each.dialect == format.sql), None)
    if engine is not None:
        check_names(f"SQL for {engine.title}", engine, tables)


def check_names(target: str, engine: Engine, tables: Sequence[Table]) -> None:
    """Raises Unsupported for names that the engine cannot hold, or not beside one another: all at once."""
    limits, schema = engine.can.limits, engine.can.default_schema
    whole = {
        each.name: each.name if "." in each.name or not schema else f"{schema}.{each.name}"
        for each in tables
    }
    found = list(_alike(target, engine, "tables", whole, limits.folded))
    for table in tables:
        found += _table_problems(target, engine, table)
        found += _column_problems(target, engine, table)
        found += _key_problems(target, limits.key, table)
    refuse_all(found)


def _key_problems(target: str, key: str, table: Table) -> Iterator[Unsupported]:
    """Why the column of this name is not the table's key as every row needs one: the first reason."""
    column = next((each for each in table.columns if key and each.name == key), None)
    if column is None:
        return
    place = f"{target}: {table.name}.{key}"
    alone = column.unique or (key,) in (table.primary_key, *table.uniques)
    if column.nullable:
        share = "absent" if column.absent else "nulls"
        yield Unsupported(
            f"{place} can be null, and every document has a key (set its {share} to 0, or rename it)"
        )
    elif column.type.kind == "list":
        yield Unsupported(f"{place} is an array, which is no key (rename it)")
    elif not alone and table.count > 1:
        yield Unsupported(
            f"{place} may be the same in two rows, and is the key of documents (give it primary_key: true, or "
            "rename it)"
        )


def _table_problems(target: str, engine: Engine, table: Table) -> Iterator[Unsupported]:
    """Why there is no table of its name: the first reason."""
    limits, place = engine.can.limits, f"{target}: {table.name!r}"
    schema, dot, local = table.name.partition(".")
    parts = [schema, local] if dot and engine.can.schemas else [table.name]
    folded = limits.folded(parts[-1])
    kept = folded in limits.tables_taken or folded.startswith(limits.prefixes or ("\0",))
    reasons = [
        *(_name_fault(engine, each) for each in parts),
        " is a name that is kept for others (rename it)" if kept else "",
        _character_fault(engine, parts[-1], limits.tables_without),
    ]
    if reason := next(filter(None, reasons), ""):
        yield Unsupported(f"{place}{reason}")


def _column_problems(target: str, engine: Engine, table: Table) -> Iterator[Unsupported]:
    """Why there are no columns of their names: of each the first reason."""
    limits = engine.can.limits
    names = [column.name for column in table.columns]
    for each in names:
        place = f"{target}: {table.name}.{each}"
        if fault := _name_fault(engine, each):
            yield Unsupported(f"{target}: {table.name!r}{fault}")
        elif fault := _character_fault(engine, each, limits.columns_without):
            yield Unsupported(f"{place}{fault}")
        elif each.startswith(limits.column_prefixes or ("\0",)):
            yield Unsupported(f"{place}: {engine.title} takes no column of such a name (rename it)")
        elif each in limits.columns_taken:
            yield Unsupported(
                f"{place}: {engine.title} has a column of that name in every table (rename it)"
            )
    known = {each: each for each in names}
    yield from _alike(target, engine, f"columns of {table.name}", known, limits.folded_column)
    if limits.columns and len(names) > limits.columns:
        yield Unsupported(
            f"{target}: {table.name} has {len(names):,} columns, {engine.title} takes at most "
            f"{limits.columns:,}"
        )


def _name_fault(engine: Engine, name: str) -> str:
    """Why the engine takes no such name, behind where it is; "" where it does."""
    limits = engine.can.limits
    if not name or "\0" in name:
        return f": {name!r} is no name there (rename it)"
    if limits.name_characters and len(name) > limits.name_characters:
        return (
            f": the name {name!r} is longer than {limits.name_characters} characters (shorten it)"
        )
    if limits.name_bytes and len(name.encode()) > limits.name_bytes:
        return f": the name {name!r} is longer than {limits.name_bytes} bytes (shorten it)"
    if limits.last_character and (most := max(name)) > limits.last_character:
        return f": {engine.title} takes no {most!r} in names (rename {name!r})"
    if limits.ends_in_no_space and name.endswith(" "):
        return (
            f": the name {name!r} ends in a space, which {engine.title} does not take (rename it)"
        )
    return ""


def _character_fault(engine: Engine, name: str, refused: str) -> str:
    found = next((each for each in refused if each in name), "")
    return f": {engine.title} takes no {found!r} in it (rename it)" if found else ""


def _alike(
    target: str, engine: Engine, what: str, names: Mapping[str, str], folded: Callable[[str], str]
) -> Iterator[Unsupported]:
    """Names that the engine takes for one; `names` are those it knows them by."""
    seen: dict[str, str] = {}
    for each, known in names.items():
        other = seen.setdefault(folded(known), each)
        if other != each:
            yield Unsupported(
                f"{target}: the {what} {other!r} and {each!r} are one name in {engine.title} (rename one)"
            )
