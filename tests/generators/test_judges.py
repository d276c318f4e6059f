"""Values of every generator with check digits are accepted by a validator, where there is one by one that is not our own.

20,000 of those of one country, and 400 of each locale of those of the locale's own.
"""

import pytest

from generators.judges import JUDGES, OF_COUNTRY, held, judge, refused, with_check_digits
from generators.sampling import values
from mockcraft.core.lists import locales

ROWS = 20_000
# Told from one locale: from all it takes 30 s, at every collection.
WITH_ONE_JUDGE = sorted(with_check_digits("en_US") & {*JUDGES})


def test_every_generator_with_check_digits_has_a_judge() -> None:
    found = with_check_digits(*locales())

    assert set() == found - {*JUDGES, *OF_COUNTRY}
    assert {*WITH_ONE_JUDGE} == found & {*JUDGES}


@pytest.mark.filterwarnings("ignore:No national checksum algorithm")
@pytest.mark.parametrize("name", WITH_ONE_JUDGE)
def test_a_value_has_the_check_digits_of_its_standard(name: str) -> None:
    assert [] == refused(name, ROWS, "en_US")


@pytest.mark.filterwarnings("ignore:No national checksum algorithm")
@pytest.mark.parametrize("locale", locales())
@pytest.mark.parametrize("name", ["vat_id", "national_id", "driver_license", "iban", "bban"])
def test_a_value_has_the_check_digits_of_its_country(name: str, locale: str) -> None:
    assert [] == refused(name, 400, locale)


def another(value: str) -> str:
    """The value with another last digit."""
    place = max(i for i, sign in enumerate(value) if sign.isdigit())
    return value[:place] + str((int(value[place]) + 1) % 10) + value[place + 1 :]


@pytest.mark.parametrize(
    "name", [each for each in WITH_ONE_JUDGE if not each.startswith("credit_card_")]
)
def test_a_judge_refuses_a_value_of_which_a_digit_is_changed(name: str) -> None:
    is_valid = judge(name, "en_US")
    assert is_valid is not None
    changed = [another(value) for value in values(name, 50)]

    assert any(not held(is_valid, value) for value in changed)
