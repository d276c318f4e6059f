"""What is said of databases, as errors of backups."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from mockcraft.errors import BackupError, ConnectionLost, SinkError
from mockcraft.wording import first_of


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


def check_empty(target: str, names: Sequence[str], since: str = "by now") -> None:
    """Raises BackupError where a database that is not to be replaced holds something.

    Args:
        target: the database, for messages.
        names: of what it holds.
        since: when; `by now` what has come after the database was looked at.
    """
    if names:
        raise BackupError(
            f"{target} holds {first_of(names)} {since} (give --clean to replace all that it holds)"
        )
