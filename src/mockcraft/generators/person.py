"""People: names, sex, age, how to reach them, what they do; people who are known."""

from __future__ import annotations

from mockcraft.core.ladder import Ladder
from mockcraft.core.lists import load
from mockcraft.core.pattern import DIGITS
from mockcraft.core.values import civil, days_of
from mockcraft.generator import (
    Annotated,
    Between,
    Date,
    Draw,
    Entity,
    Form,
    Integer,
    Json,
    Literal,
    Pool,
    Record,
    Text,
    fact,
    generator,
    ordered,
)
from mockcraft.generators._ages import PEOPLE, has_cohorts, ladder_of_ages
from mockcraft.generators._names import family_name, has_other_letters, romanized
from mockcraft.generators.address import HERE, Place, phone_rest

MIN_AGE = 18
MAX_AGE = 90
AGES = {"min_age": "min_age", "max_age": "max_age"}


class Person(Entity):
    """A person: names, sex, age, birthday and occupation belong together, and so do addresses made of names."""

    @fact
    def given(self) -> Record:
        """Entry of the list of given names."""
        sex = self.draw.shared("sex")
        return self.draw.record("first_names", **({} if sex is None else {"sex": sex}))

    @fact
    def sex(self) -> Text:
        """female or male."""
        return self.given.sex

    @fact
    def job(self) -> Text:
        """Occupation, in the form of the sex where the language has two."""
        draw = self.draw
        if "sex" not in load("jobs", draw.locale).rows:
            return draw.record("jobs").title
        if draw.must_differ("jobs of both sexes"):
            pair = draw.pick(_job_pairs(draw.locale))
            return draw.map(draw.join(pair, "/", self.sex), _of_pair, distinct=True)
        return draw.record("jobs", sex=self.sex).title

    @fact
    def hobby(self) -> Text:
        """Pastime."""
        return self.draw.record("person/hobby").name

    @fact
    def family(self) -> Record:
        """Entry of the list of family names."""
        return family_name(self.draw, self.sex)

    @fact
    def first_name(self) -> Text:
        """Given name."""
        return self.given.name

    @fact
    def last_name(self) -> Text:
        """Family name."""
        return self.family.name

    @fact
    def full_name(self) -> Text:
        """Given and family name in the locale's order."""
        return self.draw.layout("full_name", self)

    @fact
    def username(self) -> Text:
        """Lower-case letters and digits of the names, then a number."""
        return self._signed("", USER_BETWEEN)

    @fact
    def mailbox(self) -> Text:
        """The part of an e-mail address before the @."""
        return self._signed(".", MAIL_BETWEEN)

    def _signed(self, usual: str, between: Pool) -> Text:
        """Given name or its first letter, a sign, family name, a number: in one form where values must differ."""
        draw, given, family = self.draw, self.given.ascii, self.family.ascii
        number = draw.distinct_digits(2)
        if draw.must_differ("form of names"):
            return draw.join(given, usual, family, number)
        short = draw["short"].chance(0.25)
        return draw.join(
            draw.either(short, draw.map(given, _first_letter), given),
            draw.pick(between),
            family,
            number,
        )

    @fact
    def email(self) -> Text:
        """E-mail address on a reserved domain."""
        return self.draw.join(self.mailbox, "@", self.draw.record("reserved_domains").domain)

    @fact
    def age(self) -> Integer:
        """Age in years on the day of the clock, as frequent as in the United States, and as among people of the name."""
        low, high = self.draw.shared("min_age", MIN_AGE), self.draw.shared("max_age", MAX_AGE)
        draw = self.draw["age"]
        if draw.must_differ("years"):
            return draw.integer(low, high)
        person = self.cohort * PEOPLE + draw.integer(0, PEOPLE - 1)
        place = draw.rung(ladder_of_ages(draw.locale, low, high), person)
        return low + place - self.cohort * (high - low + 1)  # type: ignore[no-any-return]

    @fact
    def cohort(self) -> Integer:
        """Number of the people whose given names are of the same years of birth; 0 where the locale's names tell none.

        It is not told by the name that the person would have in another locale: one decision gives both names, so
        that all people of a name would be of a few ages.
        """
        if not has_cohorts(self.draw.locale):
            return 0  # type: ignore[return-value]  # a number fits all rows
        return self.draw.number(self.given.cohort).units  # type: ignore[no-any-return]

    @fact
    def birth_date(self) -> Date:
        """A day of birth that gives the age."""
        year, month, day = civil(self.draw.today.days)
        if month == 2:
            day = min(day, 28)  # which February has in all years
        birthday = days_of(year - self.age, month, day)
        return Date(birthday - self.draw["day of birth"].integer(0, 364))


