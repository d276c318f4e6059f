"""Unique columns of which cells are given by hand: what shares their decisions, and who stands in for whom."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from mockcraft.core.given import Sharing, UniqueCells
from mockcraft.core.uniques.digits import UNIQUE_LIMIT, Digit
from mockcraft.core.uniques.numbering import digits_of
from mockcraft.errors import NotUnique
from mockcraft.schema.binding import Binding
from mockcraft.schema.declaration import Declaration
from mockcraft.schema.links import link_of, table_links
from mockcraft.schema.records import mates_of
from mockcraft.schema.spec import TableSpec
from mockcraft.schema.uniques import UniqueGroup

ENDLESS_LIMIT = 2**40  # of row numbers that stand in where there is no other bound


def sharing_of(
    binding: Binding,
    spec: TableSpec,
    declared: Mapping[str, Declaration],
    groups: Sequence[UniqueGroup],
    numbers: Sequence[int],
) -> tuple[tuple[Sharing, ...], list[UniqueGroup]]:
    """What given cells share, and the groups with room for those that stand in; problems are noted.

    `numbers` are those of the given rows, in the order of the file. Where one group shares nothing with
    another, the row that is given stands in: nobody else has what it would have had. Where several do, its
    values may be those of a row that is left, so rows beyond all others stand in, one for each cell. Of a
    column that numbers the rows nobody stands in: a value that is given is that of its own row, or of none.
    """
    mates = mates_of(binding, table_links(binding, spec.name, spec.name), declared)
    made, room = [], {each.names: 0 for each in groups}
    able = [each for each in groups if not any(binding.sequence(spec.name, n) for n in each.names)]
    for members in _connected(able, {g.names: _members(declared, g, mates) for g in able}):
        givers = _givers(spec, members, numbers)
        if not givers:
            continue
        if len(members) > 1:
            _check_shared(binding, spec, members, givers)
            asked = sum(map(len, givers.values()))
            room |= {each.names: asked for each in members}
            members = [_with_room(each, asked) for each in members]
            _check_room(binding, members, asked)
        made.append((members, givers))
    groups = [_with_room(each, room[each.names]) for each in groups]
    try:
        digits = digits_of([each.group for each in groups])
    except NotUnique:  # which table_digits notes
        return (), groups
    return tuple(_shared(binding, declared, *each, mates, digits) for each in made), groups


def _shared(
    binding: Binding,
    declared: Mapping[str, Declaration],
    members: Sequence[UniqueGroup],
    givers: Mapping[tuple[str, ...], tuple[int, ...]],
    mates: Mapping[str, set[str]],
    digits: Mapping[int, Digit],
) -> Sharing:
    names = sorted(set().union(*(_members(declared, each, mates) for each in members)))
    links = [link_of(binding, declared[name]) for name in names if declared[name].target]
    behind = _beyond(members, digits)
    sets = []
    for columns, rows in givers.items():
        stand_ins = rows if len(members) == 1 else tuple(range(behind - len(rows), behind))
        behind -= len(rows)
        sets.append(UniqueCells(columns, rows, stand_ins))
    numbered = {each.group.link for each in members}  # whose rows stay where they are
    of_links = sorted(
        {link.name for link in links if link is not None and not link.counted} - numbered
    )
    return Sharing(tuple(sets), tuple(names), tuple(of_links))


def _members(
    declared: Mapping[str, Declaration], group: UniqueGroup, mates: Mapping[str, set[str]]
) -> set[str]:
    """The columns of a group, and those of the same records; none that is made from other columns."""
    names = set(group.names).union(*(mates.get(name, set()) for name in group.names))
    return {
        name
        for name in names
        if name in group.names or (name in declared and not any(declared[name].reads()))
    }


def _connected(
    groups: Sequence[UniqueGroup], members: Mapping[tuple[str, ...], set[str]]
) -> list[list[UniqueGroup]]:
    """Groups that share decisions, or columns of the same records, directly or through others."""
    left, found = list(groups), []
    while left:
        near = [left.pop(0)]
        for each in near:
            for other in list(left):
                streams = {*each.group.bounds, *each.group.endless}
                shared = streams & {*other.group.bounds, *other.group.endless}
                if shared or members[each.names] & members[other.names]:
                    near.append(other)
                    left.remove(other)
        found.append(near)
    return found


def _givers(
    spec: TableSpec, groups: Sequence[UniqueGroup], numbers: Sequence[int]
) -> dict[tuple[str, ...], tuple[int, ...]]:
    """By group, the rows with a cell in one of its columns, ascending; groups without any are left out."""
    found = {}
    for each in groups:
        rows = zip(numbers, spec.rows, strict=True)
        names = set(each.names)
        found[each.names] = tuple(sorted(n for n, row in rows if row.cells.keys() & names))
    return {names: rows for names, rows in found.items() if rows}


def _with_room(group: UniqueGroup, rows: int) -> UniqueGroup:
    """The group with room for so many rows that stand in."""
    return replace(group, group=replace(group.group, asked=group.group.asked + rows))


def _check_shared(
    binding: Binding,
    spec: TableSpec,
    members: Sequence[UniqueGroup],
    givers: Mapping[tuple[str, ...], tuple[int, ...]],
) -> None:
    """Notes what cannot be given where several groups share decisions."""
    for each in members:
        if each.names in givers and each.group.link:
            binding.problem(
                each.at,
                f"{each.group.name} is unique within a parent and shares columns with another group, so its cells "
                "cannot be given by hand (leave one of the groups out)",
            )
    for names in givers if len(givers) > 1 else ():
        for place, row in enumerate(spec.rows):
            missing = [name for name in names if name not in row.cells]
            if missing and len(missing) < len(names):
                binding.problem(
                    spec.row_path(place),
                    f"this row gives a part of [{', '.join(names)}], which shares columns with other unique ones "
                    f"(give {' and '.join(missing)} too)",
                )


def _check_room(binding: Binding, members: Sequence[UniqueGroup], asked: int) -> None:
    for each in members:
        if each.group.asked > each.group.capacity:
            binding.problem(
                each.at,
                f"{each.group.name} has {each.group.capacity:,} combinations, and {each.group.asked:,} are asked for, "
                f"{asked:,} of them in place of values given by hand (lower the count, or give fewer)",
            )


def _beyond(members: Sequence[UniqueGroup], digits: Mapping[int, Digit]) -> int:
    """One past the last row number for which all of these are unique."""
    limits = [ENDLESS_LIMIT if all(g.group.endless for g in members) else UNIQUE_LIMIT]
    for each in members:
        for stream in each.group.bounds:
            if stream in digits:
                numbering = digits[stream].numbering
                while numbering.rest is not None:
                    numbering = numbering.rest[0]
                limits.append(numbering.start + numbering.capacity)
    return min(limits)
