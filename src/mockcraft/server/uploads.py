"""A schema that a client sends: its text, its settings, bounded and without reach beyond the request.

It comes as `application/yaml` or `application/json` with settings in the query, or as
`multipart/form-data` with the part `schema` and settings in the query or as fields.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request

from mockcraft.counts import table_counts
from mockcraft.errors import Place, Problem, SchemaError, UserError
from mockcraft.server.config import ServerConfig
from mockcraft.server.json_text import NotJson, read_json_text
from mockcraft.server.parameters import described, read, schema_of
from mockcraft.settings import SCALE, SCHEMA_LOCALE, SCHEMA_NOW, SCHEMA_SEED, Setting
from mockcraft.wording import worded

if TYPE_CHECKING:  # Arrow and sqlglot, which a server needs when the first schema comes
    from mockcraft.core.plan import Plan
    from mockcraft.schema.bind import Overrides
    from mockcraft.schema.source import Node
    from mockcraft.schema.spec import SchemaSpec

NAME = "schema.yaml"  # what messages call it
YAML = ("application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml")
JSON = "application/json"
MULTIPART = "multipart/form-data"
# Bounds that keep the plan of an upload below some seconds of one core; measured on a 2-core machine. What
# comes near several of them is ended by its time, see `turns`.
MAX_VALUES = 50_000  # with aliases followed: 0.6 s to read
MAX_COLUMNS = 2_000  # of all tables, nested ones counted: 7 s where each is a unique email
MAX_PARENTS = 20_000_000  # whose children are counted: 0.2 s
MAX_FIELDS = 100  # parts of a form

COUNTS = Setting(
    "counts", str, (), "Rows of a table, as table=rows; repeat for several, or put commas between them",
    many=True,
)  # fmt: skip
SETTINGS = (SCHEMA_SEED, SCHEMA_LOCALE, SCHEMA_NOW, SCALE, COUNTS)
WORDS = {
    "table_count": "counts {}",
    "scale": "scale",
    "locale": "locale",
    "now": "now",
}


class WrongMediaType(UserError):
    """The body of a request is of a type that is not read."""

    http_status = 415


def _no_overrides() -> Overrides:
    from mockcraft.schema.bind import Overrides

    return Overrides()


@dataclass(frozen=True, slots=True)
class Upload:
    """A schema as a client has sent it. It pickles.

    Attributes:
        text: of the schema.
        json: whether the text is JSON, whose problems have a path in place of a line.
        overrides: what its settings set over the schema.
        settings: values by name of the further settings that the endpoint takes, see `receive`.
    """

    text: str
    json: bool = False
    overrides: Overrides = field(default_factory=_no_overrides)
    settings: Mapping[str, Any] = field(default_factory=dict)

    def load(self) -> tuple[SchemaSpec, Plan]:
        """Its specification and its plan; raises UserError.

        SchemaError has all problems, each with its place.
        """
        from mockcraft.schema.bind import bind
        from mockcraft.schema.reader import read_spec

        with worded(WORDS):
            spec, problems = read_spec(self._nodes())
            if spec.database is not None:
                message = "a schema that is sent names no database (remove it)"
                problems.append(Problem(spec.place("database"), message))
            columns = sum(map(_columns, spec.tables))
            if columns > MAX_COLUMNS:
                message = f"{columns:,} columns, a schema that is sent has at most {MAX_COLUMNS:,}"
                raise SchemaError(Problem(spec.place(), message))
            return spec, bind(spec, self.overrides, problems)

    def _nodes(self) -> Node:
        from mockcraft.schema import source

        if not self.json:
            return source.parse(self.text, NAME, MAX_VALUES)
        return _json_nodes(self.text)


def _columns(table: Any) -> int:
    """Columns of a table, or members of a column, with all that is nested in them."""
    inner = getattr(table, "columns", None)
    return sum(1 + _columns(each) for each in (table.members if inner is None else inner))


# ---------------------------------------------------------------------- receiving


async def receive(request: Request, config: ServerConfig, more: Sequence[Setting] = ()) -> Upload:
    """What the request sends: a schema, the settings of all uploads, and those in `more`.

    Raises WrongMediaType; UserError for settings and for a form without a schema. How large a body may be
    is for `middleware.bodies` to say.
    """
    declared = (*SETTINGS, *more)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    pairs = request.query_params.multi_items()
    if kind == MULTIPART:
        data, fields, is_json = await _form(request, config.max_upload)
        named = {
            name for name, _ in fields
        }  # what the form says counts, where the query says it too
        pairs = [*(each for each in pairs if each[0] not in named), *fields]
    elif kind in YAML or kind == JSON:
        data, is_json = await request.body(), kind == JSON
    else:
        given = f"{kind!r} is" if kind else "no content type is given, which is"
        raise WrongMediaType(f"{given} not read here (send {YAML[0]}, {JSON} or {MULTIPART})")
    values = read(declared, pairs, request.url.path)
    return await run_in_threadpool(_made, data, is_json, values)  # it imports Arrow the first time


def _made(data: bytes, is_json: bool, values: dict[str, Any]) -> Upload:
    from mockcraft.schema.source import decode

    overrides = replace(take_overrides(values), max_parents=MAX_PARENTS)
    return Upload(decode(data, NAME), is_json, overrides, values)


def take_overrides(values: dict[str, Any]) -> Overrides:
    """What the values of SETTINGS set over a schema; they are taken out of `values`."""
    from mockcraft.schema.bind import Overrides

    return Overrides(
        seed=values.pop("seed"),
        locale=values.pop("locale"),
        counts=table_counts(_listed(values.pop("counts")), "counts"),
        scale=values.pop("scale"),
        now=values.pop("now"),
    )


def _listed(texts: Sequence[str]) -> list[str]:
    return [each.strip() for text in texts for each in text.split(",")]


async def _form(request: Request, most: int) -> tuple[bytes, list[tuple[str, str]], bool]:
    """The schema of a form, its other fields, and whether the schema is JSON."""
    form = request.form(max_files=MAX_FIELDS, max_fields=MAX_FIELDS, max_part_size=most)
    found: list[tuple[bytes, bool]] = []
    fields: list[tuple[str, str]] = []
    async with form as parts:
        for name, value in parts.multi_items():
            if isinstance(value, str) and name == "schema":
                found.append((value.encode(), False))
            elif isinstance(value, str):
                fields.append((name, value))
            elif name == "schema":
                found.append((await value.read(), _is_json(value)))
            else:
                raise UserError(
                    f"the part {name!r} is a file, which no schema refers to (remove it)"
                )
    if len(found) != 1:
        what = "no part named schema" if not found else "the part schema twice"
        raise UserError(f"the form has {what} (send one, with the schema in it)")
    (data, is_json) = found[0]
    return data, fields, is_json


def _is_json(file: UploadFile) -> bool:
    return (file.content_type or "").partition(";")[0].strip().lower() == JSON


# ---------------------------------------------------------------------- JSON


def _json_nodes(text: str) -> Node:
    """The nodes of JSON; raises SchemaError."""
    from mockcraft.schema import source

    try:
        data = read_json_text(text)
    except NotJson as error:
        place = Place(NAME, error.line, error.column)
        raise SchemaError(Problem(place, f"this is not JSON: {error}")) from None
    if _size(data, MAX_VALUES) > MAX_VALUES:
        message = f"the schema has more than {MAX_VALUES:,} values"
        raise SchemaError(Problem(Place(NAME, 0, 0), message))
    return source.nodes_of(data, NAME)


def _size(data: Any, most: int) -> int:
    """How many values there are; counting ends beyond `most`."""
    count, waiting = 0, [data]
    while waiting and count <= most:
        each = waiting.pop()
        count += 1
        if isinstance(each, dict):
            waiting += each.values()
            count += len(each)
        elif isinstance(each, list):
            waiting += each
    return count


# ---------------------------------------------------------------------- OpenAPI


def openapi(more: Sequence[Setting] = ()) -> dict[str, Any]:
    """Parameters and body of an endpoint that takes an upload, as OpenAPI has them."""
    declared = (*SETTINGS, *more)
    text = {"schema": {"type": "string"}, "example": EXAMPLE}
    form = {
        "type": "object",
        "required": ["schema"],
        "additionalProperties": False,
        "properties": {
            "schema": {"type": "string", "contentMediaType": YAML[0], "example": EXAMPLE},
            **{each.name: schema_of(each) | {"description": each.help + "."} for each in declared},
        },
    }
    return {
        "parameters": described(declared),
        "requestBody": {
            "required": True,
            "description": "The schema, see docs/schema-file.md. It names no database.",
            "content": {
                YAML[0]: text,
                JSON: {"schema": {"type": "object"}},
                MULTIPART: {"schema": form},
            },
        },
    }


EXAMPLE = """tables:
  users:
    count: 1000
    columns:
      id: {generator: sequence, primary_key: true}
      email: email
"""
