"""Restores a backup into a database."""

from collections.abc import Mapping
from pathlib import Path

from mockcraft.backup import Archiver, Report, StagedArchiver
from mockcraft.backups.errors import check_empty
from mockcraft.backups.manifest import Manifest, read_manifest
from mockcraft.backups.verifying import check_contents, check_files, load
from mockcraft.dataclass import dataclass
from mockcraft.errors import BackupError

# What was loaded where it stays can have been written to by others before it is compared.
IN_PLACE = " (the backup has taken the place of what was there; clients that write to it meanwhile make such a difference)"


@dataclass(frozen=True, slots=True)
class Restoring:
    """A backup that is about to be restored.

    Attributes:
        folder: of the backup.
        manifest: of it.
        replaced: rows by table that are there, and go.
    """

    folder: Path
    manifest: Manifest
    replaced: Mapping[str, int]


def foresee(archiver: Archiver, engine: str, folder: Path, report: Report) -> Restoring:
    """What restoring would do; its files are read to their end first.

    Raises:
        BackupError: the backup is damaged, or of another engine.
    """
    manifest = read_manifest(folder)
    if manifest.engine != engine:
        raise BackupError(
            f"{folder} is a backup of {manifest.product}, and {archiver.target} is {engine} (restore it to a "
            f"database of {manifest.engine})"
        )
    check_files(manifest, folder, report)
    return Restoring(folder, manifest, archiver.present())


def restore(archiver: Archiver, restoring: Restoring, replaces: bool, report: Report) -> str:
    """Restores a backup, and compares what is there then; returns what is to be said of it, such as
    what could not be compared, or "".

    Args:
        archiver: of the database.
        restoring: see `foresee`.
        replaces: whether what is there may go.
        report: is told how far it has come.

    Raises:
        BackupError: the database holds something and may not be replaced, or the restore failed: the database
            is then as it was, or the error says what is left.
    """
    if not replaces:
        check_empty(archiver.target, list(restoring.replaced), "already")
    manifest = restoring.manifest
    staged = archiver if isinstance(archiver, StagedArchiver) else None
    try:
        load(archiver, manifest, restoring.folder, replaces, report)
        remark = check_contents(
            archiver, manifest, restoring.folder, report,
            f"{archiver.target}: what was restored", "" if staged else IN_PLACE,
        )  # fmt: skip
        if staged:
            remark = "; ".join(filter(None, [remark, staged.take_place(report)]))
        return remark
    except BaseException:
        if staged:
            staged.discard()
        raise
