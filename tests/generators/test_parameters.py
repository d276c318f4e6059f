"""What the parameters of generators do."""

import re

import numpy as np
import pytest

from generators.sampling import values
from mockcraft.core.context import NOW, Context
from mockcraft.core.hashing import Rows
from mockcraft.core.lists import load
from mockcraft.core.vector import VectorDraw
from mockcraft.errors import ParameterError
from mockcraft.generator import Date, Timestamp, find


def test_a_password_has_its_length_and_every_kind_of_character() -> None:
    for value in values("password", length=16, special=True):
        assert len(value) == 16
        assert all(re.search(kind, value) for kind in ("[a-z]", "[A-Z]", "[0-9]", "[^a-zA-Z0-9]"))


def test_a_password_of_digits_holds_nothing_else() -> None:
    made = values("password", lower=False, upper=False)

    assert all(re.fullmatch(r"\d{12}", value) for value in made)


def test_a_password_shorter_than_its_kinds_is_made_all_the_same() -> None:
    assert {len(value) for value in values("password", length=2, special=True)} == {2}


def test_the_domain_of_an_address_can_be_given() -> None:
    assert all(value.endswith("@shop.test") for value in values("email", domain="shop.test"))


def test_names_of_one_sex_can_be_asked_for() -> None:
    entries = load("first_names").rows
    known = set(zip(entries["name"], entries["sex"], strict=True))
    for sex in ("female", "male"):
        assert {(name, sex) for name in values("first_name", sex=sex)} <= known


@pytest.mark.parametrize(
    ("name", "parameters", "low", "high"),
    [
        ("date", {"after": "2020-02-28", "before": "2020-03-01"}, "2020-02-28", "2020-03-01"),
        ("date", {"before": "0003-01-01"}, "0001-01-01", "0003-01-01"),
        ("year", {"min": 2020}, "2020", "2026"),
        ("date", {"before": "2000-01-01"}, "1990-01-01", "2000-01-01"),
        ("datetime", {"after": "2025-12-31"}, "2025-12-31 00:00:00", "2026-01-01 00:00:00"),
        ("time", {"after": "09:00", "before": "17:30"}, "09:00:00", "17:30:00"),
        ("past_date", {"days": 7}, "2025-12-25", "2025-12-31"),
        ("future_date", {"days": 7}, "2026-01-02", "2026-01-08"),
    ],
)
def test_a_date_or_time_is_within_its_bounds(
    name: str, parameters: dict[str, object], low: str, high: str
) -> None:
    made = values(name, 2000, **parameters)

    assert low <= min(made) and max(made) <= high
    assert len(set(made)) > 2


def test_the_bounds_of_a_column_are_taken_row_by_row() -> None:
    rows = np.arange(100, dtype=np.uint64)
    starts = np.arange(100, dtype=np.int64) * 86_400
    draw = VectorDraw(Context(0, "t", "en_US", NOW), 1, Rows(rows))

    ages = find("number")(draw, min=np.arange(100), max=np.arange(100) + 5)
    times = find("datetime")(draw["placed"], after=Timestamp(starts), before=Timestamp(starts + 60))

    assert ((ages >= np.arange(100)) & (ages <= np.arange(100) + 5)).all()
    assert ((times.seconds >= starts) & (times.seconds <= starts + 60)).all()


@pytest.mark.parametrize(
    ("name", "parameters", "message"),
    [
        ("date", {"after": "2026-01-02"}, "after=2026-01-02 is later than the clock, 2026-01-01"),
        ("datetime", {"after": "2026-01-01T00:00:01"}, "after=2026-01-01 00:00:01 is later than"),
        ("year", {"min": 2027}, "min=2027 is later than the clock, 2026"),
    ],
)
def test_a_bound_after_the_clock_asks_for_the_other_one(
    name: str, parameters: dict[str, object], message: str
) -> None:
    bound = find(name).bind(parameters)

    with pytest.raises(ParameterError, match=re.escape(message) + ".*give .*now, or"):
        values(name, **parameters)
    later = Context(0, "t", "en_US", NOW + 2 * 366 * 86_400)
    assert 5 == len(list(bound.evaluate(later, range(5))))


