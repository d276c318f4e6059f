"""Settings files that nobody names: where they are looked for, and what is not taken from them."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from mockcraft.folders import settings_files
from mockcraft.generator import find

from .conftest import Answer

Inside = Callable[..., Answer]
Run = Callable[..., "subprocess.CompletedProcess[str]"]

PLUGIN = """
from pathlib import Path
from mockcraft.generator import Text, generator

Path("ran").touch()

@generator("mine")
def found_plugin_value(draw) -> Text:
    '''Value of a plugin.'''
    return draw.pick(["mine"])
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder a/b, in which the commands run; above it, `.git` and the home folder can be put."""
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path / "nowhere"))
    monkeypatch.chdir(inner)
    return inner


@pytest.fixture
def run(inside: Inside, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Inside:
    monkeypatch.chdir(folder)
    return inside


@pytest.mark.parametrize("name", ["mockcraft.yaml", "mockcraft.yml"])
def test_a_file_of_the_current_folder_is_found_by_either_name(
    run: Inside, folder: Path, name: str
) -> None:
    (folder / name).write_text("seed: 4\n")

    assert find("firstname").sample(1, seed=4) == run("generate", "firstname").out.split()


def test_folders_above_are_searched_up_to_the_root_of_the_repository(
    folder: Path, tmp_path: Path
) -> None:
    for each in (folder.parent, tmp_path):
        (each / "mockcraft.yaml").touch()

    assert [] == settings_files()
    (folder.parent / ".git").mkdir()
    assert ["../mockcraft.yaml"] == settings_files()
    (folder / ".git").touch()
    assert [] == settings_files()


def test_without_a_repository_they_are_searched_up_to_the_home_folder(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for each in (folder, folder.parent, tmp_path):
        (each / "mockcraft.yml").touch()

    assert ["mockcraft.yml"] == settings_files()
    monkeypatch.setenv("HOME", str(folder.parent))
    assert ["mockcraft.yml", "../mockcraft.yml"] == settings_files()


def test_the_nearest_file_counts_and_its_paths_are_relative_to_it(
    run: Inside, folder: Path
) -> None:
    (folder.parent / ".git").mkdir()
    (folder.parent / "s.yaml").write_text("tables: {t: {count: 3, columns: {a: word}}}")
    (folder.parent / "mockcraft.yaml").write_text("config: s.yaml\noutput: csv\ndir: made\n")

    assert 0 == run("seed").code
    assert ["t.csv"] == os.listdir(folder.parent / "made")
    assert [] == os.listdir(folder)
    (folder / "mockcraft.yaml").write_text("seed: 1\n")
    assert "say what to seed" in run("seed").err


def test_a_schema_file_with_the_name_of_a_settings_file_is_offered(
    run: Inside, folder: Path
) -> None:
    (folder / "mockcraft.yaml").write_text("tables: {t: {count: 3, columns: {a: word}}}")

    assert (
        "mockcraft: say what to seed: --config FILE, a schema file (such as mockcraft.yaml)\n"
        == run("seed").err
    )


def test_two_files_of_one_folder_are_refused(run: Inside, folder: Path) -> None:
    for name in ("mockcraft.yaml", "mockcraft.yml"):
        (folder / name).write_text("seed: 4\n")
    answer = run("generate", "firstname")

    assert (2, "") == (answer.code, answer.out)
    assert "mockcraft.yaml and mockcraft.yml are both settings files (keep one)" in answer.err


def test_the_removed_current_folder_has_no_settings_file(folder: Path) -> None:
    folder.rmdir()

    assert [] == settings_files()


# ---------------------------------------------------------------------- schema files of that name


@pytest.mark.parametrize(
    "text",
    [
        "tables: {t: {count: 3, columns: {a: word}}}\n",
        "{collections: {t: {count: 3, columns: {a: word}}}}\n",
        "seed: 5\ntables:\n  t: {count: 3, columns: {a: word}}\n",
    ],
)
def test_a_schema_file_that_is_named_like_a_settings_file_is_none(
    run: Inside, folder: Path, text: str
) -> None:
    (folder / ".git").mkdir()
    (folder / "mockcraft.yaml").write_text(text)
    (folder / "mockcraft.yml").write_text("output: csv\ndir: '-'\n")

    assert (0, "") == (
        run("validate", "mockcraft.yaml").code,
        run("generate", "firstname", "--seed", "1").err,
    )
    assert "a\n" == run("seed", "mockcraft.yaml").out[:2]
    assert "mockcraft.yaml is a schema file: no settings are read from it\n" in (
        run("generate", "firstname", "-v").err
    )


def test_a_schema_file_that_is_no_yaml_yet_does_not_break_other_commands(
    run: Inside, folder: Path
) -> None:
    (folder / "mockcraft.yaml").write_text("tables:\n  t: {count: [\n")

    assert 0 == run("generate", "firstname").code


def test_a_schema_file_that_is_named_as_a_settings_file_is_refused(
    run: Inside, folder: Path
) -> None:
    (folder / "x.yaml").write_text("tables: {}\n")
    answer = run("--settings", "x.yaml", "generate", "firstname")

    assert (2, "") == (answer.code, answer.out)
    assert "mockcraft: x.yaml:1:1: this is a schema file, not a settings file" in answer.err


# ---------------------------------------------------------------------- plugins


@pytest.fixture
def plugin(tmp_path: Path) -> Path:
    """A settings file beside a plugin; the path is that of a file which the plugin leaves when it runs."""
    (tmp_path / "p.py").write_text(PLUGIN)
    (tmp_path / "mockcraft.yaml").write_text("plugin: p.py\n")
    return tmp_path / "ran"


def test_a_plugin_of_a_file_that_was_merely_found_is_not_run(mockcraft: Run, plugin: Path) -> None:
    done = mockcraft("generate", "firstname", "--seed", "1")

    assert (0, "Rebecca\n") == (done.returncode, done.stdout)
    assert (
        "mockcraft: warning: mockcraft.yaml:1:9: no plugin is taken from a settings file that nobody "
        "named (say mockcraft --settings mockcraft.yaml …, or --plugin p.py)\n" == done.stderr
    )
    assert 2 == mockcraft("generate", "found_plugin_value").returncode
    assert not plugin.exists()


@pytest.mark.parametrize(
    ("words", "variables"),
    [
        (["--settings", "mockcraft.yaml"], {}),
        (["--plugin", "p.py"], {}),
        ([], {"MOCKCRAFT_SETTINGS": "mockcraft.yaml"}),
        ([], {"MOCKCRAFT_PLUGIN": "p.py"}),
    ],
)
def test_a_plugin_is_taken_from_what_somebody_names(
    mockcraft: Run, plugin: Path, words: list[str], variables: dict[str, str]
) -> None:
    done = mockcraft(*words, "generate", "found_plugin_value", **variables)

    assert (0, "mine\n", "") == (done.returncode, done.stdout, done.stderr)
    assert plugin.exists()


def test_the_config_of_the_server_is_a_named_file(
    mockcraft: Run, tmp_path: Path, plugin: Path
) -> None:
    (tmp_path / "mockcraft.yaml").write_text("")
    (tmp_path / "other.yaml").write_text("plugin: p.py\nlocale: xx\n")
    done = mockcraft("server", "--config", "other.yaml")

    assert (2, "") == (done.returncode, done.stdout)
    assert "locale 'xx' is not known" in done.stderr
    assert plugin.exists()
