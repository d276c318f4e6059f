"""What a table of a schema file says of its collection: `mongodb: {indexes: …}`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from mockcraft.options import OptionError, check_column
from mockcraft.parameter import Between

if TYPE_CHECKING:
    from mockcraft.core.plan import Table

DATES = ("date", "timestamp", "timestamptz")
PLACES = ("json", "struct", "list")  # kinds of what can be a point of GeoJSON
LONGEST_S = 2**31 - 1  # that MongoDB takes


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """An index of a collection."""

    columns: Annotated[
        tuple[str, ...],
        Between(1, 32),
        "fields that it is of, in order; a member of a sub-document or an array as address.city; downwards with -",
    ]
    unique: Annotated[bool, "whether no two documents may have the same values"] = False
    expire_after: Annotated[
        int,
        Between(-1, LONGEST_S),
        "seconds after which a document goes, by the date in the field; -1 for never",
    ] = -1
    kind: Annotated[
        Literal["plain", "2dsphere", "hashed"], "2dsphere for places (GeoJSON) in the first field"
    ] = "plain"

    @property
    def keys(self) -> list[tuple[str, int | str]]:
        """The fields as MongoDB takes them."""
        plain: list[tuple[str, int | str]] = [
            (name.removeprefix("-"), -1 if name.startswith("-") else 1) for name in self.columns
        ]
        return plain if self.kind == "plain" else [(plain[0][0], self.kind), *plain[1:]]

    @property
    def expires(self) -> bool:
        """Whether MongoDB deletes documents by it."""
        return self.expire_after >= 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MongoOptions:
    """See options.Options."""

    indexes: Annotated[tuple[Index, ...], "indexes besides those of keys and references"] = ()

    def check(self, table: "Table") -> None:
        """See options.Options."""
        for number, index in enumerate(self.indexes):
            at = ("indexes", str(number), "columns")
            names = [name for name, _ in index.keys]
            for name in names:
                check_column(table, name.partition(".")[0], *at)
            if len(set(names)) < len(names):
                raise OptionError("a field stands twice in the index (leave one out)", *at)
            if index.expires:
                _check_expiry(table, names, number)
            if index.kind == "2dsphere":
                _check_place(table, names[0], at)
            if index.unique and (index.kind != "plain" or index.expires):
                what = "by which documents expire" if index.expires else f"of the kind {index.kind}"
                raise OptionError(f"an index {what} is not unique (leave unique out)", *at)


def _check_expiry(table: "Table", names: Sequence[str], number: int) -> None:
    at = ("indexes", str(number), "expire_after")
    if len(names) > 1 or names == ["_id"]:
        raise OptionError(
            "documents expire by one field, which is not _id (give it an index of its own)", *at
        )
    if "." not in names[0] and table.column(names[0]).type.kind not in DATES:
        kind = table.column(names[0]).type
        raise OptionError(
            f"{names[0]} is {kind}: documents expire by a date (name another column)", *at
        )


def _check_place(table: "Table", name: str, at: tuple[str, ...]) -> None:
    kind = table.column(name.partition(".")[0]).type.kind
    if kind not in PLACES:
        raise OptionError(
            f"{name} is {kind}: a 2dsphere index is of places (name a column of GeoJSON)", *at
        )
