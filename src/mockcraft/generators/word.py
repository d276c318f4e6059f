"""English words by class, and what hackers and hipsters say."""

from __future__ import annotations

from mockcraft.generator import Draw, Pool, Text, generator


@generator("word", aliases=("noun_common",))
def noun(draw: Draw) -> Text:
    """English noun."""
    return draw.record("nouns").word


@generator("word")
def verb(draw: Draw) -> Text:
    """English verb."""
    return draw.record("verbs").word


@generator("word", aliases=("adjective_descriptive",))
def adjective(draw: Draw) -> Text:
    """English adjective."""
    return draw.record("adjectives").word


@generator("word")
def adverb(draw: Draw) -> Text:
    """English adverb."""
    return draw.record("adverbs").word


NOUN_ABSTRACTS = Pool(
    "noun_abstract",
    [
        "anger",
        "beauty",
        "belief",
        "bravery",
        "calm",
        "charity",
        "childhood",
        "comfort",
        "confusion",
        "courage",
        "curiosity",
        "delight",
        "despair",
        "dream",
        "envy",
        "faith",
        "freedom",
        "friendship",
        "gossip",
        "happiness",
        "hope",
        "honesty",
        "idea",
        "justice",
        "kindness",
        "knowledge",
        "liberty",
        "love",
        "loyalty",
        "luck",
        "memory",
        "mercy",
        "patience",
        "peace",
        "pride",
        "progress",
        "reality",
        "sorrow",
        "success",
        "talent",
        "thought",
        "trust",
        "truth",
        "wisdom",
        "wonder",
    ],
)


@generator("word")
def noun_abstract(draw: Draw) -> Text:
    """Noun for what cannot be touched."""
    return draw.pick(NOUN_ABSTRACTS)


NOUN_CONCRETES = Pool(
    "noun_concrete",
    [
        "apple",
        "ball",
        "basket",
        "bench",
        "blanket",
        "boat",
        "bottle",
        "bread",
        "brush",
        "bucket",
        "button",
        "candle",
        "carpet",
        "chair",
        "cup",
        "desk",
        "door",
        "drum",
        "feather",
        "fence",
        "flag",
        "fork",
        "glove",
        "guitar",
        "hammer",
        "hat",
        "house",
        "jacket",
        "kettle",
        "key",
        "ladder",
        "lamp",
        "mirror",
        "needle",
        "paper",
        "pencil",
        "piano",
        "pillow",
        "plate",
        "ring",
        "rope",
        "shoe",
        "snowman",
        "stone",
        "table",
        "umbrella",
        "wall",
        "wheel",
        "window",
    ],
)


@generator("word")
def noun_concrete(draw: Draw) -> Text:
    """Noun for what can be touched."""
    return draw.pick(NOUN_CONCRETES)


NOUN_COUNTABLES = Pool(
    "noun_countable",
    [
        "answer",
        "arm",
        "bag",
        "bee",
        "book",
        "bridge",
        "car",
        "cat",
        "coin",
        "cousin",
        "dog",
        "egg",
        "finger",
        "flower",
        "friend",
        "garden",
        "hill",
        "island",
        "job",
        "king",
        "leg",
        "letter",
        "map",
        "minute",
        "neck",
        "number",
        "orange",
        "page",
        "phone",
        "picture",
        "plant",
        "question",
        "river",
        "school",
        "shop",
        "song",
        "star",
        "street",
        "teacher",
        "team",
        "tree",
        "village",
        "week",
        "year",
    ],
)


@generator("word")
def noun_countable(draw: Draw) -> Text:
    """Noun that has a plural."""
    return draw.pick(NOUN_COUNTABLES)


NOUN_UNCOUNTABLES = Pool(
    "noun_uncountable",
    [
        "advice",
        "air",
        "baggage",
        "bread",
        "butter",
        "cash",
        "cheese",
        "clothing",
        "coffee",
        "dust",
        "electricity",
        "evidence",
        "fruit",
        "furniture",
        "gold",
        "grass",
        "hair",
        "homework",
        "honey",
        "information",
        "jewelry",
        "knowledge",
        "luggage",
        "milk",
        "money",
        "music",
        "news",
        "oil",
        "pepper",
        "rain",
        "research",
        "rice",
        "salt",
        "sand",
        "seafood",
        "snow",
        "software",
        "sugar",
        "tea",
        "traffic",
        "water",
        "weather",
        "wood",
        "work",
    ],
)


@generator("word")
def noun_uncountable(draw: Draw) -> Text:
    """Noun that has no plural."""
    return draw.pick(NOUN_UNCOUNTABLES)


NOUN_COLLECTIVE_ANIMALS = Pool(
    "noun_collective_animal",
    [
        "army",
        "brood",
        "cast",
        "clowder",
        "colony",
        "covey",
        "drove",
        "flight",
        "flock",
        "gaggle",
        "herd",
        "hive",
        "kennel",
        "litter",
        "mob",
        "murder",
        "muster",
        "nest",
        "pack",
        "parliament",
        "pod",
        "pride",
        "school",
        "shoal",
        "skulk",
        "sloth",
        "swarm",
        "team",
        "troop",
    ],
)


