"""`POST /api/generate`: rows of columns that are given with the request, or a template filled.

Columns are those of a table of a schema file, in the same words and on the same way to their values, so
those of a row agree with one another. The table is called `rows`: the same columns in a schema file's table
of that name have the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mockcraft.core.effort import expect, spend, spent
from mockcraft.core.lists import named, own
from mockcraft.errors import Unworkable, UserError
from mockcraft.server.budget import FEW, STEP_CHARACTERS, VALUE_STEPS, spend_on
from mockcraft.server.columns_body import ROW_FORMS, Asked, read
from mockcraft.server.config import ServerConfig
from mockcraft.server.forms import MEDIA, SEED_HEADER, VARIES, accepted, json_values, listing
from mockcraft.server.receiving import WrongMediaType, media_type
from mockcraft.server.turns import Turns

if TYPE_CHECKING:
    from mockcraft.core.plan import Plan
    from mockcraft.schema.source import Node

ROWS = 1024  # made at a time
# What rows need, with Arrow; and sqlglot, which expressions and checks need.
MODULES = (
    "mockcraft.schema.bind", "mockcraft.schema.source", "mockcraft.core.frame", "mockcraft.core.width",
    "mockcraft.format", "mockcraft.formats.json", "mockcraft.formats.csv", "sqlglot.dialects.postgres",
)  # fmt: skip
COLUMN_STEPS = 200  # to bind one: about 0.2 ms


def router(config: ServerConfig) -> APIRouter:
    """The routes."""
    turns = Turns(config.max_cost, drains=True)

    async def generate(request: Request) -> Response:
        body, accept = await _body(request), request.headers.get("accept", "")
        modules = MODULES if b'"columns"' in body else ()
        return await turns.soon(request, lambda: _answer(body, accept, config), modules)

    route = Route("/api/generate", generate, methods=["POST"])
    return APIRouter(routes=[route], lifespan=turns.budget.lifespan)


async def _body(request: Request) -> bytes:
    media = media_type(request)
    if media and media != "application/json" and not media.endswith("+json"):
        raise WrongMediaType(f"the body is {media} (send application/json)")
    return await request.body()


def _answer(body: bytes, accept: str, config: ServerConfig) -> Response:
    spend(len(body) // STEP_CHARACTERS)
    asked = Asked(read(body), config)
    form = asked.form or accepted(accept)
    if asked.template is None and form not in ROW_FORMS:
        form = "json"
    content = _rows(asked, form) if asked.template is None else _filled(asked, form)
    headers = {SEED_HEADER: str(asked.seed), **VARIES}
    return Response(content, media_type=MEDIA[form], headers=headers)


# ---------------------------------------------------------------------- templates


def _filled(asked: Asked, form: str) -> str:
    from mockcraft.template import Template

    assert asked.template is not None
    spend(len(asked.template))
    try:
        template = Template(asked.template)
    except UserError as error:
        raise Unworkable(str(error), "template") from None
    lines = template.lines(asked.count, asked.seed, asked.locale, now=asked.now)
    texts: list[str] = []
    begun = spent()
    for line in lines:
        texts.append(line)
        spend_on(line, len(template.parts))
        if len(texts) == 1 and asked.count > FEW:
            expect((asked.count - 1) * (spent() - begun), f"{asked.count:,} lines of the template")
    if form != "json":
        return listing(form, "value", "text", texts)
    return asked.around("values", f"[{','.join(json_values('text', texts))}]")


# ---------------------------------------------------------------------- rows


def _rows(asked: Asked, form: str) -> bytes:
    from mockcraft.format import open_format

    encode = open_format(form)
    plan = _plan(asked)
    table = plan.tables[0]
    payload = b"".join((encode.header(table), *_chunks(asked, plan, encode), encode.footer(table)))
    if form != "json":
        return payload
    return asked.around("rows", payload.decode().rstrip("\n")).encode()


def _chunks(asked: Asked, plan: Plan, encode: Any) -> Iterator[bytes]:
    """The rows encoded, some at a time, each as much work as the first one is said to be."""
    from mockcraft.core.frame import batch_of
    from mockcraft.core.ranges import Range, chunks

    table = plan.tables[0]
    expect(asked.count * _steps(plan), f"{asked.count:,} rows")
    for chunk in chunks([Range(table.name, 0, asked.count)], ROWS):
        payload = bytes(encode.encode(table, batch_of(plan, chunk), chunk))
        spend_on(payload, chunk.rows * len(table.columns))
        yield payload


def _steps(plan: Plan) -> int:
    """The steps of a row: those of the first one, and its values and constant texts at most."""
    from mockcraft.core.frame import batch_of
    from mockcraft.core.ranges import Range, whole
    from mockcraft.core.width import VALUE_BYTES, least_bytes

    table = plan.tables[0]
    values = least_bytes(table) // VALUE_BYTES
    expect(values * VALUE_STEPS, f"{values:,} values of a row")
    before = spent()
    batch_of(plan, whole(Range(table.name, 0, 1)))
    return spent() - before + values * VALUE_STEPS


def _plan(asked: Asked) -> Plan:
    """The plan of the one table; raises SchemaError with all that is wrong with its columns."""
    from mockcraft.schema.bind import Overrides, bind
    from mockcraft.schema.reader import read_spec

    spec, problems = read_spec(_nodes(asked))
    spend(sum(len(table.columns) for table in spec.tables) * COLUMN_STEPS)
    overrides = Overrides(
        seed=asked.seed, locale=own(asked.locale), now=asked.now, fallback=named(asked.locale).get("fallback")
    )  # fmt: skip
    return bind(spec, overrides, problems)


def _nodes(asked: Asked) -> Node:
    """The nodes of a schema with this table alone; what is wrong is named by its path in the body."""
    from mockcraft.errors import Place
    from mockcraft.schema.source import Node, nodes_of

    columns = asked.table["columns"]
    if isinstance(columns, list):
        columns = _named(columns)
    body = nodes_of({"count": asked.count, **asked.table, "columns": columns}, "the body")
    for name in ("rows", "tables"):
        key = Node(Place("the body", 0, 0), "scalar", name, name)
        body = Node(body.place, "mapping", entries=((key, body),))
    return body


def _named(columns: list[Any]) -> dict[str, Any]:
    """A list of columns as a mapping: a word is the name of a column and of its generator."""
    found: dict[str, Any] = {}
    rest: Any
    for place, column in enumerate(columns):
        if isinstance(column, str):
            name, rest = column, column
        elif isinstance(column, dict) and isinstance(column.get("name"), str):
            name, rest = column["name"], {k: v for k, v in column.items() if k != "name"}
        else:
            raise Unworkable(
                f"columns.{place} has no name (give the name of a generator, or a mapping with name)",
                "columns",
            )
        if name in found:
            raise Unworkable(
                f"columns.{place}: there are two columns {name!r} (rename one)", "columns"
            )
        found[name] = rest
    return found
