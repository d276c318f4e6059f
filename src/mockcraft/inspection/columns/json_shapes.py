"""What JSON holds, by the name of its column: one table, the last word of a name is looked up."""

from collections.abc import Mapping, Sequence
from typing import Any

from mockcraft.inspection.columns.words import singular

JSON_LENGTH = 200  # characters of a text that has room for what is below


def _number(least: int, most: int) -> dict[str, Any]:
    return {"generator": "number", "min": least, "max": most}


_OTHER = {"name": "word", "value": _number(1, 100)}
_SHAPES: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("settings config configuration preferences options params parameters args arguments kwargs features", {
        "enabled": {"generator": "bool", "probability": 0.8},
        "mode": {"values": ["auto", "manual"]},
        "limit": _number(1, 100),
    }),
    ("metadata meta extra context attributes properties info", {
        "source": {"values": ["web", "api", "import"]},
        "label": "word",
        "version": _number(1, 9),
    }),
    ("payload data event request response result", {
        "id": "uuid",
        "type": {"values": ["created", "updated", "deleted"]},
        "value": _number(1, 1000),
    }),
    ("headers", {
        "Content-Type": "mime_type",
        "User-Agent": "user_agent",
    }),
    ("address", {
        "street": "street_address",
        "city": "city",
        "postal_code": "zip",
    }),
    ("location coordinates position geo", {
        "latitude": "latitude",
        "longitude": "longitude",
    }),
    ("stats statistics metrics counters usage", {
        "count": _number(0, 1000),
        "average": _number(1, 100),
        "max": _number(100, 1000),
    }),
    ("permissions privileges acl", {
        "read": {"generator": "bool", "probability": 0.9},
        "write": {"generator": "bool", "probability": 0.5},
        "delete": {"generator": "bool", "probability": 0.1},
    }),
    ("error errors", {
        "code": "http_status",
        "message": "sentence",
    }),
    ("author user owner person contact customer", {
        "name": "full_name",
        "email": "email",
    }),
)  # fmt: skip
_SHAPE_OF = {word: shape for words, shape in _SHAPES for word in words.split()}
# Last words of names of texts that hold JSON.
_IN_TEXT = {
    "json", "metadata", "meta", "config", "configuration", "settings", "preferences", "payload", "properties",
    "attributes", "headers", "kwargs", "options", "params", "parameters", "context", "extra",
}  # fmt: skip
_MORE = ("additional", "extra", "custom")  # with "info" or "data" behind it
_LISTS = {
    "list",
    "items",
    "tags",
    "ids",
    "array",
    "roles",
    "scopes",
    "keywords",
    "labels",
    "emails",
    "urls",
}
_ITEMS = {
    "id": _number(1, 1000),
    "role": {"values": ["admin", "editor", "member", "viewer"]},
    "scope": {"values": ["read", "write", "admin"]},
    "email": "email",
    "url": "url",
}  # fmt: skip


def holds_json(words: Sequence[str]) -> bool:
    """Whether texts hold JSON, by their name."""
    if words[-1:] in (("info",), ("data",)):
        return words[0] in _MORE
    return bool(words) and (words[0] == "json" or words[-1] in _IN_TEXT)


def lists(words: Sequence[str]) -> bool:
    """Whether JSON is a list, by its name."""
    return words[-1:] != () and words[-1] in _LISTS


def items_of(words: Sequence[str]) -> Any:
    """What gives the items of a list."""
    return _ITEMS.get(singular(words[-1]) if words else "", "word")


def fields_of(words: Sequence[str]) -> dict[str, Any]:
    """What gives the members of an object."""
    return dict(_SHAPE_OF.get(words[-1] if words else "", _OTHER))
