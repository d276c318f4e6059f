"""The tools that read: their answers are those of the command line, and so are their refusals."""

import json
from collections.abc import Callable
from typing import Any

import jsonschema
import pytest

from mockcraft.generator import registry
from mockcraft.mcp.tool import MAX_BYTES, McpConfig
from mockcraft.mcp.tools import tools

from .conftest import SCHEMA, Agent

Run = Callable[..., str]


def test_tools_that_write_are_not_offered(reader: Agent) -> None:
    offered = reader.ask("list_tools").tools

    assert ["generators", "generate", "validate", "preview"] == [each.name for each in offered]
    assert all(each.annotations.read_only_hint for each in offered)
    assert not any(each.annotations.destructive_hint for each in offered)


def test_input_schemas_are_the_declarations(reader: Agent) -> None:
    declared = tools(McpConfig(reader.folder))

    for each in reader.ask("list_tools").tools:
        tool = declared[each.name]
        jsonschema.Draft202012Validator.check_schema(each.input_schema)
        assert each.input_schema == tool.input_schema()
        names = [*tool.parts, *(setting.name for setting in tool.settings)]
        assert names == list(each.input_schema["properties"])


def test_there_are_as_many_generators_as_on_the_command_line(reader: Agent) -> None:
    answer = reader.call("generators")

    names = [name for members in answer["categories"].values() for name in members]
    assert [each.name for each in registry()] == names
    assert len(names) == answer["count"]
    assert [] == answer["generators"]


def test_few_generators_are_told_with_their_parameters(reader: Agent, mockcraft: Run) -> None:
    answer = reader.call("generators", search="password")

    assert (
        json.loads(mockcraft("generators", "--search", "password", "--format", "json"))
        == (answer["generators"])
    )
    assert "length" in [each["name"] for one in answer["generators"] for each in one["parameters"]]


def test_one_generator_is_found_by_any_spelling(reader: Agent) -> None:
    answer = reader.call("generators", name="FirstName")

    assert {"person": ["first_name"]} == answer["categories"]


def test_values_are_those_of_the_command_line(reader: Agent, mockcraft: Run) -> None:
    answer = reader.call(
        "generate", type="password", count=3, seed=7, locale="de", parameters={"length": 9}
    )

    flags = ("--count", "3", "--seed", "7", "--locale", "de", "--length", "9")
    assert mockcraft("generate", "password", *flags).split() == answer["values"]
    assert ("password", 7, "de_DE") == (answer["type"], answer["seed"], answer["locale"])


def test_a_seed_is_told_and_gives_the_values_again(reader: Agent) -> None:
    first = reader.call("generate", type="email", count=5)

    assert first == reader.call("generate", type="email", count=5, seed=first["seed"])


def test_a_template_gives_lines(reader: Agent, mockcraft: Run) -> None:
    text = "{first_name} <{email}>"
    answer = reader.call("generate", template=text, count=2, seed=1, unique=False)

    printed = mockcraft("generate", "--template", text, "-n", "2", "--seed", "1")
    assert printed.splitlines() == answer["values"]


