"""The clock: how it is read, and that every command counts dates from it."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from mockcraft.clock import FROZEN, read_clock, shown_clock

from .conftest import Answer

Inside = Callable[..., Answer]

SCHEMA = "seed: 3\n{now}tables: {{t: {{count: 40, columns: {{born: birth_date, at: datetime}}}}}}\n"
AGES = ("generate", "birth_date", "--min-age", "30", "--max-age", "30", "--seed", "1")


def test_the_clock_is_a_date_a_time_or_a_word() -> None:
    assert 0 == read_clock("1970-01-01")
    assert 86_400 + 61 == read_clock(" 1970-01-02T00:01:01Z ")
    assert abs(datetime.now(UTC).timestamp() - read_clock("now")) < 5
    assert (0, datetime.now(UTC).date()) == (
        read_clock("Today") % 86_400,
        datetime.fromtimestamp(read_clock("today"), UTC).date(),
    )


@pytest.mark.parametrize("text", ["", "2020", "tomorrow", "2020-02-30", "0999-12-31", "9000-01-01"])
def test_what_is_no_clock_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_clock(text)


def test_the_clock_is_shown_as_it_is_taken() -> None:
    assert "2026-01-01T00:00:00Z" == shown_clock(FROZEN)
    assert FROZEN == read_clock(shown_clock(FROZEN))


@pytest.mark.parametrize("more", [(), ("--format", "json")])
def test_generate_counts_ages_from_the_clock(inside: Inside, more: tuple[str, ...]) -> None:
    years = {
        now: inside(*AGES, *more, *(["--now", now] if now else [])).out.strip('[]\n" ')[:4]
        for now in ("", "2000-01-01", "2030-01-01")
    }

    assert {"": 1995, "2000-01-01": 1969, "2030-01-01": 1999} == {
        now: int(year) for now, year in years.items()
    }


def test_a_template_counts_from_the_clock(inside: Inside) -> None:
    line = inside(
        "generate", "--template", "{birth_date:min_age=30,max_age=30}", "--now", "2000-01-01"
    )

    assert "1969" == line.out[:4]


@pytest.mark.parametrize(
    "now", ["2026-11-28", "2026-11-30", "2026-12-31", "2026-02-28", "2028-02-29"]
)
def test_birth_dates_give_the_age_on_any_day_of_the_month(inside: Inside, now: str) -> None:
    lines = inside(
        "generate", "--template", "{age} {birth_date}", "-n", "5000", "--seed", "1", "--now", now
    ).out.splitlines()
    today = date.fromisoformat(now)

    def years(born: date) -> int:
        return today.year - born.year - ((today.month, today.day) < (born.month, born.day))

    assert 5000 == len(lines)
    assert [] == [
        each for each in lines if years(date.fromisoformat(each.split()[1])) != int(each.split()[0])
    ]


def test_the_clock_comes_from_flag_variable_and_settings_file_in_that_order(
    inside: Inside, tmp_path: Path
) -> None:
    (tmp_path / "mockcraft.yaml").write_text("now: 2000-01-01\n")

    assert "1969" == inside(*AGES).out[:4]
    assert "1979" == inside(*AGES, MOCKCRAFT_NOW="2010-01-01").out[:4]
    assert "1989" == inside(*AGES, "--now", "2020-01-01", MOCKCRAFT_NOW="2010-01-01").out[:4]


@pytest.mark.parametrize("raw", ["x", "2020-13-01", "yesterday"])
def test_a_wrong_clock_names_its_source(inside: Inside, raw: str) -> None:
    wanted = (
        "is not a date or a time such as 2026-01-31T12:00:00Z (years 1000 to 8999), today or now\n"
    )

    assert f"mockcraft: --now={raw!r} {wanted}" == inside(*AGES, "--now", raw).err
    assert f"mockcraft: MOCKCRAFT_NOW={raw!r} {wanted}" == inside(*AGES, MOCKCRAFT_NOW=raw).err


def test_a_seed_run_prints_the_clock_it_counted_from(inside: Inside, tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    (tmp_path / "s.yaml").write_text(SCHEMA.format(now="now: today\n"))
    words = ("seed", "s.yaml", "--output", "jsonl", "--dir", "-")
    own, given = inside(*words), inside(*words, "--now", "2010-05-06T07:08:09Z")

    clock = own.err.split("clock ")[1].split("T")[0]
    assert today <= date.fromisoformat(clock) <= datetime.now(UTC).date()
    assert "clock 2010-05-06T07:08:09Z" in given.err
    assert own.out != given.out
    assert all(json.loads(line)["at"] <= "2010-05-06T07:08:09" for line in given.out.splitlines())
    assert "clock 2010-05-06T07:08:09Z; nothing was written" in (
        inside(*words, "--dry-run", "--now", "2010-05-06T07:08:09Z").out
    )


def test_a_preview_shows_the_rows_that_a_seed_run_with_this_clock_makes(
    inside: Inside, tmp_path: Path
) -> None:
    (tmp_path / "s.yaml").write_text(SCHEMA.format(now=""))
    shown = inside(
        "preview", "s.yaml", "--format", "json", "--rows", "0..39", "--now", "2001-02-03"
    )
    made = inside("seed", "s.yaml", "--output", "json", "--dir", "-", "--now", "2001-02-03")

    assert json.loads(made.out) == json.loads(shown.out)


def test_a_schema_file_says_what_its_clock_may_be(inside: Inside, tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(SCHEMA.format(now="now: noon\n"))

    assert inside("validate", "s.yaml").err == (
        "mockcraft: s.yaml:2:6: now is 'noon'"
        " (give a date or a time such as 2026-01-31T12:00:00Z (years 1000 to 8999), today or now)\n"
    )
