"""Columns that read themselves of the row's parent in its own table: depths, paths, dates after the parent's.

A row of a table that refers to itself points at an earlier one, so such a chain ends. What type such a column has
follows from itself: it is the one that comes out where it is put in.
"""

from collections.abc import Callable
from dataclasses import replace

from mockcraft.core.fills import Constant
from mockcraft.core.plan import Column
from mockcraft.core.types import Type
from mockcraft.errors import Problem
from mockcraft.schema.binding import Binding
from mockcraft.schema.declaration import Declaration
from mockcraft.schema.source import shown

# The types that are tried, where none is asked for.
_TRIED = ("integer", "text", "timestamp", "date", "boolean", "float", "time", "interval")
_ROUNDS = 2  # with what came out put in again


def inherits(binding: Binding, declaration: Declaration) -> str:
    """The reference to its own table through which a column reads itself; "" for none, or for several."""
    name, table = declaration.spec.name, declaration.table.name
    if declaration.nested:
        return ""
    keys = {
        path.partition(".")[0] for path in declaration.reads() if path.partition(".")[2] == name
    }
    own = {
        key
        for key in keys & binding.columns[table].keys()
        if binding.parent_of(binding.columns[table][key]) == table
    }
    return own.pop() if len(own) == len(keys) == 1 else ""


def bind_inherited(
    binding: Binding, declaration: Declaration, key: str, bind: Callable[[], Column | None]
) -> Column | None:
    """The column that `bind` makes, with the type that it has where its parent's has it; None with problems."""
    name, asked = (declaration.table.name, declaration.spec.name), declaration.spec.type
    noted = len(binding.problems)
    first: list[Problem] = []
    for guess in [asked.type()] if asked is not None else map(Type, _TRIED):
        seen = [guess]
        for _ in range(_ROUNDS):
            binding.bound[name] = _stand_in(binding, declaration, seen[-1])
            made = bind()
            if made is None:
                break
            if made.type == seen[-1]:
                return replace(made, inherits=key)
            seen.append(made.type)
        first = first or binding.problems[noted:]
        del binding.problems[noted:]
        if len(seen) > _ROUNDS:
            what = f"{shown(name[1])} is {seen[-2]}, and {seen[-1]} where its parent's is that"
            binding.problem(declaration.source_at, f"{what} (round it, or give its type)")
            return None
    binding.problems += first
    return None


def _stand_in(binding: Binding, declaration: Declaration, type_: Type) -> Column:
    """The column as its own expression sees it: of a row without a parent it is null."""
    context = declaration.context(binding)
    return Column(declaration.spec.name, type_, Constant(None, type_), 0, context)
