"""How many processors a process may use."""

import os
from pathlib import Path

import pytest

from mockcraft import processors
from mockcraft.processors import MOST_THREADS, usual_threads


@pytest.fixture(autouse=True)
def _machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of 12 processors, 10 of which are this process's, and no container."""
    monkeypatch.setattr(os, "cpu_count", lambda: 12)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(10)), raising=False)
    for name in ("QUOTA", "OLD_QUOTA", "OLD_PERIOD"):
        monkeypatch.setattr(processors, name, tmp_path / name)


def test_they_are_those_of_the_process_else_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 10 == processors.processors()
    monkeypatch.delattr(os, "sched_getaffinity")
    assert 12 == processors.processors()


@pytest.mark.parametrize(
    ("quota", "expected"),
    [("max 100000", 10), ("150000 100000", 2), ("50000 100000", 1), ("9900000 100000", 10), ("", 10)],
)  # fmt: skip
def test_a_container_may_have_less(tmp_path: Path, quota: str, expected: int) -> None:
    (tmp_path / "QUOTA").write_text(quota + "\n")

    assert expected == processors.processors()


@pytest.mark.parametrize(("quota", "expected"), [("-1", 10), ("300000", 3)])
def test_so_may_one_of_an_old_system(tmp_path: Path, quota: str, expected: int) -> None:
    (tmp_path / "OLD_QUOTA").write_text(quota + "\n")
    (tmp_path / "OLD_PERIOD").write_text("100000\n")

    assert expected == processors.processors()


def test_no_more_threads_make_rows_than_one_can_write_of(tmp_path: Path) -> None:
    assert MOST_THREADS == usual_threads()
    (tmp_path / "QUOTA").write_text("200000 100000\n")
    assert 2 == usual_threads()
