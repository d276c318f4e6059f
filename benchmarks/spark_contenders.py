"""One program a contender: makes the users table in parts and prints its CPU microseconds a row, start-up left out.

python spark_contenders.py NAME ROWS FOLDER
"""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from measure import HERE

CORES = 2
TICKS = os.sysconf("SC_CLK_TCK")  # a second
WARM = 2  # runs before the one that counts, in which Java compiles and workers import


class Threads:
    """See mockcraft.cluster.Cluster: threads of this process."""

    shown = "threads"

    def run(self, make: Callable[[int], Any], numbers: Sequence[int]) -> list[Any]:
        """See Cluster."""
        with ThreadPoolExecutor(CORES) as pool:
            return list(pool.map(make, numbers))

    def close(self) -> None:
        """See Cluster."""


def mockcraft(rows: int, folder: str, cluster: Any) -> None:
    """The seeder's parts, of a quarter of the rows each, as Parquet."""
    from mockcraft.clusters.running import prepare_run
    from mockcraft.schema.bind import Overrides
    from mockcraft.seeder import SeedRequest
    from mockcraft.sink import LoadOptions

    request = SeedRequest(
        str(HERE / "users.yaml"), output="parquet", folder=folder,
        overrides=Overrides(counts={"users": rows}), load=LoadOptions(existing="truncate"),
    )  # fmt: skip
    prepare_run(request, 4).run(cluster)


def in_threads(rows: int, folder: str, spark: Any) -> None:
    """Without Spark."""
    mockcraft(rows, folder, Threads())


def on_spark(rows: int, folder: str, spark: Any) -> None:
    """On the session that is there."""
    from mockcraft.cluster import open_cluster

    mockcraft(rows, folder, open_cluster("spark", None))


def dbldatagen(rows: int, folder: str, spark: Any) -> None:
    """The same columns as its documentation makes such ones, written by Spark. Its sentences (ILText) fail beside
    numpy 2, so words take their place.
    """
    import dbldatagen as dg

    def sample(name: str) -> list[str]:
        """Some values of a generator of ours, for it to choose from: it has no lists of its own."""
        from mockcraft import generate

        return sorted({str(each) for each in generate(name, 1000)})

    spec = (
        dg.DataGenerator(spark, name="users", rows=rows, partitions=4, randomSeedMethod="hash_fieldname")
        .withColumn("user_id", "long", expr="id + 1")
        .withColumn("uuid", "string", expr="uuid()")
        .withColumn("first_name", "string", values=sample("first_name"), random=True)
        .withColumn("last_name", "string", values=sample("last_name"), random=True)
        .withColumn("email", "string", template=r"\w.\w\n@\w.com", random=True)
        .withColumn("phone", "string", template="ddd-ddd-dddd", random=True)
        .withColumn("birth_date", "date", begin="1950-01-01", end="2004-12-31", interval="1 day", random=True)
        .withColumn("country", "string", values=sample("country"), random=True)
        .withColumn("balance", "decimal(6,2)", minValue=0.0, maxValue=9999.99, step=0.01, random=True)
        .withColumn("created_at", "timestamp", begin="2015-01-01 00:00:00", end="2024-12-31 23:59:59", interval="1 second", random=True)
        .withColumn("is_active", "boolean", expr="rand() < 0.5")
        .withColumn("bio", "string", template=r"\w \w \w \w \w \w \w \w \w", random=True)
    )  # fmt: skip
    spec.build().write.mode("overwrite").parquet(folder)


def session() -> Any:
    """Spark on some cores of this machine, without its pages."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master(f"local[{CORES},4]").appName("bench")
    return (
        builder.config("spark.ui.enabled", "false").config("spark.log.level", "ERROR").getOrCreate()
    )


def tree_seconds() -> float:
    """CPU seconds of this process and of all below it, with those of children that have ended."""
    numbers = dict(_processes())
    mine = {os.getpid()}
    while more := {each for each, (parent, _) in numbers.items() if parent in mine} - mine:
        mine |= more
    return sum(numbers[each][1] for each in mine) / TICKS


def _processes() -> Iterator[tuple[int, tuple[int, int]]]:
    """Of each process its parent and its ticks, those of children that it has waited for included."""
    for each in Path("/proc").iterdir():
        if each.name.isdigit():
            try:
                fields = (each / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            yield int(each.name), (int(fields[1]), sum(map(int, fields[11:15])))


CONTENDERS: dict[str, Callable[[int, str, Any], None]] = {
    "threads": in_threads,
    "spark": on_spark,
    "dbldatagen": dbldatagen,
}


def main() -> None:
    """Prints the figure of the contender that is named."""
    name, rows, folder = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    make = CONTENDERS[name]
    spark = None if name == "threads" else session()
    for _ in range(WARM):
        make(rows // 4, folder, spark)
    begun = tree_seconds()
    make(rows, folder, spark)
    spent = tree_seconds() - begun
    if spark is not None:
        spark.stop()
    print(spent / rows * 1e6)


if __name__ == "__main__":
    main()
