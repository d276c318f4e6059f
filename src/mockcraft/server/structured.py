"""structlog without Rich, which it imports for tracebacks of its own form: a quarter of the time of the server's start.

Nothing here is rendered by Rich. That structlog does without where it is not installed, is said in its
documentation ("Exceptions").
"""

from __future__ import annotations

import sys


def _without_rich() -> None:
    loaded = {name: module for name, module in sys.modules.items() if name.split(".")[0] == "rich"}
    if loaded:  # then it costs nothing
        import structlog

        return
    sys.modules["rich"] = None  # type: ignore[assignment]
    try:
        import structlog  # noqa: F401
    finally:
        del sys.modules["rich"]


_without_rich()

import structlog  # noqa: E402
from structlog.contextvars import bind_contextvars  # noqa: E402

__all__ = ["bind_contextvars", "structlog"]
