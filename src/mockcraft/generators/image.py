"""Pictures as data URLs."""

from __future__ import annotations

from mockcraft.core.pattern import BASE64
from mockcraft.generator import Draw, Text, generator

# A GIF of 1 x 1 pixels with a palette of two colours, of which the pixel has the second: four base64
# characters are the bytes 15 to 17, the last of the first colour and the first two of the second
# (GIF89a specification, sections 17 to 22).
HEAD = "data:image/gif;base64,R0lGODlhAQABAIAAAAAA"
TAIL = "ACwAAAAAAQABAAACAkwBADs="


@generator("image", aliases=("image_png", "image_jpeg", "image_data"))
def pixel(draw: Draw) -> Text:
    """Picture of one pixel of any colour, as the data URL of a GIF (RFC 2397)."""
    return draw.join(HEAD, draw.chars(BASE64, 4), TAIL)
