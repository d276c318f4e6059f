"""The document of a database, as its catalogue suggests it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction

from mockcraft.inspection.counts import counts
from mockcraft.inspection.document import Document
from mockcraft.inspection.keys.anchors import lots
from mockcraft.inspection.keys.circles import handed_from
from mockcraft.inspection.keys.polymorphic import anything
from mockcraft.inspection.keys.references import references
from mockcraft.inspection.survey import Survey
from mockcraft.inspection.uniques import followed
from mockcraft.inspection.writer import Writer
from mockcraft.stored import StoredTable


def document(
    survey: Survey,
    rows: int | None = None,
    given: Mapping[str, int] | None = None,
    scale: float = 1.0,
    *,
    spread: bool = True,
) -> Document:
    """The file for a database, as its catalogue alone says; see `repair` for what the reader makes of it.

    Args:
        survey: of the database.
        rows: of each table; None for what suits each.
        given: rows by table, over those; 1 at least, so that none is for the run's overrides to say.
        scale: multiplies all counts but those.
        spread: whether columns that several keys share may have several values.
    """
    refs = references(survey)
    dots = "a dot in its name, or in that of its schema, keeps it from being found (rename it)"
    made = Document(
        kept={name: n for name, n in survey.rows.items() if name not in survey.left},
        refused={**dict.fromkeys(survey.nameless, dots), **refs.refused},
    )
    left = survey.left - survey.rows.keys()
    made.refused |= dict.fromkeys(left, "it is left out")
    asked = {
        name: max(1, round(n * Fraction(scale))) for name, n in counts(survey, refs, rows).items()
    }
    asked |= {name: max(1, n) for name, n in (given or {}).items()}
    if spread:
        refs.lots = lots(refs.roots, asked | dict(survey.rows))
    made.spread = {name for name, column in refs.roots if refs.values_of((name, column)) > 1}
    made.anything = anything(survey, asked)
    apart = followed(survey.tables, refs.keys)
    writers = {}
    for name in refs.order:
        if name in survey.rows or name in made.refused:
            continue
        if why := _obstacle(survey.tables[name]):
            made.refused[name] = why
            continue
        with _alone(made, name):
            writers[name] = Writer(
                survey, refs, made, name, asked | dict(survey.rows), apart.get(name, ())
            )
    for name, writer in writers.items():
        with _alone(made, name):
            for parent, column, value in writer.wanted():
                if parent in writers:
                    writers[parent].divided.add(column, value)
            for parent, column, values, alone in writer.looked_up():
                if parent in writers:
                    writers[parent].divide(column, values, alone)
    _narrow(writers)
    for name, writer in writers.items():
        if name not in made.refused:
            with _alone(made, name):
                writer.write()
    for name in made.tables:
        if handed := [e for e in handed_from(survey.tables, name) if e in made.tables]:
            made.tables[name]["filled_after"] = handed
            made.notes[name, "filled_after"] = "its triggers write a key of it elsewhere"
    for name in left:
        made.left.append(name)
        del made.refused[name]
    made.left.sort()
    return made


def _narrow(writers: Mapping[str, Writer]) -> None:
    """Has parents have no other values than their children may have, and theirs likewise, up to the first ones."""
    for _ in writers:
        changed = False
        for writer in writers.values():
            for parent, column, facts in writer.narrowed():
                changed |= parent in writers and writers[parent].narrow(column, facts)
        if not changed:
            return


@contextmanager
def _alone(made: Document, name: str) -> Iterator[None]:
    """Refuses a table where what its catalogue says is beyond us, so that it costs the others nothing."""
    try:
        yield
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        made.refused[name] = (
            f"what its catalogue says is not understood: {type(error).__name__}: {error} "
            "(write the table into a schema file by hand, and tell us its definition)"
        )


def _obstacle(table: StoredTable) -> str:
    if table.obstacle:
        return table.obstacle
    if table.row_security:
        return "it has row-level security, which bulk loading does not pass (connect as its owner)"
    if not any(not column.generated for column in table.columns):
        return "it has no column that takes a value"
    return ""
