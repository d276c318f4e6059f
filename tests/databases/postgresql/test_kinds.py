"""Tables of every kind that PostgreSQL has: each is filled, or is named before the first row."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

import servers
from mockcraft.engine import Progress
from plans import MakePlan

from .runs import PEOPLE, fill, query, refusal

NOTE = """
    CREATE TABLE log (id int);
    CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO log VALUES (new.id); RETURN new; END $$;
"""
PARTITIONED = """
    CREATE TABLE people (id int PRIMARY KEY, name text) PARTITION BY RANGE (id);
    CREATE TABLE few PARTITION OF people FOR VALUES FROM (0) TO (100);
    CREATE TABLE many PARTITION OF people FOR VALUES FROM (100) TO (1000) PARTITION BY HASH (id);
    CREATE TABLE odd PARTITION OF many FOR VALUES WITH (MODULUS 2, REMAINDER 0);
    CREATE TABLE even PARTITION OF many FOR VALUES WITH (MODULUS 2, REMAINDER 1);
"""
VIEW = """
    CREATE TABLE persons (id int PRIMARY KEY, name text);
    CREATE VIEW people AS SELECT * FROM persons;
    CREATE FUNCTION store() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN INSERT INTO persons VALUES (new.id, upper(new.name)); RETURN new; END $$;
    CREATE TRIGGER store INSTEAD OF INSERT ON people FOR EACH ROW EXECUTE FUNCTION store();