@generator("word")
def noun_collective_animal(draw: Draw) -> Text:
    """Noun for a group of animals."""
    return draw.pick(NOUN_COLLECTIVE_ANIMALS)


NOUN_COLLECTIVE_PEOPLES = Pool(
    "noun_collective_people",
    [
        "audience",
        "band",
        "board",
        "body",
        "bunch",
        "cast",
        "choir",
        "class",
        "committee",
        "company",
        "council",
        "crew",
        "crowd",
        "family",
        "gang",
        "group",
        "host",
        "jury",
        "mob",
        "orchestra",
        "panel",
        "party",
        "squad",
        "staff",
        "team",
        "tribe",
        "troupe",
    ],
)


@generator("word")
def noun_collective_people(draw: Draw) -> Text:
    """Noun for a group of people."""
    return draw.pick(NOUN_COLLECTIVE_PEOPLES)


NOUN_COLLECTIVE_THINGS = Pool(
    "noun_collective_thing",
    [
        "album",
        "archipelago",
        "batch",
        "bouquet",
        "bowl",
        "bunch",
        "bundle",
        "chain",
        "clump",
        "collection",
        "deck",
        "fleet",
        "forest",
        "galaxy",
        "hand",
        "heap",
        "library",
        "mass",
        "outfit",
        "pack",
        "pile",
        "quiver",
        "range",
        "reel",
        "row",
        "set",
        "shower",
        "stack",
        "string",
        "wad",
    ],
)


@generator("word")
def noun_collective_thing(draw: Draw) -> Text:
    """Noun for a group of things."""
    return draw.pick(NOUN_COLLECTIVE_THINGS)


NOUN_PROPERS = Pool(
    "noun_proper",
    [
        "Africa",
        "Amazon",
        "Antarctica",
        "Asia",
        "Atlantic",
        "Australia",
        "Baltic",
        "Berlin",
        "Big Ben",
        "Brazil",
        "Cairo",
        "Canada",
        "Danube",
        "Egypt",
        "Eiffel Tower",
        "Europe",
        "Everest",
        "France",
        "Greece",
        "Iceland",
        "India",
        "Italy",
        "Japan",
        "Jupiter",
        "Kenya",
        "Kilimanjaro",
        "Lisbon",
        "London",
        "Mars",
        "Mexico",
        "Mississippi",
        "Nile",
        "Norway",
        "Pacific",
        "Paris",
        "Peru",
        "Rhine",
        "Rome",
        "Sahara",
        "Saturn",
        "Spain",
        "Stonehenge",
        "Sweden",
        "Thames",
        "Tokyo",
        "Venice",
    ],
)


@generator("word")
def noun_proper(draw: Draw) -> Text:
    """Name of a place or a thing, with a capital letter."""
    return draw.pick(NOUN_PROPERS)


NOUN_DETERMINERS = Pool(
    "noun_determiner",
    [
        "a",
        "all",
        "an",
        "another",
        "any",
        "both",
        "each",
        "either",
        "enough",
        "every",
        "few",
        "half",
        "her",
        "his",
        "its",
        "many",
        "most",
        "much",
        "my",
        "neither",
        "no",
        "other",
        "our",
        "several",
        "some",
        "such",
        "that",
        "the",
        "their",
        "these",
        "this",
        "those",
        "what",
        "which",
        "whose",
        "your",
    ],
)


@generator("word", aliases=("determiner",))
def noun_determiner(draw: Draw) -> Text:
    """Word that stands before a noun."""
    return draw.pick(NOUN_DETERMINERS)


VERB_ACTIONS = Pool(
    "verb_action",
    [
        "bake",
        "bounce",
        "build",
        "carry",
        "catch",
        "clap",
        "climb",
        "close",
        "cook",
        "count",
        "crawl",
        "cut",
        "dance",
        "dig",
        "dream",
        "drink",
        "drive",
        "eat",
        "fly",
        "fold",
        "give",
        "grab",
        "hop",
        "hug",
        "jump",
        "kick",
        "knit",
        "laugh",
        "lift",
        "listen",
        "march",
        "open",
        "paint",
        "play",
        "pull",
        "push",
        "read",
        "ride",
        "run",
        "shout",
        "sing",
        "sit",
        "skip",
        "sleep",
        "swim",
        "talk",
        "throw",
        "travel",
        "walk",
        "wash",
        "wave",
        "write",
    ],
)


@generator("word")
def verb_action(draw: Draw) -> Text:
    """Verb for what somebody does."""
    return draw.pick(VERB_ACTIONS)


VERB_LINKINGS = Pool(
    "verb_linking",
    [
        "am",
        "appear",
        "are",
        "be",
        "became",
        "become",
        "been",
        "feel",
        "get",
        "grow",
        "has been",
        "is",
        "keep",
        "look",
        "may be",
        "might be",
        "prove",
        "remain",
        "seem",
        "smell",
        "sound",
        "stay",
        "taste",
        "turn",
        "was",
        "were",
        "will be",
    ],
)


@generator("word")
def verb_linking(draw: Draw) -> Text:
    """Verb that ties a subject to what it is."""
    return draw.pick(VERB_LINKINGS)


