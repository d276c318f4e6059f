"""Rows leave out what their documents leave out, but for what a client has written."""

from pathlib import Path

import httpx

from mockcraft.api import load

from ..conftest import running

SCHEMA = """
tables:
  users:
    count: 60
    columns:
      id: {generator: sequence, primary_key: true}
      nickname: {generator: word, absent: 0.5}
      home: {fields: {city: {generator: city, absent: 0.5}, zip: zip}}
  visits:
    count: 5
    columns:
      user_id: {ref: users.id}
"""


def test_rows_leave_out_what_is_absent_until_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(SCHEMA)
    rows = load(tmp_path / "s.yaml")["users"][:]
    plain = [
        {
            **{
                name: value
                for name, value in row.items()
                if name != "nickname" or value is not None
            },
            "home": {k: v for k, v in row["home"].items() if v is not None},
        }
        for row in rows
    ]
    absent = next(row["id"] for row in plain if "nickname" not in row)

    with (
        running("s.yaml", "--writes", "--log-level", "warning", folder=tmp_path) as (address, _),
        httpx.Client(base_url=f"{address}/api/tables/s", timeout=60) as client,
    ):
        assert plain == client.get("/users", params={"limit": 60}).json()
        one = client.get("/visits/row:0", params={"expand": "user_id"}).json()["user_id"]
        assert one in plain
        assert 200 == client.patch(f"/users/{absent}", json={"nickname": "Ada"}).status_code
        changed = client.get("/users", params={"limit": 60}).json()

    assert "Ada" == changed[absent - 1]["nickname"]
    assert {"id", "nickname", "home"} == set(changed[absent - 1])
    assert plain[: absent - 1] + plain[absent:] == changed[: absent - 1] + changed[absent:]
