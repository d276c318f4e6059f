"""Records as JSON objects, as gofakeit's functions of these names give maps: of the row's person, place, card and so on."""

from __future__ import annotations

from mockcraft.core.lists import load
from mockcraft.generator import Decimal, Draw, Json, generator
from mockcraft.generators.address import HERE, Nation, Place
from mockcraft.generators.commerce import Product
from mockcraft.generators.company import Company, Position
from mockcraft.generators.media import Book, Movie, Song
from mockcraft.generators.payment import Card, currency_name
from mockcraft.generators.person import Person
from mockcraft.generators.vehicle import Car

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def _object(draw: Draw, /, **members: Any) -> Json:
    """A JSON object of texts; a list is of parts of a number, which stands without quotes."""
    parts: list[Any] = []
    for name, value in members.items():
        if isinstance(value, list):
            parts += [f', "{name}": ', *value]
        else:
            parts += [f', "{name}": "', value, '"']
    parts[0] = parts[0].replace(", ", "{", 1)
    return draw.join(*parts, "}")


@generator("address", settles=HERE)
def address_record(draw: Draw) -> Json:
    """The row's place as a JSON object: address, street, city, state, postal code, country, latitude, longitude."""
    own, nation = draw.entity(Place), draw.sharing(place=True).entity(Nation)
    return _object(
        draw, address=own.address, street=own.street_address, city=own.city, state=own.state, zip=own.zip,
        country=nation.name, latitude=[own.latitude], longitude=[own.longitude],
    )  # fmt: skip


@generator("book")
def book_record(draw: Draw) -> Json:
    """The row's book as a JSON object: title, author, genre."""
    entry = draw.entity(Book).entry
    return _object(draw, title=entry.title, author=entry.author, genre=entry.genre)


@generator("vehicle")
def car_record(draw: Draw) -> Json:
    """The row's car as a JSON object: type, fuel, brand, model, year."""
    car = draw.entity(Car)
    entry = car.entry
    return _object(
        draw,
        type=entry.type,
        fuel=entry.fuel,
        brand=entry.maker,
        model=entry.model,
        year=[car.year],
    )


@generator("payment")
def credit_card_record(draw: Draw) -> Json:
    """The row's payment card as a JSON object: type, number, expiry, security code."""
    card = draw.entity(Card)
    return _object(draw, type=card.entry.name, number=card.number, exp=card.expiry, cvv=card.code)


@generator("payment")
def currency_record(draw: Draw) -> Json:
    """The currency of the row's country as a JSON object: code and name."""
    code = draw.entity(Nation).entry.currency
    return _object(draw, short=code, long=currency_name(draw))


@generator("company")
def job_record(draw: Draw) -> Json:
    """The occupation of the row's person as a JSON object: company, title, descriptor, level."""
    own = draw.entity(Position)
    return _object(
        draw, company=draw.entity(Company).name, title=draw.entity(Person).job, descriptor=own.descriptor,
        level=own.level,
    )  # fmt: skip


@generator("movie")
def movie_record(draw: Draw) -> Json:
    """The row's film as a JSON object: name, genre, year."""
    entry = draw.entity(Movie).entry
    return _object(draw, name=entry.title, genre=entry.genre, year=[entry.year])


@generator("commerce")
def product_record(draw: Draw) -> Json:
    """The row's product as a JSON object: name, description, category, material, feature, audience, price."""
    own = draw.entity(Product)
    return _object(
        draw, name=own.name, description=own.description, category=own.thing.category, material=own.material,
        feature=own.feature, audience=own.audience, price=[Decimal(own.cents, 2)],
    )  # fmt: skip


@generator("song")
def song_record(draw: Draw) -> Json:
    """The row's song as a JSON object: name, artist, genre."""
    own = draw.entity(Song)
    return _object(draw, name=own.name, artist=own.artist, genre=own.genre)


@generator("text")
def teams_record(draw: Draw) -> Json:
    """Two teams of three people as a JSON object: six given names of the locale, all different."""
    names = load("first_names", draw.locale).column("name").pool
    part = len(names) // 6
    people = [draw.at(names, i * part + draw[f"player {i}"].integer(0, part - 1)) for i in range(6)]
    turned = people[::2], people[1::2]  # lists have the names of one sex behind those of the other
    first, second = (draw.join('["', a, '", "', b, '", "', c, '"]') for a, b, c in turned)
    return draw.join('{"Team 1": ', first, ', "Team 2": ', second, "}")
