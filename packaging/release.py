"""Gathers a release from what is in dist/: packages, manifests, notes, digests. See docs/releasing.md.

python packaging/release.py OWNER/NAME     dist/release/, dist/python/
"""

import hashlib
import re
import shutil
import sys
import tarfile
import tempfile
from pathlib import Path
from string import Template

from programs import UV_BUILD, BuildError, run
from sbom import EPOCH
from targets import TARGETS

HERE = Path(__file__).parent
ROOT = HERE.parent
DIST = ROOT / "dist"
WHEELS = (*TARGETS, "any")  # pip takes the one for any where there is none for the platform
PACKAGERS = ("deb", "rpm")  # no apk: the Python inside needs glibc, which Alpine has not
SHELLS = ("bash", "zsh", "fish")
SUMS = "SHA256SUMS"


def notes(version: str) -> str:
    """The changelog's section of a version. Raises BuildError where there is none."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    found = re.search(rf"^## {re.escape(version)}\b[^\n]*\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    if found is None:
        raise BuildError(f"CHANGELOG.md has no heading '## {version}'")
    return found[1].strip() + "\n"


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file of a folder, by name."""
    return {
        each.name: hashlib.sha256(each.read_bytes()).hexdigest()
        for each in sorted(folder.iterdir())
        if each.name != SUMS
    }


def pack(archive: Path, arch: str, version: str, repository: str, to: Path) -> None:
    """Makes the system packages for one processor from the tree in an archive, by nfpm."""
    with tempfile.TemporaryDirectory() as scratch:
        with tarfile.open(archive) as tar:
            tar.extractall(scratch, filter="data")
        (tree,) = Path(scratch).iterdir()
        completions = Path(scratch, "completions")
        completions.mkdir()
        for shell in SHELLS:
            script = run(sys.executable, "-m", "mockcraft", "completion", shell)
            (completions / shell).write_text(script, encoding="utf-8")
        given = {
            "ARCH": arch, "VERSION": version, "REPOSITORY": repository, "OWNER": repository.split("/")[0],
            "TREE": str(tree), "COMPLETIONS": str(completions),
        }  # fmt: skip
        config = Path(scratch, "nfpm.yaml")
        text = (HERE / "nfpm.yaml").read_text(encoding="utf-8")
        config.write_text(Template(text).substitute(given), encoding="utf-8")
        for packager in PACKAGERS:
            run(
                "nfpm", "package", "--config", config, "--packager", packager,
                "--target", to / f"mockcraft-linux-{arch}.{packager}", folder=ROOT, SOURCE_DATE_EPOCH=EPOCH,
            )  # fmt: skip


def render(version: str, repository: str, sums: dict[str, str], to: Path) -> None:
    """Writes the manifests of Homebrew, Scoop and winget: the templates in manifests/, filled in."""
    given = {"version": version, "repository": repository, "owner": repository.split("/")[0]}
    for target in TARGETS.values():
        given[target.name.replace("-", "_")] = sums.get(target.file, "")
    for template in sorted((HERE / "manifests").iterdir()):
        text = Template(template.read_text(encoding="utf-8")).substitute(given)
        (to / template.name).write_text(text, encoding="utf-8")


def gather(repository: str) -> None:
    """Fills dist/release and dist/python, which are made anew."""
    release, python = DIST / "release", DIST / "python"
    for folder in (release, python):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    where = "--out-dir", python, ROOT
    run(*UV_BUILD, "--sdist", *where)
    for platform in WHEELS:
        run(*UV_BUILD, "--wheel", *where, MOCKCRAFT_TARGET=platform)
    (python / ".gitignore").unlink(missing_ok=True)
    version = next(python.glob("*.tar.gz")).name.removeprefix("mockcraft-").removesuffix(".tar.gz")
    (release / "NOTES.md").write_text(notes(version), encoding="utf-8")
    for target in TARGETS.values():
        for name in (target.file, target.archive, target.materials):
            shutil.copy2(DIST / name, release)
    for arch in ("amd64", "arm64"):
        pack(DIST / f"mockcraft-linux-{arch}.tar.gz", arch, version, repository, release)
    render(version, repository, digests(release), release)
    lines = (f"{digest}  {name}\n" for name, digest in digests(release).items())
    (release / SUMS).write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2 or not re.fullmatch(r"[\w.-]+/[\w.-]+", sys.argv[1]):
        sys.exit("say where the release will be: OWNER/NAME at GitHub")
    try:
        gather(sys.argv[1])
    except BuildError as error:
        sys.exit(str(error))
