"""The suite of every sink, on Redis."""

from collections.abc import Callable

import pytest

from mockcraft.testing import Target as AnyTarget
from mockcraft.testing import sinks as kit

from .support import Target

CHECKS = [
    kit.check_values, kit.check_ranges, kit.check_no_rows, kit.check_existing, kit.check_append,
    kit.check_truncate, kit.check_failure, kit.check_interrupt, kit.check_names,
]  # fmt: skip


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_redis_passes_the_suite_of_every_sink(
    check: Callable[[AnyTarget], None], redis: str
) -> None:
    check(Target(redis))
