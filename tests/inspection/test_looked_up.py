"""Checks and triggers that look up the row which a key refers to: the key refers to such rows alone, and there are some."""

from pathlib import Path

import pytest

import servers
from inspection import audit, databases
from inspection.audit import filled_whole
from inspection.databases import counted, filled, rows, sqlite
from mockcraft.databases.bodies import Reader, Routine
from mockcraft.databases.conditions import told
from mockcraft.inspection.keys.lookups import Lookup
from mockcraft.inspection.probing import probe
from mockcraft.inspection.reading import inspect
from mockcraft.inspection.source import database
from mockcraft.schema.bind import Overrides

ROLES = """
    CREATE TYPE role_type AS ENUM ('User', 'MachineToMachine');
    CREATE TABLE tenants (id varchar(21) PRIMARY KEY, name text NOT NULL);
    CREATE TABLE users (id varchar(12) PRIMARY KEY, name text NOT NULL);
    CREATE TABLE roles (tenant_id varchar(21) NOT NULL REFERENCES tenants (id) ON DELETE CASCADE, id varchar(21) NOT NULL PRIMARY KEY,
    name varchar(128) NOT NULL, type role_type NOT NULL DEFAULT 'User', UNIQUE (tenant_id, name));
    CREATE FUNCTION public.check_role_type(role_id varchar(21), target_type role_type) RETURNS boolean AS
    $$ begin return (select type from public.roles where id = role_id) = target_type; end; $$ language plpgsql set search_path = public;
    CREATE TABLE users_roles (tenant_id varchar(21) NOT NULL REFERENCES tenants (id), id varchar(21) NOT NULL PRIMARY KEY,
    user_id varchar(12) NOT NULL REFERENCES users (id), role_id varchar(21) NOT NULL REFERENCES roles (id),
    UNIQUE (tenant_id, user_id, role_id), CONSTRAINT users_roles__role_type CHECK (public.check_role_type(role_id, 'User')));
    CREATE TABLE apps_roles (id varchar(21) NOT NULL PRIMARY KEY, role_id varchar(21) NOT NULL REFERENCES roles (id),
    CONSTRAINT r CHECK (public.check_role_type(role_id, 'MachineToMachine')));
    CREATE TABLE org_roles (tenant_id varchar(21) NOT NULL REFERENCES tenants (id), id varchar(21) PRIMARY KEY, type role_type NOT NULL, name text);
    CREATE FUNCTION check_organization_role_type(role_id varchar(21), target_type role_type) RETURNS boolean LANGUAGE sql AS
    $$ select (select type from org_roles where id = role_id) = target_type; $$;
    CREATE TABLE default_org (id varchar(21) PRIMARY KEY, organization_role_id varchar(21) NOT NULL UNIQUE REFERENCES org_roles,
    CONSTRAINT x CHECK (check_organization_role_type(organization_role_id, 'User')));
"""
KINDS = """
    CREATE TABLE parents (id int PRIMARY KEY, kind text NOT NULL CHECK (kind IN ('x','y','z')), active boolean NOT NULL, level int NOT NULL,
        tenant int NOT NULL);
    CREATE FUNCTION f_exists(p int) RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT EXISTS(SELECT 1 FROM parents t WHERE t.id = p AND t.kind = 'x') $$;
    CREATE FUNCTION f_count(p int, k text) RETURNS boolean LANGUAGE plpgsql AS $$ DECLARE n int; BEGIN SELECT count(*) INTO n FROM parents
        WHERE id = p AND kind = k; RETURN n > 0; END $$;
    CREATE FUNCTION f_var(p int, k text) RETURNS boolean LANGUAGE plpgsql AS $$ DECLARE v_kind text; BEGIN SELECT kind INTO STRICT v_kind FROM
        parents WHERE parents.id = p; IF v_kind = k THEN RETURN true; END IF; RETURN false; END $$;
    CREATE FUNCTION f_found(p int) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM parents WHERE id = p AND active; RETURN FOUND; END $$;
    CREATE FUNCTION f_row(p int, l int) RETURNS boolean LANGUAGE plpgsql AS $$ DECLARE r parents%ROWTYPE; BEGIN SELECT * INTO r FROM parents
        WHERE id = p; RETURN r.level >= l AND r.kind <> 'z'; END $$;
    CREATE FUNCTION f_kind(p int) RETURNS text LANGUAGE sql AS $$ SELECT kind FROM parents WHERE id = $1 $$;
    CREATE FUNCTION f_if(p int) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT FROM parents WHERE id = p AND kind IN ('y','z'))
        THEN RETURN TRUE; ELSE RETURN FALSE; END IF; END $$;
    CREATE FUNCTION f_atomic(p int) RETURNS boolean BEGIN ATOMIC SELECT kind = 'z' FROM parents WHERE id = p; END;
    CREATE FUNCTION f_return(p int) RETURNS boolean RETURN (SELECT not active FROM parents WHERE id = p);
    CREATE TABLE c1 (id int PRIMARY KEY, p int NOT NULL REFERENCES parents CHECK (f_exists(p)));
    CREATE TABLE c2 (id int PRIMARY KEY, p int REFERENCES parents, CHECK (p IS NULL OR f_count(p, 'y')));
    CREATE TABLE c3 (id int PRIMARY KEY, p int NOT NULL REFERENCES parents CHECK (f_var(p, 'z')));
    CREATE TABLE c4 (id int PRIMARY KEY, p int NOT NULL REFERENCES parents CHECK (f_found(p)));
    CREATE TABLE c5 (id int PRIMARY KEY, p int NOT NULL REFERENCES parents, CHECK (f_row(p, 3)));
    CREATE TABLE c6 (id int PRIMARY KEY, p int NOT NULL REFERENCES parents, kind text NOT NULL, CHECK (f_kind(p) = kind), CHECK (kind in ('x','y','z')));
    CREATE TABLE c7 (id int PRIMARY KEY, p int NOT NULL REFERENCES parents, CHECK (f_if(p)));
    CREATE TABLE c8 (id int PRIMARY KEY, p int NOT NULL REFERENCES parents, CHECK (f_atomic(p)));
    CREATE TABLE c9 (id int PRIMARY KEY, p int NOT NULL REFERENCES parents, CHECK (f_return(p)));
    CREATE TABLE c10 (id int PRIMARY KEY, p int NOT NULL, CHECK (f_exists(p)));
    CREATE TABLE c11 (p int PRIMARY KEY REFERENCES parents, CHECK (f_kind(p) = 'x'));
    CREATE FUNCTION g1() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE k text; BEGIN SELECT kind INTO k FROM parents WHERE id = NEW.p; IF k IS
        DISTINCT FROM 'x' THEN RAISE EXCEPTION 'not x'; END IF; RETURN NEW; END $$;
    CREATE TABLE t1 (id int PRIMARY KEY, p int NOT NULL REFERENCES parents); CREATE TRIGGER g BEFORE INSERT ON t1 FOR EACH ROW EXECUTE FUNCTION g1();
    CREATE FUNCTION g2() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NOT EXISTS (SELECT 1 FROM parents WHERE id = NEW.p AND kind = 'y' AND
        active) THEN RAISE EXCEPTION 'no y'; END IF; IF f_kind(NEW.q) <> 'z' THEN RAISE EXCEPTION 'no z'; END IF; RETURN NEW; END $$;
    CREATE TABLE t2 (id int PRIMARY KEY, p int NOT NULL REFERENCES parents, q int NOT NULL REFERENCES parents); CREATE TRIGGER g BEFORE INSERT
        ON t2 FOR EACH ROW EXECUTE FUNCTION g2();
"""
MYSQL = """
    CREATE TABLE parents (id INT PRIMARY KEY, kind ENUM('x','y','z') NOT NULL, active BOOLEAN NOT NULL, level INT NOT NULL);;
    CREATE TABLE c1 (id INT PRIMARY KEY, p INT NOT NULL, FOREIGN KEY (p) REFERENCES parents (id));;
    CREATE TABLE c2 (id INT PRIMARY KEY, p INT NOT NULL, q INT NULL, FOREIGN KEY (p) REFERENCES parents (id), FOREIGN KEY (q) REFERENCES parents (id));;
    CREATE TABLE c3 (id INT PRIMARY KEY, p INT NOT NULL, n INT NOT NULL, m INT NOT NULL, FOREIGN KEY (p) REFERENCES parents (id));;
    CREATE TABLE c4 (id INT PRIMARY KEY, p INT NOT NULL UNIQUE, FOREIGN KEY (p) REFERENCES parents (id));;
    CREATE FUNCTION kind_of(pid INT) RETURNS VARCHAR(10) READS SQL DATA BEGIN DECLARE v VARCHAR(10); SELECT kind INTO v FROM parents WHERE id =
        pid; RETURN v; END;;
    CREATE PROCEDURE within(IN a INT, IN least_ INT, IN most INT) BEGIN IF a < least_ OR a > most THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT
        = 'out'; END IF; END;;
    CREATE PROCEDURE active_one(IN pid INT) BEGIN IF (SELECT COUNT(*) FROM parents WHERE id = pid AND active = 1) = 0 THEN SIGNAL SQLSTATE
        '45000' SET MESSAGE_TEXT = 'inactive'; END IF; END;;
    CREATE TRIGGER g1 BEFORE INSERT ON c1 FOR EACH ROW BEGIN DECLARE k VARCHAR(10); SELECT kind INTO k FROM parents WHERE id = NEW.p; IF k <>
        'x' THEN SIGNAL SQLSTATE '45000'; END IF; END;;
    CREATE TRIGGER g2 BEFORE INSERT ON c2 FOR EACH ROW BEGIN IF kind_of(NEW.p) <> 'y' THEN SIGNAL SQLSTATE '45000'; END IF; IF NEW.q IS NOT
        NULL AND NOT EXISTS (SELECT 1 FROM parents t WHERE t.id = NEW.q AND t.kind = 'z' AND t.active) THEN SIGNAL SQLSTATE '45000'; END IF; END;;
    CREATE TRIGGER g3 BEFORE INSERT ON c3 FOR EACH ROW BEGIN CALL within(NEW.n, 5, 9); CALL within(NEW.m, 50, 60); CALL active_one(NEW.p); END;;
    CREATE TRIGGER g4 BEFORE INSERT ON c4 FOR EACH ROW IF (SELECT kind FROM parents WHERE id = NEW.p) NOT IN ('x') THEN SIGNAL SQLSTATE '45000'; END IF
"""
SQLITE = """
    CREATE TABLE parents (id INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('x','y','z')), active BOOLEAN NOT NULL);
    CREATE TABLE c1 (id INTEGER PRIMARY KEY, p INTEGER NOT NULL REFERENCES parents (id));
    CREATE TRIGGER t1 BEFORE INSERT ON c1 BEGIN SELECT RAISE(ABORT, 'no x') WHERE NOT EXISTS (SELECT 1 FROM parents WHERE id = NEW.p AND kind = 'x'); END;
    CREATE TABLE c2 (id INTEGER PRIMARY KEY, p INTEGER NOT NULL REFERENCES parents (id));
    CREATE TRIGGER t2 BEFORE INSERT ON c2 WHEN (SELECT kind FROM parents WHERE id = NEW.p) <> 'y' BEGIN SELECT RAISE(ABORT, 'no y'); END;
    CREATE TABLE c3 (id INTEGER PRIMARY KEY, p INTEGER NOT NULL REFERENCES parents (id), kind TEXT NOT NULL CHECK (kind IN ('x','z')));
    CREATE TRIGGER t3 BEFORE INSERT ON c3 BEGIN SELECT CASE WHEN (SELECT kind FROM parents WHERE id = NEW.p) <> NEW.kind THEN RAISE(ABORT, 'not
        same') END; END;
"""


