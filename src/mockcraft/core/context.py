"""What all columns of a table share: seed, table, locale, and the frozen clock."""

from mockcraft.core.keys import key_of

NOW = 1_767_225_600  # 2026-01-01T00:00:00Z, the frozen clock of this release


class Context:
    """Seed, table, locale and clock of a column.

    `now` is in seconds since 1970-01-01T00:00:00 UTC. `entity` tells apart several records of one kind
    in a row, such as billing and shipping address.
    """

    __slots__ = ("entity", "locale", "now", "seed", "table")

    def __init__(self, seed: int, table: str, locale: str, now: int, entity: str = "") -> None:
        self.seed, self.table, self.locale, self.now, self.entity = seed, table, locale, now, entity

    def __repr__(self) -> str:
        return f"Context({self.seed}, {self.table!r}, {self.locale!r}, {self.now}, {self.entity!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Context) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))

    def column_key(self, *path: str) -> int:
        """Key of a column: a function of names alone."""
        return key_of(self.seed, self.table, *path)
