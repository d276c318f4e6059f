"""Where to look further after a run: commands that show its rows, to be pasted as they are."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mockcraft import settings
from mockcraft.clock import shown_clock

if TYPE_CHECKING:
    from mockcraft.core.plan import Plan
    from mockcraft.core.ranges import Range
    from mockcraft.seeder import Seeding


def next_commands(schema: str, seeding: Seeding, values: dict[str, Any]) -> list[str]:
    """At most two commands that can be pasted as they are; `schema` is "" for a run without a schema file."""
    made = [each for each in seeding.ranges if each.rows]
    if not made:
        return []
    first, last = made[0], made[-1]
    alike = _is_previewed(seeding.plan)
    shown = dict.fromkeys((first, last)) if alike else ()
    previews = [_preview(schema, each, values) for each in shown if schema]
    url = seeding.database
    if url is None:
        from mockcraft.stores import is_url

        listed = [] if is_url(values["dir"]) else [f"ls -l {shlex.quote(values['dir'])}"]
        return [*listed, *previews[:1]]
    from mockcraft.database import engine_of

    looked = engine_of(url).look(url, first.table)
    return [looked, *previews[:1]] if looked else previews


def _is_previewed(plan: Plan) -> bool:
    """Whether a preview shows the rows of this run: it knows nothing of an append."""
    return not any(table.start for table in plan.tables)


def _preview(schema: str, rows: Range, values: dict[str, Any]) -> str:
    """The command that shows the first of these rows, as this run has made them."""
    words = [_this_command(), *_group_flags(), "preview", shlex.quote(schema)]
    for name in ("seed", "locale", "fallback", "now"):
        if values[name] is not None:
            value = shown_clock(values[name]) if name == "now" else str(values[name])
            words += [f"--{name}", shlex.quote(value)]
    if values["scale"] != settings.SCALE.default:
        words += [settings.SCALE.flag, repr(values["scale"]).removesuffix(".0")]
    for each in values["counts"]:
        words += ["--count", shlex.quote(each)]
    last = max(min(rows.start + 5, rows.stop) - 1, rows.start)
    return " ".join([*words, "--table", shlex.quote(rows.table), "--rows", f"{rows.start}..{last}"])


def _group_flags() -> list[str]:
    """The flags before the command, as this run was given them."""
    given = click.get_current_context().find_root().params
    words = []
    for setting in (settings.SETTINGS, settings.PLUGIN):
        value = given.get(setting.name) or ()
        for each in value if setting.many else filter(None, [value]):
            words += [setting.flag, shlex.quote(str(each))]
    return words


def _this_command() -> str:
    """How this program can be called again: from a virtual environment that is not active, by its path."""
    called = Path(sys.argv[0])
    if called.name == "__main__.py":
        return f"{shlex.quote(sys.executable)} -m mockcraft"
    return called.name if shutil.which(called.name) else shlex.quote(sys.argv[0])
