"""Words, sentences, patterns, regular expressions."""

from __future__ import annotations

from mockcraft.core.braces import Field, error_at, parse
from mockcraft.core.context import agreed
from mockcraft.core.lists import load
from mockcraft.core.pattern import LOWER, PATTERN, UPPER
from mockcraft.generator import (
    Annotated,
    Between,
    Bound,
    Draw,
    ParameterError,
    Pool,
    Text,
    find,
    generator,
    ordered,
)
from mockcraft.generators.person import Person

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def words_of(draw: Draw, name: str) -> Pool:
    """The words of a list of the draw's locale."""
    return load(name, draw.locale).column("word").pool


@generator("text", aliases=("lorem_ipsum_word",))
def word(draw: Draw) -> Text:
    """Word of the language of the locale; in English common ones more often."""
    return draw.record("vocabulary" if draw.locale.startswith("en_") else "words").word


@generator("text")
def words(
    draw: Draw,
    *,
    min: Annotated[int, Between(1, 1000), "fewest words"] = 3,
    max: Annotated[int, Between(1, 1000), "most words"] = 3,
) -> Text:
    """Words of the language of the locale, blanks between them."""
    ordered(min=min, max=max)
    return draw.words(words_of(draw, "words"), min, max)


@generator("text", aliases=("lorem_ipsum_sentence", "comment", "text"))
def sentence(
    draw: Draw,
    *,
    min_words: Annotated[int, Between(1, 1000), "fewest words"] = 5,
    max_words: Annotated[int, Between(1, 1000), "most words"] = 14,
) -> Text:
    """Sentence of words of the language of the locale; it has no meaning. Japanese, Chinese and Thai have no blanks."""
    ordered(min_words=min_words, max_words=max_words)
    return _written(draw, draw.words(words_of(draw, "words"), min_words, max_words, sentence=True))


def _written(draw: Draw, sentences: Text) -> Text:
    """Sentences with blanks and full stops as the language of the locale writes them.

    Where they must differ, commas stand for the blanks, without which two of them could be one.
    """
    language = draw.locale[:2]
    if language not in _WRITING:
        return sentences
    if draw.must_differ("writing"):
        apart = _WITH_COMMAS.get(language)
        return sentences if apart is None else draw.map(sentences, apart, distinct=True)
    return draw.map(sentences, _WRITING[language])


def _without_blanks(sentences: str) -> str:
    return sentences.replace(" ", "").replace(".", "。")


def _japanese_commas(sentences: str) -> str:
    return sentences.replace(". ", "。").replace(".", "。").replace(" ", "、")


def _chinese_commas(sentences: str) -> str:
    return _japanese_commas(sentences).replace("、", "，")


def _thai(sentences: str) -> str:
    """Blanks stand between sentences, which have no full stops."""
    return " ".join(each.replace(" ", "") for each in sentences.rstrip(".").split(". "))


_WRITING = {"ja": _without_blanks, "zh": _without_blanks, "th": _thai}
_WITH_COMMAS = {"ja": _japanese_commas, "zh": _chinese_commas}


@generator("text", aliases=("simple_sentence",))
def sentence_simple(draw: Draw) -> Text:
    """English sentence of subject, verb and object, such as: The brave dog opens the door."""
    return draw.join(
        "The ", draw.record("adjectives").word, " ", draw["subject"].record("nouns").word, " ",
        draw.map(draw.record("word/verb_transitive").word, third_person), " the ", draw["object"].record("nouns").word, ".",
    )  # fmt: skip


def third_person(verb: str) -> str:
    """The verb as it follows he, she or it: carries, goes, watches, opens."""
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


@generator("text", aliases=("lorem_ipsum_paragraph", "description"))
def paragraph(
    draw: Draw,
    *,
    sentences: Annotated[int, Between(1, 100), "sentences in each value"] = 4,
) -> Text:
    """Sentences of words of the language of the locale; they have no meaning."""
    return _written(draw, _paragraph(draw, words_of(draw, "words"), sentences))


def _paragraph(draw: Draw, pool: Pool, sentences: int) -> Text:
    parts: list[Text | str] = []
    for i in range(sentences):
        parts += [" " if i else "", draw[f"sentence {i}"].words(pool, 5, 14, sentence=True)]
    return draw.join(*parts)


@generator("text", aliases=("headline",))
def title_text(draw: Draw) -> Text:
    """Headline of three to six words, the first one with a capital letter."""
    return _written(draw, draw.words(words_of(draw, "words"), 3, 6, heading=True))


@generator("text")
def question(draw: Draw) -> Text:
    """Question about two things."""
    return draw.join(
        draw.pick(QUESTIONS), " ", draw["first"].record("nouns").word, " ",
        draw.record("word/verb_transitive").word, " the ", draw["second"].record("nouns").word, "?",
    )  # fmt: skip


QUESTIONS = Pool(
    "question",
    ("Does the", "Can the", "Will the", "Should the", "Could the", "Why does the", "When will the"),
)


@generator("text")
def quote(draw: Draw) -> Text:
    """Sentence in quotation marks, and who is said to have said it."""
    words = draw.words(words_of(draw, "words"), 4, 10, sentence=True)
    before, after = draw.format("quote").removesuffix("{full_name}").split("{sentence}")
    return draw.join(before, _written(draw, words), after, draw.entity(Speaker).full_name)


class Speaker(Person):
    """Somebody else than the row's person, who is said to have said something."""


@generator("text")
def phrase(draw: Draw) -> Text:
    """English idiom."""
    return draw.record("text/phrase").phrase


@generator("text", aliases=("phrase_noun",))
def noun_phrase(draw: Draw) -> Text:
    """The, an adjective and a noun."""
    return draw.join("the ", draw.record("adjectives").word, " ", draw.record("nouns").word)


