"""What is read of the tables of MySQL and MariaDB."""

from typing import Any

import pytest

from mockcraft.databases.mysql.connection import MysqlConnection
from mockcraft.databases.mysql.extents import extent
from mockcraft.stored import Catalogue
from sinks.relational import Mysql

TABLES = (
    "CREATE TABLE parents (a int unsigned, b varchar(20) COLLATE utf8mb4_bin, PRIMARY KEY (a, b)) COMMENT='theirs'",
    """CREATE TABLE t (
        id bigint AUTO_INCREMENT PRIMARY KEY, `we``ird %s` json, name varchar(20) NOT NULL DEFAULT 'x',
        code char(4) UNIQUE, note varchar(90), kind enum('a','it''s') NOT NULL, active boolean, flag bit(1),
        twice bigint AS (p * 2) VIRTUAL, p int unsigned, q varchar(20) COLLATE utf8mb4_bin, bare json,
        UNIQUE beginning (note(5)), UNIQUE pair (name, p),
        CONSTRAINT up FOREIGN KEY (p, q) REFERENCES parents (a, b) ON DELETE CASCADE)""",
    "CREATE TABLE others (t bigint, CONSTRAINT other FOREIGN KEY (t) REFERENCES t (id) ON DELETE SET NULL)",
    "CREATE TRIGGER first BEFORE INSERT ON t FOR EACH ROW SET NEW.code = upper(NEW.code)",
    "CREATE VIEW v AS SELECT id FROM t",
    "CREATE TABLE old (a int) ENGINE=MyISAM",
)


@pytest.fixture(params=["mariadb", "mysql"])
def catalogue(request: pytest.FixtureRequest) -> Catalogue:
    url = str(request.getfixturevalue(request.param))
    Mysql(url).query(*TABLES)
    connection = MysqlConnection(url, False)
    found = connection.catalogue(["t", "parents", "v", "old", "T", "none"])
    connection.close()
    return found


def test_tables_that_exist_are_found_by_their_exact_names(catalogue: Catalogue) -> None:
    assert {"t", "parents", "v", "old"} == set(catalogue.tables)
    assert ("others",) == catalogue.others
    assert ["table", "view", "theirs"] == [
        catalogue.tables["t"].kind, catalogue.tables["v"].kind, catalogue.tables["parents"].comment,
    ]  # fmt: skip
    assert [True, False] == [catalogue.tables[name].lasting for name in ("old", "t")]
    assert ["", ""] == [catalogue.tables[name].obstacle for name in ("old", "t")]


def test_columns_are_known(catalogue: Catalogue) -> None:
    columns = {column.name: column for column in catalogue.tables["t"].columns}

    kinds = {
        "id": "integer", "we`ird %s": "json", "name": "text", "code": "text", "note": "text", "kind": "enum",
        "active": "boolean", "flag": "boolean", "twice": "integer", "p": "integer", "q": "text", "bare": "json",
    }  # fmt: skip
    assert kinds == {name: column.kind for name, column in columns.items()}
    assert ["twice"] == [name for name, column in columns.items() if column.generated]
    assert ["id"] == [name for name, column in columns.items() if column.identity]
    assert ["kind"] == [name for name, column in columns.items() if column.required]
    assert all(column.insertable for column in columns.values())
    assert ("a", "it's") == columns["kind"].labels
    assert (20, 0, 2**32 - 1) == (
        columns["name"].characters, columns["p"].lowest, columns["p"].highest,
    )  # fmt: skip


def test_keys_are_known_but_for_those_of_beginnings(catalogue: Catalogue) -> None:
    table = catalogue.tables["t"]
    (key,) = table.keys
    (referring,) = catalogue.referring

    assert (("id",), {("code",), ("name", "p")}) == (table.primary_key, set(table.uniques))
    assert ("a", "b") == catalogue.tables["parents"].primary_key
    assert ("up", "t", ("p", "q"), "parents", ("a", "b"), "CASCADE") == (
        key.name, key.table, key.columns, key.parent, key.parent_columns, key.on_delete,
    )  # fmt: skip
    assert ("other", "others", "t", "SET NULL") == (
        referring.name, referring.table, referring.parent, referring.on_delete,
    )  # fmt: skip
    assert ("first",) == table.triggers


@pytest.mark.parametrize(
    ("base", "type_", "characters", "octets", "expected"),
    [
        ("tinyint", "tinyint(4)", None, None, {"lowest": -128, "highest": 127}),
        ("mediumint", "mediumint unsigned", None, None, {"lowest": 0, "highest": 2**24 - 1}),
        ("bigint", "bigint(20) unsigned zerofill", None, None, {"lowest": 0, "highest": 2**64 - 1}),
        ("bit", "bit(3)", None, None, {"lowest": 0, "highest": 7}),
        ("decimal", "decimal(5,2)", None, None, {"precision": 5, "scale": 2}),
        ("decimal", "decimal(5,2) unsigned", None, None, {}),
        ("varchar", "varchar(9)", 9, 36, {"characters": 9}),
        ("text", "text", 65535, 65535, {"octets": 65535}),
        ("text", "text", 65535, None, {}),
        ("longtext", "longtext", 2**32 - 1, 2**32 - 1, {}),
        ("varbinary", "varbinary(4)", 4, 4, {"octets": 4}),
        ("enum", "enum('A','it''s','')", 4, 16, {"labels": ("A", "it's", "")}),
        (
            "enum",
            r"enum('\\','a\\''b','n\nl','1')",
            4,
            16,
            {"labels": ("\\", "a\\'b", "n\nl", "1")},
        ),
        ("set", "set('x','y')", 3, 12, {}),
        ("date", "date", None, None, {}),
    ],
)
def test_types_say_what_they_hold(
    base: str, type_: str, characters: int, octets: int, expected: dict[str, Any]
) -> None:
    assert expected == extent(base, type_, characters, octets)
