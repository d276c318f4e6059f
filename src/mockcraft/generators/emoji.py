"""Emojis (Unicode)."""

from __future__ import annotations

from mockcraft.generator import Draw, Text, generator


@generator("emoji")
def emoji(draw: Draw) -> Text:
    """Emoji."""
    return draw.record("emojis").emoji


@generator("emoji", aliases=("emoji_name",))
def emoji_alias(draw: Draw) -> Text:
    """Name of an emoji between colons, such as :grinning_face:."""
    return draw.map(draw.record("emojis").name, _alias)


@generator("emoji")
def emoji_category(draw: Draw) -> Text:
    """Category of an emoji."""
    return draw.record("emojis").category


@generator("emoji", aliases=("emoji_description",))
def emoji_tag(draw: Draw) -> Text:
    """Name of an emoji (Unicode Character Database)."""
    return draw.record("emojis").name


@generator("emoji")
def emoji_animal(draw: Draw) -> Text:
    """Emoji of an animal."""
    return draw.record("emojis", category="animals").emoji


@generator("emoji")
def emoji_food(draw: Draw) -> Text:
    """Emoji of food or drink."""
    return draw.record("emojis", category="food").emoji


@generator("emoji")
def emoji_face(draw: Draw) -> Text:
    """Emoji of a face."""
    return draw.record("emojis", category="smileys").emoji


@generator("emoji")
def emoji_plant(draw: Draw) -> Text:
    """Emoji of nature."""
    return draw.record("emojis", category="nature").emoji


@generator("emoji")
def emoji_person(draw: Draw) -> Text:
    """Emoji of people."""
    return draw.record("emojis", category="people").emoji


@generator("emoji")
def emoji_vehicle(draw: Draw) -> Text:
    """Emoji of travel."""
    return draw.record("emojis", category="travel").emoji


@generator("emoji")
def emoji_sport(draw: Draw) -> Text:
    """Emoji of an activity."""
    return draw.record("emojis", category="activities").emoji


@generator("emoji")
def emoji_tools(draw: Draw) -> Text:
    """Emoji of a thing."""
    return draw.record("emojis", category="objects").emoji


@generator("emoji")
def emoji_symbol(draw: Draw) -> Text:
    """Emoji of a symbol."""
    return draw.record("emojis", category="symbols").emoji


@generator("emoji")
def emoji_clothing(draw: Draw) -> Text:
    """Emoji of clothes."""
    return draw.record("emoji_kinds", kind="clothing").emoji


@generator("emoji")
def emoji_costume(draw: Draw) -> Text:
    """Emoji of a costume."""
    return draw.record("emoji_kinds", kind="costume").emoji


@generator("emoji")
def emoji_electronics(draw: Draw) -> Text:
    """Emoji of a device."""
    return draw.record("emoji_kinds", kind="electronics").emoji


@generator("emoji")
def emoji_flag(draw: Draw) -> Text:
    """Emoji of a flag."""
    return draw.record("emoji_kinds", kind="flag").emoji


@generator("emoji")
def emoji_game(draw: Draw) -> Text:
    """Emoji of a game."""
    return draw.record("emoji_kinds", kind="game").emoji


@generator("emoji")
def emoji_gesture(draw: Draw) -> Text:
    """Emoji of a gesture."""
    return draw.record("emoji_kinds", kind="gesture").emoji


@generator("emoji")
def emoji_hand(draw: Draw) -> Text:
    """Emoji of a hand."""
    return draw.record("emoji_kinds", kind="hand").emoji


@generator("emoji")
def emoji_job(draw: Draw) -> Text:
    """Emoji of an occupation."""
    return draw.record("emoji_kinds", kind="job").emoji


@generator("emoji")
def emoji_landmark(draw: Draw) -> Text:
    """Emoji of a landmark."""
    return draw.record("emoji_kinds", kind="landmark").emoji


@generator("emoji")
def emoji_music(draw: Draw) -> Text:
    """Emoji of music."""
    return draw.record("emoji_kinds", kind="music").emoji


@generator("emoji")
def emoji_weather(draw: Draw) -> Text:
    """Emoji of the weather."""
    return draw.record("emoji_kinds", kind="weather").emoji


@generator("emoji")
def emoji_sentence(draw: Draw) -> Text:
    """Sentence that ends with an emoji."""
    return draw.join(
        "The ",
        draw.record("adjectives").word,
        " ",
        draw.record("nouns").word,
        " ",
        draw.record("emojis").emoji,
    )


def _alias(name: str) -> str:
    return f":{name.lower().replace(' ', '_')}:"
