"""People: names, sex, birth dates, jobs."""

from __future__ import annotations

from mockcraft.generator import (
    Annotated,
    Between,
    Date,
    Draw,
    Entity,
    Literal,
    Record,
    Text,
    fact,
    generator,
    ordered,
)


class Person(Entity):
    """A person: the names agree with the sex, and with the e-mail address and user name of the row."""

    @fact
    def given(self) -> Record:
        """Entry of the list of given names."""
        return self.draw.record("first_names")

    @fact
    def family(self) -> Record:
        """Entry of the list of family names."""
        return self.draw.record("last_names")


@generator("person", aliases=("given_name",))
def first_name(
    draw: Draw,
    *,
    sex: Annotated[Literal["female", "male"] | None, "names of one sex only"] = None,
) -> Text:
    """Given name of the row's person, as frequent as in the locale's country."""
    if sex is not None:
        return draw.record("first_names", sex=sex).name
    return draw.entity(Person).given.name


@generator("person", aliases=("surname", "family_name"))
def last_name(draw: Draw) -> Text:
    """Family name of the row's person."""
    return draw.entity(Person).family.name


@generator("person")
def birth_date(
    draw: Draw,
    *,
    min_age: Annotated[int, Between(0, 130), "youngest age in years"] = 18,
    max_age: Annotated[int, Between(0, 130), "oldest age in years"] = 90,
) -> Date:
    """Day of birth of somebody whose age on the day of the run's clock lies in the bounds."""
    ordered(min_age=min_age, max_age=max_age)
    today = draw.today.days
    return draw.date(Date(today - (max_age + 1) * 365), Date(today - min_age * 366))
