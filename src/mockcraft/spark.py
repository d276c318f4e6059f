"""Tables of a schema as data frames of Apache Spark, and as a data source; for files and databases see `--engine spark`.

    df = mockcraft.spark.dataframe(spark, "shop.yaml", "users")

    mockcraft.spark.register(spark)
    df = spark.read.format("mockcraft").option("schema", "shop.yaml").option("table", "users").load()

Rows are made by the executors, which need MockCraft installed; the schema file is read here alone.
"""

import os
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.datasource import DataSource, DataSourceReader, InputPartition
from pyspark.sql.pandas.types import from_arrow_schema
from pyspark.sql.types import StructType

from mockcraft.api import TableView, load
from mockcraft.dataclass import dataclass
from mockcraft.errors import UserError

PART_ROWS = 250_000  # of a task, where nothing is said of parts
AnyNumber = TypeVar("AnyNumber", int, float)
OPTIONS = ("schema", "table", "seed", "scale", "parts")  # of the data source


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a table in parts; it pickles.

    Attributes:
        view: the rows.
        types: of their columns in Arrow, as Spark has them.
        parts: how many tasks make them.
    """

    view: TableView
    types: pa.Schema
    parts: int

    def make(self, part: int) -> Iterator[pa.RecordBatch]:
        """The rows of part `part`, counted from 0."""
        rows = len(self.view)
        mine = self.view[rows * part // self.parts : rows * (part + 1) // self.parts]
        for batch in pa.RecordBatchReader.from_stream(mine):
            yield batch.cast(self.types)


def dataframe(
    spark: SparkSession,
    schema: str | os.PathLike[str] | Mapping[str, Any],
    table: str,
    *,
    parts: int | None = None,
    **given: Any,
) -> DataFrame:
    """The rows of a table as a data frame, the same whatever the parts and the cluster.

    Times of day are texts, as Spark before 4.1 has no type for them; documents are structs.

    Args:
        spark: the session, also one of Spark Connect.
        schema: path of a schema file, or a dict of the same form.
        table: its name.
        parts: how many tasks make the rows; by default one for each 250,000.
        given: seed, locale, fallback, counts, scale, now and folder, see mockcraft.load.

    Raises:
        MockcraftError: something is wrong with the schema, or it has no such table.
    """
    rows = _rows(load(schema, **given)[table], parts)

    def make(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for part in batch["id"].to_pylist():
                yield from rows.make(part)

    return spark.range(0, rows.parts, 1, rows.parts).mapInArrow(make, from_arrow_schema(rows.types))


def register(spark: SparkSession) -> None:
    """Makes `spark.read.format("mockcraft")` known to a session; Spark 4 or newer.

    Its options are schema (a path), table, seed, scale and parts.
    """
    spark.dataSource.register(MockCraftSource)


class Part(InputPartition):
    """One of the parts that the data source makes."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class MockCraftSource(DataSource):
    """See `register`."""

    @classmethod
    def name(cls) -> str:
        """Its format."""
        return "mockcraft"

    def schema(self) -> StructType:
        """The types of the columns."""
        return from_arrow_schema(self._asked().types)

    def reader(self, schema: StructType) -> "Reader":
        """What makes the rows."""
        return Reader(self._asked())

    def _asked(self) -> Rows:
        given = dict(self.options)
        if unknown := sorted(set(given) - set(OPTIONS)):
            raise UserError(f"option {unknown[0]!r} is not known (there are: {', '.join(OPTIONS)})")
        for need in ("schema", "table"):
            if need not in given:
                raise UserError(f'say which {need}: .option("{need}", …)')
        scale = _number(float, given, "scale")
        made = load(
            given["schema"],
            seed=_number(int, given, "seed"),
            scale=1.0 if scale is None else scale,
        )
        return _rows(made[given["table"]], _number(int, given, "parts"))


class Reader(DataSourceReader):
    """Makes the rows of the data source, a part a task."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows

    def partitions(self) -> list[InputPartition]:
        """The parts."""
        return [Part(number) for number in range(self.rows.parts)]

    def read(self, partition: InputPartition) -> Iterator[Any]:
        """The rows of a part, in Arrow's batches."""
        assert isinstance(partition, Part)
        return self.rows.make(partition.number)


def _number(kind: type[AnyNumber], given: Mapping[str, str], name: str) -> AnyNumber | None:
    text = given.get(name)
    if text is None:
        return None
    try:
        return kind(text)
    except ValueError:
        what = "a whole number" if kind is int else "a number"
        raise UserError(f"option {name}={text!r} is not {what}") from None


def _rows(view: TableView, parts: int | None) -> Rows:
    if parts is not None and parts < 1:
        raise UserError(f"parts={parts} is not possible (give a number from 1)")
    found = pa.RecordBatchReader.from_stream(view).schema
    types = pa.schema([each.with_type(_spark_type(each.type)) for each in found])
    return Rows(view, types, parts or max(-(-len(view) // PART_ROWS), 1))


def _spark_type(type_: pa.DataType) -> pa.DataType:
    """The nearest type that Spark takes from Arrow: it has no seconds, and no times of day before version 4.1."""
    if pa.types.is_timestamp(type_):
        return pa.timestamp("us", type_.tz)
    if pa.types.is_duration(type_):
        return pa.duration("us")
    if pa.types.is_time(type_):
        return pa.string()
    if pa.types.is_list(type_):
        return pa.list_(_spark_type(type_.value_type))
    if pa.types.is_struct(type_):
        return pa.struct([each.with_type(_spark_type(each.type)) for each in type_])
    return type_
