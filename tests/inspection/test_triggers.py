"""Triggers that refuse rows, write to other tables, or count with them: what they demand is read from their code."""

from pathlib import Path

import pytest

import servers
from inspection import audit
from inspection.databases import filled, rows, sqlite
from inspection.databases import postgresql as make
from mockcraft.databases.guards import demanded, refusals, written_to
from mockcraft.databases.mysql.triggers import called
from mockcraft.inspection.probing import probe
from mockcraft.inspection.reading import inspect
from mockcraft.inspection.source import database
from mockcraft.schema.bind import Overrides
from mockcraft.seeder import SeedRequest, prepare
from mockcraft.sink import LoadOptions

CODE = """
    DECLARE parent nodes;
    BEGIN
        -- a comment; with a semicolon
        IF NEW.status <> 'draft' THEN RAISE EXCEPTION 'must be draft; not %', NEW.status; END IF;
        IF TG_OP = 'INSERT' AND NEW.age < 3 THEN RAISE 'too young';
        ELSIF NEW.age > 90 THEN RAISE EXCEPTION 'too old';
        ELSE RAISE NOTICE 'well'; END IF;
        IF TG_OP = 'UPDATE' THEN IF NEW.age = 4 THEN RAISE EXCEPTION 'no change'; END IF; END IF;
        FOR each IN SELECT 1 LOOP IF NEW.age = 5 THEN RAISE EXCEPTION 'in a loop'; END IF; END LOOP;
        IF NOT EXISTS (SELECT FROM others WHERE id = NEW.id) THEN RAISE EXCEPTION 'no other'; END IF;
        IF parent.kind = 'x' THEN RAISE EXCEPTION 'a variable'; END IF;
        BEGIN IF NEW.age = 6 THEN RAISE EXCEPTION 'caught'; END IF; EXCEPTION WHEN OTHERS THEN NULL; END;
        IF NEW.age % 2 = 1 THEN RETURN NULL; END IF;
        INSERT INTO app."log" (at) VALUES (now());
        RETURN NEW;
    END
"""
POSTGRESQL = """
    CREATE TABLE audit_log (id bigserial PRIMARY KEY, of text NOT NULL);
    CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN INSERT INTO audit_log (of) VALUES (TG_TABLE_NAME); RETURN NULL; END $$;
    CREATE TABLE customers (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
    CREATE TRIGGER audited AFTER INSERT ON customers FOR EACH ROW EXECUTE FUNCTION audit();
    CREATE TABLE profiles (customer_id int PRIMARY KEY REFERENCES customers, bio text);
    CREATE FUNCTION make_profile() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN INSERT INTO profiles (customer_id) VALUES (NEW.id); RETURN NULL; END $$;
    CREATE TRIGGER profiled AFTER INSERT ON customers FOR EACH ROW EXECUTE FUNCTION make_profile();
    CREATE TABLE orders (id int PRIMARY KEY, status text NOT NULL DEFAULT 'draft', age int NOT NULL);
    CREATE FUNCTION guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.status <> 'draft' THEN RAISE EXCEPTION 'must be draft' USING ERRCODE = 'check_violation'; END IF;
        IF NEW.age % 2 = 1 THEN RETURN NULL; END IF; RETURN NEW; END $$;
    CREATE TRIGGER guarded BEFORE INSERT ON orders FOR EACH ROW WHEN (NEW.age IS NOT NULL) EXECUTE FUNCTION guard();
    CREATE TABLE entries (id int PRIMARY KEY, debit int NOT NULL);
    CREATE FUNCTION balanced() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF (SELECT sum(debit) FROM entries) <> 0 THEN RAISE EXCEPTION 'unbalanced'; END IF; RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER balanced AFTER INSERT ON entries DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION balanced();
"""
SQLITE = """
    CREATE TABLE guarded (id INTEGER PRIMARY KEY, status TEXT NOT NULL, qty INTEGER NOT NULL);
    CREATE TRIGGER a BEFORE INSERT ON guarded WHEN NEW.status NOT IN ('open', 'shut')
        BEGIN SELECT RAISE(ABORT, 'bad status'); END;
    CREATE TRIGGER b BEFORE INSERT ON guarded BEGIN
        SELECT CASE WHEN NEW.qty < 1 THEN RAISE(ABORT, 'few') WHEN NEW.qty > 9 THEN RAISE(ABORT, 'many') END;
        SELECT RAISE(FAIL, 'odd') WHERE NEW.qty % 2 = 1; END;
    CREATE TRIGGER c BEFORE UPDATE ON guarded BEGIN SELECT RAISE(ABORT, 'never'); END;
    CREATE TABLE log (id INTEGER PRIMARY KEY, what TEXT);
    CREATE TABLE a_log_of (id INTEGER PRIMARY KEY);
    CREATE TRIGGER d AFTER INSERT ON a_log_of BEGIN INSERT INTO log (what) VALUES ('new'); END;
"""
MYSQL = (
    "CREATE TABLE guarded (id INT PRIMARY KEY, age INT NOT NULL, state VARCHAR(20) NOT NULL)",
    "CREATE TABLE audit (id INT AUTO_INCREMENT PRIMARY KEY, msg VARCHAR(100))",
    r"""CREATE TRIGGER g1 BEFORE INSERT ON guarded FOR EACH ROW BEGIN  # it's a comment
         IF NEW.age < 18 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'too young; go'; END IF;
         IF NEW.state NOT IN ('on', 'off') THEN SIGNAL SQLSTATE '45000'; END IF; END""",
    "CREATE TRIGGER g2 AFTER INSERT ON guarded FOR EACH ROW INSERT INTO audit (msg) VALUES (NEW.id)",
)


