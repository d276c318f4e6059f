"""The columns by which keys tell the rows of a table apart, and what is wrong with those of a template."""

from collections.abc import Iterator

from mockcraft.core.plan import Column, Table
from mockcraft.formats.key_templates import Field, Template, fields_of, text_of, touching
from mockcraft.options import OptionError, unknown_column

ROW_NUMBER = (Field(""),)
KIND_NAMES = {"struct": "a sub-document", "list": "an array", "json": "JSON", "bytes": "binary"}


def id_of(table: Table) -> Template:
    """What tells a row apart: the primary key or another, joined by colons; ROW_NUMBER where there is none."""
    group = next(_groups(table, nullable=False), None)
    if group is None:
        return ROW_NUMBER
    parts: list[str | Field] = []
    for name in group:
        parts += [":", Field(name)] if parts else [Field(name)]
    return tuple(parts)


def tells_apart(table: Table, names: set[str]) -> bool:
    """Whether no two rows have the same values in these columns, as far as those are not null; "" is the row's number."""
    return "" in names or any(set(group) <= names for group in _groups(table, nullable=True))


def _groups(table: Table, nullable: bool) -> Iterator[tuple[str, ...]]:
    """Groups of columns that tell rows apart and are plain, the primary key first."""
    alone = [(column.name,) for column in table.columns if column.unique]
    for group in (table.primary_key, *table.uniques, *alone):
        columns = [table.column(name) for name in group]
        if group and (nullable or not any(c.nullable for c in columns)):
            yield group


def column_problems(table: Table, template: Template, *path: str) -> Iterator[OptionError]:
    """Columns of a template that do not exist, or have no text."""
    for name in fields_of(template):
        if (error := unknown_column(table, name, *path)) or (
            error := _no_text(table.column(name), *path)
        ):
            yield error


def _no_text(column: Column, *path: str) -> OptionError | None:
    kind = column.type.kind
    if not column.type.nested and kind not in ("json", "bytes"):
        return None
    more = ", or leave value out for the row as JSON" if path == ("value",) else ""
    what = KIND_NAMES.get(kind, kind)
    return OptionError(
        f"{column.name} is {what}, which is no part of a text (name another column{more})", *path
    )


def null_problems(table: Table, template: Template, *path: str) -> Iterator[OptionError]:
    """Columns of the key of every row that can be null."""
    for name in fields_of(template):
        if table.column(name).nullable:
            yield OptionError(
                f"{name} can be null, and every row has a key (set its nulls to 0)", *path
            )


def own_problems(table: Table, template: Template, *path: str) -> Iterator[OptionError]:
    """Why two rows may have one key of a template of which each is to have its own."""
    names, text, advice = fields_of(template), text_of(template), _advice(table)
    if not names:
        yield OptionError(f"{path[0]}={text!r} is one key for all rows{advice}", *path)
    elif not tells_apart(table, set(names)):
        yield OptionError(f"two rows of {table.name} may have the key {text!r}{advice}", *path)


def touching_problems(template: Template, *path: str) -> Iterator[OptionError]:
    """Columns with nothing between them, of which different values may give one key."""
    text = text_of(template)
    for left, right in touching(template):
        yield OptionError(
            f"{text!r} has {left} and {right} with nothing between them, so two rows may have one key "
            f"(write {{{left}}}:{{{right}}})", *path
        )  # fmt: skip


def _advice(table: Table) -> str:
    key = ":".join(f"{{{name}}}" for name in next(_groups(table, nullable=False), ()))
    wanted = f"put {key} in it" if key else "put unique columns in it"
    return f", which would be lost but for the last ({wanted}, or collect rows by as: list)"
