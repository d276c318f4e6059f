"""`mockcraft generate`, run as a process."""

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mockcraft.answer import json_of
from mockcraft.core.values import Date, Decimal, Timestamp
from mockcraft.errors import UserError
from mockcraft.generator import find, registry
from mockcraft.template import Template

from .conftest import Answer

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def said(result: subprocess.CompletedProcess[str]) -> str:
    """The one message on stderr of a run that failed by the caller's mistake."""
    assert result.returncode == 2, result.stderr
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return result.stderr.removeprefix("mockcraft: ").strip()


def test_the_three_commands_of_the_brief_work(mockcraft: Run) -> None:
    assert re.fullmatch(r"\w+\n", mockcraft("generate", "firstname").stdout)
    assert re.fullmatch(r"\w{12}\n", mockcraft("generate", "password", "--length=12").stdout)
    assert re.fullmatch(r"\S.*\n", mockcraft("generate", "medical_condition").stdout)


def test_values_are_those_of_the_declaration_at_the_same_seed(mockcraft: Run) -> None:
    lines = mockcraft("generate", "password", "--length", "20", "-n", "5", "--seed", "3").stdout

    assert lines.split() == find("password").bind({"length": 20}).sample(5, seed=3)


def test_a_flag_of_a_parameter_may_stand_on_either_side_of_the_count(mockcraft: Run) -> None:
    one = mockcraft("generate", "-n", "2", "password", "--length", "5", "--seed", "1")
    other = mockcraft("generate", "password", "--seed", "1", "--length", "5", "-n", "2")

    assert one.stdout == other.stdout != ""


@pytest.mark.parametrize(
    ("words", "value"),
    [(["--special"], True), (["--special=true"], True), (["--special", "yes"], True),
     (["--no-special"], False), (["--special=off"], False)],
)  # fmt: skip
def test_a_parameter_that_is_true_or_false_is_switched_on_and_off(
    mockcraft: Run, words: list[str], value: bool
) -> None:
    printed = mockcraft("generate", "password", *words, "-n", "2", "--seed", "1").stdout

    assert printed.split() == find("password").bind({"special": value}).sample(2, seed=1)


def test_a_value_may_begin_with_a_dash(mockcraft: Run) -> None:
    printed = mockcraft("generate", "number", "--min", "-5", "--max", "-5").stdout

    assert printed == "-5\n"


def test_a_parameter_named_like_an_option_of_every_generator_goes_by_a_longer_name(
    mockcraft: Run, tmp_path: Path
) -> None:
    plugin = """
from mockcraft.generator import Annotated, Draw, Text, generator

@generator("test")
def stars(draw: Draw, *, count: Annotated[int, "stars"] = 1) -> Text:
    'Stars.'
    return draw.join("*" * count)
"""
    (tmp_path / "stars.py").write_text(plugin, encoding="utf-8")

    printed = mockcraft(
        "--plugin", "stars.py", "generate", "stars", "--stars-count", "2", "--count", "3"
    ).stdout

    assert printed == "**\n**\n**\n"


def test_json_is_one_array_of_the_values(mockcraft: Run) -> None:
    printed = mockcraft("generate", "price", "-n", "3", "--seed", "1", "--format", "json").stdout
    single = mockcraft("generate", "first_name", "--seed", "1", "--format", "json").stdout

    assert [float(value) for value in find("price").sample(3, seed=1)] == json.loads(printed)
    assert json.loads(single) == find("first_name").sample(1, seed=1)


def test_json_holds_decimals_digit_by_digit_and_dates_as_text() -> None:
    assert json_of(Decimal(-1230, 2)) == "-12.30"
    assert json_of(Decimal(5, 3)) == "0.005"
    assert json_of(Date(0)) == '"1970-01-01"'
    assert json_of(Timestamp(1)) == '"1970-01-01T00:00:01"'
    assert json_of(True) == "true"
    assert json_of('a"\n\\') == '"a\\"\\n\\\\"'
    assert json_of('{"a": 1}', document=True) == '{"a": 1}'


def test_csv_reads_back_as_the_values_below_their_name(mockcraft: Run) -> None:
    printed = mockcraft("generate", "quote", "-n", "9", "--seed", "2", "--format", "csv").stdout
    rows = list(csv.reader(io.StringIO(printed)))

    assert [row for row in rows if len(row) != 1] == []
    assert [row[0] for row in rows] == ["quote", *find("quote").sample(9, seed=2)]


