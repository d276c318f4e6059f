"""The manifests of a run that makes a part, one beside each of its files; see `mockcraft.parts.manifest`."""

import io
from _blake2 import blake2b
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any, BinaryIO

from mockcraft import __version__
from mockcraft.core.plan import Plan
from mockcraft.core.ranges import Range
from mockcraft.dataclass import dataclass
from mockcraft.parts.manifest import FORMAT, SUFFIX, Manifest, Piece, Rows
from mockcraft.selection import Selection


def part_name(part: tuple[int, int]) -> str:
    """What the name of a file says of its part (K, N): as many digits in each, so that names sort."""
    number, parts = part
    return f".part-{number:0{len(str(parts))}}-of-{parts}"


class Measured(io.RawIOBase):
    """A file that is written from its beginning to its end, whose bytes are hashed on their way.

    Hashing takes about a second for each GB.
    """

    def __init__(self, file: BinaryIO) -> None:
        from hashlib import sha256

        self.file, self.size, self.hash = file, 0, sha256()

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Any) -> int:
        """Takes all of the bytes."""
        self.file.write(data)
        self.hash.update(data)
        self.size += len(data)
        return len(data)

    def tell(self) -> int:
        """How many bytes it has taken."""
        return self.size

    def flush(self) -> None:
        """See io.IOBase."""
        if not self.file.closed:
            self.file.flush()

    def fileno(self) -> int:
        """See io.IOBase."""
        return self.file.fileno()

    def close(self) -> None:
        """See io.IOBase."""
        self.file.close()
        super().close()


@dataclass(slots=True)
class Manifests:
    """Measures the files of a run, and makes their manifests.

    Attributes:
        chosen: the rows of the run.
        part: (K, N), which of them.
        plan: of the run.
        rows: by table, where they stand among those of all parts.
        wholes: for each file, the name of one of all rows, and the tables in it.
        measured: the files.
        pieces: likewise of a table that stands in folders of partitions, by what stands for its file.
    """

    chosen: Selection
    part: tuple[int, int]
    plan: str = ""
    rows: dict[str, Rows] = field(default_factory=dict)
    wholes: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    measured: dict[str, Measured] = field(default_factory=dict)
    pieces: dict[str, dict[str, Measured]] = field(default_factory=dict)

    def begin(
        self,
        plan: Plan,
        ranges: Sequence[Range],
        wholes: Mapping[str, tuple[str, tuple[str, ...]]],
        form: str = "",
    ) -> None:
        """Takes the rows of the run, `wholes` for the files, and the form of these where it is not the usual one."""
        self.plan, self.wholes = plan.digest, dict(wholes)
        if form:
            self.plan = blake2b(f"{self.plan} {form}".encode(), digest_size=8).hexdigest()
        all_rows = {each.table: each for each in self.chosen.whole(plan)}
        for mine in ranges:
            whole = all_rows[mine.table]
            self.rows[mine.table] = Rows(mine.table, mine.start, mine.stop, whole.start, whole.stop)

    def measure(self, name: str, file: BinaryIO) -> BinaryIO:
        """What the rows of the file are to be written through; another file is returned as it is."""
        if name not in self.wholes:
            return file
        self.measured[name] = Measured(file)
        return self.measured[name]  # type: ignore[return-value]

    def measure_piece(self, title: str, name: str, file: BinaryIO) -> BinaryIO:
        """What the rows of a file in a folder of partitions are to be written through."""
        self.pieces[title][name] = made = Measured(file)
        return made  # type: ignore[return-value]

    @property
    def names(self) -> list[str]:
        """Of the manifests."""
        return [name + SUFFIX for name in self.wholes]

    def texts(self) -> dict[str, bytes]:
        """The manifests by their names, when all files are written."""
        run = tuple(sorted({whole for whole, _ in self.wholes.values()}))
        made = {}
        for name, (whole, tables) in self.wholes.items():
            rows = tuple(self.rows[each] for each in tables)
            size, digest, form, pieces = self._told(name)
            manifest = Manifest(
                __version__, self.plan, name, whole, *self.part, rows=rows, run=run,
                bytes=size, sha256=digest, format=form, pieces=pieces,
            )  # fmt: skip
            made[name + SUFFIX] = manifest.text.encode()
        return made

    def _told(self, name: str) -> tuple[int, str, int, tuple[Piece, ...]]:
        """Size, hash, format and pieces of what a manifest is of."""
        if name not in self.pieces:
            file = self.measured[name]
            return file.size, file.hash.hexdigest(), 1, ()
        from hashlib import sha256

        pieces = tuple(
            Piece(each, file.size, file.hash.hexdigest())
            for each, file in sorted(self.pieces[name].items())
        )
        together = sha256("".join(each.sha256 for each in pieces).encode()).hexdigest()
        return sum(each.bytes for each in pieces), together, FORMAT, pieces
