"""Food and drink."""

from __future__ import annotations

from mockcraft.generator import Decimal, Draw, Integer, Pool, Text, generator


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
    return draw.pick(BREAKFASTS)


BREAKFASTS = Pool(
    "breakfast",
    [
        "Bacon and eggs",
        "Bagel with cream cheese",
        "Baked beans on toast",
        "Blueberry muffin",
        "Breakfast burrito",
        "Congee",
        "Corn flakes with milk",
        "Croissant with jam",
        "Eggs Benedict",
        "French toast",
        "Fried eggs with ham",
        "Fruit salad with yoghurt",
        "Granola with berries",
        "Hash browns with eggs",
        "Huevos rancheros",
        "Miso soup with rice",
        "Omelette with mushrooms",
        "Pancakes with maple syrup",
        "Poached eggs on toast",
        "Porridge with honey",
        "Scrambled eggs with chives",
        "Shakshuka",
        "Smoked salmon on rye",
        "Waffles with strawberries",
    ],
)


@generator("food")
def lunch(draw: Draw) -> Text:
    """Dish of a lunch."""
    return draw.pick(LUNCHES)


LUNCHES = Pool(
    "lunch",
    [
        "Bean burrito",
        "Caesar salad",
        "Cheese quesadilla",
        "Chicken noodle soup",
        "Chicken wrap",
        "Club sandwich",
        "Cobb salad",
        "Couscous with vegetables",
        "Egg salad sandwich",
        "Falafel in pita",
        "Fish and chips",
        "Gazpacho",
        "Greek salad",
        "Grilled cheese sandwich",
        "Hamburger",
        "Lentil soup",
        "Macaroni and cheese",
        "Minestrone",
        "Niçoise salad",
        "Onigiri",
        "Pizza Margherita",
        "Poke bowl",
        "Quiche Lorraine",
        "Ramen",
        "Tomato soup",
        "Tuna sandwich",
        "Turkey sandwich",
        "Vegetable stir-fry",
    ],
)


@generator("food")
def dinner(draw: Draw) -> Text:
    """Dish of a dinner."""
    return draw.pick(DINNERS)


DINNERS = Pool(
    "dinner",
    [
        "Aubergine parmigiana",
        "Baked cod with lemon",
        "Beef stew",
        "Beef stroganoff",
        "Cassoulet",
        "Chicken curry",
        "Chicken tikka masala",
        "Chili con carne",
        "Coq au vin",
        "Duck with orange",
        "Enchiladas",
        "Grilled salmon",
        "Lamb tagine",
        "Lasagne",
        "Meatloaf",
        "Mushroom risotto",
        "Paella",
        "Pad thai",
        "Pork roast",
        "Ratatouille",
        "Roast chicken",
        "Sauerbraten",
        "Shepherd's pie",
        "Spaghetti bolognese",
        "Steak with fries",
        "Stuffed peppers",
        "Sushi",
        "Teriyaki tofu",
        "Vegetable lasagne",
        "Wiener schnitzel",
    ],
)


@generator("food")
def snack(draw: Draw) -> Text:
    """Something to eat between meals."""
    return draw.pick(SNACKS)


SNACKS = Pool(
    "snack",
    [
        "Almonds",
        "Apple slices",
        "Banana chips",
        "Beef jerky",
        "Carrot sticks",
        "Cashews",
        "Cheese cubes",
        "Crackers",
        "Dried apricots",
        "Edamame",
        "Granola bar",
        "Grapes",
        "Hummus with pita",
        "Nachos",
        "Olives",
        "Peanuts",
        "Pistachios",
        "Popcorn",
        "Potato chips",
        "Pretzels",
        "Raisins",
        "Rice cakes",
        "Roasted chickpeas",
        "Seaweed crisps",
        "Sunflower seeds",
        "Trail mix",
        "Yoghurt",
    ],
)


@generator("food")
def dessert(draw: Draw) -> Text:
    """Dessert."""
    return draw.pick(DESSERTS)


DESSERTS = Pool(
    "dessert",
    [
        "Apple pie",
        "Apple strudel",
        "Baklava",
        "Banana split",
        "Black forest cake",
        "Bread pudding",
        "Brownie",
        "Carrot cake",
        "Cheesecake",
        "Chocolate mousse",
        "Churros",
        "Cinnamon roll",
        "Crème brûlée",
        "Crêpes Suzette",
        "Eclair",
        "Fruit tart",
        "Gelato",
        "Key lime pie",
        "Lemon meringue pie",
        "Macarons",
        "Mochi",
        "Panna cotta",
        "Pavlova",
        "Peach cobbler",
        "Pecan pie",
        "Profiteroles",
        "Pumpkin pie",
        "Rice pudding",
        "Sachertorte",
        "Sorbet",
        "Sticky toffee pudding",
        "Tiramisu",
        "Trifle",
        "Vanilla ice cream",
    ],
)


@generator("food")
def spice(draw: Draw) -> Text:
    """Spice or herb."""
    return draw.pick(SPICES)


SPICES = Pool(
    "spice",
    [
        "allspice",
        "anise",
        "basil",
        "bay leaf",
        "caraway",
        "cardamom",
        "cayenne",
        "chervil",
        "chives",
        "cinnamon",
        "cloves",
        "coriander",
        "cumin",
        "dill",
        "fennel",
        "fenugreek",
        "garlic",
        "ginger",
        "juniper",
        "lavender",
        "marjoram",
        "mint",
        "mustard",
        "nutmeg",
        "oregano",
        "paprika",
        "parsley",
        "pepper",
        "rosemary",
        "saffron",
        "sage",
        "savory",
        "star anise",
        "sumac",
        "tarragon",
        "thyme",
        "turmeric",
        "vanilla",
    ],
)


