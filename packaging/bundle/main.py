"""What the launcher starts: `python -I -S main.pyc LAUNCHER ARGUMENT…`. Worker processes read it again.

A tree may lose files, to programs that clean folders for temporary files, or to a power cut after it was unpacked.
To look for all of them would take longer than an answer, so they are looked for where something has failed:
`files.txt` says of each layer which there are, and their sizes.
"""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

TREE = os.path.dirname(os.path.abspath(__file__))
CORE = os.path.join(TREE, "core")
LAYERS = (TREE, os.path.join(TREE, "later"))
FAILED = 70  # as in ../launcher/failed.h: nothing is imported here, since anything may be lost


def main() -> None:
    """Runs MockCraft; where that fails and files are lost, says so in place of a traceback."""
    try:
        prepare()
        sys.argv[:2] = sys.argv[1:2]
        # It leads processes that are started by -m to another Python.
        os.environ.pop("PYTHONHOME", None)
        # It is the launcher's, no setting of MockCraft.
        os.environ.pop("MOCKCRAFT_CACHE", None)

        from mockcraft.boot import program

        program()
    except Exception:
        lost = next(losses(), None)
        if lost is None:
            raise
        sys.exit(told(lost))


def prepare() -> None:
    """Has modules found."""
    if CORE not in sys.path:
        sys.path.append(CORE)

    import mockcraft_bundle

    mockcraft_bundle.install()


def losses() -> "Iterator[str]":
    """The files that are not as they were unpacked."""
    for layer in LAYERS:
        if not os.path.isdir(layer):
            continue
        try:
            with open(os.path.join(layer, "files.txt"), encoding="utf-8") as file:
                lines = file.read().splitlines()
        except OSError:
            lines = ["-1 files.txt"]
        for line in lines:
            size, _, name = line.partition(" ")
            path = os.path.join(layer, name)
            try:
                whole = os.stat(path).st_size == int(size)
            except OSError:
                whole = False
            if not whole:
                yield path


def told(lost: str) -> int:
    """Says what is lost and has it unpacked anew; returns the exit code."""
    advice = "unpack the archive again"
    folder = os.path.dirname(TREE)
    # Which the launcher makes in a cache.
    if os.path.exists(os.path.join(folder, "lock")):
        advice = "start it again: it unpacks itself anew"
        try:
            # The launcher removes what is called so, and nothing else has this name.
            os.rename(TREE, os.path.join(folder, f"new-{os.urandom(8).hex()}"))
        except OSError:
            advice = f"remove {TREE}, and start it again"
    print(f"mockcraft: {lost} is damaged or gone ({advice})", file=sys.stderr)
    return FAILED


if __name__ == "__main__":
    main()
else:
    prepare()
