"""Animals."""

from __future__ import annotations

from mockcraft.generator import Draw, Entity, Record, Text, fact, generator


class Animal(Entity):
    """An animal: its name and its kind belong together."""

    @fact
    def entry(self) -> Record:
        """Entry of the list of animals."""
        return self.draw.record("animals")


@generator("animal")
def animal(draw: Draw) -> Text:
    """Name of an animal."""
    return draw.entity(Animal).entry.name


@generator("animal")
def animal_type(draw: Draw) -> Text:
    """Kind of the row's animal, such as mammal."""
    return draw.entity(Animal).entry.kind


@generator("animal")
def bird(draw: Draw) -> Text:
    """Name of a bird."""
    return draw.record("animals", kind="bird").name


@generator("animal")
def fish(draw: Draw) -> Text:
    """Name of a fish."""
    return draw.record("animals", kind="fish").name


@generator("animal", aliases=("cat_breed",))
def cat(draw: Draw) -> Text:
    """Breed of cat."""
    return draw.record("animal/cat").name


@generator("animal", aliases=("dog_breed",))
def dog(draw: Draw) -> Text:
    """Breed of dog."""
    return draw.record("animal/dog").name


@generator("animal")
def farm_animal(draw: Draw) -> Text:
    """Animal of a farm."""
    return draw.record("animal/farm_animal").name


@generator("animal")
def pet_name(draw: Draw) -> Text:
    """Name of a pet."""
    return draw.record("animal/pet_name").name


@generator("animal")
def horse_breed(draw: Draw) -> Text:
    """Breed of horse."""
    return draw.record("animal/horse").name
