"""What the caller calls the things that a message tells people to give: flags, or arguments of Python.

A message that reaches both asks for the words of its caller: `f"(give {word('append')} to add rows)"`.
The command line says once that its callers type flags; all others call from Python.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

FLAGS = {
    "append": "--append",
    "compress": "--compress",
    "truncate": "--truncate",
    "overwrite": "--overwrite",
    "resume": "--resume",
    "parts": "--parts {}",
    "no_create": "--no-create",
    "table": "--table",
    "only_table": "--table {}",
    "fill_table": "--only {}",
    "skip_table": "--skip {}",
    "more_table": "--table {}",
    "table_count": "--count {}",
    "scale": "--scale",
    "locale": "--locale",
    "fallback": "--fallback",
    "give_fallback": "--fallback {}",
    "now": "--now",
    "plugin": "give the file by --plugin",
    "smaller_chunks": "use a smaller --batch-size, or fewer --workers",
}
ARGUMENTS = {
    "append": 'existing="append"',
    "compress": "compress",
    "truncate": 'existing="truncate"',
    "overwrite": "overwrite=True",
    "resume": "resume=True",
    "parts": "parts={}",
    "no_create": "create=False",
    "table": "tables",
    "only_table": 'tables=["{}"]',
    "fill_table": 'only=["{}"]',
    "skip_table": 'skip=["{}"]',
    "more_table": '"{}" to tables',
    "table_count": "counts['{}']",
    "scale": "scale",
    "locale": "locale",
    "fallback": "fallback",
    "give_fallback": "fallback={}",
    "now": "now",
    "plugin": "import the file itself",
    "smaller_chunks": "use fewer workers",
}

_words: ContextVar[Mapping[str, str]] = ContextVar("words", default=ARGUMENTS)


def word(name: str, of: str = "") -> str:
    """What the caller calls it; `of` is the table that it is about, where it is about one."""
    return _words.get()[name].format(of)


def words_in_use() -> Mapping[str, str]:
    """What the caller calls things, for a process of its own, which would not know."""
    return _words.get()


def counted(number: int, one: str) -> str:
    """A number of things, each of which is called `one`: `1 row`, `2,000 rows`."""
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def lasting(seconds: float) -> str:
    """How long something takes, in words: `0.8 s`, `12 min`, `3.4 h`, `12 days`."""
    for unit, length, below in (("s", 1, 120), ("min", 60, 7_200), ("h", 3_600, 172_800)):
        if seconds < below:
            number = seconds / length
            return f"{number:.1f} {unit}" if number < 10 else f"{number:.0f} {unit}"
    return f"{seconds / 86_400:,.0f} days"


def size(number_of_bytes: int) -> str:
    """How much that is, in words: `1.5 MB`, in powers of 1000."""
    number = float(number_of_bytes)
    for unit in ("bytes", "kB", "MB", "GB"):
        if number < 1000:
            return f"{number:.0f} {unit}" if unit == "bytes" else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"


def first_of(names: Sequence[str], most: int = 5, mark: str = ", ") -> str:
    """The first of some names, and how many more there are: `a, b, c, d, e and 3 more`."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return mark.join(names[:most]) + more


@contextmanager
def worded(words: Mapping[str, str]) -> Iterator[None]:
    """Has messages speak these words, FLAGS or ARGUMENTS, or others in place of some of them."""
    before = _words.set({**_words.get(), **words})
    try:
        yield
    finally:
        _words.reset(before)
