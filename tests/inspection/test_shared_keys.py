"""Keys that share columns, in PostgreSQL databases that exist: filled without a rule, and audited."""

import pytest

from inspection import audit
from inspection.audit import filled_whole
from inspection.databases import filled, rows
from inspection.databases import postgresql as make

THROUGH_A_PARENT = """
    CREATE TABLE tenants (id uuid PRIMARY KEY);
    CREATE TABLE regions (tenant_id uuid NOT NULL REFERENCES tenants, id int NOT NULL, PRIMARY KEY (tenant_id, id));
    CREATE TABLE users (tenant_id uuid NOT NULL REFERENCES tenants, id int NOT NULL, region_id int NOT NULL,
        PRIMARY KEY (tenant_id, id), FOREIGN KEY (tenant_id, region_id) REFERENCES regions);
    CREATE TABLE docs (tenant_id uuid NOT NULL, id int NOT NULL, author_id int NOT NULL, region_id int NOT NULL,
        PRIMARY KEY (tenant_id, id), FOREIGN KEY (tenant_id, author_id) REFERENCES users,
        FOREIGN KEY (tenant_id, region_id) REFERENCES regions);
"""
WITHOUT_A_WAY = """
    CREATE TABLE accounts (id uuid PRIMARY KEY, name text);
    CREATE TABLE folders (account_id uuid NOT NULL REFERENCES accounts, id uuid NOT NULL, parent_id uuid,
        PRIMARY KEY (account_id, id), FOREIGN KEY (account_id, parent_id) REFERENCES folders);
    CREATE TABLE people (account_id uuid NOT NULL REFERENCES accounts, id uuid NOT NULL, email text NOT NULL,
        PRIMARY KEY (account_id, id), UNIQUE (account_id, email));
    CREATE TABLE notes (account_id uuid NOT NULL REFERENCES accounts, id uuid NOT NULL, folder_id uuid NOT NULL, author_id uuid NOT NULL, editor_id uuid,
        PRIMARY KEY (account_id, id), FOREIGN KEY (account_id, editor_id) REFERENCES people, FOREIGN KEY (account_id, folder_id) REFERENCES folders,
        FOREIGN KEY (account_id, author_id) REFERENCES people, UNIQUE (account_id, folder_id, author_id));
    CREATE TABLE shares (account_id uuid NOT NULL, note_id uuid NOT NULL, person_id uuid NOT NULL,
        PRIMARY KEY (account_id, note_id, person_id), FOREIGN KEY (account_id, note_id) REFERENCES notes,
        FOREIGN KEY (account_id, person_id) REFERENCES people);
    CREATE TABLE profiles (account_id uuid PRIMARY KEY REFERENCES accounts, owner_id uuid,
        FOREIGN KEY (account_id, owner_id) REFERENCES people);
"""
PARTED = """
    CREATE TABLE builds (id bigint NOT NULL, partition_id bigint NOT NULL, PRIMARY KEY (id, partition_id));
    CREATE TABLE jobs (id bigint NOT NULL, partition_id bigint NOT NULL, build_id bigint NOT NULL, prev_build_id bigint NOT NULL,
        PRIMARY KEY (id, partition_id), FOREIGN KEY (build_id, partition_id) REFERENCES builds,
        FOREIGN KEY (prev_build_id, partition_id) REFERENCES builds);
    CREATE TABLE logs (id bigint NOT NULL, partition_id bigint NOT NULL, job_id bigint NOT NULL, build_id bigint NOT NULL,
        PRIMARY KEY (id, partition_id), FOREIGN KEY (job_id, partition_id) REFERENCES jobs,
        FOREIGN KEY (build_id, partition_id) REFERENCES builds);
    CREATE TABLE left_parts (a int, b int, c int, PRIMARY KEY (a, b, c));
    CREATE TABLE right_parts (a int, b int, d int, PRIMARY KEY (a, b, d));
    CREATE TABLE joints (a int NOT NULL, b int NOT NULL, c int NOT NULL, d int NOT NULL,
        FOREIGN KEY (a, b, c) REFERENCES left_parts, FOREIGN KEY (a, b, d) REFERENCES right_parts);
    CREATE TABLE measured (at date NOT NULL, id int NOT NULL, PRIMARY KEY (at, id)) PARTITION BY RANGE (at);
    CREATE TABLE measured_1 PARTITION OF measured FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
    CREATE TABLE measured_2 PARTITION OF measured FOR VALUES FROM ('2024-02-01') TO ('2024-03-01');
    CREATE TABLE readings (id int PRIMARY KEY, at date NOT NULL, of_id int NOT NULL, FOREIGN KEY (at, of_id) REFERENCES measured);
"""
SEVERAL_PARENTS = """
    CREATE TABLE p1 (id int PRIMARY KEY); CREATE TABLE p2 (id int PRIMARY KEY);
    CREATE TABLE both_numbers (id int PRIMARY KEY REFERENCES p1 REFERENCES p2);
    CREATE TABLE q1 (id uuid PRIMARY KEY); CREATE TABLE q2 (id uuid PRIMARY KEY);
    CREATE TABLE both_uuids (id uuid PRIMARY KEY REFERENCES q1 REFERENCES q2);
    CREATE TABLE t1 (code text PRIMARY KEY); CREATE TABLE t2 (code varchar(8) PRIMARY KEY);
    CREATE TABLE both_texts (id int PRIMARY KEY, code text NOT NULL REFERENCES t1 REFERENCES t2);
    CREATE TABLE r1 (id uuid PRIMARY KEY); CREATE TABLE r2 (id uuid PRIMARY KEY REFERENCES r1);
    CREATE TABLE r3 (id uuid PRIMARY KEY REFERENCES r1 REFERENCES r2);
    CREATE TABLE pairs (a int NOT NULL REFERENCES p1, b int NOT NULL REFERENCES p2, PRIMARY KEY (a, b));
    CREATE TABLE of_pairs (a int NOT NULL REFERENCES p1, b int NOT NULL REFERENCES p2, note text, FOREIGN KEY (a, b) REFERENCES pairs);
    CREATE TABLE three (a int NOT NULL REFERENCES p1, b int NOT NULL REFERENCES p1, c int NOT NULL REFERENCES p1,
        UNIQUE (a, b), UNIQUE (b, c), UNIQUE (a, c));
"""
TO_ITSELF = """
    CREATE TABLE trees (tenant int NOT NULL, id int NOT NULL, parent int NOT NULL, PRIMARY KEY (tenant, id),
        FOREIGN KEY (tenant, parent) REFERENCES trees (tenant, id));
    CREATE TABLE lists (tenant int NOT NULL, id int NOT NULL, parent int, PRIMARY KEY (tenant, id),
        FOREIGN KEY (tenant, parent) REFERENCES lists (tenant, id));
    CREATE TABLE odd (id int PRIMARY KEY, FOREIGN KEY (id) REFERENCES odd);
"""
KINDS = """
    CREATE TABLE things (id int PRIMARY KEY, kind text NOT NULL CHECK (kind IN ('a', 'b', 'c')), UNIQUE (id, kind));
    CREATE TABLE things_a (id int PRIMARY KEY, kind text NOT NULL DEFAULT 'a' CHECK (kind = 'a'),
        FOREIGN KEY (id, kind) REFERENCES things (id, kind));
    CREATE TABLE things_b (id int PRIMARY KEY, kind text GENERATED ALWAYS AS ('b') STORED,
        FOREIGN KEY (id, kind) REFERENCES things (id, kind));
    CREATE TABLE late (id int PRIMARY KEY, thing_id int NOT NULL REFERENCES things CHECK (thing_id > 10),
        other_id int NOT NULL REFERENCES things, CHECK (thing_id <> other_id), CHECK (other_id NOT IN (1, 2, 3)));
"""


