"""Verifies a backup: its files are those of the manifest, and restored they give what it says."""

from pathlib import Path

from mockcraft.backup import Archiver, ProductArchiver, Report, RewordingArchiver, Scratch
from mockcraft.backups.compression import Files, hashed_file
from mockcraft.backups.folders import missing
from mockcraft.backups.manifest import NAME, Manifest
from mockcraft.errors import BackupError
from mockcraft.wording import first_of


def verify(
    scratch: Scratch, manifest: Manifest, folder: Path, report: Report, advice: str = ""
) -> str:
    """Reads a backup to its end, and restores it to a scratch database; returns what could not be compared, or "".

    Args:
        scratch: makes a new empty database of the backup's engine.
        manifest: of the backup; it need not stand in the folder yet.
        folder: of the backup.
        report: is told how far it has come.
        advice: what to do where it is restored, and differs.

    Raises:
        BackupError: something about it is not as it was when it was taken.
    """
    check_files(manifest, folder, report)
    what = f"the backup of {manifest.database}, restored to a scratch database,"
    with scratch() as copy:
        load(copy, manifest, folder, False, report)
        return check_contents(copy, manifest, folder, report, what, advice)


def load(
    archiver: Archiver, manifest: Manifest, folder: Path, replaces: bool, report: Report
) -> None:
    """Has an archiver load a backup; where that fails on a server of another product, the error says so."""
    try:
        archiver.load(Files(folder, manifest.compression), replaces, report)
    except BackupError as error:
        product = archiver.product if isinstance(archiver, ProductArchiver) else ""
        if product.partition(" ")[0] in ("", manifest.product.partition(" ")[0]):
            raise
        raise BackupError(
            f"{error}: the backup is of {manifest.product}, and the server is {product} (restore it to one of its own kind)"
        ) from error


def check_files(manifest: Manifest, folder: Path, report: Report) -> None:
    """Raises BackupError unless the files of a backup are there, and as they were written."""
    if wrong := missing(manifest, folder):
        raise BackupError(f"{folder / wrong} (use another backup)")
    total = manifest.bytes
    done = 0
    for name, wanted in manifest.files.items():
        report("reading the files", done, total)
        path = folder / name
        found = hashed_file(path)
        if found != wanted:
            raise BackupError(f"{path} is damaged: its SHA-256 is another one (use another backup)")
        done += found.bytes
    for each in sorted(folder.iterdir()):
        if each.name not in manifest.files and each.name != NAME:
            raise BackupError(f"{each} is no part of the backup (move it away)")


def check_contents(
    archiver: Archiver,
    manifest: Manifest,
    folder: Path,
    report: Report,
    what: str,
    advice: str = "",
) -> str:
    """Raises BackupError unless a database holds what a backup says; returns what could not be compared, or "".

    Args:
        archiver: of the database.
        manifest: of the backup.
        folder: of the backup.
        report: is told how far it has come.
        what: begins the error.
        advice: ends it.
    """
    expected, found = manifest.contents, archiver.contents(report)
    differences = expected.differences(found)
    if differences and isinstance(archiver, RewordingArchiver):
        files = Files(folder, manifest.compression)
        differences = archiver.differences(files, expected, found, report)
    if differences:
        told = first_of(differences, mark="; ")
        raise BackupError(f"{what} is not what was backed up: {told}{advice}")
    if expected.is_worded_as(found):
        return ""
    return (
        f"rows were compared, and what is defined was not: {expected.wording} and {found.wording} word it "
        "differently"
    )
