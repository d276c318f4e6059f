"""What `mockcraft seed --dry-run` says: what a run would fill, and what it would find there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mockcraft.cli.output import write
from mockcraft.clock import shown_clock
from mockcraft.processors import usual_threads
from mockcraft.wording import counted, lasting, size

if TYPE_CHECKING:
    from mockcraft.core.plan import Plan
    from mockcraft.core.ranges import Range
    from mockcraft.format import FormatOptions
    from mockcraft.seeder import SeedRequest
    from mockcraft.sink import Outlook


def show_outlook(request: SeedRequest, workers: int | None = 1) -> None:
    """What a run would fill, and what it would find where it writes to; raises why it would not begin.

    A dry run needs no target.
    """
    from mockcraft.schema.bind import bind
    from mockcraft.seeder import prepare, read_request

    spec, problems = read_request(request)
    if request.database is None and request.output is None and spec.database is None:
        plan = bind(spec, request.overrides, problems)
        show_plan(plan, request.chosen.ranges(plan))
        return
    seeding = prepare(replace(request, looks=True))
    outlook = seeding.sink.foresee(seeding.plan, seeding.ranges)
    cost = ""
    if request.output is not None and outlook.refusal is None:
        plan = bind(spec, request.overrides)
        cost = _cost(request, plan, request.options(spec), workers)
    show_plan(seeding.plan, seeding.ranges, outlook, cost)
    if outlook.refusal is not None:
        raise outlook.refusal


def _cost(request: SeedRequest, plan: Plan, options: FormatOptions, workers: int | None) -> str:
    """What the files would take, in a line."""
    from mockcraft.estimate import estimate

    assert request.output is not None
    (cost,) = estimate(plan, request.chosen.ranges, [request.output], options)
    took = lasting(cost.seconds(workers or usual_threads()))
    return f"about {size(cost.bytes)} of {cost.format}, in about {took}: see mockcraft estimate\n"


def show_plan(
    plan: Plan, ranges: list[Range], outlook: Outlook | None = None, cost: str = ""
) -> None:
    """What a run would fill, in its order, and what is known of its target and its cost."""
    from mockcraft.core.ranges import rows_of
    from mockcraft.seeder import embedding

    lines = []
    for each in ranges:
        columns = ", ".join(column.name for column in plan.table(each.table).columns)
        lines.append(f"{each.table}: {counted(each.rows, 'row')} of {columns}\n")
    lines += [f"{line}\n" for line in embedding(plan, ranges, targeted=outlook is not None)]
    made = f"{rows_of(ranges):,} rows in all, seed {plan.seed}, clock {shown_clock(plan.now)}"
    if outlook is not None:
        lines.append(f"into {outlook.target}:\n")
        lines += [f"  {line}\n" for line in outlook.lines]
    write([*lines, cost, f"{made}; nothing was written\n"])
