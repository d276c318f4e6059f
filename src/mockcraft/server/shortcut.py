"""One route before all others: FastAPI's way to a route takes longer than a value does."""

from __future__ import annotations

from starlette.requests import ClientDisconnect, Request
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from mockcraft.errors import MockcraftError
from mockcraft.server.problems import broken, failed, left


class Shortcut:
    """Answers GET where a route `/…/{name}` does, and hands on all else, also other methods there.

    What the endpoint raises becomes a problem as everywhere; a bug goes on to `middleware.requests`, which logs it.
    """

    def __init__(self, app: ASGIApp, route: Route) -> None:
        self.app, self.route = app, route
        self.start, _, name = route.path.partition("{")
        self.name = name.removesuffix("}")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request, or passes it on."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        start, _, rest = scope["path"].partition(self.start)
        if start or not rest or "/" in rest:
            await self.app(scope, receive, send)
            return
        scope["route"], scope["path_params"] = self.route, {self.name: rest}
        request = Request(scope, receive, send)
        try:
            response = await self.route.endpoint(request)
        except MockcraftError as error:
            response = await failed(request, error)
        except ClientDisconnect as error:
            response = await left(request, error)
        except Exception as error:
            await (await broken(request, error))(scope, receive, send)
            raise
        await response(scope, receive, send)
