"""Media types with the extensions of their files.

Before: `npm install --prefix tools/data mime-db@1.54.0`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from listing import OUR_LICENCE, Listing, read_table

TYPES = Path(__file__).parent / "node_modules" / "mime-db" / "db.json"
# What a type without an extension of its own is written in (RFC 6839 and the like), which names its files.
WRITTEN_IN = re.compile(r"\+(json|xml|zip|cbor|yaml|gzip|csv)$")
EXTENSIONS = {"gzip": "gz"}
FORM = re.compile(r"[a-z]+/[a-z0-9.+-]+")  # in lower case: some types are listed twice


def media_types() -> Listing:
    """Types of most files by hand, with weights, and the others that mime-db (MIT) has an extension for."""
    common = read_table(Path(__file__).with_name("media_types.tsv"))
    ours = {row["mime_type"] for row in common}
    rows: list[tuple[object, ...]] = [tuple(row.values()) for row in common]
    rows += [(kind, extension, 1) for kind, extension in _others() if kind not in ours]
    source = "mime-db 1.54.0 (IANA, Apache, nginx); common ones and weights compiled by hand"
    return Listing.of(source, f"MIT; {OUR_LICENCE}", "mime_type extension weight", rows)


def _others() -> Iterator[tuple[str, str]]:
    for kind, entry in json.loads(TYPES.read_text(encoding="utf-8")).items():
        if not FORM.fullmatch(kind):
            continue
        found = WRITTEN_IN.search(kind)
        if "extensions" in entry:
            yield kind, entry["extensions"][0]
        elif found:
            yield kind, EXTENSIONS.get(found[1], found[1])
