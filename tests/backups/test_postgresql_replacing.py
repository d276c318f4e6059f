"""What a restore of PostgreSQL leaves of a database that it replaces: nothing but what is the server's."""

import re
from contextlib import closing
from pathlib import Path

import pytest

from mockcraft.databases.postgresql.connection import PostgresqlConnection
from mockcraft.databases.postgresql.replacing import dropping
from mockcraft.errors import BackupError

from .test_postgresql import backup, execute, held, other, put_back, rows

__all__ = ["other"]  # a fixture
ACL = """
    SELECT array(SELECT each::text FROM unnest(nspacl) each ORDER BY each::text), pg_get_userbyid(nspowner)
    FROM pg_namespace WHERE nspname = 'public'
"""
DEFAULTS = "SELECT defaclobjtype, defaclacl::text FROM pg_default_acl ORDER BY 1"


def test_a_database_is_restored_to_itself(postgresql: str, tmp_path: Path) -> None:
    """What is in no schema is made again, not kept; default privileges come last, and rule nothing that is restored."""
    execute(
        postgresql,
        "CREATE TABLE t (a int); CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';"
        "CREATE CAST (point AS int) WITH INOUT; CREATE PUBLICATION p FOR TABLE t;"
        "CREATE ACCESS METHOD other TYPE TABLE HANDLER heap_tableam_handler;"
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;"
        "ALTER DEFAULT PRIVILEGES REVOKE ALL ON FUNCTIONS FROM PUBLIC;"
        "ALTER DEFAULT PRIVILEGES REVOKE ALL ON TYPES FROM tester;"
        "ALTER DEFAULT PRIVILEGES GRANT ALL ON SCHEMAS TO PUBLIC;"
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON SEQUENCES TO PUBLIC",
    )
    folder = backup(postgresql, tmp_path).folder
    before = held(postgresql), rows(postgresql, DEFAULTS)

    put_back(folder, postgresql, replaces=True)

    assert before == (held(postgresql), rows(postgresql, DEFAULTS))
    assert 5 == len(before[1])


@pytest.mark.parametrize(
    "altered",
    [
        "GRANT USAGE ON SCHEMA public TO pg_monitor WITH GRANT OPTION",
        "GRANT CREATE ON SCHEMA public TO pg_monitor, PUBLIC",
        "REVOKE CREATE ON SCHEMA public FROM pg_database_owner",
        "ALTER SCHEMA public OWNER TO tester; REVOKE ALL ON SCHEMA public FROM PUBLIC, tester",
    ],
)
def test_privileges_on_the_schema_public_stay(postgresql: str, altered: str) -> None:
    execute(postgresql, f"CREATE TABLE t (a int); {altered}")
    before = rows(postgresql, ACL)

    with closing(PostgresqlConnection(postgresql, writable=True)) as connection:
        for statement in dropping(connection):
            connection.rows(statement)
        connection.commit()

    assert before == rows(postgresql, ACL)
    assert [] == rows(postgresql, "SELECT FROM pg_tables WHERE schemaname = 'public'")


def test_subscriptions_are_not_cut_off_unasked(postgresql: str, other: str, tmp_path: Path) -> None:
    execute(postgresql, "CREATE TABLE t (a int)")
    folder = backup(postgresql, tmp_path, verify=False).folder
    execute(
        other,
        "CREATE SUBSCRIPTION \"it's\" CONNECTION 'host=127.0.0.1 port=1' PUBLICATION p WITH (connect = false, slot_name = s)",
    )
    try:
        with pytest.raises(BackupError, match=re.escape('holds subscription "it\'s" already')):
            put_back(folder, other)
        with pytest.raises(BackupError, match=r"keeps a slot for them \(it's\): drop them first"):
            put_back(folder, other, replaces=True)
    finally:  # with a slot no database can be dropped
        execute(other, 'ALTER SUBSCRIPTION "it\'s" SET (slot_name = NONE)')

    put_back(folder, other, replaces=True)

    assert [] == rows(other, "SELECT FROM pg_subscription")


def test_event_triggers_hinder_no_restore(postgresql: str, tmp_path: Path) -> None:
    execute(
        postgresql,
        "CREATE EXTENSION pg_trgm; CREATE TABLE t (a int); "
        "CREATE FUNCTION no() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no drops'; END $$; "
        "CREATE EVENT TRIGGER guard ON sql_drop EXECUTE FUNCTION no()",
    )
    folder = backup(postgresql, tmp_path, verify=False).folder
    put_back(folder, postgresql, replaces=True)
    assert [("guard",)] == rows(postgresql, "SELECT evtname FROM pg_event_trigger")
