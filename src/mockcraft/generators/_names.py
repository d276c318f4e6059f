"""Family names, which in some languages have a form for each sex."""

from __future__ import annotations

from mockcraft.core.lists import load
from mockcraft.generator import Draw, Record, Text


def family_name(draw: Draw, sex: Text) -> Record:
    """Entry of the list of family names: of those of the sex, where the language has two forms of them."""
    of_sex = "sex" in load("last_names", draw.locale).rows
    return draw.record("last_names", **({"sex": sex} if of_sex else {}))
