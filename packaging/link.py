"""Links the launcher with the layers it carries, by zig, for any platform."""

import hashlib
import re
import sys
import tarfile
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from programs import run
from runtimes import check_digest
from targets import Target

LAUNCHER = Path(__file__).parent / "launcher"
ZSTANDARD = "zstandard==0.25.0"  # its source distribution holds zstd as one file
ZSTANDARD_SHA256 = "7713e1179d162cf5c7906da876ec2ccb9c3a9dcbdffef0cc7f70c3667a205f0b"
UNPACKER = "zstddeclib.c"  # the name that zstd itself has for it
# The parts of zstd.c that pack. Without them it compiles in 4 s of CPU, in place of 18 s.
PACKER = re.compile(
    r"/\*{4} start inlining ((?:compress|dictBuilder)/\w+\.c) \*{4}/.*?/\*{4} ended inlining \1 \*{4}/", re.DOTALL
)  # fmt: skip
# What Python starts by, of which only the launcher can tell that it is lost: main.pyc looks after all others.
STARTERS = (
    "lock", "main.pyc", "start", "lib/*.so*", "lib/*.dylib", "python/*.dll",
    *(f"{lib}/encodings/{name}.pyc" for lib in ("lib/python*", "python/Lib") for name in (
        "__init__", "aliases", "utf_8", "ascii", "latin_1", "iso8859_1", "iso8859_15", "cp1252",
    )),
)  # fmt: skip


class Tree(NamedTuple):
    """What a launcher knows of the tree that it starts.

    Attributes:
        target: its platform.
        starters: the files that it is started by, and their sizes, which are looked at before each start.
    """

    target: Target
    starters: dict[str, int]


class Carried(NamedTuple):
    """What a binary carries: MockCraft's version, and the layers, which lie in one folder."""

    version: str
    core: Path
    later: Path


def look_at(folder: Path, target: Target) -> Tree:
    """What is to be known of a tree that is complete."""
    found = chain.from_iterable(folder.glob(each) for each in (*STARTERS, target.program))
    sizes = {each.relative_to(folder).as_posix(): each.stat().st_size for each in sorted(found)}
    return Tree(target, sizes)


def zstd(cache: Path) -> Path:
    """The folder with zstd's source, fetched once, and with that of its unpacker alone."""
    folder = cache / ZSTANDARD.replace("==", "-")
    archive = folder.with_name(f"{folder.name}.tar.gz")
    if not archive.exists():
        cache.mkdir(parents=True, exist_ok=True)
        pinned = (
            cache / "zstandard.txt"
        )  # pip runs the build of sources, and looks at their digest before
        pinned.write_text(f"{ZSTANDARD} --hash=sha256:{ZSTANDARD_SHA256}\n", encoding="utf-8")
        run(
            sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "zstandard",
            "--dest", cache, "--require-hashes", "--requirement", pinned,
        )  # fmt: skip
    check_digest(archive, ZSTANDARD_SHA256)
    with tarfile.open(archive) as tar:
        tar.extractall(cache, filter="data")
    whole = (folder / "zstd" / "zstd.c").read_text(encoding="utf-8")
    (folder / "zstd" / UNPACKER).write_text(PACKER.sub("", whole), encoding="utf-8")
    return folder / "zstd"


def zstd_version(folder: Path) -> str:
    """The version that a folder of zstd's source says it has."""
    text = (folder / "zstd.h").read_text(encoding="utf-8")
    numbers = (
        re.search(rf"#define ZSTD_VERSION_{each} +(\d+)", text)
        for each in ("MAJOR", "MINOR", "RELEASE")
    )
    return ".".join(each[1] for each in numbers if each)


def link(tree: Tree, carried: Carried, source: Path, output: Path) -> None:
    """Writes the binary, which unpacks with zstd's `source`. Its tree is named by the version and a digest of everything that is in it."""
    version, core, later = carried
    digest = hashlib.sha256(core.read_bytes() + later.read_bytes()).hexdigest()[:16]
    names = {"TREE": f"{version}-{digest}", "CORE_FILE": core.name, "LATER_FILE": later.name}
    sources = [LAUNCHER / "unpack.c", source / UNPACKER]
    if not tree.target.windows:
        sources.append(LAUNCHER / "folder.c")
    _zig(
        tree, output, "-Wl,--gc-sections", "-DZSTD_DISABLE_ASM=1", f"-I{source}",
        *(f'-D{name}="{value}"' for name, value in names.items()), *map(str, sources), folder=core.parent,
    )  # fmt: skip


def link_unpacked(tree: Tree, output: Path) -> None:
    """Writes the program that starts the tree it lies in."""
    _zig(tree, output, "-DUNPACKED", folder=output.parent)


def _zig(tree: Tree, output: Path, *options: str, folder: Path) -> None:
    """Compiles the launcher, in the folder where the layers are."""
    target = tree.target
    sources, program, libraries = ["launcher.c", "reasons.c"], target.program, []
    if target.windows:
        sources, program, libraries = ["windows.c"], program.replace("/", "\\\\"), ["-lshell32"]
    listed = "".join(f'PART("{name}", {size})' for name, size in tree.starters.items())
    run(
        sys.executable, "-m", "ziglang", "cc", "-target", target.zig, "-std=gnu11", "-O2", "-s", "-Wall", "-Wextra",
        "-ffunction-sections", f'-DPYTHON="{program}"', f"-DPARTS={listed}", f"-I{LAUNCHER}", "-I.",
        *(str(LAUNCHER / each) for each in sources), *options, *libraries, "-o", str(output.absolute()), folder=folder,
    )  # fmt: skip
