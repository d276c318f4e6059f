"""Plain words as typed values."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from mockcraft.core.kinds import PRECISION
from mockcraft.core.types import Type
from mockcraft.errors import UserError
from mockcraft.schema.source import described
from mockcraft.schema.spec import Word


class WrongWord(UserError):
    """A word that cannot be a value; `word` is the one."""

    def __init__(self, word: Word, what: str) -> None:
        super().__init__(word, what)
        self.word, self.what = word, what

    def __str__(self) -> str:
        return f"{described(self.word)} {self.what}"


def literals(words: Sequence[Word]) -> tuple[Type, tuple[Any, ...]]:
    """The values as one type: all whole numbers, all numbers, all boolean, else text; null is None."""
    present = [word for word in words if word.value is not None]
    kinds = {type(word.value) for word in present}
    if not present or not kinds <= {bool, int, float} or (bool in kinds and len(kinds) > 1):
        return Type("text"), tuple(None if w.value is None else w.text for w in words)
    if kinds == {bool}:
        return Type("boolean"), tuple(w.value for w in words)
    if kinds == {int}:
        for word in present:
            if not -(2**63) <= int(word.value or 0) < 2**63:
                raise WrongWord(word, "does not fit 64 bits (put it in quotes for text)")
        return Type("integer"), tuple(w.value for w in words)
    return _decimals(words)


def _decimals(words: Sequence[Word]) -> tuple[Type, tuple[Any, ...]]:
    numbers = [None if w.value is None else Decimal(w.text.replace("_", "")) for w in words]
    places = [0 if n is None else max(-int(n.as_tuple().exponent), 0) for n in numbers]
    digits = [0 if n is None else max(n.adjusted() + 1, 0) for n in numbers]
    scale = max(places)
    for word, number, whole in zip(words, numbers, digits, strict=True):
        if number is not None and whole + scale > PRECISION:
            limit = f"at most {PRECISION}, {scale} of them decimals"
            raise WrongWord(word, f"has too many digits ({limit})")
    return Type("decimal", PRECISION, scale), tuple(numbers)
