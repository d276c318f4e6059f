"""Arrow's functions, as `pc` everywhere.

They are imported when one is first called: pyarrow.compute makes near three hundred of them with their signatures
and help, which takes as long as all else that ten rows need.
"""

from collections.abc import Callable
from functools import cache
from typing import Any


def __getattr__(name: str) -> Callable[..., Any]:
    if name.startswith("__"):
        raise AttributeError(name)
    globals()[name] = function = _later(name)
    return function


def _later(name: str) -> Callable[..., Any]:
    """The function of that name, found when it is first called."""

    @cache
    def found() -> Any:
        import pyarrow.compute

        return getattr(pyarrow.compute, name)

    def call(*arguments: Any, **options: Any) -> Any:
        return found()(*arguments, **options)

    return call
