"""Plans: they pickle, print and compare, and their digest names their content."""

import pickle
import subprocess
import sys
from dataclasses import FrozenInstanceError

import pytest

from mockcraft.core.plan import Plan
from plans import SHOP, plan_of, shop

TEXT = SHOP.read_text()
BASE = (
    "t:\n  count: 9\n  columns:\n    x: {generator: number, min: 1, max: 9}\n    y: {expr: x + 1}\n"
)


def test_a_plan_pickles_and_comes_back_equal() -> None:
    plan = shop()
    again = pickle.loads(pickle.dumps(plan))

    assert plan == again
    assert plan.digest == again.digest
    assert repr(plan) == repr(again)


def test_a_plan_is_the_same_whenever_it_is_bound() -> None:
    assert shop() == shop()
    assert shop().digest == shop().digest


def test_a_plan_is_the_same_in_another_process() -> None:
    code = f"from mockcraft.schema.bind import load; print(load({str(SHOP)!r})[1].digest)"
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert plan_of(TEXT).digest == made.stdout.strip()


def test_a_plan_prints_what_it_is_and_no_address() -> None:
    text = repr(shop())

    assert "Column(name='email'" in text
    assert " at 0x" not in text


def test_a_plan_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        shop().seed = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("seed: 42", "seed: 43"),
        ("now: 2026-01-01T00:00:00Z", "now: 2026-01-01T00:00:01Z"),
        ("locale: en_US", "locale: en_GB"),
        ("locale: en_US", "locale: en_US\nfallback: en_GB"),
        ("count: 10_000", "count: 10_001"),
        ("max: 99, distribution", "max: 98, distribution"),
        ("distribution: normal", "distribution: log_normal"),
        ("mean: 41", "mean: 41.5"),
        ("nulls: 0.3", "nulls: 0.31"),
        ("pro: 15", "pro: 16"),
        ("count: 0..5}", "count: 0..6}"),
        ("max: 8, mean: 3", "max: 9, mean: 3"),
        ("mean: 3}", "mean: 2.9}"),
        ("shipping <= 40", "shipping <= 41"),
        ("price * 0.6", "price * 0.7"),
        ("{value: USD}", "{value: EUR}"),
        ("distribution: zipf", "distribution: exponential"),
        ("unique: [[category, code]]", "unique: [[code, category]]"),
        ("ORD-######", "ORD-#####"),
        ("      nickname:", "      nick:"),
        ("{first_name} {last_name}", "{first_name}  {last_name}"),
        ("email, unique: true", "email, domain: example.org, unique: true"),
        ("'[A-Z]{3}-", "'[A-Z]{4}-"),
        ("ref: users.id, nulls: 0.1", "ref: users.id, nulls: 0.2"),
        ("zip: zip}", "post_code: zip}"),
        ("last_name: lastname", "last_name: {generator: lastname, locale: de_DE}"),
        ("interval '2 days'", "interval '3 days'"),
    ],
)
def test_the_digest_differs_when_anything_does(old: str, new: str) -> None:
    assert old in TEXT
    assert plan_of(TEXT).digest != plan_of(TEXT.replace(old, new)).digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# A small web shop", "# A large web shop"),
        ("\n  products:", "\n\n\n  products:"),
        ("count: 10_000", "count: 10000"),
        ("firstname", "first_name"),
        ("{generator: firstname}", "firstname"),
        ("min: 18, max: 99", "max: 99, min: 18"),
    ],
)
def test_the_digest_is_the_same_however_the_same_is_written(old: str, new: str) -> None:
    assert plan_of(TEXT).digest == plan_of(TEXT.replace(old, new)).digest


def test_parents_stand_before_their_children() -> None:
    names = [table.name for table in shop().tables]

    assert names.index("users") < names.index("orders") < names.index("order_items")
    assert names.index("products") < names.index("order_items")


def test_a_table_knows_its_keys() -> None:
    plan = shop()

    (link,) = plan.table("orders").links
    assert ("user_id", "users", ("user_id",), ("id",)) == (
        link.name, link.parent, link.columns, link.key
    )  # fmt: skip
    assert link.constraint and not link.nested
    assert ("id",) == plan.table("orders").primary_key
    assert () == plan.table("order_items").primary_key


def test_a_plan_of_one_seed_differs_from_that_of_another_in_keys_alone() -> None:
    one, other = shop(seed=1), shop(seed=2)

    assert one != other
    assert [t.count for t in one.tables[:2]] == [t.count for t in other.tables[:2]]
    assert isinstance(one, Plan)
