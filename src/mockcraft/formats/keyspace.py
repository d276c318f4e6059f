"""How the rows of a table become keys of Redis, as the schema file says it: `redis: {as: hash, key: "user:{id}"}`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Annotated, Literal

from mockcraft.core.plan import Column, Table
from mockcraft.errors import ParameterError
from mockcraft.formats.key_overlap import overlap
from mockcraft.formats.key_templates import (
    Field,
    Template,
    fields_of,
    is_of_any_key,
    pattern_of,
    template_of,
    text_of,
)
from mockcraft.formats.own_keys import own_key
from mockcraft.options import OptionError, check_column
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


class _Kind:
    """A kind of keys of a table: their pattern, what they are for messages, and the path to their option."""

    def __init__(self, table: Table, template: Template, what: str, *path: str) -> None:
        self.template = template
        self.pattern = pattern_of(table, template)
        self.lead = template[0] if template and isinstance(template[0], str) else ""
        self.what = what
        self.path = path

    def __str__(self) -> str:
        return f"{self.path[0]}={text_of(self.template)!r}"

    def meets(self, other: "_Kind") -> bool:
        """Whether a key could be of both."""
        one, two = self.lead, other.lead  # compared first, which is quick: most end here
        return (one.startswith(two) or two.startswith(one)) and overlap(self.pattern, other.pattern)


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

    def check(self, table: Table) -> None:
        """See options.Options."""
        self._check_templates(table)
        self._check_parts(table)
        self._check_ttl(table)
        if self.as_ in ONE_KEY_A_ROW:
            _check_own(table, self.key_of(table), "key")
        for number, lookup in enumerate(self.lookups):
            _check_own(table, template_of(lookup), "lookups", str(number))
        self._check_free(table)
        self._check_apart(table)

    @staticmethod
    def clashes(tables: Sequence[Table]) -> Iterator[tuple[Table, OptionError]]:
        """See options.SharedOptions: rows of one table would overwrite those of another, and go with them."""
        seen: list[tuple[Table, _Kind]] = []
        for table in sorted(tables, key=lambda table: "redis" in table.options):
            kinds = keyspace_of(table).kinds(table)
            pairs = ((kind, each, other) for other, each in seen for kind in kinds)
            for kind, each, other in pairs:
                if kind.meets(each):
                    message = (
                        f"{kind} could be {each.what} of {other.name}, {text_of(each.template)!r} "
                        "(begin one of them with a text of its own)"
                    )
                    yield table, OptionError(message, *kind.path)
                    break
            seen += [(table, kind) for kind in kinds]

    def _check_free(self, table: Table) -> None:
        """Raises OptionError for keys that could be those in which runs keep their books, or anybody's."""
        for kind in self.kinds(table):
            if taken := own_key(table, kind.template):
                raise OptionError(
                    f"{kind} could be the key {taken}, in which runs keep their own books (choose another)", *kind.path
                )  # fmt: skip
            if is_of_any_key(table, kind.template):
                text = text_of(kind.template)
                better = (
                    f"{table.name}:{text}" if kind.path == ("key",) else f"{table.name}:by:{text}"
                )
                raise OptionError(
                    f"{kind} could be any key, so emptying {table.name} would delete those of others (write {better})",
                    *kind.path,
                )  # fmt: skip

    def _check_apart(self, table: Table) -> None:
        """Raises OptionError for two kinds of keys of which one could be the other: it would be overwritten."""
        for one, other in combinations(self.kinds(table), 2):
            if one.meets(other):
                raise OptionError(f"{other} could be {one.what} (choose another)", *other.path)

    def kinds(self, table: Table) -> list["_Kind"]:
        """All kinds of keys that its rows make."""
        made = [_Kind(table, self.key_of(table), "the key of a row", "key")]
        for number, text in enumerate(self.lookups):
            what = f"a key of the lookup {text!r}"
            made.append(_Kind(table, template_of(text), what, "lookups", str(number)))
        if self.ids is not None:
            made.append(_Kind(table, (self.ids,), "the key of the ids", "ids"))
        return made

    def _check_templates(self, table: Table) -> None:
        given = [("key", self.key), ("value", self.value)]
        paths: list[tuple[tuple[str, ...], str]] = [
            ((name,), text) for name, text in given if text is not None
        ]
        paths += [(("lookups", str(i)), text) for i, text in enumerate(self.lookups)]
        for path, text in paths:
            try:
                template = template_of(text)
            except ParameterError as error:
                raise OptionError(str(error), *path) from None
            for name in fields_of(template):
                check_column(table, name, *path)
                _check_field(table.column(name), *path)
            if path == ("key",):
                for name in fields_of(template):
                    _check_never_null(table.column(name), *path)
        if (
            self.key is not None
            and not fields_of(template_of(self.key))
            and self.as_ in ONE_KEY_A_ROW
        ):
            raise OptionError(f"key={self.key!r} is one key for all rows{_advice(table)}", "key")

    def _check_parts(self, table: Table) -> None:
        if self.value is not None and self.as_ in ("hash", "json", "stream"):
            raise OptionError(f"value has no effect on as: {self.as_} (remove it)", "value")
        if self.as_ == "zset":
            if self.score is None:
                raise OptionError("a zset needs a score (name a column of numbers or times)", "as")
            check_column(table, self.score, "score")
            column = table.column(self.score)
            if column.type.kind not in NUMBERS or column.nullable:
                kind = column.type.kind
                what = "can be null" if kind in NUMBERS else f"is {_WHAT.get(kind, kind)}"
                raise OptionError(
                    f"score={self.score!r} {what} (name a column of numbers or times in every row)",
                    "score",
                )
        elif self.score is not None:
            raise OptionError(f"score has no effect on as: {self.as_} (remove it)", "score")

    def _check_ttl(self, table: Table) -> None:
        if self.ttl is None:
            return
        if self.seconds is not None:
            if not 1 <= self.seconds <= 2**31:
                raise OptionError(f"ttl={self.ttl!r} is outside 1..{2**31}", "ttl")
            return
        check_column(table, self.ttl, "ttl")
        column = table.column(self.ttl)
        if column.type.kind not in SECONDS:
            raise OptionError(
                f"ttl={self.ttl!r} is {column.type} (name a column of whole numbers, intervals, dates or times)",
                "ttl",
            )
        if self.as_ not in ONE_KEY_A_ROW:
            raise OptionError(
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

    def value_of(self, table: Table) -> Template | None:
        """The template of a string or a member; None for the row as JSON."""
        return None if self.value is None else template_of(self.value)


def keyspace_of(table: Table) -> Keyspace:
    """What a table says of Redis, or the defaults."""
    found: Keyspace = table.options.get("redis", _DEFAULT)
    return found


_DEFAULT = Keyspace()


def id_of(table: Table) -> Template:
    """What tells a row apart: the primary key or another, joined by colons; the row's number where there is none."""
    group = next(_groups(table, nullable=False), None)
    names = [""] if group is None else group
    parts: list[str | Field] = []
    for name in names:
        parts += [":", Field(name)] if parts else [Field(name)]
    return tuple(parts)


def _groups(table: Table, nullable: bool) -> Iterator[tuple[str, ...]]:
    """Groups of columns that tell rows apart and are plain, the primary key first."""
    alone = [(column.name,) for column in table.columns if column.unique]
    for group in (table.primary_key, *table.uniques, *alone):
        columns = [table.column(name) for name in group]
        if group and (nullable or not any(c.nullable for c in columns)):
            yield group


def _check_own(table: Table, template: Template, *path: str) -> None:
    """Raises OptionError where two rows may have one key."""
    names = fields_of(template)
    text = text_of(template)
    if "" not in names and not any(set(group) <= set(names) for group in _groups(table, True)):
        raise OptionError(
            f"two rows of {table.name} may have the key {text!r}{_advice(table)}", *path
        )
    for left, right in pairwise(template):
        if isinstance(left, Field) and isinstance(right, Field):
            raise OptionError(
                f"{text!r} has {left.name} and {right.name} with nothing between them, so two rows may have one key "
                f"(write {{{left.name}}}:{{{right.name}}})", *path
            )  # fmt: skip


def _advice(table: Table) -> str:
    key = ":".join(f"{{{name}}}" for name in next(_groups(table, nullable=False), ()))
    wanted = f"put {key} in it" if key else "put unique columns in it"
    return f", which would be lost but for the last ({wanted}, or collect rows by as: list)"


_WHAT = {"struct": "a sub-document", "list": "an array", "json": "JSON", "bytes": "binary"}


def _check_field(column: Column, *path: str) -> None:
    kind = column.type.kind
    if column.type.nested or kind in ("json", "bytes"):
        more = ", or leave value out for the row as JSON" if path == ("value",) else ""
        raise OptionError(
            f"{column.name} is {_WHAT.get(kind, kind)}, which is no part of a text (name another column{more})",
            *path,
        )


def _check_never_null(column: Column, *path: str) -> None:
    if column.nullable:
        raise OptionError(
            f"{column.name} can be null, and every row has a key (set its nulls to 0)", *path
        )
