"""The folder that is one process's: what others left there."""

import os
import signal
import time
from pathlib import Path

import pytest

from mockcraft.errors import SinkError
from mockcraft.unfinished import Unfinished


def test_what_was_killed_before_its_lock_or_behind_it_is_cleared(tmp_path: Path) -> None:
    bare, foreign = tmp_path / "mockcraft.a.unfinished", tmp_path / "mockcraft.b.unfinished"
    bare.mkdir()
    foreign.mkdir()
    (foreign / "mine").write_text("x")
    folder = Unfinished(tmp_path, ".c")
    folder.take()
    folder.remove()

    assert [foreign] == list(tmp_path.iterdir())
    assert "x" == (foreign / "mine").read_text()


def test_the_copy_of_a_killed_process_that_has_the_lock_is_waited_for(tmp_path: Path) -> None:
    owner = os.fork()
    if owner == 0:
        Unfinished(tmp_path, "").take()
        if os.fork() == 0:  # as one that is about to become a program
            time.sleep(0.5)
            os._exit(0)
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(owner, 0)
    folder = Unfinished(tmp_path, "")
    folder.take()
    with pytest.raises(SinkError, match=f"process {os.getpid()} is writing files there now"):
        Unfinished(tmp_path, "").take()
    folder.remove()

    assert [] == list(tmp_path.iterdir())
