"""Tables of Delta Lake, written from tables of a schema by the package for it, see docs/scaling.md."""

from pathlib import Path

import pyarrow as pa
from deltalake import DeltaTable, write_deltalake

import mockcraft

SHOP = str(Path(__file__).parent.parent / "examples" / "shop.yaml")


def test_a_table_is_written_as_it_is_made(tmp_path: Path) -> None:
    shop = mockcraft.load(SHOP, scale=0.01)
    for name in shop:
        folder = str(tmp_path / name)
        write_deltalake(folder, pa.RecordBatchReader.from_stream(shop[name]))

        written = pa.table(DeltaTable(folder).to_pyarrow_table())
        assert written.num_rows == len(shop[name])
        assert written.to_pylist() == shop[name].to_arrow().to_pylist()


def test_rows_are_appended(tmp_path: Path) -> None:
    users = mockcraft.load(SHOP)["users"]
    for rows in (users[:100], users[100:300]):
        write_deltalake(str(tmp_path), pa.RecordBatchReader.from_stream(rows), mode="append")

    written = pa.table(DeltaTable(str(tmp_path)).to_pyarrow_table())
    assert sorted(written["id"].to_pylist()) == list(range(1, 301))
