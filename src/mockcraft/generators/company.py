"""Companies: their names, what they do and how they say it."""

from __future__ import annotations

from mockcraft.core.lists import load
from mockcraft.generator import (
    Annotated,
    Boolean,
    Draw,
    Entity,
    Form,
    Integer,
    Json,
    Record,
    Text,
    fact,
    generator,
)
from mockcraft.generators._names import family_name


class Company(Entity):
    """A company: its name, domain and e-mail address belong together."""

    @fact
    def family(self) -> Record:
        """Entry of the list of family names, after which the company is called."""
        return family_name(self.draw, "male")

    @fact
    def partner(self) -> Record:
        """Entry of the list of family names of a second founder."""
        return family_name(self.draw["partner"], "male")

    @fact
    def has_partner(self) -> Boolean:
        """Whether it is called after both: one of five is, and all are where that tells them apart."""
        draw = self.draw["partners"]
        if draw.must_differ("partner"):
            return True
        return draw.chance(0.2) if _and_sign(draw.locale) else False

    @fact
    def last_name(self) -> Text:
        """The family name, or both of them."""
        draw, sign = self.draw, _and_sign(self.draw.locale)
        first = draw.title(self.family.name)
        if not sign or self.has_partner is False:
            return first
        both = draw.join(first, sign, draw.title(self.partner.name))
        return both if self.has_partner is True else draw.either(self.has_partner, both, first)

    @fact
    def suffix(self) -> Text:
        """Legal form."""
        return self.draw.record("company_suffixes").name

    @fact
    def name(self) -> Text:
        """The whole name."""
        return self.draw.layout("company", self)

    @fact
    def industry(self) -> Text:
        """Branch of the economy."""
        return self.draw.record("industries").name

    @fact
    def domain(self) -> Text:
        """Domain below the reserved top-level domain `example` (RFC 2606)."""
        draw, first, end = self.draw, self.family.ascii, ".example"
        if self.has_partner is False:
            return draw.join(first, end)
        both = draw.join(first, "-", self.partner.ascii, end)
        if self.has_partner is True:
            return both
        return draw.either(self.has_partner, both, draw.join(first, end))  # type: ignore[no-any-return]


# Languages in which companies are not called after two founders with an & between them, and those that say it.
_WITHOUT_AND = ("bg", "el", "he", "ja", "ko", "ru", "th", "uk", "vi", "zh")
_SAID = {"lt": " ir ", "lv": " un "}


def _and_sign(locale: str) -> str:
    """What stands between the names of two founders; "" where companies are called after one."""
    return "" if locale.startswith(_WITHOUT_AND) else _SAID.get(locale[:2], " & ")


class Position(Entity):
    """A position in a company: level and reach."""

    @fact
    def level(self) -> Text:
        """Level, such as Senior."""
        return self.draw.record("company/job_level").name

    @fact
    def descriptor(self) -> Text:
        """Reach, such as Regional."""
        return self.draw.record("company/job_descriptor").name


@generator("company", aliases=("company_name", "organization", "employer"))
def company(draw: Draw) -> Text:
    """Name of the row's company, with its legal form."""
    return draw.entity(Company).name


@generator("company", aliases=("legal_form", "company_type"))
def company_suffix(draw: Draw) -> Text:
    """Legal form of the row's company, such as Inc. or GmbH."""
    return draw.entity(Company).suffix


@generator("company")
def company_domain(draw: Draw) -> Text:
    """Domain of the row's company, below the reserved top-level domain `example` (RFC 2606)."""
    return draw.entity(Company).domain


_ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
MAILBOX = Form(rf"{_ATOM}(\.{_ATOM})*", "a mailbox such as info or jo.doe", 64)  # RFC 5321, 4.1.2


@generator("company", aliases=("work_email", "business_email", "ascii_company_email"))
def company_email(
    draw: Draw, *, mailbox: Annotated[str, MAILBOX, "what stands before the @"] = "info"
) -> Text:
    """E-mail address of the row's company, on a reserved domain so that no mail can reach anyone (RFC 2606)."""
    return draw.join(mailbox, "@", draw.entity(Company).domain)


@generator("company", aliases=("sector",))
def industry(draw: Draw) -> Text:
    """Branch of the economy that the row's company is in."""
    return draw.entity(Company).industry


@generator("company")
def department(draw: Draw) -> Text:
    """Department of a company."""
    return draw.record("departments").name


@generator("company")
def buzzword(draw: Draw) -> Text:
    """Word that is in fashion among managers."""
    return draw.record("buzzwords").word


@generator("company", aliases=("business_speak",))
def bs(draw: Draw) -> Text:
    """What a company claims to do: verb, buzzword and noun."""
    return draw.join(
        draw.record("verbs").word,
        " ",
        draw.record("buzzwords").word,
        " ",
        draw.record("nouns").word,
    )


@generator("company", aliases=("catch_phrase",))
def slogan(draw: Draw) -> Text:
    """Slogan of two words and a thing."""
    words = load("buzzwords", draw.locale).column("word").pool
    first = draw["first"].integer(0, len(words) - 1)
    second = (first + draw["second"].integer(1, len(words) - 1)) % len(words)  # another one
    return draw.join(
        draw.title(draw.at(words, first)), ", ", draw.at(words, second), " ", draw.record("nouns").word, ".",
    )  # fmt: skip


@generator("company")
def blurb(draw: Draw) -> Text:
    """What a company thinks of itself."""
    return draw.record("company/blurb").word


@generator("company")
def job_level(draw: Draw) -> Text:
    """Level of the row's position."""
    return draw.entity(Position).level


@generator("company")
def job_descriptor(draw: Draw) -> Text:
    """Reach of the row's position."""
    return draw.entity(Position).descriptor


@generator("company", aliases=("headcount",))
def employee_count(draw: Draw) -> Integer:
    """Number of people a company employs; small companies are the most frequent."""
    return draw.distributed(1, 10_000, "zipf")


@generator("company", aliases=("duns_number",))
def duns(draw: Draw) -> Text:
    """Number of the form of a D-U-N-S number: nine digits (Dun & Bradstreet; no check digit since 2006)."""
    return draw.pattern("#########")


@generator("company")
def company_record(draw: Draw) -> Json:
    """The row's company as a JSON object: name, industry, domain."""
    own = draw.entity(Company)
    return draw.join(
        '{"name": "', own.name, '", "industry": "', own.industry,
        '", "domain": "', own.domain, '"}',
    )  # fmt: skip


@generator("company")
def app_name(draw: Draw) -> Text:
    """Name of a program: two words in one."""
    return draw.join(
        draw.title(draw.record("adjectives").word), draw.title(draw.record("nouns").word)
    )


@generator("company")
def app_author(draw: Draw) -> Text:
    """Who made a program: the row's company."""
    return draw.entity(Company).name


@generator("company", aliases=("app_version", "semantic_version"))
def version(draw: Draw) -> Text:
    """Version number of three parts (Semantic Versioning 2.0.0)."""
    return draw.join(
        draw["major"].integer(0, 9),
        ".",
        draw["minor"].integer(0, 30),
        ".",
        draw["patch"].integer(0, 50),
    )