def test_keys_refer_to_rows_of_the_kind_that_a_function_of_a_check_asks_for(
    postgresql: str,
) -> None:
    filled_whole(postgresql, ROLES)

    assert [(0, 0)] == rows(
        postgresql,
        "SELECT count(*) FILTER (WHERE type <> 'User'), (SELECT count(*) FROM apps_roles a JOIN roles r ON r.id = a.role_id "
        "WHERE type = 'User') FROM users_roles u JOIN roles r ON r.id = u.role_id",
    )
    assert {"default_org": 50} == {n: c for n, c in audit.tables(postgresql).items() if c != 100}


def test_functions_and_triggers_of_any_form_are_read(postgresql: str) -> None:
    made = filled_whole(postgresql, KINDS)

    assert {"c11": 33} == {n: c for n, c in audit.tables(postgresql).items() if c != 100}
    assert {
        "ref": "parents.id",
        "where": '"level" >= 3 and "kind" <> \'z\'',
    } == made.document.tables["c5"]["columns"]["p"]
    assert [(3, 2)] == rows(
        postgresql, "SELECT count(DISTINCT kind), count(DISTINCT active) FROM parents"
    )
    assert [(True, True)] == rows(
        postgresql, "SELECT count(DISTINCT p) > 5, count(p) < 100 FROM c2"
    )


