"""A real server of schemas in every form, and the same rows from Python to compare with."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from mockcraft.api import Schema, load

from ..conftest import running

WORLD = """
seed: 11
tables:
  users:
    count: 400
    columns:
      id: {generator: sequence, primary_key: true}
      email: {generator: email, unique: true}
      code: {generator: number, min: 1000, max: 9999, unique: true}
      country: world_country
      age: {generator: number, min: 18, max: 90, nulls: 0.1}
      born: {generator: date, after: 1950-01-01, before: 2004-12-31}
      balance: {generator: price, min: -50, max: 99.99}
      active: bool
      boss_id: {ref: users.id, nulls: 0.2}
      address: {fields: {city: city, zip: zip}}
      tags: {items: word, count: 0..3}
      big: {generator: number, min: -9000000000000000000, max: 9000000000000000000}
  orders:
    count: {per: users, min: 0, max: 5}
    columns:
      id: {generator: uuid, primary_key: true}
      user_id: {ref: users.id}
      buyer_email: {ref: users.email}
      total: {generator: price, min: 1, max: 500}
      note: {generator: word, nulls: 0.5}
      placed_at: {generator: datetime, after: 2020-01-01, before: 2025-06-30}
    checks: ["total > 3"]
  visits:
    count: 3000
    columns:
      user_id: {ref: users.id, distribution: zipf}
      order_id: {ref: orders.id, nulls: 0.3}
      page: {values: [home, cart, "it's & more"]}
  lines:
    count: {per: orders, min: 1, max: 4}
    columns:
      order_id: {ref: orders.id, primary_key: true}
      line: {generator: number, min: 1, max: 9, primary_key: true}
      sku: {regex: '[A-Z]{3}-[0-9]{5}', unique: true}
  falling:
    count: 30
    columns:
      n: {generator: sequence, start: 100, step: -7, primary_key: true}
      "it's": word
"""
HUGE = """
tables:
  users:
    count: 5_000_000_000
    columns:
      id: {generator: sequence, start: 10, step: 3, primary_key: true}
      uuid: {generator: uuid, unique: true}
      email: {generator: email, unique: true}
      name: first_name
      age: {generator: number, min: 18, max: 90}
  visits:
    count: 4_000_000_000
    columns:
      id: {generator: sequence, primary_key: true}
      user_id: {ref: users.id}
      day: {generator: date, after: 2020-01-01, before: 2025-06-30}
  wide:
    count: 10
    columns:
      lists: {items: {items: {generator: integer}, count: 1024}, count: 1024}
"""


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the schemas `world.yaml` and `huge.yaml`."""
    folder = tmp_path_factory.mktemp("tables")
    (folder / "world.yaml").write_text(WORLD)
    (folder / "huge.yaml").write_text(HUGE)
    return folder


@pytest.fixture(scope="session")
def world(files: Path) -> Schema:
    """The rows of world.yaml."""
    return load(files / "world.yaml")


@pytest.fixture(scope="session")
def huge(files: Path) -> Schema:
    """The rows of huge.yaml."""
    return load(files / "huge.yaml")


@pytest.fixture(scope="session")
def api(files: Path) -> Iterator[httpx.Client]:
    """A client of the tables of a server."""
    flags = ("world.yaml", "huge.yaml", "--log-level", "warning")
    with (
        running(*flags, folder=files) as (address, _),
        httpx.Client(base_url=f"{address}/api/tables", timeout=60) as client,
    ):
        yield client
