"""Columns of generators, and those that tell rows among the rows of one parent."""

from typing import Any

from mockcraft.core import fills
from mockcraft.core.context import Context
from mockcraft.core.expression import Expression
from mockcraft.core.keys import key_of
from mockcraft.core.kinds import PRECISION, stands_for
from mockcraft.core.links import among
from mockcraft.core.locale_mix import LocaleMix
from mockcraft.core.scalar import ScalarDraw
from mockcraft.core.series import Series
from mockcraft.core.types import Type, type_of_values
from mockcraft.core.values import Decimal, Integer, text_of
from mockcraft.errors import ParameterError, SchemaError
from mockcraft.generator import Bound
from mockcraft.generators._shapes import UNEVEN
from mockcraft.parameter import Parameter
from mockcraft.schema.binding import Binding
from mockcraft.schema.column_types import check_texts
from mockcraft.schema.computed import result_of
from mockcraft.schema.declaration import Declaration
from mockcraft.schema.links import series_rows
from mockcraft.schema.made import Made
from mockcraft.schema.source import shown

LOCALES = (
    "\0locale"  # in place of a column's name, in the stream of the decision which locale a row has
)
TRIED = 20  # values of a generator that are turned into the type a column asks for, to see if they can be


def make_generated(binding: Binding, declaration: Declaration) -> Made:
    """The column of a generator, or of `regex`; raises SchemaError."""
    bound = declaration.bound
    assert bound is not None
    if declaration.per and _sequence(bound):
        return _numbered(binding, declaration, bound)
    context, key = declaration.context(binding), declaration.key(binding)
    _check_growth(binding, declaration, bound)
    typed = [_input(binding, declaration, name, path) for name, path in declaration.inputs]
    inputs = tuple((name, path, wanted) for name, path, wanted, _ in typed)
    series = _series(binding, declaration, bound)
    if series is not None and series.counted:  # tried with one that is as long as the longest
        rows = max(series_rows(binding, declaration.table, declaration.per), 1)
        bound = Bound(bound.generator, {**bound.values, "rows": rows})
    locales = None if series else _locale_mix(binding, declaration, bound)
    if not inputs:
        _check_first(binding, declaration, bound, context)
    type_ = Type(bound.generator.type_name)
    if type_.kind == "decimal":
        given = {name: _first(bound.generator.parameters[name]) for name, _, _ in inputs}
        value = bound(ScalarDraw(context, key, 0), **given)
        type_ = Type("decimal", PRECISION, value.scale if isinstance(value, Decimal) else 0)
    if not inputs:
        rows = 0 if declaration.in_items else binding.counts.get(declaration.table.name, 0)
        # In the last row, numbers in sequence are largest.
        tried = (*range(TRIED), max(rows - 1, 0))
        at = (*declaration.at, "type")
        texts = map(text_of, bound.evaluate(context, tried))
        check_texts(binding, declaration, type_, ((at, text) for text in texts))
    sequence = _sequence(bound) if not declaration.in_items else None
    assert declaration.bound is not None
    fill = fills.Generated(declaration.bound, inputs, sequence, locales, series)
    nullable = any(null for *_, null in typed)
    return Made(fill, type_, nullable, declaration.spec.nulls)


def _first(parameter: Parameter) -> Any:
    """Any value of a parameter that columns give."""
    return 0 if parameter.kind is Integer else parameter.kind(0)


def _check_growth(binding: Binding, declaration: Declaration, bound: Bound) -> None:
    """Raises SchemaError for a growth between bounds that differ from row to row: it would begin anew in each."""
    if "growth" in bound.values and {"after", "before"} & {name for name, _ in declaration.inputs}:
        raise binding.wrong((*declaration.at, "growth"), UNEVEN)


def _series(binding: Binding, declaration: Declaration, bound: Bound) -> Series | None:
    """What the rows of a generator of series follow one another in; None for numbers that count all rows."""
    if not bound.generator.series or _sequence(bound):
        return None
    link = _counted_link(binding, declaration) if declaration.per else ""
    given = {*bound.values, *(name for name, _ in declaration.inputs)}
    takes = "rows" in bound.generator.parameters and "rows" not in given
    return Series(link, takes and "end" in given and not declaration.in_items)


