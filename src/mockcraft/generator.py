"""The declaration of a generator, from which everything else about it is derived.

A generator is a function of a `Draw` and of keyword-only, annotated parameters. Flags of the command
line, query parameters of the server, keys of the schema file, JSON Schema and the documentation all
come from its signature and its docstring::

    @generator("internet")
    def email(draw: Draw, *, domain: Annotated[str | None, "domain of every address"] = None) -> Text:
        '''E-mail address of the row's person.'''

Signatures are read when they are asked for: making one value must not pay for `typing`.
"""

from mockcraft.core.draw import NOW, Context, Draw, Entity, Record, fact
from mockcraft.core.pool import Pool
from mockcraft.core.scalar import ScalarDraw, measure
from mockcraft.core.values import (
    Boolean,
    Date,
    Decimal,
    Integer,
    Json,
    Text,
    Time,
    Timestamp,
    Uuid,
    plain,
)
from mockcraft.errors import NotFound, NotUnique, ParameterError, UserError, did_you_mean
from mockcraft.parameter import REQUIRED, Between, Parameter, plain_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Annotated, Any, Literal
else:

    class _Form:
        """Stands for a form of `typing`, which is imported when the form is used.

        The annotations of our own modules are text until a signature is read; those of a plugin need
        not be.
        """

        def __init__(self, name):
            self.name = name

        def __getitem__(self, items):
            import typing

            return getattr(typing, self.name)[items]

    Annotated, Literal = _Form("Annotated"), _Form("Literal")

__all__ = [
    "Annotated", "Between", "Boolean", "Bound", "Date", "Decimal", "Draw", "Entity", "Generator",
    "Integer", "Json", "Literal", "Parameter", "ParameterError", "Pool", "Record", "Text", "Time",
    "Timestamp", "Uuid", "fact", "find", "generator", "load_plugin", "ordered", "registry",
]  # fmt: skip

VALUE_TYPES = {
    Text: "text", Uuid: "uuid", Json: "json", Integer: "integer", Boolean: "boolean",
    Decimal: "decimal", Date: "date", Timestamp: "timestamp", Time: "time",
}  # fmt: skip


class Generator:
    """A declared generator; call it with a draw and parameters to compose it into another one."""

    __slots__ = ("_parameters", "aliases", "category", "function", "name")

    def __init__(
        self, function: "Callable[..., Any]", category: str, aliases: "tuple[str, ...]"
    ) -> None:
        self.function, self.category, self.aliases = function, category, aliases
        self.name = function.__name__.rstrip("_")  # a trailing _ keeps off a Python keyword
        self._parameters: dict[str, Parameter] | None = None

    def __call__(self, draw: Draw, **values: "Any") -> "Any":
        """The values for the rows of the draw; parameters are not checked."""
        return self.function(draw, **values)

    def __reduce__(self) -> "tuple[Any, ...]":
        return find, (self.name,)

    def __repr__(self) -> str:
        return f"<generator {self.name}>"

    @property
    def details(self) -> str:
        """The whole docstring, without indentation."""
        lines = (self.function.__doc__ or "").strip().split("\n")
        return "\n".join([lines[0], *(line.removeprefix("    ") for line in lines[1:])])

    @property
    def help(self) -> str:
        """The first paragraph of the docstring, on one line."""
        return " ".join(self.details.split("\n\n")[0].split())

    @property
    def type_name(self) -> str:
        """Type of the values: text, uuid, json, integer, boolean, decimal, date, timestamp or time."""
        return VALUE_TYPES[_resolve(self.function, self.function.__annotations__["return"])]

    @property
    def parameters(self) -> "dict[str, Parameter]":
        """The parameters by name, in their order."""
        if self._parameters is None:
            code = self.function.__code__
            first = code.co_argcount
            names = code.co_varnames[first : first + code.co_kwonlyargcount]
            self._parameters = {name: _parameter(self.function, name) for name in names}
        return self._parameters

    def parameter(self, name: str) -> Parameter:
        """The parameter of that name, or of that name with other `_` and `-`; raises ParameterError."""
        wanted = name.replace("-", "_")
        if wanted not in self.parameters:
            known = list(self.parameters)
            takes = f"it takes {', '.join(known)}" if known else "it takes none"
            hint = did_you_mean(wanted, known) or f" ({takes})"
            raise ParameterError(f"{self.name} has no parameter {name!r}{hint}", name)
        return self.parameters[wanted]

    def bind(self, raw: "Mapping[str, object] | None" = None) -> "Bound":
        """The generator with its parameters parsed and tried on one row; raises ParameterError."""
        values = {}
        for name, value in (raw or {}).items():
            parameter = self.parameter(name)
            values[parameter.name] = parameter.parse(value)
        bound = Bound(self, values)
        bound.check()
        return bound

    def sample(self, count: int = 3, seed: int = 0, locale: str = "en_US") -> "list[Any]":
        """The first values at default parameters, as plain Python objects."""
        return self.bind().sample(count, seed, locale)


