"""What `--version` prints; imported at every start, so it imports next to nothing."""

import os
import sys

from mockcraft import __version__


def about() -> str:
    """Such as "mockcraft 1.2.3 (Python 3.13.1, linux x86_64)"."""
    return f"mockcraft {__version__} (Python {'%d.%d.%d' % sys.version_info[:3]}, {sys.platform} {_machine()})"


def _machine() -> str:
    """The processor, as Python was compiled for it."""
    if sys.platform == "win32":
        return sys.version.rpartition("(")[2].rstrip(")]")  # "… [MSC v.1943 64 bit (AMD64)]"
    return os.uname().machine
