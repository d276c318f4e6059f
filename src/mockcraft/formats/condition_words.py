"""What the conditions of checks are called in each dialect, see `conditions`."""

from collections.abc import Sequence


class Unsaid(Exception):
    """What a database has no words for that mean the same; the text says what."""


class Words:
    """The words of a dialect, from those of its operands.

    Attributes:
        longest_number: digits of exact numbers that are computed with; 0 for no limit.
        decimals_are_floats: whether decimals are stored and computed as floats of 64 bits.
        has_floats: whether a column of 32 bits, and a whole number, is beside floats what it is here.
        reads_identity: whether a check may read a column that the database numbers.
    """

    longest_number = 0
    decimals_are_floats = False
    has_floats = False
    reads_identity = True

    def text(self, said: str, ordered: bool) -> str:
        """A text that is compared by its bytes; `ordered` asks which is less."""
        return said

    def literal_text(self, value: str) -> str:
        """A constant text."""
        return "'" + value.replace("'", "''") + "'"

    def moment(self, kind: str, text: str) -> str:
        """A constant date, timestamp or time."""
        return f"{kind.upper()} '{text}'"

    def as_timestamp(self, said: str) -> str:
        """The midnight of a date."""
        return f"CAST({said} AS timestamp)"

    def literal_float(self, text: str) -> str:
        """A constant float."""
        return text

    def as_float(self, said: str) -> str:
        """A number as a float of 64 bits, where the dialect `has_floats`."""
        return said

    def exact(self, said: str) -> str:
        """A whole number that is computed with, in a type that does not overflow."""
        return said

    def extreme(self, name: str, said: Sequence[str], kind: str) -> str:
        """The least or greatest of values none of which is NULL."""
        return f"{name.upper()}({', '.join(said)})"

    def between(self, said: str, low: str, high: str) -> str:
        """Whether a value lies within two others, inclusive."""
        return f"{said} BETWEEN {low} AND {high}"

    def like(self, said: str, pattern: str) -> str:
        """Whether a text matches a pattern that has no backslash."""
        return f"{said} LIKE {self.literal_text(pattern)}"

    def length(self, said: str) -> str:
        """Characters of a text."""
        return f"char_length({said})"

    def last(self, said: str, length: int) -> str:
        """The last characters of a text."""
        return f"right({said}, {length})"

    def trimmed(self, side: str, said: str, characters: str) -> str:
        """A text without characters at its ends; `side` is trim, ltrim or rtrim."""
        return f"{side}({said}, {self.literal_text(characters)})"

    def joined(self, said: Sequence[str]) -> str:
        """Texts as one, NULL where one is."""
        return " || ".join(said)

    def replaced(self, said: str, old: str, new: str) -> str:
        """A text with each occurrence of another one replaced."""
        return f"replace({said}, {self.literal_text(old)}, {self.literal_text(new)})"

    def part(self, part: str, said: str, kind: str) -> str:
        """A part of a date, timestamp or time."""
        raise NotImplementedError

    def days_later(self, said: str, kind: str, days: int) -> str:
        """A date or timestamp some days later."""
        raise NotImplementedError

    def days_between(self, later: str, earlier: str) -> str:
        """Whole days between dates."""
        raise NotImplementedError


class PostgreSQL(Words):
    """See Words."""

    has_floats = True

    def text(self, said: str, ordered: bool) -> str:
        """See Words. Equality goes by bytes in every collation that a database may have."""
        return f'({said} COLLATE "C")' if ordered else said

    def literal_float(self, text: str) -> str:
        """See Words."""
        return f"double precision '{text}'"

    def as_float(self, said: str) -> str:
        """See Words."""
        return f"CAST({said} AS double precision)"

    def exact(self, said: str) -> str:
        """See Words."""
        return f"CAST({said} AS numeric)"

    def trimmed(self, side: str, said: str, characters: str) -> str:
        """See Words."""
        return super().trimmed("btrim" if side == "trim" else side, said, characters)

    def part(self, part: str, said: str, kind: str) -> str:
        """See Words."""
        return f"CAST(extract({part} FROM {said}) AS bigint)"

    def days_later(self, said: str, kind: str, days: int) -> str:
        """See Words."""
        return f"{said} + {days}" if kind == "date" else f"{said} + interval '{days} days'"

    def days_between(self, later: str, earlier: str) -> str:
        """See Words."""
        return f"{later} - {earlier}"


