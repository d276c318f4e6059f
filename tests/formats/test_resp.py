"""Commands for Redis: what `redis-cli --pipe` reads is what the plan has, for every kind of key."""

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest
import redis

from mockcraft.core.frame import batch_of
from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Range, chunks, whole
from mockcraft.core.values import text_of
from mockcraft.errors import DataError
from mockcraft.formats.key_templates import pattern_of
from mockcraft.formats.keyspace import Keyspace
from mockcraft.formats.resp import Resp
from mockcraft.formats.resp_rows import RowCommands, is_found
from mockcraft.formats.resp_words import Commands, command, word
from mockcraft.options import OptionError
from mockcraft.schema.bind import load

COLUMNS = {
    "id": {"generator": "sequence", "primary_key": True},
    "user_id": {"generator": "number", "min": 1, "max": 9},
    "name": {"generator": "first_name"},
    "email": {"generator": "email", "unique": True},
    "nickname": {"values": {"ä☃": 1, "~": 1, "": 1}, "nulls": 0.5},
    "score": {"generator": "price", "min": 0, "max": 100},
    "joined": {"generator": "date", "after": "2001-01-01"},
    "seen": {"generator": "datetime", "type": "timestamptz"},
    "active": "bool",
    "token": {"regex": r"\\x(00|0a|0d|ff|24){4}", "type": "bytes"},
    "lives": {"generator": "number", "min": 100, "max": 900},
    "place": {"fields": {"city": "city", "floor": {"generator": "number", "min": 0, "max": 9}}},
}
ROWS = 60


def plan_of(columns: dict[str, Any] = COLUMNS, rows: int = ROWS) -> Plan:
    return load({"seed": 5, "tables": {"users": {"count": rows, "columns": columns}}})[1]


PLAN = plan_of()


def table_of(plan: Plan = PLAN, /, **options: Any) -> Table:
    table = replace(plan.table("users"), options={"redis": Keyspace(**options)})
    for problem in table.options["redis"].problems(table):
        raise problem
    return table


def values(plan: Plan = PLAN) -> list[dict[str, Any]]:
    table = plan.table("users")
    return list(batch_of(plan, whole(Range("users", 0, table.count))).to_pylist())


def encoded(table: Table, plan: Plan = PLAN, rows: int = 17) -> bytes:
    cut = chunks([Range("users", 0, table.count)], rows)
    return b"".join(bytes(Resp().encode(table, batch_of(plan, each), each)) for each in cut)


@pytest.fixture
def client(redis: str) -> Iterator["redis.Redis"]:
    import redis as driver

    with driver.Redis.from_url(redis, protocol=2) as made:
        yield made


@pytest.fixture
def piped(redis: str) -> Callable[[bytes], None]:
    """Hands commands to `redis-cli --pipe`, which says whether any failed."""

    def pipe(payload: bytes) -> None:
        done = subprocess.run(
            ["redis-cli", "-u", redis, "--no-auth-warning", "--pipe"],
            input=payload,
            capture_output=True,
            timeout=30,
        )
        assert b"errors: 0" in done.stdout, done.stdout + done.stderr

    return pipe


def test_hashes_have_every_field_that_is_not_null(client: Any, piped: Any) -> None:
    piped(encoded(table_of()))

    assert ROWS == client.dbsize()
    for row in values():
        held = client.hgetall(f"users:{row['id']}")
        wanted = {
            **{name: text_of(row[name]).encode() for name in ("id", "user_id", "name", "email", "score", "lives")},
            "joined": row["joined"].isoformat().encode(),
            "seen": row["seen"].strftime("%Y-%m-%dT%H:%M:%SZ").encode(),
            "active": b"01"[row["active"] : row["active"] + 1],
            "token": row["token"],
        }  # fmt: skip
        if row["nickname"] is not None:
            wanted["nickname"] = row["nickname"].encode()
        place = json.loads(held.pop(b"place"))
        assert {name.encode(): value for name, value in wanted.items()} == held
        assert row["place"] == place


def test_chunks_of_any_size_give_the_same_commands() -> None:
    table = table_of(lookups=("user:email:{email}",), ttl="lives")

    assert encoded(table, rows=1) == encoded(table, rows=60)


def test_json_documents_are_strings(client: Any, piped: Any) -> None:
    piped(encoded(table_of(as_="json", key="u:{{{id}}}")))
    row = values()[7]
    held = json.loads(client.get(f"u:{{{row['id']}}}"))

    assert [*COLUMNS] == [*held]
    assert [row["nickname"], row["active"], row["place"]] == [
        held["nickname"],
        held["active"],
        held["place"],
    ]


