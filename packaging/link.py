"""Links the launcher with the layers it carries, by zig, for any platform."""

import hashlib
import re
import subprocess
import sys
import tarfile
from pathlib import Path

from runtimes import BuildError, check_digest
from targets import Target

LAUNCHER = Path(__file__).parent / "launcher"
ZSTANDARD = "zstandard==0.25.0"  # its source distribution holds zstd as one file
ZSTANDARD_SHA256 = "7713e1179d162cf5c7906da876ec2ccb9c3a9dcbdffef0cc7f70c3667a205f0b"


def zstd(cache: Path) -> Path:
    """The folder with zstd's source, fetched once."""
    folder = cache / ZSTANDARD.replace("==", "-")
    archive = folder.with_name(f"{folder.name}.tar.gz")
    if not archive.exists():
        cache.mkdir(parents=True, exist_ok=True)
        _run(
            sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "zstandard",
            "--dest", str(cache), ZSTANDARD,
        )  # fmt: skip
    check_digest(archive, ZSTANDARD_SHA256)
    with tarfile.open(archive) as tar:
        tar.extractall(cache, filter="data")
    return folder / "zstd"


def zstd_version(folder: Path) -> str:
    """The version that a folder of zstd's source says it has."""
    text = (folder / "zstd.h").read_text(encoding="utf-8")
    parts = (
        re.search(rf"#define ZSTD_VERSION_{each} +(\d+)", text)
        for each in ("MAJOR", "MINOR", "RELEASE")
    )
    return ".".join(each[1] for each in parts if each)


def link(target: Target, version: str, core: Path, later: Path, output: Path, cache: Path) -> None:
    """Writes the binary. Its tree is named by the version and a digest of everything that is in it."""
    digest = hashlib.sha256(core.read_bytes() + later.read_bytes()).hexdigest()[:16]
    source = zstd(cache)
    names = {"TREE": f"{version}-{digest}", "CORE_FILE": core.name, "LATER_FILE": later.name}
    _zig(
        target, output, "-Wl,--gc-sections", "-DZSTD_DISABLE_ASM=1", f"-I{source}",
        *(f'-D{name}="{value}"' for name, value in names.items()),
        str(LAUNCHER / "unpack.c"), str(source / "zstd.c"), folder=core.parent,
    )  # fmt: skip


def link_unpacked(target: Target, output: Path) -> None:
    """Writes the program that starts the tree it lies in."""
    _zig(target, output, "-DUNPACKED", folder=output.parent)


def _zig(target: Target, output: Path, *options: str, folder: Path) -> None:
    """Compiles the launcher, in the folder where the layers are."""
    source, program, libraries = "launcher.c", target.program, []
    if target.windows:
        source, program, libraries = "windows.c", program.replace("/", "\\\\"), ["-lshell32"]
    _run(
        sys.executable, "-m", "ziglang", "cc", "-target", target.zig, "-std=gnu11", "-Os", "-s", "-Wall", "-Wextra",
        "-ffunction-sections", f'-DPYTHON="{program}"', f"-I{LAUNCHER}", "-I.", str(LAUNCHER / source),
        *options, *libraries, "-o", str(output.absolute()), folder=folder,
    )  # fmt: skip


def _run(*command: str, folder: Path | None = None) -> None:
    done = subprocess.run(command, cwd=folder, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        raise BuildError(f"{' '.join(command[1:4])} failed:\n{done.stderr.strip()}")
