"""A database of everything that MySQL and MariaDB know, and what one holds as the server itself tells it."""

from typing import Any
from urllib.parse import unquote, urlsplit

import pymysql

RICH = [
    r"ALTER DATABASE CHARACTER SET latin1 COLLATE latin1_german2_ci",
    r"""CREATE TABLE `odd t'1 "%` (
    id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY, big BIGINT UNSIGNED, small TINYINT, exact DECIMAL(65,30), dbl DOUBLE,
    flag BIT(5), words VARCHAR(99) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT 'it''s; `x`', latin VARCHAR(20),
    fixed CHAR(4) CHARACTER SET utf16, long_words LONGTEXT CHARACTER SET utf8mb4, raw VARBINARY(300), bin BINARY(4),
    bytes LONGBLOB, doc JSON, feeling ENUM('sad','it''s','ä'), several SET('a','b ü'), day DATE, moment DATETIME(6),
    stamp TIMESTAMP(3) NULL, lasting TIME(6), yr YEAR, place POINT, `odd c``'` INT DEFAULT 7,
    twice BIGINT GENERATED ALWAYS AS (small * 2) STORED, half DOUBLE GENERATED ALWAYS AS (dbl / 2) VIRTUAL,
    UNIQUE KEY `uniq %` (words(10), big), KEY down (small DESC), FULLTEXT KEY ft (long_words), CHECK (small < 100)
) ENGINE=InnoDB COMMENT='a "table"; -- ''%' """,
    r"""INSERT INTO `odd t'1 "%` (big, small, exact, dbl, flag, words, latin, fixed, long_words, raw, bin, bytes, doc,
    feeling, several, day, moment, stamp, lasting, yr, place) VALUES
    (18446744073709551615, -128, -99999999999999999999999999999999999.999999999999999999999999999999,
     1.7976931348623157e308, b'10101', 'ä😀\n\t\r''"\\ %s ; INSERT INTO `x`', 'Größe', 'é', CONCAT('x', CHAR(0), CHAR(26), 'y'),
     X'00FF0A27', X'01', X'00FF5C27', '{"k": [1, null, "\\"\\u00e4"]}', 'it''s', 'a,b ü', '9999-12-31',
     '9999-12-31 23:59:59.999999', '2020-06-01 12:00:00.123', '-838:59:59.000000', 2155, ST_GeomFromText('POINT(0.1 -1)')),
    (0, 0, 0.000000000000000000000000000001, 5e-324, b'0', '', '', '', '', '', '', '', '"x"', 'sad', '',
     '1000-01-01', '1000-01-01', '1970-01-01 00:00:01', '00:00:00.000001', 1901, NULL)""",
    r"""INSERT INTO `odd t'1 "%` () VALUES ()""",
    r"""ALTER TABLE `odd t'1 "%` AUTO_INCREMENT = 77""",
    "SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'",
    r"""INSERT INTO `odd t'1 "%` (id, day, moment) VALUES (0, '0000-00-00', '0000-00-00')""",
    "SET SESSION sql_mode = DEFAULT",
    r"""CREATE TABLE child (id INT UNSIGNED, at DATE, note TEXT, KEY prefix (note(5)),
    CONSTRAINT up FOREIGN KEY (id) REFERENCES `odd t'1 "%` (id) ON DELETE CASCADE ON UPDATE SET NULL)""",
    "INSERT INTO child VALUES (1, '2020-05-05', 'x'), (NULL, NULL, NULL), (1, '2020-05-05', 'x')",
    "CREATE TABLE a_grandchild (id INT PRIMARY KEY, up INT, FOREIGN KEY (up) REFERENCES a_grandchild (id))",
    "INSERT INTO a_grandchild VALUES (1, NULL), (2, 1)",
    """CREATE TABLE parted (id INT, at DATE, PRIMARY KEY (id, at)) PARTITION BY RANGE (YEAR(at))
    (PARTITION old VALUES LESS THAN (2020), PARTITION `new` VALUES LESS THAN MAXVALUE)""",
    "INSERT INTO parted VALUES (1, '2019-01-01'), (2, '2021-01-01')",
    "CREATE TABLE bare (a INT, r FLOAT) ENGINE=MyISAM",
    "CREATE FUNCTION twice(a VARCHAR(9)) RETURNS VARCHAR(18) DETERMINISTIC COMMENT 'it''s' RETURN CONCAT(a, a)",
    "CREATE VIEW z_first AS SELECT id, twice(note) AS n FROM child WHERE note <> 'it''s'",
    "CREATE SQL SECURITY INVOKER VIEW a_second AS SELECT z.id FROM z_first z WITH CHECK OPTION"
    .replace(" WITH CHECK OPTION", ""),
    "CREATE TRIGGER watch BEFORE INSERT ON child FOR EACH ROW SET NEW.note = COALESCE(NEW.note, 'none')",
    "CREATE TRIGGER watch_2 AFTER DELETE ON child FOR EACH ROW BEGIN\n  DELETE FROM bare;\n\n  -- a remark\n"
    "  DELETE FROM bare;\nEND",
    "SET SESSION sql_mode = 'ANSI_QUOTES'",
    'CREATE PROCEDURE "odd p\'" (IN x INT) BEGIN SELECT "id" FROM child; END',
    "SET SESSION sql_mode = DEFAULT",
    "SET SESSION time_zone = '+05:00'",
    "CREATE EVENT daily ON SCHEDULE EVERY '1:10' HOUR_MINUTE STARTS '2038-01-01 00:00:00' COMMENT 'it''s' DO DELETE FROM bare",
    "CREATE EVENT once ON SCHEDULE AT '2037-01-01 00:00:00' DO DELETE FROM bare",
    "CREATE EVENT off ON SCHEDULE EVERY 1 DAY DISABLE DO DELETE FROM bare",
    "ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
]  # fmt: skip
OF_MARIADB = [
    r"ALTER DATABASE COMMENT 'it''s \\ mine COMMENT ''x'''", "CREATE SEQUENCE numbers START 7 INCREMENT 3 NOCACHE", "SELECT NEXTVAL(numbers)",
]  # fmt: skip
FOREIGN = "INSERT INTO child VALUES (77, NULL, 'a')"