"""


def stop(progress: Progress) -> None:
    """Ends a run in its third transaction."""
    if progress.rows >= 240:
        raise KeyboardInterrupt


FILLED = {
    "partitions": (PARTITIONED, "SELECT count(*) FROM people WHERE tableoid <> 'few'::regclass", 201),
    "inheritance": (
        "CREATE TABLE people (id int, name text); CREATE TABLE pupils (grade int) INHERITS (people);"
        "INSERT INTO pupils VALUES (7, 'x', 3)",
        "SELECT count(*) FROM ONLY people", 300,
    ),
    "view": (VIEW, "SELECT count(*) FROM persons WHERE name = upper(name)", 300),
    "generated": (
        "CREATE TABLE people (id int PRIMARY KEY, name text, size int GENERATED ALWAYS AS (length(name)) STORED)",
        "SELECT count(*) FROM people WHERE size = length(name)", 300,
    ),
    "identity always": (
        "CREATE TABLE people (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text)",
        "SELECT max(id) FROM people", 300,
    ),
    "trigger that writes elsewhere": (
        "CREATE TABLE people (id int PRIMARY KEY, name text);" + NOTE +
        "CREATE TRIGGER note AFTER INSERT ON people FOR EACH ROW EXECUTE FUNCTION note()",
        "SELECT count(*) FROM log", 300,
    ),
    "trigger of a partition": (
        PARTITIONED + NOTE + "CREATE TRIGGER note AFTER INSERT ON few FOR EACH ROW EXECUTE FUNCTION note()",
        "SELECT count(*) FROM log", 99,
    ),
    "trigger that is off": (
        "CREATE TABLE people (id int PRIMARY KEY, name text);" + NOTE +
        "CREATE TRIGGER note AFTER INSERT ON people FOR EACH ROW EXECUTE FUNCTION note();"
        "ALTER TABLE people DISABLE TRIGGER note",
        "SELECT 300 - count(*) FROM log", 300,
    ),
    "unlogged": (
        "CREATE UNLOGGED TABLE people (id int PRIMARY KEY, name text)", "SELECT count(*) FROM people", 300,
    ),
    "domain": (
        "CREATE DOMAIN number AS int CHECK (value > 0); CREATE TABLE people (id number PRIMARY KEY, name text)",
        "SELECT count(*) FROM people", 300,
    ),
    "row security of the owner": (
        "CREATE TABLE people (id int PRIMARY KEY, name text); ALTER TABLE people ENABLE ROW LEVEL SECURITY",
        "SELECT count(*) FROM people", 300,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("tables", "counted", "rows"), FILLED.values(), ids=list(FILLED))
def test_it_is_filled_and_a_run_that_fails_leaves_it_as_it_was(
    make_plan: MakePlan, postgresql: str, tables: str, counted: str, rows: int
) -> None:
    query(postgresql, tables)
    before = query(postgresql, counted)
    with pytest.raises(KeyboardInterrupt):
        fill(make_plan(PEOPLE), postgresql, report=stop)
    assert before == query(postgresql, counted)

    fill(make_plan(PEOPLE), postgresql)
    assert [(rows,)] == query(postgresql, counted)


REFUSED = {
    "view": (
        "CREATE TABLE persons (id int, name text); CREATE VIEW people AS SELECT * FROM persons",
        "people is a view (name a table, or give it an INSTEAD OF INSERT trigger)",
    ),
    "materialized view": (
        "CREATE MATERIALIZED VIEW people AS SELECT 1 AS id, 'x' AS name",
        "people is a materialized view (name a table)",
    ),
    "sequence": ("CREATE SEQUENCE people", "people is a sequence (name a table)"),
    "no partition": (
        "CREATE TABLE people (id int, name text) PARTITION BY LIST (id)",
        "table people has no partition (make one, such as PARTITION OF … DEFAULT)",
    ),
    "rule": (
        "CREATE TABLE people (id int, name text); CREATE RULE quiet AS ON INSERT TO people DO INSTEAD NOTHING",
        "table people has the rule quiet on INSERT, which COPY passes over (drop it, or make it a trigger)",
    ),
    "generated column that the file names": (
        "CREATE TABLE people (id int, name text GENERATED ALWAYS AS ('x') STORED)",
        "column people.name is generated by the database (leave it out)",
    ),
    "domain that is not null": (
        "CREATE DOMAIN must AS date NOT NULL; CREATE TABLE people (id int, name text, born must)",
        "column people.born is NOT NULL and has no default (give it a generator)",
    ),
    "file": (
        "CREATE EXTENSION file_fdw; CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;"
        "CREATE FOREIGN TABLE people (id int, name text) SERVER files OPTIONS (filename '/etc/passwd')",
        "table people is a foreign table that takes no rows (fill the table that it stands for)",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("tables", "said"), REFUSED.values(), ids=list(REFUSED))
def test_it_is_named_before_the_first_row(
    make_plan: MakePlan, postgresql: str, tables: str, said: str
) -> None:
    query(postgresql, tables)
    seen: list[int] = []
    message = refusal(
        make_plan("  first: {count: 5, columns: {a: {value: 1}}}\n" + PEOPLE),
        postgresql,
        report=lambda progress: seen.append(progress.rows),
    )

    assert f"DB: {said}" == message
    assert [] == seen and [(None,)] == query(postgresql, "SELECT to_regclass('first')")


def test_a_row_that_no_partition_takes(make_plan: MakePlan, postgresql: str) -> None:
    query(postgresql, PARTITIONED.replace("(1000)", "(250)"))
    message = refusal(make_plan(PEOPLE), postgresql)

    assert (
        'DB: table people, row 249: no partition of relation "people" found for row: Partition key of the '
        "failing row contains (id) = (250) (make a partition for it, or a DEFAULT one)"
    ) == message
    assert [(0,)] == query(postgresql, "SELECT count(*) FROM people")


def test_a_row_that_a_domain_does_not_take(make_plan: MakePlan, postgresql: str) -> None:
    query(
        postgresql,
        "CREATE DOMAIN low AS int CHECK (value < 250); CREATE TABLE people (id low, name text)",
    )
    message = refusal(make_plan(PEOPLE), postgresql)

    assert "DB: table people, row 249, column id: value for domain low violates check" in message
    assert [(0,)] == query(postgresql, "SELECT count(*) FROM people")


def test_rows_that_inherit_are_not_those_of_the_table(make_plan: MakePlan, postgresql: str) -> None:
    query(
        postgresql,
        """CREATE TABLE people (id serial PRIMARY KEY, name text);
           CREATE TABLE pupils (grade int) INHERITS (people);
           INSERT INTO pupils VALUES (7000, 'x', 3)""",
    )
    plan = make_plan(PEOPLE)
    fill(plan, postgresql)
    fill(plan, postgresql, "truncate")

    assert [(300,)] == query(postgresql, "SELECT count(*) FROM ONLY people")
    assert [(7000, "x", 3)] == query(postgresql, "SELECT * FROM pupils")
    assert [(7001,)] == query(postgresql, "INSERT INTO people (name) VALUES ('y') RETURNING id")


def test_partitions_are_emptied_with_their_table(make_plan: MakePlan, postgresql: str) -> None:
    query(postgresql, PARTITIONED)
    fill(make_plan(PEOPLE), postgresql)
    assert "DB: table people has 300 rows already" in refusal(make_plan(PEOPLE), postgresql)
    fill(make_plan(PEOPLE.replace("300", "20")), postgresql, "truncate")

    assert [(20,)] == query(postgresql, "SELECT count(*) FROM people")


def test_a_view_is_not_emptied(make_plan: MakePlan, postgresql: str) -> None:
    query(postgresql, VIEW)
    fill(make_plan(PEOPLE), postgresql)

    assert "DB: people is a view, which cannot be emptied (empty the tables behind it)" == refusal(
        make_plan(PEOPLE), postgresql, existing="truncate"
    )
    assert [(300,)] == query(postgresql, "SELECT count(*) FROM people")


def test_a_table_of_another_server_takes_rows_and_gives_them_back(
    make_plan: MakePlan, postgresql: str
) -> None:
    parts = urlsplit(postgresql)
    query(
        postgresql,
        f"""CREATE EXTENSION postgres_fdw;
            CREATE SERVER loop FOREIGN DATA WRAPPER postgres_fdw
                OPTIONS (host '{parts.hostname}', port '{parts.port}', dbname '{parts.path[1:]}');
            CREATE USER MAPPING FOR CURRENT_USER SERVER loop
                OPTIONS (user '{parts.username}', password '{parts.password}');
            CREATE TABLE persons (id int PRIMARY KEY, name text);
            CREATE TABLE people (id int, name text) PARTITION BY RANGE (id);
            CREATE TABLE few PARTITION OF people FOR VALUES FROM (0) TO (100);
            CREATE FOREIGN TABLE many PARTITION OF people FOR VALUES FROM (100) TO (1000)
                SERVER loop OPTIONS (table_name 'persons')""",
    )
    with pytest.raises(KeyboardInterrupt):
        fill(make_plan(PEOPLE), postgresql, report=stop)
    assert [(0, 0)] == query(
        postgresql, "SELECT (SELECT count(*) FROM few), (SELECT count(*) FROM persons)"
    )

    fill(make_plan(PEOPLE), postgresql)
    assert [(99, 201)] == query(
        postgresql, "SELECT (SELECT count(*) FROM few), (SELECT count(*) FROM persons)"
    )


# ---------------------------------------------------------------------- what a user may not do


@pytest.fixture
def clerk(postgresql: str, postgresql_server: servers.PostgreSQL) -> Iterator[str]:
    """URI of the database for a user who owns nothing in it."""
    postgresql_server.execute("CREATE ROLE stranger LOGIN PASSWORD 'pen'")
    parts = urlsplit(postgresql)
    yield parts._replace(netloc=f"stranger:pen@{parts.hostname}:{parts.port}").geturl()
    query(postgresql, "DROP OWNED BY stranger")
    postgresql_server.execute("DROP ROLE stranger")


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        (
            "CREATE SCHEMA sales; CREATE TABLE sales.people (id int, name text); "
            "GRANT ALL ON sales.people TO stranger",
            "DB: permission denied for schema sales (ask the owner for the privilege)",
        ),
        (
            "CREATE SCHEMA sales; GRANT USAGE ON SCHEMA sales TO stranger; "
            "CREATE TABLE sales.people (id serial, name text); GRANT SELECT, INSERT ON sales.people TO stranger; "
            "GRANT USAGE ON SEQUENCE sales.people_id_seq TO stranger",
            "DB: permission denied to move the sequence sales.people_id_seq on behind the rows of sales.people.id "
            "(GRANT SELECT, UPDATE ON SEQUENCE sales.people_id_seq)",
        ),
        (
            "CREATE SCHEMA sales; GRANT USAGE ON SCHEMA sales TO stranger; CREATE SEQUENCE numbers; "
            "CREATE TABLE sales.people (id int DEFAULT nextval('numbers'), name text); "
            "GRANT SELECT, INSERT ON sales.people TO stranger",
            "DB: permission denied to move the sequence numbers on behind the rows of sales.people.id "
            "(GRANT SELECT, UPDATE ON SEQUENCE numbers)",
        ),
    ],
)
def test_a_user_who_may_not_is_told_before_the_first_row(
    make_plan: MakePlan, postgresql: str, clerk: str, tables: str, said: str
) -> None:
    query(postgresql, tables)
    plan = make_plan(PEOPLE.replace("people", "sales.people"))

    assert said == refusal(plan, clerk)
    assert [(0,)] == query(postgresql, "SELECT count(*) FROM sales.people")


def test_a_user_who_may_fills_a_table_and_moves_its_sequence(
    make_plan: MakePlan, postgresql: str, clerk: str
) -> None:
    query(
        postgresql,
        """CREATE TABLE people (id serial, name text); GRANT SELECT, INSERT ON people TO stranger;
           GRANT SELECT, UPDATE ON SEQUENCE people_id_seq TO stranger""",
    )
    fill(make_plan(PEOPLE), clerk)

    assert [(301,)] == query(postgresql, "INSERT INTO people (name) VALUES ('x') RETURNING id")