@generator("beer", aliases=("beer",))
def beer_name(draw: Draw) -> Text:
    """Name of a beer nobody brews: an adjective, an animal, a style."""
    return draw.join(
        draw.title(draw.record("adjectives").word), " ", draw.title(draw.record("animals").name), " ",
        draw.pick(BEER_KINDS),
    )  # fmt: skip


BEER_KINDS = Pool(
    "beer kind",
    [
        "Ale",
        "Bock",
        "Bitter",
        "IPA",
        "Kölsch",
        "Lager",
        "Pils",
        "Porter",
        "Saison",
        "Stout",
        "Weissbier",
    ],
)


@generator("beer")
def beer_style(draw: Draw) -> Text:
    """Style of a beer."""
    return draw.pick(BEER_STYLES)


BEER_STYLES = Pool(
    "beer style",
    [
        "Altbier",
        "American Pale Ale",
        "Amber Ale",
        "Barleywine",
        "Berliner Weisse",
        "Best Bitter",
        "Bière de Garde",
        "Blonde Ale",
        "Brown Ale",
        "Cream Ale",
        "Czech Pilsner",
        "Doppelbock",
        "Dubbel",
        "Dunkel",
        "Eisbock",
        "Festbier",
        "German Pilsner",
        "Gose",
        "Helles",
        "Imperial Stout",
        "India Pale Ale",
        "Irish Stout",
        "Kölsch",
        "Lambic",
        "Maibock",
        "Märzen",
        "Milk Stout",
        "Mild",
        "Oatmeal Stout",
        "Porter",
        "Quadrupel",
        "Rauchbier",
        "Rye IPA",
        "Saison",
        "Schwarzbier",
        "Scotch Ale",
        "Tripel",
        "Vienna Lager",
        "Weissbier",
        "Witbier",
    ],
)


@generator("beer")
def beer_hop(draw: Draw) -> Text:
    """Variety of hop."""
    return draw.pick(HOPS)


HOPS = Pool(
    "hop",
    [
        "Amarillo",
        "Bramling Cross",
        "Brewer's Gold",
        "Cascade",
        "Centennial",
        "Challenger",
        "Chinook",
        "Citra",
        "Cluster",
        "Columbus",
        "Crystal",
        "East Kent Goldings",
        "El Dorado",
        "Fuggle",
        "Galaxy",
        "Galena",
        "Hallertau",
        "Hersbrucker",
        "Horizon",
        "Liberty",
        "Magnum",
        "Mosaic",
        "Mount Hood",
        "Nelson Sauvin",
        "Northern Brewer",
        "Nugget",
        "Perle",
        "Saaz",
        "Simcoe",
        "Sorachi Ace",
        "Spalt",
        "Sterling",
        "Strisselspalt",
        "Summit",
        "Target",
        "Tettnang",
        "Warrior",
        "Willamette",
    ],
)


@generator("beer")
def beer_malt(draw: Draw) -> Text:
    """Malt or grain of a beer."""
    return draw.pick(MALTS)


MALTS = Pool(
    "malt",
    [
        "Amber malt",
        "Black malt",
        "Brown malt",
        "Caramel malt",
        "Chocolate malt",
        "Crystal malt",
        "Flaked oats",
        "Mild malt",
        "Munich malt",
        "Pale malt",
        "Pilsner malt",
        "Roasted barley",
        "Rye malt",
        "Smoked malt",
        "Special roast",
        "Victory malt",
        "Vienna malt",
        "Wheat malt",
    ],
)


@generator("beer")
def beer_yeast(draw: Draw) -> Text:
    """Kind of yeast of a beer."""
    return draw.pick(YEASTS)


YEASTS = Pool(
    "yeast",
    [
        "American Ale",
        "American Wheat",
        "Bavarian Lager",
        "Bavarian Wheat",
        "Belgian Abbey",
        "Belgian Saison",
        "Belgian Wheat",
        "British Ale",
        "Brettanomyces",
        "California Lager",
        "Czech Pils",
        "English Special Bitter",
        "German Ale",
        "Irish Ale",
        "Kölsch",
        "Kveik",
        "Lambic Blend",
        "London Ale",
        "Munich Lager",
        "Northwest Ale",
        "Scottish Ale",
        "Trappist High Gravity",
    ],
)


@generator("beer")
def beer_alcohol(draw: Draw) -> Text:
    """Alcohol of a beer by volume, 2.0% to 10.9%."""
    return draw.join(draw["whole"].integer(2, 10), ".", draw["tenth"].integer(0, 9), "%")


@generator("beer")
def beer_blg(draw: Draw) -> Text:
    """Extract of a beer's wort in degrees Balling, 8.0 to 19.9."""
    return draw.join(draw["whole"].integer(8, 19), ".", draw["tenth"].integer(0, 9), "°Blg")


@generator("beer")
def beer_ibu(draw: Draw) -> Text:
    """Bitterness of a beer, 10 to 100 IBU."""
    return draw.join(draw.integer(10, 100), " IBU")


@generator("food")
def calories(draw: Draw) -> Integer:
    """Energy of a meal in kilocalories."""
    return draw.distributed(50, 1500, "normal", 550, 220)


@generator("food")
def restaurant_rating(draw: Draw) -> Decimal:
    """Stars of a restaurant, 1.0 to 5.0."""
    return draw.decimal(10, 50, 1)
