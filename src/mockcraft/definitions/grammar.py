"""What differs from one SQL to another in the statements that define tables."""

from collections.abc import Callable, Mapping, Sequence

from mockcraft.dataclass import dataclass
from mockcraft.definitions.tokens import Token
from mockcraft.stored import StoredColumn

Types = Mapping[str, StoredColumn]  # that a file has made, by name: a column of each


@dataclass(frozen=True, slots=True)
class Grammar:
    """A dialect, as far as it defines tables.

    Attributes:
        backslash: see `tokens.tokens`.
        fold: an unquoted name as the database keeps it.
        schema: that tables are in where nothing else is said; "" where names of schemas are passed over.
        indexes: whether KEY and INDEX stand among columns.
        beginning: the expression that a unique index of the first signs of a column is of, from its name and how
            many they are, "" for as good as all of it; None where there are no such indexes.
        partitioned: the condition of the rows that partitions take which stand behind the columns, from what
            `partitions.read_bounds` gives; None where each partition is a table.
        column: a column of a type, from its name, the tokens of the type, and the types that the file made.
            Raises NotUnderstood for no type.
        unique_name: of a unique without one, from its table and columns.
        key_name: of a foreign key without one, from its table, its columns, and its number there, from 1.
        sorted_by: see `Making.stored`.
        tables_by: what the tables are sorted by, from schema and name.
    """

    backslash: bool
    fold: Callable[[str], str]
    schema: str
    indexes: bool
    beginning: Callable[[str, int], str] | None
    partitioned: Callable[[str, str, Sequence[str]], str] | None
    column: Callable[[str, Sequence[Token], Types], StoredColumn]
    unique_name: Callable[[str, Sequence[str]], str]
    key_name: Callable[[str, Sequence[str], int], str]
    sorted_by: Callable[[str], str] | None
    tables_by: Callable[[tuple[str, str]], tuple[str, str]]
