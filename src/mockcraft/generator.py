"""The declaration of a generator, from which everything else about it is derived.

A generator is a function of a `Draw` and of keyword-only, annotated parameters. Flags of the command
line, query parameters of the server, keys of the schema file, JSON Schema and the documentation all
come from its signature and its docstring::

    @generator("internet")
    def email(draw: Draw, *, domain: Annotated[str | None, "domain of every address"] = None) -> Text:
        '''E-mail address of the row's person.'''

Signatures are read when they are asked for: making one value must not pay for `typing`.
"""

import sys

from mockcraft.core.context import NOW, Context
from mockcraft.core.draw import Draw
from mockcraft.core.entity import Entity, Record, fact
from mockcraft.core.lists import (
    AMERICAN,
    DEFAULT_LOCALE,
    ENGLISH_ALONE,
    english,
    is_english,
    locales,
    with_fallback,
)
from mockcraft.core.pool import Pool
from mockcraft.core.scalar import ScalarDraw
from mockcraft.core.values import (
    Boolean,
    Date,
    Decimal,
    Integer,
    Json,
    ObjectId,
    Text,
    Time,
    Timestamp,
    Uuid,
    plain,
)
from mockcraft.errors import (
    ClockError,
    MissingList,
    MockcraftError,
    NotUnique,
    ParameterError,
    Unworkable,
    UserError,
    did_you_mean,
)
from mockcraft.names import FILE_MODULE, enter, find, normal, registry
from mockcraft.parameter import Beside, Between, Form, Listed, Parameter, exact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import Annotated, Any, Literal, TypeVar

    D = TypeVar("D", bound=Draw)

    Settles = Mapping[str, Any] | Callable[[Mapping[str, Any]], Mapping[str, Any]]
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
    "Annotated", "Beside", "Between", "Boolean", "Bound", "Date", "Decimal", "Draw", "Entity", "Form",
    "Generator", "Integer", "Json", "Listed", "Literal", "ObjectId", "Parameter", "ParameterError",
    "Pool", "Record", "Text", "Time", "Timestamp", "Uuid", "fact", "find", "generator", "normal", "ordered",
    "registry",
]  # fmt: skip


class Generator:
    """A declared generator; call it with a draw and parameters to compose it into another one."""

    __slots__ = (
        "_parameters", "_type_name", "aliases", "category", "function", "limit", "name", "narrows",
        "series", "settles",
    )  # fmt: skip

    def __init__(
        self,
        function: "Callable[..., Any]",
        category: str,
        aliases: "tuple[str, ...]" = (),
        limit: "Callable[..., int] | None" = None,
        narrows: "Mapping[str, str] | None" = None,
        settles: "Settles | None" = None,
        series: bool = False,
    ) -> None:
        self.series = series
        self.function, self.category, self.aliases, self.limit = function, category, aliases, limit
        self.narrows, self.settles = narrows or {}, settles or {}
        self.name = function.__name__.rstrip("_")  # a trailing _ keeps off a Python keyword
        self._parameters: dict[str, Parameter] | None = None
        self._type_name = ""

    def __call__(self, draw: Draw, **values: "Any") -> "Any":
        """The values for the rows of the draw; parameters are not checked.

        Raises MissingList where the locale has not its words.
        """
        if not is_english(draw.locale):
            draw = self._abroad(draw)
        try:
            return self.function(draw, **values)
        except Exception as error:
            if self.builtin or isinstance(error, MockcraftError):
                raise
            raise self.failure(error) from error

    def __reduce__(self) -> "tuple[Any, ...]":
        module = self.function.__module__
        file = self.function.__code__.co_filename if module.startswith(FILE_MODULE) else ""
        return _found, (self.name, module, file)

    def __repr__(self) -> str:
        return f"<generator {self.name}>"

    def _abroad(self, draw: "D") -> "D":
        """The draw in a locale of another language: with English behind it where that is what it speaks there."""
        where = english().get(self.name) if self.builtin else None
        if where is None:
            return draw
        if where in (AMERICAN, ENGLISH_ALONE):
            having = tuple(each for each in locales() if is_english(each))
            raise MissingList("", draw.locale, having, self.name)
        return draw.in_locale(with_fallback(draw.locale, DEFAULT_LOCALE))

    @property
    def builtin(self) -> bool:
        """Whether it comes with MockCraft."""
        return self.function.__module__.startswith("mockcraft.generators.")

    @property
    def place(self) -> str:
        """File and line of its declaration."""
        from mockcraft.declaration import place_of

        return place_of(self.function)

    def failure(self, error: Exception) -> UserError:
        """What an error in the function of a plugin is to its author: file, line and reason."""
        from mockcraft.declaration import failure

        return failure(self.function, error)

    def check(self) -> None:
        """Raises UserError, with file and line, where the declaration is no generator's."""
        from mockcraft.declaration import check_signature

        check_signature(self.function)
        _ = self.type_name, self.parameters

    @property
    def details(self) -> str:
        """The whole docstring, without indentation."""
        lines = (self.function.__doc__ or "").strip().split("\n")
        return "\n".join([lines[0], *(line.removeprefix("    ") for line in lines[1:])])

    @property
    def help(self) -> str:
        """The first paragraph of the docstring, on one line."""
        return first_paragraph(self.details)

    @property
    def type_name(self) -> str:
        """Type of the values, see `core.kinds`."""
        if not self._type_name:
            from mockcraft.declaration import value_type

            self._type_name = value_type(self.function)
        return self._type_name

    @property
    def parameters(self) -> "dict[str, Parameter]":
        """The parameters by name, in their order."""
        if self._parameters is None:
            from mockcraft.declaration import parameters

            self._parameters = parameters(self.function)
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


