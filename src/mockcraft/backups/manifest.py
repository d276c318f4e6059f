"""`manifest.json` of a backup: what it holds. Its own hash stands in it, and its text has one form: no byte of
it changes unseen.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, field, fields
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from mockcraft.backup import Content, Contents
from mockcraft.backups.compression import StoredFile, failures
from mockcraft.backups.methods import METHODS
from mockcraft.dataclass import dataclass
from mockcraft.errors import BackupError

NAME = "manifest.json"
FORMAT = 1  # of the manifest and the files beside it
AnyMade = TypeVar("AnyMade")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself.

    Attributes:
        mockcraft: the version that took it.
        engine: name of the database engine.
        server: version of what keeps the database, with its name where the engine's is another one.
        tool: what wrote the files, with its version.
        database: the database, without secrets.
        taken: when it was begun, in UTC (RFC 3339).
        seconds: that it took, verification apart.
        compression: of the files, a key of METHODS.
        caveat: what it does not promise, such as being of one moment; "" where it promises all.
        verified: whether it was restored and compared before it got its name.
        contents: what the database held.
        files: by name.
        format: FORMAT of the version that took it.
    """

    mockcraft: str
    engine: str
    server: str
    tool: str
    database: str
    taken: str
    seconds: float
    compression: str
    caveat: str
    verified: bool
    contents: Contents
    files: Mapping[str, StoredFile] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def text(self) -> str:
        """As it is written."""
        made = asdict(self)
        return _text(made | {"sha256": _digest(made)})

    @property
    def amount(self) -> str:
        """`4 tables, 1,000 rows`."""
        tables = self.contents.tables
        return amount_of({name: each.rows for name, each in tables.items()})

    @property
    def product(self) -> str:
        """What kept the database: `MariaDB 10.11.6`; with the engine's name where the server has no other."""
        return self.server if self.server[:1].isalpha() else f"{self.engine} {self.server}"

    @property
    def bytes(self) -> int:
        """Of all files."""
        return sum(each.bytes for each in self.files.values())


def amount_of(rows: Mapping[str, int]) -> str:
    """`4 tables, 1,000 rows` for rows by table."""
    tables, all_rows = len(rows), sum(rows.values())
    return f"{tables:,} table{'s' * (tables != 1)}, {all_rows:,} row{'s' * (all_rows != 1)}"


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup.

    Raises:
        BackupError: there is none, it has been changed or damaged, or a newer version has written it.
    """
    path = folder / NAME
    with failures(path):
        if not path.is_file():
            raise BackupError(
                f"{folder} is no backup: there is no {NAME} in it (name one of: mockcraft backups)"
            )
        raw = path.read_bytes()
    try:
        found = json.loads(raw)
        newer = _as(int, found["format"]) > FORMAT
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise _damaged(path) from error
    if newer:
        raise BackupError(
            f"{path} is of format {found['format']}, and this version knows {FORMAT} (use the MockCraft "
            f"{found.get('mockcraft', '')} that took it, or a newer one)"
        )
    try:
        digest = found.pop("sha256")
        if digest != _digest(found) or raw.decode() != _text(found | {"sha256": digest}):
            raise _damaged(path)
        return _manifest(found)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _damaged(path) from error


def _manifest(found: dict[str, Any]) -> Manifest:
    contents = found["contents"]
    tables = {name: _made(Content, each) for name, each in contents["tables"].items()}
    files = {name: _made(StoredFile, each) for name, each in found["files"].items()}
    if (
        found["format"] < 1
        or found["compression"] not in METHODS
        or any(Path(name).name != name for name in files)
    ):
        raise ValueError("no backup of ours")
    made = _made(Contents, contents | {"tables": tables})
    return _made(Manifest, found | {"contents": made, "files": files})


def _made(kind: type[AnyMade], found: Mapping[str, Any]) -> AnyMade:
    """A dataclass of members that are of its plain types; raises TypeError."""
    plain = {"str": str, "int": int, "bool": bool, "float": float}
    for each in fields(kind):  # type: ignore[arg-type]
        name = each.type if isinstance(each.type, str) else each.type.__name__
        if name in plain:
            _as(plain[name], found[each.name])
    return kind(**found)


def _as(kind: type[AnyMade], value: object) -> AnyMade:
    """A value of exactly that type, where `true` is no number; raises TypeError."""
    if type(value) is not kind:
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value


def _damaged(path: Path) -> BackupError:
    return BackupError(f"{path} is damaged, or has been changed (use another backup)")


def _digest(made: Mapping[str, Any]) -> str:
    return sha256(_text(made).encode()).hexdigest()


def _text(made: Mapping[str, Any]) -> str:
    return json.dumps(made, indent=2, ensure_ascii=True) + "\n"
