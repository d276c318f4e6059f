"""Flags made from the parameters of a generator. Click passes their texts on; the declaration parses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click
from click.shell_completion import CompletionItem

from mockcraft.core.values import Date, Decimal, Integer, Timestamp, text_of
from mockcraft.generator import Generator, Parameter
from mockcraft.listing import options_of

METAVARS = {
    int: "NUMBER", Integer: "NUMBER", float: "NUMBER", Decimal: "DECIMAL", str: "TEXT",
    Date: "DATE", Timestamp: "TIME", tuple: "TEXT,…",
}  # fmt: skip


class ParameterOption(click.Option):
    """The flag of a parameter; its value is the text that was given, or None."""

    def __init__(self, name: str, parameter: Parameter) -> None:
        """Makes the flag; one that is true or false needs no value."""
        self.parameter = parameter
        alone: dict[str, Any] = {
            "is_flag": False,
            "flag_value": "true",
        }  # it may stand without value
        super().__init__(
            [flag_of(name), name],
            **(alone if parameter.kind is bool else {}),
            metavar="|".join(parameter.choices) or METAVARS.get(parameter.kind),
            help=describe(parameter),
        )

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The flag and what it means, as help shows them."""
        if self.parameter.kind is bool:
            flag = self.opts[0]
            return f"{flag} / --no-{flag[2:]}", describe(self.parameter)
        return super().get_help_record(ctx)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The choices."""
        choices = self.parameter.choices or (
            ("true", "false") if self.parameter.kind is bool else ()
        )
        return [CompletionItem(each) for each in choices if each.startswith(incomplete)]


def parameter_options(generator: Generator) -> list[click.Parameter]:
    """The flags of a generator."""
    return [ParameterOption(name, each) for name, each in options_of(generator).items()]


def values_given(generator: Generator, given: Mapping[str, str | None]) -> dict[str, object]:
    """The texts that were given, by the names of the declaration."""
    options = options_of(generator)
    return {options[name].name: text for name, text in given.items() if text is not None}


def signed(generator: Generator, args: list[str]) -> list[str]:
    """The words with `--no-x` written as `--x=false` for each parameter x that is true or false.

    Raises ParameterError for a value of theirs that begins with a dash, which click would read as a flag.
    """
    flags = {
        flag_of(name): each for name, each in options_of(generator).items() if each.kind is bool
    }
    spelled = {f"--no-{flag[2:]}": f"{flag}=false" for flag in flags}
    for word in args:
        flag, _, value = word.partition("=")
        if flag in flags and value.startswith("-"):
            flags[flag].parse(value)
    return [spelled.get(word, word) for word in args]


def flag_of(name: str) -> str:
    """The flag of a name."""
    return "--" + name.replace("_", "-")


def describe(parameter: Parameter) -> str:
    """What a parameter means, its default and its bounds."""
    notes = []
    if parameter.required:
        notes.append("required")
    elif parameter.default not in (None, (), ""):
        notes.append(f"default: {shown(parameter.default)}")
    if parameter.between is not None:
        notes.append(f"{parameter.between.low}..{parameter.between.high}")
    text = parameter.help[:1].upper() + parameter.help[1:]
    return f"{text}.{'  [' + '; '.join(notes) + ']' if notes else ''}"


def shown(default: object) -> str:
    """A default as it is typed on the command line."""
    return ",".join(map(str, default)) if isinstance(default, tuple) else text_of(default)
