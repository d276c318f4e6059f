"""The one file that `--output` names: what is in it, and how it is compressed, is told by its name."""

from __future__ import annotations

import os
from typing import NamedTuple

from mockcraft.errors import UserError, nearest
from mockcraft.formats.known import FORMATS, PACKED

PACKING = {".gz": "gzip", ".zst": "zstd"}
ALIKE = {".ndjson": "jsonl", ".tsv": "csv"}  # other suffixes of formats
SUFFIXES = {f".{name}": name for name in FORMATS} | ALIKE
DATABASES = (".db", ".sqlite", ".sqlite3")


class OutputFile(NamedTuple):
    """A file to write.

    Attributes:
        folder: where it stands, also one of an object store by its URL.
        stem: its name without the suffix.
        suffix: with that of the compression, as it is written.
        format: name of its format.
        compress: gzip, zstd or "".
    """

    folder: str
    stem: str
    suffix: str
    format: str
    compress: str

    @property
    def name(self) -> str:
        """Of the file, in its folder."""
        return self.stem + self.suffix

    @property
    def delimiter(self) -> str | None:
        """That of CSV which the name asks for."""
        return "\t" if self.suffix.lower().startswith(".tsv") else None


def is_file(output: str) -> bool:
    """Whether what is to be written is a file by its name, and not a format."""
    return output not in FORMATS and ("." in output or "/" in output)


def output_file(output: str) -> OutputFile | None:
    """The file that is named, None for the name of a format; raises UserError for a suffix that says nothing."""
    if not is_file(output):
        return None
    folder, name = _split(output)
    base, packed = os.path.splitext(name)
    compress = PACKING.get(packed.lower(), "")
    stem, suffix = os.path.splitext(base) if compress else (base, packed)
    format = SUFFIXES.get(suffix.lower())
    if suffix.lower() in DATABASES and "://" not in output:
        raise UserError(
            f"{output} is a database by its name (fill it by its URL, sqlite:///{output})"
        )
    if format is None or not stem:
        said = f"ends in {suffix}" if suffix else "has no suffix"
        known = nearest(suffix, SUFFIXES, "give one of")
        raise UserError(f"{name!r} {said}, which names no format{known}")
    if compress and format not in PACKED:
        raise UserError(f"{name!r}: {format} is not compressed (name it {stem + suffix})")
    return OutputFile(folder, stem, name[len(stem) :], format, compress)


def _split(path: str) -> tuple[str, str]:
    if "://" in path:
        url, mark, options = path.partition("?")
        folder, _, name = url.rpartition("/")
        return folder + mark + options, name
    folder, name = os.path.split(path)
    return folder or ".", name
