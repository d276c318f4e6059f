"""Flags made from settings. A command names the settings it obeys and receives their values::

    @click.command()
    @options(settings.SEED, settings.WORKERS)
    def seed(seed: int, workers: int) -> None:
        '''Fill a database.

        \\b
        Examples:
          mockcraft seed --seed 7
        '''

The group finds the command through `main.COMMANDS`; a command's module calls it `command`.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable
from typing import Any

import click
from click.shell_completion import CompletionItem

from mockcraft.errors import UserError, did_you_mean
from mockcraft.settings import PLUGIN, Setting, Sources


def options(*settings: Setting) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Gives a command the flags of the settings, and calls it with the values that count."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def call(**values: Any) -> Any:
            sources = current()
            for setting in settings:
                values[setting.name] = sources.value(setting, values[setting.name])
            return function(**values)

        made: Callable[..., Any] = call
        for each in reversed(settings):
            made = option(each)(made)
        return made

    return decorate


def option(setting: Setting) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The flag of a setting. Click passes its text on; `Sources` says what it means."""
    if setting.kind is bool:
        both = f"{setting.flag}/{setting.flag.replace('--', '--no-', 1)}"
        return click.option(both, setting.name, default=None, help=_help(setting))
    names = [setting.flag, setting.short] if setting.short else [setting.flag]
    return click.option(
        *names,
        setting.name,
        multiple=setting.many,
        metavar="|".join(setting.choices) or setting.metavar or None,
        help=_help(setting),
        shell_complete=lambda context, parameter, start: [
            CompletionItem(each) for each in setting.choices if each.startswith(start)
        ],
    )


def current() -> Sources:
    """The sources of the running command line."""
    found = click.get_current_context().find_object(Sources)
    return found or Sources(os.environ)


def near_flag(flag: str, parameters: Iterable[click.Parameter]) -> str:
    """` (did you mean "--seed"?)` with the nearest flag; dashes do not make two flags alike."""
    known = [each.removeprefix("--") for one in parameters for each in one.opts if each[:2] == "--"]
    return did_you_mean(flag.lstrip("-"), known).replace('"', '"--', 1)


def load(sources: Sources, plugin: tuple[str, ...] = ()) -> Sources:
    """The sources, after the plugins that they name have been loaded, each once."""
    for path in sources.value(PLUGIN, plugin):
        if path not in _loaded:
            from mockcraft.plugin import load_plugin

            _loaded.append(path)
            load_plugin(path)
    return sources


_loaded: list[str] = []


def _use_config(context: click.Context, parameter: click.Parameter, path: str | None) -> None:
    if path is None or context.resilient_parsing:
        return
    if context.parent is not None and context.parent.params.get("settings"):
        raise UserError("--settings and --config both name a settings file (give one)")
    context.obj = load(Sources(os.environ, path))


config_option = click.option(
    "--config", metavar="FILE", expose_value=False, callback=_use_config,
    help="Settings file (YAML), in place of --settings.",
)  # fmt: skip


def _help(setting: Setting) -> str:
    notes = []
    if setting.shown or setting.default not in (None, ()):
        notes.append(f"default: {setting.shown or setting.default}")
    if setting.low is not None and setting.high is not None and setting.high < 2**32:
        notes.append(f"{setting.low}..{setting.high}")
    return f"{setting.help}.{'  [' + '; '.join(notes) + ']' if notes else ''}"