def test_strings_and_their_ttl(client: Any, piped: Any) -> None:
    piped(encoded(table_of(as_="string", value="{name}/{nickname}", ttl="lives")))
    with_nickname = [row for row in values() if row["nickname"] is not None]

    assert len(with_nickname) == client.dbsize() < ROWS
    for row in with_nickname:
        key = f"users:{row['id']}"
        assert f"{row['name']}/{row['nickname']}".encode() == client.get(key)
        assert row["lives"] - 30 <= client.ttl(key) <= row["lives"]


@pytest.mark.parametrize(("ttl", "name"), [("900", "fixed"), ("seen", "until")])
def test_a_ttl_is_fixed_or_a_time(client: Any, piped: Any, ttl: str, name: str) -> None:
    columns = {
        **COLUMNS,
        "seen": {"generator": "datetime", "after": "2090-01-01", "before": "2095-01-01"},
    }
    plan = plan_of(columns)
    piped(encoded(table_of(plan, ttl=ttl), plan))
    row = values(plan)[3]
    left = client.ttl(f"users:{row['id']}")

    if name == "fixed":
        assert 870 <= left <= 900
    else:
        assert row["seen"].timestamp() == pytest.approx(
            client.expiretime(f"users:{row['id']}"), abs=86_400
        )


def test_rows_are_collected_under_one_key(client: Any, piped: Any) -> None:
    kinds: list[tuple[str, dict[str, str]]] = [
        ("list", {}), ("set", {}), ("zset", {"score": "score"}), ("stream", {})
    ]  # fmt: skip
    for as_, more in kinds:
        value = {} if as_ == "stream" else {"value": "{id}"}
        piped(encoded(table_of(as_=as_, key=f"{as_}:{{user_id}}", **more, **value)))
    for user in range(1, 10):
        rows = [row for row in values() if row["user_id"] == user]
        ids = [str(row["id"]).encode() for row in rows]
        assert ids == client.lrange(f"list:{user}", 0, -1)
        assert set(ids) == client.smembers(f"set:{user}")
        scores = {member: float(row["score"]) for member, row in zip(ids, rows, strict=True)}
        assert scores == dict(client.zrange(f"zset:{user}", 0, -1, withscores=True))
        entries = client.xrange(f"stream:{user}")
        assert [each + b"-0" for each in ids] == [number for number, _ in entries]
        assert [row["name"].encode() for row in rows] == [f[b"name"] for _, f in entries]


def test_scores_are_numbers_or_seconds(client: Any, piped: Any) -> None:
    for score in ("lives", "seen", "joined"):
        piped(encoded(table_of(as_="zset", key=score, value="{id}", score=score)))
    row = values()[11]
    found = [client.zscore(name, str(row["id"])) for name in ("lives", "seen", "joined")]
    days = row["joined"].toordinal() - 719_163

    assert [row["lives"], row["seen"].timestamp(), days * 86_400] == found


def test_index_keys_lead_to_the_rows(client: Any, piped: Any) -> None:
    columns = {**COLUMNS, "email": {"generator": "email", "unique": True, "nulls": 0.3}}
    plan = plan_of(columns)
    piped(encoded(table_of(plan, ids="users:ids", lookups=("user:email:{email}",)), plan))
    rows = values(plan)

    assert {str(row["id"]).encode() for row in rows} == client.smembers("users:ids")
    known = [row for row in rows if row["email"] is not None]
    assert ROWS + 1 + len(known) == client.dbsize()
    assert [str(row["id"]).encode() for row in known] == client.mget(
        [f"user:email:{row['email']}" for row in known]
    )


def test_keys_of_several_columns_are_joined_and_rows_without_a_key_are_numbered() -> None:
    pair = {"org": {"generator": "number", "min": 1, "max": 9, "primary_key": True},
            "no": {"generator": "number", "min": 1, "max": 99, "primary_key": True}}  # fmt: skip
    plan = plan_of(pair, 3)
    first = values(plan)[0]
    nameless = plan_of({"word": "word"}, 3)

    assert word(f"users:{first['org']}:{first['no']}").encode() in encoded(
        plan.table("users"), plan
    )
    assert [word(f"users:{n}").encode() in encoded(nameless.table("users"), nameless) for n in range(4)] == [
        True, True, True, False,
    ]  # fmt: skip


KINDS = [
    {}, {"ids": "all", "lookups": ("mail:{email}",)}, {"as_": "json"}, {"as_": "string", "value": "{name}"},
    {"as_": "list", "key": "l:{user_id}"}, {"as_": "set", "key": "s:{user_id}"},
    {"as_": "zset", "key": "z:{user_id}", "score": "lives"}, {"as_": "stream", "key": "x:{user_id}"},
]  # fmt: skip


