"""The folder that is one process's: what others left there."""

from pathlib import Path

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
