"""Columns of a second person or place in a row: shipping_city beside billing_city."""

from collections.abc import Mapping, Sequence

from mockcraft.inspection.columns.naming import rules_of
from mockcraft.inspection.columns.rule import Rule
from mockcraft.stored import StoredColumn


def entities(
    columns: Mapping[str, StoredColumn],
    said: Mapping[str, tuple[str, ...]],
    table: Sequence[str],
) -> dict[str, str]:
    """Names of records by the columns that are of another one than the first; `said` are the words of each."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, own in said.items():
        rule = next(iter(rules_of(own, columns[name].kind, table, said.values())), None)
        if rule is not None and rule.record:
            before = "_".join(own[: len(own) - len(rule.words)] or _whose(own, rule))
            found.setdefault(rule.record, []).append((name, before))
    return {
        name: before
        for named in found.values()
        if len({before for _, before in named}) > 1
        for name, before in named
        if before and before != named[0][1]
    }


def _whose(own: Sequence[str], rule: Rule) -> Sequence[str]:
    """Whose name or place a column is, where the name says it as a whole: author of author_name, destination."""
    if own[-1] in _ELSEWHERE:
        return own[-1:]
    if rule.generator != "full_name" or tuple(own) != rule.words or own[0] in _KINDS:
        return ()
    return own[:-1] if own[-1] == "name" else own


# What stands before the word name and says which one it is, not whose.
_KINDS = {"name", "full", "display", "screen", "user"}
_ELSEWHERE = ("destination", "dropoff", "hometown")  # places that are not where the row is
