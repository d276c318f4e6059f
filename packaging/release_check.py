"""Whether this commit can be released: python packaging/release_check.py (make release-check)

It is clean, it has a tag, the tag is the version, the changelog tells of it, and two builds of the binary have
the same bytes. `--runtime host` is for machines that cannot reach the release's Python.
"""

import argparse
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from build import RUNTIMES, build
from programs import BuildError, run
from release import DIST, ROOT, notes
from targets import this_machine

LEVEL = 1  # of zstd: what is packed differs or not at every level


def problems(root: Path) -> Iterator[str]:
    """What stands against a release of a checkout, as sentences."""
    if changed := run("git", "status", "--porcelain", folder=root).rstrip():
        yield f"there are changes that are not committed:\n{changed}"
    pointing = run("git", "tag", "--points-at", "HEAD", folder=root).split()
    tags = [each for each in pointing if re.match(r"v\d", each)]
    if len(tags) != 1:
        yield f"this commit has {len(tags)} tags of a version, not one: {' '.join(tags) or 'none'}"
        return
    version = tags[0].removeprefix("v")
    said = run(sys.executable, "-m", "hatchling", "version", folder=root).strip()
    if said != version:
        yield f"the tag is {tags[0]}, and the version {said}"
    try:
        notes(version)
    except BuildError as error:
        yield str(error)


def differ(runtime: str) -> bool:
    """Whether two builds of the binary for this machine differ."""
    with tempfile.TemporaryDirectory() as scratch:
        made = [_built_anew(runtime, Path(scratch, each)) for each in ("one", "two")]
        one, two = ([each.with_name(each.name + end).read_bytes() for end in ("", ".tar.gz", ".cdx.json")] for each in made)  # fmt: skip
        return one != two


def _built_anew(runtime: str, folder: Path) -> Path:
    """The binary, linked without what an earlier build has left: a copy of that would be the same whatever the linker does."""
    target = this_machine()
    shutil.rmtree(ROOT / "build" / "kernel" / target.name, ignore_errors=True)
    os.environ["ZIG_LOCAL_CACHE_DIR"] = str(folder / "zig")
    return build(target, runtime, folder, DIST / "cache", LEVEL)


def main() -> int:
    """Says what stands against it; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runtime", choices=RUNTIMES, default="release")
    given = parser.parse_args()
    try:
        found = list(problems(ROOT))
        if not found and differ(given.runtime):
            found.append("two builds of the binary differ")
    except BuildError as error:
        found = [str(error)]
    print("\n".join(found) or "this commit can be released")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
