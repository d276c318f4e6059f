"""`mockcraft seed`: fills a database, or writes files, from a schema file."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mockcraft import settings
from mockcraft.cli.cluster import check_cluster_flags, cluster_flags
from mockcraft.cli.command import Command
from mockcraft.cli.counts import ANY, count_flag
from mockcraft.cli.offers import paths, tables, words
from mockcraft.cli.options import options
from mockcraft.cli.output import printable
from mockcraft.cli.pace import follow, pace_flags, rate_of
from mockcraft.cli.ranges import part_of, row_flags, rows_by_table
from mockcraft.cli.target import (
    OVERWRITE,
    check_backup_flags,
    is_given,
    load_options,
    named_file,
    schema_file,
    target,
)
from mockcraft.cli.voice import note
from mockcraft.clock import shown_clock
from mockcraft.counts import table_counts
from mockcraft.errors import Interrupted, MockcraftError, UserError
from mockcraft.wording import counted

if TYPE_CHECKING:
    from mockcraft.engine import Progress
    from mockcraft.seeder import Seeding, SeedRequest
    from mockcraft.sink import LoadOptions


NAMED = 4  # tables that a message names
NOTHING_TO_RESUME = "no rows were there to resume: the run began with the first one"
BEGUN_AT_FIRST = "the checkpoint of the run that was broken off stood at its first row, so this one began there too"
ROWS_WIDTH = len("1,000,000,000 rows")
HELP = """Fill a database, or write files, from a schema file; without one, a database by what its catalogue says.

\b
Examples:
{databases}
  mockcraft seed --db URL --count 1000
  mockcraft seed --config shop.yaml --db URL --truncate --yes
  mockcraft seed --config shop.yaml --db URL --scale 10 --count users=50000
  mockcraft seed --config shop.yaml --output csv --dir ./output
  mockcraft seed --config shop.yaml --output shop.xlsx
  mockcraft seed --config shop.yaml --output users.csv.gz --table users
  mockcraft seed --config shop.yaml --output jsonl --dir - --table users
  mockcraft seed --config shop.yaml --output parquet --dir ./output --part 2/10
  mockcraft seed --config shop.yaml --output parquet --dir s3://bucket/shop --engine spark
  mockcraft seed --config shop.yaml --output csv --dir - --rows users=1000..1999
  mockcraft seed --config shop.yaml --output jsonl --dir - --table orders --follow --rate 100/s
"""


class SeedCommand(Command):
    """The command; the engines that its help names are imported when it is asked for."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the text above the flags."""
        from mockcraft.database import engines

        lines = [f"  mockcraft seed --config shop.yaml --db {each.example}" for each in engines()]
        self.help = HELP.format(databases="\n".join(lines))
        super().format_help_text(ctx, formatter)