class Bound:
    """A generator and the values of its parameters: plain data that pickles, compares and prints."""

    __slots__ = ("generator", "values")

    def __init__(self, generator: Generator, values: "dict[str, Any]") -> None:
        self.generator, self.values = generator, values

    def __call__(self, draw: Draw, **inputs: "Any") -> "Any":
        """The values for the rows of the draw; `inputs` are parameters that other columns give."""
        return self.generator.function(draw, **self.values, **inputs)

    def __reduce__(self) -> "tuple[Any, ...]":
        return Bound, (self.generator, self.values)

    def __repr__(self) -> str:
        given = ", ".join(f"{k}={plain_json(v)!r}" for k, v in sorted(self.values.items()))
        return f"{self.generator.name}({given})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Bound) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))

    def check(self, given: "frozenset[str]" = frozenset()) -> None:
        """Raises ParameterError where a required parameter is missing or values do not go together.

        `given` are the parameters that columns will give.
        """
        missing = [
            p.name
            for p in self.generator.parameters.values()
            if p.required and p.name not in self.values and p.name not in given
        ]
        if missing:
            raise ParameterError(
                f"{self.generator.name} needs {' and '.join(missing)}: "
                + self.generator.parameters[missing[0]].help,
                missing[0],
            )
        if not given:
            self.sample(1)

    def evaluate(
        self, context: Context, rows: "Iterable[int]", unique: bool = False
    ) -> "Iterator[Any]":
        """The values of these rows, one by one; raises NotUnique where there are too few."""
        key = context.column_key(self.generator.name)
        distinct = measure(self, context, key) if unique else None
        for row in rows:
            if distinct is not None and row >= distinct.capacity:
                raise NotUnique(
                    f"{self.generator.name} has {distinct.capacity:,} distinct values in "
                    f"{context.locale}, more are asked for"
                )
            yield self(ScalarDraw(context, key, row, distinct))

    def sample(self, count: int = 3, seed: int = 0, locale: str = "en_US") -> "list[Any]":
        """The first `count` values, as plain Python objects."""
        return [
            plain(value) for value in self.evaluate(Context(seed, "", locale, NOW), range(count))
        ]


def generator(
    category: str, *, aliases: "tuple[str, ...]" = ()
) -> "Callable[[Callable[..., Any]], Generator]":
    """Declares a function as the generator of its name.

    Args:
        category: the family it is listed under.
        aliases: other names it is found by. Case, `_` and `-` never matter, so they need no alias.
    """

    def declare(function: "Callable[..., Any]") -> Generator:
        made = Generator(function, category, aliases)
        for name in (made.name, *aliases):
            _declared[normal(name)] = made
        return made

    return declare


_declared: dict[str, Generator] = {}


