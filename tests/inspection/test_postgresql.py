"""PostgreSQL databases that exist, filled without a rule: the server checks every constraint itself."""

from pathlib import Path

import pytest

from inspection.databases import counted, filled, rows
from inspection.databases import postgresql as make
from mockcraft.errors import MockcraftError
from mockcraft.inspection.reading import inspect
from mockcraft.inspection.source import database

SCHEMAS = Path(__file__).parents[1] / "schemas"

KINDS = """
    CREATE DOMAIN age AS int CHECK (VALUE >= 18 AND VALUE < 100);
    CREATE DOMAIN adult AS age CHECK (VALUE < 30);
    CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
    CREATE TYPE pair AS (a int, b text);
    CREATE TABLE kinds (
        id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, age adult NOT NULL CHECK (age > 20), mood mood NOT NULL, moods mood[],
        code char(3) NOT NULL, tiny varchar(1), price numeric(4,2) NOT NULL, hundreds numeric(3,-2), ratio real,
        flag bool, day date, at timestamptz NOT NULL, clock time, span interval, raw bytea, doc jsonb NOT NULL,
        tags text[] NOT NULL, host inet, net cidr, mac macaddr, during tstzrange NOT NULL, ints int4range[],
        spot point, shape polygon, bits bit(5) NOT NULL, more varbit(4), words tsvector, two pair, key uuid,
        twice int GENERATED ALWAYS AS (id * 2) STORED, money money, note text DEFAULT 'none' NOT NULL, xml xml
    );
"""
CHECKS = """
    CREATE TABLE checks (
        id serial PRIMARY KEY,
        status text NOT NULL CHECK (status = ANY (ARRAY['draft', 'sent', 'paid'])),
        paid_at timestamptz, sent_at timestamptz,
        amount numeric(10,2) NOT NULL CHECK (amount > 0 AND amount <= 5),
        discount numeric(10,2) CHECK (discount >= 0 AND discount < amount),
        email text NOT NULL CHECK (email ~ '^[a-z]+@[a-z]+\\.[a-z]{2,3}$'),
        code varchar(8) CHECK (length(code) = 8 AND upper(code) = code),
        low int NOT NULL, high int NOT NULL CHECK (high > low),
        starts date NOT NULL, ends date NOT NULL, CHECK (starts <= ends),
        user_id int, team_id int, CHECK (num_nonnulls(user_id, team_id) = 1),
        kind int NOT NULL, parent int,
        CHECK ((kind = 1 AND parent IS NULL) OR (kind = 2 AND parent > 10)),
        payload jsonb NOT NULL CHECK (jsonb_typeof(payload) = 'array'),
        odd int NOT NULL CHECK (odd % 2 = 1),
        slug text NOT NULL CHECK (slug = lower(slug) AND slug <> ''),
        links text[] CHECK (cardinality(links) BETWEEN 1 AND 2),
        CHECK ((status = 'paid') = (paid_at IS NOT NULL))
    );
"""
KEYS = """
    CREATE SCHEMA sales;
    CREATE TABLE tenants (id uuid PRIMARY KEY, name text NOT NULL UNIQUE);
    CREATE TABLE users (
        tenant_id uuid NOT NULL REFERENCES tenants, id int, manager_id int, email text NOT NULL, deleted_at timestamp,
        PRIMARY KEY (tenant_id, id), FOREIGN KEY (tenant_id, manager_id) REFERENCES users);
    CREATE UNIQUE INDEX ON users (lower(email)) WHERE deleted_at IS NULL;
    CREATE TABLE sales."order" (
        id bigint PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES tenants, user_id int NOT NULL,
        FOREIGN KEY (tenant_id, user_id) REFERENCES users);
    CREATE TABLE sales.details (order_id bigint PRIMARY KEY REFERENCES sales."order", note text);
    CREATE TABLE tags (id serial PRIMARY KEY, parent_id int REFERENCES tags, name text NOT NULL, UNIQUE (parent_id, name));
    CREATE TABLE order_tags (
        order_id bigint REFERENCES sales."order" ON DELETE CASCADE, tag_id int REFERENCES tags, PRIMARY KEY (order_id, tag_id));
    CREATE TABLE hens (id int PRIMARY KEY, egg_id int);
    CREATE TABLE eggs (id int PRIMARY KEY, hen_id int NOT NULL REFERENCES hens);
    ALTER TABLE hens ADD FOREIGN KEY (egg_id) REFERENCES eggs;
    CREATE TABLE heads (id int PRIMARY KEY, tail_id int NOT NULL);
    CREATE TABLE tails (id int PRIMARY KEY, head_id int NOT NULL REFERENCES heads);
    ALTER TABLE heads ADD FOREIGN KEY (tail_id) REFERENCES tails DEFERRABLE;
    CREATE TABLE logs (message text, level smallint);
    CREATE TABLE days (at date NOT NULL, n int) PARTITION BY RANGE (at);
    CREATE TABLE days_1 PARTITION OF days FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
    CREATE TABLE days_2 PARTITION OF days FOR VALUES FROM ('2024-02-01') TO ('2024-03-01');
    CREATE TABLE areas (code text NOT NULL) PARTITION BY LIST (code);
    CREATE TABLE areas_1 PARTITION OF areas FOR VALUES IN ('north', 'south');
"""


