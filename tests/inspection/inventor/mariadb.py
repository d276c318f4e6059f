"""What schemas of MariaDB are invented of."""

from collections.abc import Sequence
from random import Random

from inspection.inventor import (
    Column,
    Engine,
    Table,
    add,
    circular,
    computed,
    joined,
    related,
    together,
)

CHECKS = {
    "INT": [
        "{} >= 18", "{} BETWEEN 5 AND 900", "{} > -50 AND {} <= 400", "{} % 2 = 0", "{} IN (1, 2, 3, 5, 8)", "{} <> 7", "ABS({}) < 1000", "{} = 5 OR {} > 10",
        "NOT ({} < 3)", "{} BETWEEN 1 AND 5 OR {} BETWEEN 100 AND 900", "{} NOT IN (0, 1, 13)", "{} & 1 = 0", "{} IS NULL OR {} > 100", "{} * 2 < 5000", "NOT {} <=> 4",
        "COALESCE({}, 0) > 3", "MOD({}, 10) = 0", "SIGN({}) = 1", "GREATEST({}, 5) = {}", "{} DIV 10 = 3", "{} >= 1 XOR {} < -10", "IF({} > 5, {} < 50, {} = 1)", "{} IS NOT NULL",
    ],
    "INT UNSIGNED": ["{} > 0", "{} < 4000000000", "{} BETWEEN 10 AND 20"],
    "TINYINT": ["{} > 0", "{} BETWEEN -5 AND 5", "{} <> 100", "{} IN (0, 1)"],
    "TINYINT UNSIGNED": ["{} <= 100", "{} >= 200"],
    "SMALLINT": ["{} BETWEEN 1900 AND 2100"],
    "MEDIUMINT": ["{} > 0"],
    "BIGINT": ["{} > 1500000000000", "{} BETWEEN 0 AND 9007199254740991", "{} % 5 = 0"],
    "BIGINT UNSIGNED": ["{} > 0"],
    "DECIMAL(8,2)": ["{} > 0", "{} BETWEEN 0.5 AND 99.5", "{} <= 1000", "ROUND({}, 1) = {}", "{} >= 10 AND {} < 20", "{} IN (0.07, 0.19)", "TRUNCATE({}, 0) = {}"],
    "DECIMAL(5,4)": ["{} BETWEEN 0 AND 1"],
    "DOUBLE": ["{} BETWEEN 0 AND 1", "{} > -1.5", "{} BETWEEN -90 AND 90", "{} = FLOOR({})"],
    "FLOAT": ["{} >= 0"],
    "BIT(1)": ["{} IN (b'0', b'1')"],
    "BIT(8)": ["{} > 3"],
    "VARCHAR(60)": [
        "CHAR_LENGTH({}) = 12", "CHAR_LENGTH({}) BETWEEN 4 AND 9", "{} IN ('a', 'b', 'it''s')", "{} LIKE 'x-%'", "{} REGEXP '^[A-Z][0-9]{3}$'", "{} = LOWER({})", "{} = UPPER({}) AND CHAR_LENGTH({}) = 6",
        "TRIM({}) <> ''", "{} <> 'x' AND LENGTH({}) < 30", "{} LIKE '__-____'", "LOCATE(' ', {}) = 0", "SUBSTR({}, 1, 1) = 'k'", "LOWER({}) IN ('small', 'large')", "{} LIKE '%@%.%'", "{} NOT LIKE '% %'",
        "LENGTH(TRIM({})) > 3", "{} = '' OR LENGTH({}) = 5", "REPLACE({}, '-', '') = {}", "{} REGEXP '^[a-z]' AND LENGTH({}) <= 20", "{} > 'm'", "{} NOT REGEXP '[^a-z]'", "LEFT({}, 4) = 'abc_'", "RIGHT({}, 4) = '.pdf'",
        "{} RLIKE '^(https?|ftp)://'", "{} REGEXP '^[+]?[1-9][0-9]{1,14}$'", "{} REGEXP '^#[0-9a-fA-F]{6}$'", "{} REGEXP '^[a-z0-9]+(-[a-z0-9]+)*$'", "JSON_VALID({})", "{} NOT LIKE 'sys%' AND {} <> ''", "CHAR_LENGTH({}) >= 3 AND {} REGEXP '^[a-z][a-z0-9_]*$'",
        "STRCMP({}, 'm') < 0", "FIND_IN_SET({}, 'a,b,c') > 0", "{} = REVERSE({})", "{} COLLATE utf8mb4_bin = UPPER({})", "INSTR({}, '@') > 1", "ASCII({}) BETWEEN 65 AND 90", "SUBSTRING_INDEX({}, '.', 1) <> {}",
    ],
    "VARCHAR(8) CHARACTER SET latin1": ["LENGTH({}) > 2", "{} REGEXP '^n[0-9]+$'", "{} = UPPER({})", "{} <> ''"],
    "VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin": ["{} REGEXP '^[A-Z]+$'", "LENGTH({}) = 10"],
    "CHAR(3)": ["{} = UPPER({})", "{} REGEXP '^[A-Z]{3}$'"],
    "CHAR(36)": ["{} REGEXP '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'"],
    "TEXT": ["CHAR_LENGTH({}) > 5", "{} <> ''", "LENGTH({}) <= 1000"],
    "TINYTEXT": [],
    "LONGTEXT": ["JSON_VALID({})"],
    "JSON": ["JSON_TYPE({}) = 'OBJECT'", "JSON_CONTAINS_PATH({}, 'one', '$.name')", "JSON_EXTRACT({}, '$.age') >= 18", "JSON_LENGTH({}) > 0", "JSON_TYPE({}) = 'ARRAY'", "JSON_VALUE({}, '$.kind') IN ('x', 'y')"],
    "ENUM('sad','ok','it''s')": ["{} <> 'sad'", "{} IN ('ok', 'sad')", "{} = 'ok' OR {} = 'sad'"],
    "SET('a','b','c')": ["FIND_IN_SET('a', {}) > 0", "{} <> ''"],
    "DATE": [
        "{} >= '2020-01-01'", "{} BETWEEN '2024-01-01' AND '2024-12-31'", "{} < '1999-12-31'", "DAY({}) = 1", "YEAR({}) >= 2000", "DAYOFWEEK({}) BETWEEN 2 AND 6", "{} <> '2024-02-29'", "LAST_DAY({}) = {}", "{} > DATE '2001-02-03'", "WEEKDAY({}) < 5",
    ],
    "TIME": ["{} >= '08:00:00'", "{} BETWEEN '09:00:00' AND '17:00:00'"],
    "DATETIME": ["{} > '2021-06-01 00:00:00'", "HOUR({}) BETWEEN 8 AND 17"],
    "DATETIME(6)": ["{} < '2030-01-01'"],
    "TIMESTAMP": ["{} > '2021-06-01 00:00:00'"],
    "YEAR": ["{} >= 2000", "{} BETWEEN 1990 AND 2020"],
    "BOOLEAN": ["{} IN (0, 1)", "{} IS NOT NULL"],
    "BINARY(16)": ["LENGTH({}) = 16"],
    "VARBINARY(20)": ["LENGTH({}) BETWEEN 4 AND 20"],
    "BLOB": ["LENGTH({}) > 0"],
    "UUID": [],
    "INET6": [],
}  # fmt: skip
_NUMBERS = [
    ["{} >= 10", "{} > 0", "{} IS NOT NULL"],
    ["{} <= 9000", "{} < 5000", "NOT {} > 1000"],
    ["{} % 2 = 0", "{} <> 50", "{} NOT IN (20, 30)"],
]
FACETS = {
    "INT": _NUMBERS,
    "BIGINT": _NUMBERS,
    "DECIMAL(8,2)": [["{} >= 0", "{} > 1"], ["{} < 1000", "{} <= 99.99"], ["ROUND({}) = {}", "{} <> 5"]],
    "VARCHAR(60)": [
        ["LENGTH({}) BETWEEN 4 AND 40", "CHAR_LENGTH({}) <= 30", "LENGTH({}) >= 3"], ["{} = LOWER({})", "{} REGEXP '^[a-z0-9_-]+$'", "{} NOT LIKE '% %'", "{} = TRIM({})"],
        ["{} <> ''", "TRIM({}) <> ''"], ["{} NOT IN ('admin', 'root')", "{} LIKE 'k%'", "{} NOT REGEXP '^[0-9]'", "LEFT({}, 1) <> '-'"],
    ],
    "DATE": [["{} >= '2001-01-01'", "{} > '2010-05-05'"], ["{} < '2024-01-01'"], ["{} <> '2015-01-01'", "DAYOFWEEK({}) <> 1"]],
}  # fmt: skip
WIDE = (
    "INT",
    "BIGINT",
    "VARCHAR(60)",
    "UUID",
    "DATETIME",
    "DATE",
    "INT UNSIGNED",
    "CHAR(36)",
    "BINARY(16)",
    "INET6",
)
RELATIONS = (
    (("INT", "INT"), "{0} <= {1}"), (("INT", "INT"), "{0} < {1}"), (("INT", "INT"), "{0} <> {1}"), (("INT", "INT"), "{0} + {1} = 100 AND {0} >= 0 AND {1} >= 0"), (("INT", "INT"), "{0} + {1} <= 100"),
    (("INT", "INT"), "{0} * {1} < 10000 AND {0} > 0 AND {1} > 0"), (("INT", "INT"), "{1} BETWEEN {0} AND {0} + 10"), (("INT", "INT", "INT"), "{0} <= {1} AND {1} <= {2}"), (("INT", "INT"), "{0} = {1} OR {1} > 100"),
    (("INT", "INT"), "ABS({0} - {1}) <= 3"), (("INT UNSIGNED", "INT UNSIGNED"), "{0} < {1}"), (("BIGINT", "INT"), "{0} > {1}"), (("INT", "INT"), "LEAST({0}, {1}) >= 0"), (("INT", "INT"), "{0} MOD 10 = {1} MOD 10"),
    (("DATE", "DATE"), "{0} <= {1}"), (("DATE", "DATE?"), "{1} IS NULL OR {1} > {0}"), (("DATE", "DATE"), "{1} >= {0} AND DATEDIFF({1}, {0}) <= 30"), (("DATE", "DATE"), "{1} < {0} + INTERVAL 1 YEAR"), (("DATE", "INT"), "{1} = YEAR({0})"),
    (("DATE", "YEAR"), "{1} = YEAR({0})"), (("DATE", "TINYINT"), "{1} = MONTH({0})"), (("DATETIME", "DATETIME"), "{1} > {0}"), (("DATETIME", "DATETIME"), "TIMESTAMPDIFF(DAY, {0}, {1}) BETWEEN 0 AND 30"), (("DATETIME", "DATE"), "DATE({0}) = {1}"),
    (("TIME", "TIME"), "{0} < {1}"), (("DATETIME?", "VARCHAR(60)?"), "({0} IS NULL) = ({1} IS NULL)"), (("DATE?", "DATE?"), "COALESCE({0}, {1}) IS NOT NULL"), (("DATE", "DATE", "DATE"), "{0} <= {1} AND {1} < {2}"),
    (("DECIMAL(10,2)", "DECIMAL(10,2)", "DECIMAL(10,2)"), "{2} = {0} - {1} AND {1} >= 0 AND {1} <= {0}"), (("DECIMAL(8,2)", "INT", "DECIMAL(12,2)"), "{2} = {0} * {1}"), (("DECIMAL(8,2)", "DECIMAL(8,2)"), "{1} >= 0 AND {1} < {0}"),
    (("DECIMAL(8,2)", "DECIMAL(4,3)", "DECIMAL(12,2)"), "{2} = ROUND({0} * {1}, 2)"), (("VARCHAR(60)", "VARCHAR(60)"), "{0} <> {1}"), (("VARCHAR(60)", "VARCHAR(60)"), "{1} = LOWER({0})"), (("VARCHAR(60)", "INT"), "CHAR_LENGTH({0}) = {1}"),
    (("VARCHAR(60)", "CHAR(1)"), "{1} = LEFT({0}, 1)"), (("VARCHAR(60)", "CHAR(32)"), "{1} = MD5({0})"), (("VARCHAR(60)", "VARCHAR(60)"), "{1} LIKE CONCAT({0}, '%')"), (("VARCHAR(20)", "VARCHAR(20)", "VARCHAR(60)"), "{2} = CONCAT({0}, ' ', {1})"),
    (("VARCHAR(60)!", "DATETIME?"), "{0} IN ('new', 'paid') AND ({0} = 'paid') = ({1} IS NOT NULL)"), (("VARCHAR(60)!", "VARCHAR(60)?"), "{0} IN ('a', 'b', 'c') AND ({0} <> 'c' OR {1} IS NOT NULL)"),
    (("VARCHAR(60)!", "INT?", "VARCHAR(60)?"), "({0} = 'n' AND {1} IS NOT NULL AND {2} IS NULL) OR ({0} = 't' AND {2} IS NOT NULL AND {1} IS NULL)"), (("VARCHAR(60)!", "INT"), "CASE {0} WHEN 'low' THEN {1} BETWEEN 1 AND 3 WHEN 'high' THEN {1} BETWEEN 8 AND 10 ELSE FALSE END"),
    (("ENUM('u','v')!", "INT?"), "({0} = 'u') = ({1} IS NOT NULL)"), (("ENUM('u','v')!", "INT!"), "IF({0} = 'u', {1} < 10, {1} >= 10)"), (("BOOLEAN!", "VARCHAR(60)?"), "NOT {0} OR {1} IS NOT NULL"), (("BOOLEAN!", "BOOLEAN!"), "{0} OR {1}"), (("BOOLEAN!", "BOOLEAN!"), "NOT ({0} AND {1})"),
    (("BOOLEAN!", "BOOLEAN!", "BOOLEAN!"), "{0} + {1} + {2} = 1"), (("BOOLEAN!", "DATETIME?"), "{0} = ({1} IS NOT NULL)"), (("INT?", "VARCHAR(60)?"), "({0} IS NULL) <> ({1} IS NULL)"), (("INT?", "DATE?"), "NOT ({0} IS NOT NULL AND {1} IS NOT NULL)"),
    (("INT?", "INT?", "INT?"), "({0} IS NOT NULL) + ({1} IS NOT NULL) + ({2} IS NOT NULL) = 1"), (("VARCHAR(60)?", "DATE?"), "CASE WHEN {0} IS NULL THEN {1} IS NULL ELSE {1} IS NOT NULL END"), (("INT?", "VARCHAR(60)?"), "ISNULL({0}) OR {1} IS NOT NULL"),
    (("INT?", "INT?"), "({0} IS NULL AND {1} IS NULL) OR ({0} > 0 AND {1} > {0})"), (("JSON", "VARCHAR(60)"), "JSON_UNQUOTE(JSON_EXTRACT({0}, '$.kind')) = {1}"), (("INT", "VARCHAR(60)"), "{1} = CAST({0} AS CHAR)"),
)  # fmt: skip


