"""Games."""

from __future__ import annotations

from mockcraft.generator import Draw, Entity, Record, Text, fact, generator


class Villager(Entity):
    """A villager of Minecraft: trade and station belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of trades."""
        return self.draw.record("game/minecraft_villager_job")


@generator("game", aliases=("gamer_tag",))
def gamertag(draw: Draw) -> Text:
    """Name of a player: an adjective, an animal and a number."""
    return draw.join(
        draw.title(draw.record("adjectives").word),
        draw.slug(draw.record("animals").name),
        draw.distinct_digits(2),
    )


@generator("game")
def game_genre(draw: Draw) -> Text:
    """Genre of a video game."""
    return draw.record("game/game_genre").name


@generator("game", aliases=("playing_card",))
def card(draw: Draw) -> Text:
    """Playing card of the French deck."""
    return draw.join(draw.chars("23456789TJQKA", 1), draw["suit"].chars("♠♥♦♣", 1))


@generator("minecraft")
def minecraft_animal(draw: Draw) -> Text:
    """Animal of Minecraft."""
    return draw.record("game/minecraft_animal").name


@generator("minecraft")
def minecraft_armor_part(draw: Draw) -> Text:
    """Piece of armour of Minecraft."""
    return draw.record("game/minecraft_armor_part").name


@generator("minecraft")
def minecraft_armor_tier(draw: Draw) -> Text:
    """Material of armour of Minecraft."""
    return draw.record("game/minecraft_armor_tier").name


@generator("minecraft")
def minecraft_biome(draw: Draw) -> Text:
    """Biome of Minecraft."""
    return draw.record("game/minecraft_biome").name


@generator("minecraft")
def minecraft_dye(draw: Draw) -> Text:
    """Dye of Minecraft."""
    return draw.record("game/minecraft_dye").name


@generator("minecraft")
def minecraft_food(draw: Draw) -> Text:
    """Food of Minecraft."""
    return draw.record("game/minecraft_food").name


@generator("minecraft")
def minecraft_mob_boss(draw: Draw) -> Text:
    """Boss of Minecraft."""
    return draw.record("game/minecraft_mob_boss").name


@generator("minecraft")
def minecraft_mob_hostile(draw: Draw) -> Text:
    """Hostile creature of Minecraft."""
    return draw.record("game/minecraft_mob_hostile").name


@generator("minecraft")
def minecraft_mob_neutral(draw: Draw) -> Text:
    """Neutral creature of Minecraft."""
    return draw.record("game/minecraft_mob_neutral").name


@generator("minecraft")
def minecraft_mob_passive(draw: Draw) -> Text:
    """Peaceful creature of Minecraft."""
    return draw.record("game/minecraft_mob_passive").name


@generator("minecraft")
def minecraft_ore(draw: Draw) -> Text:
    """Ore of Minecraft."""
    return draw.record("game/minecraft_ore").name


@generator("minecraft")
def minecraft_tool(draw: Draw) -> Text:
    """Tool of Minecraft."""
    return draw.record("game/minecraft_tool").name


@generator("minecraft")
def minecraft_villager_job(draw: Draw) -> Text:
    """Trade of the row's villager of Minecraft."""
    return draw.entity(Villager).entry.name


@generator("minecraft")
def minecraft_villager_level(draw: Draw) -> Text:
    """Rank of a villager of Minecraft."""
    return draw.record("game/minecraft_villager_level").name


@generator("minecraft")
def minecraft_villager_station(draw: Draw) -> Text:
    """Block at which the row's villager of Minecraft works; none for a nitwit."""
    return draw.entity(Villager).entry.station


@generator("minecraft")
def minecraft_weapon(draw: Draw) -> Text:
    """Weapon of Minecraft."""
    return draw.record("game/minecraft_weapon").name


@generator("minecraft")
def minecraft_weather(draw: Draw) -> Text:
    """Weather of Minecraft."""
    return draw.record("game/minecraft_weather").name


@generator("minecraft")
def minecraft_wood(draw: Draw) -> Text:
    """Wood of Minecraft."""
    return draw.record("game/minecraft_wood").name
