"""What the catalogues of PostgreSQL say of tables that were made by hand."""

from typing import Any

import pytest

from mockcraft.databases.postgresql.connection import PostgresqlConnection
from mockcraft.stored import StoredColumn, StoredTable

from .runs import query


def stored(uri: str, name: str) -> StoredTable:
    connection = PostgresqlConnection(uri, writable=False)
    try:
        return connection.catalogue([name]).tables[name]
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("type_", "extent"),
    [
        ("text", {}),
        ("varchar", {}),
        ("varchar(5)", {"characters": 5}),
        ("char(3)", {"characters": 3}),
        ("smallint", {"lowest": -32768, "highest": 32767}),
        ("int", {"lowest": -(2**31), "highest": 2**31 - 1}),
        ("bigint", {"lowest": -(2**63), "highest": 2**63 - 1}),
        ("numeric", {}),
        ("numeric(5)", {"precision": 5, "scale": 0}),
        ("numeric(5,2)", {"precision": 5, "scale": 2}),
        ("numeric(3,-2)", {"precision": 3, "scale": -2}),
        ("numeric(2,5)", {"precision": 2, "scale": 5}),
        ("code", {"characters": 7}),
        ("outer_code", {"characters": 7}),
        ("mood", {"labels": ("sad", "ok", "happy")}),
        ("good_mood", {"labels": ("sad", "ok", "happy")}),
        ("varchar(5)[]", {}),
    ],
)
def test_a_column_says_what_it_holds_at_most(
    postgresql: str, type_: str, extent: dict[str, Any]
) -> None:
    query(
        postgresql,
        f"""CREATE DOMAIN code AS varchar(7); CREATE DOMAIN outer_code AS code NOT NULL;
            CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
            CREATE DOMAIN good_mood AS mood CHECK (value > 'sad');
            CREATE TABLE t (a {type_})""",
    )
    (column,) = stored(postgresql, "t").columns
    names = ("characters", "octets", "lowest", "highest", "precision", "scale", "labels")
    empty = StoredColumn("a", type_)
    found = {name: getattr(column, name) for name in names}

    assert {name: getattr(empty, name) for name in names} | extent == found


@pytest.mark.parametrize(
    ("statement", "at_once"),
    [
        ("CREATE TABLE t (a int)", False),
        ("CREATE UNLOGGED TABLE t (a int)", True),
        (
            "CREATE TABLE t (a int) PARTITION BY LIST (a); CREATE UNLOGGED TABLE part PARTITION OF t DEFAULT",
            True,
        ),
    ],
)
def test_rows_that_a_crash_would_empty_away_are_one_transaction(
    postgresql: str, statement: str, at_once: bool
) -> None:
    query(postgresql, statement)

    assert at_once is stored(postgresql, "t").at_once is stored(postgresql, "t").side_effects
