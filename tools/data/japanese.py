"""Japanese names with readings: those of `names`, and those of japanese-personal-name-dataset (MIT)."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from math import prod

from listing import Listing
from names import first_names, last_names, romaji

DATASET = "japanese-personal-name-dataset 0.4.0"
FILES = {"female": "first_name_woman_opti.csv", "male": "first_name_man_opti.csv"}
SPELLINGS = {
    "female": 2,
    "male": 1,
}  # of each reading, as there are fewer readings of women's names
KNOWN = 12  # times as frequent as one of the others is a name of `names`
PEOPLE = 500  # for a weight of 1
KATAKANA = ord("ア") - ord("あ")


def japanese_first_names() -> Listing:
    """First names: to the known ones, of each reading those that are written in the signs that most names have."""
    known = first_names("ja_JP")
    rows = [(*row[:-1], str(int(row[-1]) * KNOWN)) for row in known.rows]
    taken = {(row[0], row[1]) for row in known.rows}
    for sex, name in FILES.items():
        readings = {line[0]: line[2:] for line in _table(name)}
        read = Counter(spelled for each in readings.values() for spelled in each)
        signs = Counter(sign for each in readings.values() for spelled in each for sign in spelled)
        for reading, spellings in readings.items():
            plain = [each for each in spellings if read[each] == 1]  # which is read in no other way
            usual = sorted(plain, key=lambda each: -_usual(each, signs))
            kana, latin = _read(reading)
            for spelled in usual[: SPELLINGS[sex]]:
                if latin and (spelled, sex) not in taken:
                    taken.add((spelled, sex))
                    rows.append((spelled, sex, latin, kana, "1"))
    source = f"{known.source}; rarer ones: {DATASET}, of each reading the usual signs"
    return Listing(source, "MIT", known.columns, rows)


def japanese_last_names() -> Listing:
    """Last names as frequent as there are people of them, by the estimates of the dataset."""
    known = last_names("ja_JP")
    rows: dict[str, tuple[str, ...]] = {}
    for name, people, reading, _ in _table("last_name_org.csv"):
        kana, latin = _read(reading)
        if latin:
            rows.setdefault(name, (name, latin, kana, str(max(1, round(int(people) / PEOPLE)))))
    for row in known.rows:
        weight = rows[row[0]][-1] if row[0] in rows else row[-1]
        rows[row[0]] = (*row[:-1], weight)
    found = sorted(rows.values(), key=lambda row: (-int(row[-1]), row[0]))
    source = f"{DATASET} (estimates of the people of a name); readings of others: {known.source}"
    return Listing(source, "MIT", known.columns, found)


def _usual(name: str, signs: Counter[str]) -> float:
    """How often the signs of a name stand in names: their geometric mean."""
    return float(prod(signs[sign] for sign in name) ** (1 / len(name)))


def _table(name: str) -> Iterator[list[str]]:
    path = files("japanese_personal_name_dataset").joinpath("dataset", name)
    yield from csv.reader(path.read_text(encoding="utf-8").splitlines())


def _read(hiragana: str) -> tuple[str, str]:
    """Katakana and Latin letters of a reading; none of one that has other signs."""
    kana = "".join(chr(ord(sign) + KATAKANA) for sign in hiragana)
    shore = "ウラ" if kana.endswith("ウラ") and len(kana) > len("ウラ") else ""
    try:
        return kana, romaji(kana.removesuffix(shore)) + romaji(shore)
    except KeyError:
        return kana, ""
