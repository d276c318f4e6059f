"""Documents that agents can read: how a schema file is written, and what can stand in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from mockcraft.dataclass import dataclass
from mockcraft.schema.json_schema import json_schema

PACKAGE = Path(__file__).parents[1]
# In a wheel the pages lie in the package, see pyproject.toml; in a checkout beside `src`.
PAGES = next(
    (each for each in (PACKAGE / "docs", PACKAGE.parents[1] / "docs") if each.is_dir()), PACKAGE
)


@dataclass(frozen=True, slots=True)
class Document:
    """One document: its address, title, media type, and what makes its text."""

    uri: str
    title: str
    media_type: str
    text: Callable[[], str]


def _page(name: str, title: str) -> Document:
    return Document(
        f"mockcraft://docs/{name}",
        title,
        "text/markdown",
        lambda: (PAGES / name).read_text(encoding="utf-8"),
    )


def documents() -> dict[str, Document]:
    """All documents by their addresses."""
    made = (
        _page("schema-file.md", "How a schema file is written"),
        _page("expressions.md", "The functions of expressions in schema files"),
        _page("databases.md", "Databases and their URLs"),
        Document(
            "mockcraft://schema.json",
            "JSON Schema of schema files, with every generator",
            "application/schema+json",
            lambda: json.dumps(
                json_schema(every_spelling=False), ensure_ascii=False, separators=(",", ":")
            ),
        ),
    )
    return {each.uri: each for each in made}
