"""`GET /api/generate/{type}`: values of one generator.

A plain route of Starlette, because FastAPI's handling of a request costs more than a value does. What a
query asks for is kept for the next request with the same one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from functools import lru_cache
from urllib.parse import parse_qsl

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mockcraft.answer import answer, fresh_seed, json_of
from mockcraft.clock import shown_clock
from mockcraft.core.lists import check_locale
from mockcraft.errors import NotFound, ParameterError, did_you_mean
from mockcraft.generator import Bound, Generator, find
from mockcraft.listing import options_of
from mockcraft.server.config import ServerConfig
from mockcraft.settings import COUNT, NOW, SEED, Setting

OWN = ("count", "seed", "locale", "now", "unique")
UNIQUE = Setting("unique", bool, False, "No value twice")
KEPT_QUERIES = 1024
KEPT_LENGTH = 512  # characters; longer queries are parsed each time, so that the cache stays small
SMALL = 50  # values made between two other requests; more of them are made in a thread


class Query:
    """What a request asks for. `count`, `seed` and `clock` are None where they are not given.

    `clock` stays a text, because `now` is another time for the next request.
    """

    __slots__ = (
        "bound", "clock", "count", "documents", "head", "locale", "now", "seed", "tail", "unique",
    )  # fmt: skip

    def __init__(self, name: str, query: str, config: ServerConfig) -> None:
        """Parses the query; raises NotFound for the generator and ParameterError for the rest."""
        generator = find(name)
        own, given = _split(generator, query)
        limit = COUNT.but(high=config.max_count)
        self.count = limit.parse(own["count"], "count") if "count" in own else None
        self.seed = SEED.parse(own["seed"], "seed") if "seed" in own else None
        self.locale = _locale(own.get("locale", config.locale))
        self.now, self.clock = config.now, own.get("now")
        self._clock()
        self.unique = UNIQUE.parse(own.get("unique", "false"), "unique")
        self.bound: Bound = generator.bind(given)
        self.documents = generator.type_name == "json"
        self.head = f'{{"type":"{generator.name}","seed":'
        self.tail = f',"locale":"{self.locale}",'

    def answer(self) -> str:
        """The response as JSON: `value`, or `values` where a count is asked for."""
        seed = fresh_seed() if self.seed is None else self.seed
        now = self._clock()
        values = answer(self.bound, self.count or 1, seed, self.locale, unique=self.unique, now=now)
        texts = ",".join([json_of(value, self.documents) for value in values])
        body = f'"value":{texts}}}' if self.count is None else f'"values":[{texts}]}}'
        clock = "" if self.clock is None else f'"now":"{shown_clock(now)}",'
        return f"{self.head}{seed}{self.tail}{clock}{body}"

    def _clock(self) -> int:
        now: int = self.now if self.clock is None else NOW.parse(self.clock, "now")
        return now


def router(config: ServerConfig) -> APIRouter:
    """The routes."""
    return APIRouter(routes=[Route("/api/generate/{type}", endpoint(config))])


def endpoint(config: ServerConfig) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of a server that was started with `config`."""

    def parse(name: str, query: str) -> Query:
        return Query(name, query, config)

    kept = lru_cache(KEPT_QUERIES)(parse)

    async def generate(request: Request) -> Response:
        name: str = request.path_params["type"]
        query: str = request.scope["query_string"].decode("latin-1")
        wanted = (kept if len(name) + len(query) <= KEPT_LENGTH else parse)(name, query)
        small = (wanted.count or 1) <= SMALL
        text = wanted.answer() if small else await run_in_threadpool(wanted.answer)
        return Response(text, media_type="application/json")

    return generate


def _split(generator: Generator, query: str) -> tuple[dict[str, str], dict[str, object]]:
    """The parameters every generator has, and those of this one."""
    pairs = [(k.replace("-", "_"), v) for k, v in parse_qsl(query, keep_blank_values=True)]
    for name, times in Counter(name for name, _ in pairs).items():
        if times > 1:
            raise ParameterError(f"{name} is given {times} times (give it once)", name)
    own = {name: value for name, value in pairs if name in OWN}
    options = options_of(generator)
    given: dict[str, object] = {}
    for name, value in pairs:
        if name not in OWN:
            given[options[name].name if name in options else _known(generator, name)] = value
    return own, given


def _known(generator: Generator, name: str) -> str:
    hint = did_you_mean(name, OWN)
    if hint and name not in generator.parameters:
        raise ParameterError(f"{generator.name} has no parameter {name!r}{hint}", name)
    return generator.parameter(name).name


def _locale(text: str) -> str:
    try:
        return check_locale(text)
    except NotFound as error:
        raise ParameterError(str(error), "locale") from None
