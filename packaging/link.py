"""Links the launcher with the layers it carries, by zig, for any platform."""

import hashlib
import re
import sys
import tarfile
from itertools import chain
from pathlib import Path

from programs import run
from runtimes import check_digest
from targets import Target

LAUNCHER = Path(__file__).parent / "launcher"
ZSTANDARD = "zstandard==0.25.0"  # its source distribution holds zstd as one file
ZSTANDARD_SHA256 = "7713e1179d162cf5c7906da876ec2ccb9c3a9dcbdffef0cc7f70c3667a205f0b"
Starters = dict[str, int]  # the files that a tree is started by, and their sizes
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


def starters(tree: Path, target: Target) -> Starters:
    """What a tree is started by, which the launcher looks at before each start."""
    found = chain.from_iterable(tree.glob(each) for each in (*STARTERS, target.program))
    return {each.relative_to(tree).as_posix(): each.stat().st_size for each in sorted(found)}


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


def link(
    target: Target,
    version: str,
    core: Path,
    later: Path,
    files: Starters,
    output: Path,
    cache: Path,
) -> None:
    """Writes the binary. Its tree is named by the version and a digest of everything that is in it."""
    digest = hashlib.sha256(core.read_bytes() + later.read_bytes()).hexdigest()[:16]
    source = zstd(cache)
    names = {"TREE": f"{version}-{digest}", "CORE_FILE": core.name, "LATER_FILE": later.name}
    _zig(
        target, files, output, "-Wl,--gc-sections", "-DZSTD_DISABLE_ASM=1", f"-I{source}",
        *(f'-D{name}="{value}"' for name, value in names.items()),
        str(LAUNCHER / "unpack.c"), str(source / UNPACKER), folder=core.parent,
    )  # fmt: skip


def link_unpacked(target: Target, files: Starters, output: Path) -> None:
    """Writes the program that starts the tree it lies in."""
    _zig(target, files, output, "-DUNPACKED", folder=output.parent)


def _zig(target: Target, files: Starters, output: Path, *options: str, folder: Path) -> None:
    """Compiles the launcher, in the folder where the layers are."""
    source, program, libraries = "launcher.c", target.program, []
    if target.windows:
        source, program, libraries = "windows.c", program.replace("/", "\\\\"), ["-lshell32"]
    listed = "".join(f'PART("{name}", {size})' for name, size in files.items())
    run(
        sys.executable, "-m", "ziglang", "cc", "-target", target.zig, "-std=gnu11", "-O2", "-s", "-Wall", "-Wextra",
        "-ffunction-sections", f'-DPYTHON="{program}"', f"-DPARTS={listed}", f"-I{LAUNCHER}", "-I.", str(LAUNCHER / source),
        *options, *libraries, "-o", str(output.absolute()), folder=folder,
    )  # fmt: skip
