"""A few rows of the tables that have triggers are put in and taken back, so that what triggers refuse is known before.

The rows refer to rows of their own parents, which are put in with them, as are those of tables that are filled before.
Nothing stays: the transaction is rolled back, and with it what triggers have written.
"""

from collections.abc import Sequence
from dataclasses import replace

from mockcraft.core.plan import Plan
from mockcraft.core.ranges import Range
from mockcraft.database import engine_of
from mockcraft.engine import run
from mockcraft.errors import ConnectionLost, DataError, MockcraftError, SchemaError, SinkError
from mockcraft.inspection.reading import Inspection
from mockcraft.schema.bind import Overrides, bind
from mockcraft.selection import Selection
from mockcraft.sink import LoadOptions
from mockcraft.sinks.database import DatabaseSink

ROWS = 5  # of each table
# Where of so few rows of a parent none is as its children want one, or can be made so.
MORE_ROWS = 100


class _Probe(DatabaseSink):
    """A run that is always taken back; `began` says whether rows could be put in at all."""

    began = False

    def create(self, plan: Plan, ranges: Sequence[Range]) -> Sequence[Range]:
        """See sink.RecoverableSink."""
        left = super().create(plan, ranges)
        self.began = True
        return left

    def finish(self, error: BaseException | None) -> str | None:
        """See sink.Sink."""
        if error is None:
            try:
                self._flush()
            except BaseException as failure:
                super().finish(failure)
                raise
        return super().finish(error or MockcraftError("it was a probe"))


def probe(made: Inspection, url: str, overrides: Overrides) -> None:
    """Leaves out of a document what triggers refuse some rows of; raises their refusal where nothing is left.

    Raises SinkError too where no row can be put in at all, as into a database that can only be read.
    """
    while (error := _refusal(made, url, overrides)) is not None:
        if not made.without(error):
            raise error


def _refusal(made: Inspection, url: str, overrides: Overrides) -> MockcraftError | None:
    """What the database says against the first rows of tables with triggers; None for nothing."""
    engine = engine_of(url)
    names = _wanted(made)
    if not names or not engine.can.transactions:
        return None
    for rows in (ROWS, MORE_ROWS):
        counts = {table.name: min(table.count, rows) for table in made.plan.tables}
        try:
            plan = bind(made.spec, replace(overrides, counts=counts))
            sink = _Probe(engine, url, LoadOptions(create=False))
            run(plan, sink, Selection(tuple(names)).ranges(plan))
        except ConnectionLost:
            raise
        except (SchemaError, DataError):
            continue
        except SinkError as error:
            if not sink.began and error.subject is None:
                raise
            return error
        return None
    return None


def _wanted(made: Inspection) -> Sequence[str]:
    """The tables that have triggers, those that they refer to, and those that they are filled after, in order.

    What a trigger writes into a table without transactions would stay.
    """
    plan, wanted = made.plan, set[str]()
    lasting = {each.name.lower() for each in made.stored.values() if each.lasting}
    pending = [
        table.name
        for table in plan.tables
        if made.stored[table.name].triggers
        and lasting.isdisjoint(each.lower() for each in made.stored[table.name].writes)
    ]
    while pending:
        name = pending.pop()
        if name not in wanted:
            wanted.add(name)
            pending += [link.parent for link in plan.table(name).links]
            pending += made.document.tables[name].get("filled_after", ())
    return [table.name for table in plan.tables if table.name in wanted]