@pytest.mark.parametrize("script", [THROUGH_A_PARENT, PARTED, SEVERAL_PARENTS, TO_ITSELF])
def test_all_rows_are_made_and_every_key_holds(postgresql: str, script: str) -> None:
    filled_whole(postgresql, script)

    assert {100} == set(audit.tables(postgresql).values())


def test_a_key_is_met_by_the_row_that_another_one_refers_to(postgresql: str) -> None:
    docs = filled_whole(postgresql, THROUGH_A_PARENT).document.tables["docs"]["columns"]

    assert {"expr": '"tenant_id"."region_id"'} == docs["region_id"]


def test_keys_that_agree_in_no_other_way_refer_to_rows_of_the_same_tenant(postgresql: str) -> None:
    filled_whole(postgresql, WITHOUT_A_WAY)

    several = "SELECT min(n) > 1 FROM ({}) AS t (n)".format(
        " UNION ALL ".join(
            f"SELECT count(DISTINCT account_id) FROM {name} WHERE {given} IS NOT NULL"
            for name, given in (
                ("folders", "parent_id"),
                ("notes", "editor_id"),
                ("shares", "note_id"),
            )
        )
    )
    assert {100} == set(audit.tables(postgresql).values())
    assert [(True,)] == rows(postgresql, several)


