"""Animals."""

from __future__ import annotations

from mockcraft.generator import Draw, Entity, Pool, Record, Text, fact, generator


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
    return draw.pick(CATS)


CATS = Pool(
    "cat",
    [
        "Abyssinian",
        "American Bobtail",
        "American Curl",
        "American Shorthair",
        "Balinese",
        "Bengal",
        "Birman",
        "Bombay",
        "British Longhair",
        "British Shorthair",
        "Burmese",
        "Burmilla",
        "Chartreux",
        "Cornish Rex",
        "Cymric",
        "Devon Rex",
        "Egyptian Mau",
        "Exotic Shorthair",
        "Havana Brown",
        "Himalayan",
        "Japanese Bobtail",
        "Korat",
        "LaPerm",
        "Maine Coon",
        "Manx",
        "Munchkin",
        "Nebelung",
        "Norwegian Forest Cat",
        "Ocicat",
        "Oriental Shorthair",
        "Persian",
        "Peterbald",
        "Ragamuffin",
        "Ragdoll",
        "Russian Blue",
        "Savannah",
        "Scottish Fold",
        "Selkirk Rex",
        "Siamese",
        "Siberian",
        "Singapura",
        "Snowshoe",
        "Somali",
        "Sphynx",
        "Tonkinese",
        "Turkish Angora",
        "Turkish Van",
    ],
)


@generator("animal", aliases=("dog_breed",))
def dog(draw: Draw) -> Text:
    """Breed of dog."""
    return draw.pick(DOGS)


DOGS = Pool(
    "dog",
    [
        "Affenpinscher",
        "Afghan Hound",
        "Airedale Terrier",
        "Akita",
        "Alaskan Malamute",
        "Basenji",
        "Basset Hound",
        "Beagle",
        "Bernese Mountain Dog",
        "Bichon Frise",
        "Bloodhound",
        "Border Collie",
        "Border Terrier",
        "Borzoi",
        "Boston Terrier",
        "Boxer",
        "Briard",
        "Bulldog",
        "Bullmastiff",
        "Bull Terrier",
        "Cairn Terrier",
        "Cavalier King Charles Spaniel",
        "Chihuahua",
        "Chow Chow",
        "Cocker Spaniel",
        "Collie",
        "Dachshund",
        "Dalmatian",
        "Dobermann",
        "English Setter",
        "Fox Terrier",
        "French Bulldog",
        "German Shepherd",
        "German Shorthaired Pointer",
        "Golden Retriever",
        "Great Dane",
        "Greyhound",
        "Havanese",
        "Irish Setter",
        "Irish Wolfhound",
        "Jack Russell Terrier",
        "Keeshond",
        "Labrador Retriever",
        "Leonberger",
        "Lhasa Apso",
        "Maltese",
        "Mastiff",
        "Newfoundland",
        "Norfolk Terrier",
        "Old English Sheepdog",
        "Papillon",
        "Pekingese",
        "Pomeranian",
        "Poodle",
        "Pug",
        "Rhodesian Ridgeback",
        "Rottweiler",
        "Saint Bernard",
        "Saluki",
        "Samoyed",
        "Schnauzer",
        "Scottish Terrier",
        "Shar Pei",
        "Shiba Inu",
        "Shih Tzu",
        "Siberian Husky",
        "Tibetan Terrier",
        "Vizsla",
        "Weimaraner",
        "Welsh Corgi",
        "West Highland White Terrier",
        "Whippet",
        "Yorkshire Terrier",
    ],
)


@generator("animal")
def farm_animal(draw: Draw) -> Text:
    """Animal of a farm."""
    return draw.pick(FARM_ANIMALS)


FARM_ANIMALS = Pool(
    "farm animal",
    [
        "alpaca",
        "bee",
        "chicken",
        "cow",
        "donkey",
        "duck",
        "goat",
        "goose",
        "horse",
        "llama",
        "pig",
        "quail",
        "rabbit",
        "sheep",
        "turkey",
    ],
)


@generator("animal")
def pet_name(draw: Draw) -> Text:
    """Name of a pet."""
    return draw.pick(PET_NAMES)


PET_NAMES = Pool(
    "pet name",
    [
        "Ace",
        "Alfie",
        "Angel",
        "Archie",
        "Baxter",
        "Bella",
        "Biscuit",
        "Bonnie",
        "Buddy",
        "Buster",
        "Caramel",
        "Casper",
        "Charlie",
        "Cleo",
        "Coco",
        "Cookie",
        "Cooper",
        "Daisy",
        "Dexter",
        "Diesel",
        "Duke",
        "Felix",
        "Fiona",
        "Ginger",
        "Gizmo",
        "Gracie",
        "Gus",
        "Hazel",
        "Honey",
        "Hunter",
        "Jack",
        "Jasper",
        "Kiki",
        "Leo",
        "Lola",
        "Louie",
        "Lucky",
        "Lucy",
        "Luna",
        "Maggie",
        "Max",
        "Mia",
        "Milo",
        "Misty",
        "Mocha",
        "Molly",
        "Moose",
        "Muffin",
        "Nala",
        "Nina",
        "Oliver",
        "Oreo",
        "Oscar",
        "Ozzy",
        "Patches",
        "Peanut",
        "Pepper",
        "Piper",
        "Pumpkin",
        "Rex",
        "Riley",
        "Rocky",
        "Rosie",
        "Ruby",
        "Rusty",
        "Sadie",
        "Sam",
        "Scout",
        "Shadow",
        "Simba",
        "Smokey",
        "Socks",
        "Sophie",
        "Sparky",
        "Teddy",
        "Thor",
        "Tiger",
        "Toby",
        "Waffles",
        "Whiskers",
        "Willow",
        "Winston",
        "Zeus",
        "Ziggy",
    ],
)


@generator("animal")
def horse_breed(draw: Draw) -> Text:
    """Breed of horse."""
    return draw.pick(HORSES)


HORSES = Pool(
    "horse",
    [
        "Akhal-Teke",
        "Andalusian",
        "Appaloosa",
        "Arabian",
        "Belgian",
        "Clydesdale",
        "Connemara Pony",
        "Criollo",
        "Fjord",
        "Friesian",
        "Haflinger",
        "Hanoverian",
        "Holsteiner",
        "Icelandic",
        "Lipizzan",
        "Lusitano",
        "Morgan",
        "Mustang",
        "Oldenburg",
        "Paint",
        "Percheron",
        "Quarter Horse",
        "Shetland Pony",
        "Shire",
        "Standardbred",
        "Thoroughbred",
        "Trakehner",
        "Welsh Pony",
    ],
)