def _numbered(binding: Binding, declaration: Declaration, bound: Bound) -> Made:
    start_step = _sequence(bound)
    assert start_step is not None
    fill = among.Numbered(_counted_link(binding, declaration), *start_step)
    return Made(fill, Type("integer"), nulls=declaration.spec.nulls)


def make_one_of(binding: Binding, declaration: Declaration) -> Made:
    """The column of `one_per`; raises SchemaError."""
    fill = among.OneOf(_counted_link(binding, declaration), declaration.spec.which)
    return Made(fill, Type("boolean"), nulls=declaration.spec.nulls)


def _counted_link(binding: Binding, declaration: Declaration) -> str:
    link = binding.links[declaration.table.name].get((declaration.scope, declaration.per))
    if link is None or not link.counted:
        raise SchemaError  # the reference has problems, which are noted
    return link.name


def _locale_mix(binding: Binding, declaration: Declaration, bound: Bound) -> LocaleMix | None:
    """The locales of the rows, where there are several and the values can differ by them; raises SchemaError."""
    if len(declaration.locales) < 2 or declaration.spec.source == "regex" or _sequence(bound):
        return None
    names = [name for name, _ in declaration.locales]
    tried = _tried(binding, declaration, bound, names)
    if declaration.tells_apart:
        if any(texts != tried[0] for texts in tried):
            name = shown(declaration.spec.name)
            message = f"{name} cannot be unique: rows of two locales can have the same value"
            raise binding.wrong(
                declaration.name_at, f"{message} (give the column one of them: locale: {names[0]})"
            )
        return None
    stream = key_of(binding.seed, declaration.table.name, LOCALES)
    items = fills.ITEM_LIMIT ** declaration.scope.count("[]") if declaration.in_items else 1
    return LocaleMix(tuple(names), tuple(w for _, w in declaration.locales), stream, items)


def _tried(
    binding: Binding, declaration: Declaration, bound: Bound, locales: list[str]
) -> list[list[str]]:
    """Values of the first rows in each of the locales; [] of what other columns give parameters, dates and numbers.

    Raises SchemaError for a locale that the generator has not.
    """
    if declaration.inputs:
        return []
    context, key, made = declaration.context(binding), declaration.key(binding), []
    for locale in locales:
        draws = (ScalarDraw(context.within(locale), key, row) for row in range(TRIED))
        try:
            made.append([text_of(bound(draw)) for draw in draws])
        except ParameterError as error:
            raise binding.wrong(declaration.source_at, str(error)) from error
    return made


def _check_first(
    binding: Binding, declaration: Declaration, bound: Bound, context: Context
) -> None:
    """Raises SchemaError for parameters that the run's clock does not allow; of columns that are alike, one tells."""
    same = repr((bound.generator.name, bound.values, context.locale))
    if same in binding.sound:
        return
    try:
        next(bound.evaluate(context, range(1)))
        binding.sound.add(same)
    except ParameterError as error:
        given = error.parameter in declaration.spec.parameters if error.parameter else False
        at = (*declaration.at, str(error.parameter)) if given else declaration.source_at
        raise binding.wrong(at, str(error)) from error


def _sequence(bound: Bound) -> tuple[int, int] | None:
    """(start, step) of values that number the rows."""
    if bound.generator.name != "sequence":
        return None
    defaults = {p.name: p.default for p in bound.generator.parameters.values()}
    values = defaults | bound.values
    return int(values["start"]), int(values["step"])


def _input(
    binding: Binding, declaration: Declaration, name: str, given: str | Expression
) -> tuple[str, str | Expression, Type, bool]:
    """What gives a parameter its value: parameter, path or expression, type it is turned into, nullability."""
    assert declaration.bound is not None
    at = (*declaration.at, name)
    wanted = type_of_values(declaration.bound.generator.parameters[name].kind)
    if isinstance(given, Expression):
        found, nullable = result_of(binding, declaration.table.name, given, at)
    else:
        found, nullable = binding.path_column(declaration.table.name, given, at)
    if not stands_for(found.kind, wanted.kind):
        advice = f"write cast({given} as {wanted}), or name another column"
        raise binding.wrong(at, f"{given} is {found}, but {name} needs {wanted} ({advice})")
    return name, given, wanted, nullable
