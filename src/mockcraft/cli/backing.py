"""What the commands about backups share: the engine's part, progress, and the folder that is meant."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from mockcraft.cli.output import is_terminal, printable
from mockcraft.cli.voice import is_quiet, note
from mockcraft.errors import BackupError, UserError
from mockcraft.wording import size

if TYPE_CHECKING:
    from mockcraft.backup import Archiver, Backups, Report, Scratch
    from mockcraft.backups.taking import BackupOptions, Taken
    from mockcraft.database import Engine

REFRESH_S = 0.1


def opened(url: str | None, what: str) -> tuple[Engine, Archiver, Scratch]:
    """The engine of a URL, what backs up the database, and what makes a scratch database beside it."""
    from mockcraft.database import engine_of

    if url is None:
        raise UserError(f"say what to {what}: --db URL, a database")
    engine = engine_of(url)
    backups = _backups(engine)
    return engine, backups.open(url), lambda: backups.scratch(url)


def scratch_for(engine_name: str, url: str | None) -> Scratch:
    """What makes a scratch database for backups of an engine, on the server of a URL where it has servers."""
    from mockcraft.database import engine_named, engine_of

    engine = engine_named(engine_name)
    if engine is None:
        raise BackupError(
            f"there is no engine {engine_name!r} here to restore the backup with (install it)"
        )
    if url is not None and engine_of(url).name != engine_name:
        raise BackupError(
            f"the backup is one of {engine.title}, and --db names {engine_of(url).title}"
        )
    backups = _backups(engine)
    if url is None and backups.on_servers:
        raise BackupError(
            f"a backup of {engine.title} is restored on a server to be verified (give one by --db URL)"
        )
    return lambda: backups.scratch(url or "")


def _backups(engine: Engine) -> Backups:
    if engine.backups is None:
        raise BackupError(
            f"MockCraft does not back up {engine.title} yet (use the tools of {engine.title})"
        )
    return engine.backups()


def back_up(url: str | None, options: BackupOptions) -> Taken:
    """Takes a backup, and says what was taken."""
    from mockcraft.backups.taking import take

    engine, archiver, scratch = opened(url, "back up")
    if not archiver.exists():
        raise BackupError(f"{archiver.target} does not exist (there is nothing to back up)")
    with reporting() as report:
        taken = take(archiver, engine.name, options, scratch, report)
    made = taken.manifest
    how = "verified" if made.verified else "not verified: it was not restored and compared"
    note(f"{printable(str(taken.folder))}: {made.amount}, {size(made.bytes)}, {how}")
    if made.caveat:
        note(f"  {made.caveat}")
    for each in taken.removed:
        note(f"  {printable(str(each))} was removed")
    if taken.warning:
        note(f"  {printable(taken.warning)}")
    return taken


def chosen(folder: str | None, is_latest: bool, latest: Callable[[], Path]) -> Path:
    """The folder of the backup that is meant, where it `is_latest` what that gives; raises UserError where none is, or
    two.
    """
    if folder is not None and is_latest:
        raise UserError(f"{folder!r} and --latest both name a backup (give one)")
    if is_latest:
        return latest()
    if folder is None:
        raise UserError(
            "say which backup: its folder, or --latest for the newest (see: mockcraft backups)"
        )
    return Path(folder)


def latest_whole(parent: str, engine: str, database: str) -> Path:
    """See folders.latest_whole; says which are passed over."""
    from mockcraft.backups import folders

    folder, passed = folders.latest_whole(Path(parent), engine, database)
    for each in passed:
        note(f"{printable(str(each.folder))} is passed over, as it is damaged: {each.wrong}")
    return folder


@contextmanager
def reporting() -> Iterator[Report]:
    """Takes reports; on a terminal, draws what is done and how far it has come."""
    if is_quiet() or not is_terminal(sys.stderr):
        yield lambda what, done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    bars = Progress(
        TextColumn("{task.description}", markup=False), BarColumn(), TextColumn("{task.fields[share]}"),
        console=Console(file=sys.stderr), transient=True, refresh_per_second=1 / REFRESH_S,
    )  # fmt: skip
    with bars:
        task = bars.add_task("", total=None, share="")

        def report(what: str, done: int, total: int) -> None:
            share = f"{done / total:.0%}" if total else ""
            bars.update(
                task, description=printable(what), completed=done, total=total or None, share=share
            )

        yield report
