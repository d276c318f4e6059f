"""What a setting is: its flag, variable and key in a settings file, and how its value is read from a text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from mockcraft import addresses, clock, latency, rates
from mockcraft.errors import SettingsError, did_you_mean, without_passwords

PREFIX = "MOCKCRAFT_"
WANTED: dict[Callable[[str], Any], str] = {
    int: "a whole number", float: "a number", bool: "true or false", str: "text",
    clock.read_clock: clock.WANTED, rates.read_rate: rates.WANTED, rates.read_store: rates.WANTED_STORE,
    addresses.read_network: addresses.WANTED_NETWORK, addresses.read_origin: addresses.WANTED_ORIGIN,
    addresses.read_host: addresses.WANTED_HOST,
    latency.read_latency: latency.WANTED,
}  # fmt: skip
BOOLEANS = {
    "true": True, "yes": True, "on": True, "1": True,
    "false": False, "no": False, "off": False, "0": False,
}  # fmt: skip


class Setting(NamedTuple):
    """One setting. `kind` makes its value from a text, or raises ValueError. `low` and `high` are inclusive; `shown` is what help says in place of the default.

    With `many`, the value is a tuple: the flag repeats, the variable is cut at `os.pathsep`, the file
    holds a list. With a `separator`, each of these texts is cut at that instead. `path` is "file" or
    "folder" where the value is one's path; in a settings file it is relative to that file's folder. What
    is `secret` is never shown. Beside `choices`, texts that are `free` are taken too, which are paths.
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
    separator: str = ""
    in_file: bool = True
    path: str = ""
    secret: bool = False
    free: Callable[[str], bool] | None = None

    @property
    def flag(self) -> str:
        """Flag of the command line."""
        return "--" + self.name.replace("_", "-")

    @property
    def shortest_flag(self) -> str:
        """The flag that messages name, of a command that has another one for it in words."""
        return self.short if self.short.startswith("--") else self.flag

    @property
    def variable(self) -> str:
        """Environment variable."""
        return PREFIX + self.name.upper()

    @property
    def wanted(self) -> str:
        """What a value must look like."""
        if self.choices:
            return "one of " + ", ".join(self.choices) + ", or the name of a file" * bool(self.free)
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
        return self._replace(**changes)

    def shown_value(self, value: Any) -> str:
        """A value as it may be shown to anybody who looks on."""
        if self.secret or ((self.path or self.free) and "://" in str(value)):  # of an object store
            return f"{str(value).partition('://')[0]}://…" if "://" in str(value) else "…"
        if self.kind is clock.read_clock:
            return clock.shown_clock(value)
        if self.kind is bool:
            return "true" if value else "false"
        return ", ".join(map(str, value)) if self.many else str(value)

    def parse(self, raw: object, source: str) -> Any:
        """The value of a text, or the values of a list of texts; raises SettingsError that begins with `source`."""
        if self.many and not isinstance(raw, str):
            assert isinstance(raw, list | tuple)
            return tuple(self.parse(item, source) for item in self._pieces(raw))
        text = str(raw).strip()
        if not text and self.kind is str:
            raise SettingsError(f"{source} is an empty text (give another, or leave it out)")
        told = f"{source}={self._told(text)}"
        try:
            value = self._convert(text)
        except (ValueError, KeyError):
            raise SettingsError(f"{told} is not {self.wanted}") from None
        if self.choices and value not in self.choices and not (self.free and self.free(value)):
            hint = did_you_mean(text, self.choices)
            raise SettingsError(f"{told} is not {self.wanted}{hint}")
        low = self.low is not None and value < self.low
        high = self.high is not None and value > self.high
        if low or high:
            raise SettingsError(f"{told} is not {self.wanted}")
        return value

    def _told(self, text: str) -> str:
        """A value that is wrong, as a message has it: without what may be secret in it."""
        return self.shown_value(text) if self.secret else repr(without_passwords(text))

    def _pieces(self, texts: Iterable[str]) -> list[str]:
        if not self.separator:
            return list(texts)
        return [piece for text in texts for piece in text.split(self.separator)]

    def _convert(self, text: str) -> Any:
        if self.kind is bool:
            return BOOLEANS[text.lower()]
        value = self.kind(text)
        if self.kind is float and not abs(value) < float("inf"):
            raise ValueError
        return value
