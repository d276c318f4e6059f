"""Check digits of numbers that countries and institutions give to people, companies and works; see `checksum`."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    Values = Sequence[Any]


def mod_11_2(values: "Values") -> "Any":
    """ISO 7064 mod 11-2: ORCID, ISNI, resident identity cards of China; the value 10 is written X."""
    total: Any = 0
    for value in values:
        total = (total + value) * 2 % 11
    return (12 - total) % 11


def issn(values: "Values") -> "Any":
    """ISSN: weights 8 down to 2, mod 11; the value 10 is written X (ISO 3297)."""
    return -_weighted(values, range(8, 1, -1)) % 11


def cas(values: "Values") -> "Any":
    """CAS registry number: digits by their place from the right, mod 10 (Chemical Abstracts Service)."""
    return sum(value * place for place, value in enumerate(reversed(values), 1)) % 10


def nhs(values: "Values") -> "Any":
    """NHS number: weights 10 down to 2, mod 11; there is no number with the value 10 (NHS Data Model)."""
    return -_weighted(values, range(10, 1, -1)) % 11


def dutch_citizen(values: "Values") -> "Any":
    """BSN: weights 9 down to 2, mod 11; there is no number with the value 10 (Logisch Ontwerp BSN)."""
    return _weighted(values, range(9, 1, -1)) % 11


def australian_tax(values: "Values") -> "Any":
    """TFN: weights 1, 4, 3, 7, 5, 8, 6, 9, mod 11; there is no number with the value 10."""
    return _weighted(values, (1, 4, 3, 7, 5, 8, 6, 9)) % 11


def japanese_citizen(values: "Values") -> "Any":
    """My Number: weights 6 to 2 and 7 to 2, mod 11; 10 and 11 are written 0 (MIC Ordinance 85 of 2014)."""
    rest = _weighted(values, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return (11 - rest) * (rest > 1)


def pesel(values: "Values") -> "Any":
    """PESEL of Poland: weights 1, 3, 7, 9, mod 10."""
    return -sum(value * (1, 3, 7, 9)[i % 4] for i, value in enumerate(values)) % 10


def cpf(values: "Values") -> "Any":
    """The two digits of a CPF of Brazil: weights 10 to 2 and 11 to 2, mod 11 (Receita Federal)."""
    first = _brazilian(values, range(10, 1, -1))
    return first * 10 + _brazilian([*values, first], range(11, 1, -1))


def cnpj(values: "Values") -> "Any":
    """The two digits of a CNPJ of Brazil: weights 9 to 2, and again, mod 11 (Receita Federal)."""
    weights = (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
    first = _brazilian(values, weights[1:])
    return first * 10 + _brazilian([*values, first], weights)


def _brazilian(values: "Values", weights: "Sequence[int]") -> "Any":
    rest = _weighted(values, weights) % 11
    return (11 - rest) * (rest > 1)


def finnish_citizen(values: "Values") -> "Any":
    """HETU: day of birth and number as one, mod 31 (Digital and Population Data Services Agency)."""
    return _number(values, 31)


def french_citizen(values: "Values") -> "Any":
    """The two digits of a NIR: 97 less the remainder of its 13 digits by 97 (INSEE)."""
    return 97 - _number(values, 97)


def spanish_citizen(values: "Values") -> "Any":
    """The letter of a DNI, as a place in TRWAGMYFPDXBNJZSQVHLCKE: mod 23 (Ministerio del Interior)."""
    return _number(values, 23)


def travel_document(values: "Values") -> "Any":
    """Machine-readable travel documents: weights 7, 3, 1, letters from 10, < is 0, mod 10 (ICAO Doc 9303-3)."""
    return sum(value * (7, 3, 1)[i % 3] for i, value in enumerate(values)) % 10


def meter_point(values: "Values") -> "Any":
    """MPAN of Great Britain: prime weights without 11, mod 11, and 10 is written 0 (MRA)."""
    return _weighted(values, (3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43)) % 11 % 10


def energy_code(values: "Values") -> "Any":
    """EIC: weights 16 to 2 of values where - is 36, mod 37 (ENTSO-E); here none has a -."""
    return 36 - (_weighted(values, range(16, 1, -1)) - 1) % 37


def mod_97(values: "Values") -> "Any":
    """Two digits behind digits alone, which make the remainder by 97 one (GSMA SGP.29, ISO 7064)."""
    return 98 - _number([*values, 0, 0], 97)


def _weighted(values: "Values", weights: "Sequence[int]") -> "Any":
    return sum(value * weight for value, weight in zip(values, weights, strict=True))


def _number(values: "Values", modulus: int) -> "Any":
    """Remainder of the number that the digits are."""
    rest: Any = 0
    for value in values:
        rest = (rest * 10 + value) % modulus
    return rest
