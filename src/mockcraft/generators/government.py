"""Government: travel documents, agencies and their forms, offices, permits."""

from __future__ import annotations

from mockcraft.core.national import travel_document
from mockcraft.core.pattern import DIGITS
from mockcraft.core.values import civil, days_of
from mockcraft.generator import (
    Boolean,
    Date,
    Draw,
    Entity,
    Pool,
    Record,
    Text,
    fact,
    generator,
)
from mockcraft.generators.person import Person


class Agency(Entity):
    """An agency of the United States: name and abbreviation belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of agencies."""
        return self.draw.record("government/agency")


class Form(Entity):
    """A form of the Internal Revenue Service: number and title belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of forms."""
        return self.draw.record("government/form")


class Passport(Entity):
    """A passport: number, days of issue and expiry belong together, ten years apart."""

    @fact
    def number(self) -> Text:
        """A letter and eight digits."""
        return self.draw.join(
            self.draw["letter"].chars("ABCEGHJKLMNPRTVXYZ", 1), self.draw.chars(DIGITS, 8)
        )

    @fact
    def issued(self) -> Date:
        """Day of issue, in the nine years before the clock."""
        return Date(self.draw.today.days - 1 - self.draw["issued"].integer(0, 9 * 365))

    @fact
    def expires(self) -> Date:
        """The day before that of issue, ten years later."""
        year, month, day = civil(self.issued.days)
        return Date(days_of(year + 10, month, day) - 1)


@generator("government", aliases=("passport",))
def passport_number(draw: Draw) -> Text:
    """Number of the row's passport: a letter and eight digits, the form of the United States' since 2021."""
    return draw.entity(Passport).number


@generator("government")
def passport_issued(draw: Draw) -> Date:
    """Day on which the row's passport was issued."""
    return draw.entity(Passport).issued


@generator("government")
def passport_expiry(draw: Draw) -> Date:
    """Last day on which the row's passport is valid, ten years after its issue."""
    return draw.entity(Passport).expires


@generator("government", aliases=("mrz",))
def passport_mrz(draw: Draw) -> Text:
    """Second line for machines of the row's passport, of Utopia, with its four check digits (ICAO Doc 9303-4)."""
    own = draw.entity(Passport)
    born, ends = civil(draw.entity(Person).birth_date.days), civil(own.expires.days)
    parts = [
        draw.join(*(draw.padded(each, 2) for each in (day[0] % 100, *day[1:])))
        for day in (born, ends)
    ]
    number, birth, end = (
        draw.join(part, draw.check(travel_document, part)) for part in (own.number, *parts)
    )
    checked = draw.join(number, birth, end, "0" * 14, "0")
    sex = draw.map(draw.entity(Person).sex, SEX_LETTER)
    return draw.join(
        number, "UTO", birth, sex, end, "<" * 14, "0", draw.check(travel_document, checked)
    )


SEX_LETTER = {"male": "M", "female": "F"}.__getitem__


@generator("government")
def visa_class(draw: Draw) -> Text:
    """Class of a US visa of somebody who does not immigrate (8 CFR 214)."""
    return draw.pick(VISAS)


VISAS = Pool(
    "visa",
    ("B-1", "B-2", "C-1", "D", "E-1", "E-2", "F-1", "H-1B", "H-2A", "H-2B", "J-1", "K-1", "L-1", "M-1", "O-1", "P-1", "R-1", "TN"),
    (80, 500, 30, 20, 1, 6, 50, 25, 30, 12, 35, 3, 8, 1, 2, 3, 1, 3),
)  # fmt: skip


@generator("government", aliases=("government_agency",))
def agency(draw: Draw) -> Text:
    """Agency of the United States."""
    return draw.entity(Agency).entry.name


@generator("government")
def agency_abbreviation(draw: Draw) -> Text:
    """Abbreviation of the row's agency of the United States."""
    return draw.entity(Agency).entry.abbreviation


@generator("government", aliases=("irs_form",))
def tax_form(draw: Draw) -> Text:
    """Number of the row's form of the Internal Revenue Service."""
    return draw.entity(Form).entry.number


@generator("government")
def tax_form_title(draw: Draw) -> Text:
    """Title of the row's form of the Internal Revenue Service."""
    return draw.entity(Form).entry.title


@generator("government")
def tax_filing_status(draw: Draw) -> Text:
    """How a US taxpayer files (IRS, Publication 501)."""
    return draw.pick(FILINGS)


FILINGS = Pool(
    "filing status",
    (
        "Single", "Married filing jointly", "Married filing separately", "Head of household",
        "Qualifying surviving spouse",
    ),
    (80, 55, 4, 20, 1),
)  # fmt: skip


@generator("government", aliases=("political_office",))
def public_office(draw: Draw) -> Text:
    """Office that people are elected to."""
    return draw.pick(OFFICES)


OFFICES = Pool(
    "office",
    (
        "Mayor", "City council member", "County commissioner", "Sheriff", "School board member", "State representative",
        "State senator", "Governor", "US representative", "US senator", "District attorney", "Treasurer",
    ),
)  # fmt: skip


@generator("government")
def election_type(draw: Draw) -> Text:
    """Kind of an election."""
    return draw.pick(ELECTIONS)


ELECTIONS = Pool("election", ("general", "primary", "municipal", "special", "runoff", "referendum"))


@generator("government", aliases=("court_case",))
def docket_number(draw: Draw) -> Text:
    """Number of a civil case at a US district court: office, year, cv, number, such as 1:24-cv-01234."""
    year = civil(draw.today.days)[0] - draw["year"].integer(0, 10)
    return draw.join(
        draw["office"].integer(1, 8), ":", draw.padded(year % 100, 2), "-cv-", draw.padded(draw.integer(1, 12_000), 5)
    )  # fmt: skip


@generator("government")
def permit_type(draw: Draw) -> Text:
    """What an office permits."""
    return draw.pick(PERMITS)


PERMITS = Pool(
    "permit",
    (
        "building permit", "business licence", "demolition permit", "electrical permit", "event permit",
        "fire safety permit", "fishing licence", "food service licence", "liquor licence", "marriage licence",
        "parking permit", "plumbing permit", "sign permit", "street vendor permit",
    ),
)  # fmt: skip


@generator("government")
def is_registered_voter(draw: Draw) -> Boolean:
    """Whether an adult is registered to vote, as 69 of 100 are in the United States (Census Bureau, 2022)."""
    return draw.chance(0.69)
