"""Emojis (Unicode)."""

from __future__ import annotations

from mockcraft.generator import Draw, Entity, Record, Text, fact, generator


class Sign(Entity):
    """An emoji: the sign, its name and its category belong together; of one kind where a column asks for it."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of emojis."""
        kind = self.draw.shared("emoji")
        return self.draw.record("emojis", **({} if kind is None else {"kind": kind}))


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
    """Name of the row's emoji (CLDR)."""
    return draw.entity(Sign).entry.name


@generator("emoji", settles={"emoji": "animal"})
def emoji_animal(draw: Draw) -> Text:
    """Emoji of an animal."""
    return draw.sharing(emoji="animal").entity(Sign).entry.emoji


@generator("emoji", settles={"emoji": "food"})
def emoji_food(draw: Draw) -> Text:
    """Emoji of food or drink."""
    return draw.sharing(emoji="food").entity(Sign).entry.emoji


@generator("emoji", settles={"emoji": "face"})
def emoji_face(draw: Draw) -> Text:
    """Emoji of a face."""
    return draw.sharing(emoji="face").entity(Sign).entry.emoji


@generator("emoji", settles={"emoji": "plant"})
def emoji_plant(draw: Draw) -> Text:
    """Emoji of a plant."""
    return draw.sharing(emoji="plant").entity(Sign).entry.emoji


@generator("emoji", settles={"emoji": "person"})
def emoji_person(draw: Draw) -> Text:
    """Emoji of a person."""
    return draw.sharing(emoji="person").entity(Sign).entry.emoji


@generator("emoji", settles={"emoji": "vehicle"})
def emoji_vehicle(draw: Draw) -> Text:
    """Emoji of a vehicle."""
    return draw.sharing(emoji="vehicle").entity(Sign).entry.emoji


@generator("emoji", settles={"emoji": "sport"})
def emoji_sport(draw: Draw) -> Text:
    """Emoji of a sport."""
    return draw.sharing(emoji="sport").entity(Sign).entry.emoji


@generator("emoji", settles={"emoji": "tool"})
def emoji_tools(draw: Draw) -> Text:
    """Emoji of a tool."""
    return draw.sharing(emoji="tool").entity(Sign).entry.emoji


@generator("emoji", settles={"emoji": "symbol"})
def emoji_symbol(draw: Draw) -> Text:
    """Emoji of a symbol."""
    return draw.sharing(emoji="symbol").entity(Sign).entry.emoji


@generator("emoji", settles={"emoji": "clothing"})
def emoji_clothing(draw: Draw) -> Text:
    """Emoji of clothes."""
    return draw.sharing(emoji="clothing").entity(Sign).entry.emoji


@generator("emoji", settles={"emoji": "costume"})
def emoji_costume(draw: Draw) -> Text:
    """Emoji of a costume."""
    return draw.sharing(emoji="costume").entity(Sign).entry.emoji


@generator("emoji", settles={"emoji": "electronics"})
def emoji_electronics(draw: Draw) -> Text:
    """Emoji of a device."""
    return draw.sharing(emoji="electronics").entity(Sign).entry.emoji


@generator("emoji", settles={"emoji": "flag"})
def emoji_flag(draw: Draw) -> Text:
    """Emoji of a flag."""
    return draw.sharing(emoji="flag").entity(Sign).entry.emoji


@generator("emoji", settles={"emoji": "game"})
def emoji_game(draw: Draw) -> Text:
    """Emoji of a game."""
    return draw.sharing(emoji="game").entity(Sign).entry.emoji


@generator("emoji", settles={"emoji": "gesture"})
def emoji_gesture(draw: Draw) -> Text:
    """Emoji of a gesture."""
    return draw.sharing(emoji="gesture").entity(Sign).entry.emoji


@generator("emoji", settles={"emoji": "hand"})
def emoji_hand(draw: Draw) -> Text:
    """Emoji of a hand."""
    return draw.sharing(emoji="hand").entity(Sign).entry.emoji


@generator("emoji", settles={"emoji": "job"})
def emoji_job(draw: Draw) -> Text:
    """Emoji of an occupation."""
    return draw.sharing(emoji="job").entity(Sign).entry.emoji


@generator("emoji", settles={"emoji": "landmark"})
def emoji_landmark(draw: Draw) -> Text:
    """Emoji of a landmark."""
    return draw.sharing(emoji="landmark").entity(Sign).entry.emoji


@generator("emoji", settles={"emoji": "music"})
def emoji_music(draw: Draw) -> Text:
    """Emoji of music."""
    return draw.sharing(emoji="music").entity(Sign).entry.emoji


@generator("emoji", settles={"emoji": "weather"})
def emoji_weather(draw: Draw) -> Text:
    """Emoji of the weather."""
    return draw.sharing(emoji="weather").entity(Sign).entry.emoji


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
    words = "".join(c if c.isalnum() else " " for c in name.lower()).split()
    return f":{'_'.join(words)}:"
