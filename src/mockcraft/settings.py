"""Every setting, declared once: its flag, variable, key in a settings file, help, type and default.

The setting `batch_size` is the flag `--batch-size`, the variable `MOCKCRAFT_BATCH_SIZE` and the key
`batch_size` of a settings file. A flag goes before a variable, a variable before the file, the file
before the default. To add a setting, add one line here and name it in the command's `@options`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mockcraft import clock
from mockcraft.errors import Place, SettingsError, did_you_mean, nearest
from mockcraft.formats.dialects import DIALECTS
from mockcraft.formats.known import FORMATS

PREFIX = "MOCKCRAFT_"
TEST_PREFIX = "MOCKCRAFT_TEST_"  # variables of MockCraft's own tests
FILE = "mockcraft.yaml"  # read from the current folder where no other file is named
WANTED: dict[Callable[[str], Any], str] = {
    int: "a whole number", float: "a number", bool: "true or false", str: "text",
    clock.read_clock: clock.WANTED,
}  # fmt: skip
BOOLEANS = {
    "true": True, "yes": True, "on": True, "1": True,
    "false": False, "no": False, "off": False, "0": False,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. `kind` makes its value from a text, or raises ValueError. `low` and `high` are inclusive; `shown` is what help says in place of the default.

    With `many`, the value is a tuple: the flag repeats, the variable is cut at `os.pathsep`, the file
    holds a list.
    """

    name: str
    kind: Callable[[str], Any]
    default: Any
    help: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    metavar: str = ""
    short: str = ""
    shown: str = ""
    many: bool = False
    in_file: bool = True

    @property
    def flag(self) -> str:
        """Flag of the command line."""
        return "--" + self.name.replace("_", "-")

    @property
    def variable(self) -> str:
        """Environment variable."""
        return PREFIX + self.name.upper()

    @property
    def wanted(self) -> str:
        """What a value must look like."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        bounds = ""
        if self.low is not None:
            bounds = (
                f" in {self.low}..{self.high}"
                if self.high is not None
                else f" of {self.low} or more"
            )
        return WANTED[self.kind] + bounds

    def but(self, **changes: Any) -> Setting:
        """The setting as one command has it, for example with another default."""
        return replace(self, **changes)

    def parse(self, raw: object, source: str) -> Any:
        """The value of a text; raises SettingsError that begins with `source`."""
        text = str(raw).strip()
        try:
            value = self._convert(text)
        except (ValueError, KeyError):
            raise SettingsError(f"{source}={text!r} is not {self.wanted}") from None
        if self.choices and value not in self.choices:
            hint = did_you_mean(text, self.choices)
            raise SettingsError(f"{source}={text!r} is not {self.wanted}{hint}")
        low = self.low is not None and value < self.low
        high = self.high is not None and value > self.high
        if low or high:
            raise SettingsError(f"{source}={text!r} is not {self.wanted}")
        return value

    def _convert(self, text: str) -> Any:
        if self.kind is bool:
            return BOOLEANS[text.lower()]
        if not text:
            raise ValueError
        value = self.kind(text)
        if self.kind is float and not abs(value) < float("inf"):
            raise ValueError
        return value


SETTINGS = Setting(
    "settings", str, None, "Settings file (YAML)", metavar="FILE", in_file=False,
    shown=f"{FILE} where it exists",
)  # fmt: skip
PLUGIN = Setting(
    "plugin", str, (), "Python file that declares more generators; repeat for several",
    metavar="FILE.py", many=True,
)  # fmt: skip
SEED = Setting(
    "seed", int, 0, "Same seed, same values", low=0, high=2**64 - 1, metavar="NUMBER"
)  # fmt: skip
LOCALE = Setting("locale", str, "en_US", "Language and country of the values", metavar="LOCALE")
NOW = Setting(
    "now", clock.read_clock, None, "The clock that dates are counted from: a date, a time, today or now (UTC)",
    metavar="TIME", shown=clock.shown_clock(clock.FROZEN),
)  # fmt: skip
FORMAT = Setting(
    "format", str, "text", "Form of the output", choices=("text", "json", "csv"),
)  # fmt: skip
COUNT = Setting("count", int, 1, "How many values", low=1, metavar="NUMBER", short="-n")
SCHEMA = Setting("config", str, None, "Schema file (YAML)", metavar="SCHEMA.yaml")
SCHEMA_SEED = SEED.but(default=None, shown="the file's, else 0")
SCHEMA_LOCALE = LOCALE.but(default=None, shown="the file's, else en_US")
SCHEMA_NOW = NOW.but(shown=f"the file's, else {NOW.shown}")
DB = Setting(
    "db", str, None, "Database to fill: sqlite:///FILE or postgresql://USER@HOST/DATABASE",
    metavar="URL", shown="the file's",
)  # fmt: skip
OUTPUT = Setting(
    "output", str, None, "Write files of this format",
    choices=tuple(FORMATS),
)  # fmt: skip
DIR = Setting("dir", str, ".", "Folder of the files; - for standard output", metavar="FOLDER")
DIALECT = Setting(
    "dialect", str, "postgresql", "Dialect of SQL files",
    choices=tuple(DIALECTS),
)  # fmt: skip
SCALE = Setting(
    "scale", float, 1.0, "Multiply all row counts", low=1e-9, high=1e9, metavar="FACTOR"
)  # fmt: skip
WORKERS = Setting("workers", int, 1, "Processes that make rows", low=1, high=256, metavar="NUMBER")
BATCH_SIZE = Setting(
    "batch_size", int, 16_384, "Rows made at a time", low=1, high=1_000_000, metavar="ROWS"
)  # fmt: skip
HOST = Setting("host", str, "127.0.0.1", "Address to listen on; 0.0.0.0 for all", metavar="ADDRESS")
PORT = Setting(
    "port", int, 8080, "Port to listen on; 0 for any free one", low=0, high=65_535, metavar="PORT"
)  # fmt: skip
LOG_LEVEL = Setting(
    "log_level", str, "info", "What is logged; info has a line for each request",
    choices=("debug", "info", "warning", "error"),
)  # fmt: skip
MAX_COUNT = Setting(
    "max_count", int, 1000, "Most values of one request", low=1, high=100_000, metavar="NUMBER"
)  # fmt: skip

ALL = {
    each.name: each
    for each in (
        SETTINGS, PLUGIN, SEED, LOCALE, NOW, FORMAT, COUNT, SCHEMA, DB, OUTPUT, DIR, DIALECT, SCALE,
        WORKERS, BATCH_SIZE, HOST, PORT, LOG_LEVEL, MAX_COUNT,
    )
}  # fmt: skip


class Sources:
    """Where values come from below the flags: the variables, a settings file, the defaults."""

    def __init__(self, environ: Mapping[str, str], path: str | None = None) -> None:
        """Reads the settings file, if there is one.

        Args:
            environ: the environment variables.
            path: the settings file a flag names.

        Raises:
            SettingsError: the file cannot be read, or has wrong lines; it names all of them.
        """
        self.environ = environ
        self.file: dict[str, tuple[Any, str]] = {}
        named = path or environ.get(SETTINGS.variable)
        if named or os.path.exists(FILE):
            self.file = read_file(named or FILE)

    def value(self, setting: Setting, given: Any = None) -> Any:
        """The value that counts; `given` is the flag's, None or () where there is none."""
        if given is not None and given != ():
            return _parse(setting, given, setting.flag)
        text = self.environ.get(setting.variable)
        if text:  # an empty variable is as good as none
            pieces = text.split(os.pathsep) if setting.many else text
            return _parse(setting, pieces, setting.variable)
        if setting.in_file and setting.name in self.file:
            return _parse(setting, *self.file[setting.name])
        return setting.default

    def warnings(self) -> Iterator[str]:
        """A sentence for each variable that looks like a setting and is none."""
        known = [each.variable for each in ALL.values()]
        for name in sorted(self.environ):
            if name.startswith(PREFIX) and not name.startswith(TEST_PREFIX) and name not in known:
                yield f"the variable {name} is not a setting{did_you_mean(name, known)}"


