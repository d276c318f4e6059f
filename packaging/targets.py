"""The platforms a binary is built for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """A platform.

    Attributes:
        name: as in the file's name, in Go's words.
        zig: what `zig cc -target` takes.
        wheels: what `uv pip install --python-platform` takes.
    """

    name: str
    zig: str
    wheels: str

    @property
    def file(self) -> str:
        """The binary's name."""
        return f"mockcraft-{self.name}{'.exe' if self.name.startswith('windows') else ''}"


TARGETS = {
    each.name: each
    for each in (
        Target("linux-amd64", "x86_64-linux-musl", "x86_64-manylinux_2_28"),
        Target("linux-arm64", "aarch64-linux-musl", "aarch64-manylinux_2_28"),
        Target("darwin-amd64", "x86_64-macos.12.0", "x86_64-apple-darwin"),
        Target("darwin-arm64", "aarch64-macos.12.0", "aarch64-apple-darwin"),
    )
}