class RomanizedPerson(Entity):
    """The names of the row's person in Latin letters without marks."""

    @fact
    def first_name(self) -> Text:
        """Given name."""
        return romanized(self.draw, self.draw.entity(Person).given)

    @fact
    def last_name(self) -> Text:
        """Family name."""
        return romanized(self.draw, self.draw.entity(Person).family)

    @fact
    def full_name(self) -> Text:
        """Both in the locale's order, the given name first where the language has other letters."""
        if has_other_letters(self.draw.locale):
            return self.draw.join(self.first_name, " ", self.last_name)
        return self.draw.layout("full_name", self)


_pairs: dict[str, Pool] = {}


def _job_pairs(locale: str) -> Pool:
    """Pairs of an occupation for a woman and one for a man, of which each is in one pair: pair and sex tell rows apart."""
    if locale not in _pairs:
        rows = load("jobs", locale).rows
        titles: dict[str, list[str]] = {"female": [], "male": [], "any": []}
        for title, of in zip(rows["title"], rows["sex"], strict=True):
            titles[of].append(title)
        women, men = (
            titles[each] + titles["any"][i::2] for i, each in enumerate(("female", "male"))
        )
        _pairs[locale] = Pool(
            "job pair", ["/".join(each) for each in zip(women, men, strict=False)]
        )
    return _pairs[locale]


def _of_pair(text: str) -> str:
    """The occupation of a pair that is of the sex behind it."""
    female, male, sex = text.split("/")
    return male if sex == "male" else female


USER_BETWEEN = Pool("between names", ("", "_", "."), (60, 20, 20))
MAIL_BETWEEN = Pool("between names in mail", (".", "", "_"), (68, 24, 8))


def _first_letter(name: str) -> str:
    return name[:1]


SEX = {"sex": "sex"}


@generator("person", aliases=("given_name",), narrows=SEX)
def first_name(
    draw: Draw,
    *,
    sex: Annotated[Literal["female", "male"] | None, "names of one sex only"] = None,
) -> Text:
    """Given name of the row's person; in the United States as frequent as there, elsewhere common ones more often."""
    return draw.sharing(sex=sex).entity(Person).first_name


@generator("person", aliases=("surname", "family_name"), narrows=SEX)
def last_name(
    draw: Draw,
    *,
    sex: Annotated[Literal["female", "male"] | None, "names of one sex only"] = None,
) -> Text:
    """Family name of the row's person; in the United States as frequent as there, elsewhere common ones more often."""
    return draw.sharing(sex=sex).entity(Person).last_name


@generator("person", aliases=("name",), narrows=SEX)
def full_name(
    draw: Draw,
    *,
    sex: Annotated[Literal["female", "male"] | None, "names of one sex only"] = None,
) -> Text:
    """Given and family name of the row's person, in the order of the locale."""
    return draw.sharing(sex=sex).entity(Person).full_name


@generator("person", aliases=("gender",))
def sex(draw: Draw) -> Text:
    """Sex of the row's person, `female` or `male`, which the given name agrees with."""
    return draw.entity(Person).sex


@generator("person", aliases=("name_prefix", "title", "honorific"), narrows=SEX)
def prefix(
    draw: Draw,
    *,
    sex: Annotated[Literal["female", "male"] | None, "how one sex only is addressed"] = None,
) -> Text:
    """Form of address of the row's person, such as Mr. or Dr., which agrees with the sex."""
    draw = draw.sharing(sex=sex)
    return draw.record("name_prefixes", sex=draw.entity(Person).sex).prefix


@generator("person", aliases=("name_suffix",))
def suffix(draw: Draw) -> Text:
    """What follows a name, such as Jr. or PhD, and agrees with the sex of the row's person."""
    return draw.record("name_suffixes", sex=draw.entity(Person).sex).suffix


@generator("person", aliases=("date_of_birth", "dob", "birthday"), narrows=AGES)
def birth_date(
    draw: Draw,
    *,
    min_age: Annotated[int | None, Between(0, 130), "youngest age in years, default 18"] = None,
    max_age: Annotated[int | None, Between(0, 130), "oldest age in years, default 90"] = None,
) -> Date:
    """Day of birth of the row's person, whose age on the day of the clock lies in the bounds, see `age`."""
    return _of_age(draw, min_age, max_age).birth_date