VERB_HELPINGS = Pool(
    "verb_helping",
    [
        "am",
        "are",
        "be",
        "been",
        "being",
        "can",
        "could",
        "did",
        "do",
        "does",
        "had",
        "has",
        "have",
        "is",
        "may",
        "might",
        "must",
        "ought",
        "shall",
        "should",
        "was",
        "were",
        "will",
        "would",
    ],
)


@generator("word")
def verb_helping(draw: Draw) -> Text:
    """Auxiliary verb."""
    return draw.pick(VERB_HELPINGS)


VERB_TRANSITIVES = Pool(
    "verb_transitive",
    [
        "admire",
        "answer",
        "ask",
        "borrow",
        "bring",
        "build",
        "buy",
        "carry",
        "catch",
        "choose",
        "clean",
        "cover",
        "cut",
        "describe",
        "discover",
        "enjoy",
        "fix",
        "follow",
        "forget",
        "give",
        "help",
        "hit",
        "hold",
        "invite",
        "keep",
        "kick",
        "lend",
        "like",
        "love",
        "make",
        "move",
        "need",
        "offer",
        "open",
        "paint",
        "raise",
        "remember",
        "send",
        "show",
        "take",
        "teach",
        "tell",
        "throw",
        "trust",
        "use",
        "want",
        "watch",
        "win",
    ],
)


@generator("word")
def verb_transitive(draw: Draw) -> Text:
    """Verb that takes an object."""
    return draw.pick(VERB_TRANSITIVES)


VERB_INTRANSITIVES = Pool(
    "verb_intransitive",
    [
        "agree",
        "appear",
        "arrive",
        "awake",
        "bark",
        "bloom",
        "blush",
        "cough",
        "crawl",
        "cry",
        "dance",
        "disappear",
        "emerge",
        "exist",
        "fall",
        "float",
        "giggle",
        "glow",
        "happen",
        "hesitate",
        "kneel",
        "laugh",
        "lie",
        "limp",
        "look",
        "march",
        "nod",
        "occur",
        "panic",
        "pause",
        "rain",
        "relax",
        "rise",
        "run",
        "scream",
        "shine",
        "sit",
        "sleep",
        "smile",
        "sneeze",
        "snore",
        "stand",
        "swim",
        "talk",
        "travel",
        "wait",
        "wander",
        "wink",
        "yawn",
    ],
)


@generator("word")
def verb_intransitive(draw: Draw) -> Text:
    """Verb that takes no object."""
    return draw.pick(VERB_INTRANSITIVES)


ADJECTIVE_DEMONSTRATIVES = Pool(
    "adjective_demonstrative",
    ["that", "these", "this", "those", "former", "latter", "such"],
)


@generator("word")
def adjective_demonstrative(draw: Draw) -> Text:
    """Adjective that points."""
    return draw.pick(ADJECTIVE_DEMONSTRATIVES)


ADJECTIVE_INDEFINITES = Pool(
    "adjective_indefinite",
    [
        "all",
        "any",
        "anyone",
        "both",
        "each",
        "either",
        "everybody",
        "everyone",
        "few",
        "many",
        "most",
        "neither",
        "nobody",
        "none",
        "one",
        "other",
        "several",
        "some",
        "somebody",
    ],
)


@generator("word")
def adjective_indefinite(draw: Draw) -> Text:
    """Adjective that leaves open how many."""
    return draw.pick(ADJECTIVE_INDEFINITES)


ADJECTIVE_INTERROGATIVES = Pool(
    "adjective_interrogative",
    ["what", "which", "whose", "whatever", "whichever"],
)


@generator("word")
def adjective_interrogative(draw: Draw) -> Text:
    """Adjective that asks."""
    return draw.pick(ADJECTIVE_INTERROGATIVES)


ADJECTIVE_POSSESSIVES = Pool(
    "adjective_possessive",
    ["my", "your", "his", "her", "its", "our", "their"],
)


@generator("word")
def adjective_possessive(draw: Draw) -> Text:
    """Adjective that says whose."""
    return draw.pick(ADJECTIVE_POSSESSIVES)


ADJECTIVE_PROPERS = Pool(
    "adjective_proper",
    [
        "African",
        "Alpine",
        "American",
        "Arabian",
        "Asian",
        "Athenian",
        "Australian",
        "Belgian",
        "Brazilian",
        "British",
        "Canadian",
        "Chinese",
        "Colombian",
        "Cypriot",
        "Danish",
        "Dutch",
        "Egyptian",
        "Einsteinian",
        "Elizabethan",
        "European",
        "Finnish",
        "French",
        "Freudian",
        "Gaussian",
        "German",
        "Greek",
        "Hawaiian",
        "Indian",
        "Irish",
        "Italian",
        "Japanese",
        "Kenyan",
        "Korean",
        "Mexican",
        "Mozartian",
        "Newtonian",
        "Nigerian",
        "Norwegian",
        "Peruvian",
        "Polish",
        "Portuguese",
        "Roman",
        "Russian",
        "Shakespearean",
        "Spanish",
        "Swedish",
        "Swiss",
        "Thai",
        "Turkish",
        "Victorian",
        "Welsh",
    ],
)


@generator("word")
def adjective_proper(draw: Draw) -> Text:
    """Adjective of a name."""
    return draw.pick(ADJECTIVE_PROPERS)


