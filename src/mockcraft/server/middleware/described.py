"""What the middleware may answer, and what it asks for, in the OpenAPI document."""

from __future__ import annotations

from typing import Any

from mockcraft.server.config import ServerConfig
from mockcraft.server.middleware.keys import is_open
from mockcraft.server.middleware.limits import FREE, class_of

METHODS = ("get", "head", "post", "put", "patch", "delete")
SAFE = ("get", "head")
WHY = {
    "401": "No API key, or none that is known",
    "403": "A page of another origin may not do this, see cors_origins",
    "413": "The body is larger than `max_upload`",
    "421": "The server is not asked by this host, see `hosts`",
    "429": "The client has used up its rate",
}
SECONDS = {"schema": {"type": "integer", "minimum": 0}}
HEADERS: dict[str, dict[str, Any]] = {
    "401": {"WWW-Authenticate": {"schema": {"type": "string"}}},
    "429": {
        "Retry-After": SECONDS | {"description": "Seconds until one more is allowed"},
        "RateLimit-Limit": SECONDS | {"description": "How many are allowed"},
        "RateLimit-Remaining": SECONDS | {"description": "How many are left"},
        "RateLimit-Reset": SECONDS | {"description": "Seconds until the oldest no longer counts"},
    },
}
SCHEME = {"type": "http", "scheme": "bearer", "description": "An API key, see `mockcraft key`"}


def describe(document: dict[str, Any], config: ServerConfig) -> None:
    """Adds to each operation of a document what stands before it, where nothing says so yet."""
    components = document.setdefault("components", {})
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    used: set[str] = set()
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method in METHODS:
                statuses = _statuses(path, method, operation, config)
                used.update(statuses)
                for status in statuses:
                    reference = {"$ref": f"#/components/responses/{status}"}
                    operation["responses"].setdefault(status, reference)
                if "401" in statuses:
                    operation["security"] = [{"key": []}]
    components["responses"] = components.get("responses", {}) | {
        status: {"description": WHY[status], "headers": HEADERS.get(status, {}), "content": problem}
        for status in sorted(used)
    }
    if config.api_keys:
        components.setdefault("securitySchemes", {})["key"] = SCHEME


def _statuses(path: str, method: str, operation: dict[str, Any], config: ServerConfig) -> list[str]:
    found = []
    if config.api_keys and not is_open(path):
        found.append("401")
    if method not in SAFE:
        found.append("403")
    if "requestBody" in operation:
        found.append("413")
    found.append("421")
    if path not in FREE and (config.api_keys or getattr(config, f"rate_{class_of(path)}")):
        found.append("429")
    return found
