"""What all columns of a table share: seed, table, locale, and the frozen clock."""

from mockcraft.core.keys import key_of

NOW = 1_767_225_600  # 2026-01-01T00:00:00Z, the frozen clock of this release


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any


class Context:
    """Seed, table, locale and clock of a column.

    `now` is in seconds since 1970-01-01T00:00:00 UTC. `entity` tells apart several records of one kind
    in a row, such as billing and shipping address. `shared` is what is settled for all columns of the
    record by one of them, such as the sex of a person; it hashes.
    """

    __slots__ = ("_entity_keys", "entity", "locale", "now", "seed", "shared", "table")

    def __init__(
        self,
        seed: int,
        table: str,
        locale: str,
        now: int,
        entity: str = "",
        shared: "tuple[tuple[str, Any], ...]" = (),
    ) -> None:
        self.seed, self.table, self.locale, self.now, self.entity = seed, table, locale, now, entity
        self.shared = shared
        self._entity_keys: dict[str, int] = {}

    def sharing(self, values: "Mapping[str, Any]") -> "Context":
        """The context of a record of which this is settled too; None settles nothing."""
        more = {name: value for name, value in values.items() if value is not None}
        if not more:
            return self
        shared = tuple(sorted({**dict(self.shared), **more}.items()))
        if shared == self.shared:
            return self
        return Context(self.seed, self.table, self.locale, self.now, self.entity, shared)

    def within(self, locale: str) -> "Context":
        """The same in another locale."""
        return Context(self.seed, self.table, locale, self.now, self.entity, self.shared)

    def __repr__(self) -> str:
        parts = self.seed, self.table, self.locale, self.now, self.entity, self.shared
        return f"Context({', '.join(map(repr, parts))})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Context) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))

    def column_key(self, *path: str) -> int:
        """Key of a column: a function of names alone."""
        return key_of(self.seed, self.table, *path)

    def entity_key(self, kind: str) -> int:
        """Key of the records of this kind; made once, for it is the same in every row."""
        key = self._entity_keys.get(kind)
        if key is None:
            key = self._entity_keys[kind] = self.column_key("entity", kind, self.entity)
        return key


def agreed(settled: "Iterable[Mapping[str, Any]]") -> "dict[str, Any]":
    """What several columns settle for the record that they share; not what they do not agree in."""
    values: dict[str, set[Any]] = {}
    for each in settled:
        for name, value in each.items():
            values.setdefault(name, set()).add(value)
    return {name: found.pop() for name, found in values.items() if len(found) == 1}
