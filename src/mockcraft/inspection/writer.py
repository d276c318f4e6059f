"""One table of a database, written into the document."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from mockcraft.inspection.checks.asking import checks_of
from mockcraft.inspection.checks.demands import goes_with
from mockcraft.inspection.checks.digests import is_digest
from mockcraft.inspection.checks.facts import Facts
from mockcraft.inspection.checks.guessing import is_text
from mockcraft.inspection.checks.members import facts_of, path_in
from mockcraft.inspection.checks.sets import reads
from mockcraft.inspection.columns.choice import Asked, Choice
from mockcraft.inspection.columns.chosen import chosen, of_form
from mockcraft.inspection.columns.derived import derived
from mockcraft.inspection.columns.documents import lacking, of_document
from mockcraft.inspection.columns.entities import entities
from mockcraft.inspection.columns.limits import constant
from mockcraft.inspection.columns.numbered import Member, by_number
from mockcraft.inspection.columns.plain import SPREAD, counts_time
from mockcraft.inspection.columns.words import column_words, prefix_of, table_words, words
from mockcraft.inspection.demanded import Demanded
from mockcraft.inspection.divided import Divided, parted
from mockcraft.inspection.document import Document
from mockcraft.inspection.exclusions import disjoint
from mockcraft.inspection.keys.linking import Linking, conditions
from mockcraft.inspection.keys.polymorphic import of_pair, paired
from mockcraft.inspection.keys.table_keys import References
from mockcraft.inspection.order import SUMMED, Order
from mockcraft.inspection.survey import Survey
from mockcraft.inspection.uniques import Known, apart_by_sources, uniques_of
from mockcraft.inspection.ways import KINDS, by_way, chosen_ways, varied
from mockcraft.stored import StoredColumn

# Kinds whose generators cannot tell rows apart.
_NUMBERED = ("json", "array", "composite", "range", "geometry", "other")


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
        self.spans, self.disjoint = disjoint(
            self.table.rules, self.columns, self.linking.of_column, self._number, self.rows
        )
        self.uniques = made.uniques[name] = uniques_of(
            self.table, survey.dialect, self._known(frozenset(apart))
        )
        kinds = ("text", "uuid")
        made_of = [each for each in self.demands.computed if self.columns[each[0]].kind in kinds]
        made_of += [(each.name, each.computed) for each in self.table.columns if each.computed]
        self.uniques = made.uniques[name] = apart_by_sources(self.uniques, made_of, self.columns)
        for way in self.ways:
            for each in self.uniques.lower:
                facts = way.of(each)
                way.facts[each] = replace(facts, case=facts.case or "lower")
        self.order = Order(self.columns, self.demands, self.linking)
        self.pairs = (
            paired(self.columns, self.words, self._is_free) if made.anything.names else set()
        )
        of_each = {e: self.demands.of(e) for e in self.columns if e not in self.linking.of_column}
        self.derived = derived(
            self.table, self.columns, self.words, of_each, frozenset(self.uniques.alone)
        )
        self.checks: list[str] = list(self.demands.rest)
        self.divided = Divided()
        self.cut = set(self.table.partitions.columns) if self.table.partitions else set[str]()
        self.told = set[str]()  # columns that differ as the hidden ones do that they are made from
        self.way = ""  # the hidden column that says which way a row goes
        self.root = self._root()

    def wanted(self) -> Iterator[tuple[str, str, Any]]:
        """See Linking.wanted."""
        return self.linking.wanted()

    def looked_up(self) -> Iterator[tuple[str, str, tuple[Any, ...], bool]]:
        """See Linking.looked_up."""
        return self.linking.looked_up(self.uniques)

    def divide(self, column: str, values: Iterable[Any], alone: bool) -> None:
        """Has some rows each of these values in a column, and others those that it may have besides.

        Where its rows go several ways by it, some have each already. `alone`: rows of a value must be next to one another.
        """
        if column not in self.columns or any(column in varied(self.demands, w) for w in self.ways):
            return
        kind, labels = self.columns[column].kind, self.columns[column].labels
        both = (True, False) if kind == "boolean" else ()
        for value in (*values, *(self.demands.of(column).allowed or labels or both)):
            self.divided.add(column, value, in_turn=not alone)

    def narrowed(self) -> Iterator[tuple[str, str, Facts]]:
        """(parent, its column, what is demanded) of columns that refer to others, and by which the table is cut."""
        for key in self.linking.keys:
            if key.parent != self.name and len(key.columns) > 1:
                for mine, theirs in zip(key.columns, key.parent_columns, strict=True):
                    facts = self.demands.of(mine)
                    if mine in self.cut and len(facts.allowed) != 1:  # rows of one value are found
                        yield key.parent, theirs, facts

    def narrow(self, column: str, facts: Facts) -> bool:
        """Takes what a child demands of a column, where rows can have it; whether that is less than before."""
        known = self.demands.of(column)
        new = known.within(facts)
        fixed = column in self.uniques.alone or (self.name, column) in self.refs.anchors
        if new == known or not new.possible or fixed or column not in self.columns:
            return False
        for way in self.ways:
            way.facts[column] = way.of(column).within(facts)
        self.cut.add(column)
        return True

    def write(self) -> None:
        """Adds the table, or the reason why it cannot be filled."""
        if why := self.linking.live_without():
            self.made.refused[self.name] = why
            return
        if parts := self.divided.settle(self.rows, self._can_have):
            self.made.parts[self.name] = parts
        self.ways = chosen_ways(self.ways, self._may_vary)
        by_row = {name for each in self.ways for name in varied(self.demands, each)}
        self._order(by_row)
        records = entities(self.columns, self.words, table_words(self.name))
        columns: dict[str, Any] = {}
        for name, column in self.columns.items():
            choose = self._by_way if name in by_row else self._choice
            choice = choose(column, records.get(name, ""))
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
        if self.root and self.root.keys() <= columns.keys():
            table["rows"] = [self.root]
            self.made.notes[self.name, "rows"] = "the root, by a check"
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

    def _root(self) -> dict[str, Any]:
        """The row of a tree that alone refers to no other, where checks say which key it has; empty for none."""
        own = [
            key for key in self.linking.keys if key.parent == self.name and len(key.columns) == 1
        ]
        if len(own) != 1 or own[0].parent_columns != self.table.primary_key:
            return {}
        (up,), (key,) = own[0].columns, own[0].parent_columns
        for way in self.ways[1:]:
            one = way.of(key).allowed if way.of(key).choices is not None else ()
            if len(one) == 1 and way.of(up).null is True and self.demands.of(up).null is False:
                return {key: int(one[0]) if isinstance(one[0], Decimal) else one[0], up: None}
        return {}

    # ------------------------------------------------------------------ what is known

    def _words(self) -> dict[str, tuple[str, ...]]:
        own = table_words(self.name)
        prefix = prefix_of([each.name for each in self.table.columns])
        return {name: column_words(own, name, prefix) for name in self.columns}

    def _known(self, apart: frozenset[str]) -> Known:
        """What all rows have in common, and which columns tell none apart."""
        facts = self.demands.facts.items()
        fixed = {name for name, each in facts if len(each.allowed) == 1 and each.null is False}
        fixed |= {column for table, column in self.refs.anchors if table == self.name}
        empty = {name for name, each in facts if each.null is True} | self.linking.nulls.keys()
        some = {
            each
            for each in empty & self.linking.of_column.keys()
            if any(way.of(each).null is not True for way in self.ways)
        }
        passed = {
            rule.name
            for rule in self.table.rules
            if rule.kind == "unique" and rule.where and self._passes_by(rule.where)
        }
        passed |= {rule.name for rule in self.table.rules if rule.name in self.disjoint}
        few = {name for name, each in facts if each.choices is not None}
        hard = {*self.linking.copies, *(name for name, each in facts if each.json)}
        return Known(
            apart, frozenset(fixed), frozenset(empty), frozenset(some), frozenset(hard), self.refs.anchors, frozenset(few),
            frozenset(passed), tuple(self.linking.keys), self.survey.tables,
        )  # fmt: skip

    def _passes_by(self, where: str) -> bool:
        """Whether no row is in an index of the rows that meet a condition, whichever way it goes."""
        names, dialect = list(self.columns), self.survey.dialect
        return not any(goes_with(where, names, dialect, each) for each in self.ways)

    def _is_free(self, name: str) -> bool:
        """Whether neither a key nor a check says anything of a column."""
        return name not in self.linking.of_column and self.demands.of(name).plain

    def _can_have(self, name: str, values: Iterable[Any]) -> bool:
        """Whether some rows can have each of these values in a column."""
        facts = self.demands.of(name)
        listed = facts.choices is None or all(each in facts.allowed for each in values)
        free = name not in self.uniques.alone and name not in self.linking.of_column
        return name in self.columns and listed and free

    @cached_property
    def targets(self) -> dict[tuple[str, ...], str]:
        """What ObjectIds within documents may refer to by their names: tables that are filled before."""
        before = self.refs.order[: self.refs.order.index(self.name)]
        tables, filled = self.survey.tables, {*before} - {*self.survey.rows, *self.made.refused}
        return {
            table_words(each): f"{each}.{tables[each].primary_key[0]}"
            for each in before
            if tables[each].primary_key and each in filled
        }

    # ------------------------------------------------------------------ columns

    def _may_vary(self, name: str, first: Facts, other: Facts) -> bool:
        """Whether a column can have other values in some rows: it tells none apart, and nothing else gives it its values."""
        column, linking = self.columns.get(name), self.linking
        if column is None or column.kind not in KINDS:
            return False
        # Of a key that differs where it has a value, each way gives that value or none.
        alone = name in self.uniques.alone and name in linking.of_column and not column.not_null
        if name in self.uniques.apart and not alone:
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
        if column.name in self.uniques.alone:
            specs = [{**each, "unique": True} if "ref" in each else each for each in specs]
            self.told.add(column.name)
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
            if name not in self.made.parts.get(self.name, {}):
                return self.divided.in_turns(name, self._number)
            return parted(self.made.parts[self.name][name], self._number)
        if (self.name, name) in self.refs.anchors:
            return Choice({"value": constant(column, facts)}, "one value, as several keys share it")
        if (self.name, name) in self.refs.alike and column.kind != "integer":
            return Choice(by_number(column, self._number()), "the same values as in another table")
        if name in self.spans:
            return Choice({"expr": self.spans[name]}, "spans of no two rows overlap")
        by_kind = column.kind in _NUMBERED or column.base == "cidr" or facts.json
        if name in self.uniques.alone and by_kind and not column.labels:
            kind = "json" if facts.json else column.kind
            counted = by_number(
                replace(column, kind=kind), self._number(), self._members(name), self.rows
            )
            if counted:
                return Choice(counted, "differs by the number of the row")
        if name in self.pairs:
            return of_pair(column, self.made.anything)
        if (behind := self._behind_unique(name)) is not None:
            return Choice(
                {"expr": f'"{behind}" + 1'}, f"{behind} and 1, so that rows differ in both"
            )
        computed = {**self.derived, **dict(self.demands.computed)}
        if name in computed and (name in self.derived or name not in self.uniques.apart):
            return Choice(
                {"expr": computed[name]}, "its name" if name in self.derived else "its check"
            )
        needed = [each for each, text in computed.items() if reads(text, name)]
        if any(self.columns[each].not_null for each in needed if each in self.columns):
            facts = replace(facts, null=False)
        followed = name in self.order.behind.values()
        if followed and not column.not_null and self._must_have(name):
            facts = replace(facts, null=False)
        if half := self.order.halves.get(name):
            facts = replace(facts, low=half[0], high=half[1])
        if facts.plain and self._is_counted_with(column):
            facts = replace(facts, low=Decimal(0), high=Decimal(max(SPREAD, self.rows * 10)))
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
        times = [each for each in self.columns.values() if each.kind == "time"]
        if (
            choice.spec.get("generator") == "time" and len(times) > 1
        ):  # not the row's time of day in all
            choice = Choice({**choice.spec, "entity": name}, choice.why)
        if column.kind == "text" and needed and not is_text(choice.spec):
            choice = Choice({**choice.spec, "type": "text"}, choice.why)
        if facts.pattern and "generator" in choice.spec:
            self.made.forms[self.name, name] = of_form(asked).spec["regex"]
        return choice

    def _chosen(self, asked: Asked) -> Choice:
        if asked.column.present is None:
            return chosen(asked)
        begin = f"{asked.column.name}."
        paths = [each.paths[0] for each in self.table.told_apart if len(each.paths) == 1]
        within = frozenset(p.removeprefix(begin) for p in paths if p.startswith(begin))
        return of_document(asked, self.targets, within)

    def _behind_unique(self, name: str) -> str | None:
        """The column of whole numbers below one in which rows must differ, where they must differ in both."""
        for low, operator, high in self.demands.order:
            both = {low, high} <= self.uniques.alone
            whole = all(self.columns[each].kind == "integer" for each in (low, high))
            if high == name and both and whole and operator != "<>" and self.demands.of(high).plain:
                return None if low in self.linking.of_column else low
        return None

    def _number(self) -> str:
        """A hidden column that numbers the rows; its name."""
        for name, spec in self.helpers.items():
            if spec.get("generator") == "sequence":
                return name
        return self._helper("row_number", {"generator": "sequence", "unique": True})

    def _members(self, name: str) -> list[Member]:
        """Of a JSON column, the members that uniques read, with hidden columns of the forms that checks want of them."""
        texts = [e for rule in self.table.rules if rule.kind == "unique" for e in rule.expressions]
        told = {each for group in (self.table.primary_key, *self.table.uniques) for each in group}
        told |= {e for r in self.table.rules if r.kind == "unique" for e in r.columns}
        texts += [each.computed for each in self.table.columns if each.name in told]
        found: dict[tuple[str, ...], str] = {}
        for text in texts:
            path = path_in(text) if reads(text, name) else ()
            if not path or path in found:
                continue
            facts = facts_of(text, checks_of(self.table), self.survey.dialect)
            form = StoredColumn(path[-1], "text", "text", not_null=True)
            asked = Asked(form, words(path[-1]), facts=facts, alone=True, rows=self.rows)
            formed = bool(facts.pattern or facts.case or facts.shortest or facts.longest)
            helper = (
                self._helper(f"{name}_{path[-1]}", {**chosen(asked).spec, "unique": True})
                if formed
                else ""
            )
            found[path] = f'"{helper}"' if helper else ""
        return list(found.items())

    def _is_counted_with(self, column: StoredColumn) -> bool:
        """Whether a column is a time since 1970 by its name, and another one is computed from it, too large by that."""
        if column.kind != "integer" or not counts_time(column, self.words[column.name]):
            return False
        made = [each.computed for each in self.table.columns if each.computed]
        made += [text for _, text in self.demands.computed]
        return any(reads(text, column.name) for text in made)

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
        counted = flags and spec.get("generator") == "sequence"
        if column.name in self.uniques.alone - self.told and not (
            counted or self.table.primary_key == (column.name,)
        ):
            flags["unique"] = True
        # Of a type that reads texts in its own way, and of two numbers, it is not known beforehand that they differ.
        said = spec.get("expr", "")
        of_kind = column.kind in (*_NUMBERED, "network") or spec.get("type") == "json"
        numbered = of_kind and (said and ("type" in spec or said.count("row_number") > 1))
        itself = column.name in self.linking.copies or column.name in self.derived
        itself |= column.name not in self.uniques.apart and is_digest(said)
        if numbered or itself or ("value" in spec and spec["value"] is None):
            flags = {}
        made = {**spec, **flags}
        if column.name not in self.uniques.apart and (share := lacking(column)):
            made["absent"] = share
        return made["generator"] if set(made) == {"generator"} else made
