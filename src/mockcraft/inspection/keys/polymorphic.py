"""Pairs of columns that refer to a row of any table: `commentable_type` and `commentable_id`."""

from collections.abc import Mapping, Sequence

from mockcraft.dataclass import dataclass
from mockcraft.inspection.columns.words import table_words
from mockcraft.inspection.survey import Survey

MOST = 5  # tables that a column names
_LARAVEL = ("id", "migration", "batch")  # the columns of its table `migrations`


@dataclass(frozen=True, slots=True)
class Anything:
    """What pairs of a database refer to.

    Attributes:
        names: of models, as applications call the rows of tables.
        rows: that each of those tables has, at least; their numbers go from 1 on.
    """

    names: tuple[str, ...] = ()
    rows: int = 0


def pairs(said: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Columns of types by those of numbers, `of the number: of the type`, by the words of all columns of a table."""
    types = {tuple(each[:-1]): name for name, each in said.items() if each[-1:] == ("type",)}
    return {
        name: types[tuple(each[:-1])]
        for name, each in said.items()
        if each[-1:] == ("id",) and len(each) > 1 and tuple(each[:-1]) in types
    }


def anything(survey: Survey, counts: Mapping[str, int]) -> Anything:
    """What pairs refer to: tables with a numbered key, those that others refer to first."""
    asked = [key.parent for table in survey.tables.values() for key in table.keys]
    found = [name for name in counts if name not in survey.rows and _is_numbered(survey, name)]
    found.sort(key=lambda name: (-asked.count(name), name))
    kept = found[:MOST]
    laravel = any(
        tuple(each.name for each in table.columns) == _LARAVEL for table in survey.tables.values()
    )
    before = "App\\Models\\" if laravel else ""
    names = tuple(before + "".join(map(str.capitalize, table_words(name))) for name in kept)
    return Anything(names, min((counts[name] for name in kept), default=0))


def _is_numbered(survey: Survey, name: str) -> bool:
    table = survey.tables[name]
    if len(table.primary_key) != 1:
        return False
    (key,) = table.primary_key
    follows = any(key in each.columns for each in table.keys)
    column = next((each for each in table.columns if each.name == key), None)
    return column is not None and column.kind == "integer" and not follows