@generator("person", narrows=AGES)
def age(
    draw: Draw,
    *,
    min_age: Annotated[int | None, Between(0, 130), "youngest age in years, default 18"] = None,
    max_age: Annotated[int | None, Between(0, 130), "oldest age in years, default 90"] = None,
) -> Integer:
    """Age in years of the row's person on the day of the clock, by the US population, and in en_US and en_CA by the given name."""
    return _of_age(draw, min_age, max_age).age


def _of_age(draw: Draw, min_age: int | None, max_age: int | None) -> Person:
    draw = draw.sharing(min_age=min_age, max_age=max_age)
    ordered(min_age=draw.shared("min_age", MIN_AGE), max_age=draw.shared("max_age", MAX_AGE))
    return draw.entity(Person)


@generator(
    "person",
    aliases=("phone_number", "phone_formatted", "telephone", "basic_phone_number"),
    settles=HERE,
)
def phone(
    draw: Draw,
    *,
    form: Annotated[
        Literal["national", "e164"], "as written in the country, or +14155550123 (ITU-T E.164)"
    ] = "national",
) -> Text:
    """Telephone number with the area code of the row's city."""
    code = draw.entity(Place).area_code
    if form == "national":
        return draw.join(*phone_rest(draw, code, "national"))
    return draw.join(draw.format("calling_code"), *phone_rest(draw, code, "e164"))


@generator("person", aliases=("user_name", "login"))
def username(draw: Draw) -> Text:
    """User name made of the names of the row's person and a number: a-z and 0-9, at times a dot or _ between the names."""
    return draw.entity(Person).username


_LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
DOMAIN = Form(  # RFC 1123, section 2.1; RFC 1035, section 2.3.4
    rf"{_LABEL}(\.{_LABEL})*",
    "a domain such as example.com (an international one in its xn-- form)",
    253,
)


@generator(
    "person", aliases=("email_address", "mail", "ascii_email", "ascii_safe_email", "safe_email")
)
def email(
    draw: Draw,
    *,
    domain: Annotated[str | None, DOMAIN, "domain of every address"] = None,
) -> Text:
    """E-mail address of the row's person, on a reserved domain so that no mail can reach anyone (RFC 2606)."""
    if domain is None:
        return draw.entity(Person).email
    return draw.join(draw.entity(Person).mailbox, "@", domain)


@generator("person", aliases=("job", "occupation", "profession"), narrows=SEX)
def job_title(
    draw: Draw,
    *,
    sex: Annotated[Literal["female", "male"] | None, "occupations of one sex only"] = None,
) -> Text:
    """Occupation of the row's person, such as Accountant, in the form of the sex where the language has two."""
    return draw.sharing(sex=sex).entity(Person).job


# US Census Bureau, American Community Survey table B03002 and B02001 categories (public domain).
ETHNICITIES = Pool(
    "ethnicity",
    (
        "American Indian or Alaska Native", "Asian", "Black or African American", "Hispanic or Latino",
        "Native Hawaiian or Other Pacific Islander", "Two or more races", "White",
    ),
    (7, 58, 121, 191, 2, 39, 582),
)  # fmt: skip

LANGUAGE_LEVELS = Pool("language level", ("A1", "A2", "B1", "B2", "C1", "C2"))
# The ages from which shares differ, of the lists of this name.
MARITAL_AGES = Ladder((0, 18, 25, 30, 35, 45, 55, 65, 75, 85))
SCHOOL_AGES = Ladder((0, 6, 18, 22, 25, 65))


@generator("person")
def hobby(draw: Draw) -> Text:
    """Pastime of the row's person, such as photography."""
    return draw.entity(Person).hobby


@generator("person")
def ethnicity(draw: Draw) -> Text:
    """Category of race and ethnicity of the US Census, as frequent as in the United States."""
    return draw.pick(ETHNICITIES)


@generator("person")
def marital_status(draw: Draw) -> Text:
    """Marital status of the row's person, by age as in the United States (US Census Bureau, 2022)."""
    return _by_age(draw, "person/marital_status", MARITAL_AGES)


@generator("person", aliases=("degree",))
def education_level(draw: Draw) -> Text:
    """Highest level of education of the row's person, by age as in the United States (US Census Bureau, 2022)."""
    return _by_age(draw, "person/education_level", SCHOOL_AGES)


