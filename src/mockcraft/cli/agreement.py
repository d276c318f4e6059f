"""Whether what is there may go: a terminal is asked, everybody else says `--yes`."""

import signal
import sys
from collections.abc import Sequence

from mockcraft.cli.output import is_terminal, note
from mockcraft.errors import UserError
from mockcraft.settings import YES

AGREED = ("y", "yes")


def agree(what: str, lines: Sequence[str], said: str) -> None:
    """Raises UserError unless somebody at a terminal agrees.

    Args:
        what: the database, and what is done to it: `shop.db: --truncate would delete`.
        lines: what goes, for who reads it before the answer.
        said: the same in a few words, for who cannot be asked.
    """
    if not (is_terminal(sys.stdin) and is_terminal(sys.stderr)):
        raise UserError(
            f"{what} {said} (give {YES.flag} to agree to that: there is no terminal to ask on)"
        )
    for line in lines:
        note(line)
    if not _is_agreed("Go on? [y/N] "):
        raise UserError("nothing was deleted, and nothing written")


def _is_agreed(question: str) -> bool:
    assert sys.stderr is not None and sys.stdin is not None
    sys.stderr.write(question)
    sys.stderr.flush()
    if hasattr(
        signal, "siginterrupt"
    ):  # ADBC puts the handler back so that a read goes on after Ctrl-C
        signal.siginterrupt(signal.SIGINT, True)
    return sys.stdin.readline().strip().lower() in AGREED
