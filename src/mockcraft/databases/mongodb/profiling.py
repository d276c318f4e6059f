"""What the documents of a collection look like: see traits.Profiler. Fields that are null are as those that are not there."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from pymongo.database import Database

from mockcraft.dataclass import dataclass

Extent = tuple[int, str | None, str | None]
Stage = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MongoProfiler:
    """Asks a database by its aggregations.

    Attributes:
        database: pymongo's.
        told: turns pymongo's errors about a collection into those for people.
    """

    database: Database[dict[str, Any]]
    told: Callable[[str], AbstractContextManager[None]]

    def extents(self, table: str, columns: Sequence[str], ordered: Collection[str]) -> list[Extent]:
        """See traits.Profiler."""
        asked: dict[str, Any] = {"_id": None}
        for place, name in enumerate(columns):
            there = {"$gt": [f"${name}", None]}
            asked[f"n{place}"] = {"$sum": {"$cond": [there, 1, 0]}}
            if name in ordered:
                asked |= {f"low{place}": {"$min": f"${name}"}, f"high{place}": {"$max": f"${name}"}}
        found = self._asked(table, {"$group": asked})
        row = found[0] if found else {}
        return [
            (int(row.get(f"n{n}", 0)), _text(row.get(f"low{n}")), _text(row.get(f"high{n}")))
            for n in range(len(columns))
        ]

    def at(
        self, table: str, column: str, places: Sequence[int], lengths: bool = False
    ) -> list[str]:
        """See traits.Profiler."""
        text = {"$convert": {"input": f"${column}", "to": "string", "onError": ""}}  # of any type
        value = {"$strLenCP": text} if lengths else f"${column}"
        stages = (_there(column), {"$project": {"_id": 0, "v": value}}, {"$sort": {"v": 1}})
        known = {}
        for place in set(places):
            (found,) = self._asked(table, *stages, {"$skip": place - 1}, {"$limit": 1})
            known[place] = str(_text(found["v"]))
        return [known[each] for each in places]

    def distinct(self, table: str, column: str) -> int:
        """See traits.Profiler."""
        found = self._asked(
            table, _there(column), {"$group": {"_id": f"${column}"}}, {"$count": "n"}
        )
        return int(found[0]["n"]) if found else 0

    def weights(self, table: str, column: str, most: int) -> list[int]:
        """See traits.Profiler."""
        counts = {"$project": {"_id": 0, "n": 1}}
        return [int(each["n"]) for each in self._asked(table, *_groups(column, most), counts)]

    def labels(self, table: str, column: str, most: int) -> list[tuple[str, int]]:
        """See traits.Profiler."""
        found = self._asked(table, *_groups(column, most))
        return [(str(_text(each["_id"])), int(each["n"])) for each in found]

    def alike(self, table: str, columns: Sequence[str]) -> list[tuple[int, int]]:
        """See traits.Profiler."""
        key = {f"c{place}": f"${name}" for place, name in enumerate(columns)}
        found = self._asked(
            table, *map(_there, columns), {"$group": {"_id": key, "n": {"$sum": 1}}},
            {"$group": {"_id": "$n", "times": {"$sum": 1}}}, {"$sort": {"_id": 1}},
        )  # fmt: skip
        return [(int(each["_id"]), int(each["times"])) for each in found]

    def _asked(self, table: str, *stages: Stage) -> list[dict[str, Any]]:
        with self.told(table):
            return list(self.database[table].aggregate(list(stages), allowDiskUse=True))


def _there(column: str) -> Stage:
    """The documents that have a value in a field."""
    return {"$match": {column: {"$ne": None}}}


def _groups(column: str, most: int) -> tuple[Stage, ...]:
    counted = {"$group": {"_id": f"${column}", "n": {"$sum": 1}}}
    return _there(column), counted, {"$sort": {"n": -1, "_id": 1}}, {"$limit": most}


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, bool):
        return None if value is None else str(value).lower()
    return value.replace(tzinfo=None).isoformat() if isinstance(value, datetime) else str(value)
