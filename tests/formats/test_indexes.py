"""Which foreign keys get an index, and how it is called."""

from mockcraft.core.plan import Link, Table
from mockcraft.formats.dialects import DIALECTS
from mockcraft.formats.indexes import key_indexes
from plans import tables

POSTGRESQL = DIALECTS["postgresql"]


def child(*columns: str, name: str = "child", uniques: tuple[tuple[str, ...], ...] = ()) -> Table:
    """A table with a foreign key of these columns."""
    return Table(
        name, 1, (), (Link(columns[0], "p", columns, columns, 0, constraint=True),), uniques
    )


def test_an_index_is_called_by_its_table_and_columns() -> None:
    assert ['CREATE INDEX "child_a_b_idx" ON "child" ("a", "b")'] == key_indexes(
        POSTGRESQL, [child("a", "b")]
    )


def test_the_index_of_a_table_in_a_schema_is_in_that_schema() -> None:
    assert ['CREATE INDEX "leads_a_idx" ON "sales"."leads" ("a")'] == key_indexes(
        POSTGRESQL, [child("a", name="sales.leads")]
    )
    assert ['CREATE INDEX "sales.leads_a_idx" ON "sales.leads" ("a")'] == key_indexes(
        DIALECTS["sqlite"], [child("a", name="sales.leads")]
    )


def test_a_group_that_begins_with_the_columns_is_enough_in_any_order() -> None:
    assert [] == key_indexes(POSTGRESQL, [child("a", "b", uniques=(("b", "a", "c"),))])
    assert [] != key_indexes(POSTGRESQL, [child("a", "b", uniques=(("a", "c", "b"),))])


def test_the_index_of_a_longer_key_serves_a_shorter_one() -> None:
    links = [Link(c[0], "p", c, c, 0, constraint=True) for c in (("a",), ("b",), ("a", "b"))]
    table = Table("t", 1, (), tuple(links))

    assert [
        'CREATE INDEX "t_a_b_idx" ON "t" ("a", "b")',
        'CREATE INDEX "t_b_idx" ON "t" ("b")',
    ] == key_indexes(POSTGRESQL, [table])


def test_mysql_makes_its_own() -> None:
    assert [] == key_indexes(DIALECTS["mysql"], [child("a")])


def test_a_reference_that_is_no_foreign_key_gets_none() -> None:
    plan = tables("""
p:
  count: 3
  columns: {word: word}
c:
  count: 3
  columns: {word: {ref: p.word}}
""")

    assert [] == key_indexes(POSTGRESQL, plan.tables)


def name_of(statement: str) -> str:
    return statement.split('"')[1]


def test_long_names_are_cut_to_the_bytes_of_the_database_and_stay_apart() -> None:
    long = ["ü" * 31 + end for end in ("a", "b")]
    made = key_indexes(POSTGRESQL, [child("größe" * 8, name=each) for each in long])
    names = [name_of(each) for each in made]

    assert 2 == len(set(names))
    assert all(len(each.encode()) <= 63 and each.endswith("_idx") for each in names)
    assert made == key_indexes(POSTGRESQL, [child("größe" * 8, name=each) for each in long])


def test_a_name_that_is_taken_is_passed_over() -> None:
    (plain,) = key_indexes(POSTGRESQL, [child("a")])
    (second,) = key_indexes(POSTGRESQL, [child("a")], [name_of(plain).upper()])
    (third,) = key_indexes(POSTGRESQL, [child("a")], [name_of(plain), name_of(second)])

    assert 3 == len({plain, second, third})


def test_names_of_tables_and_of_other_indexes_are_taken() -> None:
    made = key_indexes(
        POSTGRESQL,
        [child("c", name="a_b"), child("b_c", name="a"), child("x", name="a_b_c_idx")],
    )
    names = [name_of(each) for each in made]

    assert 3 == len(set(names))
    assert "a_b_c_idx" not in names
