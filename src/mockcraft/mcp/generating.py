"""The tools `generators` and `generate`: what can be made, and values of it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from mockcraft.answer import answer, fresh_seed, json_of
from mockcraft.clock import shown_clock
from mockcraft.core.lists import check_locale, named, spellings
from mockcraft.errors import ParameterError
from mockcraft.generator import Generator, find
from mockcraft.listing import describe, made, select
from mockcraft.mcp.tool import Call, McpConfig, Tool, joined, json_text
from mockcraft.setting import Setting
from mockcraft.settings import COUNT, FALLBACK, LOCALE, NOW, SEED
from mockcraft.template import Template

DESCRIBED = 30  # generators that are told with all that is known of them; of more, the names
NAME = Setting("name", str, None, "One generator, however its name is spelled")
CATEGORY = Setting("category", str, None, "Those of one category, such as person")
SEARCH = Setting("search", str, None, "Those whose name or description has the word")
TYPE = Setting("type", str, None, "Name of a generator, see the tool generators")
TEMPLATE = Setting(
    "template", str, None,
    "In place of a type: text with generators in braces, all of one record, such as "
    "'{first_name} <{email}>'; a doubled brace stands for itself",
)  # fmt: skip
UNIQUE = Setting("unique", bool, False, "No value twice; an error where there are too few")
SMALLER = "ask for less by count"


def generators(config: McpConfig) -> Tool:
    """The tool that lists the generators."""
    return Tool(
        name="generators",
        title="Generators of fake values",
        help="Lists the generators of fake values that generate, and the columns of a schema, can use. "
        f"Without an argument, the names by category. With at most {DESCRIBED} results, each with its "
        "parameters, type and a sample.",
        settings=(NAME, CATEGORY, SEARCH),
        output={
            "type": "object",
            "required": ["count", "categories", "generators"],
            "properties": {
                "count": {"type": "integer"},
                "categories": {
                    "type": "object",
                    "description": "Names by category.",
                    "additionalProperties": {"type": "array", "items": {"type": "string"}},
                },
                "generators": {
                    "type": "array",
                    "description": f"Each with its parameters, where there are at most {DESCRIBED}.",
                    "items": {"type": "object"},
                },
            },
        },
        run=_list,
    )


def _list(call: Call) -> str:
    given = call.values
    if given["name"] is not None:
        if given["category"] is not None or given["search"] is not None:
            raise ParameterError("give name, or category and search, not both", "name")
        found = [made(find(given["name"]))]
    else:
        found = select(given["category"], given["search"])
    told = found if len(found) <= DESCRIBED else []
    return json_text(
        {
            "count": len(found),
            "categories": {
                name: [each.name for each in members]
                for name, members in groupby(found, lambda each: each.category)
            },
            "generators": [describe(find(each.name)) for each in told],
        }
    )


def generate(config: McpConfig) -> Tool:
    """The tool that makes values."""
    return Tool(
        name="generate",
        title="Fake values",
        help="Makes values of one generator, or lines of a template. The same seed gives the same values, "
        "here and by `mockcraft generate`.",
        settings=(
            TYPE,
            TEMPLATE,
            COUNT.but(high=config.max_count),
            SEED.but(default=None, shown="another one each time"),
            LOCALE.but(default=config.locale, choices=tuple(spellings())),
            FALLBACK.but(default=config.fallback, choices=tuple(spellings())),
            NOW.but(default=config.now, shown=shown_clock(config.now)),
            UNIQUE,
        ),
        parts={
            "parameters": {
                "type": "object",
                "description": "Parameters of the generator by name, see the tool generators.",
            }
        },
        output={
            "type": "object",
            "required": ["seed", "locale", "now", "values"],
            "properties": {
                "type": {"type": "string"},
                "seed": {"type": "integer", "description": "Gives these values again."},
                "locale": {"type": "string"},
                "fallback": {"type": "string"},
                "now": {"type": "string"},
                "values": {"type": "array"},
            },
        },
        run=_generate,
    )


def _generate(call: Call) -> str:
    given = call.values
    seed = fresh_seed() if given["seed"] is None else given["seed"]
    locale, now = check_locale(given["locale"], given["fallback"]), given["now"]
    head: dict[str, Any] = {"seed": seed, **named(locale), "now": shown_clock(now)}
    if given["template"] is not None:
        _check_template(call)
        lines = Template(given["template"]).lines(given["count"], seed, locale, now=now)
        texts = (json_text(line) for line in lines)
    else:
        generator = _generator(given["type"])
        head = {"type": generator.name, **head}
        bound = generator.bind(_parameters(call))
        values = answer(bound, given["count"], seed, locale, unique=given["unique"], now=now)
        texts = (json_of(value, generator.type_name == "json") for value in values)
    return f'{json_text(head)[:-1]}, "values": [{joined(texts, SMALLER, ", ")}]}}'


def _generator(name: str | None) -> Generator:
    if name is None:
        raise ParameterError(
            "generate needs type, the name of a generator, or template (list the generators: tool generators)",
            "type",
        )
    return find(name)


def _check_template(call: Call) -> None:
    """Raises ParameterError for arguments that a template does not go with."""
    for name in ("type", "parameters", "unique"):
        if call.values.get(name) or call.parts.get(name):
            raise ParameterError(
                f"{name} goes with a generator, not with template (leave one out)", name
            )


def _parameters(call: Call) -> dict[str, object]:
    given = call.parts.get("parameters", {})
    if not isinstance(given, dict):
        raise ParameterError("parameters is not an object of names and values", "parameters")
    return {name: value for name, value in given.items() if value is not None}