def test_every_kind_of_column_has_values(postgresql: str) -> None:
    make(postgresql, KINDS)
    made = filled(postgresql)

    assert {"kinds": 100} == counted(postgresql, made)
    assert {} == made.document.refused
    ((moods, ages),) = rows(
        postgresql,
        "SELECT count(DISTINCT mood), int4range(min(age), max(age)) <@ '[21,30)' FROM kinds",
    )
    assert (3, True) == (moods, ages)


def test_every_check_is_met(postgresql: str) -> None:
    make(postgresql, CHECKS)
    made = filled(postgresql)

    assert {"checks": 100} == counted(postgresql, made)
    assert {} == made.document.refused


def test_rows_meet_checks_in_all_of_their_ways(postgresql: str) -> None:
    script = """
        CREATE TYPE state AS ENUM ('open', 'paid', 'void');
        CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE teams (id uuid PRIMARY KEY);
        CREATE TABLE hooks (
            id int PRIMARY KEY, user_id int REFERENCES users, team_id uuid REFERENCES teams,
            CHECK (num_nonnulls(user_id, team_id) = 1), kind text NOT NULL, url text, "the body" text,
            CHECK ((kind = 'hook' AND url IS NOT NULL AND "the body" IS NULL)
                OR (kind = 'mail' AND "the body" IS NOT NULL AND url IS NULL)));
        CREATE TABLE bills (
            id int PRIMARY KEY, state state NOT NULL, paid_at timestamptz, reason text,
            CHECK (state <> 'paid' OR paid_at IS NOT NULL), CHECK ((state = 'void') = (reason IS NOT NULL)));
    """
    make(postgresql, script)

    assert {} == filled(postgresql).document.refused
    assert [("hook", True, True, True), ("mail", True, True, True)] == rows(
        postgresql,
        "SELECT kind, count(user_id) > 5, count(team_id) > 5, count(*) > 20 FROM hooks GROUP BY 1 ORDER BY 1",
    )
    assert [("open",), ("paid",), ("void",)] == rows(
        postgresql, "SELECT DISTINCT state::text FROM bills ORDER BY 1"
    )


def test_every_key_is_met(postgresql: str) -> None:
    make(postgresql, KEYS)
    made = filled(postgresql)
    tables = counted(postgresql, made)

    assert {} == made.document.refused
    assert {100} == set(tables.values())
    assert 13 == len(tables)


def test_pagila_is_filled_whole(postgresql: str) -> None:
    make(postgresql, (SCHEMAS / "pagila.sql").read_text())
    made = filled(postgresql)

    assert {} == made.document.refused
    assert {100} == set(counted(postgresql, made).values())
    assert 15 == len(made.document.tables)
    film, payment, rental = (
        made.document.tables[name]["columns"] for name in ("film", "payment", "rental")
    )
    assert "rental_date" == rental["return_date"]["after"]
    assert "rental_date + interval '30 days'" == rental["return_date"]["before"]
    assert {"generator": "number", "min": 60, "max": 200, "nulls": 0.1} == film["length"]
    assert {"generator": "number", "min": 1, "max": 30} == film["rental_duration"]
    assert {"generator": "price", "min": 1, "max": 10} == film["rental_rate"]
    assert {"generator": "sequence", "primary_key": True} == payment["payment_id"]

    tables = inspect(database(postgresql), kept=False, profiled=True).document.tables
    ((least, most, share),) = rows(
        postgresql, "SELECT min(length), max(length), 1 - count(length) / 100.0 FROM film"
    )
    per = {name: each["count"]["per"] for name, each in tables.items() if each["count"] != 100}
    assert ("film", "language") == (per["film_actor"], per["film"])
    assert {"generator": "number", "min": least, "max": most, "nulls": float(share)} == tables[
        "film"
    ]["columns"]["length"]