def test_numbers_and_documents_are_json(reader: Agent) -> None:
    assert [int] == list(map(type, reader.call("generate", type="number", seed=1)["values"]))
    assert isinstance(reader.call("generate", type="json", seed=1)["values"][0], dict | list)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"type": "password", "parameters": {"length": "100000"}}, ["password", "--length=100000"]),
        ({"type": "password", "parameters": {"lenght": 9}}, ["password", "--lenght=9"]),
        ({"type": "pasword"}, ["pasword"]),
        ({"type": "boolean", "count": 9, "unique": True}, ["boolean", "-n", "9", "--unique"]),
        ({"template": "{frist_name}"}, ["--template", "{frist_name}"]),
    ],
)
def test_refusals_are_the_sentences_of_the_command_line(
    reader: Agent, mockcraft: Run, arguments: dict[str, Any], words: list[str]
) -> None:
    printed = mockcraft("generate", *words).removeprefix("mockcraft: ").strip()

    said = reader.refusal("generate", **arguments)

    assert printed.split(" is not ")[0].split(" (")[0].removeprefix("--") in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({}, "generate needs type, the name of a generator, or template"),
        ({"typ": "email"}, "generate has no parameter 'typ' (did you mean \"type\"?)"),
        ({"type": "email", "count": 0}, "count='0' is not a whole number in 1..1000"),
        ({"type": "email", "count": 10_000}, "count='10000' is not a whole number in 1..1000"),
        ({"type": "email", "count": 1.5}, "count='1.5' is not a whole number"),
        ({"type": "email", "count": {"a": 1}}, "count={'a': 1} is neither text, number nor boolean"),
        ({"type": "email", "count": [1, 2]}, "count is given 2 times (give it once)"),
        ({"type": "email", "seed": -1}, "seed='-1' is not a whole number"),
        ({"type": "email", "parameters": 5}, "parameters is not an object"),
        ({"type": "email", "template": "{email}"}, "type goes with a generator, not with template"),
        ({"type": "email", "now": "soon"}, "now='soon' is not"),
        ({"type": "email", "locale": "xx_XX"}, "locale='xx_XX' is not one of bg, "),
    ],
)  # fmt: skip
def test_arguments_are_refused_by_their_declarations(
    reader: Agent, arguments: dict[str, Any], sentence: str
) -> None:
    assert sentence in reader.refusal("generate", **arguments)


def test_whole_numbers_of_json_may_have_a_point_and_null_is_no_argument(reader: Agent) -> None:
    answer = reader.call("generate", type="email", count=2.0, seed=None, template=None)

    assert 2 == len(answer["values"])


def test_answers_are_bounded(reader: Agent) -> None:
    said = reader.refusal("generate", type="paragraph", count=1000, parameters={"sentences": 20})

    assert f"the answer is larger than {MAX_BYTES:,} bytes (ask for less by count)" == said


def test_the_work_of_a_call_is_bounded(reader: Agent) -> None:
    pattern = {"pattern": "(a{0}|b{0}){1000}"}  # many decisions, and no text

    said = reader.refusal("generate", type="regex", count=1000, parameters=pattern)

    assert "steps of work" in said and "that one call may take" in said


def test_a_valid_schema_is_summed_up(reader: Agent) -> None:
    answer = reader.call("validate", schema=SCHEMA)

    assert answer["valid"]
    assert {"rows": 20, "columns": ["id", "email"]} == answer["tables"]["users"]
    assert answer == reader.call("validate", schema_file="shop.yaml")


def test_problems_of_a_schema_are_those_of_the_command_line(
    reader: Agent, mockcraft: Run, tmp_path: Any
) -> None:
    broken = SCHEMA.replace("generator: email", "generator: emial").replace("users.id", "user.id")
    (tmp_path / "schema.yaml").write_text(broken, encoding="utf-8")

    answer = reader.call("validate", schema=broken)

    assert not answer["valid"]
    said = [f"schema.yaml:{e['line']}:{e['column']}: {e['message']}" for e in answer["problems"]]
    printed = mockcraft("validate", "schema.yaml", folder=tmp_path).removeprefix("mockcraft: ")
    assert printed.splitlines() == said


def test_problems_of_an_object_have_the_path_of_their_keys(reader: Agent) -> None:
    schema = {"tables": {"users": {"count": 5, "columns": {"id": "sequenc"}}}}

    (problem,) = reader.call("validate", schema=schema)["problems"]

    assert "tables.users.columns.id" == problem["path"]


def test_many_problems_are_cut(reader: Agent) -> None:
    columns = "".join(f"      c{i}: nothing_{i}\n" for i in range(70))

    answer = reader.call("validate", schema=f"tables:\n  t:\n    count: 1\n    columns:\n{columns}")

    assert (50, 20) == (len(answer["problems"]), answer["more"])


def test_what_no_row_can_meet_is_told(reader: Agent) -> None:
    schema = "tables: {t: {count: 5, columns: {a: {expr: 1 / 0}}}}"

    assert "division by zero" in reader.refusal("validate", schema=schema)


def test_rows_are_those_of_the_command_line(reader: Agent, mockcraft: Run) -> None:
    answer = reader.call(
        "preview", schema_file="shop.yaml", table="users", offset=7, rows=3, seed=5
    )

    flags = ("--table", "users", "--rows", "7..9", "--seed", "5", "--format", "json")
    printed = mockcraft("preview", "shop.yaml", *flags, folder=reader.folder)
    assert {"tables": {"users": json.loads(printed)}} == answer


