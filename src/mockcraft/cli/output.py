"""Standard output and standard error. Nothing here imports more than one value needs."""

import os
import sys

from mockcraft.errors import SinkError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

CHUNK = 512  # texts written at a time


def write(texts: "Iterable[str]") -> None:
    """Writes the texts to standard output, in UTF-8 on every system; raises SinkError.

    The first text goes out on its own, so that an endless run shows at once that it runs.
    """
    if sys.stdout is None:
        raise SinkError("standard output is closed (redirect it to a file, or leave it open)")
    waiting: list[str] = []
    limit = 1
    for text in texts:
        waiting.append(text)
        if len(waiting) >= limit:
            _flush(waiting)
            limit = CHUNK
    _flush(waiting)


def _flush(waiting: "list[str]") -> None:
    data = "".join(waiting).encode("utf-8", "surrogatepass")
    waiting.clear()
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        close()
        reason = (error.strerror or str(error)).lower()
        raise SinkError(f"standard output cannot be written: {reason}") from error


def close() -> None:
    """Drops what standard output still holds, which Python would fail to write when it ends."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


def complain(message: str) -> None:
    """One message to standard error."""
    print(f"mockcraft: {message}", file=sys.stderr)  # noqa: T201


def note(message: str) -> None:
    """A line that is no result: to standard error, so that a pipe gets results only."""
    print(message, file=sys.stderr)  # noqa: T201
