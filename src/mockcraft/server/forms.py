"""The forms of an answer: JSON, CSV, text, JSON lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from functools import lru_cache
from json.encoder import encode_basestring

from mockcraft.server.quality import quality
from mockcraft.setting import Setting

MEDIA = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "text": "text/plain; charset=utf-8",
    "jsonl": "application/jsonl",
}
FORM = Setting(
    "format", str, "json", "Form of the answer; by the header Accept where it is not given",
    choices=tuple(MEDIA),
)  # fmt: skip
SEED_HEADER = "MockCraft-Seed"  # of an answer whose form has no place for it
VARIES = {"vary": "Accept"}
ACCEPTED = {
    "text/csv": "csv", "text/plain": "text", "application/jsonl": "jsonl", "application/x-ndjson": "jsonl",
    "application/json": "json", "application/*": "json", "*/*": "json", "text/*": "text",
}  # fmt: skip
HEADERS = 256  # of Accept, whose forms are remembered: reading one takes 3 to 8 us
BARE = ("integer", "boolean", "decimal", "json")  # kinds whose text is JSON as it is


@lru_cache(HEADERS)
def accepted(header: str) -> str:
    """The form that a header Accept likes best of those there are; JSON where it likes none."""
    ranked = []
    for each in header.split(","):
        media, *parameters = (word.strip().lower() for word in each.split(";"))
        if media in ACCEPTED:
            ranked.append((quality(parameters), ACCEPTED[media]))
    best, form = max(ranked, key=lambda one: one[0], default=(0.0, "json"))
    return form if best else "json"


def json_values(kind: str, texts: Iterable[str]) -> list[str]:
    """Values of a kind (see `core.kinds`), given as text, as JSON; times with a T, as RFC 3339 writes them."""
    if kind in BARE:
        return list(texts)
    if kind == "timestamp":
        texts = [text.replace(" ", "T") for text in texts]
    return list(map(encode_basestring, texts))


def listing(form: str, name: str, kind: str, texts: list[str]) -> str:
    """Values below one another: as CSV below their name (RFC 4180, with \\n), as text or as JSON lines."""
    if form == "csv":
        file = io.StringIO()
        csv.writer(file, lineterminator="\n").writerows([[name], *([text] for text in texts)])
        return file.getvalue()
    lines = texts if form == "text" else json_values(kind, texts)
    return "".join([line + "\n" for line in lines])
