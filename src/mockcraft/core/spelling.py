"""How texts are spelled: capitals, plain letters, and numbers that stand in lists as text."""

from mockcraft.core.pattern import DIGITS, LOWER
from mockcraft.core.pool import Entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mockcraft.core.pool import Pool

# Letters that Unicode does not take apart into a plain one and an accent.
_WHOLE = {
    "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
    "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "TH", "ħ": "h", "Ħ": "H", "ı": "i",
    "ŋ": "ng", "Ŋ": "NG", "ŧ": "t", "Ŧ": "T", "ə": "a", "Ə": "A",
}  # fmt: skip
_UMLAUTS = {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
_PLAIN = {**_WHOLE, "ä": "ae", "ö": "oe", "ü": "ue"}  # of small letters


def capital(text: str) -> str:
    """The text with its first character in upper case, the rest as it is."""
    return text[:1].upper() + text[1:]


def plain_words(pool: "Pool", heading: bool) -> "Entries":
    """The words that can be told apart in a sentence: without blanks and full stops, by their index.

    At its head, those whose form with a capital is new.
    """
    place = ("plain words", heading)
    if place not in pool.derived:
        forms: dict[str, int] = {}
        for i, text in enumerate(pool.values):
            if text and " " not in text and "." not in text:
                forms.setdefault(capital(text) if heading else text, i)
        pool.derived[place] = Entries(list(forms.values()))
    made: Entries = pool.derived[place]
    return made


def plain(text: str) -> str:
    """The text without accents: é is e, ß is ss."""
    if text.isascii():
        return text
    from unicodedata import category, normalize

    parts = normalize("NFD", "".join(_WHOLE.get(each, each) for each in text))
    return normalize("NFC", "".join(each for each in parts if category(each) != "Mn"))


def without_umlauts(text: str) -> str:
    """The text without accents as Germans write it: ü is ue."""
    return plain("".join(_UMLAUTS.get(each, each) for each in text))


def slug(text: str) -> str:
    """a-z and 0-9 of the text in lower case; accents are dropped, German umlauts written out."""
    text = text.lower()
    if not text.isascii():
        from unicodedata import normalize

        text = normalize("NFKD", "".join(_PLAIN.get(c, c) for c in text))
    return "".join(c for c in text if c in LOWER or c in DIGITS)


def filtered(text: str, filter: str) -> str:
    """What a filter of a template makes of a text: one of `braces.FILTERS`."""
    if filter == "slug":
        words = "".join(c if c.isalnum() else " " for c in text).split()
        return "-".join(each for each in map(slug, words) if each)
    return {"upper": text.upper, "lower": text.lower}.get(filter, lambda: capital(text))()


def units_of(text: str, scale: int) -> int:
    """A decimal number as an integer in its `scale`-th place; further places are cut off."""
    whole, _, places = text.partition(".")
    return int(whole + places[:scale].ljust(scale, "0"))
