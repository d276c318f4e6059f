"""Columns that a check says are digests of others: they are computed, and differ where those do."""

import pytest
import sqlglot

import servers
from inspection import audit
from inspection.audit import filled_whole
from inspection.databases import filled, rows
from mockcraft.inspection.checks.digests import with_digests

POSTGRESQL = """
    CREATE EXTENSION pgcrypto;
    CREATE TABLE a (id int PRIMARY KEY, name text NOT NULL, digest text NOT NULL CHECK (digest = md5(name)));
    CREATE TABLE b (id int PRIMARY KEY, name text NOT NULL UNIQUE, digest text NOT NULL UNIQUE CHECK (digest = md5(name)));
    CREATE TABLE c (id int PRIMARY KEY, name text NOT NULL UNIQUE, digest varchar(64) NOT NULL UNIQUE,
        CHECK (digest = encode(sha256(convert_to(name, 'UTF8')), 'hex')));
    CREATE TABLE d (id int PRIMARY KEY, body text NOT NULL, hash char(40) NOT NULL UNIQUE, CHECK (hash = encode(digest(body, 'sha1'), 'hex')));
    CREATE TABLE e (id int PRIMARY KEY, email text NOT NULL UNIQUE, h text GENERATED ALWAYS AS (md5(lower(email))) STORED UNIQUE,
        CHECK (h ~ '^[0-9a-f]{32}$'));
    CREATE TABLE f (id int PRIMARY KEY, email text NOT NULL, first text,
        h text NOT NULL CHECK (h = lower(md5(lower(email) || ':' || coalesce(first, '')))));
    CREATE TABLE g (h text PRIMARY KEY, url text NOT NULL, CHECK (h = md5(url)));
    CREATE TABLE i (id int PRIMARY KEY, url text NOT NULL, u uuid NOT NULL UNIQUE, CHECK (u = md5(url)::uuid));
    CREATE TABLE j (id int PRIMARY KEY, n bigint NOT NULL, h text NOT NULL, CHECK (h = md5(n::text)), CHECK (length(h) = 32));
    CREATE TABLE k (id int PRIMARY KEY, body text NOT NULL, h text NOT NULL, CHECK (h = upper(md5(body))));
    CREATE TABLE m (id int PRIMARY KEY, body text, h text, CHECK (h IS NULL OR h = md5(body)));
    CREATE UNIQUE INDEX ON m (md5(body));
    CREATE TABLE n (id int PRIMARY KEY, g text NOT NULL REFERENCES g, h2 text NOT NULL, CHECK (h2 = encode(digest(g::bytea, 'sha256'), 'hex')));
    CREATE TABLE o (id int PRIMARY KEY, a text NOT NULL, b text NOT NULL, h text NOT NULL UNIQUE CHECK (h = md5(a || b)));
"""
MARIADB = (
    "CREATE TABLE a (id INT PRIMARY KEY, name VARCHAR(100) NOT NULL UNIQUE, digest CHAR(32) NOT NULL UNIQUE, CHECK (digest = md5(name)))",
    """CREATE TABLE b (id INT PRIMARY KEY, name VARCHAR(100) NOT NULL, digest CHAR(40) NOT NULL, CHECK (digest = sha1(name)),
         s CHAR(64) NOT NULL UNIQUE, CHECK (s = sha2(name, 256)))""",
    "CREATE TABLE c (id INT PRIMARY KEY, name VARCHAR(100) NOT NULL, digest CHAR(32) AS (md5(lower(name))) STORED, UNIQUE (digest))",
)


def test_digests_are_computed(postgresql: str) -> None:
    made = filled_whole(postgresql, POSTGRESQL)

    assert {100} == set(audit.tables(postgresql).values())
    assert {"expr": "MD5(name)"} == made.document.tables["b"]["columns"]["digest"]
    assert [(100,)] == rows(postgresql, "SELECT count(DISTINCT body) FROM k")


def test_digests_of_mariadb_are_computed(mariadb: str) -> None:
    """MySQL itself refuses MD5 in checks."""
    server = servers.MariaDB(mariadb)
    for statement in MARIADB:
        server.execute(statement)
    made = filled(mariadb)

    assert {} == made.document.refused
    assert [100] * 3 == [server.execute(f"SELECT count(*) FROM {each}")[0][0] for each in "abc"]


@pytest.mark.parametrize("text", ["d = sha2(a, n)", "d = sha2(a, 512)"])
def test_a_digest_of_another_length_is_let_be(text: str) -> None:
    node = sqlglot.parse_one(text, dialect="mysql")

    assert node == with_digests(node)


def test_only_the_bytes_of_utf8_are_the_text() -> None:
    node = sqlglot.parse_one(
        "d = encode(sha256(convert_to(a, 'LATIN1')), 'hex')", dialect="postgres"
    )

    assert "LATIN1" in with_digests(node).sql()
