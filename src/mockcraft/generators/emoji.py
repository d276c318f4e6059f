"""Emojis (Unicode)."""

from __future__ import annotations

from mockcraft.generator import Draw, Pool, Text, generator


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


EMOJI_CLOTHINGS = Pool(
    "emoji_clothing",
    [
        "👒",
        "👓",
        "👔",
        "👕",
        "👖",
        "👗",
        "👘",
        "👙",
        "👚",
        "👛",
        "👜",
        "👝",
        "👞",
        "👟",
        "👠",
        "👡",
        "👢",
        "🎒",
        "🎩",
        "🕶",
        "🥼",
        "🧢",
        "🧣",
        "🧤",
        "🧥",
        "🧦",
    ],
)


@generator("emoji")
def emoji_clothing(draw: Draw) -> Text:
    """Emoji of clothes."""
    return draw.pick(EMOJI_CLOTHINGS)


EMOJI_COSTUMES = Pool(
    "emoji_costume",
    [
        "👹",
        "👺",
        "👻",
        "👼",
        "👽",
        "👾",
        "🎃",
        "🎅",
        "🎭",
        "🤖",
        "🤡",
        "🤶",
        "🧙",
        "🧚",
        "🧛",
        "🧜",
        "🧝",
        "🧞",
        "🧟",
    ],
)


@generator("emoji")
def emoji_costume(draw: Draw) -> Text:
    """Emoji of a costume."""
    return draw.pick(EMOJI_COSTUMES)


EMOJI_ELECTRONICSS = Pool(
    "emoji_electronics",
    [
        "📞",
        "📟",
        "📠",
        "📡",
        "📱",
        "📷",
        "📹",
        "📺",
        "📻",
        "💻",
        "💽",
        "💾",
        "💿",
        "🔋",
        "🔌",
        "🖥",
        "🖨",
        "🖱",
        "🎧",
        "🎙",
        "🎥",
        "⌚",
        "⌨",
    ],
)


@generator("emoji")
def emoji_electronics(draw: Draw) -> Text:
    """Emoji of a device."""
    return draw.pick(EMOJI_ELECTRONICSS)


EMOJI_FLAGS = Pool(
    "emoji_flag",
    [
        "🏁",
        "🏳",
        "🏴",
        "🚩",
        "🎌",
        "🇦🇹",
        "🇧🇪",
        "🇧🇷",
        "🇨🇦",
        "🇨🇭",
        "🇨🇳",
        "🇩🇪",
        "🇩🇰",
        "🇪🇸",
        "🇫🇮",
        "🇫🇷",
        "🇬🇧",
        "🇬🇷",
        "🇮🇪",
        "🇮🇳",
        "🇮🇹",
        "🇯🇵",
        "🇰🇪",
        "🇰🇷",
        "🇲🇽",
        "🇳🇬",
        "🇳🇱",
        "🇳🇴",
        "🇵🇱",
        "🇵🇹",
        "🇸🇪",
        "🇺🇸",
        "🇿🇦",
    ],
)


@generator("emoji")
def emoji_flag(draw: Draw) -> Text:
    """Emoji of a flag."""
    return draw.pick(EMOJI_FLAGS)


EMOJI_GAMES = Pool(
    "emoji_game",
    ["🎮", "🎯", "🎰", "🎱", "🎲", "🎳", "🀄", "🃏", "🎴", "♟", "🧩", "🕹", "🪀", "🪁", "🔮"],
)


@generator("emoji")
def emoji_game(draw: Draw) -> Text:
    """Emoji of a game."""
    return draw.pick(EMOJI_GAMES)


EMOJI_GESTURES = Pool(
    "emoji_gesture",
    [
        "👀",
        "👂",
        "👃",
        "👅",
        "👆",
        "👇",
        "👈",
        "👉",
        "👊",
        "👋",
        "👌",
        "👍",
        "👎",
        "👏",
        "👐",
        "💅",
        "💪",
        "🖐",
        "🙌",
        "🙏",
        "🤌",
        "🤏",
        "🤘",
        "🤙",
        "🤚",
        "🤛",
        "🤜",
        "🤝",
        "🤞",
        "🤟",
        "✊",
        "✋",
        "✌",
    ],
)


