"""Hidden columns are in no answer, and no client can ask for them or write them."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from mockcraft.api import load

from ..conftest import running

SCHEMA = """
tables:
  users:
    count: 40
    columns:
      id: {generator: sequence, primary_key: true}
      slot: {generator: number, min: 1, max: 9, hidden: true}
      price: {expr: slot * 100}
  visits:
    count: 5
    columns:
      user_id: {ref: users.id}
      seat: {expr: user_id.slot}
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("hidden")
    (folder / "s.yaml").write_text(SCHEMA)
    with (
        running("s.yaml", "--writes", "--log-level", "warning", folder=folder) as (address, _),
        httpx.Client(base_url=address, timeout=60) as client,
    ):
        yield client


def test_no_answer_has_them(client: httpx.Client, tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(SCHEMA)
    schema = load(tmp_path / "s.yaml")
    users = client.get("/api/tables/s/users", params={"limit": 40}).json()
    visits = client.get("/api/tables/s/visits", params={"expand": "user_id"}).json()
    told = [client.get(path).text for path in ("/api/tables/s", "/openapi.json")]
    sent = client.post("/api/preview", content=SCHEMA, headers={"content-type": "application/yaml"})

    assert list(schema["users"]) == users
    assert {("id", "price")} == {tuple(row) for row in users}
    assert {("id", "price")} == {tuple(row["user_id"]) for row in visits}
    assert all(100 * row["seat"] == row["user_id"]["price"] for row in visits)
    assert all("price" in text and "slot" not in text for text in (*told, sent.text))


@pytest.mark.parametrize(
    "asked",
    [{"slot": "3"}, {"sort": "slot"}, {"fields": "slot"}, {"where": "slot = 3"}],
    ids=lambda asked: next(iter(asked)),
)
def test_no_query_asks_for_them(client: httpx.Client, asked: dict[str, str]) -> None:
    answer = client.get("/api/tables/s/users", params=asked)

    assert (400, True) == (
        answer.status_code,
        "no such column" in answer.text or "users has no column 'slot'" in answer.text,
    )


def test_nobody_writes_them(client: httpx.Client) -> None:
    answers = [
        client.post("/api/tables/s/users", json={"slot": 3, "price": 300}),
        client.patch("/api/tables/s/users/1", json={"slot": 3}),
    ]

    assert [400, 400] == [answer.status_code for answer in answers]
    assert all("users has no column 'slot'" in answer.text for answer in answers)
