"""An append: more rows behind those that a table has, a world of its own.

The rows of an append refer to rows of the same append only, so nothing that exists is looked at again,
changed or contradicted. Each table begins behind its last row; one that is counted per parent begins
where the children of the parent's first new row do, so the parent's start is moved on until that lies
behind the last child.
"""

from collections.abc import Mapping
from dataclasses import replace

from mockcraft.core.plan import Plan
from mockcraft.errors import UserError
from mockcraft.schema.bind import Overrides, begin, bind, plan_maker
from mockcraft.schema.binding import Binding
from mockcraft.schema.counts import count_tables
from mockcraft.schema.spec import PerSpec, SchemaSpec
from mockcraft.wording import word

ROUNDS = 64  # each moves the starts of one more generation of tables, or doubles how far is looked


def bind_append(
    spec: SchemaSpec, overrides: Overrides | None, next_rows: Mapping[str, int]
) -> Plan:
    """The plan of an append.

    Args:
        spec: what the tables were filled with.
        overrides: `counts` and `scale` say how many rows are added.
        next_rows: by table, one past the number of the last row that it has; 0 where it has none.

    Raises:
        UserError: a table has rows that no number of parents accounts for.
    """
    overrides = overrides or Overrides()
    starts = {name: row for name, row in next_rows.items() if row}
    _check_parents(spec, starts)
    for _ in range(ROUNDS):
        binding = begin(spec, replace(overrides, starts=starts), [])
        there = plan_maker(replace(overrides, starts=starts))
        count_tables(binding, overrides.counts or {}, overrides.scale, there)
        moved = starts | _moved(binding, starts)
        if moved == starts:
            return bind(spec, replace(overrides, starts=starts))
        starts = moved
    raise UserError(
        f"{word('append')} cannot go on in {', '.join(sorted(binding.children))}: there are more rows than their "
        f"parents account for (fill the tables anew with {word('truncate')} and a larger {word('scale')})"
    )


def _check_parents(spec: SchemaSpec, starts: Mapping[str, int]) -> None:
    """Refuses to add children to rows that stay as they are and have theirs."""
    stored = {table.name for table in spec.tables if table.stored}
    for table in spec.tables:
        if (
            isinstance(table.count, PerSpec)
            and table.count.parent in stored
            and table.name in starts
        ):
            raise UserError(
                f"{word('append')}: {table.name} is counted per row of {table.count.parent}, which all have theirs "
                "(give a number as count)"
            )


def _moved(binding: Binding, starts: Mapping[str, int]) -> dict[str, int]:
    """Starts of the tables that are counted per parent, and of the parents that must begin later for them."""
    moved: dict[str, int] = {}
    for name, children in binding.children.items():
        first = starts.get(children.parent, 0)
        begun = children.before(first)
        wanted = starts.get(name, 0)
        if begun < wanted:
            parent = children.first_parent(wanted)
            rows = binding.counts[children.parent] - first
            # Where even all new parents would not do, twice as many rows are looked at next time.
            moved[children.parent] = max(
                moved.get(children.parent, 0), first + rows if parent is None else parent
            )
        else:
            moved[name] = max(moved.get(name, 0), begun)
    return moved
