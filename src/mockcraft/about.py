"""What `--version` prints; imported at every start, so it imports next to nothing."""

import os
import sys

from mockcraft import __version__
from mockcraft.core.kernel import has_kernel


def about() -> str:
    """Such as "mockcraft 1.2.3 (Python 3.13.1, linux x86_64)"; it says where there is no kernel."""
    python = "%d.%d.%d" % sys.version_info[:3]
    slower = "" if has_kernel() else "\nwithout the kernel: files are written more slowly"
    return f"mockcraft {__version__} (Python {python}, {sys.platform} {_machine()}){slower}"


def _machine() -> str:
    """The processor, as Python was compiled for it."""
    if sys.platform == "win32":
        return sys.version.rpartition("(")[2].rstrip(")]")  # "… [MSC v.1943 64 bit (AMD64)]"
    return os.uname().machine