@pytest.mark.parametrize("options", KINDS, ids=str)
def test_rows_are_found_and_deleted_by_the_same_words(
    client: Any, piped: Any, options: dict[str, Any]
) -> None:
    table = table_of(**options)
    piped(encoded(table))
    half, other = whole(Range("users", 30, 60)), whole(Range("users", 0, 30))

    def found(rows: Any) -> list[bool]:
        client.connection = connection = client.connection_pool.get_connection()
        connection.send_packed_command(
            [bytes(RowCommands(table, batch_of(PLAN, rows), rows).found())]
        )
        made = [is_found(table.options["redis"].as_, connection.read_response()) for _ in range(30)]
        client.connection_pool.release(connection)
        return made

    assert [True] * 60 == [*found(other), *found(half)]
    piped(bytes(RowCommands(table, batch_of(PLAN, half), half).deleted()))
    assert [*[True] * 30, *[False] * 30] == [*found(other), *found(half)]
    if options.get("as_") == "stream":
        # It takes ids behind its last one alone, which a store puts back.
        for key in client.scan_iter():
            client.execute_command("XSETID", key, client.xinfo_stream(key)["last-entry"][0])
    piped(bytes(Resp().encode(table, batch_of(PLAN, half), half)))
    assert [True] * 60 == [*found(other), *found(half)]
    for rows in (half, other):
        piped(bytes(RowCommands(table, batch_of(PLAN, rows), rows).deleted()))
    assert 0 == sum(client.xlen(key) for key in client.scan_iter())


def test_a_text_that_would_blur_keys_is_told_with_its_row() -> None:
    columns = {"url": {"values": ["a", "b", "http://c"], "unique": True}}
    plan = plan_of(columns, 3)
    table = table_of(plan, key="page:{url}")
    row = next(number for number, each in enumerate(values(plan)) if ":" in each["url"])

    with pytest.raises(DataError, match=rf"'http://c' holds ':'.*\(row {row} of users"):
        encoded(table, plan)
    assert word("page|http://c").encode() in encoded(table_of(plan, key="page|{url}"), plan)


WRONG: list[tuple[dict[str, Any], str, tuple[str, ...]]] = [
    ({"key": "user:{name}"}, "two rows of users may have the key 'user:{name}', which would be lost but for the last "
     "(put {id} in it, or collect rows by as: list)", ("key",)),
    ({"key": "user"}, "key='user' is one key for all rows, which would be lost but for the last (put {id} in it, or "
     "collect rows by as: list)", ("key",)),
    ({"key": "user:{idd}"}, "users has no column 'idd' (did you mean \"id\"?)", ("key",)),
    ({"key": "user:{id"}, "template, column 6: ", ("key",)),
    ({"key": "user:{id:x=1}"}, "template, column 6: a field takes no parameters (name a column)", ("key",)),
    ({"key": "u{id}{name}"}, "'u{id}{name}' has id and name with nothing between them, so two rows may have one key "
     "(write {id}:{name})", ("key",)),
    ({"as_": "list", "key": "l:{name}{email}"}, "'l:{name}{email}' has name and email with nothing between", ("key",)),
    ({"key": "{id}:{nickname}"}, "nickname can be null, and every row has a key (set its nulls to 0)", ("key",)),
    ({"key": "{id}:{token}"}, "token is binary, which is no part of a text", ("key",)),
    ({"key": "{id}:{place}"}, "place is ", ("key",)),
    ({"lookups": ("a:{email}", "b:{name}")}, "two rows of users may have the key 'b:{name}'", ("lookups", "1")),
    ({"value": "{name}"}, "value has no effect on as: hash (remove it)", ("value",)),
    ({"as_": "zset"}, "a zset needs a score (name a column of numbers or times)", ("as",)),
    ({"as_": "zset", "score": "name"}, "score='name' is text (name a column", ("score",)),
    ({"score": "lives"}, "score has no effect on as: hash (remove it)", ("score",)),
    ({"ttl": "0"}, "ttl='0' is outside 1..2147483648", ("ttl",)),
    ({"ttl": "lifes"}, "users has no column 'lifes' (did you mean \"lives\"?)", ("ttl",)),
    ({"ttl": "name"}, "ttl='name' is text (name a column of whole numbers, intervals, dates or times)", ("ttl",)),
    ({"as_": "list", "ttl": "lives"}, "ttl='lives' is of one row, and a list is the key of many (give seconds)", ("ttl",)),
    ({"ids": "users:7"}, "ids='users:7' could be the key of a row (choose another)", ("ids",)),
    ({"lookups": ("mail:{email}",), "ids": "mail:x"}, "ids='mail:x' could be a key of the lookup 'mail:{email}' "
     "(choose another)", ("ids",)),
    ({"lookups": ("users:{email}",)}, "lookups='users:{email}' could be the key of a row (choose another)",
     ("lookups", "0")),
    ({"key": "u:{id}", "lookups": ("a:{email}", "a:{email}")}, "lookups='a:{email}' could be a key of the lookup "
     "'a:{email}' (choose another)", ("lookups", "1")),
    ({"key": "u:{email}", "lookups": ("u:{name}-{id}",)}, "lookups='u:{name}-{id}' could be the key of a row (choose "
     "another)", ("lookups", "0")),
    ({"key": "{email}"}, "key='{email}' has no word of its own, so emptying users could delete keys of others (write "
     "users:{email})", ("key",)),
    ({"as_": "list", "key": "{name}"}, "key='{name}' has no word of its own, so", ("key",)),
    ({"key": "{id}"}, "key='{id}' has no word of its own, so", ("key",)),
    ({"key": "{name}:{id}"}, "key='{name}:{id}' has no word of its own, so", ("key",)),
    ({"key": "{{{name}}}:{id}"}, "key='{{{name}}}:{id}' has no word of its own, so emptying users could delete keys of "
     "others (write users:{{{name}}}:{id})", ("key",)),
    ({"lookups": ("{email}",)}, "lookups='{email}' has no word of its own, so emptying users could delete keys of "
     "others (write users:by:{email})", ("lookups", "0")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "message", "path"), WRONG, ids=[str(each[0]) for each in WRONG]
)
def test_what_cannot_be_is_refused(options: Any, message: str, path: tuple[str, ...]) -> None:
    with pytest.raises(OptionError) as caught:
        table_of(**options)

    assert str(caught.value).startswith(message)
    assert path == caught.value.path


