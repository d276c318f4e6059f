"""What the tests of all engines' backups do alike."""

import re
import resource
import signal
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mockcraft.backup import Archiver, Report
from mockcraft.backups.folders import backups_in
from mockcraft.backups.manifest import NAME, Manifest, read_manifest
from mockcraft.backups.restoring import foresee, restore
from mockcraft.backups.taking import BackupOptions, Taken, take
from mockcraft.backups.verifying import check_files, verify
from mockcraft.errors import BackupError

from .children import Moments, killed_by_itself, killed_often, seconds_of

FLIPS = 100  # of the data files


def quiet(what: str, done: int, total: int) -> None:
    """Takes a report, and does nothing with it."""


@dataclass(frozen=True)
class Commands:
    """What the commands about backups do, for one engine; a URI is what its archivers are opened by."""

    engine: str
    open: Callable[[Any], Archiver]
    scratch: Callable[[Any], AbstractContextManager[Archiver]]

    def backup(self, uri: Any, parent: Path, report: Report = quiet, **options: Any) -> Taken:
        made = BackupOptions(parent, **options)
        return take(self.open(uri), self.engine, made, lambda: self.scratch(uri), report)

    def put_back(self, folder: Path, uri: Any, replaces: bool = False) -> None:
        archiver = self.open(uri)
        restore(archiver, foresee(archiver, self.engine, folder, quiet), replaces, quiet)

    def verify(self, folder: Path, uri: Any) -> Manifest:
        """The manifest of a backup that is whole, and was compared in all it has."""
        manifest = read_manifest(folder)
        assert "" == verify(lambda: self.scratch(uri), manifest, folder, quiet)
        return manifest

    def check_newcomers(
        self,
        folder: Path,
        uri: Any,
        come: Callable[[], object],
        held: Callable[[Any], Any],
        begun: bool,
    ) -> None:
        """Fails where what comes into an empty database is replaced unasked: after it was looked at, or, where the
        restore has `begun`, as it is loaded.
        """
        archiver = self.open(uri)
        seen: list[Any] = []

        def comes(*report: object) -> None:
            if not seen:
                come()
                seen.append(held(uri))

        restoring = foresee(archiver, self.engine, folder, quiet)
        if not begun:
            comes()
        with pytest.raises(BackupError, match=r"by now \(give --clean"):
            restore(archiver, restoring, False, comes)
        assert seen == [held(uri)]

    def check_flips(self, folder: Path, uri: Any, step: int = 7) -> None:
        """Fails where a bit that flips is not found: in some bytes of the data, and every few of the manifest."""
        manifest = folder / NAME
        data = [path for path in folder.iterdir() if path != manifest]
        for path in (*data, manifest):
            length = path.stat().st_size
            apart = step if path == manifest else max(length * len(data) // FLIPS, 1)
            for place in range(0, length, apart):
                _flip(path, place)
                with pytest.raises(BackupError, match="damaged|missing|no part|newer"):
                    self.verify(folder, uri)
                _flip(path, place)
        self.verify(folder, uri)

    def check_kills(self, uri: Any, parent: Path, is_thorough: bool = False) -> None:
        """Kills backups as they dump, and before and after they get their name, and in the midst of a verification;
        where it `is_thorough`, whenever something is to be on the disk, which is the same for all engines. Fails where
        one that is not whole is taken for a backup.
        """

        def taken(moments: Moments, is_verified: bool) -> None:
            if is_thorough:
                moments.watch_disk()
            else:
                moments.watch_naming()
            self.backup(uri, parent, moments.report, verify=is_verified)

        for _ in killed_often(lambda moments: taken(moments, False)):
            pass
        killed_by_itself(lambda: taken(Moments("restoring"), True))
        first, *others = backups_in(parent)  # killed when it had its name; and those that were not
        assert others
        for each in others:
            assert each.manifest is not None
            check_files(each.manifest, each.folder, quiet)
        self.verify(first.folder, uri)

    def check_disk(self, uri: Any, tmp_path: Path) -> None:
        """Fails where something is left on a full disk, or a folder that is none is not told; the database takes
        more than 20 kB.
        """

        def limited() -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
            full = (
                rf"^{re.escape(str(tmp_path / 'b'))}/.*: (file too large|disk I/O error|no space)"
            )
            with pytest.raises(BackupError, match=full):
                self.backup(uri, tmp_path / "b")

        seconds_of(limited)
        assert not (tmp_path / "b").exists()
        (tmp_path / "file").write_text("x")
        with pytest.raises(BackupError, match="file is no folder"):
            self.backup(uri, tmp_path / "file" / "b")


def _flip(path: Path, place: int) -> None:
    """Flips a bit of a byte where it stands, which takes less than to write the file anew."""
    with path.open("r+b") as file:
        file.seek(place)
        (byte,) = file.read(1)
        file.seek(place)
        file.write(bytes([byte ^ 1]))