def execute(uri: str, *statements: str) -> list[Any]:
    """Runs statements in one connection; the rows of the last."""
    with connected(uri) as connection, connection.cursor() as cursor:
        for each in statements:
            cursor.execute(each)
        return list(cursor.fetchall())


def connected(uri: str) -> Any:
    """A connection to a database."""
    parts = urlsplit(uri)
    return pymysql.connect(
        host=str(parts.hostname), port=parts.port or 3306, database=unquote(parts.path[1:]) or None,
        user=unquote(parts.username or ""), password=unquote(parts.password or ""), autocommit=True,
    )  # fmt: skip


def held(uri: str) -> list[Any]:
    """What a database holds, asked of the information schema and its tables."""
    with connected(uri) as connection, connection.cursor() as cursor:
        return _held(cursor, unquote(urlsplit(uri).path[1:]))


def _held(cursor: Any, name: str) -> list[Any]:
    def rows(statement: str) -> list[Any]:
        cursor.execute(statement)
        return list(cursor.fetchall())

    asked = (
        "TABLE_NAME, TABLE_TYPE, ENGINE, AUTO_INCREMENT, TABLE_COLLATION, TABLE_COMMENT, CREATE_OPTIONS FROM TABLES",
        "TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, COLUMN_DEFAULT, IS_NULLABLE, COLLATION_NAME, EXTRA, COLUMN_COMMENT, "
        "GENERATION_EXPRESSION, ORDINAL_POSITION FROM COLUMNS",
        "TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX, COLUMN_NAME, SUB_PART, NON_UNIQUE, INDEX_TYPE, COLLATION FROM STATISTICS",
        "TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME, REFERENCED_TABLE_SCHEMA = TABLE_SCHEMA, REFERENCED_TABLE_NAME, "
        "REFERENCED_COLUMN_NAME FROM KEY_COLUMN_USAGE",
        "TABLE_NAME, CONSTRAINT_NAME, UPDATE_RULE, DELETE_RULE FROM REFERENTIAL_CONSTRAINTS",
        "TABLE_NAME, PARTITION_NAME, PARTITION_DESCRIPTION, PARTITION_EXPRESSION FROM PARTITIONS",
        "TABLE_NAME, VIEW_DEFINITION, DEFINER, SECURITY_TYPE, CHARACTER_SET_CLIENT FROM VIEWS",
        "TRIGGER_NAME, EVENT_OBJECT_TABLE, ACTION_TIMING, ACTION_ORDER, ACTION_STATEMENT, SQL_MODE, DEFINER, "
        "DATABASE_COLLATION FROM TRIGGERS",
        "ROUTINE_NAME, ROUTINE_TYPE, ROUTINE_DEFINITION, DTD_IDENTIFIER, SQL_MODE, DEFINER, ROUTINE_COMMENT, "
        "CHARACTER_SET_NAME, DATABASE_COLLATION FROM ROUTINES",
        "EVENT_NAME, DEFINER, TIME_ZONE, EVENT_DEFINITION, INTERVAL_VALUE, EXECUTE_AT, STARTS, SQL_MODE, STATUS, "
        "EVENT_COMMENT, DATABASE_COLLATION FROM EVENTS",
        "DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME FROM SCHEMATA",
    )  # fmt: skip
    schemas = {
        "ROUTINES": "ROUTINE_SCHEMA", "TRIGGERS": "TRIGGER_SCHEMA", "EVENTS": "EVENT_SCHEMA", "SCHEMATA": "SCHEMA_NAME",
        "REFERENTIAL_CONSTRAINTS": "CONSTRAINT_SCHEMA",
    }  # fmt: skip
    found: list[Any] = []
    if "mariadb" not in str(rows("SELECT version()")).lower():
        # MySQL remembers for a day what it has counted.
        rows("SET SESSION information_schema_stats_expiry = 0")
    rows("SET SESSION time_zone = '+00:00'")
    for each in asked:
        view = each.rpartition(" ")[2]
        schema = schemas.get(view, "TABLE_SCHEMA")
        columns = each.removesuffix(view)
        told = rows(f"SELECT {columns} information_schema.{view} WHERE {schema} = '{name}'")
        found.append(
            sorted([[str(cell).replace(f"`{name}`.", "") for cell in row] for row in told])
        )
    own = name.replace("`", "``")
    found.append(rows(f"SHOW CREATE DATABASE `{own}`")[0][1].replace(f"`{own}`", ""))
    for table, kind, *_ in found[0]:
        if kind != "VIEW":
            quoted = table.replace("`", "``")
            found.append((table, sorted(map(repr, rows(f"SELECT * FROM `{quoted}`")))))
    return found
