"""What a shell offers for a word that is being typed. Nothing here complains, and nothing runs code."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import click
from click.shell_completion import CompletionItem

from mockcraft.cli.shells import GOES_ON
from mockcraft.cli.voice import current_sources
from mockcraft.errors import MockcraftError
from mockcraft.setting import Setting
from mockcraft.settings import FALLBACK, LOCALE, NOW, SCHEMA

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def words(known: Callable[[click.Context], Iterable[str]]) -> Complete:
    """Offers those of some words that begin as the one that is typed."""

    def complete(
        context: click.Context, parameter: click.Parameter, start: str
    ) -> list[CompletionItem]:
        return [CompletionItem(each) for each in known(context) if each.startswith(start)]

    return complete


def beginnings(known: Callable[[click.Context], Iterable[str]]) -> Complete:
    """Offers `word=` for those of some words that begin as what is typed, behind which more is typed."""

    def complete(
        context: click.Context, parameter: click.Parameter, start: str
    ) -> list[CompletionItem]:
        return [
            CompletionItem(f"{each}=", type=GOES_ON)
            for each in known(context)
            if each.startswith(start)
        ]

    return complete


def paths(kind: str) -> Complete:
    """Offers files, or folders where `kind` is "folder": the shell looks them up itself."""

    def complete(
        context: click.Context, parameter: click.Parameter, start: str
    ) -> list[CompletionItem]:
        return [CompletionItem(start, type="dir" if kind == "folder" else "file")]

    return complete


def choices_of(setting: Setting) -> Complete:
    """Offers what a setting may be."""
    if setting.path:
        return paths(setting.path)
    if setting.name in (LOCALE.name, FALLBACK.name):
        return words(_locales)
    if setting.name == NOW.name:
        return words(lambda _: ("today", "now"))
    return words(lambda _: setting.choices)


def _locales(context: click.Context) -> list[str]:
    from mockcraft.core.lists import locales

    return locales()


def categories(context: click.Context) -> list[str]:
    """The categories of generators."""
    from mockcraft.generator import registry

    return sorted({each.category for each in registry()})


def tables(context: click.Context) -> list[str]:
    """The tables of the schema file that the line names, or that the settings name."""
    from mockcraft.schema.bind import read

    try:
        given = context.params.get("file") or context.params.get(SCHEMA.name)
        path = given or current_sources().value(SCHEMA)
        return [table.name for table in read(path)[0].tables] if path else []
    except MockcraftError:
        return []
