"""The SQL dialects as data: how each database writes names, types and literals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mockcraft.core.kinds import KINDS
from mockcraft.errors import UserError, nearest


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one database writes names, types and literals.

    Attributes:
        name: its name.
        quote: around names; doubled within them.
        types: SQL type by kind, or by the kind's base; {p} and {s} are precision and scale.
        key_types: likewise of columns that are indexed, where that differs.
        adds_keys: whether foreign keys that close a circle are added after the rows.
        before_tables: what a dump begins with.
        begin: what begins the transaction.
        makes_tables_within: whether tables can be made within the transaction.
        backslash: whether a backslash is special in text.
        bytes: what stands before and after the hexadecimal digits of bytes.
        zoned: between date and time of a timestamp with time zone, and after it.
        seconds: whether intervals are numbers of seconds.
        schemas: whether `sales.leads` is the table `leads` of the schema `sales`, or just a name.
        holds_nul: whether text may have the character NUL in it.
        comment: a table's comment {}, behind the opening and the closing bracket of CREATE TABLE; empty where
            it is a statement of its own.
        table_options: what stands behind the closing bracket of every CREATE TABLE.
    """

    name: str
    quote: str
    types: Mapping[str, str]
    key_types: Mapping[str, str] = field(default_factory=dict)
    adds_keys: bool = True
    before_tables: str = ""
    begin: str = "BEGIN;\n"
    makes_tables_within: bool = True
    backslash: bool = False
    bytes: tuple[str, str] = ("X'", "'")
    zoned: tuple[str, str] = ("T", "Z")
    seconds: bool = True
    schemas: bool = True
    holds_nul: bool = True
    comment: tuple[str, str] = ("", "")
    table_options: str = ""

    def identifier(self, name: str) -> str:
        """A name in quotes, so that any name is legal."""
        return self.quote + name.replace(self.quote, self.quote * 2) + self.quote

    def identifiers(self, names: Sequence[str]) -> str:
        """Names in quotes, with commas."""
        return ", ".join(map(self.identifier, names))

    def split(self, name: str) -> tuple[str, str]:
        """The schema that a table's name is qualified with, "" for none, and its name there."""
        schema, dot, local = name.partition(".")
        return (schema, local) if dot and self.schemas else ("", name)

    def table(self, name: str) -> str:
        """The name of a table in quotes, and that of its schema where it has one."""
        schema, local = self.split(name)
        return f"{self.identifier(schema)}." * bool(schema) + self.identifier(local)

    def type_of(self, kind: str, indexed: bool = False) -> str:
        """The SQL type of a kind; one that has none is stored as its base."""
        tables = (self.key_types, self.types) if indexed else (self.types,)
        names = (kind, KINDS[kind].base)
        return next(table[name] for table in tables for name in names if name in table)


_POSTGRESQL = Dialect(
    "postgresql", '"',
    {
        "text": "text", "uuid": "uuid", "json": "jsonb", "integer": "bigint", "int32": "integer",
        "boolean": "boolean", "decimal": "numeric({p},{s})", "float": "double precision",
        "float32": "real", "date": "date", "timestamp": "timestamp",
        "timestamptz": "timestamp with time zone", "time": "time", "interval": "interval",
        "bytes": "bytea", "struct": "jsonb", "list": "jsonb",
    },
    before_tables="SET client_encoding = 'UTF8';\nSET standard_conforming_strings = on;\n",
    bytes=("'\\x", "'"), seconds=False, holds_nul=False,
)  # fmt: skip
# Text in MySQL is compared without case and accents by default; a key must tell Ca from CA. A column that
# refers to a key has the key's type, collation included.
_MYSQL_KEY = "varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
# TEXT takes 64 KiB, and the tables of a server may be in a character set of few characters, or in an engine
# that has no transactions.
_MYSQL = Dialect(
    "mysql", "`",
    {
        "text": "longtext", "uuid": "char(36)", "json": "json", "integer": "bigint", "int32": "int",
        "boolean": "boolean", "decimal": "decimal({p},{s})", "float": "double", "float32": "float",
        "date": "date", "timestamp": "datetime", "time": "time", "interval": "bigint",
        "bytes": "longblob", "struct": "json", "list": "json",
    },
    {"text": _MYSQL_KEY, "bytes": "varbinary(255)"},
    before_tables="SET NAMES utf8mb4;\n", begin="START TRANSACTION;\n", makes_tables_within=False,
    backslash=True, zoned=(" ", ""), comment=("", " COMMENT='{}'"),
    table_options=" ENGINE=InnoDB DEFAULT CHARSET=utf8mb4",
)  # fmt: skip
_SQLITE = Dialect(
    "sqlite", '"',
    {
        "text": "TEXT", "uuid": "TEXT", "json": "TEXT", "integer": "INTEGER", "boolean": "BOOLEAN",
        "decimal": "NUMERIC({p},{s})", "float": "REAL", "date": "DATE", "timestamp": "DATETIME",
        "time": "TIME", "interval": "INTEGER", "bytes": "BLOB", "struct": "TEXT", "list": "TEXT",
    },
    adds_keys=False, begin="BEGIN;\nPRAGMA defer_foreign_keys = ON;\n", schemas=False,
    comment=(" /* {} */", ""),
)  # fmt: skip
DIALECTS = {each.name: each for each in (_POSTGRESQL, _MYSQL, _SQLITE)}


def dialect_of(name: str) -> Dialect:
    """The dialect of that name; raises UserError for one that is not known."""
    if name not in DIALECTS:
        raise UserError(f"dialect {name!r} is not known{nearest(name, DIALECTS, 'one of')}")
    return DIALECTS[name]