def test_few_rows_are_those_of_one_tenant(postgresql: str) -> None:
    make(postgresql, WITHOUT_A_WAY)

    made = filled(postgresql, 10)

    assert {} == made.document.refused
    assert {"ref": "accounts.id", "rows": 0} == made.document.tables["people"]["columns"][
        "account_id"
    ]


def test_rows_of_a_kind_are_referred_to_where_checks_want_it(postgresql: str) -> None:
    made = filled_whole(postgresql, KINDS)

    assert {"things": 100, "things_a": 50, "things_b": 50, "late": 100} == audit.tables(postgresql)
    assert {"ref": "things.id", "rows": "0..49", "primary_key": True} == made.document.tables[
        "things_a"
    ]["columns"]["id"]


CIRCLES = """
    CREATE TABLE staff (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, store_id int NOT NULL, name text NOT NULL,
        tags text[], twice int GENERATED ALWAYS AS (store_id * 2) STORED);
    CREATE TABLE store (id int PRIMARY KEY, manager_id int NOT NULL UNIQUE REFERENCES staff, city text NOT NULL);
    ALTER TABLE staff ADD FOREIGN KEY (store_id) REFERENCES store;
    CREATE TABLE a (id int PRIMARY KEY, c_id int NOT NULL, n numeric(5,2) CHECK (n > 3));
    CREATE TABLE b (id int PRIMARY KEY, a_id int NOT NULL REFERENCES a, doc jsonb NOT NULL);
    CREATE TABLE c (id int PRIMARY KEY, b_id int NOT NULL REFERENCES b);
    ALTER TABLE a ADD FOREIGN KEY (c_id) REFERENCES c;
    CREATE TABLE of_b (id int PRIMARY KEY, b_id int NOT NULL REFERENCES b);
    CREATE TABLE own (id int PRIMARY KEY, parent_id int NOT NULL REFERENCES own);
"""


def test_circles_of_keys_that_must_have_a_value_and_cannot_wait(postgresql: str) -> None:
    """Two circles, of two and of three tables, a table between them, and rows that refer to rows of their own table."""
    filled_whole(postgresql, CIRCLES)


NARROW = """
    CREATE TABLE statuses (name varchar(255) PRIMARY KEY, description varchar(255));
    CREATE TABLE states (name text PRIMARY KEY REFERENCES statuses);
    CREATE TABLE balancers (id int PRIMARY KEY, status varchar(16) NOT NULL REFERENCES states);
    CREATE TABLE kinds (id bigint PRIMARY KEY);
    CREATE TABLE parts (id int PRIMARY KEY, kind smallint NOT NULL REFERENCES kinds);
    CREATE TABLE sizes (name text PRIMARY KEY);
    INSERT INTO sizes VALUES ('much longer than its children hold');
    CREATE TABLE shirts (id int PRIMARY KEY, size varchar(4) NOT NULL REFERENCES sizes);
    CREATE TABLE buttons (id int PRIMARY KEY, shirt_id int NOT NULL REFERENCES shirts);
"""


def test_a_key_fits_the_columns_that_refer_to_it_and_what_none_fits_costs_no_other_table(
    postgresql: str,
) -> None:
    make(postgresql, NARROW)
    made = filled(postgresql)

    assert {"shirts", "buttons"} == made.document.refused.keys()
    assert [] == audit.faults(postgresql)
    wanted = {"statuses": 100, "states": 100, "balancers": 100, "kinds": 100, "parts": 100}
    assert wanted == {name: audit.tables(postgresql)[name] for name in wanted}
