"""What is said where Redis does not take a run: one clear message each, and nothing is lost."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import servers
from mockcraft.database import engine_of
from mockcraft.databases.redis.address import address_of
from mockcraft.engine import Progress, run
from mockcraft.errors import (
    ConnectionLost,
    DataError,
    MockcraftError,
    SchemaError,
    SinkError,
    Unsupported,
    UserError,
)
from mockcraft.schema.bind import bind
from mockcraft.schema.reader import read_spec
from mockcraft.schema.source import parse
from mockcraft.sinks.cleaning import Cleaning

from .support import client_of, content, plan_of, sink

USERS = {
    "users": {
        "count": 200,
        "columns": {
            "id": {"generator": "sequence", "primary_key": True},
            "text": {"generator": "sentence", "min_words": 20, "max_words": 30},
        },
    }
}


@pytest.fixture
def own() -> Iterator[servers.Redis]:
    daemon = servers.OwnRedis()
    try:
        yield daemon.start()
    finally:
        daemon.remove()


def refused(url: str) -> str:
    with pytest.raises(MockcraftError) as caught:
        engine_of(url).connect(url, True)
    assert "secret" not in str(caught.value)
    return str(caught.value).partition(": ")[2]


def test_no_connection_says_why(
    redis: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mockcraft.databases.redis.address.TIMEOUT_S", 1)
    parts = urlsplit(redis)
    server = f"{parts.hostname}:{parts.port}"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    assert "nothing listens there" in refused(f"redis://127.0.0.1:{port}/0")
    assert "there is no such socket" in refused(f"unix:///{tmp_path}/none.sock")
    assert refused(f"redis://{server}/0").startswith("it asks for a password")
    assert refused(f"redis://:secret1@{server}/0").startswith("the user or the password is wrong")
    assert "the password of the user 'tester' is wrong, or there is no" in refused(
        f"redis://tester:secret1@{server}/0"
    )
    assert "there is no database 4711" in refused(redis.replace(parts.path, "/4711"))
    assert "there is no host 'no.invalid' (is its" in refused("redis://no.invalid:6379/0")
    assert "there is no host 'a..b'" in refused("redis://a..b/0")
    assert "has the port TLS?" in refused(f"rediss://:secret1@{server}/0")


URLS = [
    ("redis://host/x", "names a database that is no number from 0"),
    ("redis://host:99999/0", "cannot be read"),
    ("redis://host/0?db=1", "names two databases"),
    ("redis://host/0?ssl_ca_cert=a", 'has the parameter \'ssl_ca_cert\', which is not known (did you mean "ssl_ca_certs"?)'),
    ("redis://host/0?ssl_ca_certs=a", "has ssl_ca_certs, which is of TLS (give rediss:// for that)"),
    ("redis://host/0?DB=1", 'has the parameter \'DB\', which is not known (did you mean "db"?)'),
    ("redis://host/0?foo=1", "has the parameter 'foo', which is not known (known: db, ssl_ca_certs,"),
    ("rediss://host/0?ssl_cert_reqs=maybe", "has an ssl_cert_reqs that is none of none, optional, required"),
    ("unix://", "names no socket"),
    ("redis://a:p#secret@host/0", "cannot be read"),
]  # fmt: skip


@pytest.mark.parametrize(("url", "message"), URLS)
def test_a_url_that_cannot_be_is_refused(url: str, message: str) -> None:
    with pytest.raises(UserError) as caught:
        address_of(url)

    assert message in str(caught.value)
    assert "secret" not in str(caught.value)


def test_urls_are_read_and_shown_without_secrets() -> None:
    shown = {
        "redis://host": "host:6379/0", "redis://u:secret@host:7000/3": "host:7000/3", "valkey://h/1": "h:6379/1",
        "rediss://[::1]:1/2?ssl_cert_reqs=none": "[::1]:1/2", "unix:///run/r.sock?db=4": "/run/r.sock/4",
        "redis://host?db=5": "host:6379/5",
    }  # fmt: skip

    assert shown == {url: engine_of(url).shown(url) for url in shown}
    assert "secret" not in engine_of("redis://h").look("redis://u:secret@h/0", "t")
    assert "secret" not in repr(address_of("redis://u:secret@h/0"))


def test_a_socket_is_filled(tmp_path: Path) -> None:
    path = f"/tmp/mockcraft-{tmp_path.name}.sock"
    daemon = servers.OwnRedis(f"unixsocket={path}", "unixsocketperm=777")
    try:
        server = daemon.start()
        run(plan_of(USERS), sink(f"unix://tester:{daemon.password}@{path}?db=3"))
        assert 200 == len(content(server.uri.removesuffix("/0") + "/3"))
    finally:
        daemon.remove()


def test_a_server_with_tls_is_filled_where_its_certificate_is_known(
    certificates: servers.Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mockcraft.databases.redis.address.TIMEOUT_S", 2)
    daemon = servers.OwnRedis()
    paths = [certificates.server, certificates.server_key, certificates.authority]
    cert, key, authority = map(daemon.copy, paths)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    daemon.settings = (
        f"tls-port={port}", f"tls-cert-file={cert}", f"tls-key-file={key}", f"tls-ca-cert-file={authority}",
        "tls-auth-clients=no",
    )  # fmt: skip
    try:
        server = daemon.start()
        url = f"rediss://tester:{daemon.password}@127.0.0.1:{port}/0"
        run(plan_of(USERS), sink(f"{url}?ssl_ca_certs={certificates.authority}"))
        assert 200 == len(content(server.uri))
        run(plan_of(USERS), sink(f"{url}?ssl_cert_reqs=none", "truncate"))
        assert "TLS fails" in refused(url)
        assert refused(f"redis://tester:secret@127.0.0.1:{port}/0")
        assert "there is no file" in refused(f"{url}?ssl_ca_certs=/none/ca.pem")
    finally:
        daemon.remove()


def filled(url: str, **options: Any) -> str:
    """Why a run is refused, of which nothing stays."""
    before = content(url)
    with pytest.raises(SinkError) as caught:
        run(plan_of(USERS), sink(url, batch_rows=40, retries=0), batch_rows=20, **options)
    assert before == content(url)
    return str(caught.value)


def test_a_memory_that_is_full_is_told_and_nothing_stays(own: servers.Redis) -> None:
    with client_of(own.uri) as client:
        used = client.info("memory")["used_memory"]
        client.config_set("maxmemory", used + 250_000)
    plan = plan_of({"users": {**USERS["users"], "count": 20_000}})
    with pytest.raises(
        SinkError, match=r"rows .*: its memory is full, as maxmemory has it \(raise maxmemory"
    ):
        run(plan, sink(own.uri, batch_rows=200), batch_rows=100)
    with client_of(own.uri) as client:
        client.config_set("maxmemory", 0)

    assert {} == content(own.uri)


def test_a_replica_is_told(own: servers.Redis) -> None:
    own.execute("REPLICAOF 127.0.0.1 1")

    assert "it is a replica, which takes no writes (give the URL of the primary)" in filled(own.uri)


def test_what_is_no_redis_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            client, _ = server.accept()
            with client:
                client.recv(100)
                client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        answering = threading.Thread(target=answer)
        answering.start()
        said = refused(f"redis://:secret@127.0.0.1:{server.getsockname()[1]}/0")
        answering.join()

    assert said == "what answers is no Redis (are host and port right?)"


def test_a_connection_that_never_was_is_not_lost(own: servers.Redis) -> None:
    url = own.uri.replace("127.0.0.1", "no.invalid")
    reports: list[Progress] = []
    with pytest.raises(SinkError, match="there is no host") as caught:
        run(plan_of(USERS), sink(url), report=reports.append)

    assert SinkError is type(caught.value)
    assert [] == reports


def test_one_row_is_a_row(redis: str) -> None:
    one = plan_of({"users": {**USERS["users"], "count": 1}})
    run(one, sink(redis))
    with pytest.raises(Unsupported, match="table users has 1 row already"):
        run(one, sink(redis))


NESTED: dict[str, Any] = {
    "id": {"generator": "sequence", "primary_key": True},
    "place": {"fields": {"floor": {"value": 3}}},
    "tags": {"items": "word", "count": 2},
}
NESTED_OPTIONS = [
    ({"key": "k:{place}"}, "key: place is a sub-document, which is no part of a text (name another column)"),
    ({"as": "list", "value": "{tags}"}, "value: tags is an array, which is no part of a text (name another column, or leave value out"),
    ({"as": "zset", "score": "place"}, "score: score='place' is a sub-document (name a column of numbers"),
    ({"as": "stream", "value": "{id}"}, "value: value has no effect on as: stream (remove it)"),
    ({"as": "set", "ttl": "id"}, "ttl: ttl='id' is of one row, and a set is the key of many (give seconds)"),
]  # fmt: skip


@pytest.mark.parametrize(("options", "message"), NESTED_OPTIONS)
def test_nested_columns_are_refused_where_a_text_is_wanted(
    options: dict[str, Any], message: str
) -> None:
    with pytest.raises(UserError) as caught:
        plan_of({"users": {"count": 3, "redis": options, "columns": NESTED}})

    assert str(caught.value).startswith(f"tables.users.redis.{message}")


def test_a_user_who_may_not_is_told(own: servers.Redis) -> None:
    own.execute("ACL SETUSER reader on >pw ~* +@read +@connection +info +command +select")
    url = urlsplit(own.uri)
    reader = f"redis://reader:pw@{url.hostname}:{url.port}/0"
    with pytest.raises(
        SinkError, match="the user may not do that .*commands and keys that a run needs.*: "
    ):
        run(plan_of(USERS), sink(reader))


def test_a_key_of_another_type_is_told_before_the_first_row(redis: str) -> None:
    with client_of(redis) as client:
        client.rpush("users:7", "somebody's")
    before = content(redis)
    with pytest.raises(Unsupported, match=r"table users has the key 'users:7', a list and no hash"):
        run(plan_of(USERS), sink(redis, "truncate"))

    assert before == content(redis)


def test_a_key_of_another_type_that_comes_meanwhile_ends_the_run(redis: str) -> None:
    def intrude(progress: Progress) -> None:
        with client_of(redis) as client:
            client.rpush("users:150", "somebody's")

    said = r"table users, rows 140 to 159: a key of the plan is there with another type \("
    with pytest.raises(SinkError, match=said):
        run(plan_of(USERS), sink(redis, batch_rows=40, resume=True), batch_rows=20, report=intrude)
    with client_of(redis) as client:
        assert 120 + 2 == client.dbsize()  # nothing of the batch, the checkpoint and what came
        assert 1 == client.delete("users:150")
    run(plan_of(USERS), sink(redis, resume=True))

    assert 200 == len(content(redis))


def test_a_key_of_another_type_that_comes_meanwhile_stays(redis: str) -> None:
    def intrude(progress: Progress) -> None:
        with client_of(redis) as client:
            client.delete("users:150")
            client.rpush("users:150", "somebody's")

    with pytest.raises(SinkError, match="a key of the plan is there with another type"):
        run(plan_of(USERS), sink(redis, batch_rows=40), batch_rows=20, report=intrude)

    assert {b"users:150": [b"somebody's"]} == content(redis)


def test_a_server_that_goes_away_is_told_and_the_run_can_be_gone_on_with() -> None:
    daemon = servers.OwnRedis("appendfsync=always")
    try:
        server = daemon.start()

        def end(progress: Progress) -> None:
            if progress.rows == 100:
                daemon.kill()

        with pytest.raises(ConnectionLost):
            run(
                plan_of(USERS),
                sink(server.uri, batch_rows=40, resume=True, retries=0),
                batch_rows=20,
                report=end,
            )
        daemon.start()
        run(plan_of(USERS), sink(server.uri, resume=True))
        assert 200 == len(content(server.uri))
    finally:
        daemon.remove()


LOGIN = {"login": {"generator": "username", "primary_key": True}}
NUMBER = {"id": {"generator": "sequence", "primary_key": True}}
PEOPLE = {"count": 3, "redis": {"key": "user:{login}"}, "columns": LOGIN}
BESIDE = [
    ({"key": "user:{login}.cart"}, LOGIN,
     "key: key='user:{login}.cart' could be the key of a row of people, 'user:{login}' (begin one of"),
    ({"key": "{login}:{id}:x"}, {**LOGIN, **NUMBER}, None),
    ({"key": "{login}:{id}y"}, {**LOGIN, **NUMBER}, "key: key='{login}:{id}y' could be the key of a row of people"),
    ({"key": "{login}/{id}y"}, {**LOGIN, **NUMBER}, "key: key='{login}/{id}y' could be the key of a row of people"),
    ({"as": "list", "key": "user:{id}"}, NUMBER, "key: key='user:{id}' could be the key of a row of people"),
    ({"as": "list", "key": "user:all"}, NUMBER, "key: key='user:all' could be the key of a row of people"),
    ({"ids": "user:ids"}, NUMBER, "ids: ids='user:ids' could be the key of a row of people, 'user:{login}'"),
    ({"lookups": ["no:{id}", "user:no-{id}"]}, NUMBER,
     "lookups: lookups='user:no-{id}' could be the key of a row of people"),
    ({"key": "user:{login}:cart", "ids": "user:ids:all"}, LOGIN, None),
]  # fmt: skip


BROKEN: list[dict[str, Any]] = [
    {"redis": {"ttl": "-1"}},
    {"redis": {"key": "a:{zz}"}},
    {"redis": {"lookups": ["a:{id"]}},
    {"columns": {"id": "no-such-generator"}},
]


@pytest.mark.parametrize("broken", BROKEN, ids=str)
def test_keys_of_two_tables_are_told_with_what_else_is_wrong(broken: dict[str, Any]) -> None:
    table = {"count": 3, "columns": NUMBER}
    same = {"redis": {"key": "e:{id}"}}
    tables = {"one": {**table, **broken}, "two": {**table, **same}, "three": {**table, **same}}
    with pytest.raises(SchemaError) as caught:
        plan_of(tables)

    first, second = map(str, caught.value.problems)
    assert first.startswith("tables.one.")
    assert second.startswith(
        "tables.three.redis.key: key='e:{id}' could be the key of a row of two"
    )


@pytest.mark.parametrize(
    ("options", "columns", "message"), BESIDE, ids=[str(each[0]) for each in BESIDE]
)
def test_keys_that_could_be_those_of_another_table_are_refused_with_their_place(
    redis: str, options: dict[str, Any], columns: dict[str, Any], message: str | None
) -> None:
    tables = {"people": PEOPLE, "more": {"count": 3, "redis": options, "columns": columns}}
    if message is None:
        run(plan_of(tables), sink(redis))
        return
    with pytest.raises(SchemaError) as caught:
        plan_of(tables)

    (problem,) = caught.value.problems
    assert str(problem).startswith(f"tables.more.redis.{message}")


def test_the_table_with_options_is_told_where_the_other_has_none() -> None:
    options = {"lookups": ["users:{id}"], "key": "p:{id}"}
    tables = {
        "p": {"count": 3, "redis": options, "columns": NUMBER},
        "users": {"count": 3, "columns": NUMBER},
    }
    with pytest.raises(
        SchemaError, match=r"^tables.p.redis.lookups: .* of a row of users, 'users:\{id\}'"
    ):
        plan_of(tables)


def test_embedded_rows_have_no_keys_that_could_be_others() -> None:
    orders = {
        "count": {"per": "users", "max": 2},
        "columns": {**NUMBER, "user": {"ref": "users.id"}},
    }
    users = {"count": 3, "embed": "orders", "columns": NUMBER}
    keys = {"ids": "orders:1"}

    assert plan_of({"users": {**users, "redis": {"as": "json", **keys}}, "orders": orders})
    with pytest.raises(SchemaError, match="ids='orders:1' could be the key of a row of orders"):
        plan_of({"users": {**users, "redis": keys}, "orders": orders})


def test_tables_without_options_that_could_have_one_key_are_refused(redis: str) -> None:
    plan = plan_of(
        {"a": {"count": 2, "columns": {**LOGIN, **NUMBER}}, "a:x": {"count": 2, "columns": NUMBER}}
    )
    message = r"table a:x: key='a:x:\{id\}' could be the key of a row of a, 'a:\{login\}:\{id\}'"
    with pytest.raises(Unsupported, match=message):
        run(plan, sink(redis))
    with pytest.raises(Unsupported, match=message):
        Cleaning(engine_of(redis), redis, plan).foresee()


def test_all_problems_of_keys_are_told_with_line_and_column() -> None:
    text = """\