@click.command(cls=SeedCommand, help=HELP)
@click.argument("file", metavar="[SCHEMA.yaml]", required=False, shell_complete=paths("file"))
@options(
    settings.SCHEMA, settings.DB, settings.OUTPUT, settings.DIR, settings.DIALECT, settings.COMPRESS,
    settings.SCHEMA_SEED, settings.SCHEMA_LOCALE, settings.SCHEMA_FALLBACK, settings.SCHEMA_NOW, settings.SCALE, settings.WORKERS,
    settings.BATCH_SIZE, settings.RETRIES, settings.BACKUP, settings.BACKUP_PATH, settings.YES,
    settings.KEEP.but(help="With --backup: how many backups of the database stay; older ones are removed"),
    settings.COMPRESSION.but(help="With --backup: compression of its files"),
)  # fmt: skip
@partial(count_flag, text=ANY)
@click.option(
    "--table",
    "--only",
    "tables",
    multiple=True,
    metavar="TABLE",
    help="Write only this table, or those of a pattern such as 'audit_*'; repeat for several.",
    shell_complete=words(tables),
)
@click.option(
    "--skip",
    multiple=True,
    metavar="TABLE",
    help="Leave out this table, or those of a pattern such as 'audit_*'; repeat for several.",
    shell_complete=words(tables),
)
@row_flags
@pace_flags
@cluster_flags
@click.option(
    "--no-header", "header", flag_value=False, default=True,
    help="Leave out the names of columns in CSV, so that parts can be joined.",
)  # fmt: skip
@click.option("--pretty", is_flag=True, help="A line for each member in JSON files.")
@click.option(
    "--create/--no-create",
    default=True,
    help="Make missing tables (the default), or fill existing ones only.",
)
@click.option(
    "--append", "existing", flag_value="append", help="Add rows to tables that have some."
)
@click.option(
    "--truncate",
    "existing",
    flag_value="truncate",
    help="Replace the rows of tables that have some, or files that exist.",
)
@click.option("--overwrite", "existing", flag_value=OVERWRITE, help="Replace files that exist.")
@click.option("--resume", is_flag=True, help="Go on where a run that was cut off had come to.")
@click.option("--dry-run", is_flag=True, help="Show what would be filled, and write nothing.")
def command(
    file: str | None, create: bool, existing: str | None, resume: bool, dry_run: bool, **values: Any
) -> None:
    """Fill a database, or write files, from a schema file."""
    from mockcraft.seeder import prepare

    values["rate"] = rate_of(values["rate"])
    check_cluster_flags(values | {"dry_run": dry_run})
    database, output = target()
    file_named = named_file(output)
    if file_named is not None:
        output = file_named.format
        values |= {"dir": file_named.folder, "compress": file_named.compress}
    load = load_options(output, create, existing, resume, values["retries"])
    check_backup_flags(values["backup"])
    if database is not None and not is_given(file):
        for flag in ("follow", "part", "engine"):
            if values[flag]:
                more = ", the same for all parts" * (flag != "follow")
                raise UserError(
                    f"--{flag} needs a schema file{more} (write one: mockcraft init --db URL)"
                )
        _fill_inspected(database, load, dry_run, values)
        return
    schema = schema_file(file)
    request = replace(
        _request(schema, load, values), database=database, output=output, file=file_named
    )
    if values["follow"] and (dry_run or values["backup"]):
        flag = "--dry-run" if dry_run else "--backup"
        raise UserError(f"--follow goes on without an end (leave {flag} out)")
    if dry_run:
        from mockcraft.cli.outlook import show_outlook

        show_outlook(request, values["workers"])
        return
    if values["follow"]:
        follow(request, values["rate"], values["workers"] or 1)
    if values["engine"]:
        from mockcraft.cli.cluster import run_on_cluster

        run_on_cluster(request, values)
        return
    seeding = prepare(request)
    if not values["yes"]:
        _agree(seeding)
    with _backed_up(seeding, values):
        progress = _run(seeding, values)
    if resume and not any(progress.resumed.values()):
        note(BEGUN_AT_FIRST if seeding.resumed else NOTHING_TO_RESUME)
    _summarize(schema, seeding, progress, values)


def _fill_inspected(
    database: str, load: LoadOptions, dry_run: bool, values: dict[str, Any]
) -> None:
    """Fills a database by what its catalogue says, without a schema file."""
    from mockcraft.cli.inspected import filled, prepared, probed, read, tell_unfilled
    from mockcraft.cli.outlook import show_outlook

    made, request = read(database, load, values)
    if not dry_run:
        probed(made, request)
    seeding = prepared(made, replace(request, looks=dry_run))
    if dry_run:
        show_outlook(replace(request, schema=made.spec))
        tell_unfilled(made)
        return
    if not values["yes"]:
        _agree(seeding)
    with _backed_up(seeding, values):
        seeding, progress = filled(made, request, seeding, lambda each: _run(each, values))
    _summarize("", seeding, progress, values)
    tell_unfilled(made)


def _agree(seeding: Seeding) -> None:
    """Asks whether what is there may go; that of files is meant by the flag itself."""
    replaced = seeding.replaced()
    if replaced:
        from mockcraft.cli.agreement import agree
        from mockcraft.database import engine_of
        from mockcraft.sinks.existing import amounts, losses

        assert seeding.database is not None
        target = engine_of(seeding.database).shown(seeding.database)
        width = max(len(printable(name)) for name in replaced)
        lines = [
            f"  {printable(name).ljust(width)}  {amounts(goes).rjust(ROWS_WIDTH)}"
            for name, goes in replaced.items()
        ]
        said = list(map(printable, losses(replaced)))
        if len(said) > NAMED:
            said[NAMED:] = [f"those of {len(said) - NAMED:,} more tables"]
        agree(
            f"{target}: --truncate would delete",
            [f"{target}: --truncate deletes", *lines],
            " and ".join(filter(None, [", ".join(said[:-1]), said[-1]])),
        )
    seeding.agree(replaced)


