"""Values of one row belong together: the one declaration of what must agree, held in every locale."""

import pytest

from mockcraft.testing import AGREEMENTS, Agreement, check_agreement


@pytest.mark.parametrize("agreement", AGREEMENTS, ids=repr)
def test_values_that_stand_together_belong_together(agreement: Agreement) -> None:
    assert check_agreement(agreement) >= 2


def test_values_that_do_not_belong_together_are_found() -> None:
    apart = Agreement(["first_name", "word"], lambda values, locale: values[0] == values[1])

    with pytest.raises(
        AssertionError, match=r"first_name, word: .* do not belong together \(row 0"
    ):
        check_agreement(apart)


def test_the_share_that_agrees_is_measured() -> None:
    halves = Agreement(["bool"], lambda values, locale: values[0] == "true")

    assert 0.4 < halves.share("en_US") < 0.6
