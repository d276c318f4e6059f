"""What both stores promise: each step is one, whoever else is at it."""

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mockcraft.errors import SettingsError
from mockcraft.server.jobs.record import STATES, Job, is_id, new_id
from mockcraft.server.jobs.store import JobStore, Limits, StoreUnavailable, open_store
from server.jobs.conftest import ENOUGH, a_job

RESULT = {"artifact": "a.zip", "size": 7, "digest": "ab", "done": {"users": 3000}}


def claimed(store: JobStore, job: Job | None = None, lease: float = 60) -> Job:
    store.add(job or a_job(), ENOUGH)
    made = store.claim(lease, 2**40)
    assert made is not None
    return made


def test_a_record_comes_back_as_it_was_entered(store: JobStore) -> None:
    job = a_job("2001:db8::1", inputs=12, reserve=2**33)
    before = store.now()
    assert "" == store.add(job, ENOUGH)
    found = store.get(job.id)

    assert found is not None
    assert (job.request, job.totals, 2**33, 12) == (
        found.request,
        found.totals,
        found.reserve,
        found.held,
    )
    assert before <= found.created <= store.now()
    assert [found] == store.newest("2001:db8::1", 9) == store.select()
    assert [] == store.newest("somebody else", 9)
    assert store.get(new_id()) is None


def test_the_oldest_job_is_claimed_first_and_each_once(store: JobStore) -> None:
    jobs = [a_job() for _ in range(12)]
    for job in jobs:
        store.add(job, ENOUGH)
    first = store.claim(60, 2**40)
    assert first is not None
    with ThreadPoolExecutor(6) as pool:
        others = list(pool.map(lambda _: store.claim(60, 2**40), range(20)))

    assert jobs[0].id == first.id
    assert (1, "running") == (first.attempt, first.state)
    ids = [job.id for job in others if job is not None]
    assert sorted(ids) == sorted(job.id for job in jobs[1:])
    assert 12 == len({job.token for job in store.select(states=["running"])})


@pytest.mark.parametrize(
    "limits, full",
    [(Limits(2, 9, 2**40), "queue"), (Limits(9, 2, 2**40), "client"), (Limits(9, 9, 250), "disk")],
)
def test_a_job_beyond_a_limit_is_not_entered(store: JobStore, limits: Limits, full: str) -> None:
    answers = [store.add(a_job(inputs=100), limits) for _ in range(3)]

    assert ["", "", full] == answers
    assert 2 == len(store.select())


def test_limits_hold_when_many_ask_at_once(store: JobStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: store.add(a_job(), Limits(99, 5, 2**40)), range(20)))

    assert 5 == answers.count("")
    assert 15 == answers.count("client")


def test_jobs_of_others_and_those_that_ended_do_not_count_for_a_client(store: JobStore) -> None:
    limits = Limits(9, 1, 2**40)
    mine = a_job()
    answers = [
        store.add(mine, limits),
        store.add(a_job("other"), limits),
        store.add(a_job(), limits),
    ]
    store.cancel(mine.id, 60)

    assert ["", "", "client", ""] == [*answers, store.add(a_job(), limits)]


def test_what_jobs_may_take_on_the_disk_is_counted_as_they_run_and_end(store: JobStore) -> None:
    first, second = a_job(inputs=10, reserve=500), a_job(inputs=10, reserve=500)
    for job in (first, second):
        store.add(job, ENOUGH)

    running = store.claim(60, disk=520)
    assert running is not None
    assert 510 == running.held
    assert store.claim(60, disk=1019) is None  # 510 + 10 + 500
    assert store.finish(running, 60, **RESULT)
    assert store.claim(60, disk=516) is None  # 7 + 10 + 500
    assert store.claim(60, disk=517) is not None


def test_only_the_current_attempt_says_how_a_job_gets_on(store: JobStore) -> None:
    stalled = claimed(store)
    assert store.beat(stalled, 60, {"users": 5})
    assert store.release(stalled)
    current = store.claim(60, 2**40)

    assert current is not None
    assert 2 == current.attempt
    assert {} == current.done
    assert not store.beat(stalled, 60, {"users": 9})
    assert not store.finish(stalled, 60, **RESULT)
    assert not store.fail(stalled, 60, {"detail": "x"})
    assert store.release(stalled) is None
    assert store.finish(current, 60, **RESULT)
    done = store.get(stalled.id)
    assert done is not None
    assert ("done", "a.zip", 7, "") == (done.state, done.artifact, done.size, done.token)


def test_an_attempt_that_never_was_does_not_count(store: JobStore) -> None:
    job = claimed(store)
    store.release(job, counted=False)
    found = store.get(job.id)

    assert found is not None
    assert ("queued", 0) == (found.state, found.attempt)


def test_a_lease_that_was_renewed_is_not_taken_away(store: JobStore) -> None:
    job = claimed(store, lease=0.001)
    now = store.now() + 1
    store.beat(job, 60, {})

    assert store.release(job, lease_before=now) is None
    assert not store.fail(job, 60, {"detail": "lost"}, lease_before=now)
    assert store.release(job, lease_before=now + 60) is not None


