"""docs/api.md: the server's OpenAPI document as a page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from mockcraft.generator import registry
from mockcraft.server.app import create_app

Document = Mapping[str, Any]
INTRODUCTION = """# The HTTP API

This page is made from the OpenAPI document of a server with the settings that are the default; `/openapi.json` is that of yours, and `/docs` shows it.
Each of the {generators} generators has a path of its own there, with its own parameters: see [generators.md](generators.md). [server.md](server.md) explains how all this is used.
Errors are `application/problem+json` (RFC 9457): `detail` is the sentence of the command line.
"""


def api() -> str:
    """Every route with its parameters, bodies and responses, by tag."""
    document = create_app().openapi()
    own = {f"/api/generate/{each.name}" for each in registry()}
    operations = [
        (method, path, operation)
        for path, methods in document["paths"].items()
        if path not in own
        for method, operation in methods.items()
    ]
    parts = [INTRODUCTION.format(generators=len(own))]
    operations.sort(key=lambda each: _tag(each[2]))  # a route keeps its place within its tag
    for tag, members in groupby(operations, key=lambda each: _tag(each[2])):
        parts.append(f"## {tag.capitalize()}\n")
        parts += [_operation(document, *each) for each in members]
    return "\n".join(parts)


def _tag(operation: Document) -> str:
    return str(operation.get("tags", ["server"])[0])


def _operation(document: Document, method: str, path: str, operation: Document) -> str:
    text = operation.get("description") or operation.get("summary", "")
    lines = [f"### {method.upper()} {path}\n", f"{text.strip()}\n"]
    parameters = [_resolved(document, each) for each in operation.get("parameters", ())]
    if parameters:
        cells = [
            (f"`{each['name']}`", str(each["in"]), *_described(document, each["schema"], each))
            for each in parameters
        ]
        lines += _table(("parameter", "in", "value", "meaning"), cells)
    if "requestBody" in operation:
        lines += _body(document, _resolved(document, operation["requestBody"]))
    rows = [
        (status, _media(found), _cell(found.get("description", "")))
        for status, each in sorted(operation["responses"].items())
        for found in [_resolved(document, each)]
    ]
    return "\n".join([*lines, *_table(("status", "content", "meaning"), rows)])


def _body(document: Document, body: Document) -> Iterator[str]:
    yield f"Body: {body.get('description', '').strip() or 'one of these.'}\n"
    for media, content in body["content"].items():
        schema = _resolved(document, content.get("schema", {}))
        fields = schema.get("properties", {})
        if not fields:
            yield f"- `{media}`: {_kind(document, schema)}\n"
            continue
        yield f"- `{media}`:\n"
        required = schema.get("required", ())
        rows = []
        for name, field in fields.items():
            found = _resolved(document, field)
            meaning = {"required": name in required, "description": found.get("description", "")}
            rows.append((f"`{name}`", *_described(document, found, meaning)))
        yield from _table(("field", "value", "meaning"), rows)


def _described(document: Document, schema: Document, meaning: Document) -> tuple[str, str]:
    """The cells `value` and `meaning` of a parameter or field."""
    found = _resolved(document, schema)
    text = meaning.get("description") or found.get("description", "")
    if meaning.get("required"):
        text = f"Required. {text}"
    return _cell(_kind(document, found)), _cell(text.strip())


def _kind(document: Document, schema: Document) -> str:
    """What a value must be, in a few words."""
    schema = _resolved(document, schema)
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices:
        kinds = [_kind(document, each) for each in choices if each.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if "enum" in schema:
        values = list(map(str, schema["enum"]))
        return ", ".join(values) if len(values) <= 12 else f"one of {len(values)} names"
    if schema.get("type") == "array":
        return f"list of {_kind(document, schema.get('items', {}))}"
    kind = schema.get("type", "any value")
    words = [kind if isinstance(kind, str) else " or ".join(kind)]
    low, high = (
        schema.get(name, schema.get(f"exclusive{name.capitalize()}"))
        for name in ("minimum", "maximum")
    )
    if low is not None or high is not None:
        words.append(f"{'' if low is None else low}..{'' if high is None else high}")
    if "maxLength" in schema:
        words.append(f"at most {schema['maxLength']} characters")
    if "default" in schema and schema["default"] is not None:
        words.append(f"= {json.dumps(schema['default'], ensure_ascii=False)}")
    return " ".join(words)


def _media(response: Document) -> str:
    return ", ".join(f"`{each}`" for each in response.get("content", {})) or "none"


def _resolved(document: Document, schema: Document) -> Document:
    """What a `$ref` refers to."""
    while "$ref" in schema:
        found: Any = document
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part.replace("~1", "/").replace("~0", "~")]
        schema = found
    return schema


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [head, tuple("---" for _ in head), *rows]
    return [*(f"| {' | '.join(each)} |" for each in lines), ""]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
