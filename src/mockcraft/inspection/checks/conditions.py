"""One condition of a check: what it demands of a column, besides what is known.

In all of this None is the answer for a condition that is not understood; `met` alone tells that one cannot be met.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from mockcraft.inspection.checks.comparisons import OPERATORS, among, cased_among, compared
from mockcraft.inspection.checks.differences import span_of
from mockcraft.inspection.checks.expressions import (
    ANY_SIGNS,
    beginning,
    column_of,
    constant_of,
    glob_pattern,
    is_constant,
    like_pattern,
    regular,
    signs_without,
    similar_pattern,
    stripped,
    whole_glob,
    whole_like,
    within_class,
)
from mockcraft.inspection.checks.facts import Demands
from mockcraft.inspection.columns.meeting import meeting


class Conditions:
    """Reads conditions on the columns of a table, by their names whatever the case."""

    def __init__(self, columns: Sequence[str]) -> None:
        self._columns = {name.lower(): name for name in columns}

    def met(self, node: Any, known: Demands) -> Demands | None:
        """What is known with one condition more; None where it cannot be met."""
        from sqlglot import exp

        node = stripped(node)
        found = None
        if isinstance(node, exp.Boolean):
            return known if node.this else None
        if isinstance(node, exp.Between):
            low = exp.GTE(this=node.this, expression=node.args["low"])
            high = exp.LTE(this=node.this, expression=node.args["high"])
            first = self.met(low, known)
            return None if first is None else self.met(high, first)
        if node.key in OPERATORS:
            start = beginning(node)
            found = (
                compared(node, known, self._name)
                if start is None
                else self._pattern(*start, known, f"^{start[1].removesuffix(ANY_SIGNS)}")
            )
        elif isinstance(node, exp.In):
            found = among(self._name(node.this), node.expressions, known)
            if found is None:
                found = cased_among(node.this, node.expressions, known, self._name)
        elif isinstance(node, exp.Is):
            found = self._null(node, known, wanted=True)
        elif isinstance(node, exp.Not):
            found = self._not(node.this, known)
        elif isinstance(node, exp.RegexpLike | exp.RegexpILike):
            found = self._pattern(node.this, regular(node.expression), known)
        elif isinstance(node, exp.SimilarTo):
            text = constant_of(node.expression)
            if isinstance(text, str):
                whole = f"^({text.replace('%', '.*').replace('_', '.')})$"
                found = self._pattern(node.this, similar_pattern(text), known, whole)
        elif isinstance(node, exp.Glob):
            text = constant_of(node.expression)
            if isinstance(text, str):
                found = self._pattern(node.this, glob_pattern(text), known, whole_glob(text))
        elif isinstance(node, exp.Like | exp.ILike):
            text = constant_of(node.expression)
            if isinstance(text, str):
                found = self._pattern(node.this, like_pattern(text), known, whole_like(text))
        elif isinstance(node, exp.Column) and (name := self._name(node)):
            found = known.having(name, choices=(True,))
        elif isinstance(node, exp.Anonymous | exp.Func) and node.name.lower() == "json_valid":
            found = self._json(node, known)
        if found is None:
            span = span_of(node, self._name)
            kept = known if span is None else replace(known, spans=(*known.spans, span))
            return self._with_values(node, self._with_documents(node, kept)).keeping(node)
        return found if found.possible else None

    def _name(self, node: Any) -> str | None:
        name = column_of(node)
        return None if name is None else self._columns.get(name.lower())

    def _null(self, node: Any, known: Demands, wanted: bool) -> Demands | None:
        from sqlglot import exp

        name = self._name(node.this)
        if name is None:
            return None
        if isinstance(node.expression, exp.Boolean):
            return known.having(name, choices=(bool(node.expression.this) is wanted,))
        if not isinstance(node.expression, exp.Null):
            return None
        if known.of(name).null is (not wanted):  # it contradicts: no value can be
            return known.having(name, choices=())
        return known.having(name, null=wanted)

    def _not(self, node: Any, known: Demands) -> Demands | None:
        from sqlglot import exp

        node = stripped(node)
        if isinstance(node, exp.Is):
            return self._null(node, known, wanted=False)
        name = self._name(node)
        if isinstance(node, exp.Column) and name:
            return known.having(name, choices=(False,))
        if isinstance(node, exp.Glob | exp.RegexpLike) and (made := self._without(node, known)):
            return made
        if isinstance(node, exp.Like | exp.ILike | exp.RegexpLike | exp.RegexpILike):
            return self._unlike(node, known)
        listed = isinstance(node, exp.In) and node.expressions
        if listed and (name := self._name(node.this)) and all(map(is_constant, listed)):
            out = tuple(map(constant_of, listed))
            return known.having(name, excluded=(*known.of(name).excluded, *out))
        return None

    def _pattern(
        self, subject: Any, pattern: Any, known: Demands, whole: str = ""
    ) -> Demands | None:
        """What is known, and that texts are of a pattern, one that has short texts for what may be any in `whole`."""
        name = self._name(subject)
        if name is None or not isinstance(pattern, str) or not pattern:
            return None
        before = known.of(name).pattern
        found = (*known.of(name).found, whole or pattern)
        if before.startswith("[") and before.endswith(
            "]+"
        ):  # a class of signs, of which the others are
            pattern = within_class(pattern, before[:-1])
        elif before:
            pattern = ""
        if not pattern:
            return self._both(name, found, known)
        return known.having(name, pattern=pattern, found=found)

    def _both(self, name: str, found: tuple[str, ...], known: Demands) -> Demands | None:
        """What is known, and that texts are of several patterns, where there are such texts."""
        return known.having(name, found=found) if meeting(found, (), 0, None) else None

    def _unlike(self, node: Any, known: Demands) -> Demands | None:
        """What is known, and that texts are not of a pattern: it is looked at again in the rows, which may have any texts."""
        from sqlglot import exp

        name, text = self._name(node.this), constant_of(node.expression)
        if name is None or not isinstance(text, str):
            return None
        out = text if isinstance(node, exp.RegexpLike | exp.RegexpILike) else whole_like(text)
        made = known.having(name, unlike=(*known.of(name).unlike, out))
        return made.keeping(exp.Not(this=node))

    def _without(self, node: Any, known: Demands) -> Demands | None:
        """NOT GLOB '*[^0-9a-f]*': a text of the other signs alone."""
        name, signs = self._name(node.this), signs_without(constant_of(node.expression))
        if name is None or not signs:
            return None
        before = known.of(name).pattern
        pattern = within_class(before, signs) if before else f"{signs}+"
        found = (*known.of(name).found, f"^{signs}*$")
        if not pattern:
            return self._both(name, found, known)
        return known.having(name, pattern=pattern, found=found)

    def _with_documents(self, node: Any, known: Demands) -> Demands:
        """What is known, and that columns of which a condition reads members hold JSON."""
        from sqlglot import exp

        for each in node.find_all(exp.Func):
            if isinstance(each, exp.JSONExtract | exp.JSONExtractScalar | exp.JSONBExtract):
                read = each.this
            elif isinstance(each, exp.Anonymous) and each.name.lower().startswith("json_"):
                read = each.expressions[0] if each.expressions else None
            else:
                continue
            name = self._name(read) if read is not None else None
            if name and not known.of(name).json:
                known = known.having(name, json="object")
        return known

    def _with_values(self, node: Any, known: Demands) -> Demands:
        """What is known, and that columns have values of which `date(a) IS NOT NULL` wants something."""
        from sqlglot import exp

        inner = stripped(node.this) if isinstance(node, exp.Not) else None
        if not (isinstance(inner, exp.Is) and isinstance(inner.expression, exp.Null)):
            return known
        if inner.find(exp.Coalesce, exp.Case, exp.If, exp.Nullif):
            return known
        for each in inner.find_all(exp.Column):
            if (name := self._name(each)) and known.of(name).null is None:
                known = known.having(name, null=False)
        return known

    def _json(self, node: Any, known: Demands) -> Demands | None:
        """That a text is JSON; old versions of SQLite say so of no NULL."""
        name = self._name(node.expressions[0]) if node.expressions else None
        if name is None:
            return None
        null = known.of(name).null
        return known.having(name, json="object", null=False if null is None else null)