ADJECTIVE_QUANTITATIVES = Pool(
    "adjective_quantitative",
    [
        "a little",
        "all",
        "any",
        "certain",
        "double",
        "each",
        "eighty",
        "eleven",
        "empty",
        "enough",
        "every",
        "few",
        "fifteen",
        "first",
        "full",
        "great",
        "half",
        "heavily",
        "huge",
        "hundred",
        "little",
        "many",
        "most",
        "much",
        "neither",
        "nine",
        "no",
        "numerous",
        "plenty",
        "seven",
        "several",
        "single",
        "some",
        "sparse",
        "substantial",
        "sufficient",
        "ten",
        "thousand",
        "three",
        "twelve",
        "two",
        "whole",
    ],
)


@generator("word")
def adjective_quantitative(draw: Draw) -> Text:
    """Adjective that says how many or how much."""
    return draw.pick(ADJECTIVE_QUANTITATIVES)


ADVERB_MANNERS = Pool(
    "adverb_manner",
    [
        "badly",
        "beautifully",
        "boldly",
        "bravely",
        "briskly",
        "calmly",
        "carefully",
        "cheerfully",
        "closely",
        "eagerly",
        "easily",
        "fast",
        "firmly",
        "gently",
        "gladly",
        "gracefully",
        "happily",
        "hard",
        "honestly",
        "kindly",
        "lazily",
        "loudly",
        "neatly",
        "nervously",
        "nicely",
        "openly",
        "patiently",
        "politely",
        "quickly",
        "quietly",
        "roughly",
        "sadly",
        "safely",
        "secretly",
        "sharply",
        "silently",
        "slowly",
        "smoothly",
        "softly",
        "swiftly",
        "tenderly",
        "warmly",
        "well",
        "wisely",
    ],
)


@generator("word")
def adverb_manner(draw: Draw) -> Text:
    """Adverb that says how."""
    return draw.pick(ADVERB_MANNERS)


ADVERB_DEGREES = Pool(
    "adverb_degree",
    [
        "absolutely",
        "almost",
        "awfully",
        "barely",
        "completely",
        "deeply",
        "enough",
        "entirely",
        "extremely",
        "fairly",
        "far",
        "fully",
        "greatly",
        "hardly",
        "highly",
        "just",
        "least",
        "less",
        "little",
        "lots",
        "most",
        "much",
        "nearly",
        "partly",
        "perfectly",
        "positively",
        "practically",
        "pretty",
        "purely",
        "quite",
        "rather",
        "really",
        "scarcely",
        "simply",
        "so",
        "somewhat",
        "strongly",
        "terribly",
        "thoroughly",
        "too",
        "totally",
        "utterly",
        "very",
        "virtually",
        "well",
    ],
)


@generator("word")
def adverb_degree(draw: Draw) -> Text:
    """Adverb that says how much."""
    return draw.pick(ADVERB_DEGREES)


ADVERB_PLACES = Pool(
    "adverb_place",
    [
        "abroad",
        "above",
        "across",
        "ahead",
        "anywhere",
        "around",
        "away",
        "back",
        "backwards",
        "behind",
        "below",
        "close",
        "down",
        "downstairs",
        "east",
        "elsewhere",
        "everywhere",
        "far",
        "forward",
        "here",
        "home",
        "in",
        "indoors",
        "inside",
        "left",
        "near",
        "nearby",
        "north",
        "nowhere",
        "off",
        "out",
        "outdoors",
        "outside",
        "over",
        "right",
        "somewhere",
        "south",
        "there",
        "under",
        "underground",
        "up",
        "upstairs",
        "west",
        "within",
    ],
)


@generator("word")
def adverb_place(draw: Draw) -> Text:
    """Adverb that says where."""
    return draw.pick(ADVERB_PLACES)


ADVERB_TIME_DEFINITES = Pool(
    "adverb_time_definite",
    [
        "now",
        "today",
        "tomorrow",
        "tonight",
        "yesterday",
        "midnight",
        "noon",
        "this morning",
        "this afternoon",
        "this evening",
        "last night",
    ],
)


@generator("word")
def adverb_time_definite(draw: Draw) -> Text:
    """Adverb that says exactly when."""
    return draw.pick(ADVERB_TIME_DEFINITES)


ADVERB_TIME_INDEFINITES = Pool(
    "adverb_time_indefinite",
    [
        "already",
        "before",
        "early",
        "earlier",
        "eventually",
        "finally",
        "first",
        "formerly",
        "just",
        "last",
        "late",
        "later",
        "lately",
        "next",
        "now",
        "once",
        "presently",
        "previously",
        "recently",
        "since",
        "soon",
        "still",
        "then",
        "yet",
    ],
)


@generator("word")
def adverb_time_indefinite(draw: Draw) -> Text:
    """Adverb that says roughly when."""
    return draw.pick(ADVERB_TIME_INDEFINITES)


ADVERB_FREQUENCY_DEFINITES = Pool(
    "adverb_frequency_definite",
    [
        "annually",
        "biweekly",
        "daily",
        "fortnightly",
        "hourly",
        "monthly",
        "nightly",
        "once",
        "quarterly",
        "twice",
        "weekly",
        "yearly",
    ],
)


