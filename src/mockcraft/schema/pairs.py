"""Two references that are unique together, one of them with a condition: `unique: [[follower_id, followed_id]]`.

Rows that point at one row through the first reference are allowed the same rows by the condition of the second, so
that each of them takes another one of these.
"""

from collections.abc import Mapping, Sequence

from mockcraft.core.plan import Link
from mockcraft.schema.binding import Binding
from mockcraft.schema.declaration import Declaration
from mockcraft.schema.source import shown
from mockcraft.schema.spec import KEY, Path, TableSpec
from mockcraft.schema.wanted_uniques import titled


def pair_of(
    binding: Binding, table: TableSpec, names: Sequence[str], declared: Mapping[str, Declaration]
) -> tuple[Link, Link] | None:
    """The two references of a group, the one with the condition second; None where nothing else is asked of it.

    That is a group of other columns too, and one whose first reference is drawn behind the second: its rows are
    told apart among those of the second, see `siblings`.
    """
    known = binding.links.get(table.name, {})
    links = {link.name: link for name in names if (link := known.get((table.name, name)))}
    if len(links) != 2 or not all((table.name, name) in known for name in names):
        return None
    conditional = [name for name in links if name in declared and declared[name].where is not None]
    if len(conditional) != 1 or any(link.parent == table.name for link in links.values()):
        return None
    second = links.pop(conditional[0])
    (first,) = links.values()
    if first.counted or any(_is_through(first, path) for path in _own(declared, second)):
        return first, second
    return None


def check_pair(
    binding: Binding,
    table: TableSpec,
    at: Path,
    names: Sequence[str],
    pair: tuple[Link, Link],
    declared: Mapping[str, Declaration],
) -> None:
    """Raises SchemaError where the rows of one parent are not allowed the same rows, or not told apart by them alone."""
    (first, second), title = pair, titled(names)
    other = next((p for p in _own(declared, second) if not _is_through(first, p)), None)
    if other is not None:
        raise binding.wrong(
            at,
            f"{title} cannot be unique: the condition of {second.name} reads {other} of the row itself (compare with "
            f"what is read through {first.name} alone)",
        )
    for option, useless in (
        ("weight", declared[second.name].weight),
        ("distribution", second.distribution != "uniform"),
    ):
        if useless:
            message = f"{option} has no effect on {shown(second.name)}, which is unique with {first.name} (remove it)"
            raise binding.wrong((*declared[second.name].at, option, KEY), message)
    for place, row in enumerate(table.rows):
        given = next((name for name in names if name in row.cells), None)
        if given is not None:
            message = f"{title} cannot be unique: rows give {given} by hand, and others are told apart by arithmetic"
            raise binding.wrong(table.row_path(place, given), f"{message} (leave the cells out)")


def _own(declared: Mapping[str, Declaration], link: Link) -> list[str]:
    where = declared[link.name].where
    return [] if where is None else list(where.own())


def _is_through(link: Link, path: str) -> bool:
    """Whether a path is a column of a reference, or read through one."""
    return path.partition(".")[0] in link.columns