def read_file(path: str) -> dict[str, tuple[Any, str]]:
    """Text, and `file:line:column: key`, of each setting in a file; raises SettingsError."""
    import yaml

    try:
        with open(path, encoding="utf-8") as file:
            root = yaml.compose(file, yaml.SafeLoader)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise SettingsError(f"settings file {path!r} cannot be read: {reason}") from None
    except UnicodeDecodeError:
        raise SettingsError(f"settings file {path!r} is not UTF-8 text") from None
    except yaml.MarkedYAMLError as error:
        place = _place(path, error.problem_mark or error.context_mark)
        raise SettingsError(f"{place}: {error.problem}") from None
    except yaml.YAMLError as error:
        raise SettingsError(f"{path}: {error}") from None
    if root is None:
        return {}
    if not isinstance(root, yaml.MappingNode):
        place = _place(path, root.start_mark)
        raise SettingsError(f"{place}: settings are lines such as `port: 8080`")
    return _entries(path, root)


def _entries(path: str, root: Any) -> dict[str, tuple[Any, str]]:
    found: dict[str, tuple[Any, str]] = {}
    problems = []
    for key, node in root.value:
        place = _place(path, key.start_mark)
        try:
            setting = _known(key.value, place, found)
            raw = _raw(setting, node, _place(path, node.start_mark))
            found[setting.name] = (raw, f"{_place(path, node.start_mark)}: {setting.name}")
            _parse(setting, *found[setting.name])
        except SettingsError as error:
            problems.append(str(error))
    if problems:
        raise SettingsError("\n".join(problems))
    return found


def _known(key: object, place: Place, found: Mapping[str, object]) -> Setting:
    names = [each.name for each in ALL.values() if each.in_file]
    if key not in names:
        hint = nearest(str(key).replace("-", "_"), names)
        raise SettingsError(f"{place}: there is no setting {key!r}{hint}")
    if key in found:
        raise SettingsError(f"{place}: {key} is given twice (keep one)")
    return ALL[str(key)]


def _raw(setting: Setting, node: Any, place: Place) -> Any:
    """The text of a node, or the texts of its items; words such as `no` stay text."""
    if isinstance(node.value, str):
        if not node.value and node.style is None:
            raise SettingsError(f"{place}: {setting.name} has no value (give one or leave it out)")
        return [node.value] if setting.many else node.value
    items = [item.value for item in node.value if not isinstance(item, tuple)]
    if (
        not setting.many
        or len(items) < len(node.value)
        or not all(isinstance(i, str) for i in items)
    ):
        wanted = "a list of texts" if setting.many else setting.wanted
        raise SettingsError(f"{place}: {setting.name} is not {wanted}")
    return items


def _parse(setting: Setting, raw: Any, source: str) -> Any:
    if setting.many:
        return tuple(setting.parse(item, source) for item in raw)
    return setting.parse(raw, source)


def _place(path: str, mark: Any) -> Place:
    return Place(path, mark.line + 1, mark.column + 1)
