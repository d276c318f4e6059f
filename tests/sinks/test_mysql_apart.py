"""Tables of engines without transactions, which a run fills whole or leaves as they were."""

from typing import Any

import pytest

from mockcraft.core.plan import Plan
from mockcraft.database import engine_of
from mockcraft.engine import run
from mockcraft.errors import Leftover, MockcraftError
from mockcraft.sink import LoadOptions
from mockcraft.sinks.database import DatabaseSink
from plans import MakePlan
from sinks.relational import Mysql

PLAN = """
  people:
    count: 200
    columns:
      id: {generator: sequence, primary_key: true}
      name: firstname
      score: {values: ['0.1', '2.5'], type: float}
  pets:
    count: 200
    columns:
      id: {generator: sequence, primary_key: true}
      owner: {ref: people.id}
"""
PEOPLE = "CREATE TABLE people (id int PRIMARY KEY, name varchar(40) COLLATE utf8mb4_bin, score float) ENGINE=MyISAM"
PETS = "CREATE TABLE pets (id int, owner int NOT NULL {key}) ENGINE=MEMORY"
SMALL = "SET max_heap_table_size = 16384"  # so that the server itself ends the copy
WIDE = ", pad char(200) NOT NULL DEFAULT ''"


@pytest.fixture(params=["mariadb", "mysql"])
def database(request: pytest.FixtureRequest) -> Mysql:
    return Mysql(request.getfixturevalue(request.param))


def fill(plan: Plan, database: Mysql, existing: str = "refuse") -> None:
    sink = DatabaseSink(
        engine_of(database.url), database.url, LoadOptions(False, existing), batch_rows=100
    )
    run(plan, sink, batch_rows=40)


def refusal(plan: Plan, database: Mysql, existing: str = "refuse") -> MockcraftError:
    with pytest.raises(MockcraftError) as caught:
        fill(plan, database, existing)
    return caught.value


def people(database: Mysql) -> list[Any]:
    return database.query("SELECT id, name FROM people ORDER BY id")


def pets(database: Mysql) -> int:
    ((count,),) = database.query("SELECT count(*) FROM pets")
    return int(count)


def test_they_are_filled_beside_what_is_there(make_plan: MakePlan, database: Mysql) -> None:
    database.query(PEOPLE)
    database.query(PETS.format(key=""))
    database.query("INSERT INTO people VALUES (500, 'Ada', 0.1)")

    fill(make_plan(PLAN), database, "append")

    assert (500, "Ada") in people(database)
    assert 201 == len(people(database))
    assert 200 == pets(database)


def test_a_copy_that_the_server_ends_is_taken_back(make_plan: MakePlan, database: Mysql) -> None:
    database.query(PEOPLE)
    database.query(SMALL, PETS.format(key=f"{WIDE}, PRIMARY KEY (id)"))
    database.query("INSERT INTO people VALUES (500, 'Ada', 0.1)")

    error = refusal(make_plan(PLAN), database, "append")

    assert "table pets: " in str(error)
    assert not isinstance(error, Leftover)
    assert [(500, "Ada")] == people(database)
    assert 0 == pets(database)


def test_copies_without_a_key_are_told(make_plan: MakePlan, database: Mysql) -> None:
    database.query(PEOPLE)
    database.query(SMALL, PETS.format(key=WIDE))

    error = refusal(make_plan(PLAN), database)

    assert isinstance(error, Leftover)
    assert "rows of this run may be left in pets, stored by an engine without transactions" in str(
        error
    )
    assert [] == people(database)


def test_a_row_that_is_there_is_found_before_the_first_copy(
    make_plan: MakePlan, database: Mysql
) -> None:
    database.query(PEOPLE)
    database.query(PETS.format(key=", UNIQUE (owner)"))
    database.query("INSERT INTO pets VALUES (0, 7)")
    plan = make_plan(PLAN.replace("{ref: people.id}", "{values: [7]}").replace("200", "1"))

    assert "table pets: a row has the owner of one that is there, 7" in str(
        refusal(plan, database, "append")
    )
    assert [] == people(database)
    assert 1 == pets(database)


def test_what_cannot_be_taken_back_is_refused(make_plan: MakePlan, database: Mysql) -> None:
    plan = make_plan(PLAN)
    database.query(PEOPLE)
    database.query(PETS.format(key=""))
    database.query("INSERT INTO people VALUES (500, 'Ada', 0.1)")

    emptied = str(refusal(plan, database, "truncate"))
    database.query("CREATE TRIGGER t BEFORE INSERT ON people FOR EACH ROW SET NEW.score = 1")
    triggered = str(refusal(plan, database, "append"))

    assert "what is deleted there cannot be taken back" in emptied
    assert (
        "is stored by MyISAM, which has no transactions, and has the trigger t: what that does"
        in triggered
    )
    assert [(500, "Ada")] == people(database)
