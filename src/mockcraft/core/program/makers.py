"""The forms of columns by what gives them their values: as `fills`, for the rows of all chunks at once."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from mockcraft.core.expression import Expression
from mockcraft.core.fills import (
    Computed,
    Constant,
    Generated,
    Items,
    Linked,
    Path,
    Picked,
    Struct,
    Templated,
)
from mockcraft.core.hashing import derive
from mockcraft.core.plan import Column
from mockcraft.core.pool import Pool
from mockcraft.core.program.computed import computed
from mockcraft.core.program.form import Document, Listing
from mockcraft.core.program.forms import Forms
from mockcraft.core.program.number import Flag, Number, any_of
from mockcraft.core.program.verb import NoForm
from mockcraft.core.program.verbs import Chosen, ProgramDraw, Spelled, joined
from mockcraft.core.types import Type
from mockcraft.core.values import Date, Timestamp

MOST_ITEMS = 8  # of an array: those that most arrays do not have are drawn for nothing


Made: TypeAlias = "tuple[Any, Flag | None]"


def _generated(forms: Forms, column: Column, fill: Generated) -> Made:
    if fill.locales or fill.series:
        raise NoForm
    given: dict[str, Any] = {}
    for parameter, given_by, wanted in fill.inputs:
        if isinstance(given_by, Expression):
            raise NoForm
        form = forms.path(given_by)
        if form.null is not None:
            raise NoForm
        given[parameter] = _of_kind(form.value, wanted)
    draw = ProgramDraw(column.context, column.key, forms.rows_for(column))
    return fill.make(draw, **given), None


def _of_kind(value: Any, wanted: Type) -> Any:
    """A value that needs no conversion into this type."""
    kinds = {Timestamp: ("timestamp", "timestamptz"), Date: ("date",), Number: ("integer",)}
    if wanted.kind not in kinds.get(type(value), ()):
        raise NoForm
    return value


def _picked(forms: Forms, column: Column, fill: Picked) -> Made:
    pool = Pool("values", map(str, range(len(fill.values))), fill.weights)
    draw = ProgramDraw(column.context, column.key, forms.rows_for(column))
    chosen = draw.choose("values", pool)
    if fill.type.kind == "text" and None not in fill.values:
        return Spelled(Chosen(Pool("values", fill.values), chosen)), None
    if fill.type.kind == "boolean" and None not in fill.values:
        return Flag(forms.steps, chosen.at([int(each) for each in fill.values]).place), None
    raise NoForm


def _constant(forms: Forms, column: Column, fill: Constant) -> Made:
    if fill.type.kind != "text" or fill.value is None:
        raise NoForm
    return fill.value, None


def _linked(forms: Forms, column: Column, fill: Linked) -> Made:
    link = forms.table.link(fill.link)
    found = forms.parent(link).form(fill.target)
    if forms.plan.table(link.parent).column(fill.target).type != column.type:
        raise NoForm
    return found.value, any_of([found.null, forms.orphans(link)])


def _templated(forms: Forms, column: Column, fill: Templated) -> Made:
    return joined(*(_part(forms, each) for each in fill.parts)), None


def _part(forms: Forms, part: "str | Path | Column") -> Any:
    if isinstance(part, str):
        return part
    found = forms.path(part.name) if isinstance(part, Path) else forms.form_of(part)
    if found.null is not None or isinstance(found.value, Flag):
        raise NoForm
    return found.value


def _struct(forms: Forms, column: Column, fill: Struct) -> Made:
    return Document(
        tuple((each.name, each.type, forms.form_of(each)) for each in fill.members)
    ), None


def _listed(forms: Forms, column: Column, fill: Items) -> Made:
    rows = forms.rows_for(column)
    if rows is not forms.rows or fill.high > MOST_ITEMS:
        raise NoForm
    count = rows.below(derive(column.key, "items"), fill.high - fill.low + 1) + fill.low
    items = (forms.items(fill.scope, place).form_of(fill.member) for place in range(fill.high))
    return Listing(count, tuple(items), fill.member.type), None


def _computed(forms: Forms, column: Column, fill: Computed) -> Made:
    paths = {name: forms.path(name) for name in fill.expression.columns}
    value = computed(fill.expression.tree, {name: each.value for name, each in paths.items()})
    return value, any_of([each.null for each in paths.values()])


def made(forms: Forms, column: Column) -> Made:
    """The value of a column as verbs give it, and which rows have none."""
    make = _MAKERS.get(type(column.fill))
    if make is None:
        raise NoForm
    return make(forms, column, column.fill)


_MAKERS: Mapping[type, Callable[[Forms, Column, Any], Made]] = {
    Generated: _generated,
    Picked: _picked,
    Constant: _constant,
    Linked: _linked,
    Struct: _struct,
    Items: _listed,
    Templated: _templated,
    Computed: _computed,
}
