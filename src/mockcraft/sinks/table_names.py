"""Whether a database can hold tables and columns of these names, one beside the other, and keys of a given name."""

from collections.abc import Callable, Mapping, Sequence

from mockcraft.core.plan import Table
from mockcraft.database import Engine, engines
from mockcraft.errors import Unsupported
from mockcraft.format import Format


def check_dump_names(format: Format, tables: Sequence[Table]) -> None:
    """Raises Unsupported for names that the engine cannot hold whose SQL the format writes, where it writes any,
    and for a key that is none.
    """
    for table in tables:
        _check_key(format.suffix[1:].upper(), format.key, table)
    engine = next((each for each in engines() if each.dialect and each.dialect == format.sql), None)
    if engine is not None:
        check_names(f"SQL for {engine.title}", engine, tables)


def check_names(target: str, engine: Engine, tables: Sequence[Table]) -> None:
    """Raises Unsupported for names that the engine cannot hold, or not beside one another."""
    limits, schema = engine.can.limits, engine.can.default_schema
    whole = {
        each.name: each.name if "." in each.name or not schema else f"{schema}.{each.name}"
        for each in tables
    }
    _check_alike(target, engine, "tables", whole, limits.folded)
    for table in tables:
        _check_table(target, engine, table)
        _check_columns(target, engine, table)
        _check_key(target, engine.can.limits.key, table)


def _check_key(target: str, key: str, table: Table) -> None:
    """Raises Unsupported where the column of this name is not the table's key as every row needs one."""
    column = next((each for each in table.columns if key and each.name == key), None)
    if column is None:
        return
    place = f"{target}: {table.name}.{key}"
    if column.nullable:
        share = "absent" if column.absent else "nulls"
        raise Unsupported(
            f"{place} can be null, and every document has a key (set its {share} to 0, or rename it)"
        )
    if column.type.kind == "list":
        raise Unsupported(f"{place} is an array, which is no key (rename it)")
    alone = column.unique or (key,) in (table.primary_key, *table.uniques)
    if not alone and table.count > 1:
        raise Unsupported(
            f"{place} may be the same in two rows, and is the key of documents (give it primary_key: true, or "
            "rename it)"
        )


def _check_table(target: str, engine: Engine, table: Table) -> None:
    limits = engine.can.limits
    schema, dot, local = table.name.partition(".")
    parts = [schema, local] if dot and engine.can.schemas else [table.name]
    for each in parts:
        _check_name(f"{target}: {table.name!r}", engine, each)
    folded = limits.folded(parts[-1])
    if folded in limits.tables_taken or folded.startswith(limits.prefixes or ("\0",)):
        raise Unsupported(f"{target}: {table.name!r} is a name that is kept for others (rename it)")
    _check_characters(f"{target}: {table.name!r}", engine, parts[-1], limits.tables_without)


def _check_columns(target: str, engine: Engine, table: Table) -> None:
    limits = engine.can.limits
    names = [column.name for column in table.columns]
    for each in names:
        _check_name(f"{target}: {table.name!r}", engine, each)
        place = f"{target}: {table.name}.{each}"
        _check_characters(place, engine, each, limits.columns_without)
        if each.startswith(limits.column_prefixes or ("\0",)):
            raise Unsupported(f"{place}: {engine.title} takes no column of such a name (rename it)")
        if each in limits.columns_taken:
            raise Unsupported(
                f"{place}: {engine.title} has a column of that name in every table (rename it)"
            )
    known = {each: each for each in names}
    _check_alike(target, engine, f"columns of {table.name}", known, limits.folded_column)
    if limits.columns and len(names) > limits.columns:
        raise Unsupported(
            f"{target}: {table.name} has {len(names):,} columns, {engine.title} takes at most "
            f"{limits.columns:,}"
        )


def _check_name(place: str, engine: Engine, name: str) -> None:
    limits = engine.can.limits
    if not name or "\0" in name:
        raise Unsupported(f"{place}: {name!r} is no name there (rename it)")
    if limits.name_characters and len(name) > limits.name_characters:
        raise Unsupported(
            f"{place}: the name {name!r} is longer than {limits.name_characters} characters (shorten it)"
        )
    if limits.name_bytes and len(name.encode()) > limits.name_bytes:
        raise Unsupported(
            f"{place}: the name {name!r} is longer than {limits.name_bytes} bytes (shorten it)"
        )
    if limits.last_character and (most := max(name)) > limits.last_character:
        raise Unsupported(f"{place}: {engine.title} takes no {most!r} in names (rename {name!r})")
    if limits.ends_in_no_space and name.endswith(" "):
        raise Unsupported(
            f"{place}: the name {name!r} ends in a space, which {engine.title} does not take (rename it)"
        )


def _check_characters(place: str, engine: Engine, name: str, refused: str) -> None:
    for character in refused:
        if character in name:
            raise Unsupported(f"{place}: {engine.title} takes no {character!r} in it (rename it)")


def _check_alike(
    target: str, engine: Engine, what: str, names: Mapping[str, str], folded: Callable[[str], str]
) -> None:
    """Raises Unsupported for two names that the engine takes for one; `names` are those it knows them by."""
    seen: dict[str, str] = {}
    for each, known in names.items():
        other = seen.setdefault(folded(known), each)
        if other != each:
            raise Unsupported(
                f"{target}: the {what} {other!r} and {each!r} are one name in {engine.title} (rename one)"
            )
