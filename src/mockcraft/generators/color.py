"""Colours."""

from __future__ import annotations

from mockcraft.core.pattern import HEX
from mockcraft.generator import Draw, Entity, Json, Pool, Record, Text, fact, generator


class Color(Entity):
    """A colour: its name and its value belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of colours."""
        return self.draw.record("colors")


@generator("color", aliases=("color_name", "colour"))
def color(draw: Draw) -> Text:
    """Name of a colour (CSS Color Module Level 4, section 6.1)."""
    return draw.entity(Color).entry.name


@generator("color", aliases=("named_color_hex",))
def color_hex(draw: Draw) -> Text:
    """Value of the row's named colour, such as #f0f8ff."""
    return draw.entity(Color).entry.hex


@generator("color", aliases=("hexcolour",))
def hex_color(draw: Draw) -> Text:
    """Any of the 16,777,216 colours, such as #a99fb4."""
    return draw.join("#", draw.chars(HEX, 6))


@generator("color", aliases=("rgb_color", "color_rgb", "rgb_css_color"))
def rgb(draw: Draw) -> Text:
    """Any of the 16,777,216 colours in the form rgb(85, 224, 195) of CSS."""
    return draw.join(
        "rgb(", draw["red"].integer(0, 255), ", ", draw["green"].integer(0, 255), ", ",
        draw["blue"].integer(0, 255), ")",
    )  # fmt: skip


@generator("color", aliases=("hsl_color", "color_hsl"))
def hsl(draw: Draw) -> Text:
    """Colour in the form hsl(210, 40%, 60%) of CSS."""
    return draw.join(
        "hsl(", draw["hue"].integer(0, 359), ", ", draw["saturation"].integer(0, 100), "%, ",
        draw["lightness"].integer(0, 100), "%)",
    )  # fmt: skip


@generator("color", aliases=("safe_color_name",))
def safe_color(draw: Draw) -> Text:
    """One of the sixteen colours of HTML 4."""
    return draw.record("color/safe_color").name


@generator("color", aliases=("palette",))
def nice_colors(draw: Draw) -> Json:
    """Palette of five colours, as a JSON array, from pale to dark of neighbouring hues."""
    parts: list[Text | str] = []
    for i, lead in enumerate(("ef", "cd", "9ab", "567", "234")):
        own = draw[f"color {i}"]
        parts += ['["#' if i == 0 else '", "#', own.pattern("^x^x^x", {"^": lead, "x": HEX})]
    return draw.join(*parts, '"]')


@generator("color", aliases=("color_hsv",))
def hsv(draw: Draw) -> Text:
    """Colour by hue, saturation and value, in the form hsv(210, 40%, 60%)."""
    return draw.join(
        "hsv(", draw["hue"].integer(0, 359), ", ", draw["saturation"].integer(0, 100), "%, ",
        draw["value"].integer(0, 100), "%)",
    )  # fmt: skip


@generator("color")
def safe_hex_color(draw: Draw) -> Text:
    """One of the 4,096 colours whose digits come in pairs, such as #aa33ff."""
    parts = [draw.pick(Pool(f"pair {i}", [each * 2 for each in HEX])) for i in range(3)]
    return draw.join("#", *parts)
