"""`GET /healthz`: for whoever watches over the server."""

from __future__ import annotations

from fastapi import APIRouter

from mockcraft import __version__
from mockcraft.server.config import ServerConfig


def router(_: ServerConfig) -> APIRouter:
    """The routes."""
    made = APIRouter(tags=["server"])
    made.add_api_route("/healthz", healthz)
    return made


async def healthz() -> dict[str, str]:
    """Whether the server answers."""
    return {"status": "ok", "version": __version__}
