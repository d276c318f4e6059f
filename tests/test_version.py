"""The version has one source, git's tags, and is the same in all that is built from a commit."""

import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from sources import DOCKERFILE, ROOT, copy_sources


def run(*words: str | Path, folder: Path) -> str:
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def hatchling(*words: str, folder: Path) -> str:
    return run(sys.executable, "-m", "hatchling", *words, folder=folder)


def installed(wheel: Path, environment: Path) -> Path:
    """The command in a new environment, where pip has put it."""
    run(sys.executable, "-m", "venv", "--without-pip", environment, folder=environment.parent)
    programs = environment / ("Scripts" if sys.platform == "win32" else "bin")
    pip = sys.executable, "-m", "pip", "--quiet", "--python", programs / "python"
    run(*pip, "install", "--no-deps", "--no-index", "--no-compile", wheel, folder=environment)
    return programs / "mockcraft"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository of one commit, without a tag."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    copy_sources(folder)
    shutil.copy(ROOT / ".gitignore", folder)
    git = "git", "-c", "user.name=x", "-c", "user.email=x@example.org"
    run("git", "init", "-q", folder=folder)
    run("git", "add", ".", folder=folder)
    run(*git, "commit", "-q", "-m", "x", folder=folder)
    return folder


def test_a_commit_after_no_tag_is_named_by_its_hash(checkout: Path) -> None:
    commit = run("git", "rev-parse", "HEAD", folder=checkout)

    version, _, named = hatchling("version", folder=checkout).partition("+g")
    assert re.fullmatch(r"0\.[\d.]+\.dev1", version)
    assert commit.startswith(named)


def test_a_tag_is_the_version_of_wheel_and_sources_and_of_what_is_installed_from_them(
    checkout: Path, tmp_path: Path
) -> None:
    run("git", "tag", "v1.2.3", folder=checkout)
    hatchling("build", folder=checkout)
    made = run("git", "status", "--short", "--ignored", folder=checkout).splitlines()
    assert [each for each in made if "__pycache__" not in each] == ["!! build/", "!! dist/"]

    with tarfile.open(checkout / "dist" / "mockcraft-1.2.3.tar.gz") as sources:
        sources.extractall(tmp_path, filter="data")
    unpacked = tmp_path / "mockcraft-1.2.3"
    hatchling("build", "-t", "wheel", folder=unpacked)
    (wheel,) = (checkout / "dist").glob("mockcraft-1.2.3-py3-none-*.whl")
    assert wheel.read_bytes() == (unpacked / "dist" / wheel.name).read_bytes()

    said = run(installed(wheel, tmp_path / "an environment"), "--version", folder=tmp_path)
    python = ".".join(map(str, sys.version_info[:3]))
    assert re.fullmatch(
        rf"mockcraft 1\.2\.3 \(Python {re.escape(python)}, {sys.platform} \S+\)", said
    )


def test_sources_without_git_have_a_version_too(checkout: Path) -> None:
    shutil.rmtree(checkout / ".git")

    assert hatchling("version", folder=checkout) == "0.0.0"


@pytest.mark.parametrize(
    ("described", "version"),
    [
        ("v1.2.3", "1.2.3"),
        ("v1.2.3-5-gabcdef0", "1.2.4.dev5+gabcdef0"),
        ("1.2.3", "1.2.3"),
        ("", "0.0.0"),
    ],
)
def test_an_image_has_the_version_that_git_describes(
    described: str, version: str, checkout: Path
) -> None:
    shutil.rmtree(checkout / ".git")
    (step,) = re.findall(r"^RUN (.* > \.git_archival\.txt)$", DOCKERFILE, re.MULTILINE)
    subprocess.run(["sh", "-c", step], cwd=checkout, env={"VERSION": described}, check=True)

    assert version == hatchling("version", folder=checkout)
