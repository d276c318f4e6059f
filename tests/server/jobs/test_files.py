"""The job folder is for the user who runs the server alone."""

import os
import stat
from pathlib import Path

import pytest

from mockcraft.server.jobs.files import JobFiles
from mockcraft.server.jobs.queue import Queue
from mockcraft.server.jobs.store import open_store
from server.jobs.conftest import entered


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
@pytest.mark.parametrize("before", [False, True], ids=["empty", "with files from before"])
def test_nobody_else_reads_what_lies_in_a_folder_that_was_there(
    tmp_path: Path, before: bool
) -> None:
    folder = tmp_path / "jobs"
    folder.mkdir()
    folder.chmod(0o755)
    if before:
        for name in ("inputs", "attempts", "results"):
            (folder / name).mkdir()
            (folder / name).chmod(0o755)
        for name in ("jobs.sqlite", "queue.sqlite"):
            (folder / name).touch()
            (folder / name).chmod(0o644)
    mask = os.umask(0o022)
    try:
        files = JobFiles(str(folder))
        store = open_store(None, files.folder)
        entered(store, files)
        Queue(None, files.folder).put()
        modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()}
        store.close()
    finally:
        os.umask(mask)

    assert modes.keys() >= {"jobs.sqlite", "jobs.sqlite-wal", "queue.sqlite", "queue.sqlite-wal"}
    assert all(mode & 0o077 == 0 for mode in modes.values()), modes
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755  # it is not ours