@pytest.mark.parametrize("name", ["mariadb", "mysql"])
def test_what_triggers_look_up_and_hand_to_procedures_is_read(
    name: str, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue(name)
    server = servers.MySQL(url) if name == "mysql" else servers.MariaDB(url)
    for statement in MYSQL.split(";;"):
        server.execute(statement)
    made = filled(url)
    tables = {t: server.execute(f"SELECT count(*) FROM {t}")[0][0] for t in made.document.tables}

    assert {} == made.document.refused
    assert {"parents": 100, "c1": 100, "c2": 100, "c3": 100, "c4": 33} == tables
    assert [(5, 9, 50, 60)] == [
        tuple(server.execute("SELECT min(n), max(n), min(m), max(m) FROM c3")[0])
    ]


def test_triggers_of_sqlite_that_look_up_rows_are_read(tmp_path: Path) -> None:
    url = sqlite(tmp_path / "looked_up.db", SQLITE)
    made = filled(url)

    assert {} == made.document.refused
    assert {100} == set(counted(url, made).values())


@pytest.mark.parametrize(
    ("code", "queries", "conditions"),
    [
        ("BEGIN IF odd(NEW.a) OR NEW.b > 3 THEN RAISE 'no'; END IF; RETURN NEW; END", (), ('NOT (("a" % 2 = 1) OR "b" > 3)',)),
        ("BEGIN IF other(NEW.a) THEN RAISE 'no'; END IF; IF NEW.b < 1 THEN RAISE 'few'; END IF; RETURN NEW; END",
         (), ('NOT (other("a"))', 'NOT ("b" < 1)')),
        ("DECLARE n int := 5; BEGIN n := n + 1; IF NEW.a > n THEN RAISE NOTICE 'x'; ELSE RAISE 'y'; END IF; RETURN NEW; END",
         (), ('"a" > (5 + 1)',)),
        ("BEGIN IF TG_OP = 'UPDATE' THEN RAISE 'never'; END IF; RETURN NEW; END", (), ()),
        ("BEGIN FOR i IN 1..3 LOOP RAISE 'no'; END LOOP; RETURN NEW; END", None, None),
        ("BEGIN IF NEW.a THEN RAISE 'no'; END IF; EXCEPTION WHEN OTHERS THEN RETURN NEW; END", None, None),
    ],
)  # fmt: skip
def test_code_becomes_a_condition(
    code: str, queries: tuple[str, ...] | None, conditions: tuple[str, ...] | None
) -> None:
    reader = Reader("postgres", {"odd": Routine(("n",), "SELECT n % 2 = 1", sql=True)})
    node = reader.trigger(code)

    assert (queries, conditions) == ((None, None) if node is None else told(node, "postgres"))


def test_code_that_branches_without_end_is_let_be() -> None:
    code = "BEGIN " + "IF NEW.a = 1 THEN NEW.b := 1; END IF; " * 40 + "RETURN NEW; END"

    assert Reader("postgres", {}).trigger(code) is None


def test_a_key_that_can_have_no_condition_refers_to_any_row(postgresql: str) -> None:
    """One that is unique; the database says whether all rows pass, as all of these do."""
    script = """
        CREATE TABLE people (id int PRIMARY KEY, age int NOT NULL CHECK (age >= 0));
        CREATE FUNCTION adult(p int) RETURNS boolean LANGUAGE sql AS $$ SELECT age >= 18 FROM people WHERE id = p $$;
        CREATE TABLE licences (id int PRIMARY KEY, person_id int NOT NULL UNIQUE REFERENCES people CHECK (adult(person_id)));
        CREATE TABLE pairs (a int REFERENCES people, b int REFERENCES people CHECK (adult(b)), PRIMARY KEY (a, b));
    """
    filled_whole(postgresql, script)

    assert {100} == set(audit.tables(postgresql).values())


def conditions(code: str, dialect: str = "mysql", **routines: Routine) -> list[str]:
    """What the code of a trigger demands of the new row alone."""
    node = Reader(dialect, routines).trigger(code, skips=True)
    return [] if node is None else [*told(node, dialect)[1]]


@pytest.mark.parametrize(
    "code",
    [
        "BEGIN DECLARE i INT DEFAULT 0; l: WHILE i < 900 DO SET i = i + 1; END WHILE l; IF NEW.n > i THEN SIGNAL SQLSTATE '45000'; END IF; END",
        "p: BEGIN IF NEW.n < 500 THEN LEAVE p; END IF; SIGNAL SQLSTATE '45000'; END",
        "BEGIN DECLARE hi INT DEFAULT 0; DECLARE c CURSOR FOR SELECT 9; OPEN c; FETCH c INTO hi; IF NEW.n > hi THEN SIGNAL SQLSTATE '45000'; "
        "END IF; END",
        "BEGIN DECLARE hi INT DEFAULT 0; CALL top(hi); IF NEW.n > hi THEN SIGNAL SQLSTATE '45000'; END IF; END",
    ],
)
def test_what_is_not_followed_bounds_nothing(code: str) -> None:
    top = Routine(("a",), "BEGIN SET a = 1000; END")

    assert [] == conditions(code, top=top)


def test_variables_of_a_statement_that_sets_several_are_all_known() -> None:
    code = "BEGIN DECLARE a, b INT DEFAULT 5; SET a = 1, b = 700; IF NEW.n > b THEN SIGNAL SQLSTATE '45000'; END IF; END"

    assert ["NOT (`n` > 700)"] == conditions(code)


def test_what_is_returned_into_a_variable_is_not_known() -> None:
    code = "DECLARE v int := 0; BEGIN INSERT INTO s VALUES (1) RETURNING n INTO v; IF NEW.n > v THEN RAISE EXCEPTION 'no'; END IF; RETURN NEW; END"

    assert [] == conditions(code, "postgres")


def test_a_row_for_which_a_trigger_returns_null_is_left_out() -> None:
    code = "BEGIN IF NEW.n > 100 THEN RETURN NULL; END IF; RETURN NEW; END"

    assert ['NOT ("n" > 100)'] == conditions(code, "postgres")


def test_a_function_of_numbers_is_a_case() -> None:
    top = Routine(("a",), "BEGIN IF a > 5 THEN RETURN 3000; END IF; RETURN 2000; END")
    made = Reader("postgres", {"top": top}).check("n <= top(a)", ["n", "a"])

    assert 'NEW."n" <= (CASE WHEN NEW."a" > 5 THEN 3000 ELSE 2000 END)' == made.sql("postgres")


def test_a_look_up_beside_another_condition_is_not_all_that_is_asked(postgresql: str) -> None:
    """Each way of an OR asks the row and its parent: what is not told of both is said to be not understood."""
    script = """
        CREATE TABLE roles (id int PRIMARY KEY, kind text NOT NULL CHECK (kind IN ('user', 'admin')));
        CREATE FUNCTION kind_of(p int) RETURNS text LANGUAGE sql AS $$ SELECT kind FROM roles WHERE id = p $$;
        CREATE TABLE t (id int PRIMARY KEY, role_id int NOT NULL REFERENCES roles, x int NOT NULL,
            CHECK (x > 50 AND kind_of(role_id) = 'user' OR x < -50 AND kind_of(role_id) = 'admin'));
    """
    databases.postgresql(postgresql, script)
    made = inspect(database(postgresql), 10)

    assert "where" not in made.document.tables["t"]["columns"]["role_id"]


@pytest.mark.parametrize("seed", range(4))
def test_a_probe_whose_few_parents_are_not_as_wanted_takes_more(tmp_path: Path, seed: int) -> None:
    script = """
        CREATE TABLE p (id INTEGER PRIMARY KEY, status TEXT NOT NULL CHECK (status IN ('open', 'closed', 'cancelled')),
            active INTEGER NOT NULL CHECK (active IN (0, 1)));
        CREATE TABLE c (id INTEGER PRIMARY KEY, p_id INTEGER NOT NULL REFERENCES p (id));
        CREATE TRIGGER tr BEFORE INSERT ON c BEGIN SELECT CASE
            WHEN (SELECT status FROM p WHERE id = NEW.p_id) = 'closed' THEN RAISE(ABORT, 'closed')
            WHEN (SELECT active FROM p WHERE id = NEW.p_id) = 0 THEN RAISE(ABORT, 'inactive') END; END;
    """
    url = sqlite(tmp_path / "shop.db", script)
    made = inspect(database(url), 100)
    probe(made, url, Overrides(seed))

    assert {"p", "c"} == made.document.tables.keys()
    assert {"p": 0, "c": 0} == counted(url, made)


def test_a_value_of_several_words_is_one_value() -> None:
    kinds = (("kind", "black and white", ""),)
    conditions = ("\"kind\" = 'black and white'",)

    assert Lookup("p", "films", "id", conditions, kinds).is_one_value
    assert not Lookup("p", "films", "id", (*conditions, '"year" > 1950'), kinds).is_one_value
