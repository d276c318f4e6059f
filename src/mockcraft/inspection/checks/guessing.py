"""Columns that a check computes from another by a function that expressions have not: what is near it is tried.

`slug = regexp_replace(lower(title), '[^a-z0-9]+', '-', 'g')` holds for most titles with `slug(title)`. Which one it
is, the database says of rows that are made with each in turn.
"""

from typing import Any

from mockcraft.generator import find
from mockcraft.inspection.checks.expressions import column_of, parsed
from mockcraft.inspection.document import Document
from mockcraft.inspection.survey import Survey

_FORMS = ("slug({})", "lower({})", "upper({})", "initcap({})", "trim({})", "{}")
_PLAINEST = "[a-z0-9]{12}"  # of texts that most functions leave as they are
_FLAGS = ("primary_key", "unique")


class Guessing:
    """Puts one expression after another into a document."""

    def __init__(self, survey: Survey, document: Document) -> None:
        self.survey, self.document = survey, document
        self._left: dict[tuple[str, str], list[dict[str, Any]]] = {}  # by table and check

    def next(self, name: str, check: str) -> frozenset[str]:
        """The columns that were changed for a check that rows fail; none once all has been tried, and is as before."""
        if (name, check) not in self._left:
            self._left[name, check] = self._guesses(name, check)
        return self._put(name, check)

    def again(self, name: str, column: str) -> bool:
        """Puts the next one for a column that does not hold the texts of the last one; whether there was one."""
        found = (
            check
            for (table, check), left in self._left.items()
            if table == name and left and column in left[-1]
        )
        check = next(found, None)
        return check is not None and bool(self._put(name, check))

    def _put(self, name: str, check: str) -> frozenset[str]:
        left = self._left[name, check]
        if not left:
            return frozenset()
        made = left.pop(0)
        self.document.tables[name]["columns"] |= made
        for column in made:
            self.document.notes[name, "columns", column] = f"near to what its check says: {check}"
        return frozenset(made) if left else frozenset()

    def _guesses(self, name: str, check: str) -> list[dict[str, Any]]:
        """What to try, and last what is there."""
        found = self._pair(name, check)
        if found is None:
            return []
        own, source = found
        specs = self.document.tables[name]["columns"]
        quoted = '"' + source.replace('"', '""') + '"'
        before = specs[source]
        if not is_text(before):
            quoted = f"cast({quoted} as text)"
        flags = {} if isinstance(before, str) else {k: before[k] for k in _FLAGS if k in before}
        plainest = {"regex": _PLAINEST, **flags}
        tried = [{own: {"expr": form.format(quoted)}} for form in _FORMS]
        referring = isinstance(before, dict) and "ref" in before
        if not referring:
            tried.append({source: plainest, own: {"expr": quoted}})
        return [*tried, {own: specs[own], source: before}]

    def _pair(self, name: str, check: str) -> tuple[str, str] | None:
        """The text that a check computes from one other text of the row; None for another check."""
        from sqlglot import exp

        node = parsed(check, self.survey.dialect)
        specs = self.document.tables[name]["columns"]
        texts = {
            each.name.lower(): each.name
            for each in self.survey.tables[name].columns
            if each.kind == "text" and each.name in specs
        }
        for each in node.find_all(exp.EQ) if node is not None else ():
            for one, other in ((each.left, each.right), (each.right, each.left)):
                own = texts.get((column_of(one) or "").lower())
                read = {column.name.lower() for column in other.find_all(exp.Column)}
                if own is None or len(read) != 1 or column_of(other) is not None:
                    continue
                source = texts.get(read.pop())
                free = not (isinstance(specs[own], dict) and ({"ref", *_FLAGS} & set(specs[own])))
                if source is not None and source != own and free:
                    return own, source
        return None


def is_text(spec: Any) -> bool:
    """Whether a column's generator makes texts, as far as its mapping tells; times of a column of texts are none."""
    name = spec if isinstance(spec, str) else spec.get("generator", "")
    return not name or find(name).type_name == "text"
