"""examples/server.yaml: every setting of the server, from its declaration."""

from __future__ import annotations

import textwrap
from itertools import groupby

from mockcraft import clock, settings
from mockcraft.setting import Setting
from mockcraft.settings import SERVER

WIDTH = 96  # columns of a comment, without its mark
HEAD = """\
# Every setting of `mockcraft server`, with its default:
#
#   mockcraft server --config examples/server.yaml
#
# This file is made from the declarations. Each line is also a flag (max_upload: --max-upload) and a variable
# (MOCKCRAFT_MAX_UPLOAD), which go before it. Lines that begin with # have no value, or one that depends on
# the machine. Paths are relative to this file's folder. Secrets are better set as variables.
"""
FIRST = "Where it listens, and values"
SECTIONS = {
    "Schemas that clients send": settings.UPLOADS,
    "Tables that are served": settings.TABLES,
    "Jobs": settings.JOB_SETTINGS,
    "Limits of clients": settings.LIMITS,
    "Proxies, keys and web pages": settings.CLIENTS,
    "Operations": settings.OPERATIONS,
}


def server_yaml() -> str:
    """The file."""
    parts = [HEAD]
    for title, members in groupby(SERVER, key=_section):
        parts.append(f"\n# {title}\n# {'-' * len(title)}\n")
        parts += [f"\n{_entry(each)}" for each in members]
    return "".join(parts)


def _section(setting: Setting) -> str:
    names = (
        title for title, members in SECTIONS.items() if setting.name in {m.name for m in members}
    )
    return next(names, FIRST)


def _entry(setting: Setting) -> str:
    """The comment of a setting, and its line."""
    notes = []
    if setting.choices:
        notes.append(f"One of {', '.join(setting.choices)}.")
    elif setting.low is not None and setting.high is not None and setting.high < 2**63:
        notes.append(f"{setting.low:,} to {setting.high:,}.")
    elif setting.low is not None:
        notes.append(f"{setting.low:,} or more.")
    elif setting.kind not in (int, float, bool, str, clock.read_clock):  # whose help says enough
        notes.append(f"It is {setting.wanted}.")
    value = default_of(setting)
    if value is None and setting.shown:
        notes.append(f"Default: {setting.shown}.")
    comment = textwrap.wrap(" ".join([f"{setting.help}.", *notes]), WIDTH)
    lines = [f"# {line}" for line in comment]
    if value is None:
        example = f"[{setting.metavar}]" if setting.many else setting.metavar
        lines.append(f"# {setting.name}: {example or '|'.join(setting.choices)}")
    else:
        lines.append(f"{setting.name}: {value}")
    return "\n".join(lines) + "\n"


def default_of(setting: Setting) -> str | None:
    """The default as a line has it; None where there is none, or another one on each machine."""
    if setting.default in (None, ()):
        return None
    text = str(setting.default) if setting.secret else setting.shown_value(setting.default)
    return text if setting.shown in ("", text) else None
