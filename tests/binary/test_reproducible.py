"""A second build gives the same bytes; `make release-check` makes whole binaries twice."""

import hashlib
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from binary.conftest import Binary


def digests(folder: Path) -> dict[str, str]:
    return {
        str(each.relative_to(folder)): hashlib.sha256(each.read_bytes()).hexdigest()
        for each in folder.rglob("*")
        if each.is_file()
    }


def test_mockcraft_is_compiled_to_the_same_bytes(
    builder: Any, unpacked: Binary, tmp_path: Path
) -> None:
    contents, targets = builder("contents"), builder("targets")
    tree = tmp_path / "another-tree"
    minor = "%d.%d" % sys.version_info[:2]
    target = targets.TARGETS["linux-amd64"]
    contents.fill_core(tree, target, minor, contents.wheel(tmp_path, target))
    contents.compile_all(tree, Path(sys.executable))

    built = digests(unpacked.path.parent / "core" / "mockcraft")
    assert len(built) > 300
    assert built == digests(tree / "core" / "mockcraft")


def test_layers_are_the_same_whatever_the_times_and_owners(builder: Any, tmp_path: Path) -> None:
    layers = builder("layers")
    made: list[list[bytes]] = []
    for name in ("one", "two"):
        tree = tmp_path / name
        (tree / "folder").mkdir(parents=True)
        for file in ("b", "a") if name == "two" else ("a", "b"):
            (tree / "folder" / file).write_text(file * 1000)
            os.utime(tree / "folder" / file, (len(made), len(made)))
        to = tmp_path / f"{name}.zst", tmp_path / f"{name}.tar.gz"
        layers.layer(tree, sorted(tree.rglob("*")), to[0], 3)
        layers.archive(tree, to[1], "mockcraft", 3)
        made.append([each.read_bytes() for each in to])

    assert made[0] == made[1]


def test_a_program_is_linked_to_the_same_bytes(
    builder: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, targets = builder("link"), builder("targets")
    tree = link.Tree(targets.TARGETS["linux-amd64"], {"lock": 0})
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        monkeypatch.setenv("ZIG_LOCAL_CACHE_DIR", str(tmp_path / name / "cache"))
        link.link_unpacked(tree, tmp_path / name / "mockcraft")
        assert list((tmp_path / name / "cache" / "o").iterdir())  # it was made, not found
        made.append((tmp_path / name / "mockcraft").read_bytes())

    assert made[0] == made[1]
