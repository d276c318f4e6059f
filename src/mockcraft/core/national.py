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


def estonian_citizen(values: "Values") -> "Any":
    """Isikukood of Estonia and asmens kodas of Lithuania: weights 1 to 9 and 1, and where that is 10, 3 to 9 and 1 to 3."""
    first = _weighted(values, (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)) % 11
    second = _weighted(values, (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)) % 11 % 10
    return first * (first < 10) + second * (first == 10)


def bulgarian_citizen(values: "Values") -> "Any":
    """EGN of Bulgaria: weights 2, 4, 8, 5, 10, 9, 7, 3, 6, mod 11, and 10 is written 0 (GRAO)."""
    return _weighted(values, (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 % 10


def romanian_citizen(values: "Values") -> "Any":
    """CNP of Romania: weights 2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9, mod 11, and 10 is written 1."""
    rest = _weighted(values, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return rest - 9 * (rest == 10)


def slovenian_citizen(values: "Values") -> "Any":
    """EMŠO of Slovenia: weights 7 to 2 twice, mod 11; there is no number with the value 10."""
    return -_weighted(values, (7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11


def austrian_insured(values: "Values") -> "Any":
    """Insurance number of Austria, of its three first digits and the day of birth, mod 11; none has the value 10."""
    return _weighted(values, (3, 7, 9, 5, 8, 4, 2, 1, 6)) % 11


def belgian_citizen(values: "Values") -> "Any":
    """The two digits of a national register number of Belgium: 97 less the remainder by 97."""
    return 97 - _number(values, 97)


def czech_citizen(values: "Values") -> "Any":
    """Rodné číslo since 1954: the number by 11; none has the value 10 today."""
    return _number(values, 11)


def icelandic_citizen(values: "Values") -> "Any":
    """Kennitala of Iceland: weights 3, 2, 7 to 2, mod 11; there is no number with the value 10 (Þjóðskrá)."""
    return -_weighted(values, (3, 2, 7, 6, 5, 4, 3, 2)) % 11


def portuguese_tax(values: "Values") -> "Any":
    """NIF of Portugal: weights 9 to 2, mod 11, and 10 is written 0 (Autoridade Tributária)."""
    return -_weighted(values, range(9, 1, -1)) % 11 % 10


def turkish_citizen(values: "Values") -> "Any":
    """The two digits of a T.C. Kimlik No, of nine digits (NVİ)."""
    first = (7 * sum(values[0::2]) - sum(values[1::2])) % 10
    return first * 10 + (sum(values) + first) % 10


def irish_citizen(values: "Values") -> "Any":
    """The letter of a PPS number whose last letter is A, as a place in W, A to V: weights 8 to 2, mod 23."""
    return (_weighted(values, range(8, 1, -1)) + 9) % 23


def chilean_citizen(values: "Values") -> "Any":
    """RUT of Chile, eight digits: weights 3, 2, 7 to 2, mod 11; the value 10 is written K (Registro Civil)."""
    return -_weighted(values, (3, 2, 7, 6, 5, 4, 3, 2)) % 11


def argentinian_tax(values: "Values") -> "Any":
    """CUIT of Argentina: weights 5 to 2 and 7 to 2, mod 11; there is none here with the value 10 (AFIP)."""
    return -_weighted(values, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11


def korean_citizen(values: "Values") -> "Any":
    """Resident registration number of South Korea: weights 2 to 9 and 2 to 5, mod 11, and of that the last digit."""
    return (11 - _weighted(values, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)) % 11) % 10


def thai_citizen(values: "Values") -> "Any":
    """Number of a citizen of Thailand: weights 13 to 2, mod 11, and of that the last digit."""
    return (11 - _weighted(values, range(13, 1, -1)) % 11) % 10


def russian_tax(values: "Values") -> "Any":
    """The two digits of an INN of a person in Russia, of ten digits (FNS, order MMV-7-6/435)."""
    first = _weighted(values, (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10
    return first * 10 + _weighted([*values, first], (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10


def ukrainian_tax(values: "Values") -> "Any":
    """RNTRC of Ukraine: weights -1, 5, 7, 9, 4, 6, 10, 5, 7, mod 11, and 10 is written 0."""
    return _weighted(values, (-1, 5, 7, 9, 4, 6, 10, 5, 7)) % 11 % 10


def norwegian_citizen(values: "Values") -> "Any":
    """Three digits of a fødselsnummer: the eighth, and the two check digits (Skatteetaten, mod 11).

    `values` are day of birth, seventh, eighth and ninth digit. Where a check digit would be 10 the eighth digit is
    one or two more, of which one never makes a 10.
    """
    found: Any = -1
    for step in (2, 1, 0):
        eighth = (values[7] + step) % 10
        digits = [*values[:7], eighth, values[8]]
        first = -_weighted(digits, (3, 7, 6, 1, 8, 9, 4, 5, 2)) % 11
        second = -_weighted([*digits, first], (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
        fits = (first < 10) * (second < 10)
        found = found * (1 - fits) + (eighth * 100 + first * 10 + second) * fits
    return found


def czech_account(values: "Values") -> "Any":
    """The last two digits of a Czech or Slovak account without a prefix, of the eight before them (ČNB, decree 169/2011)."""
    return _closed(values[-8:], (6, 3, 7, 9, 10, 5, 8, 4, 2))


def norwegian_account(values: "Values") -> "Any":
    """The last two digits of a Norwegian account number, of the nine before them (Bits)."""
    return _closed(values, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2))


def _closed(values: "Values", weights: "Sequence[int]") -> "Any":
    """A digit that follows from the others, and a check digit: mod 11, weight 1.

    Where the check digit would be 10, the digit is one more, which never makes a 10: the last weight is 2.
    """
    digit = sum(values) * 7 % 10
    total = _weighted(values, weights[:-1])
    digit = (digit + ((total + digit * weights[-1]) % 11 == 1)) % 10
    return digit * 10 + -(total + digit * weights[-1]) % 11


def croatian_account(values: "Values") -> "Any":
    """The last digit of a Croatian account, of bank and nine digits: ISO 7064 mod 11,10 (HNB)."""
    product: Any = 10
    for value in values[-9:]:
        total = (value + product) % 10
        product = 2 * (total + 10 * (total == 0)) % 11
    return (11 - product) % 10


def hungarian_account(values: "Values") -> "Any":
    """The digit behind a Hungarian bank's seven digits, and behind the fifteen of an account: 9, 7, 3, 1 (MNB)."""
    return -sum(value * (9, 7, 3, 1)[i % 4] for i, value in enumerate(values)) % 10


def german_driver(values: "Values") -> "Any":
    """Driving licence of Germany: weights 9 down to 1, mod 11; the value 10 is written X."""
    return _weighted(values, range(9, 0, -1)) % 11


def japanese_driver(values: "Values") -> "Any":
    """Driving licence of Japan: weights 5 to 2 and 7 to 2, mod 11; of 10 and 11 the last digit is written."""
    return (11 - _weighted(values, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11) % 10


def brazilian_driver(values: "Values") -> "Any":
    """The first check digit of a CNH of Brazil: weights 9 to 1, mod 11; numbers with the value 10 are left out here."""
    return _weighted(values, range(9, 0, -1)) % 11


def brazilian_driver_again(values: "Values") -> "Any":
    """The second check digit of a CNH of Brazil, of its nine digits before the first: weights 1 to 9, mod 11, 10 is 0."""
    return _weighted(values[:9], range(1, 10)) % 11 % 10


def _weighted(values: "Values", weights: "Sequence[int]") -> "Any":
    return sum(value * weight for value, weight in zip(values, weights, strict=True))


def _number(values: "Values", modulus: int) -> "Any":
    """Remainder of the number that the digits are."""
    rest: Any = 0
    for value in values:
        rest = (rest * 10 + value) % modulus
    return rest
