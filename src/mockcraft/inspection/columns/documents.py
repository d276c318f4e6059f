"""Fields of documents: what their types mean, and what gives them, their sub-documents and arrays, values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from mockcraft.inspection.checks.facts import Facts
from mockcraft.inspection.columns.choice import Asked, Choice
from mockcraft.inspection.columns.chosen import NULLS, chosen
from mockcraft.inspection.columns.words import column_words, singular, words
from mockcraft.stored import StoredColumn, StoredTable

ID = "_id"
UNBOUNDED = 2**200  # beyond it, a number stands for no bound
NOTHING_KNOWN = (
    "it has neither documents nor a validator that names fields ($jsonSchema), so nothing says what is in it (put some documents in, "
    "or write the table into a schema file)"
)
_NUMBERS = {"int", "long", "double", "decimal", "number"}
_KINDS = {
    "objectId": "objectid", "string": "text", "date": "timestamp", "bool": "boolean", "object": "document",
    "array": "array", "binData": "bytes",
}  # fmt: skip
_TYPED = {
    "float": "float",
    "int32": "int32",
}  # types of the schema file that generators do not have by themselves
CODE = 12  # characters of members that must differ, by chance: of 4.7e18 texts, two of a million rows rarely have the same
# Tables by the words of their names, with what refers to their key.
Targets = Mapping[tuple[str, ...], str]


def documents_of(table: StoredTable) -> tuple[StoredTable, tuple[StoredColumn, ...]]:
    """The table of a collection, with the fields as they are meant, the key of documents first."""
    columns = tuple(sorted(_all_meant(table.columns), key=lambda each: each.name != ID))
    if not columns and not table.obstacle:
        table = replace(table, obstacle=NOTHING_KNOWN)
    if not any(each.name == ID for each in columns):
        key = StoredColumn(ID, "objectId", "objectid", not_null=True, present=True)
        columns = (key, *columns)
    named = {each.name for each in columns}
    uniques = tuple(each for each in table.uniques if each != (ID,) and named.issuperset(each))
    return replace(table, uniques=uniques), columns


def _all_meant(columns: Iterable[StoredColumn]) -> tuple[StoredColumn, ...]:
    """The fields as they are meant, without those of names that MongoDB itself has no way to ask for."""
    return tuple(
        _meant(each)
        for each in columns
        if each.name and not each.name.startswith("$") and "." not in each.name
    )


def _meant(column: StoredColumn) -> StoredColumn:
    """The field with the kind that its types say, those within it too."""
    types = set(column.type.split(" or ")) - {"null", "anything"}
    kind, base = _kind(types, column.base)
    fields = _all_meant(column.fields)
    if kind == "document" and not fields:
        kind = "json"
    return replace(
        column, kind=kind, base=base, fields=fields, lowest=_bound(column.lowest), highest=_bound(column.highest),
        not_null=not column.nulls and "null" not in column.type.split(" or "), default=None,
        item=None if column.item is None else _meant(column.item),
    )  # fmt: skip


def _bound(bound: int | Fraction | None) -> int | Fraction | None:
    return None if bound is None or not -UNBOUNDED <= bound <= UNBOUNDED else bound


def _kind(types: set[str], base: str) -> tuple[str, str]:
    """The kind of a field of these BSON types, and the name of one that a schema file must say; text of none."""
    if types and types <= _NUMBERS:
        if "double" in types:
            return "float", "float"
        return (
            ("decimal", "") if types == {"decimal"} else ("integer", "int32" * (types == {"int"}))
        )
    if base == "uuid":
        return "uuid", ""
    return next(((kind, "") for name, kind in _KINDS.items() if name in types), ("text", ""))


def of_document(asked: Asked, targets: Targets, apart: frozenset[str] = frozenset()) -> Choice:
    """What gives a field its values, with its nulls.

    Args:
        asked: the field.
        targets: what ObjectIds within it may refer to.
        apart: paths of members within it that a unique index is of.
    """
    column = asked.column
    if column.type == "null":
        return Choice({"value": None}, "null in all documents that were looked at")
    made = _made(asked, targets, apart)
    spec = dict(made.spec)
    if type_ := _TYPED.get(column.base):
        spec["type"] = type_
    spec.pop("nulls", None)
    if asked.nullable and not asked.alone:
        share = NULLS if column.nulls is None else round(column.nulls, 2)
        spec |= {"nulls": share} if 0 < share < 1 else {}
    return Choice(spec, made.why.replace("its check", "its validator"))


def lacking(column: StoredColumn) -> float:
    """The share of documents without the field; 0 where all have it."""
    if column.present in (None, True):
        return 0
    return NULLS if column.lacking is None else round(column.lacking, 2)


def _made(asked: Asked, targets: Targets, apart: frozenset[str]) -> Choice:
    column = asked.column
    if column.fields:
        return Choice({"fields": _fields(asked, targets, apart)})
    if column.kind == "array":
        return _array(asked, targets)
    if column.kind == "objectid" and asked.words[-1:] and not asked.alone:
        said = asked.words[:-1] if asked.words[-1] == "id" else asked.words
        if said in targets:
            return Choice({"ref": targets[said]})
    if column.numbers:
        numbers = [int(each) if each.denominator == 1 else float(each) for each in column.numbers]
        return Choice({"values": numbers}, "its enum")
    facts, free = _facts(column, asked.facts), replace(column, lowest=None, highest=None)
    return chosen(replace(asked, column=free, facts=facts))


def _facts(column: StoredColumn, known: Facts) -> Facts:
    """What a validator demands of a field, as of a column's checks."""
    low, high = (_decimal(each) for each in (column.lowest, column.highest))
    return replace(
        known,
        low=known.low if low is None else low,
        high=known.high if high is None else high,
        pattern=known.pattern or column.pattern,
        shortest=max(known.shortest, column.shortest or 0),
        json="object" if column.kind == "json" else known.json,
    )


def _decimal(bound: int | Fraction | None) -> Decimal | None:
    return None if bound is None else Decimal(bound.numerator) / bound.denominator


def _fields(asked: Asked, targets: Targets, apart: frozenset[str]) -> dict[str, Any]:
    own = words(asked.column.name)
    said = {each.name: column_words(own, each.name) for each in asked.column.fields}
    made: dict[str, Any] = {}
    for each in asked.column.fields:
        inner = Asked(each, said[each.name], own, frozenset(said.values()), rows=asked.rows)
        if each.name in apart and each.kind == "text" and not (each.labels or each.pattern):
            size = min(CODE, each.characters or CODE)
            spec: dict[str, Any] = {"regex": f"[A-Z0-9]{{{size}}}"}
        else:
            begin = f"{each.name}."
            within = frozenset(p.removeprefix(begin) for p in apart if p.startswith(begin))
            spec = dict(of_document(inner, targets, within).spec)
        if share := lacking(each):
            spec["absent"] = share
        made[each.name] = _short(spec)
    return made


def _array(asked: Asked, targets: Targets) -> Choice:
    item = asked.column.item or StoredColumn("", "string", "text", not_null=True)
    named = replace(item, name=asked.column.name)
    own: Sequence[str] = asked.words
    one = (*own[:-1], singular(own[-1])) if own else ()
    if one[-1:] == ("id",) or not own:
        one = tuple(own)
    inner = Asked(
        replace(named, not_null=True, nulls=None), one, asked.table, asked.beside, rows=asked.rows
    )
    spec = {**of_document(inner, targets).spec}
    return Choice({"items": _short(spec), "count": "0..3"})


def _short(spec: dict[str, Any]) -> Any:
    return spec["generator"] if set(spec) == {"generator"} else spec
