"""API keys: how one is made, and the file that the server knows them by.

The file has the SHA-256 of each key, never a key, so whoever reads it can use none. A slow hash, as
passwords need, would add nothing: a key is 256 random bits, which nobody finds by trying, and it would
cost each request a tenth of a second::

    ci: {sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08}
    app: {sha256: …, rate_generate: 5000/minute, rate_seed: none}
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
import secrets
from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from mockcraft.dataclass import dataclass
from mockcraft.errors import Problem, SchemaError, SettingsError, UserError, nearest
from mockcraft.rates import Rate
from mockcraft.setting import Setting
from mockcraft.settings import LIMITS

if TYPE_CHECKING:  # with Arrow, which a server without a file of keys does not need at its start
    from mockcraft.schema.source import Node

MARK = "mc_"  # so that scanners of published code can tell what was found
BYTES = 32
RATES: dict[str, Setting] = {each.name: each for each in LIMITS if each.name != "rate_limits"}
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}")
WANTED_NAME = "a name of at most 64 letters, digits and _ . @ -"
EXAMPLE = "ci: {sha256: …}"
log = logging.getLogger("mockcraft.server")
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Key:
    """A key by what the server knows of it.

    Attributes:
        name: what logs and jobs call it.
        digest: SHA-256 of the key, 32 bytes.
        rates: those it has instead of the server's, by the setting's name; None for no limit.
    """

    name: str
    digest: bytes = field(repr=False)
    rates: Mapping[str, Rate | None]


class Keys:
    """The keys of a file, which are read again while the server runs."""

    def __init__(self, path: str) -> None:
        """Raises UserError, see `read_keys`."""
        self.path, self.keys = path, read_keys(path)

    def reload(self) -> list[str]:
        """Reads the file again; the names of the keys that are new, gone or changed.

        An empty file has no keys, so that the last one can be taken back like any other. Raises UserError
        where the file is wrong; the keys stay as they were then.
        """
        read = read_keys(self.path, may_be_empty=True)
        before, after = ({each.name: each for each in keys} for keys in (self.keys, read))
        self.keys = read
        if not read:
            log.warning("%s has no API keys: all requests that need one are refused", self.path)
        return [name for name in before | after if before.get(name) != after.get(name)]

    def find(self, text: str) -> Key | None:
        """The key of this text, in the same time whichever it is, or none."""
        digest = digest_of(text)
        found = None
        for key in self.keys:
            if hmac.compare_digest(key.digest, digest):
                found = key
        return found


def new_key() -> str:
    """A key that nobody has."""
    return MARK + secrets.token_urlsafe(BYTES)


def digest_of(key: str) -> bytes:
    """What is kept of a key, 32 bytes."""
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).digest()


def line_of(name: str, key: str) -> str:
    """The line of the file for a key; raises UserError for a name that is none."""
    if not NAME.fullmatch(name):
        raise UserError(f"{name!r} is not {WANTED_NAME}")
    return f"{name}: {{sha256: {digest_of(key).hex()}}}"


def read_keys(path: str, may_be_empty: bool = False) -> tuple[Key, ...]:
    """The keys of a file, which `may_be_empty`: of blank lines and comments alone.

    Raises:
        UserError: the file cannot be read, or has wrong lines; it names all of them, and shows no digest.
    """
    from mockcraft.schema import source

    text = _text_of(path)
    if may_be_empty and all(line.strip()[:1] in ("", "#") for line in text.splitlines()):
        return ()
    root = source.parse(text, path, needs=f"a line such as `{EXAMPLE}`")
    if root.kind != "mapping":
        raise SettingsError(f"{root.place}: keys are lines such as `{EXAMPLE}`")
    problems: list[Problem] = []
    keys: list[Key] = []
    for name, value in root:
        if not NAME.fullmatch(name.text):
            problems.append(Problem(name.place, f"{source.shown(name.text)} is not {WANTED_NAME}"))
        digest, rates = _digest(name, value, problems), _rates(value, problems)
        twin = next((key.name for key in keys if digest and key.digest == digest), None)
        if twin is not None:
            message = f"{name.text} is the same key as {twin} (`mockcraft key` makes another)"
            problems.append(Problem(name.place, message))
        keys.append(Key(name.text, digest, rates))
    if problems:
        raise SchemaError(*sorted(problems, key=lambda each: (each.place.line, each.place.column)))
    return tuple(keys)


def _text_of(path: str) -> str:
    from mockcraft.schema import source

    try:
        with open(path, "rb") as file:
            return source.decode(file.read(source.MAX_BYTES), path)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise SettingsError(f"the file of API keys {path!r} cannot be read: {reason}") from None


def _digest(name: Node, value: Node, problems: list[Problem]) -> bytes:
    """The digest that a line has; empty where there is none."""
    written = next((node for word, node in value if word.text == "sha256"), None)
    if written is not None and _DIGEST.fullmatch(written.text):
        return bytes.fromhex(written.text)
    message = "sha256 is not 64 digits of 0..9 and a..f" if written else "there is no sha256"
    problem = f"{message} (`mockcraft key` makes a key and its line)"
    problems.append(Problem((written or name).place, problem))
    return b""


def _rates(value: Node, problems: list[Problem]) -> dict[str, Rate | None]:
    """The rates that a line has, by the setting's name; None for no limit."""
    rates: dict[str, Rate | None] = {}
    for word, node in value:
        setting = RATES.get(word.text)
        try:
            if setting is not None:
                rates[setting.name] = setting.parse(node.text, setting.name)
            elif word.text != "sha256":
                hint = nearest(word.text, ["sha256", *RATES], "it has")
                problems.append(Problem(word.place, f"a key has no {word.text!r}{hint}"))
        except SettingsError as error:
            problems.append(Problem(node.place, str(error)))
    return rates
