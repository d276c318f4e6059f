"""Which columns tell the rows of a table apart: alone, or in groups."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from mockcraft.dataclass import dataclass
from mockcraft.inspection.checks.expressions import is_constant, parsed, stripped
from mockcraft.stored import StoredKey, StoredRule, StoredTable


@dataclass(frozen=True, slots=True)
class Uniques:
    """The uniques of a table.

    Attributes:
        alone: columns in which no two rows are alike.
        groups: columns that are so together, the primary key aside.
        apart: all of these columns, and those of the primary key.
        lower: columns whose texts must differ whatever their case, so that they are in small letters.
    """

    alone: frozenset[str]
    groups: tuple[tuple[str, ...], ...]
    apart: frozenset[str]
    lower: frozenset[str]


_LITERAL = re.compile(r"'(?:[^']|'')*'")
# Functions whose results differ where what they are of does.
_TELLING = {"btrim", "digest", "hashtext", "immutable_unaccent", "sha1", "sha224", "sha256", "sha384", "sha512", "unaccent"}  # fmt: skip
NONE = Uniques(frozenset(), (), frozenset(), frozenset())


def followed(
    tables: Mapping[str, StoredTable], keys: Mapping[str, Sequence[StoredKey]]
) -> dict[str, set[str]]:
    """By table, columns that must differ by themselves because a unique column of another table follows them.

    A column that is unique in `roots`, and part of a key to `nodes` of two columns, differs in the rows of
    `nodes` that are referred to: so in all.
    """
    found: dict[str, set[str]] = {}
    for name, table in tables.items():
        some = (
            rule.columns for rule in table.rules if rule.kind == "unique" and not rule.expressions
        )
        lone = {each[0] for each in (table.primary_key, *table.uniques, *some) if len(each) == 1}
        for key in keys.get(name, ()):
            if len(key.columns) > 1 and key.parent != name:
                pairs = zip(key.columns, key.parent_columns, strict=False)
                theirs = {place for own, place in pairs if own in lone}
                found.setdefault(key.parent, set()).update(theirs)
    return found


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the columns of a table before they are told apart.

    Attributes:
        also: columns that are to differ by themselves.
        fixed: those that have one value in all rows, and so tell none apart.
        empty: those that are NULL in all rows, which no unique holds against one another.
        some: those of them that have values in some rows, where these go another way.
        hard: those that cannot be told apart.
        anchors: columns of all tables that have one value in all rows, by both names.
        few: those that have few values.
        passed: names of unique indexes that no row is in, and of exclusions that are met otherwise.
        links: keys whose columns follow one row of the parent.
        parents: the tables that they refer to, by name.
    """

    also: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()
    empty: frozenset[str] = frozenset()
    some: frozenset[str] = frozenset()
    hard: frozenset[str] = frozenset()
    anchors: frozenset[tuple[str, str]] = frozenset()
    few: frozenset[str] = frozenset()
    passed: frozenset[str] = frozenset()
    links: tuple[StoredKey, ...] = ()
    parents: Mapping[str, StoredTable] = field(default_factory=dict)

    def hard_in(self, columns: Sequence[str]) -> set[str]:
        """Columns of a group that refer to parents which others of the group do not tell apart."""
        made: set[str] = set()
        for key in self.links:
            pairs = zip(key.columns, key.parent_columns, strict=True)
            own = {mine: theirs for mine, theirs in pairs if mine in columns}
            parent = self.parents[key.parent]
            uniques = (parent.primary_key, *parent.uniques)
            told = {*own.values(), *(column for name, column in self.anchors if name == key.parent)}
            if own and not any(each and set(each) <= told for each in uniques):
                made |= own.keys()
        return made


NOTHING = Known()


def uniques_of(table: StoredTable, dialect: str, known: Known = NOTHING) -> Uniques:
    """The uniques of a table; indexes of some rows or of expressions are taken to be of all, in their columns.

    A group of which a column cannot be told apart from row to row, as one that refers to its own table cannot,
    has another of its columns unique by itself.
    """
    alone, groups, lower = set(known.also), [], set()
    sets: list[tuple[str, ...]] = [*table.uniques]
    vague: dict[tuple[str, ...], set[str]] = {}
    of_keys = {column for key in table.keys for column in key.columns}
    for rule in table.rules:
        if rule.kind == "unique" and rule.name not in known.passed:
            columns, small, unsure = _columns_of(table, rule, dialect)
            lower |= small
            if columns and unsure == set(columns) and not unsure & of_keys:
                alone.update(freest(table, columns, (), known.few))
            elif columns:
                sets.append(columns)
                vague[columns] = unsure if unsure != set(columns) else set()
        elif (
            rule.kind == "exclusion" and rule.name not in known.passed
        ):  # rows that differ in these columns exclude none
            listed = re.findall(r'"?([^\s",(]+)"? WITH =', rule.text)
            there = {each.name for each in table.columns}
            sets.append(tuple(each for each in listed if each in there))
    own = {column for key in table.keys if key.parent == table.name for column in key.columns}
    hard = (
        own
        | known.hard
        | {
            each.name
            for each in table.columns
            if each.generated or each.kind in ("json", "array", "composite", "range")
        }
    )
    numbered = {each.name for each in table.columns if each.numbered and each.name not in of_keys}
    for whole in (table.primary_key, *sets):
        columns = tuple(each for each in whole if each not in known.fixed) or whole
        if known.empty & set(columns) and not (len(columns) == 1 and columns[0] in known.some):
            continue
        if len(columns) == 1:
            alone.add(columns[0])
        elif counted := [each for each in columns if each in numbered]:
            alone.add(counted[0])
        elif (
            stiff := (hard | known.hard_in(columns) | vague.get(whole, set())) & set(columns)
        ) and (free := freest(table, columns, stiff, known.few)):
            alone.add(free[0])
        elif columns and whole != table.primary_key and columns not in groups:
            groups.append(columns)
    groups = [each for each in groups if not alone & set(each)]
    apart = alone.union(table.primary_key, *groups)
    return Uniques(frozenset(alone), tuple(groups), frozenset(apart), frozenset(lower))