tables:
  people:
    count: 2
    redis: {key: "user:{login}", lookups: ["user:no-{id}"]}
    columns: {login: {generator: username, unique: true}, id: {generator: sequence, primary_key: true}}
  carts: {count: 2, redis: {key: "{id}"}, columns: {id: {generator: username, primary_key: true}}}
"""
    spec, problems = read_spec(parse(text, "s.yaml"))
    with pytest.raises(SchemaError) as caught:
        bind(spec, None, problems)

    assert [
        "s.yaml:4:43: lookups='user:no-{id}' could be the key of a row (choose another)",
        "s.yaml:6:34: key='{id}' has no word of its own, so emptying carts could delete keys of others (write carts:{id})",
    ] == [str(problem) for problem in caught.value.problems]


def test_a_table_that_cannot_have_its_key_is_refused_with_its_place(redis: str) -> None:
    with pytest.raises(UserError) as caught:
        plan_of({"users": {**USERS["users"], "redis": {"key": "user:{text}"}}})

    assert str(caught.value).startswith(
        "tables.users.redis.key: two rows of users may have the key 'user:{text}'"
    )


OWN = [
    ({"as": "list", "key": "mockcraft_checkpoint"}, "key: key='mockcraft_checkpoint' could be the key mockcraft_checkpoint"),
    ({"key": "mockcraft_{code}"}, "key: key='mockcraft_{code}' could be the key mockcraft_checkpoint"),
    ({"key": "mockcraft_lock:{id}"}, "key: key='mockcraft_lock:{id}' could be the key mockcraft_lock:…"),
    ({"ids": "mockcraft_checkpoint"}, "ids: ids='mockcraft_checkpoint' could be the key"),
    ({"ids": "mockcraft_lock:users"}, "ids: ids='mockcraft_lock:users' could be the key mockcraft_lock:…"),
    ({"lookups": ["a:{code}", "mockcraft_{code}:x"]}, "lookups: lookups='mockcraft_{code}:x' could be the key mockcraft_lock:…"),
]  # fmt: skip


@pytest.mark.parametrize(("options", "message"), OWN)
def test_the_keys_of_bookkeeping_are_refused_with_their_place(
    options: dict[str, Any], message: str
) -> None:
    with pytest.raises(UserError) as caught:
        plan_of({"users": {**CODES, "redis": options}})

    assert str(caught.value).startswith(f"tables.users.redis.{message}")


CODES: dict[str, Any] = {
    "count": 3,
    "columns": {
        "id": {"generator": "sequence", "primary_key": True},
        "code": {
            "values": ["checkpoint", "mockcraft_checkpoint", "mockcraft_lock"],
            "unique": True,
        },
    },
}


@pytest.mark.parametrize("key", ["mockcraft_{id}", "mockcraft_locks:{code}", "my:{code}", "m{id}"])
def test_keys_that_are_none_of_bookkeeping_are_made(redis: str, key: str) -> None:
    run(plan_of({"users": {**CODES, "redis": {"key": key}}}), sink(redis))

    assert 3 == len(content(redis))


@pytest.mark.parametrize(
    ("options", "code", "key"),
    [
        ({"key": "{code}_checkpoint"}, "mockcraft", "mockcraft_checkpoint"),
        ({"key": "{code}:{id}x"}, "mockcraft_lock", "mockcraft_lock:[123]x"),
        ({"lookups": ["{code}_checkpoint"]}, "mockcraft", "mockcraft_checkpoint"),
    ],
)
def test_a_value_that_makes_a_key_of_bookkeeping_ends_the_run(
    redis: str, options: dict[str, Any], code: str, key: str
) -> None:
    codes = {"values": [code, "x", "y"], "unique": True}
    columns = {**CODES["columns"], "code": codes}
    with pytest.raises(DataError, match=rf"users: the key '{key}' is one in which runs keep"):
        run(plan_of({"users": {"count": 3, "columns": columns, "redis": options}}), sink(redis))

    assert {} == content(redis)


def test_the_outlook_shows_the_first_commands(redis: str) -> None:
    tables = {
        "users": {
            "count": 9,
            "redis": {"key": "user:{{{id}}}", "ids": "users", "lookups": ["by:{word}"], "ttl": 60},
            "columns": {
                "id": {"generator": "sequence", "primary_key": True},
                "word": {
                    "values": ["a b", 'q"uote', "new\nline", "x", "y", "z", "u", "v", "w"],
                    "unique": True,
                },
                "place": {"fields": {"floor": {"value": 3}}},
            },
        }
    }
    plan = plan_of(tables)
    outlook = sink(redis).foresee(plan, plan.ranges)
    commands = outlook.lines[-1].removeprefix("users: ").split("; ")
    words = ['"a b"', '"q\\"uote"', '"new\\nline"', *"xyzuvw"]
    word = next(each for each in words if f"word {each} " in commands[0])

    assert outlook.refusal is None
    assert (
        "struct is stored as JSON: users.place",
        "users: will be made, and take 9 rows",
    ) == outlook.lines[:-1]
    assert [
        f'HSET user:{{1}} id 1 word {word} place "{{\\"floor\\":3}}"',
        "EXPIRE user:{1} 60",
    ] == commands[:2]
    assert commands[2].startswith(("SET by:", 'SET "by:'))
    assert commands[-1] == "SADD users 1"


def test_the_outlook_tells_what_becomes_of_keys_and_values(redis: str) -> None:
    columns = {
        "order": {"generator": "number", "min": 1, "max": 9, "primary_key": True},
        "line": {"generator": "number", "min": 1, "max": 9, "primary_key": True},
        "paid": "bool",
    }
    checks = ["order >= 1", "line <= 9"]
    plan = plan_of({"lines": {"count": 5, "columns": columns, "checks": checks}})
    lines = sink(redis).foresee(plan, plan.ranges).lines

    assert lines[:2] == (
        "boolean is stored as 0 and 1 (in JSON as it is): lines.paid",
        "a key of several columns is joined to one: lines (order, line)",
    )
    assert "lines: every row meets its 2 checks, which Redis does not keep" in lines
    assert lines[-1].startswith("lines: HSET lines:")


def test_a_lock_of_who_is_gone_holds_nobody_up(redis: str) -> None:
    with client_of(redis) as client:
        client.set("mockcraft_lock:users", "0123 77")
    held = threading.Thread(target=lambda: run(plan_of(USERS), sink(redis)))
    held.start()
    held.join(20)

    assert 200 == len(content(redis))
