"""The form of CSV files, as data: what a schema file says under `csv`."""

from collections.abc import Iterator
from typing import Annotated, Literal

from mockcraft.dataclass import dataclass

DELIMITERS = (
    ",;|\t^~!#$%&*/<=>?@\x01\x1f"  # in no number, date, time, UUID or other cell without quotes
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvForm:
    """How CSV is written; by default as RFC 4180 has it, but for the ends of lines."""

    delimiter: Annotated[str, "the character between two cells"] = ","
    header: Annotated[bool, "whether the names of the columns are the first line"] = True
    quote: Annotated[
        Literal["needed", "all"], "cells in quotes: those that need them, or all that have a value"
    ] = "needed"
    null: Annotated[str, "what stands for a missing value"] = ""
    line_ending: Annotated[Literal["lf", "crlf"], "what ends a line"] = "lf"
    bom: Annotated[bool, "whether files begin with a byte order mark, as Excel likes it"] = False

    def problems(self) -> Iterator[tuple[str, str]]:
        """What is wrong, as keys with messages."""
        if len(self.delimiter) != 1 or self.delimiter not in DELIMITERS:
            known = " ".join(each for each in DELIMITERS if each.isprintable())
            yield "delimiter", f"delimiter is {self.delimiter!r} (give a tab, or one of {known})"
        if any(each in self.null for each in f'"\r\n{self.delimiter}'):
            yield (
                "null",
                f"null is {self.null!r}, which has a quote, a delimiter or a line's end in it",
            )
        if len(self.null) > 100:
            yield "null", f"null has {len(self.null)} characters (give at most 100)"

    @property
    def end(self) -> str:
        """What ends a line."""
        return "\r\n" if self.line_ending == "crlf" else "\n"


PLAIN = CsvForm()
