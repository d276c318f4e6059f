"""Pairs of columns that refer to a row of any table: `commentable_type` and `commentable_id`."""

from collections.abc import Callable, Mapping, Sequence

from mockcraft.dataclass import dataclass
from mockcraft.inspection.checks.facts import Facts
from mockcraft.inspection.columns.choice import Choice
from mockcraft.inspection.columns.limits import text_limit
from mockcraft.inspection.columns.words import table_words
from mockcraft.inspection.survey import Survey
from mockcraft.stored import StoredColumn

_ANY_ROW = "a row of any of the tables that the column beside it names"
MOST = 5  # tables that a column names
_KEYS = ("integer", "uuid")
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


def paired(
    columns: Mapping[str, StoredColumn],
    said: Mapping[str, Sequence[str]],
    is_free: Callable[[str], bool],
) -> set[str]:
    """The columns of pairs that are of the kinds for it, and that nothing else gives their values.

    Of those with UUIDs, which no rows have in common, the columns of types alone.
    """
    made: set[str] = set()
    for number, kind in pairs(said).items():
        kinds = (columns[number].kind, columns[kind].kind)
        if is_free(number) and is_free(kind) and kinds == ("integer", "text"):
            made |= {number, kind}
        elif is_free(kind) and kinds == ("uuid", "text"):
            made.add(kind)
    return made


def of_pair(column: StoredColumn, anything: Anything) -> Choice:
    """A number that each of some tables has, or the names of those."""
    if column.kind == "integer":
        return Choice({"generator": "number", "min": 1, "max": anything.rows}, _ANY_ROW)
    limit = text_limit(column, Facts())
    fitting = [each for each in anything.names if limit is None or len(each) <= limit]
    return Choice({"values": fitting or [anything.names[0][:limit]]}, "names of tables")


def anything(survey: Survey, counts: Mapping[str, int]) -> Anything:
    """What pairs refer to: tables with a numbered key, or a UUID where none has one, those that others refer to first."""
    asked = [key.parent for table in survey.tables.values() for key in table.keys]
    made = [name for name in counts if name not in survey.rows]
    found = next(
        filter(None, ([n for n in made if _has_key(survey, n, kind)] for kind in _KEYS)), []
    )
    found.sort(key=lambda name: (-asked.count(name), name))
    kept = found[:MOST]
    laravel = any(
        tuple(each.name for each in table.columns) == _LARAVEL for table in survey.tables.values()
    )
    before = "App\\Models\\" if laravel else ""
    names = tuple(before + "".join(map(str.capitalize, table_words(name))) for name in kept)
    return Anything(names, min((counts[name] for name in kept), default=0))


def _has_key(survey: Survey, name: str, kind: str) -> bool:
    table = survey.tables[name]
    if len(table.primary_key) != 1:
        return False
    (key,) = table.primary_key
    follows = any(key in each.columns for each in table.keys)
    column = next((each for each in table.columns if each.name == key), None)
    return column is not None and column.kind == kind and not follows