def prefixed(random: Random, engine: Engine, table: Table, tables: Sequence[Table]) -> None:
    """A unique index of the first characters of texts."""
    if table.tail:
        return
    name = add(random, table, random.choice(("VARCHAR(200)", "TEXT", "BLOB")))
    table.said.add(name)
    size = random.choice((6, 10, 20, 50))
    beside = random.choice(("", f"{engine.quoted(add(random, table, 'INT'))}, "))
    table.lines.append(f"UNIQUE ({beside}{engine.quoted(name)}({size}))")


def generated(random: Random, engine: Engine, table: Table, tables: Sequence[Table]) -> None:
    """A column that is computed, unique or checked."""
    choice = random.choice((
        (("INT", "INT"), "INT", "{0} + {1}", ("", "{} > 0", "{} < 500")), (("VARCHAR(20)!", "VARCHAR(20)!"), "VARCHAR(60)", "CONCAT({0}, ' ', {1})", ("", "UNIQUE", "LENGTH({}) < 40")), (("VARCHAR(60)!",), "VARCHAR(60)", "LOWER({0})", ("UNIQUE", "{} <> ''", "")),
        (("DECIMAL(8,2)",), "DECIMAL(12,2)", "{0} * 1.19", ("", "{} < 5000")), (("JSON!",), "VARCHAR(60)", "JSON_VALUE({0}, '$.id')", ("", "UNIQUE", "{} IS NOT NULL")), (("DATE",), "INT", "YEAR({0})", ("", "{} BETWEEN 2000 AND 2030")),
        (("INT!",), "INT", "{0} * 2", ("UNIQUE", "")), (("VARCHAR(60)!",), "CHAR(32)", "MD5({0})", ("UNIQUE", "")), (("DATE", "DATE"), "INT", "DATEDIFF({1}, {0})", ("", "{} >= 0")), (("TINYINT",), "INT", "{0} * 2", ("",)),
        (("BOOLEAN!", "INT!"), "INT", "IF({0}, {1}, NULL)", ("UNIQUE",)), (("DATETIME?", "VARCHAR(60)!"), "VARCHAR(60)", "IF({0} IS NULL, {1}, NULL)", ("UNIQUE",)),
    ))  # fmt: skip
    kind = random.choice(("STORED", "VIRTUAL"))
    computed(random, engine, table, choice, f"AS ({{}}) {kind}")


