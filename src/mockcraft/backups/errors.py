"""What engines say of their databases, as errors of backups."""

from collections.abc import Iterator
from contextlib import contextmanager

from mockcraft.errors import BackupError, ConnectionLost, SinkError


@contextmanager
def backup_errors() -> Iterator[None]:
    """Turns what is said about a database or a folder into BackupError."""
    try:
        yield
    except ConnectionLost as error:
        advice = "" if str(error).endswith(")") else " (try again)"
        raise BackupError(f"{error}{advice}") from error
    except SinkError as error:
        raise BackupError(str(error)) from error
