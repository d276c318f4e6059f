"""Emojis (Unicode)."""

from __future__ import annotations

from mockcraft.generator import Draw, Entity, Record, Text, fact, generator


class Sign(Entity):
    """An emoji: the sign, its name and its category belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of emojis."""
        category = self.draw.shared("emoji")
        return self.draw.record("emojis", **({} if category is None else {"category": category}))


@generator("emoji")
def emoji(draw: Draw) -> Text:
    """Emoji."""
    return draw.entity(Sign).entry.emoji


@generator("emoji", aliases=("emoji_name",))
def emoji_alias(draw: Draw) -> Text:
    """Name of the row's emoji between colons, such as :grinning_face:."""
    return draw.map(draw.entity(Sign).entry.name, _alias)


@generator("emoji")
def emoji_category(draw: Draw) -> Text:
    """Category of the row's emoji."""
    return draw.entity(Sign).entry.category


@generator("emoji", aliases=("emoji_description",))
def emoji_tag(draw: Draw) -> Text:
    """Name of the row's emoji (Unicode Character Database)."""
    return draw.entity(Sign).entry.name


@generator("emoji", settles={"emoji": "animals"})
def emoji_animal(draw: Draw) -> Text:
    """Emoji of an animal."""
    return draw.sharing(emoji="animals").entity(Sign).entry.emoji


@generator("emoji", settles={"emoji": "food"})
def emoji_food(draw: Draw) -> Text:
    """Emoji of food or drink."""
    return draw.sharing(emoji="food").entity(Sign).entry.emoji


@generator("emoji", settles={"emoji": "smileys"})
def emoji_face(draw: Draw) -> Text:
    """Emoji of a face."""
    return draw.sharing(emoji="smileys").entity(Sign).entry.emoji


@generator("emoji", settles={"emoji": "nature"})
def emoji_plant(draw: Draw) -> Text:
    """Emoji of nature."""
    return draw.sharing(emoji="nature").entity(Sign).entry.emoji


@generator("emoji", settles={"emoji": "people"})
def emoji_person(draw: Draw) -> Text:
    """Emoji of people."""
    return draw.sharing(emoji="people").entity(Sign).entry.emoji


@generator("emoji", settles={"emoji": "travel"})
def emoji_vehicle(draw: Draw) -> Text:
    """Emoji of travel."""
    return draw.sharing(emoji="travel").entity(Sign).entry.emoji


@generator("emoji", settles={"emoji": "activities"})
def emoji_sport(draw: Draw) -> Text:
    """Emoji of an activity."""
    return draw.sharing(emoji="activities").entity(Sign).entry.emoji


@generator("emoji", settles={"emoji": "objects"})
def emoji_tools(draw: Draw) -> Text:
    """Emoji of a thing."""
    return draw.sharing(emoji="objects").entity(Sign).entry.emoji


@generator("emoji", settles={"emoji": "symbols"})
def emoji_symbol(draw: Draw) -> Text:
    """Emoji of a symbol."""
    return draw.sharing(emoji="symbols").entity(Sign).entry.emoji


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
