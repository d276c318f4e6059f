"""Which columns of a table belong together, because they draw from one record or point at one row."""

from collections.abc import Iterable, Mapping
from contextlib import suppress

from mockcraft.core.plan import Link
from mockcraft.core.scalar import ScalarDraw
from mockcraft.errors import MockcraftError
from mockcraft.schema.binding import Binding
from mockcraft.schema.declaration import Declaration
from mockcraft.schema.listed import list_key

SAMPLED = 4  # rows that are made to see which records a column draws from


def mates_of(
    binding: Binding, links: Iterable[Link], declared: Mapping[str, Declaration]
) -> dict[str, set[str]]:
    """By column: those that draw from a record that it draws from, or belong to a link of it."""
    sharing: dict[object, set[str]] = {}
    for name, declaration in declared.items():
        for record in _records(binding, declaration):
            sharing.setdefault(record, set()).add(name)
    for link in links:
        sharing.setdefault(link.name, set()).update(link.columns + link.hidden)
    mates: dict[str, set[str]] = {}
    for names in sharing.values():
        for name in names:
            mates.setdefault(name, set()).update(names)
    return mates


def _records(binding: Binding, declaration: Declaration) -> set[object]:
    """The records that a column draws from, found by making some rows of it."""
    found: set[object] = set()
    inner = [each for each in declaration.parts if isinstance(each, Declaration)]
    for each in (*inner, *(() if declaration.in_items else declaration.members)):
        found |= _records(binding, each)
    if declaration.listed is not None:
        found.add(("list", list_key(binding, declaration)))
    if declaration.bound is None:
        return found
    context, key = declaration.context(binding), declaration.key(binding)
    inputs = {name: 0 for name, _ in declaration.inputs}
    for row in range(SAMPLED):
        records: dict[object, object] = {}
        with suppress(MockcraftError, AttributeError):  # of stand-ins for what columns give
            declaration.bound(ScalarDraw(context, key, row, entities=records), **inputs)
        found |= records.keys()
    return found