def test_branches_that_end_with_a_refusal_are_conditions() -> None:
    found = list(demanded(refusals(CODE, skips=True), ["Status", "age", "id"], "postgres"))

    assert [
        "NOT (\"Status\" <> 'draft')",
        'NOT ("age" < 3)',
        "NOT (NOT ('INSERT' = 'INSERT' AND \"age\" < 3) AND \"age\" > 90)",
        'NOT ("age" % 2 = 1)',
    ] == found
    assert 3 == len(list(demanded(refusals(CODE), ["Status", "age", "id"], "postgres")))
    assert ["log"] == list(written_to(CODE))
    said = r"IF NEW.age < 3 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'can\'t; no'; END IF; # it's"
    assert ["NOT (`age` < 3)"] == list(
        demanded(refusals(f"{said}\n{said}", mysql=True)[1:], ["age"], "mysql")
    )


def test_procedures_are_told_in_the_order_of_their_calls() -> None:
    assert ["c", "a", "b"] == called(
        "CALL c(1); IF x THEN CALL shop.a(); END IF; CALL `B`(); CALL c(2)"
    )


def test_what_triggers_of_postgresql_demand_is_met(postgresql: str) -> None:
    make(postgresql, POSTGRESQL)
    made = filled(postgresql)

    tables = audit.tables(postgresql)
    assert {"entries"} == set(made.document.refused)
    assert "in the function balanced()" in made.document.refused["entries"]
    assert {"profiles": "customers"} == made.document.fed
    assert [] == audit.faults(postgresql)
    assert {
        "audit_log": 200, "customers": 100, "profiles": 100, "orders": 100, "entries": 0
    } == tables  # fmt: skip


def test_a_table_of_no_rows_keeps_its_numbers_beside_triggers(postgresql: str) -> None:
    make(
        postgresql,
        """CREATE TABLE nothing (id serial PRIMARY KEY, n int); CREATE TABLE things (id serial PRIMARY KEY, n int);
        CREATE FUNCTION idle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
        CREATE TRIGGER idle BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION idle()""",
    )
    spec = inspect(database(postgresql), 3).spec
    none, load = Overrides(counts={"nothing": 0}), LoadOptions(create=False)
    prepare(SeedRequest(spec, postgresql, overrides=none, load=load)).run()

    assert [(1, 4)] == rows(
        postgresql, "SELECT nextval('nothing_id_seq'), nextval('things_id_seq')"
    )


def test_what_triggers_of_sqlite_demand_is_met(tmp_path: Path) -> None:
    url = sqlite(tmp_path / "guarded.db", SQLITE)

    assert {} == filled(url).document.refused
    assert [(100, 2, 2, 8)] == rows(
        url, "SELECT count(*), count(DISTINCT status), min(qty), max(qty) FROM guarded"
    )
    assert [(200,)] == rows(url, "SELECT count(*) FROM log")


@pytest.mark.parametrize("name", ["mariadb", "mysql"])
def test_what_triggers_of_mysql_demand_is_met(name: str, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue(name)
    server = servers.MySQL(url) if name == "mysql" else servers.MariaDB(url)
    for statement in MYSQL:
        server.execute(statement)

    assert {} == filled(url).document.refused
    ((count, states, least),) = server.execute(
        "SELECT count(*), count(DISTINCT state), min(age) >= 18 FROM guarded"
    )
    assert (100, 2, 1) == (count, states, least)
    assert [(200,)] == [tuple(each) for each in server.execute("SELECT count(*) FROM audit")]


def test_triggers_of_sqlite_get_what_they_write_and_look_for(tmp_path: Path) -> None:
    url = sqlite(
        tmp_path / "a.db",
        """CREATE TABLE tallies (court INTEGER NOT NULL, n INTEGER NOT NULL);
        CREATE TABLE games (id INTEGER PRIMARY KEY, court INTEGER, day INTEGER, email VARCHAR(60) UNIQUE, UNIQUE (court, day));
        CREATE TRIGGER games AFTER INSERT ON games BEGIN INSERT INTO tallies VALUES (NEW.court, 1); END;
        CREATE TABLE closings (id INTEGER PRIMARY KEY, closed_on TEXT NOT NULL);
        CREATE TABLE bookings (id INTEGER PRIMARY KEY, booked_on TEXT NOT NULL);
        CREATE TRIGGER b BEFORE INSERT ON bookings WHEN EXISTS (SELECT 1 FROM closings WHERE closed_on >= NEW.booked_on)
            BEGIN SELECT RAISE(ABORT, 'closed'); END;""",
    )
    made = filled(url)

    assert {} == made.document.refused
    counts = "SELECT (SELECT count(*) FROM games), (SELECT count(*) FROM bookings), (SELECT count(*) FROM closings)"
    assert [(100, 100, 100)] == rows(url, counts)


def test_rows_are_tried_behind_those_that_a_trigger_looks_for(tmp_path: Path) -> None:
    url = sqlite(
        tmp_path / "a.db",
        """CREATE TABLE rates (id INTEGER PRIMARY KEY, since INTEGER NOT NULL);
        CREATE TABLE deals (id INTEGER PRIMARY KEY, at INTEGER NOT NULL);
        CREATE TRIGGER a BEFORE INSERT ON deals WHEN NOT EXISTS (SELECT 1 FROM rates WHERE since <> NEW.at)
            BEGIN SELECT RAISE(ABORT, 'no rate'); END;""",
    )
    made = inspect(database(url), 100)
    probe(made, url, Overrides())

    assert {} == made.document.refused
    assert ["rates"] == made.document.tables["deals"]["filled_after"]
    assert [(0, 0)] == rows(
        url, "SELECT (SELECT count(*) FROM rates), (SELECT count(*) FROM deals)"
    )
