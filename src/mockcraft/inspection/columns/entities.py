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
            before = "_".join(_whose(own, rule))
            found.setdefault(rule.record, []).append((name, before))
    return {
        name: before
        for named in found.values()
        if len({before for _, before in named}) > 1
        for name, before in named
        if before and before != named[0][1]
    }


def _whose(own: Sequence[str], rule: Rule) -> Sequence[str]:
    """Whose name or place a column is: author of author_name and of author, destination."""
    if own[-1] in _ELSEWHERE:
        return own
    before = own[: len(own) - len(rule.words)]
    said = [word for word in rule.words if word not in _KINDS]
    return [*before, *said] if rule.generator == "full_name" else before


# Words of the name of a name that do not say whose it is.
_KINDS = {"name", "full", "display", "screen", "user"}
_ELSEWHERE = ("destination", "dropoff", "hometown")  # places that are not where the row is
