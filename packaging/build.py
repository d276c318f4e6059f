"""Builds MockCraft as one file that needs no Python, see README.md.

python packaging/build.py linux-amd64     dist/mockcraft-linux-amd64
python packaging/build.py                 for every platform
"""

import argparse
import sys
import tempfile
from pathlib import Path

import inside
import layers
import notices
import sbom
from contents import fill, list_files
from link import Carried, link, link_unpacked, look_at, zstd, zstd_version
from programs import BuildError
from runtimes import host, release
from targets import TARGETS, Target, this_machine

ROOT = Path(__file__).parent.parent
RUNTIMES = {"release": release, "host": host}
HERE = "here"  # the platform of this machine, among targets
LEVEL = 19  # of zstd
# What the first run unpacks: in half the CPU than from 19 and its window, for 3 MB more.
CORE_LEVEL, CORE_WINDOW = 3, 21
ARCHIVE_LEVEL = 6  # of gzip: a third of the CPU of its best, for 1 MB more
LICENCES = ("lib/python*/LICENSE.txt", "python/LICENSE.txt")  # of Python; Debian has it elsewhere


def build(target: Target, runtime: str, folder: Path, cache: Path, level: int) -> Path:
    """Writes the binary into the folder, the same unpacked as an archive, and what both consist of.

    Returns the binary's path. Raises BuildError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    output = folder / target.file
    with tempfile.TemporaryDirectory(prefix="mockcraft-build-") as scratch:
        tree = Path(scratch) / "tree"
        version = grow(tree, target, runtime, cache)
        later = tree / "later"
        inner = sorted(later.rglob("*"))
        outer = sorted(set(tree.rglob("*")) - {later, *inner})
        core_file, later_file = Path(scratch) / "core.zst", Path(scratch) / "later.zst"
        layers.layer(tree, outer, core_file, min(level, CORE_LEVEL), CORE_WINDOW)
        layers.layer(later, inner, later_file, level)
        complete = look_at(tree, target)
        link(complete, Carried(version, core_file, later_file), zstd(cache), output)
        link_unpacked(complete, tree / f"mockcraft{target.ending}")
        pack = layers.zip_archive if target.windows else layers.archive
        pack(tree, folder / target.archive, f"mockcraft-{version}", min(level // 2, ARCHIVE_LEVEL))
        sbom.write(tree, output, folder / target.materials)
    output.chmod(0o755)
    return output


def grow(tree: Path, target: Target, runtime: str, cache: Path) -> str:
    """Fills a new folder with Python and all it runs; returns MockCraft's version."""
    tree.mkdir()
    python = RUNTIMES[runtime](target, tree, cache)
    minor = python.rpartition(".")[0]
    found = inside.versions(tree)  # before packages come, which may bring some of their own
    version = fill(tree, target, minor, compiler(runtime, tree.parent / "compiler" / "tree", cache))
    licence = next((each for name in LICENCES for each in tree.glob(name)), None)
    notices.add(tree / "core", "CPython", python, "PSF-2.0", licence)
    inside.add(tree, found)
    source = zstd(cache)
    notices.add(tree / "core", "zstd", zstd_version(source), "BSD-3-Clause", source / "LICENSE")
    list_files(tree)
    return version


def compiler(runtime: str, folder: Path, cache: Path) -> Path:
    """A Python for this machine of the very version that is carried, laid out in a new folder if it is fetched."""
    if runtime == "host":
        return Path(sys.executable)
    here = this_machine()
    folder.mkdir(parents=True)
    release(here, folder, cache)
    return folder / here.program


def _target(name: str) -> Target:
    if name == HERE:
        try:
            return this_machine()
        except BuildError as error:
            raise argparse.ArgumentTypeError(str(error)) from error
    if name not in TARGETS:
        raise argparse.ArgumentTypeError(f"{name!r} is none of {HERE}, {', '.join(TARGETS)}")
    return TARGETS[name]


def main() -> int:
    """Builds what the command line names; returns the exit code."""
    parser = argparse.ArgumentParser(description="Build MockCraft as one file.")
    parser.add_argument("targets", nargs="*", type=_target, metavar="target", help=f"{HERE}, {', '.join(TARGETS)}; all by default")  # fmt: skip
    parser.add_argument("--runtime", choices=RUNTIMES, default="release", help="the Python inside: of the release (fetched), or of this machine (for tests)")  # fmt: skip
    parser.add_argument("--output", type=Path, default=ROOT / "dist", help="folder")
    parser.add_argument("--cache", type=Path, default=ROOT / "dist" / "cache", help="folder of what is fetched")  # fmt: skip
    parser.add_argument(
        "--level",
        type=int,
        default=LEVEL,
        help="of zstd, 1 to 22; the archive by gzip, at half of it, to 6",
    )
    given = parser.parse_args()
    for target in given.targets or TARGETS.values():
        try:
            made = build(target, given.runtime, given.output, given.cache, given.level)
        except BuildError as error:
            print(f"{target.file}: {error}", file=sys.stderr)
            return 1
        print(f"{made} {made.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
