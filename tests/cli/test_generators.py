"""`mockcraft generators` and the group of commands."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import click
import pytest

from mockcraft.cli import main
from mockcraft.errors import NotFound
from mockcraft.generator import find, registry
from mockcraft.listing import TAKEN, describe, options_of, select

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def test_the_table_names_every_generator_below_its_category(mockcraft: Run) -> None:
    lines = mockcraft("generators").stdout.split("\n")

    assert [line.split()[0] for line in lines if line.startswith("  ")] == [
        e.name for e in registry()
    ]
    assert {line for line in lines if line and line[0] != " "} == {e.category for e in registry()}


def test_no_generator_is_imported_to_be_listed() -> None:
    program = (
        "import sys\n"
        "from mockcraft.cli.main import run\n"
        "run(['generators'])\n"
        "print(*(name for name in sys.modules if name.startswith('mockcraft.generators.')), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert done.stderr == "mockcraft.generators.summaries\n"


def test_a_plugin_is_listed_in_place_of_what_it_replaces(mockcraft: Run, tmp_path: Path) -> None:
    plugin = tmp_path / "own.py"
    plugin.write_text(
        "from mockcraft.generator import Draw, Text, generator\n"
        '@generator("person", aliases=("moniker",), replace=True)\n'
        "def first_name(draw: Draw) -> Text:\n"
        '    """Always Ada."""\n'
        '    return draw.join("Ada")\n'
    )
    listed = mockcraft("--plugin", str(plugin), "generators", "--search", "moniker").stdout
    named = mockcraft("--plugin", str(plugin), "generators", "--format", "csv").stdout

    assert listed == f"person\n  first_name  {'Ada':28}  Always Ada.\n\n"
    assert [each for each in named.split("\n") if each.startswith("first_name,")] == [
        "first_name,person,text,Always Ada.,Ada"
    ]


def test_a_category_and_a_word_narrow_the_list(mockcraft: Run) -> None:
    found = json.loads(mockcraft("generators", "--category", "person", "--format", "json").stdout)

    assert {each["category"] for each in found} == {"person"}
    assert "first_name" in [each["name"] for each in found]
    for word in ("given_name", "Given name"):  # an alias, the description
        assert "first_name" in [each.name for each in select(search=word)]


def test_an_unknown_category_is_refused_with_the_nearest_one(mockcraft: Run) -> None:
    result = mockcraft("generators", "--category", "persn")

    assert result.returncode == 2
    assert result.stderr == ("mockcraft: there is no category 'persn' (did you mean \"person\"?)\n")


def test_a_search_without_a_hit_prints_nothing_and_says_so(mockcraft: Run) -> None:
    result = mockcraft("generators", "--search", "zzzz")

    assert (result.returncode, result.stdout) == (0, "")
    assert result.stderr == "mockcraft: no generator speaks of 'zzzz'\n"


def test_json_tells_the_parameters_with_defaults_choices_and_bounds() -> None:
    told = {each["name"]: each for each in describe(find("password"))["parameters"]}
    sex = describe(find("first_name"))["parameters"][0]

    assert told["length"] == {
        "name": "length", "option": "length", "type": "integer", "help": "characters in each value",
        "required": False, "default": 12, "choices": None, "min": 1, "max": 256,
    }  # fmt: skip
    assert sex["choices"] == ["female", "male"]


def test_every_generator_can_be_described_as_json() -> None:
    for each in registry():
        assert json.loads(json.dumps(describe(each)))["name"] == each.name


def test_csv_has_a_record_for_each_generator(mockcraft: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(mockcraft("generators", "--format", "csv").stdout)))

    assert [row["name"] for row in rows] == [each.name for each in registry()]


def test_no_parameter_hides_an_option_of_every_generator() -> None:
    for each in registry():
        assert set(options_of(each)) & set(TAKEN) == set()
        assert len(options_of(each)) == len(each.parameters)


@pytest.mark.parametrize("name", main.COMMANDS)
def test_every_command_is_there_and_shows_examples(name: str) -> None:
    command = import_module(main.COMMANDS[name][0]).command

    assert isinstance(command, click.Command)
    assert f"mockcraft {name}" in (command.help or "")


def test_help_lists_every_command(mockcraft: Run) -> None:
    printed = mockcraft("--help").stdout

    for name, (_, help) in main.COMMANDS.items():
        assert f"  {name:10}  {help}\n" in printed
    assert mockcraft().stdout == printed


@pytest.mark.parametrize(
    ("word", "hint"),
    [("generat", 'did you mean "generate"?'), ("firstname", 'did you mean "mockcraft generate firstname"?'),
     ("zzz", "there are: generate, generators")],
)  # fmt: skip
def test_an_unknown_command_is_refused_with_the_nearest_one(
    mockcraft: Run, word: str, hint: str
) -> None:
    result = mockcraft(word)

    assert result.returncode == 2
    assert result.stderr.startswith(f"mockcraft: there is no command {word!r} ({hint}")


def test_an_unknown_category_is_an_error_of_the_server_too() -> None:
    with pytest.raises(NotFound) as caught:
        select("nope")
    assert caught.value.http_status == 404
