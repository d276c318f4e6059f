"""The list of generators with all that is known of each: for `mockcraft generators` and the server.

What is told of a built-in one stands in `generators.summaries`, so that none has to be imported, or run, to be listed.
"""

from __future__ import annotations

from mockcraft.core.lists import DEFAULT_LOCALE
from mockcraft.core.values import text_of
from mockcraft.errors import MissingList, NotFound, ParameterError, nearest
from mockcraft.generator import Generator, first_paragraph
from mockcraft.generators.summaries import SUMMARIES
from mockcraft.names import declared, find, load_packages, normal
from mockcraft.parameter import KINDS, REQUIRED, Parameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TAKEN = (  # said of any generator
    "count", "seed", "locale", "fallback", "now", "unique", "format", "template", "help", "verbose", "quiet",
)  # fmt: skip


def options_of(generator: Generator) -> dict[str, Parameter]:
    """The parameters by the names that flags and queries give them.

    A name that means something for every generator is put behind the generator's: the parameter
    `count` of `words` is --words-count.
    """
    return {
        f"{generator.name}_{name}" if name in TAKEN else name: each
        for name, each in generator.parameters.items()
    }


class Summary:
    """What the list says of a generator.

    Attributes:
        type: of its values, see `core.kinds`.
        sample: the first value at seed 0, as text; None where a parameter has no default.
        details: the whole description.
        speech: what it speaks in the locale that is asked of, see `speech`; "" where none is.
    """

    __slots__ = ("aliases", "category", "details", "name", "sample", "speech", "type")

    def __init__(
        self, name: str, category: str, aliases: tuple[str, ...], type: str, sample: str | None, details: str,
        speech: str = "",
    ) -> None:  # fmt: skip
        self.name, self.category, self.aliases = name, category, aliases
        self.type, self.sample, self.details, self.speech = type, sample, details, speech

    @property
    def fields(self) -> tuple[Any, ...]:
        """They in the order in which one is made, but what it speaks."""
        return self.name, self.category, self.aliases, self.type, self.sample, self.details

    @property
    def help(self) -> str:
        """The first paragraph of the description, on one line."""
        return first_paragraph(self.details)


BUILTIN = {fields[0]: Summary(*fields) for fields in SUMMARIES}


def summaries() -> list[Summary]:
    """Those of every generator, built-in and installed, by category and name."""
    load_packages()
    added = {each for each in declared.values() if not each.builtin}
    replaced = {name for name, each in declared.items() if not each.builtin}
    own = [each for each in BUILTIN.values() if normal(each.name) not in replaced]
    return sorted([*own, *map(made, added)], key=lambda each: (each.category, each.name))


def made(generator: Generator) -> Summary:
    """The summary of a generator, made from it; raises UserError where a plugin's fails."""
    return Summary(
        generator.name,
        generator.category,
        generator.aliases,
        generator.type_name,
        _first_value(generator),
        generator.details,
    )


def of_locale(summary: Summary, locale: str) -> Summary:
    """The same in a locale: what it speaks there, and its first value."""
    from mockcraft.speech import speech_of

    generator = find(summary.name)
    speech = speech_of(generator, locale)
    name, category, aliases, kind, _, details = summary.fields
    return Summary(name, category, aliases, kind, _first_value(generator, locale), details, speech)


def _first_value(generator: Generator, locale: str = DEFAULT_LOCALE) -> str | None:
    if any(each.required for each in generator.parameters.values()):
        return None
    try:
        return text_of(generator.sample(1, 0, locale)[0])
    except (ParameterError, MissingList):
        return None


def sample(generator: Generator) -> str | None:
    """The first value at seed 0, as text; None where a parameter has no default."""
    if not generator.builtin:
        return _first_value(generator)
    return BUILTIN[generator.name].sample


def select(category: str | None = None, search: str | None = None) -> list[Summary]:
    """The generators of a category that have a word in name, aliases, category or help, in order.

    Raises NotFound for a category that does not exist.
    """
    found = summaries()
    if category is not None:
        names = sorted({each.category for each in found})
        if category.lower() not in names:
            hint = nearest(category.lower(), names)
            raise NotFound(f"there is no category {category!r}{hint}")
        found = [each for each in found if each.category == category.lower()]
    return [each for each in found if _speaks_of(each, search)] if search else found


def _speaks_of(summary: Summary, word: str) -> bool:
    names = (normal(name) for name in (summary.name, *summary.aliases, summary.category))
    return word.lower() in summary.details.lower() or any(normal(word) in name for name in names)


def describe(generator: Generator) -> dict[str, Any]:
    """What JSON says about a generator."""
    return {
        "name": generator.name,
        "category": generator.category,
        "aliases": list(generator.aliases),
        "type": generator.type_name,
        "help": generator.help,
        "parameters": [_describe(option, each) for option, each in options_of(generator).items()],
        "sample": sample(generator),
    }


def _describe(option: str, parameter: Parameter) -> dict[str, Any]:
    between = parameter.between
    return {
        "name": parameter.name,
        "option": option,
        "type": KINDS[parameter.kind][0],
        "help": parameter.help,
        "required": parameter.required,
        "default": default(parameter),
        "choices": list(parameter.choices) or None,
        "min": between.low if between else None,
        "max": between.high if between else None,
    }


def default(parameter: Parameter) -> Any:
    """The default as JSON has it, None where there is none; decimals, dates and times as text."""
    value = parameter.default
    if value is REQUIRED or value is None:
        return None
    if isinstance(value, tuple):
        return list(value)
    return value if isinstance(value, bool | int | float) else text_of(value)
