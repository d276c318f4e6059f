"""Tables whose rows have expired, but not what leads to them: the set of their ids, and keys of lookups."""

import re
import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from mockcraft.boot import main
from mockcraft.database import engine_of
from mockcraft.engine import run
from mockcraft.errors import Unsupported
from mockcraft.seeder import SeedRequest, prepare
from mockcraft.sink import LoadOptions
from mockcraft.sinks.cleaning import Cleaning

from .support import client_of, content, plan_of, sink

WAIT_S = 20


def schema(rows: int, **options: Any) -> dict[str, Any]:
    columns = {
        "id": {"generator": "sequence", "primary_key": True},
        "email": {"generator": "email", "unique": True},
    }
    table = {"redis": {"key": "user:{id}", "ids": "users", **options}, "columns": columns}
    return {"users": {"count": rows, **table}}


def plan(rows: int, **options: Any) -> Any:
    return plan_of(schema(rows, **options))


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

    assert "users: 40 ids of rows that are gone will go too" in lines
    assert {str(number).encode() for number in range(1, 11)} == ids


def test_somebody_agrees_before_what_is_there_beside_no_rows_is_deleted(
    redis: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(yaml.safe_dump({"seed": 3, "tables": schema(5, lookups=["mail:{email}"])}))
    with client_of(redis) as client:
        client.set("mail:a@b.c", "somebody's")
        client.sadd("users", "5", "somebody's")
    before, words = content(redis), ["seed", str(path), "--db", redis, "--truncate"]
    refused, said = main(words), capsys.readouterr().err

    assert 2 == refused
    assert "--truncate would delete 1 lookup and 2 ids of users (give --yes" in said
    assert before == content(redis)
    assert 0 == main([*words, "--dry-run"])
    assert "users: 1 lookup and 2 ids of rows that are gone will go too" in capsys.readouterr().out
    assert 0 == main([*words, "--yes"])
    assert b"mail:a@b.c" not in content(redis)


def test_no_more_is_deleted_than_somebody_has_agreed_to(redis: str) -> None:
    users = plan(5)
    with client_of(redis) as client:
        client.sadd("users", "5")
        truncating = sink(redis, "truncate")
        truncating.agreed = truncating.replaced(users, users.ranges)
        client.sadd("users", "6")
    with pytest.raises(Unsupported, match="users has 2 ids, and had 1 when it was looked at"):
        run(users, truncating)

    assert {"users": {"id": 1}} == truncating.agreed


def test_cleaning_removes_what_leads_to_rows_that_have_expired(redis: str) -> None:
    users = plan(40, lookups=["mail:{email}"])
    run(users, sink(redis))
    expire(redis)
    cleaning = Cleaning(engine_of(redis), redis, users)

    said = "0 rows; 40 lookups and 40 ids of rows that are gone"
    assert [said] == list(map(str, cleaning.foresee()[0]))
    cleaning.run()
    assert {} == content(redis)
    assert [] == cleaning.foresee()[0]


def test_a_run_is_refused_where_something_leads_to_rows_that_have_expired(redis: str) -> None:
    run(plan(5), sink(redis))
    expire(redis)
    users, before = plan(5), content(redis)
    said = r"table users has the key 'users' for its ids already \(give existing=\"append\" to add"
    assert re.search(said, str(sink(redis).foresee(users, users.ranges).refusal))
    with pytest.raises(Unsupported, match=said):
        run(users, sink(redis))

    assert before == content(redis)


def test_an_append_begins_behind_the_ids_of_rows_that_have_expired(
    redis: str, tmp_path: Path
) -> None:
    run(plan(5), sink(redis))
    expire(redis)
    path = tmp_path / "s.yaml"
    path.write_text(yaml.safe_dump({"seed": 3, "tables": schema(5)}))
    prepare(SeedRequest(str(path), redis, load=LoadOptions(existing="append"))).run()
    with client_of(redis) as client:
        assert 10 == client.scard("users")
        assert {f"user:{number}".encode() for number in range(6, 11)} == {
            *client.scan_iter("user:*")
        }


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