def first_paragraph(text: str) -> str:
    """The first paragraph of a description, on one line."""
    return " ".join(text.split("\n\n")[0].split())


class Bound:
    """A generator and the values of its parameters: plain data that pickles, compares and prints."""

    __slots__ = ("generator", "values")

    def __init__(self, generator: Generator, values: "dict[str, Any]") -> None:
        self.generator, self.values = generator, values

    def __call__(self, draw: Draw, **inputs: "Any") -> "Any":
        """The values for the rows of the draw; `inputs` are parameters that other columns give."""
        try:
            return self.generator(draw, **self.values, **inputs)
        except MissingList as error:
            raise error.of(self.generator.name) from None

    def __reduce__(self) -> "tuple[Any, ...]":
        return Bound, (self.generator, self.values)

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={exact(value)}" for name, value in sorted(self.values.items()))
        return f"{self.generator.name}({given})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Bound) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))

    @property
    def settled(self) -> "dict[str, Any]":
        """What it settles for all columns that draw from its record, see `Context.shared`."""
        settles, narrows = self.generator.settles, self.generator.narrows
        found = settles(self.values) if callable(settles) else settles
        given = {fact: self.values.get(name) for name, fact in narrows.items()}
        return {**found, **{fact: value for fact, value in given.items() if value is not None}}

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
        try:
            if not given:
                self.sample(1)
        except (MissingList, ClockError):
            return  # another locale may have it, and the run may have another clock
        except ParameterError as error:
            raise Unworkable(str(error), error.parameter) from error

    def check_rows(self, count: int) -> None:
        """Raises ParameterError where the values end before `count` rows have one."""
        if self.generator.limit is None:
            return
        limit = self.generator.limit(**self.values)
        if count > limit:
            raise Unworkable(
                f"{self.generator.name} has values for {limit:,} rows with these parameters, "
                f"{count:,} are asked for (change them, or ask for fewer rows)",
                next(iter(self.values), None),
            )

    def evaluate(
        self, context: Context, rows: "Iterable[int]", unique: bool = False
    ) -> "Iterator[Any]":
        """The values of these rows, one by one; raises NotUnique where there are too few."""
        key = context.column_key(self.generator.name)
        if not unique:
            for row in rows:
                yield self(ScalarDraw(context, key, row))
            return
        from mockcraft.core.uniques.measure import measure

        ways = measure(self, context, key)
        digits = ways.digits()
        for row in rows:
            if row >= ways.capacity:
                raise NotUnique(
                    f"{self.generator.name} has {ways.capacity:,} distinct values in "
                    f"{context.locale}, more are asked for"
                )
            yield self(ScalarDraw(context, key, row, digits))

    def sample(self, count: int = 3, seed: int = 0, locale: str = "en_US") -> "list[Any]":
        """The first `count` values, as plain Python objects."""
        return [
            plain(value) for value in self.evaluate(Context(seed, "", locale, NOW), range(count))
        ]


def generator(
    category: str,
    *,
    aliases: "tuple[str, ...]" = (),
    replace: bool = False,
    limit: "Callable[..., int] | None" = None,
    narrows: "Mapping[str, str] | None" = None,
    settles: "Settles | None" = None,
    series: bool = False,
) -> "Callable[[Callable[..., Any]], Generator]":
    """Declares a function as the generator of its name.

    Args:
        category: the family it is listed under.
        aliases: other names it is found by. Case, `_` and `-` never matter, so they need no alias.
        replace: whether it takes the place of the built-in generator of its name.
        limit: how many rows have a value, as a function of the parameters that are given; None where
            every row has one.
        narrows: parameters whose values hold for the whole record, by the name under which entities ask
            for them (`Draw.shared`): a person of one sex has names of that sex in all columns.
        settles: what else a column of it settles for its record, by name: values, or a function of the
            parameters that are given.
        series: whether its values follow one another (`Draw.step`), so that a schema file can say `per`: among
            the rows of one parent. A parameter `rows` is then the number of rows of the series.

    Raises:
        UserError: the decorator stands without parentheses, or another generator has the name.
    """
    if not isinstance(category, str):
        from mockcraft.declaration import place_of

        raise UserError(
            f"{place_of(category)}: @generator needs parentheses and a category "
            '(write @generator("text"))'
        )

    def declare(function: "Callable[..., Any]") -> Generator:
        made = Generator(function, category, aliases, limit, narrows, settles, series)
        enter(made, replace)
        return made

    return declare


class _Decorator(type(sys)):  # type: ignore[misc]
    """This module, which is called like its decorator.

    `mockcraft.generator` is the decorator until somebody imports this module, and then the module.
    """

    def __call__(self, *words: "Any", **how: "Any") -> "Any":
        return generator(*words, **how)


sys.modules[__name__].__class__ = _Decorator


def _found(name: str, module: str, file: str) -> Generator:
    """The generator of that name, in a process that may not have loaded its plugin."""
    if file:
        from mockcraft.plugin import load_plugin

        load_plugin(file)
    elif module not in ("__main__", "__mp_main__"):
        __import__(module)
    return find(name)


def ordered(**bounds: "Any") -> None:
    """Raises ParameterError where the first of two named bounds is above the second."""
    (low_name, low), (high_name, high) = bounds.items()
    if low > high:
        raise ParameterError(f"{low_name}={low} is above {high_name}={high}", low_name)
