"""Log lines by structlog, as JSON or for a console: those of the server, of uvicorn and of libraries alike.

`configure` is for a process of the server's own. In the process of somebody else, who gives `create_app` to
another server, the lines go to `logging` under the name `mockcraft.server`, and what becomes of them is
theirs to say.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Sequence
from typing import Any, TextIO
from urllib.parse import quote, unquote

from mockcraft.errors import HIDDEN, without_passwords
from mockcraft.server.keys import MARK
from mockcraft.server.structured import structlog

JSON, CONSOLE = "json", "console"
NAME = "mockcraft.server"
LONGEST = 1000  # characters of a target that are logged; a head may have 64 KiB, and there are many
# What stands in the name of a parameter whose value nobody shall read in a log.
SECRET = re.compile(
    "auth|bearer|credential|jwt|passcode|passphrase|passw|pwd|secret|session|signature|token"
    "|(key|pass)s?(?![a-z])|(?<![a-z])(otp|sig)(?![a-z])",
    re.IGNORECASE,
)
KEY = re.compile(MARK + r"[\w-]{16,}", re.ASCII)  # one of ours, or most of it
# Control characters as a console shows them: written out, but for tabs; what goes on in the next line is
# indented, so that no text of others looks like a line of the log.
CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if code != ord("\t")}
CONTROLS[ord("\n")] = "\n  "


class Aborted(Exception):
    """Ends the connection of a response that cannot be completed; its reason has been logged."""


def chosen(form: str | None, stream: TextIO | None = None) -> str:
    """The form of the lines: the one that is asked for, else CONSOLE on a terminal and JSON elsewhere."""
    return form or (CONSOLE if (stream or sys.stderr).isatty() else JSON)


def configure(level: str, form: str | None = None, stream: TextIO | None = None) -> None:
    """Sends all lines of this process to `stream`, standard error where none is given.

    Args:
        level: debug, info, warning or error; of other libraries no less than warnings are shown.
        form: CONSOLE or JSON; None decides as `chosen` does.
        stream: where they go.
    """
    stream = stream or sys.stderr
    renderer = _renderer(chosen(form, stream), stream)
    structlog.configure(
        processors=[*_common(), _ordered, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_common(),
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _ordered, renderer],
        )
    )  # fmt: skip
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("mockcraft").setLevel(level.upper())
    logging.getLogger("uvicorn.error").setLevel("DEBUG" if level == "debug" else "WARNING")
    logging.getLogger("uvicorn.error").addFilter(_news)
    logging.getLogger("uvicorn.access").disabled = True  # the server has a line of its own


def logger() -> Any:
    """The server's logger, which takes an event and its fields: `logger().info("request", status=200)`."""
    if not structlog.is_configured():
        _hand_to_logging()
    return structlog.get_logger(NAME)


def say(event: str, form: str, **fields: Any) -> None:
    """A line to standard error whatever the level is, for what an operator has to know."""
    entry = _ordered(
        None, "info", _stamp(None, "info", {"event": event, "level": "info", **fields})
    )
    sys.stderr.write(str(_renderer(form, sys.stderr)(None, "info", entry)) + "\n")
    sys.stderr.flush()


def target(path: bytes, query: bytes) -> str:
    """The target of a request as it may be logged, in ASCII: without the values of secret parameters, the
    passwords of URLs, and keys of ours.

    Args:
        path: as it came, with its percent signs.
        query: what stands behind the question mark.
    """
    if b"://" in path:  # the whole of it: cut first, a password would have lost the @ that tells it
        path = without_passwords(path.decode("ascii", "backslashreplace")).encode()
    text = _without_keys(path[:LONGEST].decode("ascii", "backslashreplace"))
    if query:
        given = query[:LONGEST].decode("ascii", "backslashreplace")
        if "%" in given or "://" in given or SECRET.search(given):
            given = "&".join(map(_shown, given.split("&")))
        text = f"{text}?{_without_keys(given)}"
    return text if len(text) <= LONGEST else text[:LONGEST] + "..."


def _shown(pair: str) -> str:
    """One parameter of a query, without what is secret in it."""
    name, equals, value = pair.partition("=")
    plain = unquote(value)
    if equals and SECRET.search(unquote(name)):
        return f"{name}={HIDDEN}"
    if "=" in plain and SECRET.search(plain):  # a condition on a password, a URL with a token
        return f"{name}={HIDDEN}"
    bare = without_passwords(plain)
    return pair if bare == plain else f"{name}={quote(bare, safe=':/@*')}"


def _without_keys(text: str) -> str:
    """A part of a target without keys of ours, also where they are written with percent signs."""
    bare = KEY.sub(HIDDEN, text)
    if "%" in bare and KEY.search(plain := unquote(bare)):
        return quote(KEY.sub(HIDDEN, plain), safe=":/?&=@*")
    return bare


def _news(record: logging.LogRecord) -> bool:
    """Whether a line of uvicorn tells more than one of ours has told, or `connections` will count."""
    aborted = record.exc_info and isinstance(record.exc_info[1], Aborted)
    return not aborted and record.msg != "Invalid HTTP request received."


def _hand_to_logging() -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["event"]),
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


_stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)


def _common() -> Sequence[structlog.typing.Processor]:
    return (
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        _stamp,
        structlog.processors.format_exc_info,
    )


def _ordered(_: Any, __: str, entry: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Time, level and event first, whatever way a line came, and no key of ours in any text."""
    for name, value in entry.items():
        if isinstance(value, str) and MARK in value:
            entry[name] = KEY.sub(HIDDEN, value)
    entry.pop("color_message", None)  # what uvicorn says a second time, in colours
    first = ("timestamp", "level", "event")
    return {**{name: entry.pop(name, None) for name in first}, **entry}


def _renderer(form: str, stream: TextIO) -> structlog.typing.Processor:
    if form == JSON:
        encode = json.JSONEncoder(default=repr).encode
        return lambda _, __, entry: encode(entry)
    console = structlog.dev.ConsoleRenderer(
        colors=stream.isatty(), sort_keys=False, pad_event_to=0,
        exception_formatter=structlog.dev.plain_traceback,
    )  # fmt: skip
    return lambda logger, name, entry: console(logger, name, _harmless(entry))


def _harmless(entry: structlog.typing.EventDict) -> structlog.typing.EventDict:
    return {
        name: value.translate(CONTROLS) if isinstance(value, str) else value
        for name, value in entry.items()
    }
