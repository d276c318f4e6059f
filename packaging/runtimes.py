"""Lays out the Python that a binary carries in a tree: in `bin` and `lib`, for Windows in `python`."""

import hashlib
import os
import shutil
import sys
import sysconfig
import tarfile
import tomllib
import urllib.request
from pathlib import Path

from programs import BuildError, run
from targets import Target, this_machine

HERE = Path(__file__).parent
LEFT_OUT = {
    "test", "tests", "distutils", "idlelib", "tkinter", "turtledemo", "turtle.py", "ensurepip", "venv", "lib2to3",
    "pydoc_data", "site-packages", "dist-packages", "__pycache__", "__phello__",
}  # fmt: skip
MODULES_LEFT_OUT = ("_test", "_tkinter", "_xxtest", "xxlimited", "_curses", "nis.", "ossaudiodev", "readline", "_ctypes_test", "_dbm", "_gdbm", "tcl8", "tk8")  # fmt: skip
# glibc's own: they belong to the system's kernel and loader, and are on every system with that libc.
SYSTEM = ("linux-vdso", "ld-linux", "libc.so", "libm.so", "libdl.so", "libpthread.so", "librt.so", "libutil.so")  # fmt: skip


def release(target: Target, folder: Path, cache: Path) -> str:
    """Lays out python-build-standalone as runtimes.toml pins it; returns its version, such as "3.13.18".

    Raises BuildError where it cannot be fetched, or is not what was pinned.
    """
    pinned = tomllib.loads((HERE / "runtimes.toml").read_text(encoding="utf-8"))
    entry = pinned[target.name]
    archive = cache / entry["url"].rpartition("/")[2]
    if not archive.exists():
        _fetch(entry["url"], archive)
    check_digest(archive, entry["sha256"])
    version: str = pinned["version"]
    minor = version.rpartition(".")[0]
    unpacked = folder.parent / "standalone"
    with tarfile.open(archive) as tar:
        tar.extractall(unpacked, filter="data")
    if target.windows:
        _lay_out_windows(unpacked / "python", target, folder)
    else:
        _lay_out(unpacked / "python", target, folder, minor)
    return version


def _lay_out(python: Path, target: Target, folder: Path, minor: str) -> None:
    _copy_library(python / "lib" / f"python{minor}", folder / "lib" / f"python{minor}")
    (folder / "bin").mkdir()
    shutil.copy2(python / "bin" / f"python{minor}", folder / target.program)
    program = (folder / target.program).read_bytes()
    for each in (python / "lib").glob("libpython*"):
        if f"{each.name}\0".encode() in program:  # else the program has all of it in itself
            shutil.copy2(each, folder / "lib", follow_symlinks=True)


def _lay_out_windows(python: Path, target: Target, folder: Path) -> None:
    """Python looks for its libraries beside its program, and for `Lib` and `DLLs` there."""
    to = (folder / target.program).parent
    to.mkdir()
    for name in ("Lib", "DLLs"):
        _copy_library(python / name, to / name)
    for each in [*python.glob("*.dll"), *python.glob("LICENSE*")]:
        shutil.copy2(each, to)
    shutil.copy2(python / "python.exe", folder / target.program)


def check_digest(file: Path, sha256: str) -> None:
    """Raises BuildError where a file is not the one that was pinned."""
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    if digest != sha256:
        raise BuildError(f"{file} has the sha256 {digest}, not {sha256} (remove it)")


def _fetch(url: str, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    part = to.with_suffix(".part")
    try:
        with urllib.request.urlopen(url, timeout=60) as response, part.open("wb") as file:
            shutil.copyfileobj(response, file)
    except OSError as error:
        raise BuildError(
            f"{url} cannot be fetched: {error} (a machine that does not reach it builds for itself, with its own "
            "Python inside: make binary RUNTIME=host)"
        ) from error
    part.rename(to)


def host(target: Target, folder: Path, _cache: Path) -> str:
    """Lays out the Python that runs this, with the libraries it is linked to; for tests, not for others.

    It runs on systems whose libc is at least as new as this one's.
    """
    if sys.platform != "linux" or target != this_machine():
        raise BuildError(f"the Python of this machine is not one for {target.name}")
    minor = "%d.%d" % sys.version_info[:2]
    library = Path(sysconfig.get_path("stdlib"))
    _copy_library(library, folder / "lib" / f"python{minor}")
    (folder / "bin").mkdir()
    program = folder / target.program
    shutil.copy2(Path(sys.base_prefix) / "bin" / f"python{minor}", program)
    modules = [*(folder / "lib" / f"python{minor}" / "lib-dynload").glob("*.so"), program]
    libraries = [_copied(each, folder / "lib") for each in _libraries(modules)]
    for each in modules + libraries:
        path = os.path.relpath(folder / "lib", each.parent)
        each.chmod(0o755)
        if shutil.which("strip"):  # of binutils; without it the binary is larger
            run("strip", "--strip-unneeded", each)
        # RPATH, not RUNPATH: it goes before LD_LIBRARY_PATH, which may lead to others of the same names.
        run("patchelf", "--force-rpath", "--set-rpath", f"$ORIGIN/{path}", each)
    return "%d.%d.%d" % sys.version_info[:3]


def _copy_library(library: Path, to: Path) -> None:
    """The standard library without what no program needs."""

    def left_out(_: str, names: list[str]) -> set[str]:
        return {n for n in names if n in LEFT_OUT or n.startswith(("config-", *MODULES_LEFT_OUT))}

    shutil.copytree(library, to, ignore=left_out)


def _libraries(files: list[Path]) -> list[Path]:
    """What these are linked to, and what that is linked to, but for the libc."""
    found = set()
    for file in files:
        for line in run("ldd", file).splitlines():
            name, arrow, rest = line.strip().partition(" => ")
            if arrow and not name.startswith(SYSTEM):
                path = rest.rpartition(" (")[0]
                if not path.startswith("/"):
                    raise BuildError(f"{file} needs {name}, which is not installed")
                found.add(Path(path))
    return sorted(found)


def _copied(library: Path, folder: Path) -> Path:
    shutil.copy2(library, folder / library.name, follow_symlinks=True)
    return folder / library.name
