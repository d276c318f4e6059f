"""The launcher, and the kernel of the wheels, are linked for every platform from this one, and tried where that can be: make links

What it starts is no Python but a program that prints its words, and ends with 7. Windows' is run by wine. That of
Linux on arm64 unpacks under qemu, and starts something there only where the kernel knows what qemu is for
(binfmt_misc). Where wine or qemu is missing, the test of it is skipped and says so; CI has both, see ci.yml.
"""

import ctypes
import errno
import shutil
import struct
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from contents import wheel
from layers import layer
from link import Carried, link, link_unpacked, look_at, zstd
from targets import TARGETS, Target

ELF, MACHO, PE = b"\x7fELF", b"\xcf\xfa\xed\xfe", b"MZ"
# What a file begins with, and what it says of its machine (elf(5), <mach-o/loader.h>, Microsoft's "PE Format").
HEADERS = {
    "linux-amd64": (ELF, "<18xH", 62),
    "linux-arm64": (ELF, "<18xH", 183),
    "darwin-amd64": (MACHO, "<4xI", 0x01000007),
    "darwin-arm64": (MACHO, "<4xI", 0x0100000C),
    "windows-amd64": (PE, "<4xH", 0x8664),
}
PRINTER = """#include <stdio.h>
#include <string.h>
#ifdef _WIN32
#include <process.h>
#endif
int main(int count, char **words) {
    for (int each = 1; each < count; each++) printf("%s\\n", words[each]);
#ifdef _WIN32
    if (count == 6 && !strcmp(words[5], "later")) { /* as mockcraft_bundle.py does it */
        char tree[260];
        strcpy(tree, words[3]);
        *strrchr(tree, '\\\\') = 0;
        return _spawnl(_P_WAIT, words[4], "mockcraft:unpack", tree, NULL);
    }
#endif
    return 7; /* PRINTED */
}
"""
# Ends with PRINTED where Windows loads a library, and finds a function of the kernel in it.
LOADER = """#include <windows.h>
int main(int count, char **words) {
    HMODULE library = count == 2 ? LoadLibraryA(words[1]) : NULL;
    return library && GetProcAddress(library, "columns_write") ? 7 : 1;
}
"""
# What answers every flock(2) of amd64 with ENOLCK, for seccomp(2): instructions of code, two jumps and a value.
LOCKLESS = b"".join(
    struct.pack("HBBI", *each)
    for each in (
        (0x20, 0, 0, 0),  # load the number of the call
        (0x15, 0, 1, 73),  # is it flock's?
        (0x06, 0, 0, 0x00050000 | errno.ENOLCK),  # SECCOMP_RET_ERRNO
        (0x06, 0, 0, 0x7FFF0000),  # SECCOMP_RET_ALLOW
    )
)
MODULE = bytes(range(256)) * 4000
PRINTED = 7
FAILED = 70
CACHE = Path(__file__).parent.parent / "dist" / "cache"
WINE = shutil.which("wine64") or shutil.which("wine") or "/usr/lib/wine/wine64"
QEMU = shutil.which("qemu-aarch64-static") or ""


