"""What numpy and Arrow do for themselves when a command imports them, made to suit it."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType


def tune_libraries(words: Sequence[str]) -> None:
    """Sets what numpy and Arrow read once, when they are imported; what the environment says already stays.

    numpy starts a thread for each processor but one, for algebra that nothing here does: a third of its import's
    time on two processors. For Parquet, which some word of the command names then, Arrow's allocator mimalloc
    takes a fifth longer than jemalloc and holds 25 MB more; for JSON lines and SQL it is jemalloc that takes
    longer, by half. jemalloc is in the wheels for Linux, and was measured on this kind of processor only.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if (
        any("parquet" in word for word in words)
        and sys.platform == "linux"
        and os.uname().machine == "x86_64"
    ):
        os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "jemalloc")
    sys.meta_path.insert(0, _WithoutPandas)


class _WithoutPandas:
    """Tells Arrow that there is no pandas, which it imports to make an array of a few values.

    That takes longer than many a run, where it is installed, and nothing here has a use for it. Plugins, and what
    they import, get it; Arrow remembers what it was told, and is told anew then, as it takes a Series for a list
    of any values else.
    """

    @classmethod
    def find_spec(cls, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name != "pandas":
            return None
        frame = sys._getframe(1)
        while frame.f_code.co_filename.startswith("<frozen importlib") and frame.f_back:
            frame = frame.f_back
        if frame.f_globals.get("__name__", "").startswith(("mockcraft.", "pyarrow.")):
            raise ModuleNotFoundError("pandas is not asked for", name=name)
        sys.meta_path.remove(cls)
        spec = find_spec(name)
        if spec and spec.loader:
            execute = spec.loader.exec_module

            def execute_and_tell(module: ModuleType) -> None:
                execute(module)
                if arrow := sys.modules.get("pyarrow.lib"):
                    with suppress(ImportError):  # of a pandas that is too old for it
                        arrow._pandas_api.pd  # noqa: B018 - looks for it again

            spec.loader.exec_module = execute_and_tell  # type: ignore[method-assign]
        return spec
