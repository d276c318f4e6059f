"""What makes a release: the workflows are valid, what they call exists, and each part does what it says."""

import hashlib
import json
import os
import re
import runpy
import shutil
import socket
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
CHANGELOG = """# Changelog

## Unreleased

- To come.

## 1.2.3 - 2026-01-02

### Added

- A thing.

## 1.2.2

- Another.
"""


def program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def git(folder: Path, *words: str) -> None:
    who = "-c", "user.name=x", "-c", "user.email=x@example.org"
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


def steps() -> list[dict[str, Any]]:
    jobs = [job for file in WORKFLOWS for job in yaml.safe_load(file.read_text())["jobs"].values()]
    return [step for job in jobs for step in job["steps"]]


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-workflows", WORKFLOWS),
        ("vendor.dependabot", [ROOT / ".github" / "dependabot.yml"]),
    ],
)
def test_github_takes_the_files(schema: str, files: list[Path]) -> None:
    done = subprocess.run(
        [program("check-jsonschema"), "--builtin-schema", schema, *files],
        capture_output=True, text=True,
    )  # fmt: skip
    assert (len(files) > 0, 0) == (True, done.returncode), done.stdout


def test_the_workflows_have_no_hole_that_is_known() -> None:
    done = subprocess.run(
        [program("zizmor"), "--offline", ROOT / ".github"], capture_output=True, text=True
    )
    assert 0 == done.returncode, done.stdout


def test_what_the_workflows_run_exists() -> None:
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    lines = [step["run"] for step in steps() if "run" in step]
    made = [word for line in lines for word in re.findall(r"\bmake ([\w-]+)", line) if "apt" not in line]  # fmt: skip
    scripts = [word for line in lines for word in re.findall(r"python (\w\S+\.py)", line)]

    assert {"lint", "test", "docs", "binary", "links", "release-check", "release"} == set(made)
    assert set(made) <= set(targets)
    assert {"packaging/smoke.py"} == set(scripts)
    assert all((ROOT / each).exists() for each in scripts)


def test_each_binary_is_tried_on_a_machine_of_its_kind(builder: Any) -> None:
    text = (ROOT / ".github" / "workflows" / "release.yml").read_text()
    tried = yaml.safe_load(text)["jobs"]["smoke"]["strategy"]["matrix"]["include"]
    made = [each.file for each in builder("targets").TARGETS.values()]

    assert sorted(made) == sorted(f"mockcraft-{each['target']}" for each in tried)


def test_the_tools_that_build_are_pinned() -> None:
    lock = (ROOT / "packaging" / "build-requirements.txt").read_text("utf-8")
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]

    assert f"\n{runpy.run_path(str(ROOT / 'hatch_build.py'))['ZIG']} " in lock
    assert all(f"\n{each}==" in lock for each in asked)


def test_a_platform_that_is_mistyped_gets_no_wheel(
    builder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = runpy.run_path(str(ROOT / "hatch_build.py"))["wanted"]
    assert wanted() == builder("targets").this_machine().name
    monkeypatch.setenv("MOCKCRAFT_TARGET", "any")
    assert "any" == wanted()
    monkeypatch.setenv("MOCKCRAFT_TARGET", "linux-x86_64")
    with pytest.raises(ValueError, match="MOCKCRAFT_TARGET=linux-x86_64 is none of linux-amd64"):
        wanted()


def test_every_platform_has_a_binary_a_python_and_a_kernel(builder: Any) -> None:
    targets = set(builder("targets").TARGETS)
    pinned = tomllib.loads((ROOT / "packaging" / "runtimes.toml").read_text("utf-8"))

    assert targets == set(runpy.run_path(str(ROOT / "hatch_build.py"))["TARGETS"])
    assert targets == set(builder("pin").KEYS) == set(pinned) - {"version"}


@pytest.mark.parametrize("words", [[], ["mockcraft"], ["a/b", "c/d"]])
def test_a_release_without_a_name_is_refused(words: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "packaging" / "release.py", *words], capture_output=True, text=True
    )
    assert (1, "say where the release will be: OWNER/NAME at GitHub\n") == (
        done.returncode,
        done.stderr,
    )


