"""A list of the `data/` folder: what it is, how it is read and how it is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "src" / "mockcraft" / "data"
LOCALES = ("en_US", "de_DE", "fr_FR", "ja_JP")
DATE = "2026-11-22"
OUR_LICENCE = "same as MockCraft"


@dataclass(frozen=True)
class Listing:
    """One list: where its facts come from, its columns, and its rows."""

    source: str
    licence: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]

    @classmethod
    def of(
        cls, source: str, licence: str, columns: str, rows: Iterable[Sequence[object]]
    ) -> Listing:
        """Build a list from any values; `columns` is a blank-separated line of names."""
        return cls(source, licence, tuple(columns.split()), [tuple(map(str, row)) for row in rows])

    def text(self) -> str:
        """Return the file's content: a source line, the column names, the rows."""
        head = f"# source: {self.source}; licence: {self.licence}; date: {DATE}"
        return "\n".join([head, *("\t".join(line) for line in (self.columns, *self.rows))]) + "\n"

    def write(self, name: str) -> Path:
        """Write the list as `data/NAME.tsv` and return the path."""
        path = path_of(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.text(), encoding="utf-8", newline="\n")
        return path


def read(name: str) -> list[dict[str, str]]:
    """Read `data/NAME.tsv` as one dictionary a row."""
    return read_table(path_of(name))


def path_of(name: str) -> Path:
    """Where a list is: shared by all locales, or in English and so of en_US."""
    own = DATA / "en_US" / f"{name}.tsv"
    return own if own.exists() else DATA / f"{name}.tsv"


def read_table(path: Path) -> list[dict[str, str]]:
    """Read a list from a path."""
    lines = path.read_text(encoding="utf-8").splitlines()
    columns = lines[1].split("\t")
    return [dict(zip(columns, line.split("\t"), strict=True)) for line in lines[2:]]
