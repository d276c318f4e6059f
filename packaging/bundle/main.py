"""What the launcher starts: `python -I -S main.pyc LAUNCHER ARGUMENT…`. Worker processes read it again."""

import os
import sys

CORE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "core")
if CORE not in sys.path:
    sys.path.append(CORE)

import mockcraft_bundle  # noqa: E402  # found by the path

mockcraft_bundle.install()

if __name__ == "__main__":
    sys.argv[:2] = sys.argv[1:2]
    os.environ.pop(
        "PYTHONHOME", None
    )  # it leads processes that are started by -m to another Python
    os.environ.pop("MOCKCRAFT_CACHE", None)  # the launcher's, no setting of MockCraft

    from mockcraft.boot import program

    program()