@generator("word")
def adverb_frequency_definite(draw: Draw) -> Text:
    """Adverb that says exactly how often."""
    return draw.pick(ADVERB_FREQUENCY_DEFINITES)


ADVERB_FREQUENCY_INDEFINITES = Pool(
    "adverb_frequency_indefinite",
    [
        "always",
        "constantly",
        "ever",
        "frequently",
        "generally",
        "hardly ever",
        "infrequently",
        "never",
        "normally",
        "occasionally",
        "often",
        "rarely",
        "regularly",
        "seldom",
        "sometimes",
        "usually",
    ],
)


@generator("word")
def adverb_frequency_indefinite(draw: Draw) -> Text:
    """Adverb that says roughly how often."""
    return draw.pick(ADVERB_FREQUENCY_INDEFINITES)


PREPOSITIONS = Pool(
    "preposition",
    [
        "about",
        "above",
        "across",
        "after",
        "against",
        "along",
        "among",
        "around",
        "at",
        "before",
        "behind",
        "below",
        "beneath",
        "beside",
        "between",
        "beyond",
        "by",
        "despite",
        "down",
        "during",
        "except",
        "for",
        "from",
        "in",
        "inside",
        "into",
        "like",
        "near",
        "of",
        "off",
        "on",
        "onto",
        "outside",
        "over",
        "past",
        "since",
        "through",
        "till",
        "to",
        "toward",
        "under",
        "until",
        "up",
        "upon",
        "with",
        "within",
        "without",
    ],
)


@generator("word", aliases=("preposition_simple",))
def preposition(draw: Draw) -> Text:
    """Simple preposition."""
    return draw.pick(PREPOSITIONS)


PREPOSITION_DOUBLES = Pool(
    "preposition_double",
    [
        "because of",
        "from beneath",
        "from behind",
        "from under",
        "in between",
        "next to",
        "off of",
        "on to",
        "out of",
        "outside of",
        "over against",
        "up against",
        "up to",
        "within",
        "without",
        "as for",
        "from among",
    ],
)


@generator("word")
def preposition_double(draw: Draw) -> Text:
    """Preposition made of two."""
    return draw.pick(PREPOSITION_DOUBLES)


PREPOSITION_COMPOUNDS = Pool(
    "preposition_compound",
    [
        "according to",
        "ahead of",
        "along with",
        "apart from",
        "as far as",
        "as well as",
        "aside from",
        "because of",
        "by means of",
        "close to",
        "contrary to",
        "due to",
        "except for",
        "far from",
        "in accordance with",
        "in addition to",
        "in case of",
        "in front of",
        "in place of",
        "in spite of",
        "instead of",
        "on account of",
        "on behalf of",
        "on top of",
        "prior to",
        "regardless of",
        "thanks to",
        "with respect to",
    ],
)


@generator("word")
def preposition_compound(draw: Draw) -> Text:
    """Preposition of several words."""
    return draw.pick(PREPOSITION_COMPOUNDS)


CONNECTIVES = Pool(
    "connective",
    [
        "accordingly",
        "additionally",
        "after all",
        "also",
        "although",
        "because",
        "besides",
        "consequently",
        "conversely",
        "even so",
        "finally",
        "first",
        "for example",
        "for instance",
        "furthermore",
        "hence",
        "however",
        "in addition",
        "in contrast",
        "in short",
        "indeed",
        "instead",
        "likewise",
        "meanwhile",
        "moreover",
        "nevertheless",
        "next",
        "nonetheless",
        "otherwise",
        "similarly",
        "since",
        "still",
        "subsequently",
        "then",
        "therefore",
        "though",
        "thus",
        "whereas",
        "yet",
    ],
)


@generator("word")
def connective(draw: Draw) -> Text:
    """Word that ties sentences together."""
    return draw.pick(CONNECTIVES)


CONNECTIVE_TIMES = Pool(
    "connective_time",
    [
        "after a while",
        "afterwards",
        "at once",
        "at this point",
        "before this",
        "finally",
        "first",
        "from now on",
        "here",
        "in the end",
        "lastly",
        "later",
        "meanwhile",
        "next",
        "now",
        "previously",
        "second",
        "since",
        "soon",
        "then",
        "this time",
        "until then",
        "when",
        "while",
    ],
)


@generator("word")
def connective_time(draw: Draw) -> Text:
    """Connective of time."""
    return draw.pick(CONNECTIVE_TIMES)


CONNECTIVE_COMPARATIVES = Pool(
    "connective_comparative",
    [
        "alternatively",
        "although",
        "as opposed to",
        "besides",
        "but",
        "by contrast",
        "conversely",
        "differing from",
        "equally",
        "however",
        "in contrast",
        "in the same way",
        "instead",
        "likewise",
        "nevertheless",
        "on the contrary",
        "on the other hand",
        "otherwise",
        "rather",
        "similarly",
        "still",
        "though",
        "unlike",
        "whereas",
        "yet",
    ],
)


@generator("word")
def connective_comparative(draw: Draw) -> Text:
    """Connective that compares."""
    return draw.pick(CONNECTIVE_COMPARATIVES)


