"""Takes a backup: dump, verification and manifest stand in a folder of their own until all is complete."""

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from mockcraft import __version__, signals
from mockcraft.backup import Archiver, Report, Scratch
from mockcraft.backups.compression import Files, failures
from mockcraft.backups.errors import backup_errors
from mockcraft.backups.folders import check_folder, folder_name, free_name, prune
from mockcraft.backups.manifest import NAME, Manifest
from mockcraft.backups.verifying import verify_files
from mockcraft.unfinished import Unfinished


@dataclass(frozen=True, slots=True)
class BackupOptions:
    """How a backup is taken.

    Attributes:
        parent: the folder that its folder is made in; made where it does not exist.
        compression: of its files, a key of `compression.METHODS`.
        verify: whether it is restored to a scratch database and compared.
        keep: how many backups of the database stay, this one among them; None for all.
    """

    parent: Path
    compression: str = "zstd"
    verify: bool = True
    keep: int | None = None


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was taken: its folder, its manifest, and the older ones that were removed for it."""

    folder: Path
    manifest: Manifest
    removed: tuple[Path, ...] = ()


def take(
    archiver: Archiver, engine: str, options: BackupOptions, scratch: Scratch, report: Report
) -> Backup:
    """Backs up a database; nothing is left of a backup that fails.

    Args:
        archiver: of the database.
        engine: its name.
        options: how.
        scratch: see verifying.verify.
        report: is told how far it has come.

    Raises:
        BackupError: it cannot be taken, or what was written is not what the database holds.
    """
    parent = options.parent
    check_folder(parent)
    moment = datetime.now(UTC)
    made = [each for each in (parent, *parent.parents) if not each.exists()]
    name = folder_name(archiver.name, moment)
    unfinished = Unfinished(parent, f".{name}")
    with signals.held():
        try:
            _begin(unfinished)
            folder = unfinished.path / name
            folder.mkdir(
                mode=0o700
            )  # whoever may read the database may not be all who use the machine
            with signals.released():
                manifest = _write(archiver, engine, options, folder, moment, scratch, report)
            final = parent / free_name(parent, name)
            with failures(final):
                os.rename(folder, final)
                _settle(parent)
        finally:
            _end(unfinished, made)
        removed = prune(parent, manifest, options.keep) if options.keep else []
    return Backup(final, manifest, tuple(removed))


def _begin(unfinished: Unfinished) -> None:
    parent = unfinished.path.parent
    with backup_errors(), failures(parent):
        parent.mkdir(parents=True, exist_ok=True)
        unfinished.take()


def _write(
    archiver: Archiver,
    engine: str,
    options: BackupOptions,
    folder: Path,
    moment: datetime,
    scratch: Scratch,
    report: Report,
) -> Manifest:
    begun = time.monotonic()
    files = Files(folder, options.compression)
    dump = archiver.dump(files, report)
    manifest = Manifest(
        mockcraft=__version__,
        engine=engine,
        server=dump.server,
        tool=dump.tool,
        database=archiver.target,
        taken=f"{moment:%Y-%m-%dT%H:%M:%SZ}",
        seconds=round(time.monotonic() - begun, 3),
        compression=options.compression,
        caveat=dump.caveat,
        verified=options.verify,
        contents=dump.contents,
        files=dict(files.written),
    )
    if options.verify:
        verify_files(scratch, manifest, folder, report)
    path = folder / NAME
    with failures(path), open(path, "xb") as file:
        file.write(manifest.text.encode())
        file.flush()
        os.fsync(file.fileno())
    _settle(folder)
    return manifest


def _settle(folder: Path) -> None:
    """Has the names in a folder on the disk, where the system can be told so."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _end(unfinished: Unfinished, made: list[Path]) -> None:
    with failures(unfinished.path):
        unfinished.remove()
        for folder in made:
            if folder.exists() and not any(folder.iterdir()):
                folder.rmdir()
