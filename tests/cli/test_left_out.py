"""`seed` names the checks that the tables it makes do not have."""

from collections.abc import Callable
from pathlib import Path

from .conftest import Answer

SCHEMA = """
version: 1
tables:
  users:
    count: 50
    columns:
      id: {generator: sequence, primary_key: true}
      name: first_name
  orders:
    count: 200
    columns:
      id: {generator: sequence, primary_key: true}
      user_id: {ref: users.id}
      quantity: {generator: number, min: 1, max: 9}
      price: {generator: price, min: 1, max: 50}
    checks: ["price / quantity < 40", "user_id.name <> 'X'", "price < 45.50"]
"""
REASONS = ("the operator /", "user_id.name, which is of another row")


def test_once_when_the_tables_are_made(inside: Callable[..., Answer], tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(SCHEMA)
    words = ("seed", "--config", "shop.yaml", "--db", "sqlite:///shop.db")
    looked = inside(*words, "--dry-run")
    made = inside(*words)
    again = inside(*words, "--truncate", "--yes")

    for reason in REASONS:
        assert 1 == looked.out.count(reason)
        assert 1 == made.err.count(reason)
        assert 0 == again.err.count(reason)
    assert "45.50" not in made.err
