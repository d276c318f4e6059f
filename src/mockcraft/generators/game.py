"""Games."""

from __future__ import annotations

from mockcraft.generator import Draw, Pool, Text, generator


@generator("game", aliases=("gamer_tag",))
def gamertag(draw: Draw) -> Text:
    """Name of a player: an adjective, an animal and a number."""
    return draw.join(
        draw.title(draw.record("adjectives").word),
        draw.slug(draw.record("animals").name),
        draw.distinct_digits(2),
    )


GAME_GENRES = Pool(
    "game_genre",
    [
        "action",
        "adventure",
        "board game",
        "card game",
        "fighting",
        "platform",
        "puzzle",
        "racing",
        "real-time strategy",
        "rhythm",
        "role-playing",
        "sandbox",
        "shooter",
        "simulation",
        "sports",
        "stealth",
        "survival",
        "tower defence",
        "turn-based strategy",
    ],
)


@generator("game")
def game_genre(draw: Draw) -> Text:
    """Genre of a video game."""
    return draw.pick(GAME_GENRES)


@generator("game", aliases=("playing_card",))
def card(draw: Draw) -> Text:
    """Playing card of the French deck."""
    return draw.join(draw.chars("23456789TJQKA", 1), draw["suit"].chars("♠♥♦♣", 1))


MINECRAFT_ANIMALS = Pool(
    "minecraft_animal",
    [
        "armadillo",
        "axolotl",
        "bat",
        "camel",
        "cat",
        "chicken",
        "cod",
        "cow",
        "donkey",
        "fox",
        "frog",
        "glow squid",
        "horse",
        "mooshroom",
        "mule",
        "ocelot",
        "parrot",
        "pig",
        "rabbit",
        "salmon",
        "sheep",
        "sniffer",
        "squid",
        "strider",
        "tropical fish",
        "turtle",
    ],
)


@generator("minecraft")
def minecraft_animal(draw: Draw) -> Text:
    """Animal of Minecraft."""
    return draw.pick(MINECRAFT_ANIMALS)


MINECRAFT_ARMOR_PARTS = Pool(
    "minecraft_armor_part",
    ["boots", "chestplate", "helmet", "leggings"],
)


@generator("minecraft")
def minecraft_armor_part(draw: Draw) -> Text:
    """Piece of armour of Minecraft."""
    return draw.pick(MINECRAFT_ARMOR_PARTS)


MINECRAFT_ARMOR_TIERS = Pool(
    "minecraft_armor_tier",
    ["chainmail", "diamond", "gold", "iron", "leather", "netherite"],
)


@generator("minecraft")
def minecraft_armor_tier(draw: Draw) -> Text:
    """Material of armour of Minecraft."""
    return draw.pick(MINECRAFT_ARMOR_TIERS)


MINECRAFT_BIOMES = Pool(
    "minecraft_biome",
    [
        "badlands",
        "bamboo jungle",
        "beach",
        "birch forest",
        "cherry grove",
        "dark forest",
        "desert",
        "end",
        "flower forest",
        "forest",
        "ice spikes",
        "jungle",
        "mangrove swamp",
        "meadow",
        "mushroom fields",
        "nether wastes",
        "ocean",
        "plains",
        "river",
        "savanna",
        "snowy plains",
        "swamp",
        "taiga",
        "windswept hills",
    ],
)


@generator("minecraft")
def minecraft_biome(draw: Draw) -> Text:
    """Biome of Minecraft."""
    return draw.pick(MINECRAFT_BIOMES)


MINECRAFT_DYES = Pool(
    "minecraft_dye",
    [
        "black",
        "blue",
        "brown",
        "cyan",
        "gray",
        "green",
        "light blue",
        "light gray",
        "lime",
        "magenta",
        "orange",
        "pink",
        "purple",
        "red",
        "white",
        "yellow",
    ],
)


@generator("minecraft")
def minecraft_dye(draw: Draw) -> Text:
    """Dye of Minecraft."""
    return draw.pick(MINECRAFT_DYES)


MINECRAFT_FOODS = Pool(
    "minecraft_food",
    [
        "apple",
        "baked potato",
        "beetroot",
        "beetroot soup",
        "bread",
        "cake",
        "carrot",
        "chorus fruit",
        "cooked chicken",
        "cooked cod",
        "cooked mutton",
        "cooked porkchop",
        "cooked rabbit",
        "cooked salmon",
        "cookie",
        "dried kelp",
        "glow berries",
        "golden apple",
        "golden carrot",
        "honey bottle",
        "melon slice",
        "mushroom stew",
        "pumpkin pie",
        "rabbit stew",
        "steak",
        "sweet berries",
    ],
)


@generator("minecraft")
def minecraft_food(draw: Draw) -> Text:
    """Food of Minecraft."""
    return draw.pick(MINECRAFT_FOODS)


MINECRAFT_MOB_BOSSS = Pool(
    "minecraft_mob_boss",
    ["ender dragon", "wither"],
)


@generator("minecraft")
def minecraft_mob_boss(draw: Draw) -> Text:
    """Boss of Minecraft."""
    return draw.pick(MINECRAFT_MOB_BOSSS)


