"""Columns whose values stand in a list file."""

import numpy as np
import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core import fills
from mockcraft.core.coded import plain_text
from mockcraft.core.keys import key_of
from mockcraft.core.kinds import conversions
from mockcraft.core.list_file import ListFile
from mockcraft.core.types import Type, Unfit, cast, check_text, type_of
from mockcraft.core.values import text_of
from mockcraft.errors import ParameterError, SchemaError, UserError, shortened
from mockcraft.schema.binding import Binding
from mockcraft.schema.declaration import Declaration
from mockcraft.schema.made import Made
from mockcraft.schema.source import shown
from mockcraft.schema.spec import LISTS, WORDS, Path


def list_key(binding: Binding, declaration: Declaration) -> int:
    """The key of the row's entry: one for all columns of a list, unless `entity` tells entries apart."""
    assert declaration.listed is not None
    context = declaration.context(binding)
    return key_of(context.seed, context.table, "list", declaration.listed[0], context.entity)


def make_listed(binding: Binding, declaration: Declaration) -> Made:
    """A column of a list, or the values of a file that has one a line; raises SchemaError."""
    path: Path
    if declaration.listed is not None:
        name, column = declaration.listed
        path, key = (LISTS, name), list_key(binding, declaration)
    else:
        column, path, key = WORDS, declaration.source_at, declaration.key(binding)
    entries = binding.spec.files.get(path)
    if entries is None:  # which is noted
        raise SchemaError
    values = entries.arrays[column]
    type_ = type_of(values.type)
    _check_values(binding, declaration, entries, column, type_)
    if values.null_count and declaration.spec.primary_key:
        raise UserError(
            f"{shown(declaration.spec.name)} is a primary key, and an entry of {shortened(entries.file)} has no "
            f"{shown(column)} (give it one, or leave such entries out with where)"
        )
    fill = fills.Listed(entries, column, key)
    return Made(fill, type_, values.null_count > 0, declaration.spec.nulls)


def _check_values(
    binding: Binding, declaration: Declaration, entries: ListFile, column: str, made: Type
) -> None:
    """Raises SchemaError where a value does not fit the type that the column asks for, or is not unique there."""
    asked = declaration.spec.type
    if asked is None or asked.kind not in conversions(made.kind):
        return
    values, at = entries.arrays[column], (*declaration.at, "type")
    try:
        stored = cast(values, asked.type(made.scale))
        if asked.kind == "json":
            for text in pc.unique(values).drop_null().to_pylist():
                check_text(text, asked.type())
    except (Unfit, ParameterError) as error:
        raise binding.wrong(
            at, f"{shortened(entries.file)}: {error}, which type asks for"
        ) from None
    if declaration.tells_apart:
        _check_distinct(binding, declaration, entries, column, plain_text(stored))


def _check_distinct(
    binding: Binding, declaration: Declaration, entries: ListFile, column: str, stored: pa.Array
) -> None:
    """Raises SchemaError where values that differ are the same once they are turned into the column's type."""
    kept = pa.array(np.array(entries.distinct((column,)).numbers, np.int64))
    own = stored.take(kept)
    if len(pc.unique(own)) < len(own):
        twice = next(each for each in pc.value_counts(own).to_pylist() if each["counts"] > 1)
        name, kind = declaration.spec.name, type_of(stored.type).kind
        message = f"two values of {shortened(entries.file)} are both {text_of(twice['values'])}"
        raise binding.wrong(
            declaration.name_at, f"{shown(name)} cannot be unique: {message} as {kind}"
        )
