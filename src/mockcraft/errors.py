"""Every error a user can meet, each with its exit code and HTTP status.

A message reads `place: what is wrong, with the value (what to do)`. All errors pickle, because they
cross process boundaries. Anything else that escapes is a bug and keeps its traceback.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


NAMED = 8  # locales that a message names


class MockcraftError(Exception):
    """Root of all errors that are meant for people.

    `retry_after`: seconds after which a client may ask again, where that can help.
    `public`: what a client of the server is told in place of the message, which is of paths and addresses
    of the server and goes to its log.
    `subject`: the table and the column that it is about, "" for the column where it is about none; None where
    it is about no table that is known.
    """

    exit_code = 1
    http_status = 500
    retry_after: "int | None" = None
    public: "str | None" = None
    subject: "tuple[str, str] | None" = None

    def about(self, table: str, column: str = "") -> "MockcraftError":
        """The error, with its subject where it has none yet."""
        self.subject = self.subject or (table, column)
        return self


class UserError(MockcraftError):
    """The caller's input is wrong and the caller can mend it."""

    exit_code = 2
    http_status = 400


class ParameterError(UserError):
    """A generator's parameter is unknown, missing, of the wrong type or out of range."""

    def __init__(self, message: str, parameter: str | None = None) -> None:
        super().__init__(message, parameter)
        self.parameter = parameter

    def __str__(self) -> str:
        return str(self.args[0])


class ClockError(ParameterError):
    """A bound is later than the clock, which stands for the other bound: it depends on the run's clock."""

    http_status = 422


class SettingsError(UserError):
    """A flag, an environment variable or a line of the settings file is wrong."""


class NotFound(UserError):
    """A generator, table or locale of that name does not exist."""

    http_status = 404


class MissingList(UserError):
    """A locale has not a list that a generator reads, and takes it from no other locale.

    `name` is of the list, "" where the words stand in the generator; `having` are the locales that have it;
    `generator` is what was asked for, "" where that is not known.
    """

    http_status = 422

    def __init__(
        self, name: str, locale: str, having: "tuple[str, ...]", generator: str = ""
    ) -> None:
        super().__init__(name, locale, having, generator)
        self.name, self.locale, self.having, self.generator = name, locale, having, generator

    def of(self, generator: str) -> "MissingList":
        """The same, of a generator; what is asked for stays where it is known."""
        return MissingList(self.name, self.locale, self.having, self.generator or generator)

    def __str__(self) -> str:
        from mockcraft.wording import first_of, word

        what = self.generator or f"list {self.name!r}"
        asked = self.locale.replace(":", " with the fallback ")
        having = first_of(self.having, NAMED)
        if "en_US" in self.having:
            having += f"; {word('give_fallback', 'en_US')} gives it in English"
        return f"{asked} has no {what} (it is in {having})"


class NotUnique(UserError):
    """Unique values are asked of something that cannot give them, or not as many."""

    http_status = 409


class Unworkable(ParameterError):
    """Parameters each of which is right by itself, and of which there is no value together."""

    http_status = 422


class Place:
    """Where something stands: file, line and column (both counted from 1).

    Where there are no lines, as in a Python dict, the line is 0, `file` is the path of the keys as a text
    and `path` the keys themselves.
    """

    __slots__ = ("column", "file", "line", "path")

    def __init__(self, file: str, line: int, column: int, path: "tuple[str, ...]" = ()) -> None:
        self.file, self.line, self.column, self.path = file, line, column, path

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    def __repr__(self) -> str:
        return f"Place({self.file!r}, {self.line}, {self.column})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Place) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash((self.file, self.line, self.column))


class Problem:
    """One thing that is wrong with a schema file, and where.

    `capacity`: the rows that its table can have, where more are asked for; else None.
    """

    __slots__ = ("capacity", "message", "place")

    def __init__(self, place: Place, message: str, capacity: "int | None" = None) -> None:
        self.place, self.message, self.capacity = place, message, capacity

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"

    def __repr__(self) -> str:
        return f"Problem({self.place!r}, {self.message!r})"


class SchemaError(UserError):
    """A schema file has problems; `problems` holds all of them, in file order."""

    http_status = 422

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class DataError(UserError):
    """A rule of the schema cannot be met by some row: a division by zero, a check that never passes."""

    http_status = 422


class PlacedError(DataError):
    """The same where a look at rows before a run can tell it too: `message` says it without its `place`."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(place, message)
        self.place, self.message = place, message

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class SinkError(MockcraftError):
    """A database or a file could not be written; names the target, the table and the rows."""

    exit_code = 3
    http_status = 502


class ConnectionLost(SinkError):
    """A database is gone in the midst of a run, whose rows since the last commit it has not."""


class Unsupported(SinkError):
    """The target cannot hold what is asked of it; raised before the first row."""

    exit_code = 2
    http_status = 400


class Unfilled(SinkError):
    """A run has filled a database, apart from the tables that it names."""


class Leftover(SinkError):
    """A run that failed could not take back all that it wrote; says what is left, and what to do."""


class BackupError(MockcraftError):
    """A backup could not be taken, verified or restored; names its folder, or the database."""

    exit_code = 4


class WorkerLost(MockcraftError):
    """A worker process ended before its work was done."""

    exit_code = 3
    http_status = 503


class Interrupted(MockcraftError):
    """A signal stopped the run: Ctrl-C (2), SIGTERM (15) or SIGHUP (1). The exit code is 128 and its number."""

    http_status = 503

    def __init__(self, message: str, signal: int = 2) -> None:
        super().__init__(message, signal)
        self.exit_code = 128 + signal

    def __str__(self) -> str:
        return str(self.args[0])


HIDDEN = "***"  # in place of what is secret
LISTED = 40  # names that an error lists, so that it stays readable
MANY = 500  # names that are compared in full; of more, those with the same first letter are


def shortened(text: str, most: int = 60) -> str:
    """`text`, cut where it is longer than `most` characters."""
    return text if len(text) <= most else text[: most - 1] + "…"


def without_passwords(text: str) -> str:
    """`text` with HIDDEN for the passwords of the URLs in it, such as redis://user:password@host."""
    import re

    return re.sub(r"(?<=://)([^/@:\s]*):[^/\s]*@", rf"\1:{HIDDEN}@", text)


def did_you_mean(word: str, known: "Sequence[str]") -> str:
    """` (did you mean "name"?)` with the nearest of `known`, or nothing when none is near."""
    from difflib import get_close_matches

    if len(known) > MANY:
        known = [name for name in known if name[:1] == word[:1]][:MANY]
    near = get_close_matches(word, known, 1, 0.6)
    return f' (did you mean "{near[0]}"?)' if near else ""


def nearest(word: str, known: "Iterable[str]", what: str = "there are") -> str:
    """What to do about a word that is not known: the nearest name, else all of them.

    Returns ` (did you mean "name"?)`, or ` (there are: a, b)` with at most LISTED names in their own
    order, `what` before them; nothing where there is no name at all.
    """
    names = list(known)
    if hint := did_you_mean(word, names):
        return hint
    more = ", …" if len(names) > LISTED else ""
    return f" ({what}: {', '.join(names[:LISTED])}{more})" if names else ""