def test_a_program_that_fails_or_is_not_there_is_told(builder: Any, tmp_path: Path) -> None:
    programs = builder("programs")
    with pytest.raises(programs.BuildError, match=r"^git rev-parse HEAD failed:\nfatal: not a git"):
        programs.run("git", "rev-parse", "HEAD", folder=tmp_path)
    with pytest.raises(programs.BuildError, match=r"^no-such-program: No such file"):
        programs.run("no-such-program")


def test_a_python_that_is_not_reached_is_told_with_the_way_round(
    builder: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runtimes, targets = builder("runtimes"), builder("targets")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/python.tar.gz"
    (tmp_path / "runtimes.toml").write_text(f'[linux-amd64]\nurl = "{url}"\n')
    monkeypatch.setattr(runtimes, "HERE", tmp_path)

    told = rf"^{url} cannot be fetched: .*refused.*\(.* make binary RUNTIME=host\)$"
    with pytest.raises(builder("programs").BuildError, match=told):
        runtimes.release(targets.TARGETS["linux-amd64"], tmp_path / "tree", tmp_path)


@pytest.mark.parametrize(
    ("target", "library", "linked"),
    [
        ("linux-arm64", "libpython3.13.so.1.0", b"\0libpython3.13.so.1.0\0"),
        ("darwin-arm64", "libpython3.13.dylib", b"@executable_path/../lib/libpython3.13.dylib\0"),
        ("linux-arm64", "libpython3.13.so.1.0", b""),
    ],
)
def test_the_python_of_a_release_has_the_library_that_it_is_linked_to(
    target: str,
    library: str,
    linked: bytes,
    builder: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runtimes, targets = builder("runtimes"), builder("targets")
    made = tmp_path / "python"
    (made / "lib" / "python3.13" / "test").mkdir(parents=True)
    (made / "lib" / "python3.13" / "os.py").touch()
    for name in (library, "libpython3.so"):
        (made / "lib" / name).touch()
    (made / "bin").mkdir()
    (made / "bin" / "python3.13").write_bytes(b"a program" + linked + b"\0libpython3")
    with tarfile.open(tmp_path / "python.tar.gz", "w:gz") as archive:
        archive.add(made, "python")
    digest = hashlib.sha256((tmp_path / "python.tar.gz").read_bytes()).hexdigest()
    (tmp_path / "runtimes.toml").write_text(
        f'version = "3.13.1"\n[{target}]\nurl = "https://x.example/python.tar.gz"\nsha256 = "{digest}"\n'
    )
    monkeypatch.setattr(runtimes, "HERE", tmp_path)

    runtimes.release(targets.TARGETS[target], tmp_path / "tree", tmp_path)
    files = {each.name for each in (tmp_path / "tree").rglob("*") if each.is_file()}
    assert {"mockcraft", "os.py", *([library] if linked else [])} == files


def test_the_package_passes_what_a_binary_has_to_pass() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "packaging" / "smoke.py", sys.executable, "-m", "mockcraft"],
        capture_output=True, text=True,
    )  # fmt: skip
    assert "it generates, seeds and serves" in done.stdout, done.stderr


def test_a_program_that_fails_does_not_pass(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "packaging" / "smoke.py", sys.executable, "-m", "nothing"],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert "ended with 1" in done.stderr


def test_the_manifests_name_the_release(builder: Any, tmp_path: Path) -> None:
    release, targets = builder("release"), builder("targets").TARGETS
    sums = {each.file: each.name.encode().hex() for each in targets.values()}
    release.render("1.2.3", "someone/mockcraft", sums, tmp_path)

    texts = {each.name: each.read_text() for each in tmp_path.iterdir()}
    assert {each.name for each in (ROOT / "packaging" / "manifests").iterdir()} == set(texts)
    everything = "\n".join(texts.values())
    for target in targets.values():
        url = f"https://github.com/someone/mockcraft/releases/download/v1.2.3/{target.file}"
        assert url in everything
        assert sums[target.file] in everything
    for name, text in texts.items():
        if name.endswith(".yaml"):
            assert yaml.safe_load(text)["PackageVersion"] == "1.2.3"
    assert json.loads(texts["mockcraft.scoop.json"])["version"] == "1.2.3"


