"""The table of `mockcraft generators`, which is printed without click: see boot."""

import sys
from itertools import groupby

from mockcraft.cli.output import is_terminal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mockcraft.listing import Summary

SAMPLE_WIDTH = 28  # columns of a sample; longer ones are cut


def as_table(found: "list[Summary]") -> "Iterator[str]":
    """A section for each category, a line for each generator; cut to the width of a terminal."""
    width = _width() if is_terminal(sys.stdout) else None
    names = max((len(each.name) for each in found), default=0)
    kinds = max((len(each.speech) for each in found), default=0)
    for category, members in groupby(found, lambda each: each.category):
        yield f"{category}\n"
        for each in members:
            shown = _cut(" ".join((each.sample or "-").split()), SAMPLE_WIDTH)
            speech = f"  {each.speech:{kinds}}" if kinds else ""
            line = f"  {each.name:{names}}{speech}  {shown:{SAMPLE_WIDTH}}  {each.help}"
            yield (_cut(line, width) if width else line) + "\n"
        yield "\n"


def _width() -> int:
    from shutil import get_terminal_size

    return get_terminal_size().columns


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
