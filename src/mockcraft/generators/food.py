"""Food and drink."""

from __future__ import annotations

from mockcraft.generator import Decimal, Draw, Entity, Integer, Record, Text, fact, generator


class Beer(Entity):
    """A beer: name, style, alcohol, bitterness and extract belong together."""

    @fact
    def style(self) -> Record:
        """Entry of the list of styles."""
        return self.draw.record("food/beer_style")

    def within(self, label: str, low: Text, high: Text) -> Integer:
        """A whole number between those that the style has as text."""
        draw = self.draw[label]
        return draw.integer(draw.number(low).units, draw.number(high).units)


@generator("food")
def fruit(draw: Draw) -> Text:
    """Fruit."""
    return draw.record("fruits").name


@generator("food")
def vegetable(draw: Draw) -> Text:
    """Vegetable."""
    return draw.record("vegetables").name


@generator("food", aliases=("food", "meal"))
def dish(draw: Draw) -> Text:
    """Dish of any cuisine."""
    return draw.record("dishes").name


@generator("food", aliases=("beverage",))
def drink(draw: Draw) -> Text:
    """Drink."""
    return draw.record("drinks").name


@generator("food")
def breakfast(draw: Draw) -> Text:
    """Dish of a breakfast."""
    return draw.record("food/breakfast").name


@generator("food")
def lunch(draw: Draw) -> Text:
    """Dish of a lunch."""
    return draw.record("food/lunch").name


@generator("food")
def dinner(draw: Draw) -> Text:
    """Dish of a dinner."""
    return draw.record("food/dinner").name


@generator("food")
def snack(draw: Draw) -> Text:
    """Something to eat between meals."""
    return draw.record("food/snack").name


@generator("food")
def dessert(draw: Draw) -> Text:
    """Dessert."""
    return draw.record("food/dessert").name


@generator("food", aliases=("spices",))
def spice(draw: Draw) -> Text:
    """Spice or herb."""
    return draw.record("food/spice").name


@generator("beer", aliases=("beer",))
def beer_name(draw: Draw) -> Text:
    """Name of a beer nobody brews: an adjective, an animal, the kind of the row's beer."""
    return draw.join(
        draw.title(draw.record("adjectives").word), " ", draw.title(draw.record("animals").name), " ",
        draw.entity(Beer).style.kind,
    )  # fmt: skip


@generator("beer")
def beer_style(draw: Draw) -> Text:
    """Style of the row's beer (BJCP)."""
    return draw.entity(Beer).style.name


@generator("beer")
def beer_hop(draw: Draw) -> Text:
    """Variety of hop."""
    return draw.record("food/hop").name


@generator("beer")
def beer_malt(draw: Draw) -> Text:
    """Malt or grain of a beer."""
    return draw.record("food/malt").name


@generator("beer")
def beer_yeast(draw: Draw) -> Text:
    """Kind of yeast of a beer."""
    return draw.record("food/yeast").name


@generator("beer")
def beer_alcohol(draw: Draw) -> Text:
    """Alcohol of the row's beer by volume, as its style has it, such as 5.2%."""
    beer = draw.entity(Beer)
    tenths = beer.within("alcohol", beer.style.alcohol_low, beer.style.alcohol_high)
    return draw.join(Decimal(tenths, 1), "%")


@generator("beer")
def beer_blg(draw: Draw) -> Text:
    """Extract of the row's beer's wort in degrees Balling, as its style has it, such as 12.4°Blg."""
    beer = draw.entity(Beer)
    tenths = beer.within("extract", beer.style.plato_low, beer.style.plato_high)
    return draw.join(Decimal(tenths, 1), "°Blg")


@generator("beer")
def beer_ibu(draw: Draw) -> Text:
    """Bitterness of the row's beer, as its style has it, such as 35 IBU."""
    beer = draw.entity(Beer)
    return draw.join(beer.within("bitterness", beer.style.ibu_low, beer.style.ibu_high), " IBU")


@generator("food")
def calories(draw: Draw) -> Integer:
    """Energy of a meal in kilocalories."""
    return draw.distributed(50, 1500, "normal", 550, 220)


@generator("food")
def restaurant_rating(draw: Draw) -> Decimal:
    """Stars of a restaurant, 1.0 to 5.0."""
    return draw.decimal(10, 50, 1)