MINECRAFT_MOB_HOSTILES = Pool(
    "minecraft_mob_hostile",
    [
        "blaze",
        "bogged",
        "breeze",
        "creeper",
        "drowned",
        "elder guardian",
        "endermite",
        "evoker",
        "ghast",
        "guardian",
        "hoglin",
        "husk",
        "magma cube",
        "phantom",
        "piglin brute",
        "pillager",
        "ravager",
        "shulker",
        "silverfish",
        "skeleton",
        "slime",
        "stray",
        "vex",
        "vindicator",
        "warden",
        "witch",
        "wither skeleton",
        "zoglin",
        "zombie",
    ],
)


@generator("minecraft")
def minecraft_mob_hostile(draw: Draw) -> Text:
    """Hostile creature of Minecraft."""
    return draw.pick(MINECRAFT_MOB_HOSTILES)


MINECRAFT_MOB_NEUTRALS = Pool(
    "minecraft_mob_neutral",
    [
        "bee",
        "cave spider",
        "dolphin",
        "enderman",
        "goat",
        "iron golem",
        "llama",
        "panda",
        "piglin",
        "polar bear",
        "spider",
        "trader llama",
        "wolf",
        "zombified piglin",
    ],
)


@generator("minecraft")
def minecraft_mob_neutral(draw: Draw) -> Text:
    """Neutral creature of Minecraft."""
    return draw.pick(MINECRAFT_MOB_NEUTRALS)


MINECRAFT_MOB_PASSIVES = Pool(
    "minecraft_mob_passive",
    [
        "allay",
        "armadillo",
        "axolotl",
        "bat",
        "camel",
        "cat",
        "chicken",
        "cod",
        "cow",
        "donkey",
        "fox",
        "frog",
        "horse",
        "mooshroom",
        "mule",
        "parrot",
        "pig",
        "rabbit",
        "salmon",
        "sheep",
        "sniffer",
        "snow golem",
        "squid",
        "strider",
        "turtle",
        "villager",
        "wandering trader",
    ],
)


@generator("minecraft")
def minecraft_mob_passive(draw: Draw) -> Text:
    """Peaceful creature of Minecraft."""
    return draw.pick(MINECRAFT_MOB_PASSIVES)


MINECRAFT_ORES = Pool(
    "minecraft_ore",
    [
        "coal",
        "copper",
        "diamond",
        "emerald",
        "gold",
        "iron",
        "lapis lazuli",
        "nether gold",
        "nether quartz",
        "redstone",
    ],
)


@generator("minecraft")
def minecraft_ore(draw: Draw) -> Text:
    """Ore of Minecraft."""
    return draw.pick(MINECRAFT_ORES)


MINECRAFT_TOOLS = Pool(
    "minecraft_tool",
    [
        "axe",
        "brush",
        "compass",
        "fishing rod",
        "flint and steel",
        "hoe",
        "pickaxe",
        "shears",
        "shovel",
        "spyglass",
    ],
)


@generator("minecraft")
def minecraft_tool(draw: Draw) -> Text:
    """Tool of Minecraft."""
    return draw.pick(MINECRAFT_TOOLS)


MINECRAFT_VILLAGER_JOBS = Pool(
    "minecraft_villager_job",
    [
        "armorer",
        "butcher",
        "cartographer",
        "cleric",
        "farmer",
        "fisherman",
        "fletcher",
        "leatherworker",
        "librarian",
        "mason",
        "nitwit",
        "shepherd",
        "toolsmith",
        "weaponsmith",
    ],
)


@generator("minecraft")
def minecraft_villager_job(draw: Draw) -> Text:
    """Trade of a villager of Minecraft."""
    return draw.pick(MINECRAFT_VILLAGER_JOBS)


MINECRAFT_VILLAGER_LEVELS = Pool(
    "minecraft_villager_level",
    ["novice", "apprentice", "journeyman", "expert", "master"],
)


@generator("minecraft")
def minecraft_villager_level(draw: Draw) -> Text:
    """Rank of a villager of Minecraft."""
    return draw.pick(MINECRAFT_VILLAGER_LEVELS)


MINECRAFT_VILLAGER_STATIONS = Pool(
    "minecraft_villager_station",
    [
        "barrel",
        "blast furnace",
        "brewing stand",
        "cartography table",
        "cauldron",
        "composter",
        "fletching table",
        "grindstone",
        "lectern",
        "loom",
        "smithing table",
        "smoker",
        "stonecutter",
    ],
)


@generator("minecraft")
def minecraft_villager_station(draw: Draw) -> Text:
    """Block at which a villager of Minecraft works."""
    return draw.pick(MINECRAFT_VILLAGER_STATIONS)


MINECRAFT_WEAPONS = Pool(
    "minecraft_weapon",
    ["axe", "bow", "crossbow", "mace", "sword", "trident"],
)


@generator("minecraft")
def minecraft_weapon(draw: Draw) -> Text:
    """Weapon of Minecraft."""
    return draw.pick(MINECRAFT_WEAPONS)


MINECRAFT_WEATHERS = Pool(
    "minecraft_weather",
    ["clear", "rain", "thunder"],
)


@generator("minecraft")
def minecraft_weather(draw: Draw) -> Text:
    """Weather of Minecraft."""
    return draw.pick(MINECRAFT_WEATHERS)


MINECRAFT_WOODS = Pool(
    "minecraft_wood",
    [
        "acacia",
        "bamboo",
        "birch",
        "cherry",
        "crimson",
        "dark oak",
        "jungle",
        "mangrove",
        "oak",
        "spruce",
        "warped",
    ],
)


@generator("minecraft")
def minecraft_wood(draw: Draw) -> Text:
    """Wood of Minecraft."""
    return draw.pick(MINECRAFT_WOODS)
