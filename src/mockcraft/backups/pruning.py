"""Removes old backups: each is taken out of its name at once, and then deleted, so that no half one has a name."""

import os
from pathlib import Path

from mockcraft.backups.compression import failures
from mockcraft.backups.errors import backup_errors
from mockcraft.backups.folders import Backup, age, backups_in
from mockcraft.backups.manifest import Manifest
from mockcraft.dataclass import dataclass
from mockcraft.errors import BackupError
from mockcraft.unfinished import Unfinished
from mockcraft.wording import first_of


@dataclass(frozen=True, slots=True)
class Pruned:
    """What became of older backups.

    Attributes:
        removed: their folders.
        warning: what is not as it should be with others, or "".
    """

    removed: tuple[Path, ...] = ()
    warning: str = ""


def prune(taken: Path, manifest: Manifest, keep: int) -> Pruned:
    """Removes the oldest backups of the database that one was just taken of, all but `keep`; never raises BackupError.

    That one stays, whatever the others say of their age: clocks go wrong. Damaged ones do not count, and go where
    they are older than those that stay. Folders whose manifest cannot be read and links to folders stay.

    Args:
        taken: folder of the one that was just taken.
        manifest: of that one.
        keep: at least 1.
    """
    removed, told = [], []
    try:
        alike = _alike(taken, manifest)
    except BackupError as error:
        return Pruned((), f"older backups stay: {error}")
    whole = [place for place, each in enumerate(alike) if not each.wrong]
    old = alike[: whole[-keep]] if len(whole) >= keep else []
    for each in old:
        try:
            _remove(each.folder)
        except BackupError as error:
            told.append(f"older backups stay: {error}")
        if not each.folder.exists():
            removed.append(each.folder)
    later = [str(each.folder) for each in alike if each not in old and age(each) > age(alike[-1])]
    if later:
        told.append(
            f"dated later than this one, so that --latest means them: {first_of(later)} (remove them if a clock was wrong)"
        )
    return Pruned(tuple(removed), "; ".join(told))


def _alike(taken: Path, manifest: Manifest) -> list[Backup]:
    """The backups of the database, the oldest first; the one just taken is the last."""
    alike = [
        each
        for each in backups_in(taken.parent)
        if each.manifest and not each.folder.is_symlink()
        and (each.manifest.engine, each.manifest.database) == (manifest.engine, manifest.database)
    ]  # fmt: skip
    return sorted(alike, key=lambda each: each.folder == taken)


def _remove(folder: Path) -> None:
    """Deletes a backup; one that is killed leaves it to the next run, which clears what is unfinished."""
    aside = Unfinished(folder.parent, f".{folder.name}.{os.urandom(4).hex()}")
    with backup_errors(), failures(folder):
        aside.take()
    try:
        with failures(folder):
            os.rename(folder, aside.path / folder.name)
    finally:
        with failures(aside.path):
            aside.remove()
