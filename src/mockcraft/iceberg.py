"""Tables of Apache Iceberg, of the Parquet files that parts of a run have written, see docs/scaling.md.

    mockcraft.iceberg.add(load_catalog("lake"), "shop", "s3://bucket/shop")

No row is read or written again: the tables get the files that are there.
"""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyiceberg.catalog import Catalog
from pyiceberg.table import Table

from mockcraft.errors import Unsupported
from mockcraft.parts.check import check, folder_at, standing
from mockcraft.parts.manifest import Manifest
from mockcraft.stores import Store, is_url

SUFFIX = ".parquet"


def add(catalog: Catalog, namespace: str, folder: str) -> dict[str, int]:
    """Adds all parts of a folder to tables of a catalogue, in one commit a table; makes those that are not there.

    Files that a table has already are not added again, so the same call after a failure does what is left.

    Args:
        catalog: one of pyiceberg's, such as `pyiceberg.catalog.load_catalog(name)`.
        namespace: of the tables; it is made where it is not there.
        folder: with the parts of all machines (`seed --output parquet --part K/N`), also a URL of an object store.

    Returns:
        By table, how many rows were added.

    Raises:
        Incomplete: a part is missing or changed; nothing is added.
        Unsupported: the parts are no Parquet files, stand in folders of partitions, or have times of day.
        UserError: there are no parts.
    """
    wholes = check(folder, reads=False)
    store = folder_at(folder)
    for whole in wholes:
        if not whole.name.endswith(SUFFIX):
            raise Unsupported(
                f"{store.shown}: {whole.name} is no Parquet file, which tables of Iceberg are made of "
                "(write the parts as Parquet)"
            )
    made = standing(store)
    for each in made:
        if each.pieces:
            raise Unsupported(
                f"{store.shown}: {each.whole} stands in folders of partitions (leave partition_by out, and let "
                "the table of Iceberg have partitions)"
            )
    parts = {whole.name: [each for each in made if each.whole == whole.name] for whole in wholes}
    schemas = {name: _schema(store, some[0]) for name, some in parts.items()}
    for name, schema in schemas.items():
        _check_types(f"{store.shown}: {name}", schema)
    catalog.create_namespace_if_not_exists(namespace)
    added = {}
    for name, schema in schemas.items():
        table = name.removesuffix(SUFFIX)
        made_table = catalog.create_table_if_not_exists((namespace, table), schema=schema)
        added[table] = _add(made_table, store, parts[name])
    return added


def _add(table: Table, store: Store, parts: list[Manifest]) -> int:
    """Adds the parts that a table has not yet; how many rows they have. Those without rows are no loss."""
    there = _files(table)
    counts = {_address(store, each): sum(rows.count for rows in each.rows) for each in parts}
    left = {address: count for address, count in counts.items() if count and address not in there}
    if left:
        table.add_files(list(left))
    return sum(left.values())


def _schema(store: Store, part: Manifest) -> pa.Schema:
    with store.files.open_input_file(f"{store.path}/{part.file}") as file:
        return pq.read_schema(file)


def _check_types(shown: str, schema: pa.Schema) -> None:
    """Iceberg knows times of day in microseconds alone, and the files have milliseconds."""
    for field in schema:
        if _has_times(field.type):
            raise Unsupported(
                f"{shown}: {field.name!r} is a time of day, which Iceberg does not take from such files "
                "(write the parts with `type: text` of the column)"
            )


def _has_times(type_: pa.DataType) -> bool:
    members = (type_.field(place).type for place in range(type_.num_fields))
    return pa.types.is_time32(type_) or any(map(_has_times, members))


def _files(table: Table) -> set[str]:
    """The addresses of the files that a table has, but for those without rows."""
    return {each.file.file_path for each in table.scan().plan_files()}


def _address(store: Store, part: Manifest) -> str:
    """Where a file is, as Iceberg's metadata have it."""
    if is_url(store.shown):
        return f"{store.shown.rstrip('/')}/{part.file}"
    return Path(store.path, part.file).absolute().as_uri()
