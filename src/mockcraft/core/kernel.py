"""The kernel: what is written in C, see `kernel/` of the sources. It makes the same bytes as numpy and Arrow, sooner.

There is one library for a platform, which knows nothing of Python and is called through ctypes, so that
Python's lock is free meanwhile. Where there is none, or with MOCKCRAFT_KERNEL=off, numpy and Arrow do it all.
`--version` says so, so this module imports next to nothing.
"""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ctypes import CDLL

VARIABLE = "MOCKCRAFT_KERNEL"
ON, OFF = "on", "off"
LIBRARY = os.path.join(
    os.path.dirname(__file__),
    "libkernel" + {"win32": ".dll", "darwin": ".dylib"}.get(sys.platform, ".so"),
)
_loaded: "list[CDLL | None]" = []


def has_kernel() -> bool:
    """Whether there is one for this platform, and it is not switched off."""
    return os.environ.get(VARIABLE) != OFF and os.path.exists(LIBRARY)


def kernel() -> "CDLL | None":
    """The library, see `has_kernel`; None too where it cannot be loaded."""
    if not _loaded:
        try:
            _loaded.append(_load() if has_kernel() else None)
        except (AttributeError, OSError):
            # A checkout that has moved on from the kernel it was installed with, or a library that is not for
            # this system, or lies where nothing may be run.
            _loaded.append(None)
    return _loaded[0]


def _load() -> "CDLL":
    from ctypes import CDLL, c_int32, c_int64, c_uint64, c_void_p

    library = CDLL(LIBRARY)
    rows = c_void_p, c_uint64, c_int64
    library.bits_of_rows.argtypes = (*rows, c_void_p)
    library.below_of_rows.argtypes = (*rows, c_uint64, c_void_p)
    library.pair_of_rows.argtypes = (*rows, c_uint64, c_void_p)
    library.choice_of_rows.argtypes = (*rows, c_uint64, c_void_p, c_void_p, c_void_p)
    library.rows_size.argtypes = (c_void_p, c_int32, c_int64)
    library.rows_size.restype = c_int64
    steps = c_void_p, c_int32, c_void_p, c_void_p
    library.columns_write.argtypes = (c_void_p, c_int32, c_int64, *steps)
    words = c_void_p, c_void_p, c_void_p, c_int64, c_int64
    library.sentences_size.argtypes = words
    library.sentences_size.restype = c_int64
    library.sentences_write.argtypes = (*words, c_void_p, c_void_p, c_void_p, c_void_p)
    library.uuids_write.argtypes = (c_void_p, c_void_p, c_int64, c_void_p)
    library.uuids_pack.argtypes = (c_void_p, c_void_p, c_int64, c_void_p)
    library.lines_add.argtypes = (c_void_p, c_int64, c_void_p)
    library.lines_add.restype = c_int64
    for name in (
        "bits_of_rows",
        "below_of_rows",
        "pair_of_rows",
        "choice_of_rows",
        "columns_write",
        "sentences_write",
        "uuids_write",
        "uuids_pack",
    ):
        library[name].restype = None
    return library
