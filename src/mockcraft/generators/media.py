"""Books, films, songs, languages, schools."""

from __future__ import annotations

from mockcraft.core.lists import load
from mockcraft.generator import Draw, Entity, Integer, Pool, Record, Text, fact, generator
from mockcraft.generators._names import family_name
from mockcraft.generators._translations import translated
from mockcraft.generators.address import Place
from mockcraft.generators.education import Pupil

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Book(Entity):
    """A book: title, author and genre belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of books."""
        return self.draw.record("books")


class Movie(Entity):
    """A film: title, genre and year belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of films."""
        return self.draw.record("movies")


class Song(Entity):
    """A song: title, band and genre."""

    @fact
    def name(self) -> Text:
        """Title."""
        draw = self.draw["title"]
        return draw.join(
            draw.title(draw.record("adjectives").word), " ", draw.title(draw.record("nouns").word)
        )

    @fact
    def artist(self) -> Text:
        """Name of the band."""
        draw = self.draw["band"]
        animals = draw.map(draw.record("animals").name, _many, distinct=True)
        return draw.join("The ", draw.title(draw.record("adjectives").word), " ", animals)

    @fact
    def genre(self) -> Text:
        """Genre."""
        return self.draw.record("media/song_genre").name


# Animals whose names have no plural by rule: those that are alike, and those that change within.
_ALIKE = (
    "bison",
    "carp",
    "cod",
    "deer",
    "elk",
    "fish",
    "moose",
    "salmon",
    "sheep",
    "shrimp",
    "squid",
    "swine",
    "trout",
    "tuna",
)
_IRREGULAR = {
    "mouse": "mice",
    "goose": "geese",
    "ox": "oxen",
    "wolf": "wolves",
    "calf": "calves",
    "foot": "feet",
}


def _many(animal: str) -> str:
    """The plural of the name of an animal, with a capital letter."""
    start, _, last = animal.rpartition(" ")
    word = last.lower()
    if word.endswith(_ALIKE):
        many = word
    elif word in _IRREGULAR:
        many = _IRREGULAR[word]
    elif word.endswith("y") and word[-2] not in "aeiou":
        many = f"{word[:-1]}ies"
    elif word.endswith(("s", "x", "z", "ch", "sh")):
        many = f"{word}es"
    else:
        many = f"{word}s"
    return f"{start} {many}".strip().title()


class Language(Entity):
    """A language: its name and its code belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of languages."""
        return self.draw.record("languages")


@generator("language", aliases=("language_name",))
def language(draw: Draw) -> Text:
    """Name of a language (CLDR)."""
    return translated(draw, "languages", draw.entity(Language).entry.code)


@generator("language", aliases=("language_abbreviation",))
def language_code(draw: Draw) -> Text:
    """Code of the row's language (ISO 639)."""
    return draw.entity(Language).entry.code


@generator(
    "language",
    aliases=("language_bcp", "bcp47", "locale"),
)
def locale_code(draw: Draw) -> Text:
    """Tag of a language and a country (BCP 47)."""
    return draw.record("media/locale_code").code


@generator("book", aliases=("book",))
def book_title(draw: Draw) -> Text:
    """Title of a book."""
    return draw.entity(Book).entry.title


@generator("book", aliases=("author",))
def book_author(draw: Draw) -> Text:
    """Author of the row's book."""
    return draw.entity(Book).entry.author


@generator("book")
def book_genre(draw: Draw) -> Text:
    """Genre of the row's book."""
    return draw.entity(Book).entry.genre


@generator("book")
def publisher(draw: Draw) -> Text:
    """Publisher nobody founded: two family names, or one and what the language says for a publisher."""
    first, second = (family_name(draw[each], "male").name for each in ("first", "second"))
    language = draw.locale[:2]
    if language in PRESSES:
        before, after = PRESSES[language]
        return draw.join(before, first, after)
    return draw.join(first, TOGETHER.get(language, " & "), second)


PRESSES = {
    "he": ("הוצאת ", ""), "ja": ("", "書房"), "ko": ("", "출판사"), "th": ("สำนักพิมพ์", ""),
    "vi": ("Nhà xuất bản ", ""), "zh": ("", "氏出版社"),
}  # fmt: skip
TOGETHER = {
    "bg": " и ",
    "el": " και ",
    "lt": " ir ",
    "lv": " un ",
    "ru": " и ",
    "uk": " і ",
}  # languages that have no & in names


@generator(
    "movie",
    aliases=(
        "movie",
        "movie_title",
        "film",
    ),
)
def movie_name(draw: Draw) -> Text:
    """Title of a film."""
    return draw.entity(Movie).entry.title


@generator("movie", aliases=("genre",))
def movie_genre(draw: Draw) -> Text:
    """Genre of the row's film."""
    return draw.entity(Movie).entry.genre


@generator(
    "song",
    aliases=(
        "song",
        "song_title",
    ),
)
def song_name(draw: Draw) -> Text:
    """Title of the row's song, which nobody wrote."""
    return draw.entity(Song).name


@generator(
    "song",
    aliases=(
        "artist",
        "band",
    ),
)
def song_artist(draw: Draw) -> Text:
    """Name of the band of the row's song, which nobody founded."""
    return draw.entity(Song).artist


@generator("song", aliases=("music_genre",))
def song_genre(draw: Draw) -> Text:
    """Genre of music."""
    return draw.entity(Song).genre


@generator("song", aliases=("musical_instrument",))
def instrument(draw: Draw) -> Text:
    """Musical instrument."""
    return draw.record("media/instrument").name


@generator(
    "school",
    aliases=(
        "university",
        "school_name",
    ),
)
def school(draw: Draw) -> Text:
    """School of the row's city, for the row's pupil where a column tells grade or age."""
    kinds, of_pupils = _schools(draw.locale)
    pupil = draw.shared("pupil")
    kind = draw.map(draw.entity(Pupil).school, of_pupils) if pupil else draw.pick(kinds)
    return draw.join(draw.entity(Place).city, " ", kind)


def _schools(locale: str) -> tuple[Pool, Callable[[str], str]]:
    """Kinds of school in a locale, and those that pupils go to, by what these are in the United States."""
    if locale not in _kinds:
        rows = load("education/school", locale).rows
        pairs = list(zip(rows["of"], rows["name"], strict=True))
        pool = Pool("school kind", [name for of, name in pairs if of == "any"])
        _kinds[locale] = pool, dict(pairs).__getitem__
    return _kinds[locale]


_kinds: dict[str, tuple[Pool, Callable[[str], str]]] = {}


@generator("school", aliases=("school_subject",))
def subject(draw: Draw) -> Text:
    """Subject taught at school."""
    return draw.record("media/subject").name


@generator("movie")
def movie_year(draw: Draw) -> Integer:
    """Year in which the row's film came out."""
    return draw.number(draw.entity(Movie).entry.year).units  # type: ignore[no-any-return]
