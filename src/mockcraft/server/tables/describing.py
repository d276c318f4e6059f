"""What the schemas and tables are, for whoever asks: columns, types, keys, references, where to go."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from mockcraft.core.kinds import KINDS
from mockcraft.core.plan import Column, Table
from mockcraft.core.types import Type
from mockcraft.server.tables.worlds import World, Worlds


def described_schemas(worlds: Worlds, root: str) -> dict[str, Any]:
    """All schemas, each with its tables."""
    return {
        "schemas": {
            name: {
                "href": f"{root}/{quote(name, safe='')}",
                "tables": {
                    each.name: {"rows": each.count, "href": _href(root, world, each)}
                    for each in world.plan.tables
                },
            }
            for name, world in worlds.by_name.items()
        }
    }


def described_schema(world: World, root: str) -> dict[str, Any]:
    """One schema, its tables in full."""
    return {
        "schema": world.name,
        "seed": world.plan.seed,
        "tables": {each.name: described_table(world, each, root) for each in world.plan.tables},
    }


def described_table(world: World, table: Table, root: str) -> dict[str, Any]:
    """One table."""
    references = {
        link.columns[0]: {
            "table": link.parent,
            "columns": list(link.columns),
            "key": list(link.key),
        }
        for link in table.links
        if not link.nested
    }
    children = {
        name: [link.columns[0] for link in links]
        for name, links in world.links_to(table.name).items()
    }
    return {
        "rows": table.count,
        "href": _href(root, world, table),
        "key": list(table.primary_key),
        "columns": {each.name: _column(each) for each in table.columns},
        "references": references,
        "children": children,
    }


def _href(root: str, world: World, table: Table) -> str:
    return f"{root}/{quote(world.name, safe='')}/{quote(table.name, safe='')}"


def _column(column: Column) -> dict[str, Any]:
    made = json_schema(column.type)
    if column.unique:
        made["unique"] = True
    if column.nullable:
        made["nullable"] = True
    return made


def json_schema(kind: Type) -> dict[str, Any]:
    """JSON Schema of the values of a type, without NULL."""
    known = KINDS[kind.kind]
    made: dict[str, Any] = {"type": known.json}
    if known.name == "json":
        return {}
    if known.format:
        made["format"] = known.format
    if kind.kind == "struct":
        made["properties"] = {name: json_schema(member) for name, member in kind.fields}
    if kind.item is not None:
        made["items"] = json_schema(kind.item)
    return made
