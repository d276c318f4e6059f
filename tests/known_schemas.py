"""Schemas that others made, as `tests/schemas` has them: their DDL is loaded, and filled by a schema file."""

import re
from collections.abc import Mapping
from pathlib import Path

import servers
from mockcraft.core.plan import Plan
from mockcraft.schema.bind import Overrides
from mockcraft.seeder import SeedRequest, prepare
from mockcraft.sink import LoadOptions

SCHEMAS = Path(__file__).parent / "schemas"


def load(database: servers.Server, name: str) -> None:
    """Runs the DDL of schemas/NAME.sql."""
    script = re.sub(r"^--.*\n", "", (SCHEMAS / f"{name}.sql").read_text(), flags=re.MULTILINE)
    with database.cursor() as cursor:
        for statement in filter(str.strip, script.split(";\n")):
            cursor.execute(statement)


def fill(
    database: servers.Server,
    name: str,
    existing: str = "refuse",
    counts: Mapping[str, int] | None = None,
    tables: tuple[str, ...] = (),
) -> Plan:
    """Fills the tables that are there by schemas/NAME.yaml, or some of them, and returns the plan."""
    request = SeedRequest(
        str(SCHEMAS / f"{name}.yaml"),
        database.uri,
        overrides=Overrides(counts=counts),
        load=LoadOptions(create=False, existing=existing),
        tables=tables,
    )
    seeding = prepare(request)
    seeding.run(workers=2)
    return seeding.plan


def counted(database: servers.Server, plan: Plan) -> dict[str, tuple[int, int]]:
    """Tables that have another number of rows than the plan says: (planned, found)."""
    found = {
        table.name: (table.count, database.execute(f"SELECT count(*) FROM {table.name}")[0][0])
        for table in plan.tables
    }
    return {name: each for name, each in found.items() if each[0] != each[1]}


# (table, column, parent, its column) of each key; none of these schemas has one of several columns
POSTGRESQL_KEYS = """
    SELECT conrelid::regclass::text, a.attname::text, confrelid::regclass::text, b.attname::text
    FROM pg_constraint
    JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = conkey[1]
    JOIN pg_attribute b ON b.attrelid = confrelid AND b.attnum = confkey[1]
    WHERE contype = 'f' AND convalidated AND cardinality(conkey) = 1
"""
FAMILY_KEYS = """
    SELECT table_name, column_name, referenced_table_name, referenced_column_name
    FROM information_schema.key_column_usage
    WHERE table_schema = database() AND referenced_table_name IS NOT NULL
"""


def broken_keys(database: servers.Server) -> tuple[int, list[tuple[str, str]]]:
    """The number of foreign keys, and (table, column) of those with rows that refer to none."""
    postgresql = isinstance(database, servers.PostgreSQL)
    keys = database.execute(POSTGRESQL_KEYS if postgresql else FAMILY_KEYS)
    orphans = (
        "SELECT 1 FROM {0} c LEFT JOIN {2} p ON c.{1} = p.{3} "
        "WHERE c.{1} IS NOT NULL AND p.{3} IS NULL LIMIT 1"
    )
    return len(keys), [key[:2] for key in keys if database.execute(orphans.format(*key))]


def digests(database: servers.Server, plan: Plan) -> dict[str, int]:
    """Of the content of each table, in the columns of the plan."""
    found = {}
    for table in plan.tables:
        columns = ", ".join(column.name for column in table.columns)
        rows = sorted(map(repr, database.execute(f"SELECT {columns} FROM {table.name}")))
        found[table.name] = hash(tuple(rows))
    return found
