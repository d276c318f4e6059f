"""The fixture `mockcraft` of pytest: fake data that is the same in every run of a test, and other in each test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import os

    from mockcraft.api import Schema


class Mockcraft:
    """`generate` and `load`, seeded by the test's name.

    Attributes:
        seed: what they are seeded with, 0 to 2**64 - 1.
    """

    def __init__(self, seed: int) -> None:
        """Made by the fixture."""
        self.seed = seed
        self._calls: dict[str, int] = {}

    def generate(self, name: str, count: int | None = None, **options: Any) -> Any:
        """See mockcraft.generate. Each further call for a generator gives other values."""
        from mockcraft import generate
        from mockcraft.core.keys import key_of

        again = self._calls[name] = self._calls.get(name, -1) + 1
        seed = key_of(self.seed, again) if again else self.seed
        return generate(name, count, **{"seed": seed, **options})

    def load(self, schema: str | os.PathLike[str] | Mapping[str, Any], **options: Any) -> Schema:
        """See mockcraft.load."""
        from mockcraft import load

        return load(schema, **{"seed": self.seed, **options})


@pytest.fixture
def mockcraft(request: pytest.FixtureRequest) -> Mockcraft:
    """Fake data, seeded by the test's name; its file's folder has no say, so that tests can be moved."""
    from mockcraft.core.keys import key_of

    names = request.node.nodeid.split("::")[1:] or [request.node.name]
    return Mockcraft(key_of("pytest", *names))
