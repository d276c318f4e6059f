"""`POST /api/generate`: rows of columns that are given with the request, or a template filled.

Columns are those of a table of a schema file, in the same words and on the same way to their values, so
those of a row agree with one another. The table is called `rows`: the same columns in a schema file's table
of that name have the same rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mockcraft.answer import fresh_seed
from mockcraft.clock import shown_clock
from mockcraft.core.effort import expect, spend, spent
from mockcraft.errors import ParameterError, Unworkable, UserError, nearest
from mockcraft.server.budget import FEW, STEP_CHARACTERS, VALUE_STEPS, Budget, spend_on
from mockcraft.server.config import ServerConfig
from mockcraft.server.forms import FORM, MEDIA, SEED_HEADER, VARIES, accepted, json_values, listing
from mockcraft.server.values import known_locale
from mockcraft.settings import COUNT, NOW, SEED

if TYPE_CHECKING:
    from mockcraft.core.plan import Plan
    from mockcraft.schema.source import Node

SHARED = ("count", "seed", "locale", "now", "format")
TABLE = "rows"
TABLE_KEYS = ("columns", "unique", "checks")  # of the request; the others of a table are SHARED
BODY_BYTES = 2**20
ROWS = 1024  # made at a time
COLUMN_STEPS = 200  # to bind one: about 0.2 ms
ROW_FORMS = ("json", "csv", "jsonl")


class TooLarge(UserError):
    """The body of a request is larger than it may be."""

    http_status = 413


class NotJson(UserError):
    """The body of a request is of another type than the one that is read."""

    http_status = 415


def router(config: ServerConfig) -> APIRouter:
    """The routes."""
    budget = Budget(config.max_cost)

    async def generate(request: Request) -> Response:
        body, accept = await _body(request), request.headers.get("accept", "")
        return await budget.run(lambda: _answer(body, accept, config))

    route = Route("/api/generate", generate, methods=["POST"])
    return APIRouter(routes=[route], lifespan=budget.lifespan)


async def _body(request: Request) -> bytes:
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media and media != "application/json" and not media.endswith("+json"):
        raise NotJson(f"the body is {media} (send application/json)")
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > BODY_BYTES:
            raise TooLarge(
                f"the body is larger than {BODY_BYTES:,} bytes (POST /api/seed takes larger ones)"
            )
    return bytes(body)


def _answer(body: bytes, accept: str, config: ServerConfig) -> Response:
    spend(len(body) // STEP_CHARACTERS)
    asked = _Asked(_read(body), config)
    form = asked.form or accepted(accept)
    if asked.template is None and form not in ROW_FORMS:
        form = "json"
    content = _rows(asked, form) if asked.template is None else _filled(asked, form)
    headers = VARIES if form == "json" else {SEED_HEADER: str(asked.seed), **VARIES}
    return Response(content, media_type=MEDIA[form], headers=headers)


def _read(body: bytes) -> dict[str, Any]:
    try:
        read = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UserError(f"the body is not JSON: {error} (see /docs)") from None
    if not isinstance(read, dict):
        raise UserError('the body is no JSON object (send one such as {"template": "{email}"})')
    return read


class _Asked:
    """What a body asks for."""

    def __init__(self, body: dict[str, Any], config: ServerConfig) -> None:
        """Checks all but the table; raises UserError."""
        what = [key for key in ("template", "columns") if key in body]
        if len(what) != 1:
            found = "has template and columns" if what else "has neither template nor columns"
            raise UserError(f"the body {found} (give one of them)")
        known = (*SHARED, "template") if what == ["template"] else (*SHARED, *TABLE_KEYS)
        for key in body:
            if key not in known:
                raise ParameterError(
                    f"the body has no key {key!r}{nearest(key, known, 'known')}", key
                )
        given = {key: body[key] for key in SHARED if key in body}
        for key, value in given.items():
            if value is None or isinstance(value, bool | list | dict | float):
                raise ParameterError(f"{key}={json.dumps(value)} is no text or whole number", key)
        self.count = COUNT.but(high=config.max_count).parse(given.get("count", 1), "count")
        self.seed = SEED.parse(given["seed"], "seed") if "seed" in given else fresh_seed()
        self.locale = known_locale(str(given.get("locale", config.locale)))
        self.clock = "now" in given
        self.now = NOW.parse(given["now"], "now") if self.clock else config.now
        self.form = self._form(given, what[0])
        self.template = body.get("template")
        if self.template is not None and not isinstance(self.template, str):
            raise ParameterError(f"template={json.dumps(self.template)} is no text", "template")
        self.table = {key: body[key] for key in TABLE_KEYS if key in body}

    def _form(self, given: dict[str, Any], what: str) -> str | None:
        if "format" not in given:
            return None
        form = FORM if what == "template" else FORM.but(choices=ROW_FORMS)
        read: str = form.parse(given["format"], "format")
        return read

    def around(self, name: str, content: str) -> str:
        """The answer as JSON, with its content by this name."""
        clock = f'"now":"{shown_clock(self.now)}",' if self.clock else ""
        return f'{{"seed":{self.seed},"locale":"{self.locale}",{clock}"{name}":{content}}}'


# ---------------------------------------------------------------------- templates


def _filled(asked: _Asked, form: str) -> str:
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


def _rows(asked: _Asked, form: str) -> bytes:
    from mockcraft.format import open_format

    encode = open_format(form)
    plan = _plan(asked)
    table = plan.tables[0]
    payload = b"".join((encode.header(table), *_chunks(asked, plan, encode), encode.footer(table)))
    if form != "json":
        return payload
    return asked.around("rows", payload.decode().rstrip("\n")).encode()


def _chunks(asked: _Asked, plan: Plan, encode: Any) -> Iterator[bytes]:
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


def _plan(asked: _Asked) -> Plan:
    """The plan of the one table; raises SchemaError with all that is wrong with its columns."""
    from mockcraft.schema.bind import Overrides, bind
    from mockcraft.schema.reader import read_spec

    spec, problems = read_spec(_nodes(asked))
    spend(sum(len(table.columns) for table in spec.tables) * COLUMN_STEPS)
    overrides = Overrides(seed=asked.seed, locale=asked.locale, now=asked.now)
    return bind(spec, overrides, problems)


def _nodes(asked: _Asked) -> Node:
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