def test_a_column_that_is_after_the_clock_is_told() -> None:
    days = np.array([0, 20_000, 30_000], np.int64)
    draw = VectorDraw(Context(0, "t", "en_US", NOW), 1, Rows(np.arange(3, dtype=np.uint64)))

    with pytest.raises(
        ParameterError, match="after=2052-02-20 is later than the clock, 2026-01-01"
    ):
        find("date")(draw, after=Date(days))
    assert 3 == len(find("date")(draw, after=Date(days), before=Date(days + 1)).days)


def test_a_sequence_has_a_start_and_a_step() -> None:
    assert values("sequence", 4, start=10, step=-3) == ["10", "7", "4", "1"]


def test_a_price_has_two_places_and_its_bounds() -> None:
    made = values("price", 2000, min="0.99", max="1.05")

    assert set(made) == {"0.99", "1.00", "1.01", "1.02", "1.03", "1.04", "1.05"}


def test_a_pattern_replaces_its_signs_only() -> None:
    assert all(
        re.fullmatch(r"INV-[1-9]\d{3}-[A-Z]x", value)
        for value in values("pattern", pattern="INV-%###-?x")
    )


def test_a_word_count_is_kept() -> None:
    assert {len(value.split()) for value in values("words", min=7, max=7)} == {7}
    assert {len(value.split()) for value in values("sentence", min_words=3, max_words=5)} == {
        3,
        4,
        5,
    }


@pytest.mark.parametrize(
    ("name", "parameters", "message"),
    [
        ("password", {"lower": False, "upper": False, "numeric": False}, "at least one kind"),
        ("password", {"length": 999}, "outside 1..256"),
        ("iban", {"country": "US"}, "is not one of AD, AE"),
        ("birth_date", {"min_age": 50, "max_age": 40}, "min_age=50 is above max_age=40"),
        ("date", {"after": "2021-01-01", "before": "2020-01-01"}, "later than"),
        ("datetime", {"after": "2021-13-01"}, "is not a time"),
        ("time", {"after": "25:00"}, "not a time such as"),
        ("date", {"after": "10004-01-01"}, "not a date such as"),
        ("datetime", {"before": "0000-12-31"}, "not a time such as"),
        ("year", {"min": 0}, "outside 1..9999"),
        ("latitude", {"min": 975}, "outside -90..90"),
        ("longitude", {"max": "180.000000000000001"}, "outside -180..180"),
        ("email", {"domain": ""}, "not a domain such as example.com"),
        ("email", {"domain": "a b.test"}, "not a domain such as"),
        ("email", {"domain": "x" * 64 + ".test"}, "not a domain such as"),
        ("company_email", {"mailbox": "jo@doe"}, "not a mailbox such as"),
        ("choice", {"values": "a,b", "weights": "1,-1"}, "not whole numbers"),
        ("constant", {"value": "a\0"}, "the control character 0"),
        ("constant", {"value": "\ud800"}, "half a character"),
        ("constant", {"value": "x" * 10_001}, "outside 0..10000 characters"),
        ("pattern", {"pattern": "#" * 1001}, "outside 0..1000 characters"),
        ("number", {"distribution": "normal", "mean": 1e300}, "outside -1e+18..1e+18"),
        ("number", {"distribution": "normal", "deviation": 1e-300}, "outside 1e-18..1e+18"),
        ("price", {"max": "12345678901234567"}, "too many digits"),
        ("decimal", {"min": "0.001", "max": "0.002", "scale": 2}, "no number of 2 places"),
        ("decimal", {"max": "10000000000000000", "scale": 12}, "too many digits"),
        ("choice", {"values": "a,b", "weights": "1"}, "2 values and 1 weights"),
        ("choice", {"values": "a,b", "weights": "0,0"}, "must add up"),
        ("choice", {}, "needs values"),
        ("sequence", {"step": 0}, "step=0"),
        ("template", {"text": "{first_name"}, "} is missing"),
        ("template", {"text": "{birth_date}"}, "gives a date"),
        ("credit_card_number", {"network": "vista"}, 'did you mean "visa"'),
        ("email", {"domian": "x"}, 'did you mean "domain"'),
    ],
)
def test_a_wrong_parameter_is_named_with_what_is_wrong(
    name: str, parameters: dict[str, object], message: str
) -> None:
    with pytest.raises(ParameterError, match=re.escape(message)):
        find(name).bind(parameters)