def test_all_that_cannot_be_is_told_at_once() -> None:
    options = Keyspace(
        as_="hash", key="{nickname}:{zz}:{place}", ttl="foo", score="id", value="{yy}", ids="a:1",
        lookups=("a:{id}", "b:{xx}", "{name}{email}", "c:{"),
    )  # fmt: skip
    table = PLAN.table("users")
    found = [(each.path, str(each).partition(" (")[0]) for each in options.problems(table)]

    assert [
        (("key",), "users has no column 'zz'"),
        (("key",), "place is a sub-document, which is no part of a text"),
        (("value",), "users has no column 'yy'"),
        (("lookups", "1"), "users has no column 'xx'"),
        (("lookups", "3"), "template, column 3: } is missing at the end"),
        (("value",), "value has no effect on as: hash"),
        (("score",), "score has no effect on as: hash"),
        (("ttl",), "users has no column 'foo'"),
        (("lookups", "2"), "'{name}{email}' has name and email with nothing between them, so two rows may have one key"),
        (("lookups", "2"), "lookups='{name}{email}' has no word of its own, so emptying users could delete keys of others"),
        (("lookups", "2"), "lookups='{name}{email}' could be a key of the lookup 'a:{id}'"),
        (("ids",), "ids='a:1' could be a key of the lookup 'a:{id}'"),
        (("ids",), "ids='a:1' could be a key of the lookup '{name}{email}'"),
    ] == found  # fmt: skip


def test_keys_are_known_by_their_form() -> None:
    import re

    table = table_of(key="u:{id}")
    keys = RowCommands(
        table, batch_of(PLAN, whole(Range("users", 0, 3))), whole(Range("users", 0, 3))
    ).keys()

    assert all(
        re.fullmatch(pattern_of(table, table.options["redis"].key_of(table)), key)
        for key in keys.to_pylist()
    )
    assert not re.fullmatch(
        pattern_of(table, ("u:", *table.options["redis"].key_of(table)[1:])), "u:1:orders"
    )


@pytest.mark.parametrize("length", [0, 1, 1_023, 1_024, 70_000])
def test_lengths_are_of_bytes(length: int) -> None:
    texts = ["é☃"[:1] * length, "x"]
    for array in (
        pa.array(texts),
        pa.array(texts).dictionary_encode(),
        pa.array(["a" * 20] * 20 + texts)[20:],
    ):
        made = Commands(2)
        made.begin(3, "SET", "k")
        made.text(array, "<☃", ">")
        whole_command = [command("SET", "k", f"<☃{text}>") for text in texts]
        assert whole_command == made.done().to_pylist()


def test_a_row_of_nulls_alone_makes_no_hash() -> None:
    plan = plan_of(
        {"a": {"generator": "word", "nulls": 1.0}, "b": {"generator": "word", "nulls": 0.5}}, 20
    )
    made = encoded(plan.table("users"), plan)

    assert made.count(b"HSET") == sum(row["b"] is not None for row in values(plan)) < 20
