"""Flags made from settings. A command names the settings it obeys and receives their values::

    @click.command(cls=Command)
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
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import redirect_stdout
from typing import Any

import click

from mockcraft.cli.offers import choices_of, paths
from mockcraft.cli.voice import current_sources, detail
from mockcraft.errors import UserError, did_you_mean
from mockcraft.setting import Setting
from mockcraft.setting_sources import FILE, VARIABLE, Found, Sources
from mockcraft.settings import PLUGIN
from mockcraft.wording import worded

FOUND = "mockcraft.found"  # where the context keeps what was found, by the setting's name


def options(*settings: Setting) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Gives a command the flags of the settings, and calls it with the values that count."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def call(**values: Any) -> Any:
            sources = current_sources()
            every = {each.name: sources.find(each, values[each.name]) for each in settings}
            click.get_current_context().meta[FOUND] = every
            for each in settings:
                show(each, every[each.name])
            with worded(_origins(every)):
                return function(**values | {name: each.value for name, each in every.items()})

        made: Callable[..., Any] = call
        for each in reversed(settings):
            made = option(each)(made)
        return made

    return decorate


def found(setting: Setting) -> Found:
    """The value that the running command has, and where it comes from."""
    made: Found = click.get_current_context().meta[FOUND][setting.name]
    return made


def _origins(every: Mapping[str, Found]) -> dict[str, str]:
    """What messages call the settings that a variable or a file has given, in place of their flags."""
    names = {VARIABLE: "{origin}", FILE: "{origin}: {name}"}
    return {
        name: names[each.rank].format(origin=each.origin, name=name)
        for name, each in every.items()
        if each.rank in names
    }


def show(setting: Setting, each: Found) -> None:
    """With -v, says what counts and where it comes from."""
    if each.value not in (None, ()):
        detail(f"{setting.name} = {setting.shown_value(each.value)} ({each.origin})")


def option(setting: Setting) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The flag of a setting. Click passes its text on; `Sources` says what it means."""
    names = [setting.flag, setting.short] if setting.short else [setting.flag]
    if setting.kind is bool:
        return click.option(
            *names, setting.name, is_flag=True, default=None, help=f"{setting.help}."
        )
    return click.option(
        *names,
        setting.name,
        multiple=setting.many,
        metavar="|".join(filter(None, (*setting.choices, setting.metavar))) or None,
        help=_help(setting),
        shell_complete=choices_of(setting),
    )


def near_flag(flag: str, parameters: Iterable[click.Parameter]) -> str:
    """` (did you mean "--seed"?)` with the nearest flag; dashes do not make two flags alike."""
    known = [each.removeprefix("--") for one in parameters for each in one.opts if each[:2] == "--"]
    return did_you_mean(flag.lstrip("-"), known).replace('"', '"--', 1)


def load(sources: Sources, plugin: tuple[str, ...] = ()) -> Sources:
    """The sources, after the plugins that they name have been loaded, each once.

    None is taken from a settings file that was merely found: it would run code that lies about.
    """
    named = sources.find(PLUGIN, plugin)
    if named.rank == FILE and not sources.named:
        return sources
    for path in named.value:
        if path not in _loaded:
            from mockcraft.plugin import load_plugin

            _loaded.append(path)
            with redirect_stdout(sys.stderr):  # what it prints is no result
                load_plugin(path)
    return sources


_loaded: list[str] = []


def _use_config(context: click.Context, parameter: click.Parameter, path: str | None) -> None:
    if path is None or context.resilient_parsing:
        return
    if context.parent is not None and context.parent.params.get("settings"):
        raise UserError("--settings and --config both name a settings file (give one)")
    context.obj = load(Sources(os.environ, path))


def config_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """The flag --config of a command that has no schema file: it names the settings file."""
    return click.option(
        "--config", metavar="FILE", expose_value=False, callback=_use_config,
        help="Settings file (YAML), in place of --settings.", shell_complete=paths("file"),
    )(function)  # fmt: skip


def _help(setting: Setting) -> str:
    notes = []
    if setting.shown or setting.default not in (None, ()):
        notes.append(f"default: {setting.shown or setting.default}")
    if setting.low is not None and setting.high is not None and setting.high < 2**32:
        notes.append(f"{setting.low}..{setting.high}")
    return f"{setting.help}.{'  [' + '; '.join(notes) + ']' if notes else ''}"
