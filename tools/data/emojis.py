"""Emojis with their names and kinds; source: emojibase-data (npm, MIT), which is Unicode's emoji-test and CLDR.

Before: `npm install --prefix tools/data emojibase-data@17.0.0`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from listing import Listing

FOLDER = Path(__file__).parent / "node_modules" / "emojibase-data"
WEIGHT = 12  # of an emoji, beside 1 of each of its skin tones
CATEGORIES = {
    "smileys-emotion": "smileys", "people-body": "people", "animals-nature": "animals", "food-drink": "food",
    "travel-places": "travel", "activities": "activities", "objects": "objects", "symbols": "symbols",
    "flags": "flags",
}  # fmt: skip
# The kind of a subgroup of Unicode, by the beginning of its name; other ones are of the kind `other`.
KINDS = {
    "face-costume": "costume", "person-fantasy": "costume", "cat-face": "face", "monkey-face": "face", "face-": "face",
    "hand": "hand", "person-gesture": "gesture", "person-role": "job", "person-sport": "sport",
    "person-symbol": "symbol", "person": "person", "family": "person", "animal-": "animal", "plant-": "plant",
    "food-": "food", "drink": "food", "place-building": "landmark", "place-religious": "landmark",
    "place-other": "landmark", "transport-sign": "symbol", "transport-": "vehicle", "sport": "sport", "game": "game",
    "clothing": "clothing", "music": "music", "musical-instrument": "music", "phone": "electronics",
    "computer": "electronics", "tool": "tool", "flag": "flag", "country-flag": "flag", "subdivision-flag": "flag",
}  # fmt: skip
# What stands in a subgroup with others: single emojis by name.
DEVICES = (
    "camera",
    "camera with flash",
    "video camera",
    "television",
    "movie camera",
    "film projector",
    "radio",
)
NO_WEATHER = (
    "moon", "star", "milky way", "comet", "fire", "droplet", "water wave", "ringed planet", "sun with face",
    "closed umbrella", "umbrella on ground", "high voltage",
)  # fmt: skip
NO_LANDMARKS = (
    "sunrise",
    "sunset",
    "dusk",
    "night with",
    "hot springs",
    "foggy",
    "barber pole",
    "cityscape",
    "milky",
)
NO_VEHICLES = ("traffic light", "stop sign", "construction", "bus stop", "motorway", "railway track", "oil drum",
               "fuel pump", "wheel", "police car light", "anchor", "ring buoy", "seat", "parachute", "departure", "arrival")  # fmt: skip


def emojis() -> Listing:
    """Return every emoji as it is shown in colour, with the skin tones of those of one person."""
    return Listing.of(
        "emojibase-data 17.0.0 (Unicode emoji-test 17.0, CLDR short names), our kinds and weights",
        "MIT and Unicode-3.0",
        "emoji name category kind weight",
        _rows(),
    )


def _rows() -> Iterator[tuple[str, str, str, str, int]]:
    groups = json.loads((FOLDER / "meta" / "groups.json").read_text(encoding="utf-8"))
    for entry in json.loads((FOLDER / "en" / "data.json").read_text(encoding="utf-8")):
        if entry.get("group", 2) == 2 or entry["version"] > 16:  # parts of others; not yet in fonts
            continue
        if entry["label"] in (
            "keycap: #",
            "keycap: *",
        ):  # no letter or digit tells their aliases apart
            continue
        group, subgroup = (
            groups["groups"][str(entry["group"])],
            groups["subgroups"][str(entry["subgroup"])],
        )
        kind = _kind(group, subgroup, entry["label"])
        category = "nature" if kind in ("plant", "weather") else CATEGORIES[group]
        yield _sign(entry), entry["label"], category, kind, WEIGHT
        for toned in entry.get("skins", ()):
            if isinstance(
                toned["tone"], int
            ):  # two people of different tones are 20 more of each pair
                yield _sign(toned), toned["label"], category, kind, 1


def _sign(entry: dict[str, Any]) -> str:
    """The emoji with U+FE0F where it needs that to be shown in colour: where it is a text otherwise (type 0)."""
    code: str = entry["hexcode"]
    return (
        entry["emoji"]
        if entry["type"] == 0
        else "".join(chr(int(each, 16)) for each in code.split("-"))
    )


def _kind(group: str, subgroup: str, name: str) -> str:
    if subgroup == "sky-weather":
        return "other" if any(each in name for each in NO_WEATHER) else "weather"
    if subgroup == "light-video":
        return "electronics" if name in DEVICES else "other"
    if subgroup == "place-other" and any(each in name for each in NO_LANDMARKS):
        return "other"
    if subgroup.startswith("transport-") and any(each in name for each in NO_VEHICLES):
        return "other"
    if group == "symbols":
        return "symbol"
    return next((kind for start, kind in KINDS.items() if subgroup.startswith(start)), "other")
