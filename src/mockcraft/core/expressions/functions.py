"""The functions of expressions, each declared once.

The parser, the evaluator, messages, the facts that are told before any row and the documentation read
these tables. To add a function, write what computes it and add one entry here.
"""

import numpy as np

from mockcraft.core import compute as pc
from mockcraft.core.expressions import (
    arithmetic,
    calendar,
    choices,
    comparisons,
    date_text,
    digests,
    letters,
    powers,
    text,
    transcendental,
    weekdays,
)
from mockcraft.core.expressions.function import Function
from mockcraft.core.expressions.operators import OPERATORS

NUMBERS = (
    Function("abs", "x", "the number without its sign", "abs(-2.5)", arithmetic.absolute, safe=True),
    Function(
        "ceil", "x", "the next whole number above", "ceil(2.1)", arithmetic.ceil, "integer",
        aliases=("ceiling",),
    ),
    Function(
        "cos", "x", "the cosine of an angle in radians", "cos(pi() / 3)",
        powers.of_float(transcendental.cos), "float", safe=True,
    ),
    Function(
        "degrees", "x", "an angle in radians as one in degrees", "degrees(pi())",
        powers.of_float(lambda x: x * (180 / np.pi)), "float",
    ),
    Function(
        "div", "x, y", "the quotient, cut off at the point", "div(-7, 2)", arithmetic.whole_quotient,
        "integer",
    ),
    Function("exp", "x", "the power of e", "exp(1)", powers.of_float(transcendental.exp), "float"),
    Function("floor", "x", "the next whole number below", "floor(-2.1)", arithmetic.floor, "integer"),
    Function(
        "ln", "x", "the natural logarithm", "ln(10)", powers.logarithm(transcendental.ln), "float"
    ),
    Function(
        "log10", "x", "the logarithm to base ten", "log10(1000)",
        powers.logarithm(transcendental.log10), "float",
    ),
    Function("pi", "", "half a turn in radians", "pi()", powers.pi, "float", safe=True),
    Function(
        "power", "x, exponent", "the product of so many factors: exact for a constant from 0 to 64, else a float",
        "power(1.5, 2)", powers.power,
    ),
    Function(
        "radians", "x", "an angle in degrees as one in radians", "radians(180)",
        powers.of_float(lambda x: x * (np.pi / 180)), "float", safe=True,
    ),
    Function(
        "round", "x, [places]", "rounded, half away from zero; to a whole number without places",
        "round(2.345, 2)", arithmetic.rounded,
    ),
    Function("sign", "x", "-1, 0 or 1", "sign(-2.5)", arithmetic.sign, "integer", safe=True),
    Function(
        "sin", "x", "the sine of an angle in radians", "sin(pi() / 6)",
        powers.of_float(transcendental.sin), "float", safe=True,
    ),
    Function("sqrt", "x", "the square root", "sqrt(2)", powers.root, "float"),
    Function(
        "tan", "x", "the tangent of an angle in radians", "tan(pi() / 4)",
        powers.of_float(powers.tangent), "float",
    ),
)  # fmt: skip

