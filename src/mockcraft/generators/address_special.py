"""What few addresses have: armed forces' post offices, codes of nine digits, flags."""

from __future__ import annotations

from mockcraft.core.pattern import DIGITS
from mockcraft.generator import Draw, Pool, Text, generator
from mockcraft.generators.address import HERE, Nation, Place


@generator("address", aliases=("zipcode_plus4", "postalcode_plus4", "zip_plus4"), settles=HERE)
def zip_plus_four(draw: Draw) -> Text:
    """Postal code of the row's city and four digits more (USPS ZIP+4); outside the United States the code alone."""
    if draw.format("country_code") != "US":
        return draw.entity(Place).zip
    return draw.join(draw.entity(Place).zip, "-", draw.chars(DIGITS, 4))


@generator("address", aliases=("country_emoji_flag", "flag"))
def country_flag(draw: Draw) -> Text:
    """Flag of the row's country as an emoji: its two letters as regional indicators (Unicode, UTS 51)."""
    return draw.map(draw.entity(Nation).entry.alpha2, _flag)


def _flag(code: str) -> str:
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in code)


@generator("address")
def military_apo(draw: Draw) -> Text:
    """Box at a post office of the US army or air force (USPS Publication 28, section 238)."""
    return draw.join("PSC ", draw["unit"].integer(1, 9_999), " BOX ", draw["box"].integer(1, 9_999))


@generator("address")
def military_dpo(draw: Draw) -> Text:
    """Box at a post office of US diplomats (USPS Publication 28, section 238)."""
    return draw.join(
        "UNIT ", draw["unit"].integer(1, 9_999), " BOX ", draw["box"].integer(1, 9_999)
    )


@generator("address")
def military_ship(draw: Draw) -> Text:
    """What stands before the name of a ship of the United States: USS, USNS, USNV or USCGC."""
    return draw.pick(SHIPS)


SHIPS = Pool("ship", ("USS", "USNS", "USNV", "USCGC"))


@generator("address")
def military_state(draw: Draw) -> Text:
    """What stands for a state in addresses of US armed forces: AA, AE or AP (USPS Publication 28, appendix B)."""
    return draw.pick(FORCES)


FORCES = Pool("forces", ("AA", "AE", "AP"))
