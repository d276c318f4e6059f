"""Which documents leave a column out is a pure decision of the row."""

import numpy as np
import pytest

from mockcraft.core.absent import absent_rows, leaves_out
from mockcraft.core.context import Context
from mockcraft.core.fills import Constant, Struct
from mockcraft.core.frame import Frame
from mockcraft.core.plan import Column, Plan, Table
from mockcraft.core.types import Type

CONTEXT = Context(0, "t", "en_US", 0)
TEXT = Type("text")


def column(absent: float, name: str = "a", nulls: float = 0.0) -> Column:
    fill = Constant("x", TEXT)
    return Column(name, TEXT, fill, 7, CONTEXT, nulls, absent=absent, absence=7)


@pytest.mark.parametrize("share", [0.001, 0.2, 0.5, 0.99])
def test_the_share_of_rows_is_the_one_asked_for(share: float) -> None:
    absent = absent_rows(column(share), np.arange(100_000, dtype=np.uint64))

    assert absent is not None
    assert share == pytest.approx(absent.mean(), abs=0.006)


def test_all_rows_and_none_are_shares_too() -> None:
    rows = np.arange(1000, dtype=np.uint64)
    absent = absent_rows(column(1.0), rows)

    assert absent is not None and absent.all()
    assert absent_rows(column(0.0), rows) is None


def test_a_row_is_decided_by_its_number_alone() -> None:
    rows = np.array([2**62 - 1, 5, 0, 5, 10**9, 17], np.uint64)
    alone = [absent_rows(column(0.5), rows[i : i + 1]) for i in range(len(rows))]
    together = absent_rows(column(0.5), rows)

    assert together is not None
    assert [bool(each[0]) for each in alone if each is not None] == together.tolist()


def test_whether_a_row_is_null_does_not_depend_on_whether_it_is_left_out() -> None:
    table = Table("t", 40_000, (column(0.5, nulls=0.5),))
    rows = np.arange(table.count, dtype=np.uint64)
    array = Frame(Plan(0, 0, (table,)), table, rows).array("a")
    absent = absent_rows(table.columns[0], rows)
    null = array.is_null().to_numpy(zero_copy_only=False)

    assert absent is not None
    assert null[absent].all()
    assert 0.5 == pytest.approx(null[~absent].mean(), abs=0.015)


def test_a_document_leaves_out_what_its_members_leave_out() -> None:
    def struct(*members: Column) -> Column:
        type_ = Type("struct", fields=tuple((each.name, each.type) for each in members))
        return Column("s", type_, Struct(members), 1, CONTEXT)

    assert not leaves_out(struct(column(0.0), struct(column(0.0))))
    assert leaves_out(struct(column(0.0), struct(column(0.1))))