class Linked:
    """A program, and the folder that it was linked in."""

    def __init__(self, target: Target, folder: Path) -> None:
        self.target, self.folder = target, folder
        self.cache = folder / "cache"
        self.program = folder / target.file
        self.tree = folder / "tree"
        self.unpacked = self.tree / f"mockcraft{target.ending}"
        self._link()

    def _link(self) -> None:
        (self.tree / self.target.program).parent.mkdir(parents=True)
        (self.tree / "main.pyc").write_bytes(MODULE)
        (self.tree / "lock").touch()
        (self.tree / "start").touch()
        (self.folder / "later").mkdir()
        (self.folder / "later" / "module.py").write_bytes(MODULE)
        source = self.folder / "printer.c"
        source.write_text(PRINTER)
        compiler = sys.executable, "-m", "ziglang", "cc", "-Os", "-s", "-target", self.target.zig
        subprocess.run([*compiler, source, "-o", self.tree / self.target.program], check=True)
        core, later = self.folder / "core.zst", self.folder / "later.zst"
        layer(self.tree, sorted(self.tree.rglob("*")), core, 3)
        layer(self.folder / "later", sorted((self.folder / "later").rglob("*")), later, 3)
        complete = look_at(self.tree, self.target)
        link(complete, Carried("1.2.3", core, later), zstd(CACHE), self.program)
        link_unpacked(complete, self.unpacked)

    def run(self, *command: str | Path, ends: set[int], **how: Any) -> list[str]:
        """The lines that a command prints, which has this program's cache and ends with one of these codes."""
        drive = "Z:" if self.target.windows else ""  # wine's, for all of the system's files
        environment = {
            "HOME": str(self.folder), "WINEDEBUG": "-all", "WINEPREFIX": str(self.folder / "wine"),
            "MOCKCRAFT_CACHE": f"{drive}{self.cache}",
        }  # fmt: skip
        done = subprocess.run(
            command,
            env=environment,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            **how,
        )
        assert done.returncode in ends, done.stderr
        lines: list[str] = done.stdout.splitlines()
        return lines

    def its_tree(self) -> Path:
        """The one that it has unpacked, beside which nothing is left."""
        (tree,) = (each for each in self.cache.iterdir() if each.name != "lock")
        assert tree.name.startswith("1.2.3-")
        return tree


@pytest.fixture(scope="module")
def linked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Linked:
    """A target's, by its name."""
    return Linked(TARGETS[request.param], tmp_path_factory.mktemp(request.param))


def check_header(data: bytes, target: Target) -> None:
    """Fails where a program or library is not one of the platform."""
    magic, place, machine = HEADERS[target.name]
    assert data.startswith(magic)
    start = struct.unpack_from("<I", data, 0x3C)[0] if magic == PE else 0
    assert struct.unpack_from(place, data, start) == (machine,)


@pytest.mark.parametrize("linked", TARGETS, indirect=True)
def test_the_launcher_is_one_of_its_platform_and_carries_the_layers(linked: Linked) -> None:
    data = linked.program.read_bytes()
    check_header(data, linked.target)
    for name in ("core.zst", "later.zst"):
        assert (linked.folder / name).read_bytes() in data


@pytest.mark.parametrize("target", TARGETS.values(), ids=lambda each: each.name)
def test_the_wheel_has_the_kernel_of_its_platform(target: Target, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel(tmp_path, target)) as built:
        (name,) = (each for each in built.namelist() if "/libkernel." in each)
        library = Path(built.extract(name, tmp_path))
        points = {each for each in built.namelist() if each.endswith("/entry_points.txt")}
        scripts = [each for each in points if b"console_scripts" in built.read(each)]
    check_header(library.read_bytes(), target)
    assert bool(scripts) == target.windows
    if target.windows:
        if not Path(WINE).exists():
            pytest.skip(
                "wine is not installed (apt-get install wine64): Windows' kernel was not loaded"
            )
        (tmp_path / "loader.c").write_text(LOADER)
        compiler = sys.executable, "-m", "ziglang", "cc", "-s", "-target", target.zig
        subprocess.run(
            [*compiler, tmp_path / "loader.c", "-o", tmp_path / "loader.exe"], check=True
        )
        given = {"HOME": str(tmp_path), "WINEDEBUG": "-all", "WINEPREFIX": str(tmp_path / "wine")}
        loaded = subprocess.run(
            [WINE, tmp_path / "loader.exe", f"Z:{library}"], env=given, stdin=subprocess.DEVNULL, capture_output=True
        )  # fmt: skip
        assert loaded.returncode == PRINTED


@pytest.mark.parametrize("linked", ["linux-amd64", "windows-amd64"], indirect=True)
def test_the_launcher_unpacks_once_and_starts_what_it_has_unpacked(linked: Linked) -> None:
    wine = [WINE] if linked.target.windows else []
    if wine and not Path(WINE).exists():
        pytest.skip("wine is not installed (apt-get install wine64): Windows' launcher was not run")
    words = ["generate", 'a "quoted" word', "", "--locale=de"]

    for program in (linked.program, linked.program, linked.unpacked):
        said = linked.run(*wine, program, *words, ends={PRINTED})
        assert said[:2] == ["-I", "-S"]
        assert said[2].endswith("main.pyc")
        assert said[3].endswith(program.name)
        assert said[4:] == words
    tree = linked.its_tree()
    if wine:
        linked.run(*wine, linked.program, "later", ends={0})
    else:
        linked.run("mockcraft:unpack", tree, executable=linked.program, ends={0})
    assert (tree / "later" / "module.py").read_bytes() == MODULE