class SQLite(Words):
    """See Words. Dates and times are text; whole numbers beyond 64 bits become floats."""

    longest_number = 18
    decimals_are_floats = True

    def moment(self, kind: str, text: str) -> str:
        """See Words."""
        return f"'{text}'"

    def as_timestamp(self, said: str) -> str:
        """See Words."""
        return f"({said} || ' 00:00:00')"

    def extreme(self, name: str, said: Sequence[str], kind: str) -> str:
        """See Words."""
        return f"{'min' if name == 'least' else 'max'}({', '.join(said)})"

    def like(self, said: str, pattern: str) -> str:
        """See Words. LIKE knows no case there, GLOB does."""
        escaped = "".join(f"[{each}]" if each in "*?[" else each for each in pattern)
        return f"{said} GLOB {self.literal_text(escaped.replace('%', '*').replace('_', '?'))}"

    def length(self, said: str) -> str:
        """See Words."""
        return f"length({said})"

    def last(self, said: str, length: int) -> str:
        """See Words."""
        return f"substr({said}, -{length})" if length else f"substr({said}, 1, 0)"

    def part(self, part: str, said: str, kind: str) -> str:
        """See Words."""
        if part == "epoch" and kind == "time":
            raise Unsaid("the seconds of a time of day")
        if part == "quarter":
            return f"(CAST(strftime('%m', {said}) AS INTEGER) + 2) / 3"
        return f"CAST(strftime('{_STRFTIME[part]}', {said}) AS INTEGER)"

    def days_later(self, said: str, kind: str, days: int) -> str:
        """See Words."""
        function = "date" if kind == "date" else "datetime"
        return f"{function}({said}, '{days:+d} days')"

    def days_between(self, later: str, earlier: str) -> str:
        """See Words."""
        return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


_STRFTIME = {
    "year": "%Y", "month": "%m", "day": "%d", "dow": "%w", "doy": "%j", "epoch": "%s", "hour": "%H",
    "minute": "%M", "second": "%S",
}  # fmt: skip


class MySQL(Words):
    """See Words. MySQL and MariaDB, whose collations pass over case, accents and spaces at the end."""

    longest_number = 60  # of 65 that decimals have
    reads_identity = False

    def text(self, said: str, ordered: bool) -> str:
        """See Words."""
        return f"CAST({said} AS BINARY)"

    def literal_text(self, value: str) -> str:
        """See Words."""
        return "_utf8mb4" + super().literal_text(value.replace("\\", "\\\\"))

    def as_timestamp(self, said: str) -> str:
        """See Words."""
        return f"CAST({said} AS DATETIME)"

    def literal_float(self, text: str) -> str:
        """See Words."""
        return text if "e" in text else f"{text}e0"

    def exact(self, said: str) -> str:
        """See Words."""
        return f"CAST({said} AS DECIMAL(60, 0))"

    def extreme(self, name: str, said: Sequence[str], kind: str) -> str:
        """See Words."""
        if kind == "text":
            raise Unsaid(f"{name} of texts")
        return super().extreme(name, said, kind)

    def between(self, said: str, low: str, high: str) -> str:
        """See Words. BETWEEN of MySQL 9 compares binary text by a collation."""
        return f"{said} >= {low} AND {said} <= {high}"

    def like(self, said: str, pattern: str) -> str:
        """See Words."""
        return f"{said} COLLATE utf8mb4_bin LIKE {self.literal_text(pattern)}"

    def trimmed(self, side: str, said: str, characters: str) -> str:
        """See Words."""
        if characters != " ":
            raise Unsaid("trim of other characters than spaces")
        return f"{side}({said})"

    def joined(self, said: Sequence[str]) -> str:
        """See Words."""
        return f"concat({', '.join(said)})"

    def replaced(self, said: str, old: str, new: str) -> str:
        """See Words."""
        raise Unsaid("the function replace")

    def part(self, part: str, said: str, kind: str) -> str:
        """See Words."""
        if part in ("dow", "doy", "epoch"):
            raise Unsaid(f"the part {part}")
        return f"extract({part.upper()} FROM {said})"

    def days_later(self, said: str, kind: str, days: int) -> str:
        """See Words."""
        return f"{said} + INTERVAL {days} DAY"

    def days_between(self, later: str, earlier: str) -> str:
        """See Words."""
        return f"datediff({later}, {earlier})"


WORDS = {"postgresql": PostgreSQL(), "sqlite": SQLite(), "mysql": MySQL()}