def test_a_table_that_cannot_be_filled_costs_others_nothing(postgresql: str) -> None:
    script = """
        CREATE TABLE good (id int PRIMARY KEY);
        CREATE TABLE cut (at date PRIMARY KEY) PARTITION BY RANGE (at);
        CREATE TABLE a (id int PRIMARY KEY, b_id int NOT NULL);
        CREATE TABLE b (id int PRIMARY KEY, a_id int NOT NULL REFERENCES a);
        ALTER TABLE a ADD FOREIGN KEY (b_id) REFERENCES b;
        CREATE TABLE c (id int PRIMARY KEY, at date NOT NULL REFERENCES cut);
        CREATE TABLE d (id int PRIMARY KEY, c_id int NOT NULL REFERENCES c);
        CREATE TABLE e (id int PRIMARY KEY, at date REFERENCES cut);
    """
    make(postgresql, script)
    made = filled(postgresql)

    assert {"good": 100, "a": 100, "b": 100, "e": 100} == counted(postgresql, made)
    assert {"cut", "c", "d"} == set(made.document.refused)
    assert "has no partition" in made.document.refused["cut"]
    assert "is not filled" in made.document.refused["c"] + made.document.refused["d"]


def test_rows_that_are_there_are_referred_to_and_stay(postgresql: str) -> None:
    script = """
        CREATE TABLE states (code text PRIMARY KEY);
        INSERT INTO states VALUES ('new'), ('old');
        CREATE TABLE things (id int PRIMARY KEY, state text NOT NULL REFERENCES states);
    """
    make(postgresql, script)
    made = filled(postgresql)

    assert {"things": 100} == counted(postgresql, made)
    assert {"states": 2} == made.document.kept
    assert [("new",), ("old",)] == rows(postgresql, "SELECT DISTINCT state FROM things ORDER BY 1")
    with pytest.raises(MockcraftError, match="all tables have rows"):
        inspect(database(postgresql))


def test_checks_that_no_generator_meets_leave_their_columns_empty(postgresql: str) -> None:
    script = """
        CREATE DOMAIN address AS text CHECK (VALUE ~ '^[a-z]+@[a-z]+$');
        CREATE TABLE hard (
            id int PRIMARY KEY, at timestamptz NOT NULL CHECK (at <= now()), later date CHECK (later > CURRENT_DATE),
            plain text CHECK (plain !~ '\\s' AND md5(plain) ~ '^0{12}'), addresses address[], span daterange CHECK (NOT isempty(span)),
            amount numeric(6,2) NOT NULL, rate int NOT NULL, total numeric(20,2) NOT NULL CHECK (total = amount * rate));
    """
    make(postgresql, script)
    made = filled(postgresql)

    assert ({"hard": 100}, {}) == (counted(postgresql, made), made.document.refused)
    assert [(0, 0)] == rows(postgresql, "SELECT count(plain), count(addresses) FROM hard")
    assert [(True,)] == rows(postgresql, "SELECT count(later) > 80 FROM hard")


def test_a_trigger_that_refuses_and_an_exclusion_cost_other_tables_nothing(postgresql: str) -> None:
    script = """
        CREATE TABLE never (id int PRIMARY KEY);
        CREATE FUNCTION never() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not today'; END $$;
        CREATE TRIGGER never BEFORE INSERT ON never FOR EACH ROW EXECUTE FUNCTION never();
        CREATE TABLE others (id int PRIMARY KEY, never_id int REFERENCES never);
        CREATE TABLE lines (a box, b int, EXCLUDE USING gist (a WITH &&));
        CREATE TABLE rooms (during tsrange NOT NULL, room int4range, EXCLUDE USING gist (room WITH =, during WITH &&));
    """
    make(postgresql, script)
    made = filled(postgresql)

    assert {"others": 100} == {n: c for n, c in counted(postgresql, made).items() if n == "others"}
    assert "not today" in made.document.refused["never"]
