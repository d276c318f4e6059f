"""A schema that a client sends: its text, its settings, bounded and without reach beyond the request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any

from mockcraft.counts import table_counts
from mockcraft.dataclass import dataclass
from mockcraft.errors import Place, Problem, SchemaError
from mockcraft.server.json_text import NotJson, read_json_text
from mockcraft.setting import Setting
from mockcraft.settings import SCALE, SCHEMA_FALLBACK, SCHEMA_LOCALE, SCHEMA_NOW, SCHEMA_SEED
from mockcraft.wording import worded

if TYPE_CHECKING:  # Arrow and sqlglot, which a server needs when the first schema comes
    from mockcraft.core.plan import Plan
    from mockcraft.schema.bind import Overrides
    from mockcraft.schema.source import Node
    from mockcraft.schema.spec import SchemaSpec

NAME = "schema.yaml"  # what messages call it
# Bounds that keep the plan of an upload below some seconds of one core; measured on a 2-core machine. What
# comes near several of them is ended by its time, see `turns`.
MAX_VALUES = 50_000  # with aliases followed: 0.6 s to read
MAX_COLUMNS = 2_000  # of all tables, nested ones counted: 7 s where each is a unique email
MAX_PARENTS = 20_000_000  # whose children are counted: 0.2 s

COUNTS = Setting(
    "counts", str, (), "Rows of a table, as table=rows; repeat for several, or put commas between them",
    many=True,
)  # fmt: skip
SETTINGS = (SCHEMA_SEED, SCHEMA_LOCALE, SCHEMA_FALLBACK, SCHEMA_NOW, SCALE, COUNTS)
WORDS = {
    "table_count": "counts {}",
    "scale": "scale",
    "locale": "locale",
    "fallback": "fallback",
    "give_fallback": "fallback={}",
    "now": "now",
}


def _no_overrides() -> Overrides:
    from mockcraft.schema.bind import Overrides

    return Overrides()


@dataclass(frozen=True, slots=True)
class Upload:
    """A schema as a client has sent it. It pickles.

    Attributes:
        text: of the schema.
        json: whether the text is JSON, whose problems have a path in place of a line.
        overrides: what its settings set over the schema.
        settings: values by name of the further settings that the endpoint takes, see `receiving`.
    """

    text: str
    json: bool = False
    overrides: Overrides = field(default_factory=_no_overrides)
    settings: Mapping[str, Any] = field(default_factory=dict)

    def load(self) -> tuple[SchemaSpec, Plan]:
        """Its specification and its plan; raises UserError.

        SchemaError has all problems, each with its place.
        """
        from mockcraft.schema.bind import bind
        from mockcraft.schema.reader import read_spec

        with worded(WORDS):
            spec, problems = read_spec(self._nodes())
            if spec.database is not None:
                message = "a schema that is sent names no database (remove it)"
                problems.append(Problem(spec.place("database"), message))
            columns = sum(map(_columns, spec.tables))
            if columns > MAX_COLUMNS:
                message = f"{columns:,} columns, a schema that is sent has at most {MAX_COLUMNS:,}"
                raise SchemaError(Problem(spec.place(), message))
            return spec, bind(spec, self.overrides, problems)

    def _nodes(self) -> Node:
        from mockcraft.schema import source

        if not self.json:
            return source.parse(self.text, NAME, MAX_VALUES)
        return _json_nodes(self.text)


def _columns(table: Any) -> int:
    """Columns of a table, or members of a column, with all that is nested in them."""
    inner = getattr(table, "columns", None)
    return sum(1 + _columns(each) for each in (table.members if inner is None else inner))


def take_overrides(values: dict[str, Any]) -> Overrides:
    """What the values of SETTINGS set over a schema; they are taken out of `values`."""
    from mockcraft.schema.bind import Overrides

    return Overrides(
        seed=values.pop("seed"),
        locale=values.pop("locale"),
        counts=table_counts(_listed(values.pop("counts")), "counts"),
        scale=values.pop("scale"),
        now=values.pop("now"),
        fallback=values.pop("fallback"),
    )


def _listed(texts: Sequence[str]) -> list[str]:
    return [each.strip() for text in texts for each in text.split(",")]


def _json_nodes(text: str) -> Node:
    """The nodes of JSON; raises SchemaError."""
    from mockcraft.schema import source

    try:
        data = read_json_text(text)
    except NotJson as error:
        place = Place(NAME, error.line, error.column)
        raise SchemaError(Problem(place, f"this is not JSON: {error}")) from None
    if _size(data, MAX_VALUES) > MAX_VALUES:
        message = f"the schema has more than {MAX_VALUES:,} values"
        raise SchemaError(Problem(Place(NAME, 0, 0), message))
    return source.nodes_of(data, NAME)


def _size(data: Any, most: int) -> int:
    """How many values there are; counting ends beyond `most`."""
    count, waiting = 0, [data]
    while waiting and count <= most:
        each = waiting.pop()
        count += 1
        if isinstance(each, dict):
            waiting += each.values()
            count += len(each)
        elif isinstance(each, list):
            waiting += each
    return count
