"""Processes: states that follow one another by chance, after times of waiting.

All of a row's process follows from the row: where it is at the end, when it came into each state, and so which
states the rows of a child table tell, one after another. Nothing is ever entered but through a state before it.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa

from mockcraft.core.arrays import arrow_array, numpy_array
from mockcraft.core.distributions import segments
from mockcraft.core.effort import spend
from mockcraft.core.expression import Expression, evaluate
from mockcraft.core.hashing import Signed
from mockcraft.core.pool import Pool
from mockcraft.core.types import Type, cast, with_nulls
from mockcraft.core.vector import VectorDraw
from mockcraft.dataclass import dataclass

if TYPE_CHECKING:
    from mockcraft.core.frame import Frame
    from mockcraft.core.plan import Column

MAX_STEPS = 100  # states that a row goes through at most
LONG = 40  # times the mean wait: next to no wait is longer
SINCE, STEPS = "since", "steps"  # what can be read of a process beside its states
TIME = Type("timestamp")


@dataclass(frozen=True, slots=True)
class Wait:
    """How long a state lasts, in seconds: from `low` to `high`, both inclusive, or exponential around `mean`."""

    low: int = 0
    high: int = 0
    mean: int = 0

    def drawn(self, draw: VectorDraw) -> Signed:
        """The waits of the rows of a draw."""
        if not self.mean:
            made: Any = draw["wait"].integer(self.low, self.high)
            return made + np.zeros(len(draw.rows), np.int64)  # type: ignore[no-any-return]
        shape = segments("exponential", LONG * self.mean, float(self.mean))
        return draw.within("wait", shape)  # type: ignore[no-any-return]


class Course(NamedTuple):
    """What became of some rows: the state and the time of each step, -1 for steps that a row has not taken.

    Attributes:
        states: numbers of states, an array of shape (n,) for each step.
        times: seconds since 1970, likewise.
        steps: how many states each row went through, shape (n,).
        missing: which rows have no beginning, shape (n,).
    """

    states: list[Signed]
    times: list[Signed]
    steps: Signed
    missing: Any

    def at(self, places: Signed) -> tuple[Signed, Signed]:
        """The state and the time of a step of each row, -1 and 0 where it has not so many."""
        state, time = np.full(len(places), -1), np.zeros(len(places), np.int64)
        for step, (states, times) in enumerate(zip(self.states, self.times, strict=True)):
            here = (places == step) & (self.steps > step)
            state[here], time[here] = states[here], times[here]
        return state, time


@dataclass(frozen=True, slots=True)
class Process:
    """The state that a row is in at the end.

    Attributes:
        states: their names; the first one is where rows begin.
        moves: of each state, the states that follow it, -1 for none, with their weights; () where it is the last.
        waits: how long each lasts before another follows.
        begin: when the first state is entered: seconds since 1970, a path or an expression.
        end: what happens later has not happened, likewise.
    """

    states: tuple[str, ...]
    moves: tuple[tuple[tuple[int, int], ...], ...]
    waits: tuple[Wait, ...]
    begin: int | str | Expression = 0
    end: int | str | Expression = 0

    def __call__(self, frame: "Frame", column: "Column") -> Any:
        """See plan.Fill."""
        course = self.course(frame, column)
        state, _ = course.at(course.steps - 1)
        return _named(self.states, state)

    def part_type(self, name: str) -> Type | None:
        """The type of what is read of it under a name; None where there is no such."""
        if name == STEPS:
            return Type("integer")
        return TIME if name == SINCE or name in self.states else None

    def part(self, frame: "Frame", column: "Column", name: str) -> pa.Array:
        """When it came into a state first, or into its last one (`since`), or how many states there were (`steps`)."""
        course = self.course(frame, column)
        if name == STEPS:
            return arrow_array(course.steps)
        if name == SINCE:
            _, time = course.at(course.steps - 1)
            return _timed(time, course.missing)
        wanted = self.states.index(name)
        made, missing = np.zeros(len(frame), np.int64), np.ones(len(frame), bool)
        for states, times in zip(course.states, course.times, strict=True):
            here = missing & (states == wanted)
            made[here] = times[here]
            missing &= ~here
        return _timed(made, missing)

    def course(self, frame: "Frame", column: "Column") -> Course:
        """What became of the rows of a frame; kept, as several columns ask for it."""
        rows = frame.rows_for(column)
        place = (Process, column.key)
        if place not in rows.entities:
            rows.entities[place] = self._course(frame, column)
        return rows.entities[place]  # type: ignore[no-any-return]

    def _course(self, frame: "Frame", column: "Column") -> Course:
        count = len(frame)
        time, missing = _moment(frame, self.begin)
        end, endless = _moment(frame, self.end)
        end = np.where(endless, np.iinfo(np.int64).max, end)
        state = np.where(missing, -1, 0)
        states, times, steps = [state], [time], (~missing).astype(np.int64)
        draw = frame.draw(column)
        for step in range(1, MAX_STEPS):
            state, time = states[-1].copy(), times[-1].copy()
            for each in np.unique(state[state >= 0]).tolist():
                self._move(draw, step, each, state, time)
            state = np.where(time <= end, state, -1)
            if count == 0 or not (state >= 0).any():
                break
            spend(count)
            states.append(state)
            times.append(time)
            steps += state >= 0
        return Course(states, times, steps, missing)

    def _move(self, draw: VectorDraw, step: int, each: int, state: Signed, time: Signed) -> None:
        """Moves the rows that are in a state on: to the next one, -1 for none, and its time."""
        mine = np.flatnonzero(state == each)
        moves = self.moves[each]
        if not moves:
            state[mine] = -1
            return
        own = VectorDraw(draw.context, draw.key, draw.rows.take(mine))[f"step {step}"]
        pool = Pool("next", map(str, range(len(moves))), [weight for _, weight in moves])
        following = np.array([following for following, _ in moves])
        time[mine] += self.waits[each].drawn(own)
        state[mine] = following[own.choose("next", pool)]


@dataclass(frozen=True, slots=True)
class Told:
    """A state of the parent's process, one a row, in their order; null where it has no more.

    `link` is the reference that the rows are counted per, `name` the parent's column with the process.
    """

    link: str
    name: str
    states: tuple[str, ...]

    def __call__(self, frame: "Frame", column: "Column") -> Any:
        """See plan.Fill."""
        return _named(self.states, self._step(frame)[0])

    def part_type(self, name: str) -> Type | None:
        """The type of what is read of it under a name; None where there is no such."""
        return TIME if name == SINCE else None

    def part(self, frame: "Frame", column: "Column", name: str) -> pa.Array:
        """When the row's state was entered."""
        state, time = self._step(frame)
        return _timed(time, state < 0)

    def _step(self, frame: "Frame") -> tuple[Signed, Signed]:
        parent = frame.parent(frame.table.link(self.link))
        column = parent.table.column(self.name)
        process: Any = column.fill
        course: Course = process.course(parent, column)
        return course.at(frame.located(self.link)[1])


def _moment(frame: "Frame", given: int | str | Expression) -> tuple[Signed, Any]:
    """Seconds since 1970 of each row, and which rows have none."""
    if isinstance(given, int):
        return np.full(len(frame), given), np.zeros(len(frame), bool)
    made = (
        evaluate(given, frame.path, len(frame))
        if isinstance(given, Expression)
        else frame.path(given)
    )
    array = cast(made, TIME)
    missing = numpy_array(array.is_null())
    seconds = array.fill_null(pa.scalar(0, TIME.arrow)) if array.null_count else array
    return numpy_array(seconds.view(pa.int64())).copy(), missing


def _timed(seconds: Signed, missing: Any) -> pa.Array:
    """Times, null where they are missing."""
    return with_nulls(arrow_array(seconds).cast(TIME.arrow), missing)


def _named(names: tuple[str, ...], state: Signed) -> pa.Array:
    """The names of states, null for -1."""
    codes = pa.array(state.astype(np.int32), mask=state < 0)
    return pa.DictionaryArray.from_arrays(codes, pa.array(names, pa.string()))