def test_unique_values_are_distinct(mockcraft: Run) -> None:
    values = mockcraft(
        "generate", "first_name", "-n", "600", "--unique", "--seed", "1"
    ).stdout.split("\n")

    assert len(set(values)) == 601


def test_too_many_unique_values_are_refused_before_the_first_one(mockcraft: Run) -> None:
    message = said(mockcraft("generate", "first_name", "-n", "100000", "--unique"))

    assert re.match(
        r"first_name has [\d,]+ distinct values in en_US, 100,000 unique ones are asked", message
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["firstnam"], 'there is no generator \'firstnam\' (did you mean "firstname"?)'),
        (["password", "--lenth", "9"], 'password has no parameter \'lenth\' (did you mean "length"?)'),
        (["password", "--length", "999"], "length='999' is outside 1..256"),
        (["password", "--length", "x"], "length='x' is not a whole number in 1..256"),
        (["first_name", "--sex", "mal"], "sex='mal' is not one of female, male (did you mean \"male\"?)"),
        (["first_name", "-n", "0"], "--count='0' is not a whole number of 1 or more"),
        (["first_name", "-n", "-2"], "--count='-2' is not a whole number of 1 or more"),
        (["first_name", "--format", "jsn"], "--format='jsn' is not one of text, json, csv (did you mean \"json\"?)"),
        (["first_name", "--locale", "de_DF"], 'locale \'de_DF\' is not known (did you mean "de_DE"?)'),
        (["first_name", "--locale", "no_NO"], 'locale \'no_NO\' is not known (did you mean "nb_NO"?)'),
        (["first_name", "--locale", "ar_EG"], "locale 'ar_EG' is not known (one of bg_BG, cs_CZ, "),
        (["birth_date", "--min-age", "50", "--max-age", "20"], "min_age=50 is above max_age=20"),
        (["first_name", "last_name"], "generate takes one generator, not also 'last_name'"),
        ([], "generate needs the name of a generator, such as firstname, or --template"),
        (["first_name", "--sed", "1"], 'there is no option --sed (did you mean "--seed"?)'),
        (["first_name", "--settings", "x"], "there is no option --settings here (it goes before the command"),
        (["first_name", "--template", "x"], "--template and the name 'first_name' exclude each other"),
        (["regex", "--regex", "x"], "regex has no parameter 'regex' (it takes pattern)"),
        (["--template", "x", "--unique"], "--unique goes with the name of a generator"),
        (["--template", "{first_nam}"], "template, column 1: there is no generator 'first_nam'"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_the_way_out(
    mockcraft: Run, words: list[str], message: str
) -> None:
    assert said(mockcraft("generate", *words)).startswith(message)


def test_a_wrong_variable_is_named_and_an_unknown_one_warned_about(mockcraft: Run) -> None:
    wrong = mockcraft("generate", "firstname", MOCKCRAFT_COUNT="x")
    unknown = mockcraft("generate", "firstname", MOCKCRAFT_LOCAL="de_DE")

    assert said(wrong) == "MOCKCRAFT_COUNT='x' is not a whole number of 1 or more"
    assert unknown.returncode == 0
    assert unknown.stderr.strip() == (
        "mockcraft: warning: the variable MOCKCRAFT_LOCAL is not a setting"
        ' (did you mean "MOCKCRAFT_LOCALE"?)'
    )


def test_settings_come_from_variables_and_from_mockcraft_yaml(
    mockcraft: Run, tmp_path: Path
) -> None:
    (tmp_path / "mockcraft.yaml").write_text("seed: 4\ncount: 2\n")

    assert mockcraft("generate", "firstname").stdout.split() == find("firstname").sample(2, seed=4)
    fewer = mockcraft("generate", "firstname", MOCKCRAFT_COUNT="1")
    assert fewer.stdout.split() == find("firstname").sample(1, seed=4)


def test_a_plugin_adds_a_generator(mockcraft: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(
        "from mockcraft.generator import Text, generator\n\n"
        "@generator('mine')\ndef planet_ring(draw) -> Text:\n"
        "    '''Ring of a planet.'''\n    return draw.pick(['Encke'])\n"
    )

    assert mockcraft("--plugin", "mine.py", "generate", "planetring").stdout == "Encke\n"
    assert "planet_ring" in mockcraft("--plugin", "mine.py", "generators").stdout
    assert said(mockcraft("--plugin", "none.py", "generate", "planetring")).startswith(
        "plugin 'none.py'"
    )


def test_help_of_a_generator_shows_its_parameters_and_what_it_prints_at_seed_0(
    mockcraft: Run,
) -> None:
    printed = mockcraft("generate", "password", "--help").stdout

    assert f"$ mockcraft generate password --seed 0\n  {find('password').sample(1)[0]}\n" in printed
    assert re.search(r"--length NUMBER +Characters .*\[default: 12; 1\.\.256\]", printed)
    assert "--special / --no-special" in printed


def test_help_of_every_generator_can_be_shown(capsys: pytest.CaptureFixture[str]) -> None:
    import click

    from mockcraft.cli.generate import command

    for each in registry():
        with pytest.raises(click.exceptions.Exit):
            command.make_context("generate", [each.name, "--help"])
        assert f"Usage: generate {each.name}" in capsys.readouterr().out


def test_the_fields_of_a_template_belong_to_one_person() -> None:
    lines = Template("{first_name}|{last_name}|{email}").lines(50, 1, "en_US")

    for first, last, email in (line.split("|") for line in lines):
        assert email[0] == first[0].lower() and last.lower() in email


def test_a_field_of_a_template_has_the_values_the_generator_has_alone() -> None:
    assert list(Template("{word}").lines(9, 5, "en_US")) == find("word").sample(9, seed=5)


@pytest.mark.parametrize(
    "template",
    [
        "Dear {word}",
        "{{{word}",
        "{first_name} {word}",
        "{number:min=1,max=6}{uuid}\n{word}",
        "x{word}y{word}",
    ],
)
def test_what_stands_before_a_generator_of_a_template_does_not_change_it(template: str) -> None:
    alone = list(Template("{word}").lines(20, 3, "en_US"))
    lines = Template(template.replace("{word}", "<{word}>", 1)).lines(20, 3, "en_US")

    assert alone == [line.partition("<")[2].partition(">")[0] for line in lines]


def test_the_second_place_of_a_generator_keeps_its_values_whatever_lies_between() -> None:
    plain, changed = (
        list(Template(text).lines(20, 3, "en_US"))
        for text in ("{word}|{word}", "a{first_name}{word}b {email}|{word}")
    )

    assert [line.split("|")[1] for line in plain] == [line.split("|")[1] for line in changed]


def test_a_generator_that_stands_twice_in_a_template_gives_two_values() -> None:
    dice = list(Template("{number:min=1,max=6} {number:min=1,max=6}").lines(60, 0, "en_US"))

    assert {len(set(line.split())) for line in dice} == {1, 2}
    assert {face for line in dice for face in line.split()} == set("123456")


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("plain", "plain"),
        ("{{x}}", "{x}"),
        ("{number:min=7,max=7}%", "7%"),
        ("{ number : min=7, max=7 }", "7"),
        ("{pattern:pattern='a,}b'}", "a,}b"),
        ('{pattern:pattern="it\'s"}', "it's"),
        ("", ""),
    ],
)
def test_a_template_is_filled_as_it_is_written(template: str, line: str) -> None:
    assert list(Template(template).lines(1, 0, "en_US")) == [line]


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("ab{first_name", "template, column 3: } is missing"),
        (
            "x {{.FirstName}}",
            "template, column 3: {{.FirstName}} is the form of another tool (write {first_name})",
        ),
        (
            "{word|uper}",
            "template, column 1: 'word|uper' has no filter of that name (known: upper, lower, title, slug)",
        ),
        ("{word:1}", "template, column 1: word has no parameter '1'"),
        ("a } b", "template, column 3: a lone }"),
        ("a {} b", "template, column 3: no name"),
        ("{pattern:pattern='a}", "template, column 18: ' is missing"),
        ("x {number:mn=3}", "template, column 3: number has no parameter 'mn'"),
        ("{number:min=1,min=2}", "template, column 1: min is given twice (keep one)"),
        ("{number:min=x}", "template, column 1: min='x' is not a whole number"),
    ],
)
def test_a_wrong_template_names_the_column(template: str, message: str) -> None:
    with pytest.raises(UserError) as caught:
        Template(template)
    assert str(caught.value).startswith(message)