TEXTS = (
    Function(
        "concat", "any, …", "the values as one text; NULLs are left out", "concat('a', null, 7)",
        text.joined("replace"), "text", nulls="never",
    ),
    Function(
        "initcap", "text", "each word with a capital, the rest in small letters", "initcap('o''neil SMITH')",
        letters.capitalized, "text",
    ),
    Function("left", "text, length", "the first characters", "left('basket', 3)", text.left, "text", safe=True),
    Function(
        "length", "text", "its characters, counted", "length('Zoë')", text.length, "integer",
        aliases=("char_length",), safe=True,
    ),
    Function("lower", "text", "small letters", "lower('Zoë')", text.unary(pc.utf8_lower), "text", safe=True),
    Function(
        "lpad", "text, width, [fill]", "filled up before it to a width; a longer one is cut",
        "lpad('7', 3, '0')", text.padded(before=True), "text",
    ),
    Function(
        "ltrim", "text, [characters]", "without spaces, or these characters, before it",
        "ltrim('007', '0')", text.trimmed(pc.utf8_ltrim), "text", safe=True,
    ),
    Function(
        "md5", "any", "the MD5 digest of the text, in hexadecimal digits", "md5('Zoë')", digests.md5, "text", safe=True,
    ),
    Function("repeat", "text, times", "the text, several times", "repeat('ab', 3)", text.repeated, "text"),
    Function(
        "replace", "text, old, new", "each old text replaced", "replace('a-b-c', '-', '.')", text.replaced,
        "text",
    ),
    Function(
        "reverse", "text", "its characters in reverse", "reverse('basket')", letters.reversed_text, "text",
        safe=True,
    ),
    Function("right", "text, length", "the last characters", "right('basket', 3)", text.right, "text", safe=True),
    Function(
        "rpad", "text, width, [fill]", "filled up behind it to a width; a longer one is cut",
        "rpad('7', 3, '.')", text.padded(before=False), "text",
    ),
    Function(
        "rtrim", "text, [characters]", "without spaces, or these characters, behind it",
        "rtrim('1.50', '0')", text.trimmed(pc.utf8_rtrim), "text", safe=True,
    ),
    Function(
        "sha1", "any", "the SHA-1 digest of the text, in hexadecimal digits", "sha1('Zoë')", digests.sha1, "text", safe=True,
    ),
    Function(
        "sha256", "any", "the SHA-256 digest of the text, in hexadecimal digits", "sha256('Zoë')", digests.sha256,
        "text", safe=True,
    ),
    Function(
        "slug", "text", "a-z and 0-9 of it, as in an address: small letters, no accents, hyphens between words",
        "slug('Crème brûlée, 2 €')", letters.slugged, "text",
    ),
    Function(
        "split_part", "text, separator, place",
        "the piece between separators at a place from 1, or from -1 at the end", "split_part('a-b-c', '-', 2)",
        letters.piece, "text",
    ),
    Function(
        "starts_with", "text, prefix", "whether it begins so", "starts_with('basket', 'bas')", letters.begins,
        "boolean",
    ),
    Function(
        "strpos", "text, sought", "where the other stands in it first, from 1; 0 where it does not",
        "strpos('basket', 'ket')", letters.position, "integer",
    ),
    Function(
        "substr", "text, start, [length]", "characters from a position, which counts from 1",
        "substr('basket', 2, 3)", text.substring, "text", aliases=("substring",),
    ),
    Function(
        "trim", "text, [characters]", "without spaces, or these characters, at both ends",
        "trim(' a ')", text.trimmed(pc.utf8_trim), "text", safe=True,
    ),
    Function(
        "unaccent", "text", "without accents", "unaccent('Crème brûlée')", letters.unaccented, "text"
    ),
    Function("upper", "text", "capital letters", "upper('Zoë')", text.unary(pc.utf8_upper), "text", safe=True),
)  # fmt: skip

MOMENTS = (
    Function(
        "add_weekdays", "moment, count", "so many days from Monday to Friday later; earlier, if negative",
        "add_weekdays(date '2026-01-30', 1)", weekdays.later_by_weekdays,
    ),
    Function(
        "age", "moment, since", "whole months between, as an interval: extract(year from it) is an age in years",
        "extract(year from age(date '2026-01-31', date '1990-05-17'))", weekdays.age, safe=True,
    ),
    Function(
        "date_trunc", "unit, moment", "the start of the year, month, …, second it lies in",
        "date_trunc('week', date '2026-01-31')", calendar.start_of, safe=True,
    ),
    Function(
        "extract", "part, moment", "a part of a date, timestamp or time",
        "extract(year from date '2026-01-31')", calendar.part_of, "integer", aliases=("date_part",),
        form="extract({} from {})", safe=True,
    ),
    Function(
        "last_day", "moment", "the last day of the month", "last_day(date '2026-02-03')", weekdays.last_day,
        "date", safe=True,
    ),
    Function(
        "make_date", "year, month, day", "the date of three numbers", "make_date(2026, 1, 31)",
        weekdays.date_of, "date",
    ),
    Function(
        "to_char", "moment, format",
        "a date or a timestamp as text; in the format, words such as YYYY, MM, Mon, FMMonth, DD, Dy, HH24, HH12, MI, SS, AM, Q, IW stand for parts",
        "to_char(timestamp '2026-01-31 15:04:05', 'Dy DD.MM.YYYY HH24:MI')", date_text.in_pattern, "text",
    ),
    Function(
        "weekdays", "moment, until", "days from Monday to Friday from a date to before another",
        "weekdays(date '2026-01-26', date '2026-02-02')", weekdays.weekdays, "integer", safe=True,
    ),
)  # fmt: skip

ANY = (
    Function(
        "coalesce", "value, …", "the first value that is not NULL", "coalesce(null, 2, 3)",
        choices.coalesce, safe=True, nulls="own", lazy=True,
    ),
    Function(
        "greatest", "value, …", "the largest; NULL where one is", "greatest(1, 3, 2)",
        comparisons.greatest, safe=True,
    ),
    Function(
        "least", "value, …", "the smallest; NULL where one is", "least('b', 'a')", comparisons.least,
        safe=True,
    ),
    Function(
        "nullif", "value, other", "NULL where both are equal", "nullif(2, 1)", choices.null_if, safe=True,
        nulls="own",
    ),
)  # fmt: skip

NAMED = (*NUMBERS, *TEXTS, *MOMENTS, *ANY)
FUNCTIONS = {each.name: each for each in (*OPERATORS, *NAMED)}
BY_NAME = {name: each for each in FUNCTIONS.values() for name in each.names}
