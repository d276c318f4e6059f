"""`mockcraft seed --db URL` without a schema file: the database says what its tables want."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mockcraft.cli.output import printable
from mockcraft.cli.ranges import part_of, rows_by_table
from mockcraft.cli.voice import note
from mockcraft.counts import rows_and_counts
from mockcraft.errors import (
    ConnectionLost,
    DataError,
    SchemaError,
    SinkError,
    Unfilled,
    UserError,
)
from mockcraft.wording import counted

if TYPE_CHECKING:
    from mockcraft.engine import Progress
    from mockcraft.inspection.reading import Inspection
    from mockcraft.seeder import Seeding, SeedRequest
    from mockcraft.sink import LoadOptions

Run = Callable[["Seeding"], "Progress"]


def read(
    database: str, load: LoadOptions, values: dict[str, Any]
) -> tuple[Inspection, SeedRequest]:
    """The document of a database, and the request that fills it."""
    from mockcraft.inspection import source
    from mockcraft.inspection.reading import Filled, inspect
    from mockcraft.schema.bind import Overrides
    from mockcraft.seeder import SeedRequest as Made
    from mockcraft.selection import Selection

    rows, counts = rows_and_counts(values["counts"])
    none = {name: 0 for name, n in counts.items() if n == 0}
    overrides = Overrides(
        values["seed"], values["locale"], none, now=values["now"], fallback=values["fallback"]
    )
    try:
        made = inspect(
            source.database(database), rows, counts=counts, scale=values["scale"],
            kept=load.existing == "refuse" and not load.resume, overrides=overrides,
            chosen=Selection(values["tables"], skip=values["skip"]),
        )  # fmt: skip
    except Filled as error:
        raise UserError(
            f"{error} (give --append to add more, --truncate to replace them)"
        ) from None
    for name, there in made.document.kept.items():
        note(f"{printable(name)} has {counted(there, 'row')}: left as it is")
    request = Made(
        schema=made.spec, database=database, overrides=overrides,
        rows=rows_by_table(values["rows"]), part=part_of(values["part"]), load=replace(load, create=False),
    )  # fmt: skip
    return made, request


def probed(made: Inspection, request: SeedRequest) -> None:
    """Leaves out what triggers refuse, where all tables are filled anew."""
    from mockcraft.inspection.probing import probe

    chosen = request.rows or request.part
    if not chosen and request.load.existing == "refuse" and not request.load.resume:
        assert request.database is not None
        probe(made, request.database, request.overrides)


def prepared(made: Inspection, request: SeedRequest) -> Seeding:
    """The run, without what cannot be added to the rows that are there."""
    from mockcraft.seeder import prepare

    while True:
        try:
            return prepare(replace(request, schema=made.spec))
        except SchemaError as error:
            if not made.without(error):
                raise


def filled(
    made: Inspection, request: SeedRequest, first: Seeding, run: Run
) -> tuple[Seeding, Progress]:
    """Runs until the database takes the rows, without a table that it refuses a row of; the run that ended well.

    A run that fails has left nothing, so that each begins anew. What can be mended in a table is.
    """
    seeding = first
    while True:
        try:
            return seeding, run(seeding)
        except (SinkError, DataError) as error:
            if isinstance(error, ConnectionLost):
                raise
            note(f"again, without what was refused: {str(error).partition(chr(10))[0]}")
            if not made.without(error):
                raise
        seeding = prepared(made, request)


def tell_unfilled(made: Inspection) -> None:
    """Says which tables triggers have filled; raises Unfilled where tables were left out, with the reason for each."""
    for name, others in made.document.fed.items():
        note(f"{printable(name)} has its rows from triggers of {printable(others)}")
    refused = made.document.refused
    if refused:
        lines = [f"  {printable(name)}: {printable(reason)}" for name, reason in refused.items()]
        all_ = len(refused) + len(made.document.tables)
        raise Unfilled("\n".join([f"{len(refused)} of {all_} tables were not filled:", *lines]))