def start(*words: str, **options: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "mockcraft", *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}, **options,
    )  # fmt: skip


@pytest.mark.parametrize("format", ["text", "json", "csv"])
def test_a_huge_count_streams_and_ctrl_c_ends_it_with_one_line(format: str) -> None:
    running = start("generate", "firstname", "-n", "1000000000000", "--format", format)
    assert running.stdout is not None
    assert running.stdout.readline() != b""
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=20)

    assert (running.returncode, errors) == (130, b"mockcraft: interrupted\n")


def test_a_reader_that_leaves_ends_the_run_quietly() -> None:
    running = start("generate", "firstname", "-n", "1000000000")
    assert running.stdout is not None and running.stderr is not None
    running.stdout.readline()
    running.stdout.close()

    assert running.wait(20) == 0
    assert running.stderr.read() == b""
    running.stderr.close()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
def test_a_full_disk_is_an_error_of_the_target() -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "mockcraft", "generate", "firstname"], stdout=full,
            stderr=subprocess.PIPE, text=True,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )  # fmt: skip

    assert done.returncode == 3
    assert done.stderr == (
        "mockcraft: standard output cannot be written: no space left on device\n"
    )


def test_parameters_stand_in_their_order_and_filters_behind() -> None:
    (line,) = Template(
        "{number:5,5}|{number:min=3,4}|{first_name:female|upper}|{pattern:A-b ?|slug}|{regex:'a.|upper'}|{{.x}}"
    ).lines(1, 0, "en_US")
    five, number, name, pattern, regex, literal = line.split("|")

    assert ("5", "{.x}") == (five, literal)
    assert number in ("3", "4") and name.isupper() and pattern.startswith("a-b-")
    assert regex == "upper" or (len(regex) == 2 and regex[0] == "a")