@pytest.mark.parametrize("linked", ["linux-amd64", "windows-amd64"], indirect=True)
@pytest.mark.parametrize("part", ["lock", "main.pyc", "start", "program"])
@pytest.mark.parametrize("way", ["gone", "cut short"])
def test_a_tree_that_has_lost_what_starts_it_is_unpacked_anew(
    linked: Linked, part: str, way: str
) -> None:
    wine = [WINE] if linked.target.windows else []
    if wine and not Path(WINE).exists():
        pytest.skip("wine is not installed (apt-get install wine64): Windows' launcher was not run")
    linked.run(*wine, linked.program, ends={PRINTED})
    lost = linked.its_tree() / (linked.target.program if part == "program" else part)
    size = lost.stat().st_size
    if way == "gone":
        lost.unlink()
    else:
        lost.write_bytes(b"" if size else b"more")

    linked.run(*wine, linked.program, ends={PRINTED})
    assert size == lost.stat().st_size
    assert linked.its_tree()


def refuse_locks() -> None:
    """Has this process, and what it becomes, live on a file system that knows no locks."""
    code = ctypes.create_string_buffer(LOCKLESS)
    program = struct.pack("H6xQ", len(LOCKLESS) // 8, ctypes.addressof(code))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    for option, *values in (
        (38, 1, 0, 0, 0),
        (22, 2, program),
    ):  # PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP
        if prctl(option, *values):
            raise OSError(ctypes.get_errno(), "prctl")


@pytest.mark.parametrize("linked", ["linux-amd64"], indirect=True)
def test_without_locks_what_another_run_makes_is_left_to_it(linked: Linked) -> None:
    shutil.rmtree(linked.cache, ignore_errors=True)
    linked.cache.mkdir(mode=0o700)
    # On another machine a process may have the number of this one.
    script = 'mkdir -p "$1/new-$$/half"; exec "$0"'
    lockless = "/bin/sh", "-c", script, linked.program, linked.cache

    linked.run(*lockless, ends={PRINTED}, preexec_fn=refuse_locks)
    (tree,) = linked.cache.glob("1.2.3-*")
    (tree / "start").unlink()
    linked.run(*lockless, ends={PRINTED}, preexec_fn=refuse_locks)
    assert (tree / "start").exists()
    left = sorted(each.name for each in linked.cache.glob("new-*"))
    assert left == sorted(each.parent.name for each in linked.cache.glob("new-*/half"))
    assert len(left) == 2
    shutil.rmtree(linked.cache)


@pytest.mark.parametrize("linked", ["linux-amd64"], indirect=True)
def test_without_proc_the_launcher_knows_its_own_file(linked: Linked) -> None:
    hide = "/usr/bin/unshare", "--map-root-user", "--mount", "/bin/sh", "-c"
    tried = subprocess.run([*hide, "mount -t tmpfs none /proc"], capture_output=True, text=True)
    if tried.returncode:
        pytest.skip(f"/proc cannot be hidden here ({tried.stderr.strip()}): not run without it")
    name = linked.program.name
    script = f"mount -t tmpfs none /proc; PATH={linked.program.parent}; {name} a"

    said = linked.run(*hide, script, ends={PRINTED})
    assert [str(linked.program), "a"] == said[3:]


@pytest.mark.parametrize("linked", ["linux-arm64"], indirect=True)
def test_the_launcher_for_arm_unpacks(linked: Linked) -> None:
    if not QEMU:
        pytest.skip("qemu-user-static is not installed: the launcher for arm64 was not run")
    linked.run(QEMU, linked.program, ends={PRINTED, FAILED})
    tree = linked.its_tree()
    assert (tree / linked.target.program).stat().st_mode & 0o777 == 0o700
    linked.run(QEMU, "-0", "mockcraft:unpack", linked.program, tree, ends={0})
    assert (tree / "later" / "module.py").read_bytes() == MODULE
