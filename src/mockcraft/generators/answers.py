"""Answers and levels: words that forms and reports have."""

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


@generator("code", aliases=("ility", "system_quality_attribute"))
def system_quality(draw: Draw) -> Text:
    """What a system should be good at (ISO/IEC 25010)."""
    return draw.pick(QUALITIES)


QUALITIES = Pool(
    "quality",
    (
        "accessibility", "adaptability", "analysability", "appropriateness recognizability", "availability",
        "capacity", "co-existence", "confidentiality", "fault tolerance", "installability", "integrity",
        "interoperability", "learnability", "maintainability", "modifiability", "modularity", "non-repudiation",
        "operability", "portability", "recoverability", "reliability", "replaceability", "resource utilization",
        "reusability", "testability", "time behaviour", "usability", "user error protection",
    ),
)  # fmt: skip
