"""What a tool is: a declaration, from which its input schema derives, and what it does."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from mockcraft.clock import FROZEN
from mockcraft.dataclass import dataclass
from mockcraft.errors import ParameterError, UserError
from mockcraft.parameter import shorten
from mockcraft.server.parameters import read, schema_of
from mockcraft.setting import Setting
from mockcraft.settings import LOCALE

MAX_BYTES = (
    100_000  # of an answer: about 25,000 tokens, the most that a usual client hands to its model
)
WORDS = {  # what messages call the arguments, where that is not what Python calls them
    "overwrite": 'existing="truncate"',
    "resume": "resume=true",
    "no_create": "create=false",
    "table_count": "counts {}",
    "plugin": "start mockcraft mcp with --plugin",
    "smaller_chunks": "make the rows narrower",
}


@dataclass(frozen=True, slots=True)
class McpConfig:
    """What a service was started with: the values of its settings, see `settings.MCP`.

    Attributes:
        folder: the only one that files are read from and written to.
        allow_write: whether tools may write.
        db: URL of the only database that is filled; None where the client names them.
        locale: of calls that name none.
        fallback: the locale that gives what theirs has not; None for none.
        now: their clock, in seconds since 1970-01-01T00:00:00 UTC.
        max_count: most values of one call.
    """

    folder: Path
    allow_write: bool = False
    db: str | None = None
    locale: str = LOCALE.default
    fallback: str | None = None
    now: int = FROZEN
    max_count: int = 1000

    def inside(self, path: str, argument: str) -> Path:
        """A path of the folder; raises UserError for one that leads out of it, by links too."""
        folder = self.folder.resolve()
        try:
            found = (folder / path).resolve()
        except (OSError, ValueError, RuntimeError):  # half a character, NUL, links in a circle
            raise UserError(f"{argument}={shorten(path)} is no path") from None
        if not found.is_relative_to(folder):
            raise UserError(
                f"{argument}={shorten(path)} is outside {folder} "
                "(mockcraft mcp --dir FOLDER opens another folder)"
            )
        return found


@dataclass(slots=True)
class Call:
    """One call of a tool.

    Attributes:
        values: of the tool's settings, by name.
        parts: arguments that are no settings, as they were given.
        config: of the service.
        report: says how far the call has come: what is done, of how much, with a few words.
        stop: set where nobody waits for the answer any more.
    """

    values: dict[str, Any]
    parts: Mapping[str, Any]
    config: McpConfig
    report: Callable[[float, float, str], None] = lambda done, total, words: None
    stop: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool of agents.

    Attributes:
        name: of the tool.
        title: the same for people.
        help: what it does, and how to use it.
        settings: its arguments, a declaration each.
        output: JSON Schema of the answer, an object.
        run: answers a call, as JSON text; raises MockcraftError.
        parts: arguments that are no settings, with the JSON Schema of each.
        required: names of arguments that must be given.
        writes: whether it changes a database or files, which needs the permission of who started the service.
    """

    name: str
    title: str
    help: str
    settings: tuple[Setting, ...]
    output: Mapping[str, Any]
    run: Callable[[Call], str]
    parts: Mapping[str, Any] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    writes: bool = False

    def input_schema(self) -> dict[str, Any]:
        """JSON Schema of the arguments."""
        declared = {each.name: _described(each) for each in self.settings}
        return {
            "type": "object",
            "properties": {**self.parts, **declared},
            "required": list(self.required),
            "additionalProperties": False,
        }

    def call(self, arguments: Mapping[str, Any], config: McpConfig) -> Call:
        """A call with these arguments; raises UserError for one that its declaration refuses."""
        given = {name: value for name, value in arguments.items() if value is not None}
        for name in self.required:
            if name not in given:
                raise ParameterError(f"{self.name} needs {name}", name)
        parts = {name: given.pop(name) for name in self.parts if name in given}
        pairs = [(name, text) for name, value in given.items() for text in _texts(name, value)]
        return Call(read(self.settings, pairs, self.name), parts, config)


def _described(setting: Setting) -> dict[str, Any]:
    made = schema_of(setting) | {"description": f"{setting.help}."}
    if setting.shown and "default" not in made:
        made["description"] += f" Default: {setting.shown}."
    return made


def _texts(name: str, value: object) -> Iterator[str]:
    """The value as the declarations read it, or each of a list."""
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, list | dict) or each is None:
            raise ParameterError(
                f"{name}={shorten(each)} is neither text, number nor boolean", name
            )
        if isinstance(each, bool):
            yield str(each).lower()
        elif isinstance(each, float) and each.is_integer():
            yield str(int(each))  # JSON knows no difference between 5 and 5.0
        else:
            yield str(each)


def json_text(value: object) -> str:
    """A value as JSON."""
    return json.dumps(value, ensure_ascii=False)


def joined(texts: Iterable[str], advice: str, between: str = "") -> str:
    """The texts in a row; raises UserError, with the advice, as soon as they are too long for an answer."""
    made, size = [], 0
    for text in texts:
        made.append(text)
        size += len(text.encode("utf-8", "surrogatepass")) + len(between)
        if size > MAX_BYTES:
            raise UserError(f"the answer is larger than {MAX_BYTES:,} bytes ({advice})")
    return between.join(made)
