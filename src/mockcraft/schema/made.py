"""What gives a column its values, once its declaration is bound."""

from mockcraft.core.plan import Fill
from mockcraft.core.types import Type
from mockcraft.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Made:
    """What gives a column its values.

    Attributes:
        fill: the values.
        type: of them.
        nullable: whether they can be null, apart from the column's own share.
        nulls: share of rows that have none.
        absent: share of rows that leave it out; None for what the column asks for.
        absence: see Column; None for the column's key.
    """

    fill: Fill
    type: Type
    nullable: bool = False
    nulls: float = 0.0
    absent: float | None = None
    absence: int | None = None
