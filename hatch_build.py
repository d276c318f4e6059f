"""What the build of the package adds: the module that says the version, the kernel, and on Windows an entry point.

Version: the module is written into the sources for an editable installation alone. Programs that run from them
would see another version from one process to the next, and refuse to go on with each other's runs.

Kernel: the sources in `kernel/` become one library, linked by zig, which needs no compiler on the machine and
links for any platform. MOCKCRAFT_TARGET names another one than that of the machine; "any" has no kernel.

Entry point: `launcher/mockcraft` goes into every wheel, and finds its Python by itself. An entry point goes before it,
and costs more: the program that pip (before 25.2) writes for one imports `re`, which is a third of the time to an
answer. Wheels for Windows need one, as it runs no scripts.
"""

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

VERSION_MODULE = "_version.py"
ZIG = "ziglang==0.17.1"
FLAGS = ("-std=c99", "-O3", "-Wall", "-Wextra", "-Wconversion", "-Werror", "-fno-builtin")
ANY = "any"  # a wheel without a kernel
_MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


def wanted() -> str:
    """The name of the platform to build for, in Go's words. Raises ValueError for one that somebody has mistyped."""
    if named := os.environ.get("MOCKCRAFT_TARGET"):
        if named not in {*TARGETS, ANY}:
            raise ValueError(f"MOCKCRAFT_TARGET={named} is none of {', '.join([*TARGETS, ANY])}")
        return named
    machine = platform.machine().lower()
    return f"{platform.system().lower()}-{_MACHINES.get(machine, machine)}"


class EntryPoint(MetadataHookInterface):
    """Sets `project.scripts`, which is dynamic."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Adds the entry point for Windows."""
        if wanted().startswith("windows"):
            metadata["scripts"] = {"mockcraft": "mockcraft.boot:program"}


class Target(NamedTuple):
    """A platform that has a kernel: for zig, for a wheel's name, and the library's name.

    The library needs nothing else, also no C library: so on Linux one fits all, and zig builds none before.
    """

    zig: str
    tag: str
    library: str
    flags: tuple[str, ...] = ("-nostdlib",)


def _linux(machine: str) -> Target:
    tag = f"manylinux_2_17_{machine}.musllinux_1_1_{machine}"
    return Target(f"{machine}-linux-gnu.2.17", tag, "libkernel.so")


TARGETS = {
    "linux-amd64": _linux("x86_64"),
    "linux-arm64": _linux("aarch64"),
    "darwin-amd64": Target("x86_64-macos.12.0", "macosx_12_0_x86_64", "libkernel.dylib", ()),
    "darwin-arm64": Target("aarch64-macos.12.0", "macosx_12_0_arm64", "libkernel.dylib", ()),
    "windows-amd64": Target(
        "x86_64-windows-gnu", "win_amd64", "libkernel.dll", ("-nostdlib", "-Wl,--no-entry")
    ),
}


class Build(BuildHookInterface[Any]):
    """Adds `mockcraft/_version.py`, and the kernel where there is one for the platform: elsewhere numpy does its work."""

    def dependencies(self) -> list[str]:
        """Zig, where the kernel is to be linked: it is 100 MB to fetch."""
        return [ZIG] if self._links and self._is_stale() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Writes what is added before the build, of whose kinds `version` is one: standard or editable."""
        self.folder = Path(tempfile.mkdtemp(prefix="mockcraft-build-"))
        module = self.folder / VERSION_MODULE
        module.write_text(
            f'"""The version, from git\'s tags."""\n\n__version__ = "{self.metadata.version}"\n',
            encoding="utf-8",
        )
        added = {module: f"mockcraft/{VERSION_MODULE}"}
        if self._links:
            target = TARGETS[wanted()]
            if self._is_stale():
                self._link(target)
            build_data["pure_python"] = False
            build_data["tag"] = f"py3-none-{target.tag}"
            added[self._library] = f"mockcraft/core/{target.library}"
        for file, place in added.items():
            if version == "editable":
                shutil.copy(file, Path(self.root, "src", place))
            else:
                prefix = "src/" if self.target_name == "sdist" else ""
                build_data["force_include"][str(file)] = prefix + place

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Removes what was written for the build."""
        shutil.rmtree(self.folder)

    @property
    def _links(self) -> bool:
        """Whether the build has a kernel: sources have none."""
        return self.target_name == "wheel" and wanted() in TARGETS

    @property
    def _library(self) -> Path:
        return Path(self.root, "build", "kernel", wanted(), TARGETS[wanted()].library)

    @property
    def _sources(self) -> list[Path]:
        return sorted(Path(self.root, "kernel").glob("*.[ch]"))

    def _is_stale(self) -> bool:
        """Whether the library is not there, or older than its sources or this file."""
        if not self._library.exists():
            return True
        sources = [*self._sources, Path(__file__)]
        return self._library.stat().st_mtime < max(each.stat().st_mtime for each in sources)

    def _link(self, target: Target) -> None:
        self._library.parent.mkdir(parents=True, exist_ok=True)
        code = [str(each) for each in self._sources if each.suffix == ".c"]
        subprocess.run(
            [
                sys.executable, "-m", "ziglang", "cc", "-target", target.zig, *FLAGS, *target.flags,
                "-shared", "-fPIC", "-s", *code, "-o", str(self._library),
            ],
            check=True,
        )  # fmt: skip
