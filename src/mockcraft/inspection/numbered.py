"""Values that differ because each has the number of its row in it, for types whose generators cannot tell rows apart."""

from mockcraft.inspection.choice import Choice
from mockcraft.stored import StoredColumn

FIRST = 10**11  # has 12 digits, as many as a UUID ends with


def by_number(column: StoredColumn, number: str) -> Choice:
    """A column made from another one that numbers the rows; nothing for a type that is not known.

    Args:
        column: of the database.
        number: name of a column of whole numbers from 1 on.
    """
    if column.kind == "uuid":
        return Choice({"expr": f"'a1b2c3d4-0000-4000-8000-' || cast({number} + {FIRST} as text)"})
    if column.kind in ("text", "any"):
        return Choice({"expr": f"cast({number} as text)"})
    return Choice({})
