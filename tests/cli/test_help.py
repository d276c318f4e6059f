"""`mockcraft help`, and what is said about words that do not fit."""

from collections.abc import Callable
from pathlib import Path

import click
import pytest

from mockcraft.cli import cache
from mockcraft.cli.main import sentence

from .conftest import Answer

Inside = Callable[..., Answer]


@pytest.mark.parametrize(
    ("topic", "words"),
    [
        ([], ["--help"]),
        (["seed"], ["seed", "--help"]),
        (["generate"], ["generate", "--help"]),
        (["password"], ["generate", "password", "--help"]),
        (["FirstName"], ["generate", "FirstName", "--help"]),
        (["generate", "password"], ["generate", "password", "--help"]),
        (["help"], ["help", "--help"]),
    ],
    ids=" ".join,
)
def test_help_is_what_the_flag_prints(inside: Inside, topic: list[str], words: list[str]) -> None:
    asked, flag = inside("help", *topic), inside(*words)

    assert (0, "") == (asked.code, asked.err)
    assert asked.out == flag.out != ""


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        (["sed"], "there is no command or generator 'sed' (did you mean \"seed\"?)"),
        (["pasword"], "there is no command or generator 'pasword' (did you mean \"password\"?)"),
        (["zzzzzz"], "there is no command or generator 'zzzzzz' (list them: mockcraft generators)"),
        (["seed", "x"], "help takes one command or generator, not also 'x'"),
        (["generate", "password", "x"], "help takes one command or generator, not also 'x'"),
    ],
)
def test_an_unknown_topic_is_told(inside: Inside, topic: list[str], said: str) -> None:
    answer = inside("help", *topic)

    assert (2, "", f"mockcraft: {said}\n") == (answer.code, answer.out, answer.err)


def test_help_knows_the_generators_of_a_plugin(
    mockcraft: Callable[..., "object"], tmp_path: Path
) -> None:
    (tmp_path / "p.py").write_text(
        "from mockcraft.generator import Text, generator\n\n"
        "@generator('mine')\ndef moon_phase(draw) -> Text:\n"
        "    '''Phase of the moon.'''\n    return draw.pick(['full'])\n"
    )
    done = mockcraft("--plugin", "p.py", "help", "moon_phase")

    assert "Phase of the moon." in done.stdout  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["regex", "[A-Z]{3}"], "(did you mean mockcraft generate regex --pattern '[A-Z]{3}'?)"),
        (["first_name", "last_name"], "(several values a line: --template '{first_name} {last_name}')"),
        (["password", "--lower=-1"], "lower='-1' is not true or false"),
        (["password", "--lower", "-1"], "there is no option -1"),
        (["password", "--length", "3", "--length", "4"], "--length is given twice (keep one)"),
        (["password", "--special", "--no-special"], "--special is given twice (keep one)"),
        (["password", "--unique", "--unique"], "--unique is given twice (keep one)"),
        (["password", "-n", "1", "--count", "2"], "--count is given twice (keep one)"),
        (["--length", "12", "pasword"], "there is no generator 'pasword' (did you mean \"password\"?)"),
    ],
)  # fmt: skip
def test_a_hasty_line_is_told_what_was_meant(inside: Inside, words: list[str], said: str) -> None:
    answer = inside("generate", *words)

    assert (2, "") == (answer.code, answer.out)
    assert said in answer.err


def test_flags_of_the_group_are_given_once_unless_they_repeat(inside: Inside) -> None:
    twice = inside("--settings", "a", "--settings", "b", "generate", "firstname")

    assert (2, "mockcraft: --settings is given twice (keep one)\n") == (twice.code, twice.err)
    assert "plugin 'a.py'" in inside("--plugin", "a.py", "--plugin", "b.py", "generators").err


@pytest.mark.parametrize("generator", ["number", "decimal", "price", "latitude"])
@pytest.mark.parametrize("form", ["--min=-5 --max=-5", "--min -5 --max -5", "--max -5 --min=-5"])
def test_numbers_below_zero_are_values_in_either_form(
    inside: Inside, generator: str, form: str
) -> None:
    words = form.split()
    before, behind = (
        inside("generate", *each) for each in ((*words, generator), (generator, *words))
    )

    assert before == behind
    assert (0, -5.0) == (before.code, float(before.out))


def test_the_name_may_stand_behind_flags_of_the_generator(inside: Inside) -> None:
    one, other = (
        inside("generate", *words, "--seed", "1")
        for words in (("--length", "9", "password"), ("password", "--length", "9"))
    )

    assert one == other
    assert 10 == len(one.out)


def test_a_command_of_commands_says_which_there_are() -> None:
    with pytest.raises(click.exceptions.NoArgsIsHelpError) as bare:
        cache.command.make_context("cache", [])
    assert "say what to do: clean or path\n(see: cache --help)" == sentence(bare.value)
