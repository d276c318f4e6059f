"""Books, films, songs, languages, schools."""

from __future__ import annotations

from mockcraft.generator import Draw, Entity, Integer, Pool, Record, Text, fact, generator
from mockcraft.generators.address import Place


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


class Language(Entity):
    """A language: its name and its code belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of languages."""
        return self.draw.record("languages")


SCHOOLKINDS = Pool(
    "school kind",
    (
        "Elementary School", "Middle School", "High School", "Academy", "Community College", "State University",
        "Institute of Technology", "Grammar School",
    ),
)  # fmt: skip


@generator("language", aliases=("language_name",))
def language(draw: Draw) -> Text:
    """Name of a language, in English (CLDR)."""
    return draw.entity(Language).entry.name


@generator("language", aliases=("language_abbreviation",))
def language_code(draw: Draw) -> Text:
    """Code of the row's language (ISO 639)."""
    return draw.entity(Language).entry.code


LOCALE_CODES = Pool(
    "locale_code",
    [
        "ar-EG",
        "bg-BG",
        "cs-CZ",
        "da-DK",
        "de-AT",
        "de-CH",
        "de-DE",
        "el-GR",
        "en-AU",
        "en-CA",
        "en-GB",
        "en-IE",
        "en-IN",
        "en-US",
        "es-AR",
        "es-ES",
        "es-MX",
        "et-EE",
        "fi-FI",
        "fr-BE",
        "fr-CA",
        "fr-CH",
        "fr-FR",
        "he-IL",
        "hi-IN",
        "hr-HR",
        "hu-HU",
        "id-ID",
        "it-IT",
        "ja-JP",
        "ko-KR",
        "lt-LT",
        "lv-LV",
        "ms-MY",
        "nb-NO",
        "nl-BE",
        "nl-NL",
        "pl-PL",
        "pt-BR",
        "pt-PT",
        "ro-RO",
        "ru-RU",
        "sk-SK",
        "sl-SI",
        "sr-RS",
        "sv-SE",
        "th-TH",
        "tr-TR",
        "uk-UA",
        "vi-VN",
        "zh-CN",
        "zh-TW",
    ],
)


@generator(
    "language",
    aliases=(
        "language_bcp",
        "bcp47",
    ),
)
def locale_code(draw: Draw) -> Text:
    """Tag of a language and a country (BCP 47)."""
    return draw.pick(LOCALE_CODES)


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
    """Publisher nobody founded: two family names."""
    return draw.join(
        draw["first"].record("last_names").name, " & ", draw["second"].record("last_names").name
    )


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
    """Title of a song nobody wrote."""
    return draw.join(
        draw.title(draw.record("adjectives").word), " ", draw.title(draw.record("nouns").word)
    )


@generator(
    "song",
    aliases=(
        "artist",
        "band",
    ),
)
def song_artist(draw: Draw) -> Text:
    """Name of a band nobody founded."""
    return draw.join(
        "The ",
        draw.title(draw["band"].record("adjectives").word),
        " ",
        draw.title(draw["band"].record("animals").name),
        "s",
    )


SONG_GENRES = Pool(
    "song_genre",
    [
        "Afrobeat",
        "Alternative",
        "Ambient",
        "Baroque",
        "Blues",
        "Bossa nova",
        "Chanson",
        "Classical",
        "Country",
        "Dance",
        "Disco",
        "Drum and bass",
        "Dub",
        "Electronic",
        "Fado",
        "Flamenco",
        "Folk",
        "Funk",
        "Gospel",
        "Grunge",
        "Hard rock",
        "Heavy metal",
        "Hip hop",
        "House",
        "Indie rock",
        "J-pop",
        "Jazz",
        "K-pop",
        "Latin",
        "Opera",
        "Pop",
        "Psychedelic rock",
        "Punk",
        "R&B",
        "Ragtime",
        "Reggae",
        "Rock",
        "Salsa",
        "Samba",
        "Ska",
        "Soul",
        "Swing",
        "Synth-pop",
        "Tango",
        "Techno",
        "Trance",
        "Waltz",
    ],
)


