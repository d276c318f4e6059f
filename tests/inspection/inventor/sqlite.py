"""What schemas of SQLite are invented of."""

from collections.abc import Sequence
from random import Random

from inspection.inventor import Engine, Table, joined, related, together

CHECKS = {
    "INTEGER": [
        "{} >= 18", "{} BETWEEN 5 AND 900", "{} > -50 AND {} <= 400", "{} % 2 = 0", "{} IN (1, 2, 3, 5, 8)", "{} <> 7",
        "abs({}) < 1000", "{} = 5 OR {} > 10", "NOT ({} < 3)", "{} BETWEEN 1 AND 5 OR {} BETWEEN 100 AND 900",
        "{} NOT IN (0, 1, 13)", "{} & 1 = 0", "{} IS NULL OR {} > 100", "typeof({}) IN ('integer', 'null')", "{} * 2 < 5000", "{} IS NOT 4",
    ],
    "TEXT": [
        "length({}) = 12", "length({}) BETWEEN 4 AND 9", "{} IN ('a', 'b', 'it''s')", "{} LIKE 'x-%'", "{} GLOB '[A-Z][0-9][0-9][0-9]'",
        "{} = lower({})", "{} = upper({}) AND length({}) = 6", "trim({}) <> ''", "{} NOT GLOB '*[^a-f0-9]*' AND length({}) = 10",
        "{} <> 'x' AND length({}) < 30", "{} LIKE '__-____'", "instr({}, ' ') = 0", "substr({}, 1, 1) = 'k'", "{} IS NULL OR json_valid({})",
        "lower({}) IN ('small', 'large')", "{} LIKE '%@%.%'", "{} NOT LIKE '% %'", "length(trim({})) > 3", "{} = '' OR length({}) = 5",
        "replace({}, '-', '') = {}", "{} GLOB '[a-z]*' AND length({}) <= 20", "{} > 'm'", "json_extract({}, '$.n') > 3", "hex({}) <> '00'",
    ],
    "TINYINT": ["{} > 0", "{} BETWEEN -5 AND 5", "{} <> 100"],
    "VARCHAR(8)": ["length({}) > 2", "{} GLOB 'n[0-9]*'", "{} = upper({})"],
    "NUMERIC(8, 2)": ["{} > 0", "{} BETWEEN 0.5 AND 99.5", "{} <= 1000", "round({}, 1) = {}", "{} >= 10 AND {} < 20"],
    "REAL": ["{} BETWEEN 0 AND 1", "{} > -1.5", "{} IN (0.5, 1.5, 2.5)"],
    "DATE": ["{} >= '2020-01-01'", "{} BETWEEN '2024-01-01' AND '2024-12-31'", "{} LIKE '____-__-__'", "date({}) IS NOT NULL", "{} < '1999-12-31'"],
    "TIME": ["{} >= '08:00:00'", "{} BETWEEN '09:00:00' AND '17:00:00'"],
    "DATETIME": ["{} > '2021-06-01 00:00:00'", "datetime({}) IS NOT NULL"],
    "BOOLEAN": ["{} IN (0, 1)"],
    "BLOB": ["length({}) = 16", "length({}) BETWEEN 4 AND 20"],
}  # fmt: skip
FACETS = {
    "INTEGER": [["{} >= 10", "{} > 0"], ["{} <= 9000", "NOT {} > 1000"], ["{} % 2 = 0", "{} <> 50"]],
    "TEXT": [["length({}) BETWEEN 4 AND 40", "length({}) <= 30"], ["{} = lower({})", "{} NOT LIKE '% %'", "{} NOT GLOB '*[^a-z0-9]*'"], ["{} LIKE 'k%'", "{} NOT LIKE '-%'"]],
}  # fmt: skip
_ORDERED = ("INTEGER", "DATE", "DATETIME", "NUMERIC(8, 2)", "TIME", "TINYINT")
_ORDERS = ("{0} <= {1}", "{0} < {1}", "{1} >= {0}", "{0} <> {1}")
_NULLS = (
    "({0} IS NULL) = ({1} IS NULL)", "{0} IS NULL OR {1} IS NOT NULL", "({0} IS NULL) <> ({1} IS NULL)", "coalesce({0}, {1}) IS NOT NULL",
    "NOT ({0} IS NOT NULL AND {1} IS NOT NULL)", "CASE WHEN {0} IS NULL THEN {1} IS NULL ELSE {1} IS NOT NULL END",
)  # fmt: skip
RELATIONS = (
    *(((type_, type_), each) for type_ in _ORDERED for each in _ORDERS),
    *(((first, second), each) for first, second in (("INTEGER?", "TEXT?"), ("DATE?", "TEXT?")) for each in _NULLS),
    (("TEXT!", "DATE?"), "{0} IN ('new', 'paid') AND ({0} = 'paid') = ({1} IS NOT NULL)"), (("INTEGER", "INTEGER"), "{0} + {1} <= 100"),
    (("TEXT", "TEXT"), "{1} = lower({0})"), (("TEXT", "INTEGER"), "length({0}) = {1}"), (("INTEGER", "INTEGER", "INTEGER"), "{2} = {0} * {1}"),
)  # fmt: skip


def partial(random: Random, engine: Engine, table: Table, tables: Sequence[Table]) -> None:
    """A unique index of a key, of the rows that have no value in another column."""
    keys = [each.name for each in table.columns if each.name.endswith("_id")]
    others = [each.name for each in table.columns if each.name not in keys and each.name != "id"]
    if keys and others:
        names = [engine.quoted(random.choice(each)) for each in (keys, others)]
        table.after.append(
            f"CREATE UNIQUE INDEX {engine.quoted(f'u_{table.name}')} ON {engine.quoted(table.name)} ({names[0]}) WHERE {names[1]} IS NULL"
        )


ENGINE = Engine(
    '"', CHECKS, FACETS, ("INTEGER", "TEXT", "DATE"), (), RELATIONS, (("INTEGER", ""), ("TEXT", "")), (related, together, joined, partial),
)  # fmt: skip
