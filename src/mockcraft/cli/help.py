"""`mockcraft help`: what `--help` says, for those who ask with a word."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem

from mockcraft.cli.command import Command
from mockcraft.cli.output import write
from mockcraft.errors import NotFound, UserError, did_you_mean
from mockcraft.names import normal


def _offered(
    context: click.Context, parameter: click.Parameter, start: str
) -> list[CompletionItem]:
    known = _topics()
    return [
        CompletionItem(name, help=known[name])
        for name in known
        if normal(name).startswith(normal(start))
    ]


def _topics() -> dict[str, str]:
    """Commands and generators, each with its help."""
    from mockcraft.cli.main import COMMANDS
    from mockcraft.generator import registry

    commands = {name: help for name, (_, help) in COMMANDS.items()}
    return {each.name: each.help for each in registry()} | commands


@click.command(cls=Command)
@click.argument("topic", metavar="[COMMAND|GENERATOR]", nargs=-1, shell_complete=_offered)
@click.pass_context
def command(context: click.Context, /, topic: tuple[str, ...]) -> None:
    """Explain a command or a generator, as --help does.

    \b
    Examples:
      mockcraft help seed
      mockcraft help password
    """
    root = context.find_root()
    words = _words(topic)
    if not words:
        write([root.get_help() + "\n"])
        return
    assert isinstance(root.command, click.Group)
    wanted = root.command.get_command(root, words[0])
    assert wanted is not None
    wanted.make_context(words[0], [*words[1:], "--help"], parent=root)


def _words(topic: tuple[str, ...]) -> list[str]:
    """The command line that --help is put behind; raises UserError for a topic that is not known."""
    from mockcraft.cli.main import COMMANDS
    from mockcraft.generator import find

    words = list(topic)
    if words and words[0] not in COMMANDS:
        try:
            find(words[0])
        except NotFound:
            hint = did_you_mean(words[0], list(_topics())) or " (list them: mockcraft generators)"
            raise UserError(f"there is no command or generator {words[0]!r}{hint}") from None
        words.insert(0, "generate")
    if len(words) > 1 + (words[:1] == ["generate"]):
        raise UserError(f"help takes one command or generator, not also {words[-1]!r}")
    return words