def normal(name: str) -> str:
    """The form in which names are compared: firstname for first_name, First-Name and FirstName."""
    return name.replace("_", "").replace("-", "").replace(" ", "").lower()


def find(name: str) -> Generator:
    """The generator of that name or alias; raises NotFound with the nearest names."""
    wanted = normal(name)
    if wanted not in _declared:
        from mockcraft.generators.index import MODULES

        if wanted in MODULES:
            __import__(f"mockcraft.generators.{MODULES[wanted]}")
        else:
            _load_entry_points()
    if wanted in _declared:
        return _declared[wanted]
    names = [*(g.name for g in registry()), *_declared]
    hint = did_you_mean(name, names) or did_you_mean(wanted, names)
    raise NotFound(f"there is no generator {name!r}{hint or ' (list them: mockcraft generators)'}")


def registry() -> "list[Generator]":
    """Every generator, built-in and installed, by category and name."""
    from mockcraft.generators.index import MODULES

    for module in sorted(set(MODULES.values())):
        __import__(f"mockcraft.generators.{module}")
    _load_entry_points()
    return sorted(set(_declared.values()), key=lambda each: (each.category, each.name))


def _load_entry_points() -> None:
    """Imports the modules that installed packages name in the entry-point group `mockcraft.generators`."""
    if _entry_points_loaded:
        return
    _entry_points_loaded.append(True)
    from importlib.metadata import entry_points

    for point in entry_points(group="mockcraft.generators"):
        try:
            point.load()
        except Exception as error:
            raise UserError(
                f"the generators of {point.value} could not be loaded: {error!r} (mend or uninstall it)"
            ) from error


_entry_points_loaded: list[bool] = []


_plugins: list[str] = []


def plugins() -> "tuple[str, ...]":
    """Paths of the plugin files that were loaded, for worker processes to load them too."""
    return tuple(_plugins)


def load_plugin(path: str) -> None:
    """Runs a Python file that declares generators; raises UserError where it fails."""
    import importlib.util
    import os

    if not os.path.isfile(path):
        raise UserError(f"plugin {path!r} is not a file (give the path of a Python file)")
    spec = importlib.util.spec_from_file_location(f"mockcraft_plugin_{abs(hash(path))}", path)
    if spec is None or spec.loader is None:
        raise UserError(f"plugin {path!r} is not a Python file (its name must end in .py)")
    try:
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
    except Exception as error:
        raise UserError(f"plugin {path!r} failed: {type(error).__name__}: {error}") from error
    _plugins.append(os.path.abspath(path))


def ordered(**bounds: "Any") -> None:
    """Raises ParameterError where the first of two named bounds is above the second."""
    (low_name, low), (high_name, high) = bounds.items()
    if low > high:
        raise ParameterError(f"{low_name}={low} is above {high_name}={high}", low_name)


def _resolve(function: "Callable[..., Any]", annotation: "Any") -> "Any":
    if not isinstance(annotation, str):
        return annotation
    return eval(annotation, function.__globals__)


def _parameter(function: "Callable[..., Any]", name: str) -> Parameter:
    annotated = _resolve(function, function.__annotations__[name])
    kind, help, between, choices, optional = annotated, "", None, (), False
    for extra in getattr(annotated, "__metadata__", ()):
        if isinstance(extra, Between):
            between = extra
        else:
            help = extra
    kind = (
        getattr(annotated, "__origin__", annotated)
        if hasattr(annotated, "__metadata__")
        else annotated
    )
    members = [m for m in getattr(kind, "__args__", ()) if m is not type(None)]
    if type(None) in getattr(kind, "__args__", ()):
        kind, optional = members[0], True
    if getattr(kind, "__origin__", None) is tuple:
        kind = tuple
    elif not isinstance(kind, type):  # Literal[...]
        choices, kind = tuple(kind.__args__), str
    default = (function.__kwdefaults__ or {}).get(name, REQUIRED)
    return Parameter(name, kind, default, help, between, choices, optional)
