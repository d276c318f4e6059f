"""What is said where an extra of the package is not installed."""

import sys

BUNDLE = "mockcraft_bundle"  # the module that tells the program that is one file, see packaging/README.md


def without(extra: str) -> str:
    """Such as "not installed (pip install 'mockcraft[mcp]')"; the program that is one file has no extras, and takes none."""
    command = f"pip install 'mockcraft[{extra}]'"
    if BUNDLE in sys.modules:
        return f"not in this program of one file (it is in Python's package: {command})"
    return f"not installed ({command})"
