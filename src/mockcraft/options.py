"""Options of a database engine at a table of a schema file: what they may be, from the class that declares them.

The class is a frozen dataclass of keyword-only fields, each annotated as a parameter of a generator is::

    @dataclass(frozen=True, slots=True, kw_only=True)
    class ShelfOptions:
        as_: Annotated[Literal["rows", "lists"], "how a row is kept"] = "rows"  # the key `as`
        labels: Annotated[tuple[Label, ...], "labels of columns"] = ()

        def problems(self, table: Table) -> Iterator[OptionError]: ...

A list of mappings is a tuple of another such class, which needs no `problems`. A member that is written as a
word or a list is one of its first field alone. Keys of the schema file, the errors for them, with their place,
and the JSON Schema come from the declaration.
"""

from collections.abc import Iterator, Sequence
from dataclasses import MISSING, Field, fields
from typing import (
    TYPE_CHECKING,
    Any,
    Protocol,
    get_args,
    get_origin,
    get_type_hints,
    runtime_checkable,
)

from mockcraft.dataclass import dataclass
from mockcraft.declaration import help_of, parameter_of
from mockcraft.errors import UserError, nearest
from mockcraft.parameter import REQUIRED, Parameter

if TYPE_CHECKING:
    from mockcraft.core.plan import Table


class OptionError(UserError):
    """An option does not go with its table; `path` leads to it: `("indexes", "0", "columns")`."""

    def __init__(self, message: str, *path: str) -> None:
        super().__init__(message, *path)
        self.path = path

    def __str__(self) -> str:
        return str(self.args[0])


class Options(Protocol):
    """What a table says of an engine: plain frozen data, which pickles and compares."""

    def problems(self, table: "Table") -> "Iterator[OptionError]":
        """What of the options does not go with the table, which is bound."""


@runtime_checkable
class SharedOptions(Options, Protocol):
    """Options that do not go with those of every other table."""

    @staticmethod
    def clashes(tables: "Sequence[Table]") -> "Iterator[tuple[Table, OptionError]]":
        """What does not go together among the tables of a plan, with or without options.

        Each table at which something is wrong comes once; of two, rather the one that has options.
        """


@dataclass(frozen=True, slots=True)
class Option:
    """An option of one value: its field of the class, and what the value must be."""

    field: str
    parameter: Parameter

    @property
    def required(self) -> bool:
        """Whether it must be given."""
        return self.parameter.required


@dataclass(frozen=True, slots=True)
class OptionList:
    """An option that is a list, each of its members of the class `part`."""

    field: str
    part: type
    help: str
    required: bool


def options_of(declared: type) -> dict[str, Option | OptionList]:
    """The options that a class declares, by their keys; raises UserError where a field is none."""
    hints = get_type_hints(declared, include_extras=True)
    return {
        each.name.rstrip("_"): _option(declared, each, hints[each.name])
        for each in fields(declared)
    }


def _option(declared: type, field: "Field[Any]", annotated: Any) -> Option | OptionList:
    default = REQUIRED if field.default is MISSING else field.default
    kind = get_args(annotated)[0] if hasattr(annotated, "__metadata__") else annotated
    part = get_args(kind)[0] if get_origin(kind) is tuple else None
    if isinstance(part, type) and hasattr(part, "__dataclass_fields__"):
        return OptionList(field.name, part, help_of(annotated), default is REQUIRED)
    say = f"{declared.__module__}.{declared.__qualname__}: the option {field.name!r}"
    return Option(field.name, parameter_of(say, field.name.rstrip("_"), annotated, default))


def unknown_column(table: "Table", name: str, *path: str) -> OptionError | None:
    """The error where the table has no column of that name, which the option at `path` gives."""
    names = [column.name for column in table.columns]
    if name in names:
        return None
    return OptionError(f"{table.name} has no column {name!r}{nearest(name, names)}", *path)
