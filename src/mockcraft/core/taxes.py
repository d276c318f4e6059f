"""Check digits of the numbers by which tax offices know companies; see `checksum` and `national`."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    Values = Sequence[Any]


def austrian_company(values: "Values") -> "Any":
    """UID of Austria, seven digits: Luhn's sum and four more (BMF)."""
    total: Any = 4
    for place, value in enumerate(values):
        twice = value * 2
        total = total + (twice // 10 + twice % 10 if place % 2 else value)
    return -total % 10


def bulgarian_company(values: "Values") -> "Any":
    """EIK of Bulgaria, eight digits: weights 1 to 8, and where that is 10, 3 to 10, mod 11."""
    return _twice(values, range(1, 9), range(3, 11))


def czech_company(values: "Values") -> "Any":
    """IČO of the Czech Republic: weights 8 to 2, mod 11; 0 is written 1, and 10 is written 0."""
    rest = -_weighted(values, range(8, 1, -1)) % 11
    return (rest + (rest == 0)) % 10


def danish_company(values: "Values") -> "Any":
    """CVR of Denmark: weights 2, 7 to 2, mod 11; there is no number with the value 10."""
    return -_weighted(values, (2, 7, 6, 5, 4, 3, 2)) % 11


def estonian_company(values: "Values") -> "Any":
    """KMKR of Estonia: weights 3, 7, 1, mod 10."""
    return -_weighted(values, (3, 7, 1, 3, 7, 1, 3, 7)) % 10


def finnish_company(values: "Values") -> "Any":
    """ALV of Finland: weights 7, 9, 10, 5, 8, 4, 2, mod 11; there is no number with the value 10."""
    return -_weighted(values, (7, 9, 10, 5, 8, 4, 2)) % 11


def greek_company(values: "Values") -> "Any":
    """AFM of Greece: powers of 2 from 256 to 2, mod 11, and 10 is written 0."""
    return _weighted(values, (256, 128, 64, 32, 16, 8, 4, 2)) % 11 % 10


def irish_company(values: "Values") -> "Any":
    """The letter of an Irish VAT number, as a place in W, A to V: weights 8 to 2, mod 23."""
    return _weighted(values, range(8, 1, -1)) % 23


def lithuanian_company(values: "Values") -> "Any":
    """PVM of Lithuania, eight digits: weights 1 to 8, and where that is 10, 3 to 9 and 1, mod 11."""
    return _twice(values, range(1, 9), (3, 4, 5, 6, 7, 8, 9, 1))


def latvian_company(values: "Values") -> "Any":
    """PVN of a company in Latvia: the weighted sum is 3, mod 11; there is no number with the value 10."""
    return (3 - _weighted(values, (9, 1, 4, 8, 3, 10, 2, 5, 7, 6))) % 11


def latvian_person(values: "Values") -> "Any":
    """Personas kods of Latvia: one more than the weighted sum, mod 11, and 10 is written 0."""
    return (1 + _weighted(values, (10, 5, 8, 4, 2, 1, 6, 3, 7, 9))) % 11 % 10


def maltese_company(values: "Values") -> "Any":
    """The two digits of a VAT number of Malta: weights 3, 4, 6 to 9, mod 37."""
    return 37 - _weighted(values, (3, 4, 6, 7, 8, 9)) % 37


def polish_company(values: "Values") -> "Any":
    """NIP of Poland: weights 6, 5, 7, 2 to 7, mod 11; there is no number with the value 10."""
    return _weighted(values, (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11


def romanian_company(values: "Values") -> "Any":
    """CF of Romania, seven digits: ten times the weighted sum, mod 11, and 10 is written 0."""
    return _weighted(values, (3, 2, 1, 7, 5, 3, 2)) * 10 % 11 % 10


def slovenian_company(values: "Values") -> "Any":
    """DDV of Slovenia: weights 8 to 2, mod 11; 10 is written 0, and there is none with 11, which is 10 here."""
    check = 11 - _weighted(values, range(8, 1, -1)) % 11
    return check * (check < 10) + 10 * (check == 11)


def british_company(values: "Values") -> "Any":
    """The two digits of a VAT number of the United Kingdom: 97 less the weighted sum by 97 (HMRC)."""
    return 97 - _weighted(values, range(8, 1, -1)) % 97


def swiss_company(values: "Values") -> "Any":
    """UID of Switzerland: weights 5 to 2 and 7 to 4, mod 11; there is no number with the value 10 (BFS)."""
    return -_weighted(values, (5, 4, 3, 2, 7, 6, 5, 4)) % 11


def norwegian_company(values: "Values") -> "Any":
    """Number of an organisation in Norway: weights 3, 2, 7 to 2, mod 11; none has the value 10."""
    return -_weighted(values, (3, 2, 7, 6, 5, 4, 3, 2)) % 11


def turkish_company(values: "Values") -> "Any":
    """VKN of Turkey, nine digits: each with its place, times a power of 2, by 9 (Gelir İdaresi)."""
    total: Any = 0
    for place, value in enumerate(reversed(values), 1):
        moved = (value + place) % 10
        rest = moved * 2**place % 9
        total = total + rest + 9 * ((rest == 0) * (moved > 0))
    return -total % 10


def russian_company(values: "Values") -> "Any":
    """INN of a company in Russia: weights 2, 4, 10, 3, 5, 9, 4, 6, 8, mod 11, and 10 is written 0 (FNS)."""
    return _weighted(values, (2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10


def ukrainian_company(values: "Values") -> "Any":
    """EDRPOU of Ukraine that does not begin with 3 to 5: weights 1 to 7, and where that is 10, 3 to 9, mod 11."""
    return _twice(values, range(1, 8), range(3, 10))


def chinese_organisation(values: "Values") -> "Any":
    """Code of an organisation in China: weights 3, 7, 9, 10, 5, 8, 4, 2, mod 11 (GB 11714); none here has the value 10."""
    return -_weighted(values, (3, 7, 9, 10, 5, 8, 4, 2)) % 11


def chinese_company(values: "Values") -> "Any":
    """Unified social credit code: powers of 3, mod 31, as a place in its alphabet (GB 32100); digits, A to H alone."""
    return -sum(value * (3**place % 31) for place, value in enumerate(values)) % 31


def korean_company(values: "Values") -> "Any":
    """Business registration number of South Korea: weights 1, 3, 7, and 5 for the last, whose tens count too."""
    return -(_weighted(values, (1, 3, 7, 1, 3, 7, 1, 3, 5)) + values[8] * 5 // 10) % 10


def mexican_company(values: "Values") -> "Any":
    """RFC of a company in Mexico, eleven characters: weights 12 to 2, mod 11; the value 10 is written A (SAT)."""
    # A blank before it counts 37, with weight 13; & stands between N and O.
    total = 37 * 13 + sum((v + (v > 23)) * (12 - i) for i, v in enumerate(values))
    return -total % 11


def mexican_person(values: "Values") -> "Any":
    """CURP of Mexico: weights 18 to 2, mod 10; Ñ stands between N and O (RENAPO)."""
    return -sum((v + (v > 23)) * (18 - i) for i, v in enumerate(values)) % 10


def colombian_tax(values: "Values") -> "Any":
    """NIT of Colombia: primes from 3 from the right on, mod 11; from 2 on it is 11 less (DIAN)."""
    primes = (3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71)
    rest = sum(value * prime for value, prime in zip(reversed(values), primes, strict=False)) % 11
    return rest + (11 - 2 * rest) * (rest > 1)


def australian_company(values: "Values") -> "Any":
    """The two digits before the nine of an ABN: odd weights from 3 on, mod 89, from 11 on (ABR)."""
    return 11 + (-_weighted(values, range(3, 20, 2)) - 1) % 89


def new_zealand_tax(values: "Values") -> "Any":
    """IRD number of New Zealand, seven digits: two rows of weights, mod 11; there is none with 10 of both."""
    first = -_weighted(values, (2, 7, 6, 5, 4, 3, 2)) % 11
    second = -_weighted(values, (4, 3, 2, 5, 2, 7, 6)) % 11
    return first * (first < 10) + second * (first == 10)


def indian_company(values: "Values") -> "Any":
    """GSTIN of India: Luhn's rule of 36 signs, every second one twice from the right on (GSTN)."""
    total: Any = 0
    for place, value in enumerate(reversed(values)):
        twice = value * 2
        total = total + (value if place % 2 else twice // 36 + twice % 36)
    return -total % 36


def vietnamese_tax(values: "Values") -> "Any":
    """MST of Vietnam: primes 31 to 3 without 11, mod 11, and 10 less that; there is none with the value 10."""
    return 10 - _weighted(values, (31, 29, 23, 19, 17, 13, 7, 5, 3)) % 11


def taiwanese_company(values: "Values") -> "Any":
    """UBN of Taiwan, seven digits: digits of weights 1, 2, 1, 2, 1, 2, 4 add up, mod 10 (MOF)."""
    products = [value * weight for value, weight in zip(values, (1, 2, 1, 2, 1, 2, 4), strict=True)]
    return -sum(each // 10 + each % 10 for each in products) % 10


def taiwanese_person(values: "Values") -> "Any":
    """Number of a person in Taiwan, of the two digits of its letter and eight more: weights 1, 9 to 1, mod 10."""
    return -_weighted(values, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1)) % 10


def hungarian_person(values: "Values") -> "Any":
    """Tax number of a person in Hungary: weights 1 to 9, mod 11; there is no number with the value 10 (NAV)."""
    return _weighted(values, range(1, 10)) % 11


# What the letters A to Z, or the digits 0 to 9, count at odd places of a codice fiscale (DM 345 of 1976).
_ITALIAN_ODD = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)  # fmt: skip


def italian_person(values: "Values") -> "Any":
    """The letter of a codice fiscale (0 for A), of its fifteen characters, mod 26."""
    total: Any = 0
    for place, value in enumerate(values):
        plain = value - 10 * (value > 9)
        odd = sum(each * (plain == i) for i, each in enumerate(_ITALIAN_ODD))
        total = total + (plain if place % 2 else odd)
    return total % 26


def _twice(values: "Values", first: "Sequence[int]", second: "Sequence[int]") -> "Any":
    """The weighted sum by 11; where that is 10, with the second weights, and where that is 10 too, 0."""
    rest = _weighted(values, first) % 11
    again = _weighted(values, second) % 11 % 10
    return rest * (rest < 10) + again * (rest == 10)


def _weighted(values: "Values", weights: "Sequence[int]") -> "Any":
    return sum(value * weight for value, weight in zip(values, weights, strict=True))