CONNECTIVE_COMPLAINTS = Pool(
    "connective_complaint",
    [
        "besides",
        "even so",
        "in any case",
        "in that case",
        "in which case",
        "otherwise",
        "that being so",
        "then",
        "that is",
        "therefore",
        "under those circumstances",
        "i.e.",
    ],
)


@generator("word")
def connective_complaint(draw: Draw) -> Text:
    """Connective of a condition or an objection."""
    return draw.pick(CONNECTIVE_COMPLAINTS)


CONNECTIVE_LISTINGS = Pool(
    "connective_listing",
    [
        "finally",
        "first",
        "firstly",
        "for a start",
        "in conclusion",
        "in the first place",
        "last but not least",
        "lastly",
        "next",
        "second",
        "secondly",
        "then",
        "third",
        "thirdly",
        "to begin with",
        "to conclude",
        "to summarize",
    ],
)


@generator("word")
def connective_listing(draw: Draw) -> Text:
    """Connective that lists."""
    return draw.pick(CONNECTIVE_LISTINGS)


CONNECTIVE_CASUALS = Pool(
    "connective_casual",
    [
        "accordingly",
        "all the same",
        "an effect of",
        "an outcome of",
        "as a result",
        "because",
        "caused by",
        "consequently",
        "despite this",
        "even though",
        "hence",
        "however",
        "in that case",
        "moreover",
        "nevertheless",
        "otherwise",
        "so",
        "so as",
        "stemmed from",
        "still",
        "then",
        "therefore",
        "though",
        "thus",
        "under the circumstances",
        "yet",
    ],
)


@generator("word", aliases=("connective_causal",))
def connective_casual(draw: Draw) -> Text:
    """Connective of a cause."""
    return draw.pick(CONNECTIVE_CASUALS)


CONNECTIVE_EXAMPLIFYS = Pool(
    "connective_examplify",
    [
        "accordingly",
        "as a result",
        "as exemplified by",
        "consequently",
        "for example",
        "for instance",
        "for one thing",
        "including",
        "in other words",
        "in particular",
        "namely",
        "notably",
        "provided that",
        "specifically",
        "such as",
        "that is",
        "these include",
        "this can be seen in",
        "to illustrate",
        "to show that",
    ],
)


@generator("word", aliases=("connective_exemplify",))
def connective_examplify(draw: Draw) -> Text:
    """Connective of an example."""
    return draw.pick(CONNECTIVE_EXAMPLIFYS)


PRONOUNS = Pool(
    "pronoun",
    [
        "all",
        "another",
        "any",
        "anybody",
        "anyone",
        "anything",
        "both",
        "each",
        "either",
        "everybody",
        "everyone",
        "everything",
        "few",
        "he",
        "her",
        "hers",
        "herself",
        "him",
        "himself",
        "his",
        "I",
        "it",
        "its",
        "itself",
        "many",
        "me",
        "mine",
        "most",
        "much",
        "myself",
        "neither",
        "nobody",
        "none",
        "nothing",
        "one",
        "other",
        "ours",
        "ourselves",
        "several",
        "she",
        "some",
        "somebody",
        "someone",
        "something",
        "that",
        "theirs",
        "them",
        "themselves",
        "these",
        "they",
        "this",
        "those",
        "us",
        "we",
        "what",
        "which",
        "who",
        "whom",
        "whose",
        "you",
        "yours",
        "yourself",
    ],
)


@generator("word")
def pronoun(draw: Draw) -> Text:
    """Pronoun."""
    return draw.pick(PRONOUNS)


PRONOUN_PERSONALS = Pool(
    "pronoun_personal",
    ["I", "you", "he", "she", "it", "we", "they"],
)


@generator("word")
def pronoun_personal(draw: Draw) -> Text:
    """Personal pronoun."""
    return draw.pick(PRONOUN_PERSONALS)


PRONOUN_OBJECTS = Pool(
    "pronoun_object",
    ["me", "you", "him", "her", "it", "us", "them"],
)


@generator("word")
def pronoun_object(draw: Draw) -> Text:
    """Pronoun that is an object."""
    return draw.pick(PRONOUN_OBJECTS)


PRONOUN_POSSESSIVES = Pool(
    "pronoun_possessive",
    ["mine", "yours", "his", "hers", "its", "ours", "theirs"],
)


@generator("word")
def pronoun_possessive(draw: Draw) -> Text:
    """Possessive pronoun."""
    return draw.pick(PRONOUN_POSSESSIVES)


PRONOUN_REFLECTIVES = Pool(
    "pronoun_reflective",
    [
        "myself",
        "yourself",
        "himself",
        "herself",
        "itself",
        "oneself",
        "ourselves",
        "yourselves",
        "themselves",
    ],
)


@generator("word", aliases=("pronoun_reflexive",))
def pronoun_reflective(draw: Draw) -> Text:
    """Reflexive pronoun."""
    return draw.pick(PRONOUN_REFLECTIVES)


PRONOUN_INDEFINITES = Pool(
    "pronoun_indefinite",
    [
        "all",
        "another",
        "any",
        "anyone",
        "anything",
        "both",
        "each",
        "either",
        "everybody",
        "everyone",
        "everything",
        "few",
        "many",
        "most",
        "neither",
        "no one",
        "nobody",
        "none",
        "nothing",
        "one",
        "other",
        "others",
        "several",
        "some",
        "somebody",
        "someone",
        "something",
        "such",
    ],
)


