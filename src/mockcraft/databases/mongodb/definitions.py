"""What is defined in a database: collections, time series and views, with their options and indexes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bson.json_util import CANONICAL_JSON_OPTIONS, dumps
from pymongo.database import Database

from mockcraft.backups.digests import digest_of
from mockcraft.databases.checkpoints import CHECKPOINT
from mockcraft.dataclass import dataclass

# What a restore keeps for a while, see `stage`: its books, what it puts in place or aside, and a probe.
HOME = "mockcraft_restore"
_STAGED = re.compile(rf"{HOME}(?:_(?:new|old)_[0-9a-f]{{24}}_\d+|_probe(?:_renamed)?)?")
SYSTEM = "system."
COLLECTION, SERIES, VIEW = "collection", "timeseries", "view"
SIMPLE = {"locale": "simple"}  # the collation that goes without saying
EXPIRES = "expireAfterSeconds"
NO_LOCKS = {"_id.lock": {"$exists": False}}  # of runs, see `locks`: they are no data
OWN_INDEX = "_id_"  # which comes with a collection

Mongo = Database[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Definition:
    """A collection, a time series or a view.

    Attributes:
        name: of it.
        kind: COLLECTION, SERIES or VIEW.
        options: as `create` takes them.
        indexes: as `createIndexes` takes them, by name.
    """

    name: str
    kind: str
    options: Mapping[str, Any]
    indexes: tuple[Mapping[str, Any], ...] = ()

    @property
    def document(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "name": self.name,
            "kind": self.kind,
            "options": dict(self.options),
            "indexes": [dict(each) for each in self.indexes],
        }

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Definition":
        """From `document`."""
        name, kind = document["name"], document["kind"]
        return cls(name, kind, document["options"], tuple(document["indexes"]))

    @property
    def text(self) -> str:
        """For comparing: servers order options as they like, and fields of an index as they were given."""
        options = dict(sorted(self.options.items()))
        indexes = [dict(sorted(each.items())) for each in self.indexes]
        made = [self.name, self.kind, options, indexes]
        return dumps(made, json_options=CANONICAL_JSON_OPTIONS)


def definitions_in(database: Mongo) -> list[Definition]:
    """All of a database, by name; without the server's own, those of a restore, and locks of runs."""
    found = []
    for each in database.list_collections():
        name, options = each["name"], each.get("options", {})
        if (
            is_staged(name)
            or name.startswith(SYSTEM)
            or (name == CHECKPOINT and _has_locks_alone(database))
        ):
            continue
        kind = _kind(each)
        found.append(
            Definition(name, kind, options, () if kind == VIEW else indexes_of(database, name))
        )
    return sorted(found, key=lambda each: each.name)


def definition_of(database: Mongo, name: str) -> Definition | None:
    """What has a name, without its indexes."""
    for each in database.list_collections(filter={"name": name}):
        return Definition(name, _kind(each), each.get("options", {}))
    return None


def _kind(listed: Mapping[str, Any]) -> str:
    if listed["type"] == VIEW:
        return VIEW
    return SERIES if SERIES in listed.get("options", {}) else COLLECTION


def is_staged(name: str) -> bool:
    """Whether a name is one of those that restores give, to the letter: users have collections too."""
    return bool(_STAGED.fullmatch(name))


def _has_locks_alone(database: Mongo) -> bool:
    return database[CHECKPOINT].find_one(NO_LOCKS) is None


def indexes_of(database: Mongo, name: str) -> tuple[Mapping[str, Any], ...]:
    """The indexes of a collection, by name, but that of `_id`."""
    found = [
        {word: value for word, value in index.items() if word != "ns" and value != SIMPLE}
        for index in database[name].list_indexes()
        if index["name"] != OWN_INDEX and not index.get("clustered")
    ]
    return tuple(sorted(found, key=lambda index: index["name"]))


def digest(definitions: Iterable[Definition]) -> str:
    """See backup.Contents.definitions."""
    return digest_of(each.text for each in definitions)


def create(database: Mongo, definition: Definition, name: str) -> None:
    """Makes what is defined, under a name, in which nothing expires yet: see `make_expire`. It has no index yet."""
    options = {word: value for word, value in definition.options.items() if word != EXPIRES}
    database.command({"create": name, **options})


def index(database: Mongo, definition: Definition, name: str) -> None:
    """Makes the indexes but those by which documents expire."""
    _index(database, definition, name, [each for each in definition.indexes if EXPIRES not in each])


def make_expire(database: Mongo, definition: Definition, name: str) -> None:
    """Makes the indexes by which documents expire; from now on they do."""
    _index(database, definition, name, [each for each in definition.indexes if EXPIRES in each])
    if EXPIRES in definition.options:
        database.command({"collMod": name, EXPIRES: definition.options[EXPIRES]})


def _index(
    database: Mongo, definition: Definition, name: str, indexes: Sequence[Mapping[str, Any]]
) -> None:
    """Makes indexes. One that has no collation is not to get that of its collection."""
    own = {"collation": SIMPLE} if "collation" in definition.options else {}
    made = [{**own, **index} for index in indexes]
    if made:
        database.command({"createIndexes": name, "indexes": made})
