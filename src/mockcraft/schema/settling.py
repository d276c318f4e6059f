"""Checks that wait for themselves: a row's values are final after its checks, and a check may read other rows."""

from collections.abc import Iterator, Mapping, Sequence

from mockcraft.core.fills import Reference
from mockcraft.core.plan import Table
from mockcraft.errors import Problem
from mockcraft.schema.source import shown
from mockcraft.schema.spec import TableSpec
from mockcraft.schema.tables import made_from


def waiting_checks(specs: Sequence[TableSpec], tables: Mapping[str, Table]) -> Iterator[Problem]:
    """A problem for each check that reads, through keys, what only the checks of its own table settle."""
    for spec in specs:
        table = tables[spec.name]
        for (place, text), check in zip(spec.checks, table.checks, strict=True):
            path = _circle(tables, table, check.columns)
            if path is not None:
                yield Problem(
                    place,
                    f"the check {shown(text)} reads {path} of another row, which the checks of "
                    f"{table.name} may still change (read a column there that no check reads)",
                )


def _circle(tables: Mapping[str, Table], table: Table, paths: tuple[str, ...]) -> str | None:
    """The column of another row of `table` that is settled and that the paths lead to, or None."""
    pending = [(table, path) for path in paths]
    seen: set[tuple[str, str]] = set()
    while pending:
        owner, path = pending.pop()
        if (owner.name, path) in seen:
            continue
        seen.add((owner.name, path))
        name, _, rest = path.partition(".")
        fill = owner.column(name).fill
        pending += [(owner, each) for each in made_from(fill)]
        if not isinstance(fill, Reference):
            continue
        parent = tables[fill.parent]
        for read in {fill.target, rest or fill.target}:
            if read.partition(".")[0] in parent.settled:
                if parent is table:
                    return read
                pending += [(parent, each) for check in parent.checks for each in check.columns]
            pending.append((parent, read))
    return None
