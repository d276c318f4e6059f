"""Words of forms and reports: answers and levels."""

from __future__ import annotations

from mockcraft.generator import Draw, Pool, Text, generator


@generator("word", aliases=("answer",))
def yes_no(draw: Draw) -> Text:
    """Answer to a question: Yes, No or Maybe."""
    return draw.pick(ANSWERS)


ANSWERS = Pool("answer", ("Yes", "No", "Maybe"), (45, 40, 15))


@generator("word", aliases=("level", "priority"))
def danger_level(draw: Draw) -> Text:
    """Level of a danger or a priority."""
    return draw.pick(LEVELS)


LEVELS = Pool(
    "danger level",
    ("low", "moderate", "high", "very high", "extreme", "critical"),
    (34, 30, 20, 8, 4, 4),
)