@generator("text", aliases=("phrase_verb",))
def verb_phrase(draw: Draw) -> Text:
    """A verb and what it acts on."""
    return draw.join(draw.record("verbs").word, " the ", draw.record("nouns").word)


@generator("text", aliases=("phrase_adverb",))
def adverb_phrase(draw: Draw) -> Text:
    """An adverb of degree and an adverb."""
    return draw.join(draw.pick(DEGREES), " ", draw.record("adverbs").word)


DEGREES = Pool("degree", ("very", "quite", "rather", "too", "so", "almost", "fairly", "extremely"))


@generator("text", aliases=("phrase_preposition",))
def preposition_phrase(draw: Draw) -> Text:
    """A preposition, the, an adjective and a noun."""
    return draw.join(
        draw.record("text/place_preposition").word, " the ",
        draw.record("adjectives").word, " ", draw.record("nouns").word,
    )  # fmt: skip


@generator("text", aliases=("random_letter",))
def letter(draw: Draw) -> Text:
    """One letter, a to z or A to Z."""
    return draw.chars(LOWER + UPPER, 1)


@generator("text", aliases=("letter_n", "random_letters", "pystr"))
def letters(
    draw: Draw, *, length: Annotated[int, Between(1, 1000), "letters in each value"] = 8
) -> Text:
    """Letters, a to z and A to Z."""
    return draw.chars(LOWER + UPPER, length)


@generator("text")
def vowel(draw: Draw) -> Text:
    """One of the vowels a, e, i, o, u."""
    return draw.chars("aeiou", 1)


@generator("text", aliases=("numerify", "lexify", "bothify"))
def pattern(
    draw: Draw,
    *,
    pattern: Annotated[
        str, Between(0, 1000), "# is a digit, % a digit but 0, ? a capital letter; all else stays"
    ] = "###-???",
) -> Text:
    """The pattern with its signs replaced by digits and letters."""
    if "\1" in pattern:
        raise ParameterError(f"pattern={pattern!r} holds the control character 1", "pattern")
    return draw.pattern(pattern, PATTERN)


@generator("text", aliases=("regexp", "regular_expression"))
def regex(
    draw: Draw,
    *,
    pattern: Annotated[
        str,
        Between(0, 1000),
        "regular expression of Python, without look-around and back references",
    ] = "[A-Z]{3}-[0-9]{4}",
) -> Text:
    """Text that the whole of a regular expression matches; repeats without end stop after eight more."""
    from mockcraft.generators._regex import draw_regex

    return draw_regex(draw, pattern)


def _settled(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the fields of a template settle for the record that they share with the columns of the row."""
    return _parsed(values["text"])[1] if "text" in values else {}


@generator("text", aliases=("generate", "string_template"), settles=_settled)
def template(
    draw: Draw,
    *,
    text: Annotated[
        str, Between(0, 10_000), "text with generators in braces, as in {number:min=1,max=6}"
    ] = "{first_name} {last_name}",
) -> Text:
    """The text with each {name} replaced by a value of that generator; they agree with one another."""
    parts, settled = _parsed(text)
    draw = draw.sharing(**{**settled, **dict(draw.context.shared)})
    draw.spend(len(parts))
    return draw.join(
        *(
            part if isinstance(part, str) else _value(part, draw[f"field {i}"])
            for i, part in enumerate(parts)
        )
    )


def _parsed(text: str) -> tuple[list[str | Bound], Mapping[str, Any]]:
    """The parts of a template, and what its fields settle."""
    found = _fields.get(text)
    if found is None:
        if len(_fields) >= KEPT_TEMPLATES:
            _fields.clear()
        parts = [_field(part) for part in parse(text)]
        settled = agreed(part.settled for part in parts if not isinstance(part, str))
        found = _fields[text] = parts, settled
    return found


KEPT_TEMPLATES = 100  # of at most 10,000 characters each
_fields: dict[str, tuple[list[str | Bound], Mapping[str, Any]]] = {}


def _value(field: Bound, draw: Draw) -> Text:
    """The field's value, past `Bound`: which list a locale has not, it would look up for itself, again and again."""
    made: Text = field.generator(draw, **field.values)
    return made


def _field(part: str | Field) -> str | Bound:
    if isinstance(part, str):
        return part
    found = find(part.name)
    bound = found.bind(part.parameters(list(found.parameters)))
    if part.filters:
        raise error_at(
            part.column, f"{part.filters[0]} is a filter of the command line's templates alone"
        )
    if bound.generator.type_name not in ("text", "integer", "uuid", "objectid", "json"):
        raise error_at(
            part.column,
            f"{part.name} gives a {bound.generator.type_name} (use one that gives text or integer)",
        )
    return bound


@generator("text", aliases=("shuffle_ints", "shuffle_strings", "permutation"))
def shuffle(
    draw: Draw,
    *,
    values: Annotated[tuple[str, ...], Between(1, 6), "texts to shuffle, at most six"] = (
        "1",
        "2",
        "3",
        "4",
    ),
) -> Text:
    """The given texts in any order, commas between them."""
    return draw.pick(Pool("shuffle", sorted({",".join(each) for each in _orders(values)})))


def _orders(values: tuple[str, ...]) -> list[tuple[str, ...]]:
    if len(values) <= 1:
        return [values]
    return [
        (values[i], *rest)
        for i in range(len(values))
        for rest in _orders(values[:i] + values[i + 1 :])
    ]


@generator("text", aliases=("team",))
def teams(
    draw: Draw,
    *,
    teams: Annotated[tuple[str, ...], Between(1, 1000), "names of the teams"] = (
        "Team 1",
        "Team 2",
    ),
) -> Text:
    """The team the row's person is in."""
    return draw.pick(Pool("team", dict.fromkeys(teams)))
