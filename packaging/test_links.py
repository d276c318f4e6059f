"""The launcher is linked for every platform from this one: pytest packaging/test_links.py (make links)."""

import struct
from pathlib import Path

import pytest

from layers import layer
from link import link
from targets import TARGETS

ELF, MACHO = b"\x7fELF", b"\xcf\xfa\xed\xfe"
# What a file begins with, and where its machine stands (elf(5), <mach-o/loader.h>).
HEADERS = {
    "linux-amd64": (ELF, "<18xH", 62),
    "linux-arm64": (ELF, "<18xH", 183),
    "darwin-amd64": (MACHO, "<4xI", 0x01000007),
    "darwin-arm64": (MACHO, "<4xI", 0x0100000C),
}


@pytest.mark.parametrize("name", TARGETS)
def test_the_launcher_is_linked(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp(name)
    (folder / "tree").mkdir()
    carried = folder / "tree" / "file"
    carried.write_bytes(bytes(range(256)) * 40)
    for each in ("core.zst", "later.zst"):
        layer(folder / "tree", [carried], folder / each, 3)
    output = folder / "program"
    cache = Path(__file__).parent.parent / "dist" / "cache"
    link(TARGETS[name], "1.2.3", folder / "core.zst", folder / "later.zst", output, cache)
    linked = output.read_bytes()
    magic, place, machine = HEADERS[name]
    assert linked.startswith(magic)
    assert struct.unpack_from(place, linked) == (machine,)
    assert (folder / "core.zst").read_bytes() in linked
