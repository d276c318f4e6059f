"""What gives a column its values: what its checks leave, the labels of its enum, its name, or its type."""

from dataclasses import replace
from decimal import Decimal
from math import ceil, floor
from typing import Any

from mockcraft.generator import find
from mockcraft.inspection.checks.expressions import within_class
from mockcraft.inspection.checks.facts import Facts
from mockcraft.inspection.columns.choice import Asked, Choice
from mockcraft.inspection.columns.composites import of_members
from mockcraft.inspection.columns.defaults import of_default, with_default
from mockcraft.inspection.columns.distinct import distinct
from mockcraft.inspection.columns.forms import fitted
from mockcraft.inspection.columns.limits import (
    ROOM,
    extremes,
    have_room,
    holding,
    in_case,
    lengths,
    matching,
    range_of,
    text_limit,
)
from mockcraft.inspection.columns.meeting import meeting
from mockcraft.inspection.columns.naming import rules_of
from mockcraft.inspection.columns.narrow import narrow
from mockcraft.inspection.columns.plain import plain
from mockcraft.inspection.columns.rule import Rule
from mockcraft.stored import StoredColumn

NULLS = 0.1  # share of rows without a value, of columns that say nothing of it
LISTED = 500  # rows that a table has at most which lists things
RARE = 0.9  # that of columns such as deleted_at
_RARE = {
    "deleted", "removed", "archived", "cancelled", "canceled", "revoked", "disabled", "banned", "blocked",
    "termination", "terminated", "deceased", "death", "refunded", "rejected", "voided", "unsubscribed",
}  # fmt: skip
# Generators whose texts mean nothing once they are cut.
_WHOLE = {
    "email", "company_email", "url", "image_url", "uuid", "ipv4", "mac", "iban", "domain_name", "hostname", "phone", "street_address",
    "job_title", "credit_card_number", "codename",
}  # fmt: skip
# Generators whose texts people read, which columns of bytes hold too.
_READ = {
    "title_text", "sentence", "paragraph", "codename", "full_name", "username", "email", "url", "word", "user_agent",
}  # fmt: skip
# Generators of which each row can have another value, however many there are.
_MANY = {"email", "username", "url", "url_slug", "uuid", "iban", "mac", "credit_card_number"}
# Characters that standards allow at most, ISO/IEC 7812-1, ISO 13616-1 and ITU-T E.164: no text of these is longer than its samples by chance.
_LONGEST = {"credit_card_number": 19, "iban": 34, "msisdn": 15}


def chosen(asked: Asked) -> Choice:
    """What gives the column its values, with its nulls."""
    made = _chosen(asked)
    spec = dict(made.spec)
    if (
        asked.nullable
        and "nulls" not in spec
        and not (asked.alone or "value" in spec or "sequence" in spec.values())
    ):
        spec["nulls"] = RARE if _RARE & set(asked.words) else NULLS
    return Choice(spec, made.why)


def _chosen(asked: Asked) -> Choice:
    column, facts = asked.column, asked.facts
    if facts.null is True:
        return Choice({"value": None}, "a check wants none beside other columns")
    if facts.choices is not None:
        return Choice({"values": [_word(each) for each in facts.allowed]}, "its check lists them")
    of_set = column.item.labels if column.kind == "enum" and column.item else ()
    if listed := column.labels or of_set:
        labels = [each for each in listed if each not in facts.excluded]
        nameless = column.base in ("", "enum", "set")  # MySQL's types have no names of their own
        return Choice({"values": labels}, "its enum" if nameless else f"the enum {column.base}")
    if column.kind == "integer" and (column.numbered or (asked.alone and _counts(asked))):
        return Choice({"generator": "sequence", **_start(column, facts)})
    known = column.kind == "composite" and not (column.example or asked.differs)
    if known and (made := of_members(column, chosen)) is not None:
        return made
    if facts.pattern and column.kind in ("text", "any", "other"):
        suggested = (_named(asked, rule) for rule in _rules(asked))
        fitting = (each for each in suggested if each and _has_form(asked, each))
        return next(fitting, of_form(asked))
    if not (asked.alone and column.kind == "integer"):
        for rule in _rules(asked):
            if (named := _named(asked, rule)) is not None:
                return named
    if column.kind == "bytes" and (text := _as_text(asked)) is not None:
        return text
    said = of_default(column.default) if column.kind == "text" and not asked.differs else ()
    if said and all(_fits_text(column, facts, each) for each in said):
        return Choice({"values": list(said)}, "its default")
    return plain(asked)


def _as_text(asked: Asked) -> Choice | None:
    """Bytes that are texts by their name, as those of applications that leave the encoding to themselves."""
    if asked.differs or not asked.facts.plain:
        return None
    text = replace(asked, column=replace(asked.column, kind="text"))
    made = next(filter(None, (_named(text, rule) for rule in _rules(text))), None)
    if made is None or made.spec.get("generator") not in _READ:
        return None
    return Choice({**made.spec, "type": "bytes"})


def _rules(asked: Asked) -> list[Rule]:
    return rules_of(asked.words, asked.column.kind, asked.table, asked.beside)


