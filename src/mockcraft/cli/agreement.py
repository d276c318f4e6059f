"""Whether rows that are there may be deleted: a terminal is asked, everybody else says `--yes`."""

import signal
import sys
from collections.abc import Mapping

from mockcraft.cli.output import is_terminal, note, printable
from mockcraft.errors import UserError
from mockcraft.settings import YES

AGREED = ("y", "yes")
NAMED = 4  # tables that a message names


def agree(what: str, rows: Mapping[str, int]) -> None:
    """Raises UserError unless somebody at a terminal agrees that these rows, by table, are deleted.

    Args:
        what: the database, and what deletes them: `shop.db: --truncate`.
        rows: by table, at least one.
    """
    if not (is_terminal(sys.stdin) and is_terminal(sys.stderr)):
        raise UserError(
            f"{what} would delete {_said(rows)} (give {YES.flag} to have them deleted: there is no terminal to "
            "ask on)"
        )
    width = max(len(printable(name)) for name in rows)
    note(f"{what} deletes")
    for name, count in rows.items():
        note(f"  {printable(name).ljust(width)}  {count:>13,} rows")
    if not _is_agreed("Delete them? [y/N] "):
        raise UserError(f"{what}: nothing was deleted, and nothing written")


def _is_agreed(question: str) -> bool:
    assert sys.stderr is not None and sys.stdin is not None
    sys.stderr.write(question)
    sys.stderr.flush()
    if hasattr(
        signal, "siginterrupt"
    ):  # ADBC puts the handler back so that a read goes on after Ctrl-C
        signal.siginterrupt(signal.SIGINT, True)
    return sys.stdin.readline().strip().lower() in AGREED


def _said(rows: Mapping[str, int]) -> str:
    parts = [f"{count:,} rows of {name}" for name, count in rows.items()]
    if len(parts) > NAMED:
        parts[NAMED:] = [f"those of {len(parts) - NAMED:,} more tables"]
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))
