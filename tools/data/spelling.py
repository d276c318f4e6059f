"""How names of many languages are spelled with a to z, as people write them in e-mail."""

# mypy: disable-error-code="import-untyped, import-not-found, no-untyped-call"

from __future__ import annotations

import unicodedata

from anyascii import anyascii

GERMAN = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}
NORDIC = {"æ": "ae", "ø": "oe", "å": "aa"}
LATIN = {
    "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ß": "ss", "å": "a",
}  # fmt: skip
LETTERS = {
    "de": GERMAN, "da": NORDIC, "nb": NORDIC,
    "ru": dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", ["a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya"], strict=True)),
    "uk": dict(zip("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", ["a", "b", "v", "h", "g", "d", "e", "ie", "zh", "z", "y", "i", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "", "iu", "ia"], strict=True)),
    "bg": dict(zip("абвгдежзийклмнопрстуфхцчшщъьюя", ["a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "h", "ts", "ch", "sh", "sht", "a", "y", "yu", "ya"], strict=True)),
    "el": dict(zip("αβγδεζηθικλμνξοπρστυφχψωςγ", ["a", "v", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "t", "y", "f", "ch", "ps", "o", "s", "g"], strict=True)),
}  # fmt: skip
GREEK_PAIRS = {"ου": "ou", "αυ": "av", "ευ": "ev", "γγ": "ng", "γκ": "gk", "μπ": "b", "ντ": "nt"}
INITIALS = [
    "g",
    "kk",
    "n",
    "d",
    "tt",
    "r",
    "m",
    "b",
    "pp",
    "s",
    "ss",
    "",
    "j",
    "jj",
    "ch",
    "k",
    "t",
    "p",
    "h",
]
VOWELS = [
    "a",
    "ae",
    "ya",
    "yae",
    "eo",
    "e",
    "yeo",
    "ye",
    "o",
    "wa",
    "wae",
    "oe",
    "yo",
    "u",
    "wo",
    "we",
    "wi",
    "yu",
    "eu",
    "ui",
    "i",
]
FINALS = [
    "",
    "k",
    "k",
    "k",
    "n",
    "n",
    "n",
    "t",
    "l",
    "k",
    "m",
    "p",
    "t",
    "t",
    "p",
    "l",
    "m",
    "p",
    "p",
    "t",
    "t",
    "ng",
    "t",
    "t",
    "k",
    "t",
    "p",
    "t",
]
HANGUL = 0xAC00


def spelled(name: str, language: str) -> str:
    """Spell a name of a language with a-z only; "" where that cannot be told from the letters."""
    if language == "ko":
        return "".join(map(_syllable, name))
    if language == "zh":
        return _plain(anyascii(name).lower())
    text = name.lower()
    if language == "el":
        text = "".join(
            c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)
        )
        for pair, letters in GREEK_PAIRS.items():
            text = text.replace(pair, letters)
    if language in ("ru", "uk", "bg"):
        text = unicodedata.normalize("NFC", text)
    text = "".join(LETTERS.get(language, {}).get(letter, letter) for letter in text)
    return _plain("".join(LATIN.get(letter, letter) for letter in text))


def _plain(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if "a" <= letter <= "z")


def _syllable(sign: str) -> str:
    """Spell a syllable of Hangul (Revised Romanization of Korean)."""
    number = ord(sign) - HANGUL
    return INITIALS[number // 588] + VOWELS[number % 588 // 28] + FINALS[number % 28]
