"""The schema file that fills a database, as the dict that the ordinary reader takes, with the reasons beside it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from mockcraft.inspection.choice import Asked, Choice
from mockcraft.inspection.columns import chosen
from mockcraft.inspection.demands import demands_of
from mockcraft.inspection.facts import Demands, Facts
from mockcraft.inspection.keys import References, references
from mockcraft.inspection.moments import behind
from mockcraft.inspection.partitions import within
from mockcraft.inspection.rules import rules_of
from mockcraft.inspection.survey import Survey
from mockcraft.inspection.tables import counts
from mockcraft.inspection.uniques import followed, uniques_of
from mockcraft.inspection.words import column_words, prefix_of, table_words, words
from mockcraft.stored import StoredColumn, StoredKey, StoredTable

Path = tuple[str, ...]
SELF_NULLS = 0.2  # share of rows of a tree that are roots
KEY_NULLS = 0.1
_VALUE = re.compile(r"\bVALUE\b")  # what checks of domains call the column


@dataclass(slots=True)
class Document:
    """A schema file in the making.

    Attributes:
        tables: by name, parents first, as the file has them.
        notes: why something is as it is, by the path of keys below `tables`.
        refused: tables that are not filled, with the reason.
        kept: rows of tables that have some and stay as they are.
    """

    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    notes: dict[Path, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    kept: Mapping[str, int] = field(default_factory=dict)

    @property
    def data(self) -> dict[str, Any]:
        """As `schema.bind.load` takes it."""
        return {"version": 1, "tables": self.tables}


def document(
    survey: Survey,
    rows: int | None = None,
    given: Mapping[str, int] | None = None,
    scale: float = 1.0,
) -> Document:
    """The file for a database, as its catalogue alone says; see `repair` for what the reader makes of it.

    Args:
        survey: of the database.
        rows: of each table; None for what suits each.
        given: rows by table, over those; a schema file has 1 at least, so that none is for the run's overrides to say.
        scale: multiplies all counts but those.
    """
    refs = references(survey)
    made = Document(kept=survey.rows, refused=dict(refs.refused))
    asked = {
        name: max(1, round(n * Fraction(scale))) for name, n in counts(survey, refs, rows).items()
    }
    asked |= {name: max(1, n) for name, n in (given or {}).items()}
    apart = followed(survey.tables)
    for name in refs.order:
        if name in survey.rows or name in made.refused:
            continue
        table = survey.tables[name]
        if why := _obstacle(table):
            made.refused[name] = why
            continue
        _Writer(survey, refs, made, name, asked[name], apart.get(name, ())).write()
    return made


def _obstacle(table: StoredTable) -> str:
    if table.obstacle:
        return table.obstacle
    if table.row_security:
        return "it has row-level security, which bulk loading does not pass (connect as its owner)"
    if not any(not column.generated for column in table.columns):
        return "it has no column that takes a value"
    return ""


class _Writer:
    """Writes one table into the document."""

    def __init__(
        self,
        survey: Survey,
        refs: References,
        made: Document,
        name: str,
        rows: int,
        apart: Iterable[str],
    ) -> None:
        self.survey, self.made, self.name, self.rows = survey, made, name, rows
        self.table = survey.tables[name]
        self.keys, self.nulls = list(refs.keys[name]), dict(refs.nulls[name])
        self.columns = {each.name: each for each in self.table.columns if not each.generated}
        self.words = self._words()
        self.uniques = uniques_of(self.table, survey.dialect, apart)
        self.demands = self._demands()
        self.behind: dict[str, str] = {}
        self.checks: list[str] = list(self.demands.rest)
        self.references = {column: key for key in self.keys for column in key.columns}

    def write(self) -> None:
        """Adds the table, or the reason why it cannot be filled."""
        if not self._lives_without():
            return
        self._order()
        entities = self._entities()
        columns: dict[str, Any] = {}
        for name, column in self.columns.items():
            choice = self._choice(column, entities.get(name, ""))
            if not choice.spec:
                if column.required:
                    self.made.refused[self.name] = f"{name}: {choice.why}"
                    return
                continue
            if choice.why:
                self.made.notes[self.name, "columns", name] = choice.why
            columns[name] = self._flagged(column, choice.spec)
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

    # ------------------------------------------------------------------ what is known

    def _lives_without(self) -> bool:
        """Leaves keys to tables that are not filled empty; False where one must have a value."""
        for key in [each for each in self.keys if each.parent in self.made.refused]:
            why = f"it refers to {key.parent}, which is not filled"
            empty = [
                each for each in key.columns
                if not self.columns[each].not_null and each not in self.table.primary_key
            ]  # fmt: skip
            if not empty:
                self.made.refused[self.name] = f"{key.columns[0]}: {why}"
                return False
            self.nulls[empty[0]] = why
            self.keys.remove(key)
            self.references = {c: k for k in self.keys for c in k.columns}
        return True

    def _words(self) -> dict[str, tuple[str, ...]]:
        own = table_words(self.name)
        prefix = prefix_of([each.name for each in self.table.columns])
        return {name: column_words(own, name, prefix) for name in self.columns}

    def _demands(self) -> Demands:
        checks = [rule.text for rule in self.table.rules if rule.kind == "check"]
        for column in self.columns.values():
            name = f'"{column.name}"'.replace("\\", r"\\")
            checks += [_VALUE.sub(name, each) for each in column.checks]
        required = [each.name for each in self.table.columns if each.not_null]
        made = demands_of(checks, list(self.columns), self.survey.dialect, required)
        facts = dict(made.facts)
        if self.table.partitions is not None:
            facts |= within(self.table.partitions, self.columns, facts)
        for name in self.uniques.lower:
            facts[name] = replace(
                facts.get(name, Facts()), case=facts.get(name, Facts()).case or "lower"
            )
        return replace(made, facts=facts)

    def _order(self) -> None:
        """Which column is behind which: by checks, then by names."""
        for low, operator, high in self.demands.order:
            if self._can_follow(low, high):
                self.behind[high] = low
            if self.behind.get(high) != low or operator == "<":
                self.checks.append(f'"{low}" {operator} "{high}"')
        whole = {name: words(name) for name in self.columns}  # the order_date of orders
        for named in (self.words, whole):
            for kind in ("date", "timestamp"):
                moments = {name: each for name, each in named.items() if self._kind(name) == kind}
                for low, high in behind(moments):
                    if high not in self.behind and self._can_follow(low, high):
                        self.behind[high] = low

    def _kind(self, name: str) -> str:
        return self.columns[name].kind

    def _can_follow(self, low: str, high: str) -> bool:
        kinds = ("integer", "date", "timestamp", "time")
        if high in self.behind or self.behind.get(low) == high or high in self.uniques.apart:
            return False
        if self._kind(low) != self._kind(high) or self._kind(low) not in kinds:
            return False
        free = all(
            each not in self.references
            and self.demands.of(each).choices is None
            and each not in self.nulls
            for each in (low, high)
        )
        return free and self.demands.of(high).low is None and self.demands.of(low).null is not True

    def _entities(self) -> dict[str, str]:
        """Names of records for columns of a second person or place: shipping_city beside billing_city."""
        found: dict[str, list[tuple[str, str]]] = {}
        own = table_words(self.name)
        for name, said in self.words.items():
            rule = next(iter(rules_of(said, self._kind(name), own, self.words.values())), None)
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

    # ------------------------------------------------------------------ columns

    def _choice(self, column: StoredColumn, entity: str) -> Choice:
        name = column.name
        if name in self.nulls:
            return Choice({"value": None}, self.nulls[name])
        facts = self.demands.of(name)
        if name in self.references and facts.null is not True:
            return self._reference(column, self.references[name])
        computed = dict(self.demands.computed)
        if name in computed and name not in self.uniques.apart:
            return Choice({"expr": computed[name]}, "its check")
        needed = [each for each, text in computed.items() if _reads(text, name)]
        if any(self.columns[each].not_null for each in needed if each in self.columns):
            facts = replace(facts, null=False)
        followed = name in self.behind.values()
        if followed and not column.not_null and self._must_have(name):
            facts = replace(facts, null=False)
        asked = Asked(
            column, self.words[name], table_words(self.name), frozenset(self.words.values()), facts,
            apart=name in self.uniques.apart, alone=name in self.uniques.alone,
            rows=self.rows, entity=entity, behind=self.behind.get(name, ""),
        )  # fmt: skip
        return chosen(asked)

    def _must_have(self, name: str) -> bool:
        """Whether a column behind this one must have a value, which it has not where this one has none."""
        return any(self.columns[high].not_null for high, low in self.behind.items() if low == name)

    def _reference(self, column: StoredColumn, key: StoredKey) -> Choice:
        place = key.columns.index(column.name)
        if key.parent in self.survey.rows:
            return self._present(column, key, place)
        target = f"{key.parent}.{key.parent_columns[place]}"
        if place:
            return Choice({"ref": target, "with": key.columns[0]})
        empty = all(
            not self.columns[each].not_null and self.demands.of(each).null is not False
            and each not in self.uniques.apart
            for each in key.columns
        )  # fmt: skip
        if not empty:
            return Choice({"ref": target})
        return Choice(
            {"ref": target, "nulls": SELF_NULLS if key.parent == self.name else KEY_NULLS}
        )

    def _present(self, column: StoredColumn, key: StoredKey, place: int) -> Choice:
        """Values of rows that are there: any of one column; of several columns, those of the first row."""
        rows = self.survey.keys.get((key.parent, key.parent_columns), ())
        values = [row[place] for row in rows if None not in row]
        if not values:
            return Choice({"value": None})
        typed = [
            int(each) if column.kind == "integer" and each is not None else each for each in values
        ]
        why = f"rows of {key.parent} that are there"
        if len(key.columns) > 1:
            return Choice({"value": typed[0]}, why)
        return Choice({"values": list(dict.fromkeys(typed))}, why)

    def _flagged(self, column: StoredColumn, spec: dict[str, Any]) -> Any:
        """The mapping with what its keys ask for, in its shortest form."""
        flags: dict[str, Any] = {}
        if column.name in self.table.primary_key:
            flags["primary_key"] = True
        if column.name in self.uniques.alone and self.table.primary_key != (column.name,):
            flags["unique"] = True
        if "value" in spec and spec["value"] is None:
            flags = {}
        made = {**spec, **flags}
        return made["generator"] if set(made) == {"generator"} else made


def _reads(text: str, name: str) -> bool:
    """Whether an expression reads a column."""
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
