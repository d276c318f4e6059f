"""Which names the files of tables have, and which a file cannot have."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from unicodedata import normalize

from mockcraft.errors import Unsupported

LONGEST = 255  # bytes: of Linux, macOS and Windows, whose limits are of bytes or characters
# https://learn.microsoft.com/en-us/windows/win32/fileio/naming-a-file
WINDOWS_CHARACTERS = frozenset('<>:"|?*') | frozenset(map(chr, range(32)))
NOWHERE = WINDOWS_CHARACTERS | {"/", "\\", "\x7f"}
WINDOWS_DEVICES = frozenset(
    [
        "CON",
        "PRN",
        "AUX",
        "NUL",
        "CONIN$",
        "CONOUT$",
        *(f"{port}{n}" for port in ("COM", "LPT") for n in "123456789¹²³"),
    ]
)


def file_names(tables: Iterable[str], stem: str, suffix: str) -> dict[str, str]:
    """The file's name of each table, `stem` for the table ""; raises Unsupported for one that none can have."""
    names = {table: (table or stem) + suffix for table in tables}
    for table, name in names.items():
        if reason := fault(table or stem, name):
            what = f"the table name {table!r}" if table else f"the name {stem!r}"
            raise Unsupported(f"{what} cannot be a file's name: {reason} (rename the table)")
    return names


def single_name(tables: Iterable[str], stem: str, suffix: str) -> dict[str, str]:
    """Like `file_names` of one table, whose file is called `stem`."""
    name = file_names([""], stem, suffix)[""]
    return dict.fromkeys(tables, name)


def portable_names(tables: Iterable[str], stem: str, suffix: str) -> dict[str, str]:
    """Like `file_names`, but names that are files of their own on every system, made of the tables' own.

    What some system does not take becomes `_`, and names that differ only in capital letters get a number.
    """
    made: dict[str, str] = {}
    taken: set[str] = set()
    for table in tables:
        name = base = _portable(table or stem, LONGEST - len(suffix) - len("-1000000"))
        number = 1
        while _folded(name) in taken:
            number += 1
            name = f"{base}-{number}"
        taken.add(_folded(name))
        made[table] = name + suffix
    return made


def _portable(stem: str, most: int) -> str:
    """A stem that every system takes, of `most` bytes at most."""
    text = normalize("NFC", stem).encode("utf-8", "replace")[:most].decode("utf-8", "ignore")
    text = "".join("_" if each in NOWHERE or not each.isprintable() else each for each in text)
    if not text.strip(". "):
        return "_" * max(1, len(text))
    text = text[:-1] + "_" if text[-1] in ". " else text
    return f"_{text}" if text[0] in ". -~" or _is_device(text) else text


def fault(stem: str, name: str, windows: bool = os.name == "nt") -> str:
    """Why no file can have the name, of a stem and a suffix; "" where one can."""
    if "/" in name or "\\" in name or "\0" in name or stem in (".", ".."):
        return "it would leave the folder"
    try:
        length = len(os.fsencode(name))
    except UnicodeEncodeError:
        return "this system cannot write its characters"
    if length > LONGEST:
        return f"{name[:40]}… has {length} bytes, the limit is {LONGEST}"
    if windows and (found := WINDOWS_CHARACTERS.intersection(name)):
        return f"Windows allows no {min(found)!r} in it"
    if windows and _is_device(stem):
        return "Windows has a device of that name"
    return ""


def _is_device(stem: str) -> bool:
    return stem.partition(".")[0].rstrip().upper() in WINDOWS_DEVICES


def check_folded(names: Sequence[str], folder: Path) -> None:
    """Refuses names that are one to the file system of the folder, which exists."""
    if not folder.with_name(folder.name.swapcase()).exists():
        return
    if pair := twins(names):
        raise Unsupported(
            f"{pair[0]} and {pair[1]} are one file to the file system of {folder.parent} "
            "(rename a table, or choose a folder elsewhere)"
        )


def twins(names: Sequence[str]) -> tuple[str, str] | None:
    """The first two names that differ only in capital letters, or in how Unicode composes them."""
    seen: dict[str, str] = {}
    for name in names:
        folded = _folded(name)
        if folded in seen:
            return seen[folded], name
        seen[folded] = name
    return None


def _folded(name: str) -> str:
    return normalize("NFC", normalize("NFC", name).casefold())
