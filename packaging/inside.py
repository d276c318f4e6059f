"""The libraries that a Python is linked with: which of them are in a tree, and their licences.

Neither python-build-standalone's archive nor a machine's Python says so, but each library carries its version as a text,
but for older ones of libffi.
`licences/` has the words of each, from its own sources.
"""

import re
from pathlib import Path
from typing import NamedTuple

import notices
from programs import BuildError, run

LICENCES = Path(__file__).parent / "licences"
UNKNOWN = "unknown"


class Library(NamedTuple):
    """A library: its name, its licence (SPDX), and how its version is found in a file that has `mark` in it."""

    name: str
    licence: str
    mark: bytes
    version: bytes


# A Python may have all of them in one file, so each looks for numbers that the others, and Python, have not.
NUMBER = rb"(\d+\.\d+(?:\.\d+)*)"
LIBRARIES = (
    Library(
        "OpenSSL",
        "Apache-2.0",
        b"OpenSSL ",
        rb"\0OpenSSL " + NUMBER + rb" \d+ [A-Z][a-z]{2} \d{4}\0",
    ),
    Library("SQLite", "blessing", b"SQLite format 3", rb"\0(3\.[3-9]\d\.\d+)\0"),
    Library("zlib", "Zlib", b"deflate ", rb" deflate " + NUMBER + rb" Copyright "),
    Library("bzip2", "bzip2-1.0.6", b"bzip2", rb"\0" + NUMBER + rb", \d+-[A-Z][a-z]{2}-\d{4}\0"),
    Library("XZ", "0BSD", b"7zXZ", rb"\0(5\.[2-9]\.\d+)\0"),
    Library("Expat", "MIT", b"expat_", rb"expat_" + NUMBER + rb"\0"),
    Library("mpdecimal", "BSD-2-Clause", b"libmpdec", rb"\0((?:2\.5|4\.\d)\.\d+)\0"),
    Library("libffi", "MIT", b"ffi_", rb"\0(3\.[5-9]\.\d+)\0"),  # before 3.5 it does not tell
)


def add(tree: Path, found: dict[str, str]) -> None:
    """Adds a notice for each of them, of which every Python has all, with the versions that were found."""
    for each in LIBRARIES:
        version = found.get(each.name, UNKNOWN)
        notices.add(tree / "core", each.name, version, each.licence, LICENCES / f"{each.name}.txt")


def versions(tree: Path) -> dict[str, str]:
    """The versions that the libraries of a tree with nothing but a Python tell, by name."""
    found: dict[str, str] = {}
    for file in sorted(each for each in tree.rglob("*") if _has_code(each)):
        data = file.read_bytes()
        for each in LIBRARIES:
            if each.name not in found and each.mark in data:
                version = re.search(each.version, data)
                if version:
                    found[each.name] = version[1].decode()
    for file in tree.glob("lib/libffi.so*"):  # this machine's, which may know what it has installed
        found.setdefault("libffi", _installed(file.name))
    return found


def _installed(library: str) -> str:
    """The version of a library by the list that Debian keeps of packages."""
    try:
        package = run("dpkg-query", "--search", f"*/{library}").partition(": ")[0]
        return run("dpkg-query", "--show", "--showformat", "${source:Upstream-Version}", package)
    except BuildError:
        return UNKNOWN


def _has_code(path: Path) -> bool:
    """Whether it is a library or a program."""
    return path.is_file() and (
        ".so" in path.name
        or path.suffix in (".dylib", ".dll", ".pyd", ".exe")
        or path.parent.name == "bin"
    )