def apart_by_sources(
    uniques: Uniques, computed: Sequence[tuple[str, str]], columns: Iterable[str]
) -> Uniques:
    """The uniques, where columns that are computed from others differ as those do: one by itself, several together."""
    alone, groups = set(uniques.alone), list(uniques.groups)
    for name, text in computed:
        expression = _LITERAL.sub("''", text)  # the member 'id' of a document is no column
        read = [
            each for each in columns if re.search(rf"(?<!\w){re.escape(each)}(?!\w)", expression)
        ]
        if name in alone and read and name not in read:
            alone.discard(name)
            if len(read) == 1:
                alone.add(read[0])
            else:
                groups.append(tuple(read))
    gone = uniques.alone - alone
    apart = frozenset((uniques.apart - gone).union(alone, *groups))
    return Uniques(frozenset(alone), tuple(groups), apart, uniques.lower)


def _columns_of(
    table: StoredTable, rule: StoredRule, dialect: str
) -> tuple[tuple[str, ...], set[str], set[str]]:
    """The columns of an index, those in its expressions too; those of which it sees small letters alone; and those of
    which it sees so little that values which differ may be alike to it."""
    from sqlglot import exp

    names = {each.name.lower(): each.name for each in table.columns}
    columns, lower, unsure = list(rule.columns), set(), set[str]()
    for text in rule.expressions:
        node = parsed(text, dialect)
        inner = list(_inner(node, names))
        columns += inner
        if node is not None and node.find(exp.Lower, exp.Upper):
            lower.update(inner)
        if not _keeps_apart(node):
            unsure.update(inner)
    return tuple(dict.fromkeys(columns)), lower, unsure - set(rule.columns)


def _keeps_apart(node: Any) -> bool:
    """Whether an expression differs where its one column does, or where one of the columns that it joins does."""
    from sqlglot import exp

    node = stripped(node) if node is not None else None
    if isinstance(node, exp.Cast):
        kind = node.to.this
        return kind in exp.DataType.TEXT_TYPES and _keeps_apart(node.this)
    if isinstance(node, exp.Coalesce):
        return all(map(is_constant, node.expressions)) and _keeps_apart(node.this)
    if isinstance(node, exp.DPipe):
        return all(is_constant(each) or _keeps_apart(each) for each in (node.left, node.right))
    if isinstance(node, exp.Anonymous):
        read = node.expressions[:1]
        return node.name.lower() in _TELLING and bool(read) and _keeps_apart(read[0])
    if isinstance(node, exp.Concat):
        return all(is_constant(each) or _keeps_apart(each) for each in node.expressions)
    digests = exp.MD5 | exp.MD5Digest | exp.SHA | exp.SHA2 | exp.Lower | exp.Upper | exp.Trim
    members = exp.JSONExtract | exp.JSONExtractScalar | exp.JSONBExtract | exp.JSONBExtractScalar
    if isinstance(node, digests | members):
        return _keeps_apart(node.this)
    return isinstance(node, exp.Column)


def _inner(node: object, names: dict[str, str]) -> Iterator[str]:
    from sqlglot import exp

    if isinstance(node, exp.Expression):
        for column in node.find_all(exp.Column):
            if column.name.lower() in names:
                yield names[column.name.lower()]


def freest(
    table: StoredTable,
    columns: Sequence[str],
    hard: Iterable[str] = (),
    few: frozenset[str] = frozenset(),
) -> list[str]:
    """The columns of a group that can be unique by themselves, those that can be most easily first."""
    keys = {column for key in table.keys for column in key.columns}
    kinds = ("text", "any", "uuid", "integer", "timestamp", "bytes", "decimal", "float", "date")
    free = [
        each
        for each in table.columns
        if each.name in columns and each.name not in hard and each.kind in kinds
    ]
    free.sort(key=lambda each: (each.name in few, each.name in keys, kinds.index(each.kind)))
    return [each.name for each in free]
