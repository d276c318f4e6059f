"""Standard output and standard error. Nothing here imports more than one value needs."""

import os
import sys

from mockcraft.errors import SinkError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

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
    note(f"mockcraft: {message}")


def note(message: str) -> None:
    """A line that is no result: to standard error, so that a pipe gets results only.

    Where standard error is closed or cannot be written, nothing is said, and the exit code tells.
    """
    if sys.stderr is None:  # print would take standard output
        return
    try:
        print(message, file=sys.stderr, flush=True)  # noqa: T201
    except (OSError, ValueError):  # ValueError: it was closed by the program that called us
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


def keep_closed() -> None:
    """Gives closed standard streams a number each, so that no file that is opened gets theirs."""
    if sys.stdin is None or sys.stdout is None or sys.stderr is None:
        while os.open(os.devnull, os.O_RDWR) <= 2:
            pass


def is_terminal(stream: "TextIO | None") -> bool:
    """Whether a standard stream is open and shown to somebody."""
    return stream is not None and not stream.closed and stream.isatty()


def printable(text: str) -> str:
    """The text with characters that would steer a terminal spelled out."""
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in text)
