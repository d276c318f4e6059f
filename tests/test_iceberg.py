"""Tables of Iceberg have the rows of the parts, each once, whatever failed before."""

from pathlib import Path

import pytest
from pyiceberg.catalog import Catalog
from pyiceberg.catalog.sql import SqlCatalog

import mockcraft
from mockcraft.errors import Unsupported, UserError
from mockcraft.iceberg import add
from mockcraft.parts.check import Incomplete
from mockcraft.schema.bind import Overrides
from mockcraft.seeder import SeedRequest, prepare

SHOP = str(Path(__file__).parent.parent / "examples" / "shop.yaml")
SCALE = 0.01
PARTS = 3


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    uri = f"sqlite:///{tmp_path / 'catalog.db'}"
    return SqlCatalog("lake", uri=uri, warehouse=(tmp_path / "lake").as_uri())


def write(folder: Path, number: int, parts: int = PARTS, output: str = "parquet", schema: str = SHOP) -> None:  # fmt: skip
    given = Overrides(scale=SCALE)
    prepare(
        SeedRequest(schema, output=output, folder=str(folder), overrides=given, part=(number, parts))
    ).run()  # fmt: skip


def test_parts_are_tables_of_one_commit_each(catalog: Catalog, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    for number in range(1, PARTS):
        write(folder, number)
    with pytest.raises(Incomplete, match="part 3/3 is missing"):
        add(catalog, "shop", str(folder))
    assert [] == catalog.list_namespaces()

    write(folder, PARTS)
    added = add(catalog, "shop", str(folder))

    made = mockcraft.load(SHOP, scale=SCALE)
    assert {name: len(made[name]) for name in made} == added
    for name in made:
        table = catalog.load_table(("shop", name))
        assert 1 == len(table.snapshots())
        rows, alone = table.scan().to_arrow(), made[name].to_arrow()
        assert alone.num_rows == rows.num_rows
        key = alone.schema.names[0]
        assert sorted(map(str, alone[key].to_pylist())) == sorted(map(str, rows[key].to_pylist()))

    catalog.drop_table(("shop", "orders"))  # as if the call had failed before it
    assert {name: len(made[name]) * (name == "orders") for name in made} == add(
        catalog, "shop", str(folder)
    )
    assert {0} == set(add(catalog, "shop", str(folder)).values())


def test_parts_without_rows_are_no_files_of_a_table(catalog: Catalog, tmp_path: Path) -> None:
    schema = tmp_path / "s.yaml"
    schema.write_text("tables: {none: {count: 0, columns: {i: sequence}}, one: {count: 1, columns: {i: sequence}}}")  # fmt: skip
    for number in (1, 2):
        write(tmp_path / "out", number, 2, schema=str(schema))

    assert {"none": 0, "one": 1} == add(catalog, "few", str(tmp_path / "out"))
    assert {"none": 0, "one": 0} == add(catalog, "few", str(tmp_path / "out"))
    assert [0, 1] == [
        catalog.load_table(("few", name)).scan().to_arrow().num_rows for name in ("none", "one")
    ]


def test_what_iceberg_cannot_have_is_refused_before_anything_is_made(
    catalog: Catalog, tmp_path: Path
) -> None:
    write(tmp_path / "out", 1, 1, "csv")
    with pytest.raises(Unsupported, match=r"order_items\.csv is no Parquet file"):
        add(catalog, "shop", str(tmp_path / "out"))
    schema = tmp_path / "s.yaml"
    schema.write_text("tables: {t: {count: 9, partition_by: k, columns: {k: {values: [a, b]}, i: sequence}}}")  # fmt: skip
    write(tmp_path / "parted", 1, 1, schema=str(schema))
    with pytest.raises(Unsupported, match="stands in folders of partitions"):
        add(catalog, "shop", str(tmp_path / "parted"))
    schema.write_text("tables: {a: {count: 9, columns: {i: sequence}}, t: {count: 9, columns: {k: {fields: {t: time}}}}}")  # fmt: skip
    write(tmp_path / "times", 1, 1, schema=str(schema))
    with pytest.raises(Unsupported, match=r"t\.parquet: 'k' is a time of day"):
        add(catalog, "shop", str(tmp_path / "times"))
    with pytest.raises(UserError, match="no such folder|cannot be read"):
        add(catalog, "shop", str(tmp_path / "none"))
    assert [] == catalog.list_namespaces()
