"""Tables whose rows have expired, but not what leads to them: the set of their ids, and keys of lookups."""

import time
from typing import Any

import pytest

from mockcraft.database import engine_of
from mockcraft.engine import run
from mockcraft.errors import Unsupported
from mockcraft.sinks.cleaning import Cleaning

from .support import client_of, content, plan_of, sink

WAIT_S = 20


def plan(rows: int, **options: Any) -> Any:
    columns = {
        "id": {"generator": "sequence", "primary_key": True},
        "email": {"generator": "email", "unique": True},
    }
    table = {"redis": {"key": "user:{id}", "ids": "users", **options}, "columns": columns}
    return plan_of({"users": {"count": rows, **table}})


def expire(url: str) -> None:
    """Has the rows end now."""
    with client_of(url) as client:
        for key in client.scan_iter("user:[0-9]*"):
            client.pexpire(key, 1)
        end = time.monotonic() + WAIT_S
        while [*client.scan_iter("user:[0-9]*")]:
            assert time.monotonic() < end
            time.sleep(0.01)


def test_truncating_removes_the_ids_of_rows_that_have_expired(redis: str) -> None:
    run(plan(40), sink(redis))
    expire(redis)
    few = plan(10)
    lines = sink(redis, "truncate").foresee(few, few.ranges).lines
    run(few, sink(redis, "truncate"))
    with client_of(redis) as client:
        ids = client.smembers("users")

    assert "users: what leads to rows that are gone goes too" in lines
    assert {str(number).encode() for number in range(1, 11)} == ids


def test_cleaning_removes_what_leads_to_rows_that_have_expired(redis: str) -> None:
    users = plan(40, lookups=["mail:{email}"])
    run(users, sink(redis))
    expire(redis)
    cleaning = Cleaning(engine_of(redis), redis, users)

    assert ["0 rows; what leads to rows that are gone"] == list(map(str, cleaning.foresee()[0]))
    cleaning.run()
    assert {} == content(redis)
    assert [] == cleaning.foresee()[0]


def test_a_run_beside_what_leads_to_rows_that_have_expired_says_so(redis: str) -> None:
    run(plan(5), sink(redis))
    expire(redis)
    users = plan(5)

    assert (
        'users: what leads to rows that are gone stays (give existing="truncate" to remove it)'
        in (sink(redis).foresee(users, users.ranges).lines)
    )
    run(users, sink(redis))
    assert 6 == len(content(redis))


@pytest.mark.parametrize("existing", ["refuse", "truncate"])
def test_a_key_of_the_ids_that_is_no_set_is_told_and_stays(redis: str, existing: str) -> None:
    run(plan(5), sink(redis))
    with client_of(redis) as client:
        client.delete("users")
        client.set("users", "somebody's")
    before = content(redis)
    with pytest.raises(Unsupported, match="has the key 'users' for its ids, a string and no set"):
        run(plan(5), sink(redis, existing))

    assert before == content(redis)
