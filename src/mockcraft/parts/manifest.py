"""What stands beside each file of a part, as NAME.manifest.json: which rows are in it, and its hash.

It is the last that a run of a part puts in place. So a part whose manifest is there is whole, and the
manifests of all parts together say what is missing (`check.py`).
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from mockcraft.dataclass import dataclass

SUFFIX = ".manifest.json"
FORMAT = 2  # the newest of manifests; 1 is that of a file, 2 that of a folder of partitions
LARGEST = 16 * 2**20  # bytes of a manifest; that of a file of 10,000 tables has about 1 MB


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one table in a file.

    Attributes:
        table: its name.
        start, stop: rows [start, stop) are in the file.
        first, last: rows [first, last) are those of all parts.
    """

    table: str
    start: int
    stop: int
    first: int
    last: int

    @property
    def count(self) -> int:
        """How many are in the file."""
        return self.stop - self.start

    @property
    def all(self) -> int:
        """How many all parts have."""
        return self.last - self.first


@dataclass(frozen=True, slots=True)
class Piece:
    """A file of a part in a folder of partitions.

    Attributes:
        name: its path, from where the manifest stands.
        bytes: its size.
        sha256: of its bytes.
    """

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a file of a part says of itself.

    Attributes:
        mockcraft: the version that wrote it.
        plan: digest of the plan, see core.plan.Plan.digest.
        file: its name.
        whole: the name that a file of all rows has.
        part, parts: it is part number `part` of `parts`.
        rows: what is in it, by table.
        run: names of the files of all rows, of all that the run has written.
        bytes: its size.
        sha256: of its bytes, 64 hexadecimal digits.
        format: see FORMAT.
        pieces: of a part that stands in folders of partitions, its files: no file has its own name, and size and
            hash are those of these together.
    """

    mockcraft: str
    plan: str
    file: str
    whole: str
    part: int
    parts: int
    rows: tuple[Rows, ...]
    run: tuple[str, ...]
    bytes: int
    sha256: str
    format: int = 1
    pieces: tuple[Piece, ...] = ()

    @property
    def text(self) -> str:
        """As it is written."""
        told = asdict(self)
        if self.format == 1:
            del told["pieces"]
        return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def read(text: bytes) -> Manifest:
    """The manifest that a text is; raises ValueError for one that is none, or of a newer version."""
    try:
        found = json.loads(text)
        if found["format"] > FORMAT:
            raise ValueError(f"it is of format {found['format']}, and this version knows {FORMAT}")
        rows = tuple(Rows(**_typed(each, Rows)) for each in found["rows"])
        pieces = tuple(Piece(**_typed(each, Piece)) for each in found.get("pieces", ()))
        run = tuple(map(str, found["run"]))
        made = Manifest(**_typed(found | {"rows": rows, "run": run, "pieces": pieces}, Manifest))
    except (TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError("it is no manifest of a part") from error
    if not 1 <= made.part <= made.parts:
        raise ValueError(f"it is of part {made.part}/{made.parts}")
    if any(".." in each.name.split("/") or each.name.startswith("/") for each in made.pieces):
        raise ValueError("it names files of another folder")
    return made


def _typed(found: Mapping[str, Any], kind: Any) -> dict[str, Any]:
    """The members, each of the type that is declared; raises TypeError."""
    for name, type_ in kind.__annotations__.items():
        if type_ in (str, int) and type(found[name]) is not type_:
            raise TypeError(name)
    return dict(found)
