"""The schemas that a server shows as tables: loaded once, read through snapshots of what was written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from functools import cached_property
from pathlib import Path

from mockcraft.clock import Moving
from mockcraft.core.plan import Link, Plan, Table
from mockcraft.core.width import least_bytes
from mockcraft.dataclass import dataclass
from mockcraft.errors import NotFound, ParameterError, UserError, nearest
from mockcraft.schema.bind import Overrides, bind, read
from mockcraft.server.config import ServerConfig
from mockcraft.server.tables.finding import Finder
from mockcraft.server.tables.indexes import Indexes


@dataclass(frozen=True)
class World:
    """One schema: the plan of its tables, and what is kept to find rows of it quickly.

    Attributes:
        name: the stem of its file.
        plan: of its tables.
    """

    name: str
    plan: Plan
    finder: Finder = field(init=False, compare=False, repr=False)
    _least_bytes: dict[str, int] = field(
        init=False, compare=False, repr=False, default_factory=dict[str, int]
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "finder", Finder(self.plan, Indexes()))

    @cached_property
    def digest(self) -> str:
        """Names the rows: see Plan.digest."""
        return self.plan.digest

    def least_bytes(self, table: Table) -> int:
        """See width.least_bytes; looked at once."""
        found = self._least_bytes.get(table.name)
        if found is None:
            found = self._least_bytes[table.name] = least_bytes(table)
        return found

    def table(self, name: str) -> Table:
        """The table of that name; raises NotFound."""
        try:
            return self.plan.table(name)
        except KeyError:
            known = [each.name for each in self.plan.tables]
            raise NotFound(
                f"the schema {self.name} has no table {name!r}{nearest(name, known)}"
            ) from None

    def links_to(self, parent: str) -> dict[str, list[Link]]:
        """The foreign keys that point at a table, by the table that has them."""
        found: dict[str, list[Link]] = {}
        for table in self.plan.tables:
            for link in table.links:
                if link.parent == parent and not link.nested:
                    found.setdefault(table.name, []).append(link)
        return found

    def link(self, table: Table, parent: Table, via: str | None) -> Link:
        """The reference through which rows of a table are children of another one's, `via` a column of it.

        Raises NotFound where there is none, and ParameterError where `via` does not say which.
        """
        links = self.links_to(parent.name).get(table.name, [])
        if not links:
            known = self.links_to(parent.name)
            hint = nearest(table.name, known, "its children are")
            raise NotFound(f"{table.name} does not refer to {parent.name}{hint}")
        if via is None and len(links) == 1:
            return links[0]
        names = [each.columns[0] for each in links]
        if via is None:
            raise ParameterError(
                f"{table.name} refers to {parent.name} by {' and by '.join(names)} (choose one with via)",
                "via",
            )
        for each in links:
            if via in each.columns:
                return each
        raise ParameterError(
            f"via={via}: {table.name} does not refer to {parent.name} by {via!r}{nearest(via, names)}",
            "via",
        )


class Worlds:
    """The schemas by name, in the order in which they are given."""

    def __init__(self, worlds: Iterable[World] = ()) -> None:
        self.by_name: Mapping[str, World] = {each.name: each for each in worlds}

    def world(self, name: str) -> World:
        """The schema of that name; raises NotFound."""
        found = self.by_name.get(name)
        if found is None:
            hint = nearest(name, self.by_name) or " (start the server with schema files)"
            raise NotFound(f"there is no schema {name!r}{hint}")
        return found


def load_worlds(
    config: ServerConfig, kept_clock: Callable[[str], int | None] = lambda _: None
) -> Worlds:
    """The schemas of the server's files; raises UserError, also for two files of one name.

    A clock and a locale that the server was given go over the files', as with `mockcraft seed`. `now` and
    `today` are those of when the server was started, so that its processes show the same rows; what
    `kept_clock` gives for the name of a schema goes over them.
    """
    made: dict[str, World] = {}
    for path in config.schemas:
        name = Path(path).stem
        if name in made:
            raise UserError(
                f"{path}: another schema is called {name!r} already (names are those of the files: rename one)"
            )
        spec, problems = read(path)
        now = spec.now if config.now is None else config.now
        if isinstance(now, Moving):
            kept = kept_clock(name)
            now = Moving(config.started, now.today) if kept is None else kept
        made[name] = World(
            name,
            bind(
                spec, Overrides(locale=config.locale, now=now, fallback=config.fallback), problems
            ),
        )
    return Worlds(made.values())
