"""What must agree in things: products, media, software and what a list has as one entry."""

import json
import re

from mockcraft.testing.agreement import Agreement, Values, entries, of_list
from mockcraft.testing.agreements.lists import called, entry


def _beer(values: Values, locale: str) -> bool:
    style, *strength, name = values
    (kind,) = entry("food/beer_style", "name", style, "kind")
    measures = (("alcohol", 10), ("ibu", 1), ("plato", 10))
    return name.endswith(f" {kind}") and all(
        _bound(style, f"{each}_low") <= float(value.rstrip("%IBU°lg")) * scale + 1e-9
        and float(value.rstrip("%IBU°lg")) * scale - 1e-9 <= _bound(style, f"{each}_high")
        for value, (each, scale) in zip(strength, measures, strict=True)
    )


def _bound(style: str, column: str) -> int:
    (value,) = entry("food/beer_style", "name", style, column)
    return int(value)


def _product(values: Values, locale: str) -> bool:
    name, category, material, description = values
    known = entries("product_nouns", locale, ("name", "category", "kind"))
    kinds = entry("product_materials", "name", material, "kind", locale)
    thing = name.partition(f" {material} ")[2]
    return description.startswith(f"{name} for ") and any(
        (thing, category, kind) in known
        for kind in (kinds if kinds != {"any"} else {"soft", "hard"})
    )


def _emoji(values: Values, locale: str) -> bool:
    (name,) = entry("emojis", "emoji", values[0], "name")
    alias = "_".join(re.findall(r"[^\W_]+", name.lower()))
    return values[1:] == (f":{alias}:", name) and entry("emojis", "emoji", values[0], "name") == {
        name
    }


def _company(values: Values, locale: str) -> bool:
    made = json.loads(values[0])
    return (made["name"], made["industry"], made["domain"]) == values[1:]


THINGS = [
    of_list("medical_conditions", medical_condition="name", icd10_code="icd10", icd10_chapter="chapter"),
    Agreement(["beer_style", "beer_alcohol", "beer_ibu", "beer_blg", "beer_name"], _beer),
    Agreement(["product_name", "product_category", "product_material", "product_description"], _product),
    of_list("game/minecraft_villager_job", minecraft_villager_job="name", minecraft_villager_station="station"),
    of_list("medications", medication="name", atc="atc", drug_class="drug_class", dosage_form="form",
            medication_route="route", dosage="strength"),
    of_list("merchant_categories", merchant_category_code="code", merchant_category="name"),
    of_list("books", book_title="title", book_author="author", book_genre="genre"),
    of_list("movies", movie_name="title", movie_genre="genre", movie_year="year"),
    of_list("colors", color="name", color_hex="hex"),
    Agreement(["language", "language_code"], called("languages")),
    of_list("animals", animal="name", animal_type="kind"),
    of_list("emojis", emoji="emoji", emoji_tag="name", emoji_category="category"),
    of_list("emojis", emoji_animal="emoji", emoji_tag="name", emoji_category="category"),
    *(of_list("emojis", **{f"emoji_{name}": "emoji", "emoji_tag": "name"}) for name in ("flag", "job", "vehicle")),
    Agreement(["emoji", "emoji_alias", "emoji_tag"], _emoji),
    of_list("user_agents", user_agent="user_agent", browser="browser", operating_system="platform"),
    of_list("user_agents", firefox_user_agent="user_agent", browser="browser", operating_system="platform"),
    of_list("http_statuses", http_status="code", http_reason="reason"),
    of_list("http_statuses", http_status_simple="code", http_reason="reason"),
    Agreement(["company_record", "company", "industry", "company_domain"], _company),
]  # fmt: skip