@pytest.mark.parametrize(
    ("template", "made", "told"),
    [
        ("A-###", "A-###", "### stays as it is in a template (write {pattern:###} for digits)\n"),
        ("{{ nope }}", "{ nope }", ""),
        (
            "{{nope}}: {{firstname}}",
            "{nope}: {firstname}",
            "{{firstname}} is the text {firstname} in a template (write {firstname} for a value)\n",
        ),
    ],
)
def test_forms_of_other_tools_are_told(
    inside: Callable[..., Answer], template: str, made: str, told: str
) -> None:
    answer = inside("generate", "--template", template, "--seed", "1")

    assert (f"{made}\n", 0, told) == (answer.out, answer.code, answer.err)


def test_rows_of_columns_are_of_one_record(inside: Callable[..., Answer]) -> None:
    columns = "first_name,mail=email,plan=pattern:???,age={number:18,99},up=company|upper"
    made = inside("generate", "--columns", columns, "-n", "50", "--seed", "4")
    listed = inside("generate", "--columns", columns, "-n", "50", "--seed", "4", "--format", "json")
    rows = list(csv.DictReader(io.StringIO(made.out)))

    assert (50, 0, 0) == (len(rows), made.code, listed.code)
    for row, other in zip(rows, json.loads(listed.out), strict=True):
        assert row == {key: str(value) for key, value in other.items()}
        assert row["mail"][0] == row["first_name"][0].lower() and row["up"] == row["up"].upper()
        assert 18 <= other["age"] <= 99 and re.fullmatch("[A-Z]{3}", row["plan"])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--columns", "name,nme"], "columns, 'nme': there is no generator 'nme' (did you mean \"name\"?)"),
        (["--columns", "email,a=email,a=word"], "columns: 'a' is there twice (name one: other=a)"),
        (["--columns", "email,"], "columns: there is nothing between two commas (name a generator)"),
        (["--columns", ""], "columns: there is none (name generators: name,email)"),
        (["--columns", "a="], "columns, 'a=': there is no generator behind the = (name one)"),
        (["--columns", "a={number:1,10"], "columns, 'a={number:1,10': } is missing at the end"),
        (["--columns", "a=number:1,10"], "columns, '10': there is no generator '10' (list them: mockcraft generators); if it is a parameter, write {number:1,10}"),
        (["--columns", "{name} {email}"], "'{name} {email}': a column has one generator (a template puts texts together)"),
        (["email", "--columns", "word"], "--columns and the name 'email' exclude each other"),
        (["--columns", "word", "--template", "x"], "give --columns or --template, not both"),
        (["--columns", "h=hobby", "--locale", "de"], "de_DE has no hobby"),
        (["--columns", "word", "--unique"], "--unique goes with the name of a generator, not with --columns"),
    ],
)  # fmt: skip
def test_columns_that_cannot_be_are_told(
    inside: Callable[..., Answer], words: list[str], told: str
) -> None:
    answer = inside("generate", *words)

    assert (2, "") == (answer.code, answer.out)
    assert told in answer.err