def _by_age(draw: Draw, name: str, ages: Ladder) -> Text:
    """Entry of a list for the age of the row's person; `ages` are those that its column `age` has."""
    place = draw.rung(ages, draw.entity(Person).age)
    return draw.record(name, age=draw.at(Pool(name, map(str, ages.numbers)), place)).name


@generator("person")
def language_level(draw: Draw) -> Text:
    """Level of the Common European Framework of Reference for Languages, A1 to C2."""
    return draw.pick(LANGUAGE_LEVELS)


SOCIAL_NETWORKS = Pool(
    "social network", ("social.example", "photos.example", "videos.example", "chat.example")
)


@generator("person")
def social_media(draw: Draw) -> Text:
    """Address of a profile of the row's person, on a reserved domain (RFC 2606)."""
    return draw.join("https://", draw.pick(SOCIAL_NETWORKS), "/", draw.entity(Person).username)


@generator("person", aliases=("about",))
def bio(draw: Draw) -> Text:
    """One line that the row's person writes about himself: occupation and pastime."""
    who = draw.entity(Person)
    return draw.join(who.job, ", ", who.hobby)


@generator("person", aliases=("social_security_number", "invalid_ssn"))
def ssn(draw: Draw) -> Text:
    """US Social Security number of a form that is never issued: area 900 to 999 (SSA, POMS RM 10201.035).

    Its group is below 50, as numbers of taxpayers (ITIN) have 50 and more there (IRS, Publication 1915).
    """
    return draw.pattern("9##-^#-####", {"#": DIGITS, "^": "01234"})


@generator("person", aliases=("employer_identification_number",))
def ein(draw: Draw) -> Text:
    """US Employer Identification Number with a prefix that the IRS assigns (IRS, "How EINs are assigned")."""
    return draw.join(draw.record("person/ein_prefix").prefix, "-", draw.pattern("#######"))


@generator("person", aliases=("person_record", "profile", "simple_profile"))
def person(draw: Draw) -> Json:
    """The row's person as a JSON object: names, sex, age, job, e-mail address."""
    who = draw.entity(Person)
    return draw.join(
        '{"first_name": "', who.first_name, '", "last_name": "', who.last_name,
        '", "sex": "', who.sex, '", "age": ', who.age, ', "job_title": "', who.job,
        '", "email": "', who.email, '"}',
    )  # fmt: skip


@generator("person")
def gender_code(draw: Draw) -> Text:
    """Code of the sex of the row's person: 1 male, 2 female (ISO/IEC 5218)."""
    return draw.map(draw.entity(Person).sex, SEX_CODES)


SEX_CODES = {"male": "1", "female": "2"}.__getitem__


@generator("person")
def gender_symbol(draw: Draw) -> Text:
    """Sign of the sex of the row's person: ♂ or ♀."""
    return draw.map(draw.entity(Person).sex, SEX_SIGNS)


SEX_SIGNS = {"male": "♂", "female": "♀"}.__getitem__


@generator("person", aliases=("romanized_name",))
def name_romanized(draw: Draw) -> Text:
    """Name of the row's person in Latin letters without marks, such as Taro Yamada."""
    return draw.entity(RomanizedPerson).full_name


@generator("person", aliases=("first_romanized_name",))
def first_name_romanized(draw: Draw) -> Text:
    """Given name of the row's person in Latin letters without marks."""
    return draw.entity(RomanizedPerson).first_name


@generator("person", aliases=("last_romanized_name",))
def last_name_romanized(draw: Draw) -> Text:
    """Family name of the row's person in Latin letters without marks."""
    return draw.entity(RomanizedPerson).last_name


@generator("person", aliases=("identifier",))
def person_identifier(draw: Draw) -> Text:
    """Number that an office gives a person, such as 07-97/04."""
    return draw.pattern("##-##/##")


@generator("celebrity", aliases=("celebrity_actor",))
def actor(draw: Draw) -> Text:
    """Well-known film actor of the past."""
    return draw.record("person/actor").name


@generator("celebrity", aliases=("celebrity_business",))
def entrepreneur(draw: Draw) -> Text:
    """Founder or leader of a well-known company of the past."""
    return draw.record("person/entrepreneur").name


@generator("celebrity", aliases=("celebrity_sport",))
def athlete(draw: Draw) -> Text:
    """Well-known athlete of the past."""
    return draw.record("person/athlete").name
