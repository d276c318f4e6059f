"""The group of commands. A command's module is imported when the command is used, not for `--help`."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import click
from click.shell_completion import CompletionItem

from mockcraft.about import about
from mockcraft.cli.command import Strict, begin
from mockcraft.cli.options import load, near_flag, option
from mockcraft.cli.output import write
from mockcraft.cli.voice import voice_options
from mockcraft.errors import UserError, nearest
from mockcraft.extras import BUNDLE
from mockcraft.setting_sources import Sources
from mockcraft.settings import PLUGIN, SETTINGS
from mockcraft.wording import FLAGS, worded

COMPLETE = "_MOCKCRAFT_COMPLETE"  # set by the scripts of `mockcraft completion`
COMMANDS = {
    "generate": ("mockcraft.cli.generate", "Print values of a generator."),
    "generators": ("mockcraft.cli.generators", "List the generators."),
    "seed": ("mockcraft.cli.seed", "Fill a database, or files, from a schema file."),
    "init": ("mockcraft.cli.init", "Write the schema file that fits a database that exists."),
    "estimate": ("mockcraft.cli.estimate", "Tell what a run would take: bytes, time, memory."),
    "parts": ("mockcraft.cli.parts", "Check that all parts of a run in parts are there."),
    "clean": ("mockcraft.cli.clean", "Remove from a database what runs of a schema file made."),
    "backup": ("mockcraft.cli.backup", "Take a verified backup of a database."),
    "backups": ("mockcraft.cli.backups", "List the backups in a folder."),
    "verify": ("mockcraft.cli.verify", "Check a backup by restoring it to a scratch database."),
    "restore": ("mockcraft.cli.restore", "Put a backup into a database."),
    "validate": ("mockcraft.cli.validate", "Check a schema file and report every problem."),
    "preview": ("mockcraft.cli.preview", "Show rows of a schema file's tables."),
    "schema": ("mockcraft.cli.schema", "Print the JSON Schema of schema files, for editors."),
    "server": ("mockcraft.cli.server", "Serve values over HTTP."),
    "worker": ("mockcraft.cli.worker", "Run the jobs of servers on this host."),
    "mcp": ("mockcraft.cli.mcp", "Serve tools to a coding agent (MCP)."),
    "key": ("mockcraft.cli.key", "Make an API key for a server."),
    "completion": ("mockcraft.cli.completion", "Print the completion script of a shell."),
    "licenses": ("mockcraft.cli.licenses", "List what the program is made with, and its licences."),
    "help": ("mockcraft.cli.help", "Explain a command or a generator."),
}
if BUNDLE in sys.modules:  # the program is one file
    COMMANDS["cache"] = (
        "mockcraft.cli.cache",
        "Tell of what the program has unpacked, and remove it.",
    )


def run(words: list[str]) -> int:
    """Runs a command line and returns its exit code; raises MockcraftError for mistakes."""
    if COMPLETE in os.environ:
        return complete(os.environ[COMPLETE])
    try:
        with worded(FLAGS), root.make_context("mockcraft", words) as context:
            root.invoke(context)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None
    except click.ClickException as error:
        raise UserError(sentence(error)) from None
    return 0


def complete(instruction: str) -> int:
    """Answers a shell's script: `instruction` is SHELL_complete, or SHELL_source for the script itself."""
    from mockcraft.cli.shells import SHELLS

    shell, _, wanted = instruction.partition("_")
    kind = SHELLS.get(shell)
    if kind is None or wanted not in ("complete", "source"):
        return 1
    asked = kind(root, {}, "mockcraft", COMPLETE)
    write([(asked.source() if wanted == "source" else asked.complete()) + "\n"])
    return 0


class Commands(Strict, click.Group):
    """The commands of COMMANDS, described without being imported."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names, in the order of COMMANDS."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name; its module calls it `command`."""
        if name not in COMMANDS:
            return None
        made: click.Command = import_module(COMMANDS[name][0]).command
        return made

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names; raises UserError with the nearest one."""
        if args[0] not in COMMANDS and not ctx.resilient_parsing:
            raise UserError(f"there is no command {args[0]!r}{_nearest(args[0])}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the list of commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, help) for name, (_, help) in COMMANDS.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands, or the group's flags."""
        if incomplete.startswith("-"):
            return click.Command.shell_complete(self, ctx, incomplete)
        return [
            CompletionItem(name, help=help)
            for name, (_, help) in COMMANDS.items()
            if name.startswith(incomplete)
        ]


def _nearest(word: str) -> str:
    from mockcraft.generator import normal
    from mockcraft.generators.index import module_of

    if module_of(normal(word)):
        return f' (did you mean "mockcraft generate {word}"?)'
    return nearest(word, COMMANDS)


def _print_version(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        write([about() + "\n"])
        context.exit()


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    invoke_without_command=True,
)
@option(SETTINGS)
@option(PLUGIN)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version,
    help="Print the version, that of Python, and the platform.",
)  # fmt: skip
@click.pass_context
def root(context: click.Context, settings: str | None, plugin: tuple[str, ...]) -> None:
    """Fake data for a terminal, a database or a web client, the same on every machine.

    \b
    Examples:
      mockcraft generate firstname
      mockcraft generate --template '{first_name} <{email}>' -n 5
      mockcraft COMMAND --help

    Every flag that is a setting is also a variable (--max-count: MOCKCRAFT_MAX_COUNT) and a line of
    the settings file (max_count: 50). A flag goes before a variable, a variable before the file.
    The settings file is the nearest mockcraft.yaml (or .yml) of the current folder and those above it,
    up to the repository's root, else up to the home folder. -q and -v may stand behind the command too.
    """
    context.obj = load(Sources(os.environ, settings), plugin)
    if context.invoked_subcommand is None:
        begin(context)
        write([context.get_help() + "\n"])


root.params += voice_options()


def sentence(error: click.ClickException) -> str:
    """What a mistake of the command line is, and where to read on."""
    context = getattr(error, "ctx", None)
    if isinstance(error, click.NoSuchOption):
        message = f"there is no option {error.option_name}" + _near_option(
            error.option_name, context
        )
    elif context and isinstance(error, click.exceptions.NoArgsIsHelpError):
        commands = getattr(context.command, "commands", ())
        message = f"say what to do: {' or '.join(sorted(commands))}"
    else:
        message = error.format_message().removesuffix(".")
        message = message[:1].lower() + message[1:]
    return message + (f"\n(see: {context.command_path} --help)" if context else "")


def _near_option(name: str, context: click.Context | None) -> str:
    if context is None:
        return ""
    if context.parent and name in (SETTINGS.flag, PLUGIN.flag):
        return f" here (it goes before the command: mockcraft {name} FILE {context.info_name} …)"
    return near_flag(name, context.command.get_params(context))
