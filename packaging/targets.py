"""The platforms a binary is built for."""

import platform
from dataclasses import dataclass

from programs import BuildError


@dataclass(frozen=True, slots=True)
class Target:
    """A platform.

    Attributes:
        name: as in the file's name, in Go's words.
        zig: what `zig cc -target` takes.
        wheels: what `uv pip install --python-platform` takes.
        program: the Python in the tree, named as the system's list of processes is to show it.
    """

    name: str
    zig: str
    wheels: str
    program: str = "bin/mockcraft"

    @property
    def windows(self) -> bool:
        """Whether it is Windows, where programs have another ending and archives another form."""
        return self.name.startswith("windows")

    @property
    def ending(self) -> str:
        """Of programs: ".exe", or nothing."""
        return ".exe" if self.windows else ""

    @property
    def file(self) -> str:
        """The binary's name."""
        return f"mockcraft-{self.name}{self.ending}"

    @property
    def archive(self) -> str:
        """The archive's name."""
        return f"mockcraft-{self.name}.{'zip' if self.windows else 'tar.gz'}"

    @property
    def materials(self) -> str:
        """The name of the bill of materials."""
        return f"mockcraft-{self.name}.cdx.json"


TARGETS = {
    each.name: each
    for each in (
        Target("linux-amd64", "x86_64-linux-musl", "x86_64-manylinux_2_28"),
        Target("linux-arm64", "aarch64-linux-musl", "aarch64-manylinux_2_28"),
        Target("darwin-amd64", "x86_64-macos.12.0", "x86_64-apple-darwin"),
        Target("darwin-arm64", "aarch64-macos.12.0", "aarch64-apple-darwin"),
        Target(
            "windows-amd64", "x86_64-windows-gnu", "x86_64-pc-windows-msvc", "python/mockcraft.exe"
        ),
    )
}
MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


def this_machine() -> Target:
    """The platform that this runs on; raises BuildError for one that no binary is built for."""
    machine = platform.machine().lower()
    name = f"{platform.system().lower()}-{MACHINES.get(machine, machine)}"
    if name not in TARGETS:
        raise BuildError(f"this machine is {name}, which is none of {', '.join(TARGETS)}")
    return TARGETS[name]
