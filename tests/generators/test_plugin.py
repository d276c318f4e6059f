"""Generators of other packages, and of a file."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from mockcraft.errors import UserError
from mockcraft.plugin import load_plugin

ROOT = Path(__file__).parents[2]
PLUGIN = ROOT / "examples" / "plugin"
MODULE = PLUGIN / "src" / "mockcraft_chess.py"


def run(code: str, *folders: Path) -> subprocess.CompletedProcess[str]:
    """Runs Python with these folders on its path."""
    path = os.pathsep.join(map(str, [ROOT / "src", *folders]))
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        capture_output=True, text=True, env={**os.environ, "PYTHONPATH": path}, check=False,
    )  # fmt: skip


def install(folder: Path, module: str = MODULE.read_text(encoding="utf-8")) -> None:
    """Lays the example out as pip does, from what its pyproject.toml declares."""
    project = tomllib.loads((PLUGIN / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (folder / "mockcraft_chess.py").write_text(module, encoding="utf-8")
    info = folder / f"mockcraft_chess-{project['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n",
        encoding="utf-8",
    )
    points = [
        f"[{group}]\n" + "".join(f"{name} = {target}\n" for name, target in entries.items())
        for group, entries in project["entry-points"].items()
    ]
    (info / "entry_points.txt").write_text("\n".join(points), encoding="utf-8")


@pytest.mark.parametrize("name", ["chess_move", "ChessMove", "san_move"])
def test_a_generator_of_an_installed_package_is_found(tmp_path: Path, name: str) -> None:
    install(tmp_path)

    done = run(
        f"from mockcraft.generator import find; print(find({name!r}).sample(1)[0])", tmp_path
    )

    assert re.fullmatch(r"[KQRBN][a-h][1-8]", done.stdout.strip()), done.stderr


def test_a_generator_of_an_installed_package_is_listed(tmp_path: Path) -> None:
    install(tmp_path)

    done = run(
        "from mockcraft.generator import registry; print(*(g.name for g in registry()))", tmp_path
    )

    assert "chess_move" in done.stdout.split()


def test_a_package_that_fails_is_named(tmp_path: Path) -> None:
    install(tmp_path, "1 / 0\n")

    done = run("from mockcraft.generator import registry; registry()", tmp_path)

    assert "the generators of mockcraft_chess could not be loaded" in done.stderr
    assert "ZeroDivisionError" in done.stderr


@pytest.mark.parametrize("extra", ["", ", replace=True"])
def test_an_installed_package_takes_no_built_in_name(tmp_path: Path, extra: str) -> None:
    module = MODULE.read_text(encoding="utf-8").replace('("san_move",)', f'("email",){extra}')
    install(tmp_path, module)
    code = "from mockcraft.generator import find, registry\nprint(find('email').category)\n{}"

    found = run(code.format("find('email')"), tmp_path)
    listed = run(code.format("registry()"), tmp_path)

    assert "person" == found.stdout.strip() == listed.stdout.strip()
    assert "mockcraft_chess.py:10: " in listed.stderr
    assert ("built-in generator 'email'" if extra else "'email' is the name of a") in listed.stderr


def test_a_file_may_not_take_the_name_of_an_installed_package(tmp_path: Path) -> None:
    install(tmp_path)
    (tmp_path / "mine.py").write_text(MODULE.read_text(encoding="utf-8"), encoding="utf-8")

    done = run(
        f"from mockcraft.plugin import load_plugin; load_plugin({str(tmp_path / 'mine.py')!r})",
        tmp_path,
    )

    assert "mine.py:10: 'chessmove' is the name of a generator of " in done.stderr


def test_a_generator_of_a_file_is_found_and_passes_the_kit() -> None:
    done = run(
        "from mockcraft.generator import find\nfrom mockcraft.plugin import load_plugin\n"
        "from mockcraft.testing import check_generator\n"
        f"load_plugin({str(MODULE)!r})\n"
        "check_generator(find('chess_move'))\n"
        "check_generator(find('chess_move'), {'check': True})\n"
        "print('passed')"
    )

    assert done.stdout.strip() == "passed", done.stderr


def test_a_file_that_fails_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text("import nowhere_to_be_found\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"broken\.py:1: the plugin failed: ModuleNotFoundError"):
        load_plugin(str(broken))


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(UserError, match=r"'nowhere\.py' is not a file"):
        load_plugin("nowhere.py")
