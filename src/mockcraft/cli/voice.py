"""What is said beside results and errors, on standard error: nothing with -q, more with -v."""

from __future__ import annotations

import os
from typing import Any

import click

from mockcraft.cli import output
from mockcraft.errors import UserError
from mockcraft.setting import Setting
from mockcraft.setting_sources import Sources
from mockcraft.settings import QUIET, VERBOSE

GIVEN = "mockcraft.given."  # and a setting's name: where the context keeps -q and -v, as they were given
VOICE = "mockcraft.voice"  # where it keeps QUIET, VERBOSE or None, whichever holds


def voice_options() -> list[click.Option]:
    """The flags -q and -v, which stand before a command or behind it."""
    return [_option(QUIET), _option(VERBOSE)]


def _option(setting: Setting) -> click.Option:
    def keep(context: click.Context, parameter: click.Parameter, value: bool | None) -> None:
        if value is not None:
            context.meta[GIVEN + setting.name] = value

    return click.Option(
        [setting.short, f"{setting.flag}/--no-{setting.name}"],
        default=None,
        expose_value=False,
        callback=keep,
        help=f"{setting.help}.",
    )


def find_voice(context: click.Context) -> None:
    """Decides how much is said; raises UserError where -q and -v are given alike."""
    sources = current_sources()
    quiet, verbose = (
        sources.find(each, context.meta.get(GIVEN + each.name)) for each in (QUIET, VERBOSE)
    )
    if quiet.value and verbose.value and quiet.rank == verbose.rank:
        raise UserError(f"give {QUIET.short} or {VERBOSE.short}, not both")
    wanted: Setting | None = None
    if quiet.value and not (verbose.value and verbose.rank < quiet.rank):
        wanted = QUIET
    elif verbose.value:
        wanted = VERBOSE
    context.meta[VOICE] = wanted


def current_sources() -> Sources:
    """The sources of the running command line."""
    context = click.get_current_context(silent=True)
    found = context.find_object(Sources) if context else None
    return found or Sources(os.environ)


def is_quiet() -> bool:
    """Whether nothing but errors is said."""
    return _voice() is QUIET


def is_verbose() -> bool:
    """Whether more is said."""
    return _voice() is VERBOSE


def warn(message: str) -> None:
    """What may be a mistake, and is none for sure."""
    if not is_quiet():
        output.complain(f"warning: {message}")


def note(message: str) -> None:
    """A line about what was done."""
    if not is_quiet():
        output.note(message)


def detail(message: str) -> None:
    """A line for those who ask for more."""
    if is_verbose():
        output.note(message)


def _voice() -> Any:
    context = click.get_current_context(silent=True)
    return context.meta.get(VOICE) if context else None
