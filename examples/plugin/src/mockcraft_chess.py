"""Generators of chess, to be found by MockCraft when this package is installed."""

from __future__ import annotations

from mockcraft.generator import Annotated, Draw, Pool, Text, generator

PIECES = Pool("piece", ("K", "Q", "R", "B", "N"))


@generator("chess", aliases=("san_move",))
def chess_move(draw: Draw, *, check: Annotated[bool, "with the sign of a check"] = False) -> Text:
    """Move of a piece in algebraic notation, such as Nf3 (FIDE Laws of Chess, appendix C)."""
    square = draw.join(draw["file"].chars("abcdefgh", 1), draw["rank"].chars("12345678", 1))
    return draw.join(draw.pick(PIECES), square, "+" if check else "")
