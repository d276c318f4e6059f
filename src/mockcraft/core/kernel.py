"""The kernel: what is written in C, see `kernel/` of the sources. It makes the same bytes as numpy and Arrow, sooner.

There is one library for a platform, which knows nothing of Python and is called through ctypes, so that
Python's lock is free meanwhile. Where there is none, or with MOCKCRAFT_KERNEL=off, numpy and Arrow do it all.
"""

import ctypes
import os
import sys
from functools import lru_cache
from pathlib import Path

VARIABLE = "MOCKCRAFT_KERNEL"
OFF = "off"
_SUFFIX = {"win32": ".dll", "darwin": ".dylib"}.get(sys.platform, ".so")
LIBRARY = Path(__file__).with_name("libkernel" + _SUFFIX)


@lru_cache(maxsize=1)
def kernel() -> ctypes.CDLL | None:
    """The library, or None where there is none for this platform, or it is switched off."""
    if os.environ.get(VARIABLE) == OFF or sys.byteorder == "big" or not LIBRARY.exists():
        return None
    library = ctypes.CDLL(str(LIBRARY))
    segments, count, rows = ctypes.c_void_p, ctypes.c_int32, ctypes.c_int64
    library.rows_size.argtypes = (segments, count, rows)
    library.rows_size.restype = ctypes.c_int64
    library.rows_write.argtypes = (segments, count, rows, ctypes.c_void_p, ctypes.c_void_p)
    library.rows_write.restype = ctypes.c_int64
    return library
