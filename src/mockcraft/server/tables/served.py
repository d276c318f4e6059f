"""The schemas that a server shows, with what clients have written to them: which there are, and their state."""

from __future__ import annotations

from hashlib import blake2b

from starlette.requests import Request

from mockcraft import __version__
from mockcraft.core.plan import Table
from mockcraft.server.config import ServerConfig
from mockcraft.server.tables.changes import Snapshot
from mockcraft.server.tables.rows import Reading
from mockcraft.server.tables.store import Store
from mockcraft.server.tables.worlds import World, Worlds, load_worlds

ROOT = "/api/tables"


class Served:
    """What the endpoints share.

    Attributes:
        worlds: the schemas.
        store: of what is written; None where nothing may be.
    """

    def __init__(self, config: ServerConfig) -> None:
        """Reads the files; raises UserError, see `load_worlds` and Store."""
        self.config = config
        self.store = Store(config.changes) if config.writes else None
        self.worlds = self._load()
        if self.store is not None:
            self.store.register(*self.worlds.by_name.values())

    def reload(self) -> list[str]:
        """Reads the files again; the names of the schemas that are other ones now.

        Raises UserError where a file is wrong, or what was written is of the schema as it was; all stays as
        it is then.
        """
        fresh = self._load()
        kept = self.worlds.by_name
        other = [each for name, each in fresh.by_name.items() if each.digest != kept[name].digest]
        if other:
            if self.store is not None:
                self.store.register(*other)
            changed = {each.name: each for each in other}
            self.worlds = Worlds(changed.get(name, world) for name, world in kept.items())
        return [each.name for each in other]

    def _load(self) -> Worlds:
        if self.store is None:
            return load_worlds(self.config)
        return load_worlds(self.config, self.store.kept_clock)

    def world(self, request: Request) -> World:
        """The schema that the path of a request names; raises NotFound."""
        return self.worlds.world(request.path_params["schema"])

    def table(self, request: Request) -> tuple[World, Table]:
        """The schema and the table that the path names; raises NotFound."""
        world = self.world(request)
        return world, world.table(request.path_params["table"])

    def reading(self, world: World) -> Reading:
        """The schema as it is now."""
        return Reading(world, self.store.snapshot(world) if self.store else Snapshot())

    def headers(self, reading: Reading) -> dict[str, str]:
        """What says which state of the schema an answer shows; it changes with what is written alone."""
        state = f"{reading.world.digest} {reading.snapshot.version} {self.config.max_rows} {__version__}"
        tag = blake2b(state.encode(), digest_size=8).hexdigest()
        return {"ETag": f'W/"{tag}"', "Cache-Control": "no-cache"}
