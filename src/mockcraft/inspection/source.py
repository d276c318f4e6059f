"""What is inspected: a database, or an SQL file that defines one."""

from collections.abc import Callable
from pathlib import Path

from mockcraft.database import Connection, Engine, engine_of, engines
from mockcraft.dataclass import dataclass
from mockcraft.errors import Unsupported, UserError
from mockcraft.inspection.dialect import guessed
from mockcraft.schema.source import decode


@dataclass(frozen=True, slots=True)
class Source:
    """What is inspected.

    Attributes:
        name: for messages, without secrets.
        engine: of the database.
        connect: opens it for reading.
    """

    name: str
    engine: Engine
    connect: Callable[[], Connection]


def database(url: str) -> Source:
    """A database that exists."""
    engine = engine_of(url)
    return Source(engine.shown(url), engine, lambda: engine.connect(url, False))


def file(path: str, dialect: str | None) -> Source:
    """An SQL file; its dialect is guessed where none is said. Raises UserError for a file that cannot be read."""
    try:
        script = decode(Path(path).read_bytes(), path).replace("\r\n", "\n")
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise UserError(f"{path}: {why} (give the path of an SQL file)") from error
    wanted = dialect or guessed(script)
    engine = next(each for each in engines() if each.dialect == wanted)
    described = engine.described
    if described is None:
        raise Unsupported(f"{engine.title} has no SQL files that define tables")
    return Source(path, engine, lambda: described(path, script))
