"""The foreign keys of MySQL and MariaDB."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from mockcraft.databases.mysql.indexes import Place
from mockcraft.errors import SinkError
from mockcraft.stored import StoredKey

Rows = Callable[..., list[Any]]  # of a query and its parameters
_KEY = (
    "k.TABLE_SCHEMA, k.TABLE_NAME, k.CONSTRAINT_NAME, k.REFERENCED_TABLE_SCHEMA, k.REFERENCED_TABLE_NAME, "
    "k.COLUMN_NAME, k.REFERENCED_COLUMN_NAME"
)
_KEY_ORDER = "k.TABLE_SCHEMA, k.TABLE_NAME, k.CONSTRAINT_NAME, k.ORDINAL_POSITION"


def keys_of(
    rows: Rows, places: dict[Place, str], named: Callable[[str, str], str], mariadb: bool
) -> tuple[dict[Place, list[StoredKey]], tuple[StoredKey, ...]]:
    """The foreign keys of the tables, and those of other tables that refer to them, in any database."""
    own: dict[Place, list[StoredKey]] = {}
    referring = []
    parts: dict[tuple[str, ...], list[Any]] = {}
    schemas, tables = (tuple({place[each] for place in places}) for each in (0, 1))
    for facts in _all_keys(rows, schemas, tables, mariadb) if places else ():
        parts.setdefault(tuple(facts[:5]), []).append(facts[5:])
    for (schema, table, name, parent_schema, parent), columns in parts.items():
        is_own = (schema, table) in places
        if not is_own and (parent_schema, parent) not in places:
            continue
        key = StoredKey(
            name, places.get((schema, table)) or named(schema, table),
            tuple(column for column, *_ in columns),
            places.get((parent_schema, parent)) or named(parent_schema, parent),
            tuple(theirs for _, theirs, _ in columns), columns[0][2], schema=schema,
        )  # fmt: skip
        if is_own:
            own.setdefault((schema, table), []).append(key)
        else:
            referring.append(key)
    return own, tuple(referring)


def _all_keys(
    rows: Rows, schemas: Sequence[str], tables: Sequence[str], mariadb: bool
) -> Iterator[Any]:
    """Foreign keys of these tables, and those that refer to them, a row for each of their columns."""
    if not (mariadb and _are_apart(rows)):
        yield from rows(
            f"""SELECT {_KEY}, r.DELETE_RULE FROM information_schema.KEY_COLUMN_USAGE k
               JOIN information_schema.REFERENTIAL_CONSTRAINTS r
                 ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME
                AND r.TABLE_NAME = k.TABLE_NAME
               WHERE k.TABLE_SCHEMA IN %s AND k.TABLE_NAME IN %s AND k.REFERENCED_TABLE_NAME IS NOT NULL
                  OR k.REFERENCED_TABLE_SCHEMA IN %s AND k.REFERENCED_TABLE_NAME IN %s
               ORDER BY {_KEY_ORDER}""",
            *(schemas, tables) * 2,
        )
        return
    # MariaDB opens all tables of the server for that: seconds, where it takes no time for those of a database.
    for schema in schemas:
        rules = {
            (table, name): rule
            for table, name, rule in rows(
                """SELECT TABLE_NAME, CONSTRAINT_NAME, DELETE_RULE
                   FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = %s""",
                schema,
            )
        }
        for facts in rows(
            f"""SELECT {_KEY} FROM information_schema.KEY_COLUMN_USAGE k
               WHERE k.TABLE_SCHEMA = %s AND k.REFERENCED_TABLE_NAME IS NOT NULL
                 AND (k.TABLE_NAME IN %s OR k.REFERENCED_TABLE_NAME IN %s)
               ORDER BY {_KEY_ORDER}""",
            schema,
            tables,
            tables,
        ):
            yield (*facts, rules[facts[1], facts[2]])


def _are_apart(rows: Rows) -> bool:
    """Whether this user may see that no foreign key of the server leads from one database to another."""
    try:
        return not rows(
            """SELECT 1 FROM information_schema.INNODB_SYS_FOREIGN
               WHERE substring_index(FOR_NAME, '/', 1) <> substring_index(REF_NAME, '/', 1) LIMIT 1"""
        )
    except SinkError:  # it takes a privilege
        return False