def test_rows_of_all_tables_refer_to_one_another(reader: Agent) -> None:
    tables = reader.call("preview", schema=SCHEMA, rows=20, counts=["users=20"])["tables"]

    users = {each["id"] for each in tables["users"]}
    assert users >= {each["user_id"] for each in tables["orders"]} > set()


def test_embedded_tables_are_shown_in_their_documents(reader: Agent) -> None:
    schema = (
        "tables: {a: {count: 2, embed: b, columns: {id: sequence}}, "
        "b: {count: {per: a, min: 1, max: 1}, columns: {a_id: {ref: a.id}}}}"
    )
    documents = [{"id": 1, "b": [{"a_id": 1}]}, {"id": 2, "b": [{"a_id": 2}]}]

    assert {"tables": {"a": documents}} == reader.call("preview", schema=schema)
    assert {"tables": {"b": [{"a_id": 1}, {"a_id": 2}]}} == reader.call(
        "preview", schema=schema, table="b"
    )


def test_a_far_row_is_there_at_once(reader: Agent) -> None:
    schema = "tables: {t: {count: 1_000_000_000, columns: {id: sequence}}}"

    answer = reader.call("preview", schema=schema, offset=999_999_999)

    assert {"t": [{"id": 1_000_000_000}]} == answer["tables"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({}, "give schema, the text of a schema file, or schema_file, the path of one"),
        ({"schema": SCHEMA, "schema_file": "shop.yaml"}, "give schema, the text"),
        ({"schema": ["tables"]}, "schema is neither the text of a schema file nor an object"),
        ({"schema": SCHEMA, "table": "user"}, "no table 'user' (did you mean \"users\"?)"),
        ({"schema": SCHEMA, "rows": 101}, "rows='101' is not a whole number in 1..100"),
        ({"schema": SCHEMA, "table": "users", "offset": 20}, "table users has 20 rows"),
        ({"schema": SCHEMA, "counts": ["users"]}, "counts 'users' is not TABLE=N"),
        ({"schema": SCHEMA, "counts": ["usrs=3"]}, "counts usrs: schema.yaml has no table 'usrs'"),
        ({"schema": "a: " + "x" * 2**20}, "schema is longer than 1,048,576 characters"),
        ({"schema": "database: sqlite:///x.db\n" + SCHEMA}, "names no database"),
        ({"schema_file": "none.yaml"}, "none.yaml: no such file or directory"),
        ({"schema_file": "../shop.yaml"}, "schema_file='../shop.yaml' is outside"),
        ({"schema_file": "/etc/passwd"}, "schema_file='/etc/passwd' is outside"),
        ({"schema_file": "a\0b"}, "is no path"),
    ],
)
def test_previews_are_refused(reader: Agent, arguments: dict[str, Any], sentence: str) -> None:
    assert sentence in reader.refusal("preview", **arguments)


def test_links_do_not_lead_out_of_the_folder(reader: Agent, tmp_path: Any) -> None:
    (tmp_path / "secret.yaml").write_text(SCHEMA, encoding="utf-8")
    (reader.folder / "link.yaml").symlink_to(tmp_path / "secret.yaml")

    assert "is outside" in reader.refusal("validate", schema_file="link.yaml")


def test_documents_can_be_read(reader: Agent) -> None:
    found = {each.uri: each for each in reader.ask("list_resources").resources}
    texts = {uri: reader.ask("read_resource", uri).contents[0].text for uri in found}

    assert json.loads(texts["mockcraft://schema.json"])["title"] == "MockCraft schema file"
    assert "primary_key" in texts["mockcraft://docs/schema-file.md"]
    assert max(map(len, texts.values())) <= 120_000


def test_the_schema_of_the_instructions_is_valid(reader: Agent) -> None:
    instructions = reader.client.instructions or ""
    start = instructions.index("tables:\n")

    assert reader.call("validate", schema=instructions[start : instructions.index("\n\nThe doc")])[
        "valid"
    ]
