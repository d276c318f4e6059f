"""Patterns: texts in which some characters stand for any of an alphabet.

A pattern is cut into pieces, each of so few texts that the vector evaluator can keep them in a table.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DIGITS = "0123456789"
UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LOWER = "abcdefghijklmnopqrstuvwxyz"
HEX = "0123456789abcdef"
BASE64, URL_BASE64 = (UPPER + LOWER + DIGITS + ends for ends in ("+/", "-_"))  # RFC 4648
PATTERN = {"#": DIGITS, "%": "123456789", "?": UPPER}
PIECE_LIMIT = 10_000  # texts in the table of one piece: four digits, or two letters and more


def ways(alphabets: "Sequence[str]") -> int:
    """How many texts there are with one character of each alphabet."""
    size = 1
    for alphabet in alphabets:
        size *= len(alphabet)
    return size


def pieces(text: str, classes: "Mapping[str, str]") -> "list[tuple[str, list[str]]]":
    """A pattern cut into pieces of at most PIECE_LIMIT texts: (literal with \\1 for a choice, alphabets)."""
    found: list[tuple[str, list[str]]] = []
    literal, size = "", 1
    alphabets: list[str] = []
    for character in text:
        alphabet = classes.get(character)
        if alphabet is not None and size * len(alphabet) > PIECE_LIMIT:
            found.append((literal, alphabets))
            literal, alphabets, size = "", [], 1
        if alphabet is None:
            literal += character
        else:
            literal += "\1"
            alphabets.append(alphabet)
            size *= len(alphabet)
    return [*found, (literal, alphabets)] if literal else found


def fill_piece(literal: str, alphabets: "Sequence[str]", index: int) -> str:
    """The `index`-th text of a piece of a pattern, 0 <= index < product of the alphabets' sizes."""
    chosen: list[str] = []
    for alphabet in reversed(alphabets):
        index, place = divmod(index, len(alphabet))
        chosen.append(alphabet[place])
    return "".join(chosen.pop() if c == "\1" else c for c in literal)