def cut(random: Random, engine: Engine, table: Table, tables: Sequence[Table]) -> None:
    """Partitions; such a table has no foreign keys, and none refers to it."""
    if table.after or table.lines or not table.key:
        return
    type_, by = random.choice((
        ("DATE", "RANGE (YEAR({0})) (PARTITION a VALUES LESS THAN (2020), PARTITION b VALUES LESS THAN (2022))"), ("INT", "LIST ({0}) (PARTITION a VALUES IN (1, 3, 5), PARTITION b VALUES IN (2, 4))"),
        ("INT", "HASH ({0}) PARTITIONS 3"), ("INT", "RANGE ({0}) (PARTITION a VALUES LESS THAN (100), PARTITION b VALUES LESS THAN MAXVALUE)"), ("VARCHAR(20)", "LIST COLUMNS ({0}) (PARTITION a VALUES IN ('north', 'south'), PARTITION b VALUES IN ('east'))"),
        ("DATE", "RANGE COLUMNS ({0}) (PARTITION a VALUES LESS THAN ('2023-01-01'), PARTITION b VALUES LESS THAN ('2024-01-01'))"), ("VARCHAR(20)", "KEY ({0}) PARTITIONS 2"), ("DATE", "RANGE (TO_DAYS({0})) (PARTITION a VALUES LESS THAN (738000), PARTITION b VALUES LESS THAN (739000))"),
    ))  # fmt: skip
    name = f"cut_{len(table.columns)}"
    table.columns.append(Column(name, type_, True))
    table.said.add(name)
    table.key = (*table.key, name)
    table.tail = f" PARTITION BY {by.format(engine.quoted(name))}"


ENGINE = Engine(
    "`", CHECKS, FACETS, WIDE, ("JSON", "TEXT", "TINYTEXT", "LONGTEXT", "BLOB"), RELATIONS,
    (("INT", "AUTO_INCREMENT"), ("BIGINT UNSIGNED", "AUTO_INCREMENT"), ("INT", ""), ("UUID", ""), ("CHAR(36)", ""), ("VARCHAR(20)", ""), ("BINARY(16)", ""), ("SMALLINT UNSIGNED", "")),
    (cut, related, together, joined, prefixed, generated, circular),
)  # fmt: skip
