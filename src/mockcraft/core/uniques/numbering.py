"""How the unique columns of a table share its decisions, so that each of them tells all rows apart.

A `Group` is what has to differ together: a unique column, or several. Its decisions are taken from the
digits of a row's number, which is permuted first. Groups that share no decision are numbered each for
itself. Groups that share some are numbered together: the shared decisions are the lower digits of one
number, and each group permutes the rest of it for the others.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from math import prod

from mockcraft.core.keys import derive
from mockcraft.core.uniques.digits import ENDLESS, UNIQUE_LIMIT, Digit, Numbering
from mockcraft.dataclass import dataclass
from mockcraft.errors import NotUnique

NAMED = 3  # groups that a message names


@dataclass(frozen=True, slots=True)
class Group:
    """Columns whose values are different together in every row.

    Attributes:
        name: for messages, such as `[org, sku]`.
        key: 64 bits that its numbering starts from.
        asked: how many rows are to be told apart; with `link`, the most children of one parent, as far as known.
        bounds: ways of each decision, by stream, in order.
        columns: of a decision for a list's entry: the columns that were counted, by stream.
        spread: decisions whose ways are taken as few as suffice, so that a distribution keeps its shape.
        endless: decisions that tell any number of rows apart by themselves.
        link: name of the link whose parent's children are told apart; empty for all rows.
        start: the first row that is told apart from others.
    """

    name: str
    key: int
    asked: int
    bounds: Mapping[int, int]
    columns: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    spread: frozenset[int] = frozenset()
    endless: frozenset[int] = frozenset()
    link: str = ""
    start: int = 0

    @property
    def capacity(self) -> int:
        """How many rows it can tell apart at most."""
        return UNIQUE_LIMIT if self.endless else min(prod(self.bounds.values()), UNIQUE_LIMIT)

    @property
    def streams(self) -> frozenset[int]:
        """Its decisions."""
        return frozenset(self.bounds)


class Clash(NotUnique):
    """Groups that cannot be unique at once; `group` is the one to speak of."""

    def __init__(self, message: str, group: Group) -> None:
        super().__init__(message, group)
        self.group = group

    def __str__(self) -> str:
        return str(self.args[0])


def digits_of(groups: Sequence[Group]) -> dict[int, Digit]:
    """How decisions tell rows apart, by stream; raises Clash.

    Each group must have the capacity for the rows it is asked for, and no two may count different columns
    of one list's entry (see `counted_together`).
    """
    digits: dict[int, Digit] = {s: ENDLESS for group in groups for s in group.endless}
    for members in _connected(_needed(groups)):
        first = members[0]
        other = next((each for each in members if each.link != first.link), None)
        if other is not None:
            raise Clash(
                f"{first.name} and {other.name} share a column, and only one of them is unique "
                "within a parent (leave one of them out)",
                other,
            )
        digits |= _single(first) if len(members) == 1 else _together(members)
    return digits


def counted_together(groups: Sequence[Group]) -> dict[int, tuple[str, ...]]:
    """Where groups count different columns of one list's entry, all of them, by stream.

    `digits_of` wants groups that count the same: only entries then whose values of all of them are new.
    """
    counted: dict[int, set[tuple[str, ...]]] = {}
    for group in _needed(groups):
        for stream, columns in group.columns.items():
            counted.setdefault(stream, set()).add(columns)
    return {
        stream: tuple(sorted({each for columns in found for each in columns}))
        for stream, found in counted.items()
        if len(found) > 1
    }


def _needed(groups: Sequence[Group]) -> list[Group]:
    """The groups that no other one makes unique already: fewer decisions that differ suffice for more."""
    needed: list[Group] = []
    by_stream: dict[int, list[Group]] = {}
    for group in sorted(groups, key=lambda each: len(each.bounds)):
        near = (each for stream in group.bounds for each in by_stream.get(stream, ()))
        if group.endless or any(_implies(each, group) for each in near):
            continue
        needed.append(group)
        for stream in group.bounds:
            by_stream.setdefault(stream, []).append(group)
    return needed


def _implies(group: Group, other: Group) -> bool:
    """Whether rows that differ in a group differ in the other one too."""
    return (
        group.streams <= other.streams
        and group.link in ("", other.link)
        and all(other.columns.get(s, c) == c for s, c in group.columns.items())
    )


def _connected(groups: Iterable[Group]) -> list[list[Group]]:
    """Groups by the decisions that they share, directly or through others."""
    listed = list(groups)
    by_stream: dict[int, list[int]] = {}
    for place, group in enumerate(listed):
        for stream in group.bounds:
            by_stream.setdefault(stream, []).append(place)
    found: list[list[Group]] = []
    seen: set[int] = set()
    for first in range(len(listed)):
        members, pending = [], [first]
        while pending:
            place = pending.pop()
            if place not in seen:
                seen.add(place)
                members.append(place)
                for stream in listed[place].bounds:
                    pending += by_stream.pop(stream, ())
        if members:
            found.append([listed[place] for place in sorted(members)])
    return found


def _single(group: Group) -> dict[int, Digit]:
    radixes = _radixes(group, group.bounds, group.asked)
    return _digits(
        group, Numbering(group.key, prod(radixes.values()), group.link, None, group.start), radixes
    )


def _digits(
    group: Group, numbering: Numbering, radixes: Mapping[int, int], divisor: int = 1
) -> dict[int, Digit]:
    made = {}
    for stream, radix in radixes.items():
        made[stream] = Digit(numbering, divisor, radix, group.columns.get(stream, ()))
        divisor *= radix
    return made


def _radixes(group: Group, bounds: Mapping[int, int], asked: int) -> dict[int, int]:
    """The ways that each decision takes, in their order; their product is at least `asked`.

    Those that are spread take no more than the others leave, in equal shares, rounded up to a power of
    two so that a table can grow a while before they change.
    """
    radixes: dict[int, int] = {}
    capacity = 1
    for stream, bound in bounds.items():
        if stream in group.spread:
            continue
        if capacity * bound > UNIQUE_LIMIT:
            if capacity >= asked:
                break
            bound = UNIQUE_LIMIT // capacity
        radixes[stream] = bound
        capacity *= bound
    spread = sorted((s for s in bounds if s in group.spread), key=lambda s: bounds[s])
    for i, stream in enumerate(spread):
        left = -(-asked // capacity)
        share = _root(left, len(spread) - i)
        radix = min(1 << (share - 1).bit_length(), bounds[stream])
        if radix > 1:
            radixes[stream] = radix
            capacity *= radix
    return radixes


def _root(number: int, degree: int) -> int:
    """The smallest whole number whose power of this degree is at least `number`."""
    low, high = 1, max(number, 1)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if middle**degree >= number else (middle + 1, high)
    return low


def _together(groups: Sequence[Group]) -> dict[int, Digit]:
    """Groups that share decisions: these are the lower digits of one number, for all of them."""
    shared = frozenset.intersection(*(group.streams for group in groups))
    rests = [{s: bound for s, bound in group.bounds.items() if s not in shared} for group in groups]
    clash = _clash(groups, shared, rests)
    if clash is not None:
        raise clash
    first = groups[0]
    common = {s: min(each.bounds[s] for each in groups) for s in first.bounds if s in shared}
    asked = max(group.asked for group in groups)
    sizes = [prod(rest.values()) for rest in rests]
    lower = _radixes(first, common, -(-asked // min(sizes)))
    below = prod(lower.values())
    spread = any(group.spread for group in groups)
    rest_of_all = -(-asked // below) if spread else min(*sizes, UNIQUE_LIMIT // below)
    key = derive(first.key, "shared")
    whole = Numbering(key, below * rest_of_all, first.link, None, first.start)
    digits = _digits(first, whole, lower)
    for group, rest in zip(groups, rests, strict=True):
        radixes = _radixes(group, rest, rest_of_all)
        numbering = Numbering(group.key, prod(radixes.values()), "", (whole, below))
        digits |= _digits(group, numbering, radixes)
    return digits


def _clash(
    groups: Sequence[Group], shared: frozenset[int], rests: Sequence[Mapping[int, int]]
) -> Clash | None:
    """Why groups that share decisions cannot be numbered together, or None."""
    names = " and ".join(group.name for group in groups[:NAMED])
    names += f" and {len(groups) - NAMED:,} more groups" * (len(groups) > NAMED)
    if not shared:
        message = f"{names} share columns, but none of these is in all of them (leave one out)"
        return Clash(message, groups[-1])
    seen: set[int] = set()
    for group, rest in zip(groups, rests, strict=True):
        if seen & set(rest):
            message = f"{names} share columns in different ways (leave {group.name} out)"
            return Clash(message, group)
        seen |= set(rest)
    need = max(group.asked for group in groups)
    have = min(prod(rest.values()) for rest in rests) * prod(
        min(each.bounds[s] for each in groups) for s in shared
    )
    if have < need:
        return Clash(
            f"{names} have {have:,} combinations together, {need:,} are asked for", groups[-1]
        )
    return None
