"""The tools `validate` and `preview`, and how tools are given a schema."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from mockcraft.core.plan import Plan
from mockcraft.errors import SchemaError, UserError
from mockcraft.mcp.tool import MAX_BYTES, Call, McpConfig, Tool, joined, json_text
from mockcraft.preview import OFFSET, ROWS, TABLE, page, shown_plan
from mockcraft.schema.bind import Overrides, load
from mockcraft.schema.files import Folder
from mockcraft.schema.spec import SchemaSpec
from mockcraft.server.uploads import MAX_PARENTS, SETTINGS, Upload, take_overrides
from mockcraft.setting import Setting
from mockcraft.trial import SUMMARY, summary, try_rows

MAX_TEXT = 2**20  # characters of a schema that is sent
SHOWN_ROWS = 100  # most rows of each table in a preview
SHOWN_PROBLEMS = 50
FILE = Setting(
    "schema_file", str, None, "In place of schema: path of a schema file, in the folder of this service"
)  # fmt: skip
SCHEMA_HELP = (
    "The schema: the YAML text of a schema file, or an object of the same form. "
    "mockcraft://docs/schema-file.md describes it, mockcraft://schema.json is its JSON Schema."
)
PARTS = {"schema": {"type": ["string", "object"], "description": SCHEMA_HELP}}


def loaded(call: Call, max_parents: int = MAX_PARENTS) -> tuple[SchemaSpec, Plan, Overrides]:
    """The schema that a call names or holds, its plan, and what the call sets over it; raises UserError.

    A schema that is sent is bounded as those that are sent to the server are. Of a schema file, children
    are counted for `max_parents` rows of parents; it may name a database, which no tool opens.
    """
    schema, path = call.parts.get("schema"), call.values.pop("schema_file")
    overrides = take_overrides(call.values)
    if (schema is None) == (path is None):
        raise UserError("give schema, the text of a schema file, or schema_file, the path of one")
    if path is not None:
        config = call.config
        config.inside(path, "schema_file")
        files = Folder(Path(path).parent, lambda list: config.inside(str(list), "file"))
        return *load(path, replace(overrides, max_parents=max_parents), files), overrides
    if not isinstance(schema, str | dict):
        raise UserError("schema is neither the text of a schema file nor an object")
    text = schema if isinstance(schema, str) else json_text(schema)
    if len(text) > MAX_TEXT:
        raise UserError(f"schema is longer than {MAX_TEXT:,} characters (send a schema_file)")
    upload = Upload(text, isinstance(schema, dict), replace(overrides, max_parents=MAX_PARENTS))
    return *upload.load(), overrides


def validate(config: McpConfig) -> Tool:
    """The tool that checks schemas."""
    return Tool(
        name="validate",
        title="Check a schema",
        help="Checks a schema of tables and makes the first rows of each. Tells every problem with its "
        "line and what to do about it; of a valid schema, its tables, columns and row counts.",
        settings=(FILE, *SETTINGS),
        parts=PARTS,
        output={
            "type": "object",
            "required": ["valid"],
            "properties": {
                **SUMMARY["properties"],
                "valid": {"type": "boolean"},
                "problems": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["message"],
                        "properties": {
                            "message": {"type": "string"},
                            "line": {"type": "integer", "description": "Counted from 1."},
                            "column": {"type": "integer", "description": "Counted from 1."},
                            "path": {"type": "string", "description": "Of the keys, of an object."},
                        },
                    },
                },
                "more": {"type": "integer", "description": "Problems that are not listed."},
            },
        },
        run=_validate,
    )


def _validate(call: Call) -> str:
    try:
        _, plan, _ = loaded(call)
    except SchemaError as error:
        return json_text(_problems(error))
    try_rows(plan)
    text = json_text(summary(plan))
    if len(text) > MAX_BYTES:  # thousands of columns
        return json_text({"valid": True, "rows": plan.rows})
    return text


def _problems(error: SchemaError) -> dict[str, Any]:
    listed = []
    for each in error.problems[:SHOWN_PROBLEMS]:
        place = each.place
        where = {"line": place.line, "column": place.column} if place.line else {"path": place.file}
        listed.append({"message": each.message, **where})
    more = len(error.problems) - len(listed)
    return {"valid": False, "problems": listed, **({"more": more} if more else {})}


def preview(config: McpConfig) -> Tool:
    """The tool that shows rows."""
    return Tool(
        name="preview",
        title="Rows of a schema",
        help="Shows rows of the tables of a schema, any of them: row 999,999,999 comes as quickly as row 0. "
        "They are those that seed writes.",
        settings=(FILE, TABLE, OFFSET, ROWS.but(default=5, high=SHOWN_ROWS), *SETTINGS),
        parts=PARTS,
        output={
            "type": "object",
            "required": ["tables"],
            "properties": {
                "tables": {
                    "type": "object",
                    "description": "Rows by table.",
                    "additionalProperties": {"type": "array", "items": {"type": "object"}},
                }
            },
        },
        run=_preview,
    )


def _preview(call: Call) -> str:
    given = call.values
    _, loaded_plan, _ = loaded(call)
    plan = shown_plan(loaded_plan, "json")
    texts = page(plan, given["table"], given["offset"], given["rows"], "json")
    rows = joined(texts, "ask for fewer rows, or for one table")
    if given["table"] is not None or len(plan.tables) == 1:
        rows = f"{{{json_text(given['table'] or plan.tables[0].name)}: {rows.strip()}}}"
    return f'{{"tables": {rows.strip()}}}'
