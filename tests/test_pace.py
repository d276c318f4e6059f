"""Rows pass at a rate, told by a clock of the test's own."""

import pytest

from mockcraft.pace import BEHIND_S, Pace


class Clock:
    """Seconds that pass when somebody sleeps, or when the test says so."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


def pace_of(rate: float, clock: Clock) -> Pace:
    return Pace(rate, lambda: clock.now, clock.sleep)


def test_rows_pass_at_the_rate(clock: Clock) -> None:
    pace = pace_of(100, clock)
    for _ in range(50):
        pace.take(5)

    assert 49 * 5 / 100 == pytest.approx(clock.now - 100)


@pytest.mark.parametrize(("rate", "rows"), [(5000, 250), (100, 5), (10, 1), (0.5, 1)])
def test_chunks_are_small_enough_to_come_evenly(rate: float, rows: int, clock: Clock) -> None:
    assert rows == pace_of(rate, clock).rows


def test_less_than_a_row_a_second_waits_for_seconds(clock: Clock) -> None:
    pace = pace_of(0.5, clock)
    for _ in range(3):
        pace.take(1)

    assert [2.0, 2.0] == clock.slept


def test_a_slow_target_is_caught_up_with_for_a_second(clock: Clock) -> None:
    pace = pace_of(10, clock)
    pace.take(1)
    clock.now += 60
    begun, passed = clock.now, 0
    while clock.now == begun:
        pace.take(1)
        passed += 1

    assert BEHIND_S * 10 <= passed - 1 <= BEHIND_S * 10 + 1
