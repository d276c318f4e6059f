"""Moving windows: how many hits pass, when they leave, and what is held of whom."""

import asyncio
import random
import tracemalloc
from collections import Counter, deque

import pytest

import servers
from mockcraft.rates import Rate, read_rate
from mockcraft.server import rate_windows
from mockcraft.server.rate_windows import MAX_CLIENTS, OTHERS, STEPS, MemoryWindows, RedisWindows

MINUTE = Rate(100, 60)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("100/minute", (100, 60)),
        ("5 per 10 seconds", (5, 10)),
        ("1/2hours", (1, 7200)),
        ("7/Day", (7, 86_400)),
        ("none", None),
        ("", None),
    ],
)
def test_a_rate_is_read_as_people_write_it(text: str, rate: tuple[int, int] | None) -> None:
    read = read_rate(text)

    assert rate == read
    assert read is None or read == read_rate(str(read))


@pytest.mark.parametrize(
    "text", ["100", "0/minute", "1/0 minutes", "9999999/minute", "1/2 days", "-1/minute", "1/week", "1/minute/", "1.5/minute"],
)  # fmt: skip
def test_what_is_no_rate_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_rate(text)


def test_as_many_pass_as_are_allowed_and_the_next_when_the_first_leaves() -> None:
    held = MemoryWindows()
    standings = [held.count("a", MINUTE, 1000.0) for _ in range(10_000)]

    assert [True] * 100 + [False] * 9900 == [each.allowed for each in standings]
    assert [*range(99, -1, -1)] == [each.remaining for each in standings[:100]]
    assert {60} == {each.reset_s for each in standings}
    assert not held.count("a", MINUTE, 1059.99).allowed
    assert 0.01 == pytest.approx(held.count("a", MINUTE, 1059.99).reset_s, abs=0.001)
    assert held.count("a", MINUTE, 1060.001).allowed


PLACES_PER_STEP = (STEPS + 1) / STEPS


@pytest.mark.parametrize("seed", range(20))
def test_no_window_ever_has_more_and_none_waits_for_more_than_a_step(seed: int) -> None:
    """Against every hit's exact time."""
    chance = random.Random(seed)
    rate = Rate(chance.randint(1, 12), chance.choice([1, 10, 60]))
    held, passed, now = MemoryWindows(), deque[float](), 50.0
    for _ in range(3000):
        now += chance.expovariate(1.5 * rate.amount / rate.seconds)
        within = [each for each in passed if each > now - rate.seconds]
        nearly = [each for each in passed if each > now - rate.seconds * PLACES_PER_STEP]
        standing = held.count("a", rate, now)

        assert 0 < standing.reset_s <= rate.seconds
        if standing.allowed:
            assert len(within) < rate.amount
            passed.append(now)
        else:
            assert len(nearly) >= rate.amount
        if len(passed) > 100:
            passed.popleft()


def test_clients_and_rates_count_apart() -> None:
    held = MemoryWindows()
    for _ in range(100):
        held.count("a", MINUTE, 0.0)

    assert not held.count("a", MINUTE, 0.0).allowed
    assert held.count("b", MINUTE, 0.0).allowed
    assert held.count("a", Rate(100, 10), 0.0).allowed


def test_what_is_held_is_bounded_and_given_back_while_known_clients_keep_their_own() -> None:
    held = MemoryWindows()
    tracemalloc.start()
    try:
        for number in range(MAX_CLIENTS):
            held.count(f"generate 10.{number}", MINUTE, 0.0)
        full, _ = tracemalloc.get_traced_memory()
        for number in range(MAX_CLIENTS, 2 * MAX_CLIENTS):
            held.count(f"generate 10.{number}", MINUTE, 1.0)
        beyond, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    (clients,) = held.clients.values()

    assert MAX_CLIENTS + 1 == len(clients)
    assert OTHERS in clients
    assert beyond - full < 10_000
    assert full < MAX_CLIENTS * 1000
    assert not held.count("generate 10.new", MINUTE, 2.0).allowed  # the newest count together
    assert held.count("generate 10.1", MINUTE, 2.0).allowed
    for number in range(MAX_CLIENTS):
        held.count(f"later {number}", MINUTE, 200.0)
    assert len(clients) <= MAX_CLIENTS
    assert held.count("generate 10.new", MINUTE, 201.0).allowed


def test_redis_lets_exactly_as_many_pass_however_many_ask_at_once(redis: str) -> None:
    async def ask() -> list[bool]:
        stores = [RedisWindows(redis) for _ in range(3)]  # as three processes have them
        hits = [stores[number % 3].hit("a", MINUTE) for number in range(1000)]
        standings = await asyncio.gather(*hits)
        other = await stores[0].hit("b", MINUTE)
        for store in stores:
            assert not store.away
            await store.close()
        assert other.allowed
        assert 99 == other.remaining
        assert all(0 < each.reset_s <= 60 for each in standings)
        return [each.allowed for each in standings]

    assert {True: 100, False: 900} == Counter(asyncio.run(ask()))


def test_redis_forgets_by_itself(redis: str) -> None:
    async def ask() -> None:
        store = RedisWindows(redis)
        for _ in range(3):
            await store.hit("a", Rate(2, 60))
        await store.close()

    asyncio.run(ask())
    server = servers.Redis(redis)
    ((name,),) = server.execute("KEYS *")

    assert server.execute(f"TTL {name}")[0] in range(1, 61)
    assert [2] == server.execute(f"LLEN {name}")


def test_each_process_counts_for_itself_while_redis_is_away(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_windows, "AGAIN_S", 0.1)

    async def ask(own: servers.OwnRedis) -> None:
        store = RedisWindows(own.uri)
        assert (await store.hit("a", MINUTE)).remaining == 99
        own.stop()
        passed = [(await store.hit("a", MINUTE)).allowed for _ in range(150)]
        assert [True] * 100 + [False] * 50 == passed
        assert store.away
        own.start()
        await asyncio.sleep(0.2)
        assert (await store.hit("a", MINUTE)).remaining == 98  # what Redis has kept
        assert not store.away
        await store.close()

    with servers.OwnRedis() as own:
        asyncio.run(ask(own))
        assert own.password not in caplog.text

    assert 2 == len([each for each in caplog.messages if "the Redis of rate_limits" in each])