def test_the_packages_for_linux_put_the_tree_in_its_place(builder: Any, tmp_path: Path) -> None:
    tree = tmp_path / "mockcraft-1.2.3"
    (tree / "core").mkdir(parents=True)
    (tree / "mockcraft").write_text("a program")
    (tree / "mockcraft").chmod(0o755)
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as archive:
        archive.add(tree, tree.name)
    builder("release").pack(tmp_path / "a.tar.gz", "arm64", "1.2.3", "someone/mockcraft", tmp_path)

    deb = tmp_path / "mockcraft-linux-arm64.deb"
    listed = subprocess.run(["dpkg-deb", "-c", deb], capture_output=True, text=True, check=True)
    told = subprocess.run(["dpkg-deb", "-I", deb], capture_output=True, text=True, check=True)
    assert "-rwxr-xr-x" in next(
        each
        for each in listed.stdout.splitlines()
        if each.endswith(" ./usr/lib/mockcraft/mockcraft")
    )
    assert "/usr/bin/mockcraft -> /usr/lib/mockcraft/mockcraft" in listed.stdout
    for path in (
        "bash-completion/completions/mockcraft",
        "site-functions/_mockcraft",
        "vendor_completions.d/mockcraft.fish",
    ):
        assert path in listed.stdout
    assert "Version: 1.2.3" in told.stdout
    assert "Architecture: arm64" in told.stdout
    assert (tmp_path / "mockcraft-linux-arm64.rpm").read_bytes().startswith(b"\xed\xab\xee\xdb")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository that can be released, as 1.2.3."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copy(ROOT / "hatch_build.py", folder)
    shutil.copy(ROOT / "README.md", folder)
    shutil.copy(ROOT / "LICENSE", folder)
    (folder / "CHANGELOG.md").write_text(CHANGELOG)
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "x")
    git(folder, "tag", "v1.2.3")
    return folder


def test_each_of_the_two_builds_is_linked_anew(
    builder: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release_check, here = builder("release_check"), builder("targets").this_machine()
    kernel = tmp_path / "build" / "kernel" / here.name / "libkernel.so"
    caches: list[str] = []
    added = b""

    def build(target: Any, runtime: str, folder: Path, cache: Path, level: int) -> Path:
        caches.append(os.environ["ZIG_LOCAL_CACHE_DIR"])
        assert not kernel.exists()
        kernel.parent.mkdir(parents=True)
        kernel.touch()
        folder.mkdir()
        for name in (target.file, target.archive, target.materials):
            (folder / name).write_bytes(added * len(caches))
        return Path(folder, target.file)

    monkeypatch.setenv("ZIG_LOCAL_CACHE_DIR", "of the machine")
    monkeypatch.setattr(release_check, "ROOT", tmp_path)
    monkeypatch.setattr(release_check, "build", build)
    assert not release_check.differ("host")
    assert 2 == len(set(caches))
    added = b"a byte"
    assert release_check.differ("host")


@pytest.fixture
def check(builder: Any, checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What stands against a release of the repository."""
    monkeypatch.setattr(builder("release"), "ROOT", checkout)
    return lambda: list(builder("release_check").problems(checkout))


def test_a_clean_commit_with_tag_and_notes_can_be_released(check: Any, builder: Any) -> None:
    assert [] == check()
    assert "### Added\n\n- A thing.\n" == builder("release").notes("1.2.3")


def test_without_a_tag_nothing_is_released(check: Any, checkout: Path) -> None:
    git(checkout, "tag", "-d", "v1.2.3")
    assert ["this commit has 0 tags of a version, not one: none"] == check()


def test_changes_and_missing_notes_stand_against_a_release(check: Any, checkout: Path) -> None:
    (checkout / "CHANGELOG.md").write_text("# Changelog\n")
    dirty, version, unnoted = check()

    assert "CHANGELOG.md" in dirty
    assert version.startswith("the tag is v1.2.3, and the version 1.2.4.dev0+g")
    assert unnoted == "CHANGELOG.md has no heading '## 1.2.3'"