@generator("emoji")
def emoji_gesture(draw: Draw) -> Text:
    """Emoji of a gesture."""
    return draw.pick(EMOJI_GESTURES)


EMOJI_HANDS = Pool(
    "emoji_hand",
    [
        "👆",
        "👇",
        "👈",
        "👉",
        "👊",
        "👋",
        "👌",
        "👍",
        "👎",
        "👏",
        "👐",
        "🖐",
        "🖖",
        "🙌",
        "🙏",
        "🤏",
        "🤘",
        "🤙",
        "🤚",
        "🤛",
        "🤜",
        "🤝",
        "🤞",
        "🤟",
        "✊",
        "✋",
        "✌",
        "✍",
    ],
)


@generator("emoji")
def emoji_hand(draw: Draw) -> Text:
    """Emoji of a hand."""
    return draw.pick(EMOJI_HANDS)


EMOJI_JOBS = Pool(
    "emoji_job",
    [
        "👨\u200d⚕️",
        "👨\u200d🌾",
        "👨\u200d🍳",
        "👨\u200d🎓",
        "👨\u200d🎤",
        "👨\u200d🎨",
        "👨\u200d🏫",
        "👨\u200d🏭",
        "👨\u200d💻",
        "👨\u200d💼",
        "👨\u200d🔧",
        "👨\u200d🔬",
        "👨\u200d🚀",
        "👨\u200d🚒",
        "👩\u200d⚕️",
        "👩\u200d🌾",
        "👩\u200d🍳",
        "👩\u200d🎓",
        "👩\u200d🎤",
        "👩\u200d🎨",
        "👩\u200d🏫",
        "👩\u200d🏭",
        "👩\u200d💻",
        "👩\u200d💼",
        "👩\u200d🔧",
        "👩\u200d🔬",
        "👩\u200d🚀",
        "👩\u200d🚒",
        "👮",
        "👷",
        "💂",
        "🕵",
    ],
)


@generator("emoji")
def emoji_job(draw: Draw) -> Text:
    """Emoji of an occupation."""
    return draw.pick(EMOJI_JOBS)


EMOJI_LANDMARKS = Pool(
    "emoji_landmark",
    [
        "🏔",
        "🏕",
        "🏖",
        "🏗",
        "🏘",
        "🏛",
        "🏝",
        "🏞",
        "🏟",
        "🏠",
        "🏢",
        "🏣",
        "🏤",
        "🏥",
        "🏦",
        "🏨",
        "🏩",
        "🏪",
        "🏫",
        "🏬",
        "🏭",
        "🏯",
        "🏰",
        "💒",
        "🗻",
        "🗼",
        "🗽",
        "🗾",
        "🗿",
        "🕌",
        "🕍",
        "🛕",
        "⛩",
        "⛪",
        "⛲",
    ],
)


@generator("emoji")
def emoji_landmark(draw: Draw) -> Text:
    """Emoji of a landmark."""
    return draw.pick(EMOJI_LANDMARKS)


EMOJI_MUSICS = Pool(
    "emoji_music",
    [
        "🎵",
        "🎶",
        "🎷",
        "🎸",
        "🎹",
        "🎺",
        "🎻",
        "🎼",
        "🎤",
        "🎧",
        "🥁",
        "🪕",
        "🪗",
        "🪘",
        "📯",
        "🎚",
        "🎛",
    ],
)


@generator("emoji")
def emoji_music(draw: Draw) -> Text:
    """Emoji of music."""
    return draw.pick(EMOJI_MUSICS)


EMOJI_WEATHERS = Pool(
    "emoji_weather",
    [
        "☀",
        "☁",
        "☂",
        "☃",
        "☄",
        "☔",
        "⚡",
        "⛄",
        "⛅",
        "⛈",
        "❄",
        "🌀",
        "🌁",
        "🌂",
        "🌈",
        "🌊",
        "🌙",
        "🌞",
        "🌟",
        "🌡",
        "🌤",
        "🌥",
        "🌦",
        "🌧",
        "🌨",
        "🌩",
        "🌪",
        "🌫",
        "🌬",
        "💧",
    ],
)


@generator("emoji")
def emoji_weather(draw: Draw) -> Text:
    """Emoji of the weather."""
    return draw.pick(EMOJI_WEATHERS)


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
