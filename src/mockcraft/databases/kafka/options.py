"""What a table of a schema file says of its topic: `kafka: {key: …, partitions: …}`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from mockcraft.dataclass import dataclass
from mockcraft.options import OptionError, unknown_column
from mockcraft.parameter import Between

if TYPE_CHECKING:
    from mockcraft.core.plan import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class KafkaOptions:
    """See options.Options."""

    key: Annotated[
        tuple[str, ...],
        Between(1, 32),
        "columns whose values are the key of a message; default: the primary key, or else another that tells rows apart",
    ] = ()
    partitions: Annotated[
        int | None,
        Between(1, 10_000),
        "how many partitions a topic has that a run makes; default: as many as the broker gives",
    ] = None

    def problems(self, table: "Table") -> Iterator[OptionError]:
        """See options.Options."""
        for name in self.key:
            if error := unknown_column(table, name, "key"):
                yield error


def options_of(table: "Table") -> KafkaOptions:
    """Of a table; the defaults where it says nothing."""
    found: KafkaOptions = table.options.get("kafka", KafkaOptions())
    return found


def key_of(table: "Table") -> tuple[str, ...]:
    """The columns of a message's key; () for messages without one."""
    from mockcraft.formats.key_columns import ROW_NUMBER, id_of
    from mockcraft.formats.key_templates import fields_of

    if chosen := options_of(table).key:
        return chosen
    apart = id_of(table)
    return () if apart == ROW_NUMBER else fields_of(apart)
