"""`order_by`: rows stand in the order of a column, or the file says why they do not."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from mockcraft.seeder import SeedRequest, prepare

from .support import problems_of

TABLES = """tables:
  p:
    count: 30
    columns:
      id: {{generator: sequence, primary_key: true, start: -5, step: 3}}
      made: {{generator: timeline, start: 2025-01-01, every: 1 h, jitter: 50 min}}
      any: datetime
  t:
    count: {{per: p, max: 4}}
    {more}order_by: x
    columns:
      p_id: {{ref: p.id}}
      n: {{generator: sequence, start: 9, step: -1}}
      up: {{generator: timeline, start: 2025-01-31, every: 6 h, gaps: 0.3}}
      q_id: {{ref: p.id}}
      at: {{generator: timeline, per: p_id}}
      nested: {{fields: {{a: word, b: word}}}}
      x: {x}
"""


def schema(x: str, more: str = "") -> str:
    return TABLES.format(x=x, more=more)


@pytest.mark.parametrize(
    "x",
    [
        "{generator: sequence}",
        "{expr: p_id * 2 - 1}",
        "{expr: p_id / 4 + 0.5}",
        "{expr: p_id.made}",
        "{expr: \"cast(up + interval '3 days' as date)\"}",
        "{expr: \"date_trunc('week', p_id.made)\"}",
        "{expr: up, type: date}",
        "{value: 3}",
    ],
)  # fmt: skip
def test_rows_stand_in_the_order_of_a_column_that_is_proved_to_rise(x: str, tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(schema(x), encoding="utf-8")
    prepare(SeedRequest(str(path), output="parquet", folder=str(tmp_path))).run(batch_rows=7)
    file = pq.ParquetFile(tmp_path / "t.parquet")
    made = file.read()["x"].to_pylist()
    (sorting,) = file.metadata.row_group(0).sorting_columns

    assert made and sorted(made) == made
    assert "x" == file.metadata.schema.column(sorting.column_index).path


@pytest.mark.parametrize(
    ("x", "why"),
    [
        ("datetime", "'x' is drawn for each row by itself"),
        ("{generator: sequence, step: -1}", "'x' is counted down"),
        ("{generator: timeline, per: p_id}", "'x' begins anew with each parent"),
        ("{generator: sequence, nulls: 0.1}", "'x' can be null"),
        ("{generator: sequence, type: text}", "'x' is text"),
        ("{expr: at}", "'at' begins anew with each parent"),
        ("{expr: -p_id}", "nothing shows that 'negative' rises from row to row"),
        ("{expr: p_id * -2}", "nothing shows that '*' rises from row to row"),
        ("{expr: p_id - n}", "nothing shows that '-' rises from row to row"),
        ("{expr: q_id.id}", "rows are not counted per 'q_id'"),
        ("{expr: p_id.any}", "'any' is drawn for each row by itself"),
        ("{ref: p.id}", "rows are not counted per 'x'"),
        ("{expr: \"up + interval '1 month'\"}", "the end of a month is that of a shorter one, so months change the order"),
        ("{values: [1, 2]}", "nothing shows that 'x' rises from row to row"),
    ],
)  # fmt: skip
def test_a_column_that_may_fall_is_refused_with_the_reason(x: str, why: str) -> None:
    (problem,) = problems_of(schema(x))

    assert problem.startswith(f"10:15: rows of 't' do not stand in the order of 'x': {why} (")


def test_rows_by_hand_break_an_order() -> None:
    (given,) = problems_of(schema("{generator: sequence}", "rows: [{x: 99}]\n    "))

    assert "rows by hand set 'x'" in given


def test_a_name_that_is_no_column_is_told() -> None:
    text = schema("word").replace("order_by: x", "order_by: xy")
    wrong = schema("word").replace("order_by: x", "order_by: [x]")

    assert ["10:15: t has no column 'xy' (did you mean \"x\"?)"] == [
        each.replace("(known: p_id, n, up, q_id, at, nested, x)", '(did you mean "x"?)')
        for each in problems_of(text)
    ]
    assert ["10:15: order_by must be text, not a list"] == problems_of(wrong)


FILLED = """tables:
  early: {count: 2, columns: {id: {generator: sequence, primary_key: true}}}
  late: {count: 2, filled_after: MORE, columns: {early_id: {ref: early.id}}}
  other: {count: 2, columns: {n: {value: 1}}}
"""


def test_tables_are_filled_after_those_that_they_name_as_far_as_keys_let_them(
    tmp_path: Path,
) -> None:
    def order(text: str) -> list[str]:
        path = tmp_path / "s.yaml"
        path.write_text(text, encoding="utf-8")
        seeding = prepare(SeedRequest(str(path), output="csv", folder=str(tmp_path)))
        return [each.name for each in seeding.plan.tables]

    assert ["early", "late", "other"] == order(FILLED.replace("filled_after: MORE, ", ""))
    assert order(FILLED.replace("MORE", "other")).index("other") < 2
    circle = FILLED.replace("MORE", "other").replace(
        "early: {", "early: {filled_after: [late, other], "
    )
    assert ["other", "early", "late"] == order(circle)


def test_a_table_is_filled_after_others_that_there_are() -> None:
    assert problems_of(FILLED.replace("MORE", "[late, oter]")) == [
        "3:35: a table is not filled after itself (leave it out)",
        "3:41: there is no table 'oter' (did you mean \"other\"?)",
    ]
