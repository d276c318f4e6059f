"""One table of a database, written into the document."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from mockcraft.inspection.checks.demands import goes_with
from mockcraft.inspection.checks.facts import Facts
from mockcraft.inspection.columns.choice import Asked, Choice
from mockcraft.inspection.columns.chosen import chosen, of_form
from mockcraft.inspection.columns.documents import lacking, of_document
from mockcraft.inspection.columns.limits import constant, text_limit
from mockcraft.inspection.columns.numbered import by_number, columns_in, elements, spans
from mockcraft.inspection.columns.rules import rules_of
from mockcraft.inspection.columns.words import column_words, prefix_of, table_words
from mockcraft.inspection.demanded import Demanded, reads
from mockcraft.inspection.document import Document
from mockcraft.inspection.keys.linking import Linking, conditions
from mockcraft.inspection.keys.polymorphic import pairs
from mockcraft.inspection.keys.table_keys import References
from mockcraft.inspection.order import SUMMED, Order
from mockcraft.inspection.survey import Survey
from mockcraft.inspection.uniques import Known, Uniques, uniques_of
from mockcraft.inspection.ways import KINDS, by_way, chosen_ways, varied
from mockcraft.stored import StoredColumn

# Kinds whose generators cannot tell rows apart.
_NUMBERED = ("json", "array", "composite", "range", "geometry", "other")
_ANY_ROW = "a row of any of the tables that the column beside it names"


class Writer:
    """Writes one table into the document."""

    def __init__(
        self,
        survey: Survey,
        refs: References,
        made: Document,
        name: str,
        counts: Mapping[str, int],
        apart: Iterable[str],
    ) -> None:
        self.survey, self.refs, self.made, self.name = survey, refs, made, name
        self.table = survey.tables[name]
        self.columns = {each.name: each for each in self.table.columns if not each.generated}
        self.words = self._words()
        demanded = Demanded(self.table, self.columns, counts[name], counts, refs.anchors)
        self.rows = 1 if demanded.lone else counts[name]
        self.ways = demanded.ways(survey.dialect)
        self.demands = self.ways[0]
        self.linking = Linking(survey, refs, made, name, self.demands)
        self.helpers: dict[str, dict[str, Any]] = {}
        self.spans, self.disjoint = self._spans()
        self.uniques = made.uniques[name] = self._uniques(apart)
        for way in self.ways:
            for each in self.uniques.lower:
                facts = way.of(each)
                way.facts[each] = replace(facts, case=facts.case or "lower")
        self.order = Order(self.columns, self.demands, self.linking)
        self.pairs = self._pairs()
        self.checks: list[str] = list(self.demands.rest)
        self.divided: dict[str, list[Any]] = {}
        self.targets = self._targets()
        self.way = ""  # the hidden column that says which way a row goes

    def wanted(self) -> Iterator[tuple[str, str, Any]]:
        """See Linking.wanted."""
        return self.linking.wanted()

    def divide(self, column: str, value: Any) -> None:
        """Has some rows, of those next to one another, a value in a column, for a table that refers to them alone."""
        values = self.divided.setdefault(column, [])
        if value not in values:
            values.append(value)

    def write(self) -> None:
        """Adds the table, or the reason why it cannot be filled."""
        if why := self.linking.live_without():
            self.made.refused[self.name] = why
            return
        self._divide()
        self.ways = chosen_ways(self.ways, self._may_vary)
        by_row = {name for each in self.ways for name in varied(self.demands, each)}
        self._order(by_row)
        entities = self._entities()
        columns: dict[str, Any] = {}
        for name, column in self.columns.items():
            choose = self._by_way if name in by_row else self._choice
            choice = choose(column, entities.get(name, ""))
            if not choice.spec:
                if column.required:
                    self.made.refused[self.name] = f"{name}: {choice.why}"
                    return
                continue
            if choice.why:
                self.made.notes[self.name, "columns", name] = choice.why
            columns[name] = self._flagged(column, choice.spec)
        for key in self.linking.unseen():
            target = f"{key.parent}.{key.parent_columns[0]}"
            self._helper(f"{key.columns[0]}_there", {"ref": target})
        columns = {**self.helpers, **columns}
        self.order.widen(columns)
        table: dict[str, Any] = {"count": self.rows, "columns": columns}
        if groups := [
            list(each) for each in self.uniques.groups if all(n in columns for n in each)
        ]:
            table["unique"] = groups
        if self.checks:
            table["checks"] = self.checks
        if self.table.comment:
            self.made.notes[(self.name,)] = self.table.comment
        self.made.tables[self.name] = table

    def _order(self, by_row: Iterable[str]) -> None:
        """Finds which column is behind which; those that vary by row are behind none, and rows are drawn again."""
        self.order = Order(self.columns, self.demands, self.linking, self.spans, by_row)
        self.order.by_checks(self.uniques.apart)
        self.order.by_names(self.words, self.uniques.apart)
        self.checks += self.order.checks

    def _helper(self, name: str, spec: dict[str, Any]) -> str:
        """Adds a hidden column, which others are made from; its name."""
        while name in self.columns or name in self.helpers:
            name += "_"
        self.helpers[name] = {**spec, "hidden": True}
        return name

    # ------------------------------------------------------------------ what is known

    def _words(self) -> dict[str, tuple[str, ...]]:
        own = table_words(self.name)
        prefix = prefix_of([each.name for each in self.table.columns])
        return {name: column_words(own, name, prefix) for name in self.columns}

    def _uniques(self, apart: Iterable[str]) -> Uniques:
        """What tells the rows apart, beside what all of them have in common."""
        facts = self.demands.facts.items()
        fixed = {name for name, each in facts if len(each.allowed) == 1 and each.null is False}
        fixed |= {column for table, column in self.refs.anchors if table == self.name}
        empty = {name for name, each in facts if each.null is True} | self.linking.nulls.keys()
        passed = {
            rule.name
            for rule in self.table.rules
            if rule.kind == "unique" and rule.where and self._passes_by(rule.where)
        }
        passed |= {rule.name for rule in self.table.rules if rule.name in self.disjoint}
        few = {name for name, each in facts if each.choices is not None}
        hard = {*self.linking.copies, *(name for name, each in facts if each.json)}
        known = Known(
            frozenset(apart), frozenset(fixed), frozenset(empty), frozenset(hard), self.refs.anchors, frozenset(few),
            frozenset(passed), tuple(self.linking.keys), self.survey.tables,
        )  # fmt: skip
        return uniques_of(self.table, self.survey.dialect, known)

    def _passes_by(self, where: str) -> bool:
        """Whether no row is in an index of the rows that meet a condition, whichever way it goes."""
        names, dialect = list(self.columns), self.survey.dialect
        return not any(goes_with(where, names, dialect, each) for each in self.ways)

    def _entities(self) -> dict[str, str]:
        """Names of records for columns of a second person or place: shipping_city beside billing_city."""
        found: dict[str, list[tuple[str, str]]] = {}
        own = table_words(self.name)
        for name, said in self.words.items():
            rule = next(
                iter(rules_of(said, self.columns[name].kind, own, self.words.values())), None
            )
            if rule is not None and rule.record:
                before = "_".join(said[: len(said) - len(rule.words)])
                found.setdefault(rule.record, []).append((name, before))
        return {
            name: before
            for named in found.values()
            if len({before for _, before in named}) > 1
            for name, before in named
            if before and before != named[0][1]
        }

    def _divide(self) -> None:
        """Tells how many rows of each value there are, of columns that other tables want some values of."""
        self.divided = {
            name: values
            for name, values in self.divided.items()
            if self._can_have(name, values) and name not in self.linking.of_column
        }
        for name, values in self.divided.items():
            size = max(1, self.rows // len(values))
            ends = [*(place * size for place in range(len(values))), self.rows]
            self.made.parts.setdefault(self.name, {})[name] = {
                value: (ends[place], ends[place + 1] - 1) for place, value in enumerate(values)
            }

    def _can_have(self, name: str, values: Iterable[Any]) -> bool:
        facts = self.demands.of(name)
        listed = facts.choices is None or all(each in facts.allowed for each in values)
        return name in self.columns and listed and name not in self.uniques.alone

    def _targets(self) -> dict[tuple[str, ...], str]:
        """What ObjectIds within documents may refer to by their names: tables that are filled before."""
        before = self.refs.order[: self.refs.order.index(self.name)]
        tables = self.survey.tables
        return {
            table_words(each): f"{each}.{tables[each].primary_key[0]}"
            for each in before
            if tables[each].primary_key
            and not (each in self.survey.rows or each in self.made.refused)
        }

    # ------------------------------------------------------------------ columns

    def _may_vary(self, name: str, first: Facts, other: Facts) -> bool:
        """Whether a column can have other values in some rows: it tells none apart, and nothing else gives it its values."""
        column, linking = self.columns.get(name), self.linking
        if column is None or column.kind not in KINDS or name in self.uniques.apart:
            return False
        taken = (linking.copies, linking.nulls, self.spans, self.divided)
        fixed = (self.name, name) in self.refs.anchors or (self.name, name) in self.refs.alike
        if fixed or any(name in each for each in taken) or name in dict(self.demands.computed):
            return False
        key = linking.of_column.get(name)
        if key is None:
            return True
        only_null = replace(first, null=None) == replace(other, null=None)
        return (
            only_null
            and len(key.columns) == 1
            and key.parent != self.name
            and name not in linking.parts
        )

    def _by_way(self, column: StoredColumn, entity: str) -> Choice:
        """Of a column whose checks demand something else of a row by the way that it goes."""
        first, checks, choices = self.demands, [*self.checks], []
        for way in self.ways:
            self.demands = self.linking.demands = way
            choices.append(self._choice(column, entity))
        self.demands = self.linking.demands = first
        self.checks = checks
        specs = [each.spec for each in choices]
        if not all(specs) or all(each == specs[0] for each in specs):
            return choices[0]
        if not self.way:
            numbers = {"generator": "number", "min": 0, "max": len(self.ways) - 1}
            self.way = self._helper("way", numbers)
        return Choice(
            by_way(column.name, specs, self.way, self._helper),
            "one of several ways to meet its checks",
        )

    def _choice(self, column: StoredColumn, entity: str) -> Choice:
        name, linking = column.name, self.linking
        if name in linking.nulls:
            return Choice({"value": None}, linking.nulls[name])
        if name in linking.copies:
            self.checks += conditions(name, self.demands)
            expression, why = linking.copies[name]
            return Choice({"expr": expression}, why)
        facts = self.demands.of(name)
        if name in linking.of_column and facts.null is not True:
            made = linking.reference(column, self.uniques)
            chosen_by_kind = linking.is_parted(name) and name not in linking.parts
            if not chosen_by_kind and name not in self.uniques.alone:
                self.checks += conditions(name, self.demands)
            return made
        if name in self.divided:
            return self._parted(name)
        if (self.name, name) in self.refs.anchors:
            return Choice({"value": constant(column, facts)}, "one value, as several keys share it")
        if (self.name, name) in self.refs.alike and column.kind != "integer":
            return Choice(by_number(column, self._number()), "the same values as in another table")
        if name in self.spans:
            return Choice({"expr": self.spans[name]}, "spans of no two rows overlap")
        by_kind = column.kind in _NUMBERED or column.base == "cidr" or facts.json
        if name in self.uniques.alone and by_kind and not column.labels:
            kind = "json" if facts.json else column.kind
            counted = by_number(replace(column, kind=kind), self._number(), self._paths(name))
            if counted:
                return Choice(counted, "differs by the number of the row")
        if name in self.pairs:
            return self._of_pair(name)
        if (behind := self._behind_unique(name)) is not None:
            return Choice(
                {"expr": f'"{behind}" + 1'}, f"{behind} and 1, so that rows differ in both"
            )
        computed = dict(self.demands.computed)
        if name in computed and name not in self.uniques.apart:
            return Choice({"expr": computed[name]}, "its check")
        needed = [each for each, text in computed.items() if reads(text, name)]
        if any(self.columns[each].not_null for each in needed if each in self.columns):
            facts = replace(facts, null=False)
        followed = name in self.order.behind.values()
        if followed and not column.not_null and self._must_have(name):
            facts = replace(facts, null=False)
        asked = Asked(
            column, self.words[name], table_words(self.name), frozenset(self.words.values()), facts,
            apart=name in self.uniques.apart, alone=name in self.uniques.alone,
            rows=self.rows, entity=entity, behind=self.order.behind.get(name, ""),
            within=self.order.within.get(name),
        )  # fmt: skip
        if asked.behind and column.kind in SUMMED:
            more = chosen(replace(asked, behind="")).spec
            named = self._helper(f"{name}_more", more)
            return Choice({"expr": f'"{asked.behind}" + "{named}"'}, f"{asked.behind} and more")
        choice = self._chosen(asked)
        if facts.pattern and "generator" in choice.spec:
            self.made.forms[self.name, name] = of_form(asked).spec["regex"]
        return choice

    def _chosen(self, asked: Asked) -> Choice:
        if asked.column.present is None:
            return chosen(asked)
        return of_document(asked, self.targets)

    def _behind_unique(self, name: str) -> str | None:
        """The column of whole numbers below one in which rows must differ, where they must differ in both."""
        for low, operator, high in self.demands.order:
            both = {low, high} <= self.uniques.alone
            whole = all(self.columns[each].kind == "integer" for each in (low, high))
            if high == name and both and whole and operator != "<>" and self.demands.of(high).plain:
                return None if low in self.linking.of_column else low
        return None

    def _pairs(self) -> set[str]:
        """Columns of pairs of a type and a number, which refer to rows of any table."""
        made: set[str] = set()
        if not self.made.anything.names:
            return made
        for number, kind in pairs(self.words).items():
            free = all(
                name not in self.linking.of_column and self.demands.of(name).plain
                for name in (number, kind)
            )
            kinds = (self.columns[number].kind, self.columns[kind].kind)
            if free and kinds == ("integer", "text"):
                made |= {number, kind}
        return made

    def _of_pair(self, name: str) -> Choice:
        """A number that each of some tables has, or the names of those."""
        anything, column = self.made.anything, self.columns[name]
        if column.kind == "integer":
            return Choice({"generator": "number", "min": 1, "max": anything.rows}, _ANY_ROW)
        limit = text_limit(column, Facts())
        fitting = [each for each in anything.names if limit is None or len(each) <= limit]
        return Choice({"values": fitting or [anything.names[0][:limit]]}, "names of tables")

    def _number(self) -> str:
        """A hidden column that numbers the rows; its name."""
        for name, spec in self.helpers.items():
            if spec.get("generator") == "sequence":
                return name
        return self._helper("row_number", {"generator": "sequence", "unique": True})

    def _paths(self, name: str) -> list[list[str]]:
        """Of a JSON column, the paths of members that unique indexes read."""
        found = []
        for rule in self.table.rules:
            for text in rule.expressions if rule.kind == "unique" else ():
                if reads(text, name) and (keys := re.findall(r"'([^']*)'", text)):
                    found.append([key for each in keys for key in each.strip("{}").split(",")])
        return found

    def _spans(self) -> tuple[dict[str, str], set[str]]:
        """Expressions of columns that exclusion constraints want to overlap in no two rows, and their names."""
        made: dict[str, str] = {}
        met: set[str] = set()
        for rule in self.table.rules:
            if rule.kind != "exclusion":
                continue
            for expression, operator in elements(rule.text):
                columns = [self.columns.get(each) for each in columns_in(expression)]
                free = [
                    each
                    for each in columns
                    if each is not None and each.name not in self.linking.of_column
                ]
                if operator != "&&" or len(free) < len(columns) or not free:
                    continue
                found = {free[0].name: by_number(free[0], self._number()).get("expr", "")}
                if len(free) == 2:
                    found = spans(free[0], free[1], self._number())
                if found and all(found.values()):
                    made |= found
                    met.add(rule.name)
                    break
        return made, met

    def _parted(self, name: str) -> Choice:
        """Values of rows next to one another, for tables that want some of them."""
        parts = self.made.parts[self.name][name]
        if len(parts) == 1:
            return Choice({"value": _word(next(iter(parts)))}, "a table wants these rows")
        number = self._number()
        *first, (end, _) = parts.items()
        whens = " ".join(
            f"when {number} <= {last + 1} then {_sql(each)}" for each, (_, last) in first
        )
        return Choice({"expr": f"case {whens} else {_sql(end)} end"}, "tables want rows of each")

    def _must_have(self, name: str) -> bool:
        """Whether a column behind this one must have a value, which it has not where this one has none."""
        return any(
            self.columns[high].not_null for high, low in self.order.behind.items() if low == name
        )

    def _flagged(self, column: StoredColumn, spec: dict[str, Any]) -> Any:
        """The mapping with what its keys ask for, in its shortest form."""
        flags: dict[str, Any] = {}
        fixed = (self.name, column.name) in self.refs.anchors
        if column.name in self.table.primary_key and not fixed:
            flags["primary_key"] = True
        if column.name in self.uniques.alone and self.table.primary_key != (column.name,):
            flags["unique"] = True
        # Of a type that reads texts in its own way, and of two numbers, it is not known beforehand that they differ.
        said = spec.get("expr", "")
        of_kind = column.kind in (*_NUMBERED, "network") or spec.get("type") == "json"
        numbered = of_kind and (said and ("type" in spec or said.count("row_number") > 1))
        itself = column.name in self.linking.copies
        if numbered or itself or ("value" in spec and spec["value"] is None):
            flags = {}
        made = {**spec, **flags}
        if column.name not in self.uniques.apart and (share := lacking(column)):
            made["absent"] = share
        return made["generator"] if set(made) == {"generator"} else made


def _word(value: Any) -> Any:
    return value if isinstance(value, str | bool) else int(value)


def _sql(value: Any) -> str:
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(_word(value))
