"""CREATE TABLE in each dialect: types, keys, and what may be null."""

import pytest

from mockcraft.core.kinds import KINDS
from mockcraft.core.plan import Link
from mockcraft.formats.ddl import create_table, foreign_key
from mockcraft.formats.dialects import DIALECTS, Dialect
from plans import tables

SHOP = """
parent:
  count: 2
  columns:
    code: {values: [Ca, CA], primary_key: true}
    name: word
    token: {regex: '[a-z]{9}', type: bytes}
child:
  count: 2
  columns:
    id: {generator: sequence, primary_key: true, type: int32}
    parent: {ref: parent.code, nulls: 0.5}
    at: {generator: datetime, type: timestamptz}
    of_parent: {expr: parent.name}
    friend: {ref: parent.name}
"""


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_dialect_has_a_word_for_every_type(kind: str, dialect: Dialect) -> None:
    assert dialect.type_of(kind)


def test_text_that_is_a_key_differs_in_case_in_mysql_and_so_do_references_to_it() -> None:
    plan = tables(SHOP)
    collation = "varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
    parent, child = (create_table(plan, each, DIALECTS["mysql"]) for each in plan.tables)

    assert f"`code` {collation} NOT NULL,\n" in parent
    assert "`name` longtext NOT NULL,\n" in parent
    assert "`token` longblob NOT NULL" in parent
    assert f"`parent` {collation},\n" in child
    assert "`friend` longtext NOT NULL,\n" in child


def test_columns_say_their_types_and_what_may_be_null() -> None:
    plan = tables(SHOP)

    assert (
        'CREATE TABLE "child" (\n'
        '  "id" integer NOT NULL,\n'
        '  "parent" text,\n'
        '  "at" timestamp with time zone NOT NULL,\n'
        '  "of_parent" text,\n'
        '  "friend" text NOT NULL,\n'
        '  PRIMARY KEY ("id"),\n'
        '  FOREIGN KEY ("parent") REFERENCES "parent" ("code")\n'
        ")"
    ) == create_table(plan, plan.table("child"), DIALECTS["postgresql"])


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (("a",), "FOREIGN KEY (`a`) REFERENCES `p``q` (`x`)"),
        (("a", "b"), "FOREIGN KEY (`a`, `b`) REFERENCES `p``q` (`x`, `y`)"),
    ],
)
def test_a_foreign_key_may_have_several_columns(columns: tuple[str, ...], expected: str) -> None:
    link = Link("a", "p`q", columns, ("x", "y")[: len(columns)], 0)

    assert expected == foreign_key(link, DIALECTS["mysql"])


def test_tables_of_mysql_say_their_engine_and_character_set_whatever_the_servers_are() -> None:
    plan = tables(SHOP)
    made = create_table(plan, plan.tables[0], DIALECTS["mysql"], mark="of a plan")

    assert made.endswith("\n) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='of a plan'")
    assert "ENGINE" not in create_table(plan, plan.tables[0], DIALECTS["postgresql"])
