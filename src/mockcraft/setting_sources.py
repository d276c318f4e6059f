"""Where the values of settings come from: a flag goes before a variable, a variable before the settings file, the file before the default."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from mockcraft.core import kernel
from mockcraft.errors import Place, SettingsError, did_you_mean, nearest
from mockcraft.folders import settings_files
from mockcraft.setting import PREFIX, Setting
from mockcraft.settings import ALL, SETTINGS

TEST_PREFIX = "MOCKCRAFT_TEST_"  # variables of MockCraft's own tests
NO_SETTINGS = (
    kernel.VARIABLE,
    "MOCKCRAFT_CACHE",
)  # read before there are any; CACHE by the launcher
FLAG, VARIABLE, FILE, DEFAULT = range(4)  # the nearer to the caller, the lower
SCHEMA_KEYS = ("tables", "collections")  # a file that has one of them is a schema file


class Found(NamedTuple):
    """The value of a setting that counts.

    Attributes:
        value: what was found.
        rank: FLAG, VARIABLE, FILE or DEFAULT.
        origin: the flag, the variable, or the place in the file; "default".
    """

    value: Any
    rank: int
    origin: str


class Entry(NamedTuple):
    """A line of a settings file: the text, or the texts, and where they stand."""

    raw: Any
    place: Place


class Sources:
    """Where values come from below the flags: the variables, a settings file, the defaults.

    Attributes:
        path: of the settings file; None where there is none.
        named: whether somebody named the file, by a flag or the variable; else it was merely found.
        passed_over: schema files that have a settings file's name.
    """

    def __init__(self, environ: Mapping[str, str], path: str | None = None) -> None:
        """Reads the settings file, if there is one.

        Args:
            environ: the environment variables.
            path: the settings file a flag names.

        Raises:
            SettingsError: the file cannot be read, or has wrong lines; it names all of them.
        """
        self.environ = environ
        self.file: dict[str, Entry] = {}
        self.passed_over: list[str] = []
        self.path = path if path is not None else environ.get(SETTINGS.variable) or None
        self.named = self.path is not None
        if self.path is not None:
            self.file = read_file(self.path)
        else:
            self._look_around()

    def value(self, setting: Setting, given: Any = None) -> Any:
        """The value that counts; `given` is the flag's, None or () where there is none."""
        return self.find(setting, given).value

    def find(self, setting: Setting, given: Any = None) -> Found:
        """The value that counts, and where it comes from; raises SettingsError where it is wrong."""
        if given is not None and given != ():
            flag = setting.shortest_flag
            return Found(setting.parse(given, flag), FLAG, flag)
        text = self.environ.get(setting.variable)
        if text:  # an empty variable is as good as none
            pieces = text.split(setting.separator or os.pathsep) if setting.many else text
            return Found(setting.parse(pieces, setting.variable), VARIABLE, setting.variable)
        if setting.in_file and setting.name in self.file:
            entry = self.file[setting.name]
            value = setting.parse(entry.raw, f"{entry.place}: {setting.name}")
            return Found(self._beside(setting, value), FILE, str(entry.place))
        return Found(setting.default, DEFAULT, "default")

    def warnings(self) -> Iterator[str]:
        """A sentence for each variable that looks like a setting and is none, and for a switch that says nothing."""
        known = [*(each.variable for each in ALL.values()), *NO_SETTINGS]
        switch = self.environ.get(kernel.VARIABLE)
        if switch not in (None, "", kernel.ON, kernel.OFF):
            yield f"the variable {kernel.VARIABLE} is {switch!r}, which says nothing (give {kernel.OFF} to do without it)"
        for name in sorted(self.environ):
            if name.startswith(PREFIX) and not name.startswith(TEST_PREFIX) and name not in known:
                yield f"the variable {name} is not a setting{did_you_mean(name, known)}"

    def _look_around(self) -> None:
        """Reads the nearest settings file; one that turns out to be a schema file is passed over."""
        for path in settings_files():
            if is_schema_file(path):
                self.passed_over.append(path)
            elif self.path is None:
                self.path, self.file = path, read_file(path)
            elif os.path.dirname(path) == os.path.dirname(self.path):
                raise SettingsError(f"{self.path} and {path} are both settings files (keep one)")

    def _beside(self, setting: Setting, value: Any) -> Any:
        """Paths of the file are relative to its folder; standard output and URLs are no paths."""
        is_path = setting.path or (setting.free is not None and setting.free(value))
        if not is_path or value == "-" or (not setting.many and "://" in value):
            return value
        folder = os.path.dirname(self.path or "")
        if setting.many:
            return tuple(os.path.join(folder, each) for each in value)
        return os.path.join(folder, value)


def is_schema_file(path: str) -> bool:
    """Whether a file that is named like a settings file has tables."""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError):
        return False
    words = "|".join(SCHEMA_KEYS)
    if re.search(rf"^(?:{words})\s*:", text, re.MULTILINE):  # also of a file that is no YAML yet
        return True
    if not re.search(words, text):
        return False
    try:
        root = _root(path)
    except SettingsError:
        return False
    return any(key.value in SCHEMA_KEYS for key, _ in getattr(root, "value", None) or ())


def read_file(path: str) -> dict[str, Entry]:
    """The lines of a settings file by setting; raises SettingsError."""
    root = _root(path)
    if root is None:
        return {}
    return _entries(path, root)


def _root(path: str) -> Any:
    """The mapping that a file holds; None for an empty file."""
    import yaml

    try:
        with open(path, encoding="utf-8") as file:
            root = yaml.compose(file, yaml.SafeLoader)
    except UnicodeDecodeError:
        raise SettingsError(f"settings file {path!r} is not UTF-8 text") from None
    except (OSError, ValueError) as error:  # ValueError: a path that no system takes
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise SettingsError(f"settings file {path!r} cannot be read: {reason}") from None
    except yaml.MarkedYAMLError as error:
        place = _place(path, error.problem_mark or error.context_mark)
        raise SettingsError(f"{place}: {error.problem}") from None
    except yaml.YAMLError as error:
        raise SettingsError(f"{path}: {error}") from None
    except RecursionError:
        raise SettingsError(f"{path}: lists are nested too deeply for settings") from None
    if root is not None and not isinstance(root, yaml.MappingNode):
        place = _place(path, root.start_mark)
        raise SettingsError(f"{place}: settings are lines such as `port: 8080`")
    return root


def _entries(path: str, root: Any) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    problems = []
    for key, node in root.value:
        place = _place(path, key.start_mark)
        try:
            setting = _known(key.value, place, found)
            place = _place(path, node.start_mark)
            entry = found[setting.name] = Entry(_raw(setting, node, place), place)
            setting.parse(entry.raw, f"{entry.place}: {setting.name}")
        except SettingsError as error:
            problems.append(str(error))
    if problems:
        raise SettingsError("\n".join(problems))
    return found


def _known(key: object, place: Place, found: Mapping[str, object]) -> Setting:
    if key in SCHEMA_KEYS:
        raise SettingsError(
            f"{place}: this is a schema file, not a settings file (give it to seed, preview or validate)"
        )
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
    texts = len(items) == len(node.value) and all(isinstance(each, str) for each in items)
    if not setting.many or not texts:
        wanted = "a list of texts" if setting.many else setting.wanted
        raise SettingsError(f"{place}: {setting.name} is not {wanted}")
    return items


def _place(path: str, mark: Any) -> Place:
    return Place(path, mark.line + 1, mark.column + 1)
