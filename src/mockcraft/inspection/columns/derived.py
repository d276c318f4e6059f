"""Columns that are computed from others, as their names say: line_total, total, slug."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from mockcraft.inspection.checks.facts import Facts
from mockcraft.inspection.checks.sets import reads
from mockcraft.inspection.columns.limits import text_limit
from mockcraft.inspection.columns.plain import written
from mockcraft.stored import StoredColumn, StoredTable

WHOLE_DIGITS = 6  # before the point, that a total has room for at least
MOST = 10**WHOLE_DIGITS
CENTS = " cents"  # at the end of what whole amounts are called
NUMBER = 12  # characters of a slug that the number of the row takes, with the hyphen before it
_AMOUNTS = ("decimal", "float", "integer")
_QUANTITIES = ("quantity", "units")
_PRICES = ("unit price", "price", "unit cost", "price each", "unit amount")
_PRODUCTS = (
    "line total", "extended price", "total price", "total amount", "line amount", "subtotal", "total", "amount",
)  # fmt: skip
_BEFORE_TAX = ("subtotal", "sub total", "net amount", "net total")
_ADDED = (
    ("tax", "tax amount", "tax total", "vat", "vat amount", "sales tax"),
    ("shipping", "shipping cost", "shipping amount", "shipping fee", "freight", "delivery fee"),
    ("tip", "tip amount"),
)  # fmt: skip
_GROSS = ("amount", "gross", "gross amount")
_FEES = ("fee", "fee amount", "fees")
_NETS = ("net", "net amount", "amount net")
_TAKEN_OFF = ("discount", "discount amount", "discount total")
_SUMS = (
    "total",
    "grand total",
    "total amount",
    "amount total",
    "total price",
    "gross amount",
    "amount due",
)
_SHARES = (
    (("cost", "cost price", "wholesale price", "purchase cost"), "0.6"),
    (("compare at price", "msrp", "original price", "regular price"), "1.25"),
)
_SHARE = re.compile(r"\* \d\.\d+$")
_SLUGS = ("slug", "permalink", "url key", "url slug")
_TITLES = ("title", "name", "headline", "label")


def derived(
    table: StoredTable,
    columns: Mapping[str, StoredColumn],
    said: Mapping[str, Sequence[str]],
    facts: Mapping[str, Facts],
    alone: frozenset[str],
) -> dict[str, str]:
    """Expressions of columns whose names say what they are of.

    Args:
        table: whose key a slug has behind it, where rows must differ in slugs.
        columns: of the table.
        said: the words of their names.
        facts: what checks demand of those that are no keys.
        alone: columns that rows must differ in.
    """
    named = {" ".join(said[name]): name for name in facts}
    made: dict[str, str] = {}
    bounded = {
        words: name
        for words, name in named.items()
        if _is_bounded(facts[name]) and _has_room(columns[name]) and name not in alone
    }
    for each in (_in_cents(bounded, columns), _in_money(bounded)):
        amounts = {words: name for words, name in each.items() if facts[name].high is None}
        for name, expression in (
            _product(each),
            _sum(amounts),
            _net(amounts),
            *_shares(amounts).items(),
        ):
            if name and _takes_amounts(facts[name]):
                made.setdefault(name, _rounded(expression, columns[name], columns))
    free = {words: name for words, name in named.items() if facts[name].plain}
    name, expression = _slug(table, columns, free, alone)
    return {**made, name: expression} if name else made


def _is_bounded(facts: Facts) -> bool:
    """Whether checks demand nothing but a least and a greatest number, as CHECK (price > 0)."""
    bounds = replace(facts, low=None, high=None, open_low=False, open_high=False)
    return bounds.plain and not isinstance(facts.low, str) and not isinstance(facts.high, str)


def _takes_amounts(facts: Facts) -> bool:
    """Whether what is computed of amounts, which are above zero, meets the bounds of a check."""
    return facts.high is None and (facts.low is None or facts.low <= 0)


def _in_cents(amounts: Mapping[str, str], columns: Mapping[str, StoredColumn]) -> dict[str, str]:
    """Columns in cents by their words without these, and whole numbers that do not say what they count; none without cents."""
    found = {
        words.removesuffix(CENTS): name for words, name in amounts.items() if words.endswith(CENTS)
    }
    whole = {words: name for words, name in amounts.items() if columns[name].kind == "integer"}
    return {**whole, **found} if found else {}


def _in_money(amounts: Mapping[str, str]) -> dict[str, str]:
    return {words: name for words, name in amounts.items() if not words.endswith(CENTS)}


def _rounded(expression: str, column: StoredColumn, columns: Mapping[str, StoredColumn]) -> str:
    """An expression as its column takes it: whole, or a share with two digits."""
    if column.kind != "integer":
        return f"round({expression}, 2)" if _SHARE.search(expression) else expression
    parts = [each for name, each in columns.items() if reads(expression, name)]
    whole = all(each.kind == "integer" for each in parts) and not _SHARE.search(expression)
    return expression if whole else f"cast(round({expression}) as integer)"


def _has_room(column: StoredColumn) -> bool:
    if column.kind == "integer":
        return column.highest is None or column.highest >= MOST
    digits = None if column.precision is None else column.precision - (column.scale or 0)
    return column.kind in _AMOUNTS and (digits is None or digits >= WHOLE_DIGITS)


def _first(named: Mapping[str, str], names: Sequence[str]) -> str:
    return next((named[each] for each in names if each in named), "")


def _product(amounts: Mapping[str, str]) -> tuple[str, str]:
    """quantity * unit_price, and the column that is called so; "" for none."""
    quantity, price = _first(amounts, _QUANTITIES), _first(amounts, _PRICES)
    total = _first(amounts, _PRODUCTS)
    if not (quantity and price and total):
        return "", ""
    return total, f"{written(quantity)} * {written(price)}"


def _sum(amounts: Mapping[str, str]) -> tuple[str, str]:
    """subtotal + tax + shipping - discount, and the column that is called so; "" for none."""
    parts = [_first(amounts, names) for names in (_BEFORE_TAX, *_ADDED)]
    less, total = _first(amounts, _TAKEN_OFF), _first(amounts, _SUMS)
    added = [each for each in parts[1:] if each]
    if not (parts[0] and total and (less or added)):
        return "", ""
    more = "".join(f" + coalesce({written(each)}, 0)" for each in added)
    return total, written(parts[0]) + more + (f" - coalesce({written(less)}, 0)" if less else "")


def _net(amounts: Mapping[str, str]) -> tuple[str, str]:
    """amount - fee, and the column that is called so; "" for none."""
    gross, fee, net = (_first(amounts, names) for names in (_GROSS, _FEES, _NETS))
    if not (gross and fee and net):
        return "", ""
    return net, f"{written(gross)} - coalesce({written(fee)}, 0)"


def _shares(amounts: Mapping[str, str]) -> dict[str, str]:
    """What a thing costs who sells it, and cost before, by its price."""
    price = amounts.get("price", "")
    if not price:
        return {}
    found = ((_first(amounts, names), share) for names, share in _SHARES)
    return {name: f"{written(price)} * {share}" for name, share in found if name}


def _slug(
    table: StoredTable,
    columns: Mapping[str, StoredColumn],
    free: Mapping[str, str],
    alone: frozenset[str],
) -> tuple[str, str]:
    """The slug of a title, with the number of the row where rows must differ; "" for none."""
    name = _first(free, _SLUGS)
    title = next((free[each] for each in _TITLES if each in free and free[each] != name), "")
    if not (name and title) or {columns[each].kind for each in (name, title)} != {"text"}:
        return "", ""
    limit = text_limit(columns[name], Facts())
    expression = f"slug({written(title)})"
    if name in alone:
        key = table.primary_key[0] if len(table.primary_key) == 1 else ""
        if (
            key not in columns
            or columns[key].kind != "integer"
            or (limit or NUMBER * 2) < NUMBER * 2
        ):
            return "", ""
        if limit is not None:
            expression = _cut(expression, limit - NUMBER)
        return name, f"{expression} || '-' || cast({written(key)} as text)"
    return name, expression if limit is None else _cut(expression, limit)


def _cut(slug: str, limit: int) -> str:
    """A slug of so many characters at most, which ends with no hyphen where the cut is behind one."""
    return f"rtrim(left({slug}, {limit}), '-')"
