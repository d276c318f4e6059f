"""`mockcraft init` and a seed without a schema file: from a database to a document that has no problems."""

from collections.abc import Mapping, Sequence

from mockcraft.core.plan import Plan
from mockcraft.dataclass import dataclass
from mockcraft.errors import MockcraftError, SchemaError, UserError, nearest
from mockcraft.inspection.conflicts import conflicts
from mockcraft.inspection.document import Document
from mockcraft.inspection.drafting import document
from mockcraft.inspection.profile import profile
from mockcraft.inspection.repair import Repair
from mockcraft.inspection.source import Source
from mockcraft.inspection.survey import survey
from mockcraft.schema.bind import Overrides
from mockcraft.schema.spec import SchemaSpec
from mockcraft.selection import Selection
from mockcraft.stored import StoredTable, Unread
from mockcraft.wording import word


@dataclass(slots=True)
class Inspection:
    """A database and the document that fills it.

    Attributes:
        target: the name of what was read for messages, without secrets.
        document: that fills it; never empty.
        spec, plan: what its reader makes of it.
        unread: statements of an SQL file that were not understood.
    """

    target: str
    document: Document
    spec: SchemaSpec
    plan: Plan
    unread: Sequence[Unread]
    _repair: Repair

    @property
    def stored(self) -> Mapping[str, StoredTable]:
        """The tables of the database, by name."""
        return self._repair.survey.tables

    def conflicts(self, plan: Plan) -> list[str]:
        """What the database does not take of the rows of another plan for it, in sentences."""
        return conflicts(self._repair.source, self._repair.survey, self.document, plan)

    def without(self, error: MockcraftError) -> bool:
        """Mends the document after an append or the database has refused rows; whether any table is left.

        An error that names no table, such as one of a trigger at the commit, is held against those with triggers;
        it is raised where there are none.
        """
        if isinstance(error, SchemaError):
            self._repair.mend(error)
        elif not self._repair.blamed(error):
            raise error
        read = self._repair.mended()
        if read is None:
            return False
        self.spec, self.plan = read
        return True


class Filled(UserError):
    """All tables have rows, and such tables are kept."""


def inspect(
    source: Source,
    rows: int | None = None,
    *,
    counts: Mapping[str, int] | None = None,
    scale: float = 1.0,
    kept: bool = True,
    overrides: Overrides | None = None,
    profiled: bool = False,
    labels: bool = False,
    chosen: Selection | None = None,
) -> Inspection:
    """Reads a database or an SQL file, and writes the document that fills it.

    Args:
        source: what to read.
        rows: of each table; None for what suits each.
        counts: rows by table, over those.
        scale: multiplies all row counts that are not in `counts`.
        kept: whether tables that have rows stay as they are, and are referred to.
        overrides: of a run, that the document must go with.
        profiled: whether the rows that are there say how many there are, and what they look like.
        labels: whether texts of those rows may be in the document, of columns that have few different ones.
        chosen: tables that are filled; what others refer to of the rest must have rows. None for all.

    Raises UserError where there is nothing to fill; Filled where that is because all tables have rows.
    """
    found = survey(source, kept, chosen)
    for name in counts or {}:
        if name not in found.tables:
            raise UserError(
                f"{word('table_count', name)}: {found.name} has no such table{nearest(name, found.tables)}"
            )
        if name in found.left:
            raise UserError(f"{word('table_count', name)}: {name} is left out (give one of both)")

    def attempt(spread: bool) -> tuple[Repair, tuple[SchemaSpec, Plan] | None]:
        drafted = document(found, rows, counts or {}, scale, spread=spread)
        if profiled:
            profile(source, found, drafted, counted=rows is None, labels=labels)
        repair = Repair(source, found, drafted, overrides)
        return repair, repair.mended()

    repair, read = attempt(spread=True)
    if repair.document.spread & repair.document.refused.keys():
        again = attempt(spread=False)
        if len(again[0].document.refused) < len(repair.document.refused):
            repair, read = again
    made = repair.document
    if read is None and made.refused:
        reasons = "; ".join(f"{name}: {why}" for name, why in made.refused.items())
        raise UserError(f"{found.name}: no table can be filled: {reasons}")
    if read is None:
        raise Filled(f"{found.name}: all tables have rows")
    return Inspection(found.name, made, *read, found.unread, repair)
