"""The examples of the functions' page, computed by DuckDB: expressions have SQL's meaning."""

import math
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from mockcraft.core.expression import evaluate
from mockcraft.core.expressions.functions import FUNCTIONS
from mockcraft.schema.expressions import parse

NO_COLUMNS: dict[str, Any] = {}
# What DuckDB writes in another way.
WRITTEN = {
    "div(-7, 2)": "trunc(-7 / 2)::int",
    "initcap('o''neil SMITH')": "'O''Neil Smith'",
    "slug('Crème brûlée, 2 €')": "trim(regexp_replace(lower(strip_accents('Crème brûlée, 2 €')), '[^a-z0-9]+', '-', 'g'), '-')",
    "unaccent('Crème brûlée')": "strip_accents('Crème brûlée')",
    "add_weekdays(date '2026-01-30', 1)": "date '2026-02-02'",
    "to_char(timestamp '2026-01-31 15:04:05', 'Dy DD.MM.YYYY HH24:MI')": "strftime(timestamp '2026-01-31 15:04:05', '%a %d.%m.%Y %H:%M')",
    "weekdays(date '2026-01-26', date '2026-02-02')": "(select count(*) from range(date '2026-01-26', date '2026-02-02', interval 1 day) t(d) where isodow(d) < 6)",
}


@pytest.mark.parametrize("example", [each.example for each in FUNCTIONS.values()])
def test_duckdb_gives_what_the_example_says(example: str) -> None:
    (ours,) = evaluate(parse(example), NO_COLUMNS.__getitem__, 1).to_pylist()
    found: Any = duckdb.sql(f"select {WRITTEN.get(example, example)}")
    ((theirs,),) = found.fetchall()

    if isinstance(ours, float) or isinstance(theirs, float):
        assert math.isclose(ours, theirs, rel_tol=1e-15)
    else:
        assert str(theirs).removesuffix(" 00:00:00") == str(ours)


DAYS = (
    np.arange(1, 1_500) * 2_654_435_761 % 100_000 - 30_000
)  # of the years 1887 to 2161, any order
MOMENTS = {
    "a": pa.array(DAYS.astype(np.int32)).view(pa.date32()),
    "b": pa.array(np.roll(DAYS, 1).astype(np.int32)).view(pa.date32()),
    "at": pa.array(DAYS * 86_400 + np.arange(1, 1_500) * 977 % 86_400).view(pa.timestamp("s")),
    "n": pa.array(DAYS % 41 - 20),
}
LINES = """
extract(week from a) | week(a)
extract(isodow from a) | isodow(a)
extract(isoyear from a) | isoyear(a)
extract(year from age(greatest(a, b), least(a, b))) | extract(year from age(greatest(a, b), least(a, b)))
extract(month from age(greatest(a, b), least(a, b))) | extract(month from age(greatest(a, b), least(a, b)))
extract(year from age(at, at + interval '400 days')) | -1
last_day(a) | last_day(a)
make_date(extract(year from a), extract(month from a), extract(day from a)) | a
to_char(at, 'YYYY-MM-DD HH24:MI:SS') | strftime("at", '%Y-%m-%d %H:%M:%S')
to_char(at, 'Dy Mon FMDay FMMonth YY DDD HH12 AM') | strftime("at", '%a %b %A %B %y %j %I %p')
to_char(at, 'FMDD.FMMM. "at" FMHH24') | strftime("at", '%-d.%-m. at %-H')
to_char(a, 'IYYY-IW-ID') | strftime(a, '%G-%V-%u')
to_char(a, 'DAY|day|MONTH') | upper(rpad(dayname(a), 9, ' ')) || '|' || lower(rpad(dayname(a), 9, ' ')) || '|' || upper(rpad(monthname(a), 9, ' '))
weekdays(a, a + 100) | (select count(*) from range(a, a + 100, interval 1 day) t(d) where isodow(d) < 6)
weekdays(a, add_weekdays(a, abs(n))) - abs(n) + if(n <> 0 and extract(isodow from a) > 5, 1, 0) | 0
extract(isodow from add_weekdays(a, n)) > 5 | n = 0 and isodow(a) > 5
starts_with(cast(a as text), '19') | starts_with(a::text, '19')
split_part(cast(a as text), '-', 2) | split_part(a::text, '-', 2)
split_part(cast(a as text), '-', n % 4 - 5) | split_part(a::text, '-', n % 4 - 5)
strpos(cast(a as text), '-0') | strpos(a::text, '-0')
reverse(cast(a as text)) | reverse(a::text)
ln(n + 21) | ln(n + 21)
sin(n) | sin(n)
power(1.5, n) | power(1.5::double, n)
""".strip().splitlines()


@pytest.mark.parametrize("line", LINES)
def test_duckdb_gives_the_same_for_many_values(line: str) -> None:
    ours, theirs = line.split(" | ")
    with duckdb.connect() as connection:
        connection.register("there", pa.table(MOMENTS))
        found = connection.execute(f"select {theirs} from there").fetchall()
    made = evaluate(parse(ours), MOMENTS.__getitem__, len(DAYS)).to_pylist()

    for mine, (other,) in zip(made, found, strict=True):
        same = (
            math.isclose(mine, other, rel_tol=1e-14) if isinstance(mine, float) else mine == other
        )
        assert same, (mine, other)