def of_form(asked: Asked) -> Choice:
    """Texts of the form that a check wants, whatever they mean."""
    facts, limit = asked.facts, text_limit(asked.column, asked.facts)
    pattern = ""
    if len(facts.found) + len(facts.unlike) > 1:
        cased = ("^[^A-Z]*$",) if facts.case == "lower" else ("^[^a-z]*$",) if facts.case else ()
        pattern = meeting((*facts.found, *cased), facts.unlike, facts.shortest, limit)
    pattern = pattern or fitted(_of_case(facts), facts.shortest, limit)
    return Choice({"regex": pattern}, "its check wants this form")


def _of_case(facts: Facts) -> str:
    """The pattern of a column; one of LIKE, of GLOB or of a class of signs with letters of the case that is asked for."""
    if not facts.case:
        return facts.pattern
    letters = "[A-Z0-9_-]" if facts.case == "upper" else "[a-z0-9_-]"
    return within_class(facts.pattern, letters) or facts.pattern


def _has_form(asked: Asked, choice: Choice) -> bool:
    """Whether what a name suggests has the form that a check wants, and can tell rows apart where it must."""
    spec = choice.spec
    if "generator" not in spec or "max_length" in spec:
        return False
    if asked.differs and spec["generator"] not in _MANY:
        return False
    parameters = {k: v for k, v in spec.items() if k not in ("generator", "nulls", "entity")}
    given = spec["generator"], tuple(sorted(parameters.items()))
    facts = asked.facts
    if len(facts.found) < 2 and not matching(*given, facts.pattern):
        return False
    return all(holding(*given, each) == {True} for each in facts.found[1:] and facts.found) and all(
        holding(*given, each) == {False} for each in facts.unlike
    )


def _word(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else value
    return value


def _counts(asked: Asked) -> bool:
    low, high = asked.facts.low, asked.facts.high
    room = (high if high is not None else asked.column.highest or 2**63) - (low or 1)
    return bool(room >= asked.rows - 1)


def _start(column: StoredColumn, facts: Facts) -> dict[str, Any]:
    low = facts.low
    first = ceil(low) + (facts.open_low and low == int(low)) if isinstance(low, Decimal) else 1
    return {"start": first} if first > 1 else {}


def _named(asked: Asked, rule: Rule) -> Choice | None:
    """What the line of the table gives, made to fit; None where it cannot be."""
    column, facts = asked.column, asked.facts
    if rule.values:
        listed = with_default(rule.values, column.default)
        values = [each for each in listed if _fits_text(column, facts, each)]
        too_few = asked.alone and len(values) < asked.rows
        return Choice({"values": values}) if values and not too_few else None
    spec: dict[str, Any] | None = {"generator": rule.generator, **rule.parameters}
    if column.kind in ("integer", "decimal", "float"):
        spec = _numbers(asked, rule)
    elif column.kind == "text":
        spec = _texts(asked, rule)
    elif asked.bounded or asked.behind:
        spec = None
    if spec is None:
        return None
    if asked.entity and rule.record and "generator" in spec:
        spec["entity"] = asked.entity
    if rule.nulls is not None and asked.nullable:
        spec["nulls"] = rule.nulls
    if rule.once and not asked.differs and _are_enough(spec, asked.rows):
        spec["unique"] = True
    return Choice(spec)


def _are_enough(spec: dict[str, Any], rows: int) -> bool:
    """Whether as many rows of a list, which are few, can each have another value."""
    return rows <= LISTED and len(distinct(spec, rows)) == rows


def _fits_text(column: StoredColumn, facts: Facts, text: str) -> bool:
    limit = text_limit(column, facts)
    return (
        (limit is None or len(text) <= limit)
        and len(text) >= facts.shortest
        and text not in facts.excluded
    )


def _texts(asked: Asked, rule: Rule) -> dict[str, Any] | None:
    """The generator within the lengths of column and checks; None where its texts would mean nothing."""
    facts, limit = asked.facts, text_limit(asked.column, asked.facts)
    spec = {"generator": rule.generator, **rule.parameters}
    longest, shortest = lengths(rule.generator, tuple(sorted(rule.parameters.items())))
    if asked.bounded or shortest < facts.shortest:
        return None
    if facts.case and not in_case(rule.generator, facts.case):
        return None
    most = _LONGEST.get(rule.generator, longest * ROOM)
    if limit is None or most <= limit or limit >= longest == shortest:
        return spec
    if find(rule.generator).type_name != "text":
        return spec if longest <= limit else None
    if asked.differs and have_room(rule.generator, tuple(sorted(rule.parameters.items())), limit):
        return spec
    meaningless = longest > limit and (rule.generator in _WHOLE or limit < 3)
    if meaningless or limit < shortest or asked.differs:
        return narrow(asked, rule.generator, limit)
    return {**spec, "max_length": limit}


def _numbers(asked: Asked, rule: Rule) -> dict[str, Any] | None:
    """The generator within the bounds of column and checks; None where its range lies elsewhere."""
    if asked.behind or asked.facts.excluded:
        return None
    low, high = range_of(asked.column, asked.facts)
    spec = {"generator": rule.generator, **rule.parameters}
    sampled = extremes(rule.generator, tuple(sorted(rule.parameters.items())))
    if sampled is None:
        return None
    if "min" in spec and "max" in spec:
        least = max(spec["min"], ceil(low)) if low is not None else spec["min"]
        most = min(spec["max"], floor(high)) if high is not None else spec["max"]
        return {**spec, "min": least, "max": most} if least <= most else None
    inside = (low is None or sampled[0] >= low) and (high is None or sampled[1] <= high)
    return spec if inside else None
