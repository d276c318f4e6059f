"""What exclusion constraints want: spans of which no two rows overlap, by the number of the row."""

from collections.abc import Callable, Container, Iterable, Mapping

from mockcraft.inspection.columns.numbered import by_number, columns_in, elements, spans
from mockcraft.stored import StoredColumn, StoredRule


def disjoint(
    rules: Iterable[StoredRule],
    columns: Mapping[str, StoredColumn],
    linked: Container[str],
    number: Callable[[], str],
    rows: int,
) -> tuple[dict[str, str], set[str]]:
    """Expressions of columns that exclusion constraints want to overlap in no two rows, and the names of those.

    Args:
        rules: of the table.
        columns: that take a value.
        linked: those that keys give their values.
        number: names the hidden column that numbers the rows.
        rows: of the table.
    """
    made: dict[str, str] = {}
    met: set[str] = set()
    for rule in rules:
        if rule.kind != "exclusion":
            continue
        for expression, operator in elements(rule.text):
            named = [columns.get(each) for each in columns_in(expression)]
            free = [each for each in named if each is not None and each.name not in linked]
            if operator != "&&" or len(free) < len(named) or not free:
                continue
            found = {free[0].name: by_number(free[0], number(), rows=rows).get("expr", "")}
            if len(free) == 2:
                found = spans(free[0], free[1], number(), rows)
            if found and all(found.values()):
                made |= found
                met.add(rule.name)
                break
    return made, met