@contextmanager
def _backed_up(seeding: Seeding, values: dict[str, Any]) -> Iterator[None]:
    """With --backup, a backup is taken before the run; when the run fails, its error says how to restore."""
    if not values["backup"] or seeding.database is None:
        yield
        return
    from mockcraft.backups.taking import BackupOptions
    from mockcraft.cli.backing import back_up, opened

    _, archiver, _ = opened(seeding.database, "back up")
    if not archiver.exists():
        note(f"{archiver.target} does not exist yet: there is nothing to back up")
        yield
        return
    how = BackupOptions(Path(values["backup_path"]), values["compression"], keep=values["keep"])
    try:
        folder = back_up(seeding.database, how).folder
    except BaseException as error:  # an append holds the tables already
        seeding.sink.finish(error)
        raise
    try:
        yield
    except MockcraftError as error:
        named = f"./{folder}" if str(folder).startswith("-") else str(folder)  # no flag
        restored = f"mockcraft restore {shlex.quote(named)} --db URL --clean"
        error.add_note(f"the database as it was before is in {folder} ({restored})")
        raise


def _request(schema: str, load: LoadOptions, values: dict[str, Any]) -> SeedRequest:
    from mockcraft.schema.bind import Overrides
    from mockcraft.seeder import SeedRequest as Made

    return Made(
        schema=schema,
        folder=values["dir"],
        dialect=values["dialect"],
        header=values["header"],
        pretty=values["pretty"],
        compress=values["compress"],
        overrides=Overrides(
            values["seed"],
            values["locale"],
            table_counts(values["counts"]),
            values["scale"],
            values["now"],
            fallback=values["fallback"],
        ),
        tables=values["tables"],
        skip=values["skip"],
        rows=rows_by_table(values["rows"]),
        part=part_of(values["part"]),
        load=load,
    )


def _run(seeding: Seeding, values: dict[str, Any]) -> Progress:
    from mockcraft.cli.progress import reporter
    from mockcraft.engine import Progress as Reached
    from mockcraft.pace import Pace
    from mockcraft.signals import number_of

    pace = Pace(values["rate"]) if values["rate"] else None
    last = Reached({}, {})
    told = False

    with reporter(seeding.ranges) as report:

        def keep(progress: Reached) -> None:
            nonlocal last, told
            last = progress
            if not told:  # what the sink has read is known now, and no row is written yet
                told = True
                for line in seeding.unread():
                    note(f"  {printable(line)}")
            report(progress)

        try:
            return seeding.run(values["workers"], values["batch_size"], keep, pace)
        except KeyboardInterrupt as error:
            raise Interrupted(_stopped(last, seeding, error), number_of(error)) from None


def _stopped(last: Progress, seeding: Seeding, error: BaseException) -> str:
    """How far the run came, and what is left of it: nothing, unless the sink has noted something."""
    reached = f"stopped after {last.rows:,} of {counted(seeding.rows, 'row')}"
    taken_back = [] if seeding.stream else ["what this run wrote was taken back"]
    return "; ".join([reached, *(getattr(error, "__notes__", None) or taken_back)])


def _summarize(schema: str, seeding: Seeding, progress: Progress, values: dict[str, Any]) -> None:
    from mockcraft.cli.progress import rate_of
    from mockcraft.seeder import embedding

    width = max(len(printable(name)) for name in progress.done)
    for name, rows in progress.done.items():
        resumed = progress.resumed.get(name, 0)
        after = f" (after {resumed:,})" * bool(resumed)
        note(f"  {printable(name).ljust(width)}  {rows:>13,} rows{after}")
    lines = [*embedding(seeding.plan, seeding.ranges), *seeding.left_out()]
    for line in lines:
        note(f"  {printable(line)}")
    plan = seeding.plan
    note(f"{rate_of(progress)}, seed {plan.seed}, clock {shown_clock(plan.now)}")
    if progress.note:
        note(progress.note)
    if seeding.stream:
        return
    from mockcraft.cli.further import next_commands

    lines = next_commands(schema, seeding, values)
    for line in ["Look further:", *(f"  {each}" for each in lines)] if lines else []:
        note(line)
