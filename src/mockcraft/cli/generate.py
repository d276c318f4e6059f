"""`mockcraft generate`: values of a generator, or of a template of several."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from contextlib import suppress

import click
from click.shell_completion import CompletionItem

from mockcraft.answer import answer, fresh_seed
from mockcraft.cli.command import Command
from mockcraft.cli.options import near_flag, options
from mockcraft.cli.output import write
from mockcraft.cli.parameters import flag_of, parameter_options, signed, values_given
from mockcraft.cli.value_forms import FORMS, as_objects, as_records
from mockcraft.cli.voice import detail, note
from mockcraft.clock import FROZEN
from mockcraft.core.lists import check_locale
from mockcraft.errors import ParameterError, UserError
from mockcraft.generator import Generator, find, registry
from mockcraft.listing import options_of
from mockcraft.names import normal
from mockcraft.settings import COUNT, FALLBACK, FORMAT, LOCALE, NOW, PLUGIN, SEED, SETTINGS

GROUP_FLAGS = (SETTINGS.flag, PLUGIN.flag)
GENERATOR = (
    "mockcraft.generator"  # where the context keeps the generator that the command line names
)


class Generate(Command):
    """A command whose flags depend on the generator that its first word names."""

    allow_extra_args = True  # reported by `command`, which knows what they are

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Finds the generator, then reads the flags of the command and of the generator."""
        place = self._place_of_name(args)
        if place is not None:
            generator = _find(args[place], ctx.resilient_parsing)
            ctx.meta[GENERATOR] = generator
            args = args[:place] + args[place + 1 :]
            args = signed(generator, args) if generator else args
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            raise self._unknown(ctx, error) from None

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The flags of the generator, then those of the command."""
        generator = ctx.meta.get(GENERATOR)
        return [*(parameter_options(generator) if generator else ()), *super().get_params(ctx)]

    def _place_of_name(self, args: list[str]) -> int | None:
        """Index of the first word that is neither a flag nor the value of one.

        Behind a flag of the generator's own, which are not known yet, stands its value as a rule: such
        a word is taken only where no other one is left.
        """
        valued = {
            flag
            for each in self.params
            if isinstance(each, click.Option) and not each.is_flag
            for flag in each.opts
        }
        alone = {
            flag for each in self.params if isinstance(each, click.Option) for flag in each.opts
        }
        doubtful, place = None, 0
        while place < len(args):
            word = args[place]
            if not word.startswith("-") or word == "-":
                before = args[place - 1] if place else ""
                if before[:2] != "--" or "=" in before or before in alone:
                    return place
                doubtful = place if doubtful is None else doubtful
            place += 2 if word in valued else 1
        return doubtful

    def _unknown(self, ctx: click.Context, error: click.NoSuchOption) -> Exception:
        """What an unknown flag may have been meant for."""
        generator: Generator | None = ctx.meta.get(GENERATOR)
        if generator is None or error.option_name in GROUP_FLAGS:
            return error
        if not error.option_name.startswith("--"):
            return error
        nearest = near_flag(error.option_name, self.get_params(ctx))
        if nearest and nearest == near_flag(error.option_name, self.params):
            return error  # a flag of the command
        try:
            generator.parameter(error.option_name.lstrip("-"))
        except ParameterError as unknown:
            return unknown
        return error

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """What follows the command's name in the line of usage."""
        generator = ctx.meta.get(GENERATOR)
        return [generator.name if generator else "NAME", "[OPTIONS]"]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes what the generator makes, or what the command does."""
        generator = ctx.meta.get(GENERATOR)
        if generator is None:
            return super().format_help_text(ctx, formatter)
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(generator.details)
            if generator.aliases:
                formatter.write_paragraph()
                formatter.write_text(f"Other names: {', '.join(generator.aliases)}.")
        _write_example(generator, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the flags in two sections."""
        generator = ctx.meta.get(GENERATOR)
        own = parameter_options(generator) if generator else []
        rest = super().get_params(ctx)
        for title, each in (
            (f"Parameters of {generator and generator.name}", own),
            ("Options", rest),
        ):
            records = [record for one in each if (record := one.get_help_record(ctx))]
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Names of generators, or flags."""
        if incomplete.startswith("-") or GENERATOR in ctx.meta:
            return super().shell_complete(ctx, incomplete)
        return [
            CompletionItem(each.name, help=each.help)
            for each in registry()
            if normal(each.name).startswith(normal(incomplete))
        ]


def _find(name: str, resilient: bool) -> Generator | None:
    try:
        return find(name)
    except UserError:
        if resilient:  # completion never complains
            return None
        raise


def _write_example(generator: Generator, formatter: click.HelpFormatter) -> None:
    try:
        values = generator.sample(1)
    except ParameterError:  # it has no value without parameters
        return
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write(
            f"{'':{formatter.current_indent}}$ mockcraft generate {generator.name} --seed 0\n"
        )
        for line in str(values[0]).split("\n"):
            formatter.write(f"{'':{formatter.current_indent}}{line}\n")


MARKS = "###"  # that other tools make digits of
DOUBLED = re.compile(r"\{ ?(\w+) ?\}")  # what other tools' {{name}} is here: text


@click.command(cls=Generate)
@options(
    COUNT,
    SEED.but(default=None, shown="another one each time"),
    LOCALE,
    FALLBACK,
    NOW.but(default=FROZEN),
    FORMAT,
)
@click.option("--unique", is_flag=True, help="No value twice; an error where there are too few.")
@click.option(
    "--template",
    metavar="TEXT",
    help="Text with generators in braces, all of one record: '{first_name} is {number:min=18,max=99}'."
    " A doubled brace stands for itself.",
)
@click.option(
    "--columns",
    metavar="LIST",
    help="Rows of several columns, all of one record, as CSV or JSON: name,email,plan=pattern:???",
)
@click.pass_context
def command(
    context: click.Context,
    /,
    count: int,
    seed: int | None,
    locale: str,
    fallback: str | None,
    now: int,
    format: str,
    unique: bool,
    template: str | None,
    columns: str | None,
    **given: str | None,
) -> None:
    """Print values of the generator NAME (list them: mockcraft generators).

    Each generator has flags of its own: mockcraft generate NAME --help.

    \b
    Examples:
      mockcraft generate firstname
      mockcraft generate password --length=12
      mockcraft generate email -n 1000 --unique --seed 7 --format csv
      mockcraft generate --template '{first_name} {last_name} <{email}>' -n 3
      mockcraft generate --columns 'full_name,email,plan=pattern:???' -n 3 --format csv

    With --format json, the output is one array; with --format csv, a column below its name.
    """
    generator: Generator | None = context.meta.get(GENERATOR)
    if context.args:
        raise _too_much(generator, context.args[0])
    if seed is None:
        seed = fresh_seed()
        detail(f"seed = {seed} (drawn for this run)")
    locale = check_locale(locale, fallback)
    if columns is not None:
        _refuse(generator, unique, "columns")
        if template is not None:
            raise UserError("give --columns or --template, not both")
        from mockcraft.template import Columns

        table = Columns(columns)
        rows = table.rows(count, seed, locale, now=now)
        if format == "json":
            write(as_objects(table.titles, rows, table.documents))
        else:
            write(as_records(table.titles, rows))
        return
    if template is not None:
        _refuse(generator, unique, "template")
        from mockcraft.template import Template

        made = Template(template)
        for line in _staying([part for part in made.parts if isinstance(part, str)]):
            note(line)
        lines = made.lines(count, seed, locale, now=now)
        write(FORMS[format](lines, "value", False))
        return
    if generator is None:
        raise UserError(
            "generate needs the name of a generator, such as firstname, or --template or --columns "
            "(list the generators: mockcraft generators)"
        )
    bound = generator.bind(values_given(generator, given))
    values = answer(bound, count, seed, locale, unique=unique, now=now)
    write(FORMS[format](values, generator.name, generator.type_name == "json"))


def _staying(texts: list[str]) -> Iterator[str]:
    """What is text in a template, and would be values in those of other tools."""
    if any(MARKS in text for text in texts):
        yield f"{MARKS} stays as it is in a template (write {{pattern:{MARKS}}} for digits)"
    for name in (name for text in texts for name in DOUBLED.findall(text)):
        with suppress(UserError):
            find(name)
            yield f"{{{{{name}}}}} is the text {{{name}}} in a template (write {{{name}}} for a value)"
            return


def _too_much(generator: Generator | None, word: str) -> UserError:
    """What a second word may have been meant for."""
    options = options_of(generator) if generator else {}
    meant = [name for name, each in options.items() if each.required or name == "pattern"]
    hint = "several values a line: --template '{first_name} {last_name}'"
    if generator and meant:
        flag = f"{flag_of(meant[0])} {shlex.quote(word)}"
        hint = f"did you mean mockcraft generate {generator.name} {flag}?"
    return UserError(f"generate takes one generator, not also {word!r} ({hint})")


def _refuse(generator: Generator | None, unique: bool, flag: str) -> None:
    if generator is not None:
        name = generator.name
        shown = f"'{{{name}}}'" if flag == "template" else f"--columns {name},…"
        raise UserError(
            f"--{flag} and the name {name!r} exclude each other (write the name into the {flag}: {shown})"
        )
    if unique:
        raise UserError(f"--unique goes with the name of a generator, not with --{flag}")
