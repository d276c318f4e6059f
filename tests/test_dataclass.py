"""The house's dataclass does what that of the standard library does, and writes methods when they are needed."""

import copy
import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass, field
from typing import Any

import pytest

from mockcraft.dataclass import FEW
from mockcraft.dataclass import dataclass as ours

KINDS = [{"frozen": True, "slots": True}, {"slots": True}, {"frozen": True}, {}]


def made(decorate: Callable[..., Any], **kind: bool) -> Any:
    @decorate(**kind)
    class Made:
        """A class with a field of each sort."""

        plain: int
        given: str = "x"
        fresh: list[int] = field(default_factory=list)
        unshown: int = field(default=1, repr=False)
        apart: int = field(default=2, compare=False, hash=False)
        later: int = field(default=3, init=False)
        lists: list[int] = field(default_factory=lambda: [0], init=False)
        named: int = field(default=4, kw_only=True)

        def __post_init__(self) -> None:
            object.__setattr__(self, "later", self.plain + 1)

    return Made


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_instances_are_made_shown_and_compared_as_by_the_standard_library(
    kind: dict[str, bool],
) -> None:
    mine, theirs = made(ours, **kind), made(dataclass, **kind)
    asked: Any = [((1,), {}), ((1, "y", [2], 3, 4), {"named": 5}), ((), {"plain": 7})]
    for arguments, named in asked * FEW:  # the first instances are made in another way
        first, second = mine(*arguments, **named), theirs(*arguments, **named)
        assert dataclasses.asdict(second) == dataclasses.asdict(first)
        assert repr(second) == repr(first)
        assert mine(*arguments, **named) == first != second
        assert first != dataclasses.replace(first, plain=9)
        assert first == dataclasses.replace(first, apart=9)
        assert copy.deepcopy(first) == first
    assert mine(1).fresh is not mine(1).fresh
    assert theirs.__match_args__ == mine.__match_args__


@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize(("arguments", "named"), [((), {}), ((1,), {"other": 2}), ((1,) * 6, {})])
def test_what_cannot_be_an_argument_is_refused_in_the_same_words(
    kind: dict[str, bool], arguments: tuple[int, ...], named: dict[str, int]
) -> None:
    said = []
    for decorate in (ours, dataclass):
        cls = made(decorate, **kind)
        for _ in range(2):
            with pytest.raises(TypeError) as refused:
                cls(*arguments, **named)
            said.append(str(refused.value))

    assert said == said[:1] * 4


def test_frozen_ones_take_no_new_values_and_are_hashed_by_those_they_have() -> None:
    @ours(frozen=True, slots=True)
    class Point:
        x: int
        y: int = 0

    point = Point(1)
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'x'"):
        point.x = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'x'"):
        del point.x

    assert {Point(1), Point(2)} == {point, Point(2, 0)}
    assert not hasattr(point, "__dict__")


def test_others_change_and_have_no_hash_unless_each_is_itself_alone() -> None:
    @ours(slots=True)
    class Place:
        x: int

    @ours(frozen=True, slots=True, eq=False)
    class Alone:
        x: int

    place = Place(1)
    place.x = 2
    alone = Alone(1)

    assert Place(2) == place
    with pytest.raises(TypeError, match="unhashable"):
        hash(place)
    assert Alone(1) != alone
    assert {alone} == {alone}


@ours(frozen=True, slots=True, kw_only=True)
class Pickled:
    """At the top of a module, where pickle finds it."""

    one: int
    two: tuple["Pickled", ...] = ()

    def __repr__(self) -> str:
        return f"<{self.one}>"


def test_frozen_ones_pickle_and_keep_their_own_methods() -> None:
    whole = Pickled(one=1, two=(Pickled(one=2),))

    assert whole == pickle.loads(pickle.dumps(whole))
    assert "<1>" == repr(whole)
