"""How the rows of a table become keys of Redis, as the schema file says it: `redis: {as: hash, key: "user:{id}"}`."""

import re
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from mockcraft.core.plan import Table
from mockcraft.dataclass import dataclass
from mockcraft.errors import ParameterError
from mockcraft.formats.key_columns import (
    KIND_NAMES,
    ROW_NUMBER,
    column_problems,
    id_of,
    null_problems,
    own_problems,
    tells_apart,
    touching_problems,
)
from mockcraft.formats.key_kinds import Kind, clashing, meeting, strange_keys
from mockcraft.formats.key_templates import Template, fields_of, template_of
from mockcraft.options import OptionError, unknown_column
from mockcraft.parameter import Between

ONE_KEY_A_ROW = ("hash", "json", "string")  # the others collect rows under one key
NUMBERS = (
    "integer",
    "int32",
    "decimal",
    "float",
    "float32",
    "date",
    "timestamp",
    "timestamptz",
    "interval",
)
MOMENTS = ("date", "timestamp", "timestamptz")
SECONDS = ("integer", "int32", "interval", *MOMENTS)
TEXT_LENGTH = Between(1, 1_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyspace:
    """See options.Options: the key `redis` of a table."""

    as_: Annotated[
        Literal["hash", "json", "string", "list", "set", "zset", "stream"], "what a row becomes"
    ] = "hash"
    key: Annotated[
        str | None,
        TEXT_LENGTH,
        "key of a row, such as user:{id}; default: the table's name and the primary key",
    ] = None
    value: Annotated[
        str | None,
        TEXT_LENGTH,
        "text of a string, or of a member, such as {sku}; default: the row as JSON",
    ] = None
    score: Annotated[str | None, "column that gives a member of a zset its score"] = None
    ttl: Annotated[
        str | None, "seconds a key lives, or a column of seconds, or of times at which it ends"
    ] = None
    ids: Annotated[str | None, TEXT_LENGTH, "key of a set of all ids"] = None
    lookups: Annotated[
        tuple[str, ...], "keys that hold a row's id, such as user:email:{email}"
    ] = ()  # fmt: skip

    # ------------------------------------------------------------------ checks

    def problems(self, table: Table) -> Iterator[OptionError]:
        """See options.Options."""
        yield from self._template_problems(table)
        yield from self._part_problems(table)
        yield from self._ttl_problems(table)
        kinds = self.kinds(table)
        for kind in kinds:
            at = kind.path
            if at[0] == "lookups" or (at == ("key",) and self.as_ in ONE_KEY_A_ROW):
                yield from own_problems(table, kind.template, *at)
            yield from touching_problems(kind.template, *at)
            yield from strange_keys(table, kind)
        yield from meeting(kinds)

    @staticmethod
    def clashes(tables: Sequence[Table]) -> Iterator[tuple[Table, OptionError]]:
        """See options.SharedOptions: rows of one table would overwrite those of another, and go with them."""
        ordered = sorted(tables, key=lambda table: "redis" in table.options)
        yield from clashing((table, keyspace_of(table).kinds(table)) for table in ordered)

    def kinds(self, table: Table) -> list[Kind]:
        """All kinds of keys that its rows make, but of the templates with which something is wrong."""
        broken = {error.path for error in self._template_problems(table)}
        made = []
        if ("key",) not in broken:
            made.append(Kind(table, self.key_of(table), "the key of a row", "key"))
        for number, text in enumerate(self.lookups):
            path = ("lookups", str(number))
            if path not in broken:
                made.append(Kind(table, template_of(text), f"a key of the lookup {text!r}", *path))
        if self.ids is not None:
            made.append(Kind(table, (self.ids,), "the key of the ids", "ids"))
        return made

    def _template_problems(self, table: Table) -> Iterator[OptionError]:
        given = {("key",): self.key, ("value",): self.value}
        lookups = {("lookups", str(number)): text for number, text in enumerate(self.lookups)}
        for path, text in (given | lookups).items():
            if text is None:
                continue
            try:
                template = template_of(text)
            except ParameterError as error:
                yield OptionError(str(error), *path)
                continue
            wrong = list(column_problems(table, template, *path))
            yield from wrong
            if path == ("key",) and not wrong:
                yield from null_problems(table, template, *path)

    def _part_problems(self, table: Table) -> Iterator[OptionError]:
        """Of what some kinds of keys have and others not."""
        if self.value is not None and self.as_ in ("hash", "json", "stream"):
            yield OptionError(f"value has no effect on as: {self.as_} (remove it)", "value")
        if self.as_ == "zset" and self.score is None:
            yield OptionError("a zset needs a score (name a column of numbers or times)", "as")
        if self.score is None:
            return
        if self.as_ != "zset":
            yield OptionError(f"score has no effect on as: {self.as_} (remove it)", "score")
        elif error := unknown_column(table, self.score, "score"):
            yield error
        else:
            column = table.column(self.score)
            kind = column.type.kind
            if kind not in NUMBERS or column.nullable:
                what = "can be null" if kind in NUMBERS else f"is {KIND_NAMES.get(kind, kind)}"
                wanted = "name a column of numbers or times in every row"
                yield OptionError(f"score={self.score!r} {what} ({wanted})", "score")

    def _ttl_problems(self, table: Table) -> Iterator[OptionError]:
        if self.ttl is None:
            return
        if self.seconds is not None:
            if not 1 <= self.seconds <= 2**31:
                yield OptionError(f"ttl={self.ttl!r} is outside 1..{2**31}", "ttl")
            return
        if error := unknown_column(table, self.ttl, "ttl"):
            yield error
            return
        column = table.column(self.ttl)
        if column.type.kind not in SECONDS:
            wanted = "name a column of whole numbers, intervals, dates or times"
            yield OptionError(f"ttl={self.ttl!r} is {column.type} ({wanted})", "ttl")
        if self.as_ not in ONE_KEY_A_ROW:
            yield OptionError(
                f"ttl={self.ttl!r} is of one row, and a {self.as_} is the key of many (give seconds)",
                "ttl",
            )

    # ------------------------------------------------------------------ what it says of a table

    @property
    def seconds(self) -> int | None:
        """The fixed TTL; None for one that a column gives, or none."""
        return int(self.ttl) if self.ttl and re.fullmatch(r"-?[0-9]+", self.ttl) else None

    def key_of(self, table: Table) -> Template:
        """The template of a row's key."""
        if self.key is not None:
            return template_of(self.key)
        return (f"{table.name}:", *id_of(table)) if self.as_ in ONE_KEY_A_ROW else (table.name,)

    def equal_rows(self, table: Table) -> Literal["none", "kept", "merged"]:
        """See traits.CollectingConnection."""
        if self.as_ not in ("list", "set", "zset"):
            return "none"
        value = self.value_of(table)
        names = {*fields_of(self.key_of(table)), *(fields_of(value) if value else ())}
        whole = value is None and (id_of(table) != ROW_NUMBER)
        if whole or tells_apart(table, names):
            return "none"
        return "kept" if self.as_ == "list" else "merged"

    def value_of(self, table: Table) -> Template | None:
        """The template of a string or a member; None for the row as JSON."""
        return None if self.value is None else template_of(self.value)


def keyspace_of(table: Table) -> Keyspace:
    """What a table says of Redis, or the defaults."""
    found: Keyspace = table.options.get("redis", _DEFAULT)
    return found


_DEFAULT = Keyspace()
