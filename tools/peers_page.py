"""The page of the names of other libraries: what each of their methods is called here, or why there is none."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import NamedTuple

from mockcraft.errors import NotFound
from mockcraft.generator import Bound, find

ROOT = Path(__file__).parent.parent
LIBRARIES = {"Faker": "40, locale en_US", "Mimesis": "22", "gofakeit": "7, and older names"}


class Row(NamedTuple):
    """What stands for a method: a generator with parameters, a note, or why there is none."""

    library: str
    name: str
    ours: str
    note: str

    @property
    def bound(self) -> Bound:
        """The generator with its parameters; raises UserError where it is none."""
        name, *given = self.ours.split(" ", 1)
        return find(name).bind(_parameters(given[0]) if given else {})

    @property
    def typed(self) -> str:
        """The generator with its parameters, as they are typed behind `mockcraft generate`."""
        name, *given = self.ours.split(" ", 1)
        parameters = _parameters(given[0]) if given else {}
        return " ".join([name, *(f"--{each} {quote(value)}" for each, value in parameters.items())])


def _parameters(text: str) -> dict[str, str]:
    """Parameters that are written `name=value`; the text of a template goes to the end."""
    if text.startswith("text="):
        return {"text": text.removeprefix("text=")}
    return {name: value for name, _, value in (each.partition("=") for each in text.split())}


def names(library: str) -> list[str]:
    """The methods of a library, as they are written down."""
    path = ROOT / "tests" / "generators" / f"{library.lower()}_names.txt"
    return path.read_text(encoding="utf-8").split()


def rows() -> list[Row]:
    """The table by hand: methods that no generator has the name of, or that need parameters."""
    lines = (ROOT / "tools" / "peers.tsv").read_text(encoding="utf-8").split("\n")
    return [Row(*line.split("\t")) for line in lines[1:] if line]


def every(library: str) -> list[Row]:
    """A row for each method of a library; raises KeyError for one that has neither a generator nor a reason."""
    known = {row.name: row for row in rows() if row.library == library}
    return [known[name] if name in known else _by_name(library, name) for name in names(library)]


def _by_name(library: str, name: str) -> Row:
    try:
        return Row(library, name, find(name).name, "")
    except NotFound:
        raise KeyError(f"{library}: {name}") from None


def peers() -> str:
    """A table for each library."""
    parts = [
        "# Names of Faker, Mimesis and gofakeit\n\n"
        "This page is made from a table and the declarations of the generators. Most methods of these libraries are "
        "found by their own names; where another name or a parameter is needed, as `mockcraft generate` takes it, or "
        "there is none, it says so.\n"
    ]
    for library, version in LIBRARIES.items():
        lines = "\n".join(f"| `{row.name}` | {_ours(row)} | {row.note} |" for row in every(library))
        parts.append(f"## {library} {version}\n\n| method | here | |\n|---|---|---|\n{lines}\n")
    return "\n".join(parts)


def _ours(row: Row) -> str:
    return f"`{row.typed}`" if row.ours else "none"
