"""Takes a backup: dump, verification and manifest stand in a folder of their own until all is complete."""

import os
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from mockcraft import __version__, signals
from mockcraft.backup import Archiver, Report, Scratch
from mockcraft.backups.compression import Files, failures
from mockcraft.backups.errors import backup_errors
from mockcraft.backups.folders import check_folder, folder_name, name_finished
from mockcraft.backups.manifest import NAME, Manifest
from mockcraft.backups.pruning import Pruned, prune
from mockcraft.backups.verifying import verify
from mockcraft.dataclass import dataclass
from mockcraft.errors import BackupError
from mockcraft.unfinished import Unfinished

UNVERIFIED = " (mockcraft backup --no-verify takes it all the same)"


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
class Taken:
    """What came of taking a backup.

    Attributes:
        folder: where it is.
        manifest: of it.
        removed: the older ones that were removed for it.
        warning: what went wrong once it was complete, such as removing older ones, or "".
    """

    folder: Path
    manifest: Manifest
    removed: tuple[Path, ...] = ()
    warning: str = ""


def take(
    archiver: Archiver, engine: str, options: BackupOptions, scratch: Scratch, report: Report
) -> Taken:
    """Backs up a database; nothing is left of a backup that fails.

    Args:
        archiver: of the database.
        engine: its name.
        options: how.
        scratch: see `verify`.
        report: is told how far it has come.

    Raises:
        BackupError: it cannot be taken, or what was written is not what the database holds.
    """
    parent = options.parent
    check_folder(parent)
    moment = datetime.now(UTC)
    made = [each for each in (parent, *parent.parents) if not each.exists()]
    name = folder_name(archiver.name, moment)
    # Of this process and this moment alone: other databases may be of the same name.
    unfinished = Unfinished(parent, f".{name}.{os.urandom(4).hex()}")
    with signals.held():
        try:
            _begin(unfinished)
            folder = unfinished.path / name
            folder.mkdir(mode=0o700)  # not all who use the machine may read the database
            with signals.released():
                manifest = _write(archiver, engine, options, folder, moment, scratch, report)
            with failures(parent / name):
                final = name_finished(folder, parent, name)
        except BaseException:
            with suppress(BackupError):  # the first error counts; the next run clears what is left
                _end(unfinished, made)
            raise
        warning = _tidied(unfinished)
        pruned = Pruned() if options.keep is None else prune(final, manifest, options.keep)
        warnings = filter(None, [warning, pruned.warning])
        return Taken(final, manifest, pruned.removed, "; ".join(warnings))


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
        verify(scratch, manifest, folder, report, UNVERIFIED)
    path = folder / NAME
    with failures(path), open(path, "xb") as file:
        file.write(manifest.text.encode())
        file.flush()
        os.fsync(file.fileno())
        _sync(folder)
    return manifest


def _sync(folder: Path) -> None:
    """Has the names in a folder on the disk, where the system can be told so."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _tidied(unfinished: Unfinished) -> str:
    """Has what is complete on the disk, and removes the folder in which it was made; what goes wrong in it, or ""."""
    try:
        with failures(unfinished.path.parent):
            _sync(unfinished.path.parent)
        _end(unfinished, [])
    except BackupError as error:
        return f"once the backup was complete: {error}"
    return ""


def _end(unfinished: Unfinished, made: list[Path]) -> None:
    with failures(unfinished.path):
        unfinished.remove()
        for folder in made:
            if folder.exists() and not any(folder.iterdir()):
                folder.rmdir()
