"""People: signs of their sex, names in Latin letters, numbers that an office gives them."""

from __future__ import annotations

from mockcraft.generator import Draw, Text, generator
from mockcraft.generators.person import Person


@generator("person")
def gender_code(draw: Draw) -> Text:
    """Code of the sex of the row's person: 1 male, 2 female (ISO/IEC 5218)."""
    return draw.map(draw.entity(Person).sex, CODES)


CODES = {"male": "1", "female": "2"}.__getitem__


@generator("person")
def gender_symbol(draw: Draw) -> Text:
    """Sign of the sex of the row's person: ♂ or ♀."""
    return draw.map(draw.entity(Person).sex, SIGNS)


SIGNS = {"male": "♂", "female": "♀"}.__getitem__


@generator("person", aliases=("romanized_name",))
def name_romanized(draw: Draw) -> Text:
    """Given and family name of the row's person in Latin letters without marks, such as Taro Yamada."""
    who = draw.entity(Person)
    return draw.join(draw.title(who.given.ascii), " ", draw.title(who.family.ascii))


@generator("person", aliases=("first_romanized_name",))
def first_name_romanized(draw: Draw) -> Text:
    """Given name of the row's person in Latin letters without marks."""
    return draw.title(draw.entity(Person).given.ascii)


@generator("person", aliases=("last_romanized_name",))
def last_name_romanized(draw: Draw) -> Text:
    """Family name of the row's person in Latin letters without marks."""
    return draw.title(draw.entity(Person).family.ascii)


@generator("person", aliases=("identifier",))
def person_identifier(draw: Draw) -> Text:
    """Number that an office gives a person, such as 07-97/04."""
    return draw.pattern("##-##/##")