def test_a_cancelled_job_is_no_attempts_any_more(store: JobStore) -> None:
    job = claimed(store)
    cancelled = store.cancel(job.id, 60)

    assert cancelled is not None
    assert ("cancelled", 0) == (cancelled.state, cancelled.held)
    assert not store.beat(job, 60, {})
    assert store.cancel(job.id, 60) is None


def test_a_download_shortens_the_time_of_a_result_once(store: JobStore) -> None:
    job = claimed(store)
    store.finish(job, 1000, **RESULT)
    found = store.get(job.id)
    assert found is not None
    store.downloaded(found, 10)
    once = store.get(job.id)
    assert once is not None
    time.sleep(0.01)
    store.downloaded(once, 10)

    assert once == store.get(job.id)
    assert 9 < once.expires - store.now() < 10


def test_jobs_are_counted_by_state_and_forgotten(store: JobStore) -> None:
    job = claimed(store)
    store.finish(job, 60, **RESULT)
    store.add(a_job(), ENOUGH)

    assert dict.fromkeys(STATES, 0) | {"done": 1, "queued": 1} == store.counts()
    store.expire(job.id, 60)
    assert 1 == store.counts()["expired"]
    store.remove(job.id)
    assert dict.fromkeys(STATES, 0) | {"queued": 1} == store.counts()
    assert store.get(job.id) is None


def test_of_a_client_so_many_records_are_kept_and_the_oldest_that_ended_goes(
    store: JobStore,
) -> None:
    limits = Limits(99, 99, 2**40, records=3)
    other = a_job("other")
    store.add(other, ENOUGH)
    store.cancel(other.id, 60)
    waits, *ended = jobs = [a_job(inputs=5) for _ in range(6)]
    for job in jobs:
        store.add(job, limits)
        if job in ended:
            store.cancel(job.id, 60)

    assert [ended[4].id, ended[3].id, waits.id] == [each.id for each in store.newest("me", 9)]
    assert [ended[4].id] == [each.id for each in store.newest("me", 1)]
    assert store.get(other.id)
    assert {"queued": 1, "cancelled": 3} == {k: n for k, n in store.counts().items() if n}
    assert 3 == len(store.due(store.now() + 61, 9))


def test_what_expires_is_found_the_first_first(store: JobStore) -> None:
    first, second, later, running = (a_job() for _ in range(4))
    for job, expiry in ((second, 20), (first, 10), (later, 500)):
        store.add(job, ENOUGH)
        store.cancel(job.id, expiry)
    claimed(store, running)
    now = store.now()

    assert [first.id, second.id] == [each.id for each in store.due(now + 60, 9)]
    assert [first.id] == [each.id for each in store.due(now + 60, 1)]
    assert [] == store.due(now, 9)
    store.remove(first.id)
    assert [second.id] == [each.id for each in store.due(now + 60, 9)]
    found = store.standings([first.id, second.id, running.id])
    assert {second.id: "cancelled", running.id: "running"} == {k: v.state for k, v in found.items()}


def test_rows_are_counted_by_state(store: JobStore) -> None:
    job = claimed(store)
    store.beat(job, 60, {"users": 5, "b": 2})
    assert dict.fromkeys(STATES, 0) | {"running": 7} == store.rows()
    store.finish(job, 60, **RESULT)
    assert dict.fromkeys(STATES, 0) | {"done": 3000} == store.rows()
    store.remove(job.id)
    assert dict.fromkeys(STATES, 0) == store.rows()


def test_rows_that_an_earlier_version_made_are_counted_too(tmp_path: Path) -> None:
    store = open_store(None, tmp_path)
    store.finish(claimed(store), 60, **RESULT)
    store.close()
    with sqlite3.connect(tmp_path / "jobs.sqlite") as file:
        for trigger in ("new", "changed", "removed"):
            file.execute(f"DROP TRIGGER made_by_{trigger}")
        file.execute("DROP TABLE made")
    file.close()
    store = open_store(None, tmp_path)

    assert 3000 == store.rows()["done"]
    store.close()


def test_threads_share_a_store(store: JobStore) -> None:
    job = claimed(store)
    beats = [threading.Thread(target=store.beat, args=(job, 60, {"users": n})) for n in range(9)]
    for each in beats:
        each.start()
    for each in beats:
        each.join()
    found = store.get(job.id)

    assert found is not None
    assert found.done["users"] in range(9)


def test_a_store_that_is_away_says_so(tmp_path: Path) -> None:
    store = open_store("redis://:secret@127.0.0.1:1/0", tmp_path)
    with pytest.raises(
        StoreUnavailable, match="Redis, which has the jobs, does not answer"
    ) as caught:
        store.counts()
    with pytest.raises(StoreUnavailable, match="no/jobs.sqlite cannot be reached: unable to open"):
        open_store(None, tmp_path / "no")

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["amqp://u:secret@h/", "redis:secret@h", "redis://"])
def test_a_url_of_no_store_is_refused_without_its_secrets(url: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is not the URL of a Redis") as caught:
        open_store(url, tmp_path)

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "x" * 32, "../" + "a" * 29, "A" * 32, "a" * 33, "a" * 31])
def test_what_is_no_id_is_known_without_asking(text: str) -> None:
    assert is_id(new_id())
    assert not is_id(text)
