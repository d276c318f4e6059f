"""Columns of processes: the states of a row, or one state of the parent's process a row."""

import re
from dataclasses import replace
from typing import Any

from mockcraft.core.expression import Expression
from mockcraft.core.kinds import stands_for
from mockcraft.core.process import TIME, Process, Told, Wait
from mockcraft.core.types import Type
from mockcraft.errors import MockcraftError, SchemaError, UserError
from mockcraft.parameter import parse_timestamp
from mockcraft.schema.binding import Binding
from mockcraft.schema.column_types import check_texts
from mockcraft.schema.computed import result_of
from mockcraft.schema.declaration import Declaration
from mockcraft.schema.links import link_of
from mockcraft.schema.made import Made
from mockcraft.schema.source import shown
from mockcraft.schema.spec import ProcessSpec, Word

DAY = 86_400
_PATH = re.compile(r"[\w.]+")


def declare_process(binding: Binding, base: Declaration) -> Declaration:
    """The declaration of a column with `states`; raises SchemaError or UserError."""
    if base.nested:
        raise UserError(
            "states stand in no document (make it a column, and name that in the document)"
        )
    spec = base.spec.process
    if spec is None:
        return _told(binding, base)
    if spec.start is None:
        raise UserError(
            "states have no start (give the time, or the column, at which the first one is entered)"
        )
    given = [("start", spec.start), *([("end", spec.end)] if spec.end else [])]
    inputs = [(name, _moment(binding, base, name, word)) for name, word in given]
    return replace(
        base,
        inputs=tuple((n, g) for n, g in inputs if not isinstance(g, int)),
        moments=tuple(inputs),
    )


def _moment(binding: Binding, base: Declaration, name: str, word: Word) -> int | str | Expression:
    """Seconds since 1970, a path, or an expression."""
    at, own = (*base.at, name), binding.columns[base.table.name]
    try:
        return int(parse_timestamp(word.text).seconds)
    except ValueError:
        pass
    if word.text.partition(".")[0] in own and _PATH.fullmatch(word.text):
        return word.text
    try:
        from mockcraft.schema.expressions import parse

        expression = parse(word.text, binding.constants(base.table.name))
    except MockcraftError as error:
        raise binding.wrong(at, str(error)) from None
    binding.check_columns(base.table.name, expression.columns, at)
    return expression


def _told(binding: Binding, base: Declaration) -> Declaration:
    """A state of the parent's process a row: `states: order_id.status`."""
    key, _, name = base.spec.text.partition(".")
    own = binding.columns[base.table.name]
    if not name or key not in own:
        raise UserError(
            f"states is {shown(base.spec.text)} (give a mapping of states, or the parent's column through the "
            "reference that rows are counted per, such as order_id.status)"
        )
    parent = binding.parent_of(own[key])
    if binding.counted_column(base.table) is not own[key]:
        raise UserError(
            f"the rows of {base.table.name} are not counted per {shown(key)}, so they have no place in it "
            "(give count: {per: …})"
        )
    columns = binding.columns.get(parent or "", {})
    if name not in columns or columns[name].process is None:
        raise UserError(f"{parent}.{name} has no states of its own (name a column with states)")
    assert parent is not None
    return replace(base, per=key, reading=((parent, name),))


def make_process(binding: Binding, declaration: Declaration) -> Made:
    """The column of `states`; raises SchemaError."""
    spec = declaration.spec.process
    if spec is None:
        return _make_told(binding, declaration)
    null = False
    for name, given in declaration.moments:
        if not isinstance(given, int):
            type_, nullable = _type_of(binding, declaration, name, given)
            null |= nullable and name == "start"
            if not stands_for(type_.kind, TIME.kind):
                raise binding.wrong(
                    (*declaration.at, name),
                    f"{given} is {type_}, but {name} needs timestamp "
                    f"(write cast({given} as timestamp), or name another column)",
                )
    made = process_of(spec)
    texts = ((declaration.source_at, state) for state in made.states)
    check_texts(binding, declaration, Type("text"), texts)
    moments: dict[str, Any] = {"end": binding.now, **dict(declaration.moments)}
    fill = replace(made, begin=moments["start"], end=moments["end"])
    return Made(fill, Type("text"), null, declaration.spec.nulls)


def _type_of(
    binding: Binding, declaration: Declaration, name: str, given: str | Expression
) -> tuple[Type, bool]:
    at, table = (*declaration.at, name), declaration.table.name
    if isinstance(given, Expression):
        return result_of(binding, table, given, at)
    return binding.path_column(table, given, at)


def process_of(spec: ProcessSpec) -> Process:
    """The process of a specification; a state that only follows others is a last one."""
    states = list(
        dict.fromkeys([*(s for s, _ in spec.moves), *(n for _, m in spec.moves for n, _ in m if n)])
    )
    moves = {
        state: tuple((states.index(n) if n else -1, w) for n, w in m) for state, m in spec.moves
    }
    waits = dict(spec.waits)
    usual = waits.get("", Wait(mean=DAY))
    return Process(
        tuple(states), tuple(moves.get(each, ()) for each in states),
        tuple(waits.get(each, usual) for each in states),
    )  # fmt: skip


def _make_told(binding: Binding, declaration: Declaration) -> Made:
    (target,) = declaration.reading
    found = binding.bound.get(target)
    link = link_of(binding, _reference(binding, declaration))
    if found is None or link is None or not isinstance(found.fill, Process):
        raise SchemaError  # which is noted
    count: Any = declaration.table.count
    steps = f"{target[1]}.steps"
    exact = {("min", steps), ("max", steps)} <= set(count.by) and not found.nullable
    fill = Told(link.name, target[1], found.fill.states)
    return Made(fill, Type("text"), not exact, declaration.spec.nulls)


def _reference(binding: Binding, declaration: Declaration) -> Declaration:
    """The declaration of the reference that rows are counted per."""
    spec = binding.columns[declaration.table.name][declaration.per]
    return replace(declaration, spec=spec, names=(spec.name,))
