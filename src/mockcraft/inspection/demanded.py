"""What a table demands of its columns: its checks, those of domains, its partitions, and unique indexes that hold few rows."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from mockcraft.inspection.checks.demands import branches_of
from mockcraft.inspection.checks.expressions import bare, constant_of, parsed
from mockcraft.inspection.checks.facts import Demands
from mockcraft.inspection.checks.partitions import condition, is_plain, within
from mockcraft.inspection.checks.sets import reads
from mockcraft.inspection.keys.anchors import Column
from mockcraft.stored import StoredColumn, StoredRule, StoredTable

_VALUE = re.compile(r"\bVALUE\b")  # what checks of domains call the column


class Demanded:
    """Reads what one table demands.

    Attributes:
        table: as the database has it.
        columns: those that take values, by name.
        rows: that it gets.
        counts: rows of all tables.
        anchors: columns that have one value in all rows.
        lone: whether the table has a unique index of no column and no condition, which holds one row.
    """

    def __init__(
        self,
        table: StoredTable,
        columns: Mapping[str, StoredColumn],
        rows: int,
        counts: Mapping[str, int],
        anchors: frozenset[Column],
    ) -> None:
        self.table, self.columns, self.rows = table, columns, rows
        self.counts, self.anchors = counts, anchors
        self.lone = any(
            not rule.where and not self._in_index(rule)
            for rule in table.rules
            if rule.kind == "unique"
        )

    def ways(self, dialect: str) -> list[Demands]:
        """What is demanded, by the ways in which rows can meet it; first those that let keys differ.

        Of the unique indexes that no row can be in, the last ones are let be where all of them leave no way.
        """
        parts, required = self.table.partitions, self._required(dialect)
        names, checks, out = list(self.columns), self._conditions(), [*self._out_of_indexes()]
        left = len(branches_of(checks, names, dialect, required)[0].rest)
        short = [*checks, *self._short(dialect)]
        if len(branches_of(short, names, dialect, required)[0].rest) <= left:
            checks = short  # else they do not go with the checks
        found = branches_of([*checks, *out], names, dialect, required)
        while out and len(found[0].rest) > left:
            out.pop()
            found = branches_of([*checks, *out], names, dialect, required)
        made = []
        for way in sorted(found, key=self._is_pinned):
            facts = dict(way.facts)
            if parts is not None:
                facts |= within(parts, self.columns, facts)
            made.append(replace(way, facts=facts))
        return made

    def _conditions(self) -> list[str]:
        checks = [rule.text for rule in self.table.rules if rule.kind in ("check", "guard")]
        for column in self.columns.values():
            name = f'"{column.name}"'.replace("\\", r"\\")
            checks += [_VALUE.sub(name, each) for each in column.checks]
        parts = self.table.partitions
        if parts is not None and parts.strategy != "hash" and not is_plain(parts):
            checks += filter(None, [condition(parts)])
        return checks

    def _is_pinned(self, way: Demands) -> bool:
        """Whether a column that tells rows apart by itself has fewer values by a way than there are rows."""
        lone = [each[0] for each in (self.table.primary_key, *self.table.uniques) if len(each) == 1]
        listed = (way.of(each) for each in lone)
        return any(f.choices is not None and len(f.allowed) < self.rows for f in listed)

    def _short(self, dialect: str) -> Iterator[str]:
        """That texts are no longer than what a unique index sees of their beginnings."""
        from sqlglot import exp

        for rule in self.table.rules:
            for text in rule.expressions if rule.kind == "unique" else ():
                node = bare(parsed(text, dialect))
                first = isinstance(node, exp.Substring) and constant_of(node.args.get("start")) == 1
                size = node.args.get("length") if first else None
                size = node.expression if isinstance(node, exp.Left) else size
                if size is not None and isinstance(bare(node.this), exp.Column):
                    column = exp.Length(this=bare(node.this).copy())
                    yield exp.LTE(this=column, expression=size.copy()).sql(dialect=dialect)

    def _required(self, dialect: str) -> list[str]:
        required = [each.name for each in self.table.columns if each.not_null]
        required += [
            name
            for rule in self.table.rules
            if rule.kind == "unique" and " NULLS NOT DISTINCT" in rule.text
            for name in rule.columns
        ]
        return [*required, *self._compared_as_values(dialect)]

    def _compared_as_values(self, dialect: str) -> Iterator[str]:
        """Columns of no key whose NULL a unique index takes for a value like others: `coalesce(email, '')`."""
        from sqlglot import exp

        of_keys = {each for key in self.table.keys for each in key.columns}
        names = {each.lower(): each for each in self.columns if each not in of_keys}
        for rule in self.table.rules:
            for text in rule.expressions if rule.kind == "unique" else ():
                node = bare(parsed(text, dialect))
                if isinstance(node, exp.Coalesce) and isinstance(bare(node.this), exp.Column):
                    name = names.get(bare(node.this).name.lower())
                    if name is not None:
                        yield name

    def _in_index(self, rule: StoredRule) -> list[str]:
        texts = (*rule.columns, *rule.expressions)
        return [name for name in self.columns if any(reads(text, name) for text in texts)]

    def _out_of_indexes(self) -> Iterator[str]:
        """Conditions that keep rows out of unique indexes of some rows that cannot hold all of them."""
        for rule in self.table.rules:
            if rule.kind != "unique" or not rule.where or _is_of_values(rule):
                continue
            # As many rows as there are parents would be one for each; those that are the only ones that are not gone can.
            spare = 1 if re.search(r"\bIS NULL\b", rule.where, re.IGNORECASE) else 0
            if self._holds(rule) < self.rows + 1 - spare:
                yield f"NOT ({rule.where})"

    def _holds(self, rule: StoredRule) -> int:
        """How many rows can differ in an index, as far as its columns are keys, enums, or have one value."""
        held = 1
        for name in self._in_index(rule):
            if (self.table.name, name) in self.anchors:
                continue
            column = self.columns[name]
            if column.kind == "boolean" or column.labels:
                held *= len(column.labels) or 2
                continue
            parents = [
                self.counts.get(key.parent, self.rows)
                for key in self.table.keys
                if key.columns == (name,)
            ]
            if not parents:  # of any value
                return self.rows + 1
            held *= min(parents)
        return held


def _is_of_values(rule: StoredRule) -> bool:
    """Whether an index of some rows is of those that have a value in its column, as one of all rows would be."""
    found = re.fullmatch(r'\(*"?([^"]+?)"? IS NOT NULL\)*', rule.where, re.IGNORECASE)
    return found is not None and (found[1],) == rule.columns and not rule.expressions