@generator("word")
def pronoun_indefinite(draw: Draw) -> Text:
    """Indefinite pronoun."""
    return draw.pick(PRONOUN_INDEFINITES)


PRONOUN_DEMONSTRATIVES = Pool(
    "pronoun_demonstrative",
    ["this", "that", "these", "those"],
)


@generator("word")
def pronoun_demonstrative(draw: Draw) -> Text:
    """Demonstrative pronoun."""
    return draw.pick(PRONOUN_DEMONSTRATIVES)


PRONOUN_INTERROGATIVES = Pool(
    "pronoun_interrogative",
    ["what", "which", "who", "whom", "whose", "whatever", "whichever", "whoever"],
)


@generator("word")
def pronoun_interrogative(draw: Draw) -> Text:
    """Interrogative pronoun."""
    return draw.pick(PRONOUN_INTERROGATIVES)


PRONOUN_RELATIVES = Pool(
    "pronoun_relative",
    [
        "as",
        "that",
        "what",
        "whatever",
        "which",
        "whichever",
        "who",
        "whoever",
        "whom",
        "whomever",
        "whose",
    ],
)


@generator("word")
def pronoun_relative(draw: Draw) -> Text:
    """Relative pronoun."""
    return draw.pick(PRONOUN_RELATIVES)


INTERJECTIONS = Pool(
    "interjection",
    [
        "aha",
        "ahem",
        "alas",
        "amen",
        "bah",
        "boo",
        "bravo",
        "cheers",
        "congratulations",
        "eek",
        "eh",
        "eureka",
        "gee",
        "golly",
        "good grief",
        "goodness",
        "ha",
        "hello",
        "hey",
        "hmm",
        "hooray",
        "huh",
        "hurray",
        "my",
        "no",
        "oh",
        "oh dear",
        "okay",
        "oops",
        "ouch",
        "ow",
        "phew",
        "please",
        "psst",
        "rats",
        "shh",
        "thanks",
        "there",
        "tut",
        "ugh",
        "uh-oh",
        "voilà",
        "well",
        "whew",
        "whoa",
        "whoops",
        "wow",
        "yay",
        "yes",
        "yikes",
        "yippee",
        "yum",
    ],
)


@generator("word")
def interjection(draw: Draw) -> Text:
    """Interjection."""
    return draw.pick(INTERJECTIONS)


HIPSTER_WORDS = Pool(
    "hipster_word",
    [
        "aesthetic",
        "artisan",
        "asymmetrical",
        "authentic",
        "beard",
        "bespoke",
        "bicycle",
        "biodiesel",
        "bitters",
        "brunch",
        "cardigan",
        "chambray",
        "cold-pressed",
        "craft",
        "crucifix",
        "denim",
        "ethical",
        "farm-to-table",
        "fixie",
        "flannel",
        "foraged",
        "gastropub",
        "gluten-free",
        "green juice",
        "handcrafted",
        "heirloom",
        "hoodie",
        "indie",
        "irony",
        "kale",
        "kombucha",
        "letterpress",
        "locally sourced",
        "lomo",
        "loft",
        "microdosing",
        "minimalist",
        "mixtape",
        "moustache",
        "normcore",
        "oat milk",
        "organic",
        "pickled",
        "polaroid",
        "pour-over",
        "quinoa",
        "retro",
        "seitan",
        "shoreditch",
        "single-origin",
        "slow coffee",
        "sourdough",
        "street art",
        "sustainable",
        "tattooed",
        "thrift",
        "tofu",
        "tote bag",
        "turmeric",
        "typewriter",
        "vegan",
        "vinyl",
        "vintage",
        "yoga",
    ],
)


@generator("hipster")
def hipster_word(draw: Draw) -> Text:
    """Word that was in fashion in a coffee house."""
    return draw.pick(HIPSTER_WORDS)


HACKER_ABBREVIATIONS = Pool(
    "hacker_abbreviation",
    [
        "AI",
        "API",
        "ASCII",
        "BIOS",
        "CDN",
        "CLI",
        "CPU",
        "CRUD",
        "CSS",
        "DNS",
        "FTP",
        "GPU",
        "GUI",
        "HDD",
        "HTTP",
        "IDE",
        "IP",
        "JSON",
        "JWT",
        "LAN",
        "LDAP",
        "NAS",
        "ORM",
        "OS",
        "PCI",
        "PNG",
        "RAM",
        "REST",
        "ROM",
        "RSS",
        "SAN",
        "SDK",
        "SMTP",
        "SQL",
        "SSD",
        "SSH",
        "SSL",
        "TCP",
        "TLS",
        "UDP",
        "URL",
        "USB",
        "UTF",
        "VM",
        "VPN",
        "WAN",
        "XML",
        "XSS",
        "YAML",
    ],
)


@generator("hacker")
def hacker_abbreviation(draw: Draw) -> Text:
    """Abbreviation of computing."""
    return draw.pick(HACKER_ABBREVIATIONS)


