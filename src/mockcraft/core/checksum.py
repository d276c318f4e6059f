"""Check digits of published identifiers.

A rule takes the characters of an identifier, each as its value 0..35 (0-9, then A-Z), and returns the
value of the check character. It uses arithmetic only, so the same rule serves one row (ints) and a
chunk (int64 arrays of shape (n,)).
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    Values = Sequence[Any]


def luhn(values: "Values") -> "Any":
    """Luhn's mod 10: payment cards (ISO/IEC 7812-1), IMEI."""
    total: Any = 0
    for place, value in enumerate(reversed(values)):
        doubled = value * 2
        total = total + (doubled // 10 + doubled % 10 if place % 2 == 0 else value)
    return -total % 10


def luhn_npi(values: "Values") -> "Any":
    """Luhn with the prefix 80840: US National Provider Identifier (45 CFR 162.406)."""
    return luhn([8, 0, 8, 4, 0, *values])


def luhn_letters(values: "Values") -> "Any":
    """Luhn over the digits of each character's value: ISIN (ISO 6166). Only for a fixed two-letter head."""
    digits: list[Any] = []
    for place, value in enumerate(values):
        digits += [value // 10, value % 10] if place < 2 else [value]
    return luhn(digits)


def ean(values: "Values") -> "Any":
    """GS1 mod 10 with weights 3, 1 from the right: EAN-13, UPC-A, ISBN-13 (ISO 2108)."""
    return -sum(value * (3 if i % 2 == 0 else 1) for i, value in enumerate(reversed(values))) % 10


def isbn10(values: "Values") -> "Any":
    """ISBN-10 mod 11 with weights 10 down to 2; the value 10 is written X (ISO 2108:1992)."""
    return -sum(value * (10 - i) for i, value in enumerate(values)) % 11


def aba(values: "Values") -> "Any":
    """ABA routing number: mod 10 with weights 3, 7, 1 (American Bankers Association)."""
    return -sum(value * (3, 7, 1)[i % 3] for i, value in enumerate(values)) % 10


def cusip(values: "Values") -> "Any":
    """CUSIP modulus 10 double add double (ANSI X9.6)."""
    total: Any = 0
    for i, value in enumerate(values):
        weighted = value * (1 + i % 2)
        total = total + weighted // 10 + weighted % 10
    return -total % 10


def iban(values: "Values") -> "Any":
    """The two IBAN check digits as one number 0..98 (ISO 13616, ISO 7064 mod 97-10).

    `values` are the BBAN followed by the two letters of the country.
    """
    rest: Any = 0
    for value in [*values, 0, 0]:
        wide = value > 9
        rest = (rest * (10 + 90 * wide) + value) % 97
    return 98 - rest


# Weights by position, 49 CFR 565.15 table IV.
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def vin(values: "Values") -> "Any":
    """VIN check digit of 17 characters whose ninth is ignored; the value 10 is written X (49 CFR 565.15)."""
    total: Any = 0
    for value, weight in zip(values, _VIN_WEIGHTS, strict=True):
        # A to H count 1 to 8, J to R 1 to 9, S to Z 2 to 9
        letter = (value > 9) * (value - 9) - (value > 18) * 9 - (value > 27) * 8
        total = total + ((value <= 9) * value + letter) * weight
    return total % 11


def sedol(values: "Values") -> "Any":
    """SEDOL: mod 10 with weights 1, 3, 1, 7, 3, 9 (London Stock Exchange)."""
    weights = (1, 3, 1, 7, 3, 9)
    return -sum(value * weight for value, weight in zip(values, weights, strict=True)) % 10


def dea(values: "Values") -> "Any":
    """Check digit of the six digits of a DEA registration number: odd places, and twice the even ones."""
    return (values[0] + values[2] + values[4] + 2 * (values[1] + values[3] + values[5])) % 10


def iban_account(values: "Values") -> "Any":
    """Two digits of ISO 7064 mod 97-10 behind an account number (Portugal, Slovenia, Serbia and others)."""
    return 98 - _of_97([*values, 0, 0])


def french_account(values: "Values") -> "Any":
    """The two digits of a French RIB key, of digits alone: 97 less the remainder (Banque de France)."""
    return 97 - _of_97([*values, 0, 0])


def belgian_account(values: "Values") -> "Any":
    """The two digits of a Belgian account number: the remainder by 97, 97 for 0 (Febelfin)."""
    rest = _of_97(values)
    return rest + 97 * (rest == 0)


def _of_97(digits: "Values") -> "Any":
    rest: Any = 0
    for digit in digits:
        rest = (rest * 10 + digit) % 97
    return rest


def spanish_account(values: "Values") -> "Any":
    """The two digits of a Spanish account number: of bank and branch, and of the account (Banco de España)."""
    weights = (1, 2, 4, 8, 5, 10, 9, 7, 3, 6)
    digits = []
    for part in ([0, 0, *values[:8]], values[8:]):
        total = sum(value * weight for value, weight in zip(part, weights, strict=True))
        check = 11 - total % 11
        digits.append(check - 9 * (check == 10) - 11 * (check == 11))
    return digits[0] * 10 + digits[1]


def estonian_account(values: "Values") -> "Any":
    """The digit of an Estonian account number: weights 7, 3, 1 from the right, without the bank's two digits."""
    weights = (7, 3, 1)
    return -sum(v * weights[i % 3] for i, v in enumerate(reversed(values[2:]))) % 10


def polish_bank(values: "Values") -> "Any":
    """The eighth digit of a Polish bank's number: weights 3, 9, 7, 1 over the seven before it (NBP)."""
    weights = (3, 9, 7, 1, 3, 9, 7)
    return -sum(value * weight for value, weight in zip(values, weights, strict=False)) % 10


def albanian_bank(values: "Values") -> "Any":
    """The eighth digit of an Albanian bank and branch: weights 9, 7, 3, 1 over the seven before it (Bank of Albania)."""
    weights = (9, 7, 3, 1, 9, 7, 3)
    return -sum(value * weight for value, weight in zip(values, weights, strict=False)) % 10


def italian_account(values: "Values") -> "Any":
    """The letter (0 for A) of an Italian account number of digits alone: odd places count by a table (ABI)."""
    total: Any = 0
    for place, value in enumerate(values):
        odd = 2 * value + 1 - 3 * (value == 1) + 2 * (value >= 5)
        total = total + (odd if place % 2 == 0 else value)
    return total % 26


def german_account(values: "Values") -> "Any":
    """The check digit of a German account number, by the method of its bank (Deutsche Bundesbank).

    `values` are nine weights, the number of the kind of method (`GERMAN_KINDS`), and nine digits.
    """
    weights, kind, digits = values[:9], values[9], values[10:]
    products = [weight * digit for weight, digit in zip(weights, digits, strict=True)]
    plain = sum(products)
    crossed = sum(each // 10 + each % 10 for each in products)
    of_11 = 11 - plain % 11
    turned = sum((each + weight) % 11 for each, weight in zip(products, weights, strict=True))
    checks = (
        of_11 * (of_11 < 10),
        -crossed % 10,
        -plain % 10,
        turned % 10,
        (10 - (crossed - 1) % 11) % 10 * ((crossed - 1) % 11 > 0),
    )
    return sum(check * (kind == number) for number, check in enumerate(checks))


GERMAN_KINDS = ("modulus 11", "digit sums", "modulus 10", "remainders of 11", "digit sums by 11")


def upu(values: "Values") -> "Any":
    """Check digit of the eight digits of a parcel's number (UPU S10): 10 is written 0, and 11 is written 5."""
    weights = (8, 6, 4, 2, 3, 5, 9, 7)
    rest = 11 - sum(value * weight for value, weight in zip(values, weights, strict=True)) % 11
    return rest * (rest < 10) + 5 * (rest == 11)


def german_vat(values: "Values") -> "Any":
    """Check digit of a German VAT number, ISO 7064 mod 11,10 (Bundeszentralamt für Steuern)."""
    product: Any = 10
    for value in values:
        total = (value + product) % 10
        product = 2 * (total + 10 * (total == 0)) % 11
    return (11 - product) % 10


def french_vat(values: "Values") -> "Any":
    """The two digits before a SIREN in a French VAT number (Code général des impôts, annexe II)."""
    return (12 + 3 * _of_97(values)) % 97


def japanese_corporation(values: "Values") -> "Any":
    """The digit before the twelve of a Japanese corporate number (National Tax Agency)."""
    total = sum(value * (1 + place % 2) for place, value in enumerate(reversed(values)))
    return 9 - total % 9


def container(values: "Values") -> "Any":
    """Freight container: values of letters pass over multiples of 11, weights are powers of 2, mod 11 (ISO 6346)."""
    total: Any = 0
    for place, value in enumerate(values):
        total = total + (value + (value > 10) + (value > 20) + (value > 30)) * 2**place
    return total % 11 % 10


def imo(values: "Values") -> "Any":
    """Number of a ship: weights 7 down to 2, the last digit of the sum (IMO Resolution A.1117(30))."""
    return sum(value * (7 - i) for i, value in enumerate(values)) % 10


def airwaybill(values: "Values") -> "Any":
    """Air waybill: the remainder of its seven digits by 7 (IATA Resolution 600a)."""
    number: Any = 0
    for value in values:
        number = number * 10 + value
    return number % 7


def ups(values: "Values") -> "Any":
    """Parcel of UPS, of what follows 1Z: letters count 2 (A) to 9 and 0 again, every second one twice, mod 10."""
    total: Any = 0
    for place, value in enumerate(values):
        total = total + (value + (value > 9) * ((value + 2) % 10 - value)) * (1 + place % 2)
    return -total % 10


def fedex(values: "Values") -> "Any":
    """Parcel of FedEx Express: weights 3, 1, 7, mod 11, and 10 is written 0."""
    return sum(value * (3, 1, 7)[i % 3] for i, value in enumerate(values)) % 11 % 10
