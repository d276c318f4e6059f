"""The folders of backups: `NAME-20260131T120000Z/`, complete or not there at all."""

import os
import re
import shlex
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from mockcraft.backups.compression import failures
from mockcraft.backups.manifest import NAME, Manifest, read_manifest
from mockcraft.dataclass import dataclass
from mockcraft.errors import BackupError
from mockcraft.wording import first_of, size
from mockcraft.writable import obstacle, reason, shortened

_FOLDER = re.compile(r"(.+)-(\d{8}T\d{6}Z)(?:-(\d+))?")
_PLAIN = re.compile(r"[^\w.-]+")  # what goes out of a database's name: quotes, blanks, slashes
NAME_LENGTH = 50  # characters of a database's name: with what stands around them, 255 bytes at most


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that is there: its folder, its manifest where that can be read, and what is wrong with it or ""."""

    folder: Path
    manifest: Manifest | None
    wrong: str = ""


def folder_name(name: str, moment: datetime) -> str:
    """The name of a backup of a database of this name, begun at a moment."""
    plain = _PLAIN.sub("_", name).strip("._-")[:NAME_LENGTH] or "database"
    return f"{plain}-{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def name_finished(folder: Path, parent: Path, name: str) -> Path:
    """Moves the folder of a backup that is complete to its name, or one with a number behind it where another backup
    was begun in the same second; returns where it is. Raises OSError.
    """
    number = 1
    while True:
        final = parent / (name if number == 1 else f"{name}-{number}")
        try:
            if not final.exists():  # an empty folder would be replaced
                os.rename(folder, final)
                return final
        except OSError:
            if not final.exists():  # else another one has just taken the name
                raise
        number += 1


def backups_in(parent: Path) -> list[Backup]:
    """The backups in a folder, the oldest first; raises BackupError where the folder cannot be read."""
    with failures(parent):
        folders = [each for each in sorted(parent.iterdir()) if _is_backup(each)]
    return sorted(map(_taken, folders), key=age)


def _taken(folder: Path) -> Backup:
    try:
        manifest = read_manifest(folder)
    except BackupError as error:
        return Backup(folder, None, str(error))
    return Backup(folder, manifest, missing(manifest, folder))


def missing(manifest: Manifest, folder: Path) -> str:
    """What is missing of the files of a backup, as far as can be told without reading them; "" for nothing."""
    for name, wanted in manifest.files.items():
        try:
            length = (folder / name).stat().st_size
        except FileNotFoundError:
            return f"{name} is missing"
        except OSError as error:
            return f"{name}: {reason(error)}"
        if length != wanted.bytes:
            return f"{name} has {length:,} bytes, and {wanted.bytes:,} were written"
    return ""


def _is_backup(folder: Path) -> bool:
    """Whether a folder is one; another user's, which cannot be looked into, is listed as such."""
    try:
        return bool(_FOLDER.fullmatch(folder.name)) and (folder / NAME).is_file()
    except PermissionError:
        return True


def age(backup: Backup) -> tuple[str, int]:
    """Sorts by the moment in the folder's name, which is there where the manifest cannot be read too."""
    found = _FOLDER.fullmatch(backup.folder.name)
    assert found is not None
    return found[2], int(found[3] or 1)


def latest(parent: Path, engine: str = "") -> Path:
    """The newest backup in a folder that can be read.

    Args:
        parent: the folder.
        engine: name of the engine that it is to be of; any by default.

    Raises:
        BackupError: there is none.
    """
    return _fitting(parent, engine)[-1].folder


def latest_whole(parent: Path, engine: str, database: str) -> tuple[Path, list[Backup]]:
    """The newest backup to be put into a database, passing over those that are known to be damaged; and these.

    Args:
        parent: the folder that they are in.
        engine: name of the engine that it is to be of.
        database: as a manifest names it. Backups of that one come first; where there are none, it may be one
            of another, if all are of one.

    Raises:
        BackupError: there is none, all are damaged, or it does not say which of several databases is meant.
    """
    passed: list[Backup] = []
    for each in reversed(_fitting(parent, engine, database)):
        if not each.wrong:
            return each.folder, passed
        passed.append(each)
    newest = passed[0]
    raise BackupError(
        f"{newest.folder} is damaged: {newest.wrong}, and so are all others of it (see: {_shown(parent)})"
    )


def _shown(parent: Path) -> str:
    """The command that lists what is in a folder."""
    return f"mockcraft backups --path {shlex.quote(str(parent))}"


def _fitting(parent: Path, engine: str, database: str = "") -> list[Backup]:
    """The backups that may be meant, the oldest first; there is one at least. See `latest_whole` for `database`."""
    there = [(each, each.manifest) for each in backups_in(parent) if each.manifest]
    fitting = [(each, made) for each, made in there if engine in ("", made.engine)]
    if not fitting:
        what = f"no backup of {engine}" if engine and there else "no backup"
        raise BackupError(f"{parent}: there is {what} in it (see: {_shown(parent)})")
    own = [each for each, made in fitting if made.database == database]
    databases = list(dict.fromkeys(made.database for _, made in fitting))
    if database and not own and len(databases) > 1:
        raise BackupError(
            f"{parent} has backups of {first_of(databases)}, and none of {database} (name the folder of one in place of --latest)"
        )
    return own or [each for each, _ in fitting]


def check_folder(parent: Path) -> None:
    """Raises BackupError where no backup can be written in a folder, which may have to be made first."""
    if why := obstacle(parent):
        raise BackupError(f"{shortened(parent)} takes no backup: {why} (choose another folder)")


def listed(backups: Sequence[Backup]) -> list[str]:
    """A line for each backup: folder, database, rows, size."""
    width = max((len(each.folder.name) for each in backups), default=0)
    lines = []
    for each in backups:
        made = each.manifest
        if made is None:
            lines.append(f"{each.folder.name.ljust(width)}  {each.wrong}")
            continue
        verified = "verified" if made.verified else "not verified"
        state = f"damaged: {each.wrong}" if each.wrong else verified
        lines.append(
            f"{each.folder.name.ljust(width)}  {made.product}  {made.database}  {made.amount}, {size(made.bytes)}  {state}"
        )
    return lines