HACKER_ADJECTIVES = Pool(
    "hacker_adjective",
    [
        "asynchronous",
        "auxiliary",
        "back-end",
        "bit-wise",
        "bluetooth",
        "cached",
        "concurrent",
        "cross-platform",
        "digital",
        "distributed",
        "encrypted",
        "ephemeral",
        "front-end",
        "haptic",
        "headless",
        "immutable",
        "lazy",
        "mobile",
        "multi-byte",
        "multi-threaded",
        "neural",
        "online",
        "open-source",
        "optical",
        "peer-to-peer",
        "primary",
        "read-only",
        "recursive",
        "redundant",
        "serverless",
        "solid state",
        "stateless",
        "virtual",
        "wireless",
    ],
)


@generator("hacker")
def hacker_adjective(draw: Draw) -> Text:
    """Adjective of computing."""
    return draw.pick(HACKER_ADJECTIVES)


HACKER_NOUNS = Pool(
    "hacker_noun",
    [
        "alarm",
        "application",
        "array",
        "bandwidth",
        "buffer",
        "bus",
        "byte",
        "cache",
        "capacitor",
        "card",
        "channel",
        "circuit",
        "compiler",
        "container",
        "cursor",
        "daemon",
        "driver",
        "endpoint",
        "firewall",
        "firmware",
        "hash",
        "heap",
        "interface",
        "kernel",
        "lambda",
        "matrix",
        "microchip",
        "modem",
        "monitor",
        "mutex",
        "packet",
        "panel",
        "pipeline",
        "pixel",
        "port",
        "process",
        "program",
        "protocol",
        "proxy",
        "queue",
        "registry",
        "router",
        "scheduler",
        "sensor",
        "socket",
        "stack",
        "system",
        "thread",
        "token",
        "transmitter",
    ],
)


@generator("hacker")
def hacker_noun(draw: Draw) -> Text:
    """Noun of computing."""
    return draw.pick(HACKER_NOUNS)


HACKER_VERBS = Pool(
    "hacker_verb",
    [
        "allocate",
        "back up",
        "bypass",
        "cache",
        "calculate",
        "compile",
        "compress",
        "connect",
        "copy",
        "debug",
        "decrypt",
        "deploy",
        "encrypt",
        "flush",
        "fork",
        "generate",
        "hash",
        "index",
        "input",
        "instantiate",
        "link",
        "mount",
        "navigate",
        "overclock",
        "override",
        "parse",
        "patch",
        "ping",
        "poll",
        "program",
        "quantify",
        "query",
        "reboot",
        "refactor",
        "render",
        "route",
        "sanitize",
        "serialize",
        "spawn",
        "stream",
        "synthesize",
        "transcode",
        "transmit",
        "unmount",
        "virtualize",
    ],
)


@generator("hacker")
def hacker_verb(draw: Draw) -> Text:
    """Verb of computing."""
    return draw.pick(HACKER_VERBS)


HACKERING_VERBS = Pool(
    "hackering_verb",
    [
        "allocating",
        "backing up",
        "bypassing",
        "caching",
        "calculating",
        "compiling",
        "compressing",
        "connecting",
        "copying",
        "debugging",
        "decrypting",
        "deploying",
        "encrypting",
        "flushing",
        "forking",
        "generating",
        "hashing",
        "indexing",
        "linking",
        "mounting",
        "navigating",
        "overriding",
        "parsing",
        "patching",
        "pinging",
        "polling",
        "programming",
        "quantifying",
        "querying",
        "rebooting",
        "refactoring",
        "rendering",
        "routing",
        "serializing",
        "spawning",
        "streaming",
        "synthesizing",
        "transcoding",
        "transmitting",
        "virtualizing",
    ],
)


@generator("hacker", aliases=("hacker_ing_verb",))
def hackering_verb(draw: Draw) -> Text:
    """Verb of computing that ends in -ing."""
    return draw.pick(HACKERING_VERBS)


HACKER_OPENINGS = Pool(
    "hacker opening",
    (
        "You have to",
        "We need to",
        "Just let me",
        "Nobody can",
        "They will never",
        "I am about to",
        "First I",
    ),
)


@generator("hacker")
def hacker_phrase(draw: Draw) -> Text:
    """What a hacker in a film says."""
    return draw.join(
        draw.pick(HACKER_OPENINGS),
        " ",
        draw.pick(HACKER_VERBS),
        " the ",
        draw.pick(HACKER_ADJECTIVES),
        " ",
        draw.pick(HACKER_ABBREVIATIONS),
        " ",
        draw.pick(HACKER_NOUNS),
        "!",
    )


@generator("hipster")
def hipster_sentence(draw: Draw) -> Text:
    """Sentence of words that were in fashion in a coffee house."""
    return draw.words(HIPSTER_WORDS, 5, 12, sentence=True)


@generator("hipster")
def hipster_paragraph(draw: Draw) -> Text:
    """Sentences of words that were in fashion in a coffee house."""
    return draw.join(
        draw["first"].words(HIPSTER_WORDS, 5, 12, sentence=True),
        " ",
        draw["second"].words(HIPSTER_WORDS, 5, 12, sentence=True),
        " ",
        draw["third"].words(HIPSTER_WORDS, 5, 12, sentence=True),
    )
