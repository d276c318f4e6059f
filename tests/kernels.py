"""Work without the kernel, in this process."""

from collections.abc import Iterator
from contextlib import contextmanager

from mockcraft.core import kernel as loading


@contextmanager
def without_kernel() -> Iterator[None]:
    loading.kernel()
    loaded = loading._loaded[:]
    loading._loaded[:] = [None]
    try:
        yield
    finally:
        loading._loaded[:] = loaded
