"""Which lines of the table of names speak of a column, the name and the title of a table's row among them."""

from collections.abc import Collection, Sequence

from mockcraft.inspection.columns.called import called
from mockcraft.inspection.columns.rule import Rule
from mockcraft.inspection.columns.rules import RULES
from mockcraft.inspection.columns.words import ends_with

# What `name` and `title` are in a table whose name ends with a word.
NAMES = {
    "full_name": "user customer person people employee staff member contact author actor patient student teacher "
    "doctor client player driver artist owner passenger subscriber guest candidate agent lead worker instructor "
    "composer",
    "company": "company organization vendor supplier manufacturer brand employer tenant merchant partner",
    "product_name": "product item article good merchandise",
    "country": "country nation",
    "city": "city town",
    "state": "state province",
    "language": "language",
    "currency_name": "currency",
    "department": "department",
    "hospital": "hospital clinic",
    "vaccine": "vaccine",
    "airport": "airport",
    "airline": "airline",
    "movie_name": "film movie",
    "book_title": "book",
    "color": "color",
    "product_category": "category",
    "hostname": "host server device node machine",
    "role": "role",
    "movie_genre": "genre",
    "file_name": "file attachment document upload",
    "app_name": "app application",
    "job_title": "job position vacancy",
    "song_name": "song track album",
    "course": "course subject lesson",
    "pet_name": "pet",
    "animal": "animal species",
    "crop": "crop",
    "bank_name": "bank",
    "medication": "medication medicine drug",
    "medical_condition": "disease diagnosis condition",
    "symptom": "symptom",
    "hobby": "hobby interest",
    "dish": "dish meal recipe",
    "publisher": "publisher",
    "industry": "industry sector",
    "unit_name": "unit",
    "time_zone": "timezone",
    "port_name": "port harbour harbor",
    "programming_language": "programming",
}
# Those of tables that list each thing once.
_ONCE = {
    "country",
    "state",
    "language",
    "currency_name",
    "department",
    "airport",
    "airline",
    "color",
    "product_category",
    "role",
    "movie_genre",
    "animal",
    "crop",
    "bank_name",
    "medication",
    "medical_condition",
    "symptom",
    "hobby",
    "industry",
    "unit_name",
    "time_zone",
    "programming_language",
}
# Further people by what they do.
_FURTHER = """
    guardian nurse buyer seller spouse holder sender recipient donor borrower lender applicant claimant reporter trainer
    technician manager supervisor inspector auditor coordinator rep representative caller beneficiary adjuster referee
    coach editor physician attendee participant volunteer sponsor signatory witness pharmacist surgeon principal landlord
    renter bidder voter journalist columnist photographer engineer pathologist prescriber
"""
PEOPLE = {*NAMES["full_name"].split(), *_FURTHER.split()} - {"user"}
_NAME_OF = {word: generator for generator, listed in NAMES.items() for word in listed.split()}
_NAME_OF |= {"menu item": "dish"} | dict.fromkeys(_FURTHER.split(), "full_name")
# Last words of tables whose rows are what the word before says.
_SAME_ROW = {
    "profile",
    "detail",
    "info",
    "information",
    "data",
    "record",
    "account",
    "master",
    "entity",
    "list",
}
_NAMED = (("name",), ("title",))
_FIRST, _LAST = ("first", "name"), ("last", "name")
# Those that are other things too, where they stand alone.
_ALSO_THINGS = {
    "client",
    "agent",
    "lead",
    "player",
    "manager",
    "contact",
    "worker",
    "reporter",
    "driver",
    "editor",
    "principal",
    "sponsor",
}
# By the last of their words: a name is looked up for each column.
_BY_END: dict[str, list[Rule]] = {}
for _rule in RULES:
    _BY_END.setdefault(_rule.words[-1], []).append(_rule)


def rules_of(
    found: Sequence[str],
    kind: str,
    table: Sequence[str],
    beside: Collection[tuple[str, ...]] = (),
) -> list[Rule]:
    """The lines of the table for the words of a column's name, the best first; none where it says nothing.

    Args:
        found: the words.
        kind: of the column.
        table: words of its table's name.
        beside: words of the names of all columns of the table.
    """
    if kind == "text" and len(found) > 1 and found[-1] == "name" and found[-2] in PEOPLE:
        return [Rule(tuple(found[-2:]), ("text",), "full_name", record="person")]
    if tuple(found) == ("name",) and kind == "text" and _LAST in beside and _FIRST not in beside:
        return [Rule(("name",), ("text",), "first_name", record="person")]
    if tuple(found) in _NAMED and kind == "text":
        rest = [word for word in table if word not in _SAME_ROW]
        two = " ".join(rest[-2:])
        whose = two if two in _NAME_OF else rest[-1] if rest else ""
        if whose in _NAME_OF:
            return _names_of(tuple(found), _NAME_OF[whose])
    own = (*table[-1:], *found) if len(found) == 1 else tuple(found)  # the code of countries
    fitting = [
        rule
        for rule in _BY_END.get(own[-1] if own else "", ())
        if kind in rule.kinds
        and (tuple(found) == rule.words or (not rule.whole and ends_with(own, rule.words)))
        and (
            not rule.beside
            or any(
                (*whose, *each.split("_")) in beside
                for each in rule.beside
                for whose in (found[:-1], found[: -len(rule.words)])
            )
        )
    ]
    most = max((len(rule.words) for rule in fitting), default=0)
    if not most and kind == "text" and found and found[-1] in PEOPLE - _ALSO_THINGS:
        return [Rule(tuple(found[-1:]), ("text",), "full_name", record="person")]
    generator, length = called(found, kind, table)
    if length > most:
        return [Rule(tuple(own[-length:]), (kind,), generator)]
    return [rule for rule in fitting if len(rule.words) == most]


def _names_of(words: tuple[str, ...], generator: str) -> list[Rule]:
    """The lines of a name or a title; the title of a person is what they do, or where that has no room how to address them."""
    if generator != "full_name":
        return [Rule(words, ("text",), generator, once=generator in _ONCE)]
    titles = ("job_title", "prefix")
    given = titles if words == ("title",) else (generator,)
    return [Rule(words, ("text",), each, record="person") for each in given]