@generator("song", aliases=("music_genre",))
def song_genre(draw: Draw) -> Text:
    """Genre of music."""
    return draw.pick(SONG_GENRES)


INSTRUMENTS = Pool(
    "instrument",
    [
        "accordion",
        "bagpipes",
        "balalaika",
        "banjo",
        "bass guitar",
        "bassoon",
        "cello",
        "clarinet",
        "cornet",
        "didgeridoo",
        "double bass",
        "drums",
        "dulcimer",
        "flute",
        "french horn",
        "glockenspiel",
        "guitar",
        "harmonica",
        "harp",
        "harpsichord",
        "koto",
        "lute",
        "lyre",
        "mandolin",
        "marimba",
        "oboe",
        "ocarina",
        "organ",
        "pan flute",
        "piano",
        "piccolo",
        "recorder",
        "saxophone",
        "shamisen",
        "sitar",
        "tambourine",
        "timpani",
        "triangle",
        "trombone",
        "trumpet",
        "tuba",
        "ukulele",
        "viola",
        "violin",
        "xylophone",
        "zither",
    ],
)


@generator("song", aliases=("musical_instrument",))
def instrument(draw: Draw) -> Text:
    """Musical instrument."""
    return draw.pick(INSTRUMENTS)


@generator(
    "school",
    aliases=(
        "university",
        "school_name",
    ),
)
def school(draw: Draw) -> Text:
    """School of the row's city."""
    return draw.join(draw.entity(Place).city, " ", draw.pick(SCHOOLKINDS))


SUBJECTS = Pool(
    "subject",
    [
        "Algebra",
        "Art",
        "Astronomy",
        "Biology",
        "Chemistry",
        "Computer Science",
        "Drama",
        "Economics",
        "English",
        "Ethics",
        "French",
        "Geography",
        "Geology",
        "Geometry",
        "German",
        "Greek",
        "History",
        "Home Economics",
        "Latin",
        "Law",
        "Literature",
        "Mathematics",
        "Music",
        "Philosophy",
        "Physical Education",
        "Physics",
        "Politics",
        "Psychology",
        "Religion",
        "Sociology",
        "Spanish",
        "Statistics",
    ],
)


@generator("school", aliases=("school_subject",))
def subject(draw: Draw) -> Text:
    """Subject taught at school."""
    return draw.pick(SUBJECTS)


NATIONALITYS = Pool(
    "nationality",
    [
        "American",
        "Argentine",
        "Australian",
        "Austrian",
        "Belgian",
        "Brazilian",
        "British",
        "Bulgarian",
        "Canadian",
        "Chilean",
        "Chinese",
        "Colombian",
        "Croatian",
        "Cuban",
        "Czech",
        "Danish",
        "Dutch",
        "Egyptian",
        "Estonian",
        "Ethiopian",
        "Finnish",
        "French",
        "German",
        "Ghanaian",
        "Greek",
        "Hungarian",
        "Icelandic",
        "Indian",
        "Indonesian",
        "Irish",
        "Israeli",
        "Italian",
        "Jamaican",
        "Japanese",
        "Kenyan",
        "Korean",
        "Latvian",
        "Lithuanian",
        "Malaysian",
        "Mexican",
        "Moroccan",
        "New Zealander",
        "Nigerian",
        "Norwegian",
        "Pakistani",
        "Peruvian",
        "Philippine",
        "Polish",
        "Portuguese",
        "Romanian",
        "Senegalese",
        "Serbian",
        "Slovak",
        "Slovenian",
        "South African",
        "Spanish",
        "Swedish",
        "Swiss",
        "Thai",
        "Tunisian",
        "Turkish",
        "Ukrainian",
        "Vietnamese",
    ],
)


@generator("language", aliases=("demonym",))
def nationality(draw: Draw) -> Text:
    """Nationality, in English."""
    return draw.pick(NATIONALITYS)


@generator("movie")
def movie_year(draw: Draw) -> Integer:
    """Year in which the row's film came out."""
    return draw.number(draw.entity(Movie).entry.year).units  # type: ignore[no-any-return]
