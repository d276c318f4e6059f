"""References with a condition: which rows of the parent a row may point at.

The rows of the parent that it allows are grouped once per run, by what it compares with `=`; within a group
they ascend by what it compares otherwise, or by their numbers. So those that one row may point at are a span of
a group, with single values taken out, and the draw is a number below its size: exact, however many groups there are.
"""

from collections.abc import Sequence
from dataclasses import field
from functools import partial

import numpy as np

from mockcraft.core import compute as pc
from mockcraft.core.effort import spend
from mockcraft.core.expression import Expression, evaluate
from mockcraft.core.frame import Frame
from mockcraft.core.hashing import Signed, U, Unsigned, hashed_below
from mockcraft.core.links.comparing import ITSELF, Comparison, Mask, codes, width
from mockcraft.core.links.groups import Groups
from mockcraft.core.links.picking import pick_apart, pick_places, stream_of
from mockcraft.core.plan import Link
from mockcraft.core.ranges import CHUNK_ROWS
from mockcraft.core.values import text_of
from mockcraft.dataclass import dataclass
from mockcraft.errors import DataError, MockcraftError

STEP_ROWS = 8  # rows of a parent that are looked at in a step of work: each takes some 0.1 µs


@dataclass(frozen=True, slots=True)
class Condition:
    """`where` of a reference.

    Attributes:
        text: as it is written.
        filter: what a row of the parent must meet whatever row points at it, or None.
        equal: the comparisons with `=`.
        others: the others, all with the same side of the parent.
        optional: whether a row that no row of the parent is allowed for points at none; else it is an error.
        place: where the schema declares it.
    """

    text: str
    filter: Expression | None = field(default=None, repr=False)
    equal: tuple[Comparison, ...] = ()
    others: tuple[Comparison, ...] = ()
    optional: bool = False
    place: str = field(default="", repr=False, compare=False)

    def pick(self, frame: Frame, link: Link) -> tuple[Unsigned, Mask]:
        """A parent row for each row, shape (n,), and which rows have none: theirs is any."""
        first = frame.plan.table(link.parent).first_target
        kept = frame.plan.kept
        groups: Groups = kept.get((frame.table.name, link.name), lambda: self._groups(frame, link))
        count, known = len(frame), np.ones(len(frame), bool)
        keys = []
        for each in self.equal:
            made, valid = codes(frame, each.own, each)
            keys += made
            known &= valid
        group = np.where(known, groups.find(keys, count), -1)
        starts, ends, holes = self._narrowed(frame, link, groups, group)
        if link.weight is None:
            places, none = _drawn(frame, link, starts, ends, holes)
        else:
            parts = kept.get(
                (frame.table.name, link.name, "parts"),
                partial(link.weight.parts, frame, link, groups.rows),
            )
            inner = [(parts[start], parts[stop]) for start, stop in holes]
            drawn, none = _drawn(frame, link, parts[starts], parts[ends], inner)
            places = np.searchsorted(parts, drawn, side="right") - 1
        if none.all():
            return np.full(count, first, U), none
        rows = groups.rows[np.where(none, 0, places)].astype(U) + U(first)
        return rows, none

    def refusal(self, frame: Frame, link: Link, row: int) -> MockcraftError:
        """The error of a row that may point at no row of the parent."""
        paths = [path for each in (*self.equal, *self.others) for path in each.own.columns]
        values = [f"{p} is {text_of(frame.path(p)[row].as_py())}" for p in dict.fromkeys(paths)]
        told = f", where {' and '.join(values)}" if values else ""
        number = int(frame.rows.numbers[row])
        kept = " before it" if link.parent == frame.table.name else ""
        advice = "give nulls, 0 or more, so that it points at none there"
        if link.within:
            kept = f" that no other row of the same {link.within} points at"
            advice = f"lower the count, or {advice}"
        wrong = DataError(
            f"{self.place}: {frame.table.name}.{link.name}: no row of {link.parent}{kept} meets {self.text!r} for "
            f"row {number}{told} ({advice})"
        )
        return wrong.about(frame.table.name, link.name.partition(".")[0])

    def _narrowed(
        self, frame: Frame, link: Link, groups: Groups, group: Signed
    ) -> tuple[Signed, Signed, list[tuple[Signed, Signed]]]:
        """The spans of the rows that the other comparisons leave, and what is taken out of them."""
        starts, ends = groups.spans(group)
        if link.parent == frame.table.name:
            return starts, _before(frame, groups, group, self.optional), []
        first = frame.plan.table(link.parent).first_target
        holes: list[tuple[Signed, Signed]] = []
        for each in self.others:
            (limits, *_), valid = codes(frame, each.own, each)
            if each.operator == "<>":
                holes.append(_hole(groups, group, limits - first * (each.kind == ITSELF), each))
            elif each.operator in ("<", "<="):
                ends = np.minimum(ends, groups.below(group, limits, each.operator == "<="))
            else:
                starts = np.maximum(starts, groups.below(group, limits, each.operator == ">"))
            ends = np.where(valid, np.maximum(starts, ends), starts)
        cut = [(np.clip(low, starts, ends), np.clip(high, starts, ends)) for low, high in holes]
        return starts, ends, _apart(cut)

    def _groups(self, frame: Frame, link: Link) -> Groups:
        """The rows of the parent that the condition allows, grouped."""
        parent = frame.plan.table(link.parent)
        first = parent.first_target
        keys: list[list[Signed]] = [[] for each in self.equal for _ in range(width(each))]
        numbers, values = [], []
        begun, count = link.among(parent.count - first)
        begun, stop = first + begun, first + begun + count
        for start in range(begun, stop, CHUNK_ROWS):
            rows = np.arange(start, min(start + CHUNK_ROWS, stop), dtype=U)
            spend(-(-len(rows) // STEP_ROWS))
            each = frame.beside(parent, rows)
            try:
                allowed, made, value = self._looked_at(each)
            except MockcraftError as error:
                placed = each.placed(error, self.place)
                raise placed.about(frame.table.name, link.name.partition(".")[0]) from error
            if value is not None:
                values.append(value[allowed])
            for known, key in zip(keys, made, strict=True):
                known.append(key[allowed])
            numbers.append(rows[allowed] - U(first))
            each.release()
        empty = np.zeros(0, np.int64)
        return Groups(
            [np.concatenate([empty, *each]) for each in keys],
            np.concatenate([empty.view(U), *numbers]),
            np.concatenate(values) if values else None,
        )

    def _looked_at(self, frame: Frame) -> tuple[Mask, list[Signed], Signed | None]:
        """Of rows of the parent: which may be pointed at, what they are grouped by, and what they ascend by."""
        allowed = self._allowed(frame)
        made, mine = self._keys(frame)
        allowed &= mine
        if not self.others or self.others[0].kind == ITSELF:
            return allowed, made, None
        (value, *_), valid = codes(frame, self.others[0].parent, self.others[0])
        return allowed & valid, made, value

    def _allowed(self, frame: Frame) -> Mask:
        if self.filter is None:
            return np.ones(len(frame), bool)
        met = evaluate(self.filter, frame.path, len(frame))
        made: Mask = pc.fill_null(met, False).to_numpy(zero_copy_only=False)
        return made.copy()

    def _keys(self, frame: Frame) -> tuple[list[Signed], Mask]:
        known, keys = np.ones(len(frame), bool), []
        for each in self.equal:
            made, valid = codes(frame, each.parent, each)
            keys += made
            known &= valid
        return keys, known


# ---------------------------------------------------------------------- spans


def _drawn(
    frame: Frame,
    link: Link,
    starts: Signed,
    ends: Signed,
    holes: Sequence[tuple[Signed, Signed]],
) -> tuple[Signed, Mask]:
    """A number of each span, but for those in its holes, which ascend; and which spans have none."""
    sizes = ends - starts
    for start, stop in holes:
        sizes = sizes - (stop - start)
    none = sizes <= 0
    counts, rows = np.maximum(sizes, 1), frame.rows_for(link)
    if link.within:
        parents, ordinals = frame.located(link.within)
        none |= ordinals >= sizes
        places = starts + pick_apart(link, parents, ordinals, counts)
    elif link.weight is None:
        places = starts + pick_places(rows, link, counts)
    else:
        places = starts + hashed_below(rows, stream_of(link), counts)
    for start, stop in holes:
        places += np.where(places >= start, stop - start, 0)
    return places, none


def _before(frame: Frame, groups: Groups, group: Signed, optional: bool) -> Signed:
    """Where the rows of each group end that stand before the row itself, so that no row is its own ancestor.

    A row with none before it may point at itself, as the first row of a table does, unless it can be null.
    """
    own = frame.rows.numbers.view(np.int64) - frame.table.first_target
    starts, ends = groups.spans(group)
    before = groups.places(own)
    elsewhere = np.flatnonzero((before < starts) | (before >= ends))
    if len(elsewhere):
        below = groups.below(group[elsewhere], own[elsewhere])
        before[elsewhere] = np.clip(below, starts[elsewhere], ends[elsewhere])
    if optional or not len(groups.rows):
        return before
    itself = (before == starts) & (starts < ends)
    itself &= groups.rows[np.where(itself, starts, 0)] == own
    made: Signed = before + itself
    return made


def _hole(
    groups: Groups, group: Signed, values: Signed, comparison: Comparison
) -> tuple[Signed, Signed]:
    """Where the rows of a group begin and end that have these values, or are these rows."""
    if comparison.kind == ITSELF:
        places = groups.places(values)
        return places, places + (places >= 0)
    return groups.equal(group, values)


def _apart(holes: list[tuple[Signed, Signed]]) -> list[tuple[Signed, Signed]]:
    """Holes of each row in ascending order, what two of them have in common in one of them alone."""
    if len(holes) < 2:
        return holes
    starts, stops = np.array([low for low, _ in holes]), np.array([high for _, high in holes])
    order = np.argsort(starts, axis=0, kind="stable")
    starts, stops = np.take_along_axis(starts, order, 0), np.take_along_axis(stops, order, 0)
    for i in range(1, len(starts)):
        starts[i] = np.maximum(starts[i], stops[i - 1])
        stops[i] = np.maximum(stops[i], starts[i])
    return list(zip(starts, stops, strict=True))
