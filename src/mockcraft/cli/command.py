"""What every command has: -q and -v, help that can fail to be written, flags that are given once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import click

from mockcraft.cli.output import write
from mockcraft.cli.voice import current_sources, detail, find_voice, voice_options, warn
from mockcraft.errors import UserError
from mockcraft.setting_sources import FILE
from mockcraft.settings import PLUGIN, SETTINGS


class Strict(click.Command):
    """A command that refuses a flag that is given twice, and writes its help as it writes results."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Reads the flags; raises UserError for one that is given more often than it counts."""
        if not ctx.resilient_parsing:
            _, _, given = self.make_parser(ctx).parse_args(args=list(args))
            check_once(given)
        elif args and args[-1] in _valued(self.get_params(ctx)):
            args = args[:-1]  # its value is being typed; click would drop the words before it too
        return super().parse_args(ctx, args)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """The flag --help, whose text goes where results go."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.callback = _print_help
        return option


class Command(Strict):
    """A command below the group. -q and -v are taken here too, and described by the group."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for option in voice_options():
            option.hidden = True
            self.params.append(option)

    def invoke(self, ctx: click.Context) -> Any:
        """Says what is to be said beforehand, then runs."""
        begin(ctx)
        return super().invoke(ctx)


def begin(context: click.Context) -> None:
    """Warns of variables and lines that have no effect; with -v, says which settings file counts."""
    find_voice(context)
    sources = current_sources()
    for warning in sources.warnings():
        warn(warning)
    plugin = sources.find(PLUGIN, context.find_root().params.get(PLUGIN.name))
    if plugin.rank == FILE and not sources.named:
        warn(
            f"{plugin.origin}: no plugin is taken from a settings file that nobody named "
            f"(say mockcraft {SETTINGS.flag} {sources.path} …, or {PLUGIN.flag} {plugin.value[0]})"
        )
    elif plugin.value:
        detail(f"plugin = {PLUGIN.shown_value(plugin.value)} ({plugin.origin})")
    if sources.path is not None:
        detail(f"settings file: {sources.path}" + " (found)" * (not sources.named))
    for path in sources.passed_over:
        detail(f"{path} is a schema file: no settings are read from it")


def check_once(given: Sequence[click.Parameter]) -> None:
    """Raises UserError where one flag is given twice, or two that set the same."""
    options = [
        each
        for each in given
        if isinstance(each, click.Option) and not each.multiple and not each.is_eager
    ]
    for name, times in Counter(each.name for each in options).items():
        flags = list(dict.fromkeys(_flag(each) for each in options if each.name == name))
        if len(flags) > 1:
            raise UserError(f"give {' or '.join(flags)}, not both")
        if times > 1:
            raise UserError(f"{flags[0]} is given twice (keep one)")


def _valued(parameters: Sequence[click.Parameter]) -> set[str]:
    """The flags that take a value."""
    return {
        flag
        for each in parameters
        if isinstance(each, click.Option) and not each.is_flag
        for flag in each.opts
    }


def _flag(option: click.Option) -> str:
    longs = [each for each in option.opts if each.startswith("--")]
    return min(longs or option.opts, key=len)


def _print_help(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        write([context.get_help() + "\n"])
        context.exit()
