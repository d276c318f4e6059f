"""Forms of telephone numbers that are valid in every city's area; source: phonenumbers (Apache, Google's metadata)."""

# mypy: disable-error-code="import-untyped, import-not-found, no-untyped-call"

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import phonenumbers

TRIES = 150
LEAD = "N"


def phone_formats(country: str, given: dict[str, str], codes: list[str]) -> dict[str, str]:
    """Return the forms by key: `phone`, `phone_2` for codes of two digits, `phone_of_31` for one code.

    In a form that is given, N stands for the first digit, for which the first one (or two) is taken that
    always makes a valid number: any of 2 to 9, else one of them.
    """
    found = {code: _valid(country, _given(given, code), code) for code in codes}
    forms: dict[str, str] = {}
    for length in sorted({len(code) for code in codes}):
        mine = [found[code] for code in codes if len(code) == length]
        forms[f"phone_{length}"] = Counter(mine).most_common(1)[0][0]
    for code in sorted(found):
        if found[code] != forms[f"phone_{len(code)}"]:
            forms[f"phone_of_{code}"] = found[code]
    return {"phone": forms[f"phone_{len(codes[0])}"], **forms}


def _given(given: dict[str, str], code: str) -> str:
    return given.get(f"phone_of_{code}") or given.get(f"phone_{len(code)}") or given["phone"]


def _valid(country: str, form: str, code: str) -> str:
    for each in _candidates(form):
        if _share(country, each, code) == 1:
            return each
    raise ValueError(f"{country}: no form of {form} is always valid with {code}")


def _candidates(form: str) -> Iterator[str]:
    yield form
    if LEAD in form:
        for digit in "23456789":
            yield form.replace(LEAD, digit)
    before, _, after = form.replace(LEAD, "#").partition("{area_code}")
    places = [i for i, sign in enumerate(after) if sign == "#"]
    for first in range(100):
        text = list(after)
        text[places[0]], text[places[1]] = str(first // 10), str(first % 10)
        yield before + "{area_code}" + "".join(text)


def _share(country: str, form: str, code: str) -> float:
    draw = random.Random(form + code)
    valid = 0
    for tried in range(1, TRIES + 1):
        digits = (draw.choice("0123456789") if sign == "#" else draw.choice("23456789") if sign == LEAD else sign
                  for sign in form)  # fmt: skip
        number = phonenumbers.parse("".join(digits).replace("{area_code}", code), country)
        valid += phonenumbers.is_valid_number_for_region(number, country)
        if tried in (3, 30) and valid < tried:
            break
    return valid / tried
