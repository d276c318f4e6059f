"""What a table of a schema file says of its collection: `mongodb: {indexes: …}`."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from mockcraft.dataclass import dataclass
from mockcraft.errors import nearest
from mockcraft.formats.key_columns import tells_apart
from mockcraft.options import OptionError, unknown_column
from mockcraft.parameter import Between
from mockcraft.stored import StoredUnique

if TYPE_CHECKING:
    from mockcraft.core.plan import Table
    from mockcraft.core.types import Type

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
        int | None,
        Between(0, LONGEST_S),
        "seconds after which a document goes, by the date in the field; default: never",
    ] = None
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
        return self.expire_after is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class MongoOptions:
    """See options.Options."""

    indexes: Annotated[tuple[Index, ...], "indexes besides those of keys and references"] = ()

    def problems(self, table: "Table") -> Iterator[OptionError]:
        """See options.Options: of each index the first."""
        for number, index in enumerate(self.indexes):
            try:
                _check_index(table, index, number)
                if index.keys in [other.keys for other in self.indexes[:number]]:
                    at = ("indexes", str(number), "columns")
                    raise OptionError("the index stands there twice (leave one out)", *at)
            except OptionError as error:
                yield error

    def told_apart(self, table: "Table") -> Sequence[StoredUnique]:
        """See traits.ApartOptions: unique indexes of members and arrays, whose columns cannot be unique."""
        found = []
        for index in self.indexes:
            names = _fields(index)
            if not index.unique or tells_apart(table, set(names)):
                continue
            columns = [table.column(name.partition(".")[0]) for name in names]
            leaves_out = any(each.nullable or each.type.kind == "list" for each in columns)
            found.append(StoredUnique(f"of {', '.join(names)}", names, nulls=not leaves_out))
        return found


def _fields(index: Index) -> tuple[str, ...]:
    return tuple(name for name, _ in index.keys)


def _check_index(table: "Table", index: Index, number: int) -> None:
    at = ("indexes", str(number), "columns")
    names = [name for name, _ in index.keys]
    types = [_type_at(table, name, at) for name in names]
    if len(set(names)) < len(names):
        raise OptionError("a field stands twice in the index (leave one out)", *at)
    if names == ["_id"] and index.kind == "plain":
        raise OptionError("MongoDB makes the index of _id by itself (leave it out)", *at)
    _check_arrays(table, index, types, at)
    if index.expires:
        _check_expiry(names, types, number)
    if index.kind == "2dsphere":
        _check_place(table, names[0], at)
    if index.unique and (index.kind != "plain" or index.expires):
        what = "by which documents expire" if index.expires else f"of the kind {index.kind}"
        raise OptionError(f"an index {what} is not unique (leave unique out)", *at)
    if index.unique:
        _check_apart(table, names, at)


def _check_apart(table: "Table", names: Sequence[str], at: tuple[str, ...]) -> None:
    """Columns that may be the same in two rows; of members and arrays the rows themselves tell, see `told_apart`."""
    plain = {column.name for column in table.columns if not column.type.nested}
    if table.count < 2 or not plain.issuperset(names) or tells_apart(table, set(names)):
        return
    wanted = f"give {names[0]} unique: true" if len(names) == 1 else "name a unique column too"
    raise OptionError(
        f"two documents of {table.name} may have the same {', '.join(names)} ({wanted}, or leave unique out)",
        *at,
    )


def _type_at(table: "Table", path: str, at: tuple[str, ...]) -> "Type | None":
    """The type of a field, or of a member within; None where a document of JSON has what it has."""
    first, _, rest = path.partition(".")
    for child in table.embeds:
        if first == child.rpartition(".")[2]:
            raise OptionError(
                f"{first} are the rows of the table {child} (name the index there: tables.{child}.mongodb.indexes, "
                f"of {rest or 'its columns'})", *at,
            )  # fmt: skip
    if error := unknown_column(table, first, *at):
        raise error
    type_, known = table.column(first).type, first
    while rest:
        while type_.item is not None:
            type_ = type_.item
        if type_.kind == "json":
            return None
        name, _, rest = rest.partition(".")
        members = dict(type_.fields)
        if name not in members:
            hint = nearest(name, members) if members else " (name the column alone)"
            raise OptionError(f"{known} has no member {name!r}{hint}", *at)
        type_, known = members[name], f"{known}.{name}"
    return type_


def _check_arrays(
    table: "Table", index: Index, types: "Sequence[Type | None]", at: tuple[str, ...]
) -> None:
    """Of two arrays in a document MongoDB has no index, and no hashed one of any."""
    arrays = {
        name.partition(".")[0]
        for (name, _), type_ in zip(index.keys, types, strict=True)
        if "list" in (table.column(name.partition(".")[0]).type.kind, type_ and type_.kind)
    }
    if arrays and index.kind == "hashed":
        raise OptionError(
            f"{min(arrays)} is an array: MongoDB hashes none (choose another kind)", *at
        )
    if len(arrays) > 1:
        both = " and ".join(sorted(arrays)[:2])
        raise OptionError(f"{both} are arrays: MongoDB has no index of two (make one of each)", *at)


def _check_expiry(names: Sequence[str], types: "Sequence[Type | None]", number: int) -> None:
    at = ("indexes", str(number), "expire_after")
    if len(names) > 1 or names == ["_id"]:
        raise OptionError(
            "documents expire by one field, which is not _id (give it an index of its own)", *at
        )
    type_ = types[0]
    while type_ is not None and type_.item is not None:  # the earliest of an array counts
        type_ = type_.item
    if type_ is None or type_.kind not in DATES:
        raise OptionError(
            f"{names[0]} is {type_ or 'JSON'}: documents expire by a date (name another column)",
            *at,
        )


def _check_place(table: "Table", name: str, at: tuple[str, ...]) -> None:
    kind = table.column(name.partition(".")[0]).type.kind
    if kind not in PLACES:
        raise OptionError(
            f"{name} is {kind}: a 2dsphere index is of places (name a column of GeoJSON)", *at
        )
