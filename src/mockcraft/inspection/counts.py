"""How many rows each table gets, where nothing is said: lookups few, children more, joins most."""

from collections.abc import Mapping

from mockcraft.inspection.columns.words import table_words
from mockcraft.inspection.keys.table_keys import References
from mockcraft.inspection.survey import Survey
from mockcraft.stored import StoredTable

LOOKUP, PLAIN, CHILD, JOIN = 20, 1_000, 3_000, 5_000
LOOKUP_COLUMNS = 4
# What tables of few rows that others refer to are called.
_LOOKUPS = {
    "status", "state", "type", "kind", "category", "country", "language", "currency", "genre", "role", "unit", "level",
    "priority", "severity", "color", "gender", "department", "region", "continent", "permission", "group", "plan",
}  # fmt: skip


def counts(survey: Survey, refs: References, rows: int | None) -> dict[str, int]:
    """Rows by table that is to be filled: `rows` of each, or by what the tables are."""
    names = [name for name in refs.order if name not in survey.rows and name not in refs.refused]
    if rows is not None:
        return dict.fromkeys(names, rows)
    parents = {key.parent for name in names for key in refs.keys[name] if key.parent != name}
    made: dict[str, int] = {}
    for name in names:
        made[name] = _count(survey.tables[name], name, refs, name in parents, made)
    return made


def _count(
    table: StoredTable, name: str, refs: References, is_parent: bool, known: Mapping[str, int]
) -> int:
    keys = [key for key in refs.keys[name] if key.parent != name]
    columns = {column for key in keys for column in key.columns}
    if len(keys) > 1 and table.primary_key and set(table.primary_key) <= columns:
        return JOIN
    if not keys:
        word = (table_words(name) or ("",))[-1]
        small = word in _LOOKUPS or len(table.columns) <= LOOKUP_COLUMNS - 1
        return LOOKUP if is_parent and small else PLAIN
    required = {column.name for column in table.columns if column.not_null}
    owners = [known.get(key.parent, PLAIN) for key in keys if set(key.columns) & required]
    return CHILD if max(owners, default=LOOKUP) >= PLAIN else PLAIN
