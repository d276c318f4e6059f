"""Options of an engine at a table: declared by the engine alone, one from outside the package too."""

import json
import pickle
import sys
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from mockcraft import database
from mockcraft.core.ranges import tables_of
from mockcraft.database import engine_of, register
from mockcraft.engine import run
from mockcraft.errors import SchemaError, UserError
from mockcraft.options import options_of
from mockcraft.schema.bind import bind, load
from mockcraft.schema.json_schema import json_schema
from mockcraft.schema.reader import read_spec
from mockcraft.schema.source import parse
from mockcraft.sink import LoadOptions
from mockcraft.sinks.database import DatabaseSink

from . import shelf

TABLE = """\
tables:
  users:
    count: 20
    shelf: {}
    columns:
      id: {{generator: sequence, primary_key: true}}
      name: first_name
      email: email
"""


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(database, "_registered", [])
    register(shelf.ENGINE)
    yield


def problems_of(text: str) -> list[str]:
    spec, problems = read_spec(parse(text, "s.yaml"))
    try:
        bind(spec, None, problems)
    except SchemaError as error:
        return [str(problem).removeprefix("s.yaml:") for problem in error.problems]
    return []


def seeded(options: Any, path: Path) -> Mapping[str, Any]:
    columns = {
        "id": {"generator": "sequence", "primary_key": True},
        "name": "first_name",
        "email": "email",
    }
    _, plan = load({"tables": {"users": {"count": 20, "shelf": options, "columns": columns}}})
    url = f"shelf:///{path}"
    sink = DatabaseSink(engine_of(url), url, LoadOptions())
    run(plan, sink, workers=1, ranges=plan.ranges)
    assert ["users"] == tables_of(plan.ranges)
    held: Mapping[str, Any] = json.loads(path.read_text())["users"]
    return held


WRONG = [
    ("", "4:11: shelf of table 'users' must be a mapping, not nothing"),
    ("rows", "4:12: shelf of table 'users' must be a mapping, not 'rows'"),
    (
        "{ass: text}",
        "4:13: shelf of table 'users' has no key 'ass' (did you mean \"as\"?)",
    ),
    (
        "{as: txt}",
        "4:17: as='txt' is not one of values, text (did you mean \"text\"?)",
    ),
    ("{as: [text]}", "4:17: as is a list (give one of values, text)"),
    ("{as: }", "4:17: as is nothing (give one of values, text)"),
    ("{without: [[id]]}", "4:22: without is a list (give texts separated by commas)"),
    ("{without: nme}", "4:22: users has no column 'nme' (did you mean \"name\"?)"),
    ("{without: [email, id]}", "4:22: id is the key of users (keep it)"),
    ("{labels: x}", "4:21: labels must be a list, not 'x'"),
    ("{labels: [{colour: red}]}", "4:22: member 1 of labels has no columns (add it)"),
    (
        "{labels: [email, {columns: [emial]}]}",
        "4:39: users has no column 'emial' (did you mean \"email\"?)",
    ),
    ("{labels: [[nme]]}", "4:22: users has no column 'nme' (did you mean \"name\"?)"),
    (
        "{labels: [{columns: [id], color: red}]}",
        "4:38: member 1 of labels has no key 'color' (did you mean \"colour\"?)",
    ),
    (
        "{labels: [{columns: [id], colour: a very light shade of red}]}",
        "4:46: colour='a very light shade of red' is outside 1..20 characters",
    ),
]


@pytest.mark.parametrize(("options", "message"), WRONG, ids=[options for options, _ in WRONG])
def test_a_wrong_option_is_told_with_its_place(options: str, message: str) -> None:
    assert [message] == problems_of(TABLE.format(options))


def test_an_engine_that_is_not_known_is_told_with_those_that_are() -> None:
    text = TABLE.format("{}").replace("shelf:", "shelv:")

    assert ["4:5: table 'users' has no key 'shelv' (did you mean \"shelf\"?)"] == problems_of(text)


def test_options_say_how_rows_are_kept(tmp_path: Path) -> None:
    options = {
        "as": "text",
        "without": ["email"],
        "labels": [["id", "name"], {"columns": "email", "colour": "red"}],
    }
    held = seeded(options, tmp_path / "a.json")
    plain = seeded({}, tmp_path / "b.json")

    assert ["1", ["id", "name"]] == [held["rows"]["0"]["id"], [*held["rows"]["0"]]]
    assert {"id": "white", "name": "white", "email": "red"} == held["labels"]
    assert [1, {}] == [plain["rows"]["0"]["id"], plain["labels"]]
    assert held["rows"]["7"]["name"] == plain["rows"]["7"]["name"]


def test_they_are_frozen_data_of_the_plan_and_no_part_of_its_content() -> None:
    text = TABLE.format("{without: email, labels: [{columns: [id], colour: red}]}")
    spec, problems = read_spec(parse(text, "s.yaml"))
    plan = bind(spec, None, problems)
    bare = bind(replace(spec, tables=(replace(spec.tables[0], options={}),)))
    wanted = shelf.ShelfOptions(
        without=("email",), labels=(shelf.Label(columns=("id",), colour="red"),)
    )

    assert {"shelf": wanted} == plan.table("users").options == spec.tables[0].options
    assert pickle.loads(pickle.dumps(plan)) == plan != bare
    assert bare.digest == plan.digest


GOOD = ["{}", "{as: text}", "{without: email}", "{labels: [id, [id, name], {columns: id}]}"]


@pytest.mark.parametrize("options", GOOD)
def test_the_json_schema_takes_what_is_right(options: str) -> None:
    text = TABLE.format(options)

    assert [] == problems_of(text)
    assert [] == _complaints(text)


@pytest.mark.parametrize(
    "options",
    ["x", "{ass: text}", "{as: txt}", "{labels: [{colour: red}]}", "{labels: [{columns: id, x: 1}]}"],
)  # fmt: skip
def test_the_json_schema_refuses_what_is_wrong(options: str) -> None:
    assert _complaints(TABLE.format(options))


def _complaints(text: str) -> list[str]:
    schema = json_schema()
    Draft202012Validator.check_schema(schema)
    data = yaml.safe_load(text)
    return [error.message for error in Draft202012Validator(schema).iter_errors(data)]


def test_a_class_that_declares_no_options_is_told_to_its_author() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Wrong:
        size: complex = 0

    with pytest.raises(UserError, match=r"Wrong: the option 'size' is of the type complex"):
        options_of(Wrong)


def test_the_example_of_the_page_declares_the_options_that_it_says() -> None:
    page = (Path(__file__).parents[2] / "docs" / "databases.md").read_text(encoding="utf-8")
    code = page.split("```python\n")[1].split("```")[0]
    module = types.ModuleType("shelf_options")
    sys.modules["shelf_options"] = module  # where dataclasses and annotations look names up
    exec(compile(code, "docs/databases.md", "exec"), module.__dict__)
    register(replace(shelf.ENGINE, name="bench", schemes=("bench",), options=module.ShelfOptions))
    said = page.split("So `shelf: ")[1].split("` is read")[0].replace("created_at", "name")
    text = TABLE.format("{}").replace("shelf: {}", f"bench: {said}")
    spec, problems = read_spec(parse(text, "s.yaml"))
    made = bind(spec, None, problems).table("users").options["bench"]

    assert ["lists", (("name",), 8), (("email",), 16)] == [
        made.as_, *((each.columns, each.size) for each in made.indexes)
    ]  # fmt: skip
