"""`GET /api/generate/{type}`: values of one generator.

A plain route of Starlette with a shortcut to it, because FastAPI's handling of a request costs more than a
value does. What a query asks for is kept for the next request with the same one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache
from urllib.parse import parse_qsl

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from mockcraft.answer import answer, begin, fresh_seed
from mockcraft.clock import shown_clock
from mockcraft.core.context import Context
from mockcraft.core.effort import expect, spent
from mockcraft.core.lists import check_locale, named, with_fallback
from mockcraft.core.values import text_of
from mockcraft.errors import NotFound, ParameterError, did_you_mean
from mockcraft.generator import Bound, Generator, find
from mockcraft.listing import options_of
from mockcraft.server.budget import FEW, STEP_CHARACTERS, VALUE_STEPS, spend_on
from mockcraft.server.config import ServerConfig
from mockcraft.server.forms import FORM, MEDIA, SEED_HEADER, VARIES, accepted, json_values, listing
from mockcraft.server.metrics import metrics_of
from mockcraft.server.turns import Turns
from mockcraft.setting import Setting
from mockcraft.settings import COUNT, NOW, SEED

PATH = "/api/generate/{type}"
OWN = ("count", "seed", "locale", "fallback", "now", "unique", "format")
UNIQUE = Setting("unique", bool, False, "No value twice")
KEPT_QUERIES = 1024
KEPT_LENGTH = 512  # characters; longer queries are parsed each time, so that the cache stays small
MANY = 200  # values from which the vector evaluator is quicker
CHUNK = 4096  # of them are made at a time
LARGE = re.compile(rb"count=[0-9]{3}")  # MANY or nearly so
MODULES = ("mockcraft.server.vectorized",)  # of the vector evaluator, with numpy and Arrow


class Query:
    """What a request asks for. `count`, `seed`, `clock` and `form` are None where they are not given.

    `clock` stays a text, because `now` is another time for the next request.
    """

    __slots__ = (
        "bound", "clock", "count", "form", "head", "kind", "locale", "name", "now", "seed", "steps", "tail",
        "unique",
    )  # fmt: skip

    def __init__(self, name: str, query: str, config: ServerConfig) -> None:
        """Parses the query; raises NotFound for the generator and ParameterError for the rest."""
        generator = find(name)
        own, given = _split(generator, query)
        limit = COUNT.but(high=config.max_count)
        self.count = limit.parse(own["count"], "count") if "count" in own else None
        self.seed = SEED.parse(own["seed"], "seed") if "seed" in own else None
        self.form = FORM.parse(own["format"], "format") if "format" in own else None
        self.locale = known_locale(own, config)
        self.now, self.clock = config.request_now, own.get("now")
        self._clock()
        self.unique = UNIQUE.parse(own.get("unique", "false"), "unique")
        self.bound: Bound = generator.bind(given)
        self.name, self.kind = generator.name, generator.type_name
        self.head = f'{{"type":"{self.name}","seed":'
        self.tail = f",{told_locale(self.locale)},"
        self.steps = 0 if (self.count or 1) <= FEW else self._measured()

    def answer(self, accept: str = "") -> Response:
        """The response: as JSON, `value`, or `values` where a count is asked for."""
        seed = fresh_seed() if self.seed is None else self.seed
        now = self._clock()
        form = self.form or accepted(accept)
        texts = self._texts(seed, now)
        headers = {SEED_HEADER: str(seed), **VARIES}
        if form != "json":
            text = listing(form, self.name, self.kind, texts)
            return Response(text, media_type=MEDIA[form], headers=headers)
        made = ",".join(json_values(self.kind, texts))
        body = f'"value":{made}}}' if self.count is None else f'"values":[{made}]}}'
        clock = "" if self.clock is None else f'"now":"{shown_clock(now)}",'
        return Response(
            f"{self.head}{seed}{self.tail}{clock}{body}", media_type=MEDIA["json"], headers=headers
        )

    def _texts(self, seed: int, now: int) -> list[str]:
        count = self.count or 1
        if count > FEW:
            expect(count * self.steps, f"{count:,} values of {self.name}")
        if count >= MANY:
            return self._many(count, Context(seed, "", self.locale, now))
        texts = []
        for value in answer(self.bound, count, seed, self.locale, unique=self.unique, now=now):
            texts.append(text_of(value))
            spend_on(texts[-1])
        return texts

    def _many(self, count: int, context: Context) -> list[str]:
        from mockcraft.server.vectorized import (
            texts,  # with numpy and Arrow, which take long to import
        )

        digits = begin(self.bound, context, count, self.unique)
        made: list[str] = []
        for start in range(0, count, CHUNK):
            rows = range(start, min(start + CHUNK, count))
            some = texts(self.bound, context, rows, digits)
            spend_on("".join(some), len(some))
            made += some
        return made

    def _measured(self) -> int:
        """The steps that the first value takes: the others take about as many."""
        before = spent()
        value = next(answer(self.bound, 1, 0, self.locale, now=self._clock()))
        return spent() - before + VALUE_STEPS + len(text_of(value)) // STEP_CHARACTERS

    def _clock(self) -> int:
        now: int = self.now if self.clock is None else NOW.parse(self.clock, "now")
        return now


def router(config: ServerConfig) -> APIRouter:
    """The routes."""
    turns = Turns(config.max_cost, drains=True)
    route = Route(PATH, endpoint(config, turns))
    return APIRouter(routes=[route], lifespan=turns.budget.lifespan)


def endpoint(config: ServerConfig, turns: Turns) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of a server that was started with `config`."""

    def parse(name: str, query: str) -> Query:
        return Query(name, query, config)

    kept = lru_cache(KEPT_QUERIES)(parse)

    async def generate(request: Request) -> Response:
        name: str = request.path_params["type"]
        query: str = request.scope["query_string"].decode("latin-1")
        accept = request.headers.get("accept", "")
        known = kept if len(name) + len(query) <= KEPT_LENGTH else parse
        given = metrics_of(request.app).values

        def answered() -> Response:
            wanted = known(name, query)
            response = wanted.answer(accept)
            given.inc(wanted.count or 1)
            return response

        modules = MODULES if LARGE.search(request.scope["query_string"]) else ()
        return await turns.soon(request, answered, modules)

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


def known_locale(given: Mapping[str, str], config: ServerConfig) -> str:
    """The locale that is asked for, with its fallback; raises ParameterError for one that is not known."""
    asked = {"locale": config.request_locale, "fallback": config.fallback}
    for name in asked:
        try:
            asked[name] = check_locale(given[name]) if name in given else asked[name]
        except NotFound as error:
            raise ParameterError(str(error), name) from None
    return with_fallback(str(asked["locale"]), asked["fallback"])


def told_locale(locale: str) -> str:
    """Members of an answer, as JSON: the locale, and its fallback where it has one."""
    return ",".join(f'"{name}":"{each}"' for name, each in named(locale).items())
