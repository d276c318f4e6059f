"""Writes `start`, the file of a tree that has the modules of every start in it, see bundle/mockcraft_bundle.py."""

import marshal
import os
import subprocess
from pathlib import Path

from programs import BuildError

HEAD = 16  # bytes of a compiled file before its code
SIZE = 4  # bytes of the index's size, as in bundle/mockcraft_bundle.py
VERSION = 2  # of marshal: a later one would write what depends on counts of references
# Lines that most people begin with; what others import besides is found in folders.
LINES = (
    "--help", "generate --help", "generate firstname", "generate number --min=1", "generate email --format json", "generators",
)  # fmt: skip
PROGRAM = """
import sys
sys.path.append(sys.argv.pop(1))
from mockcraft.boot import main
main(sys.argv[1:])
specs = (getattr(module, "__spec__", None) for module in sys.modules.values())
print(*(spec.name for spec in specs if spec and spec.has_location), file=sys.stderr)
"""


def write(tree: Path, minor: str, python: Path) -> None:
    """Writes it into a tree that is compiled. `python` is a Python of that minor version that runs here.

    Raises BuildError where MockCraft does not run in it.
    """
    names = sorted({each for line in LINES for each in _imported(tree / "core", line, python)})
    folders = [tree / "core", tree / "lib" / f"python{minor}", tree / "python" / "Lib"]
    index: dict[str, tuple[str, int, int]] = {}
    codes = b""
    for name in names:
        path = name.replace(".", "/")
        ways = [
            folder / file for folder in folders for file in (f"{path}.pyc", f"{path}/__init__.pyc")
        ]
        found = next((each for each in ways if each.exists()), None)
        if found:
            code = found.read_bytes()[HEAD:]
            index[name] = found.relative_to(tree).as_posix(), len(codes), len(code)
            codes += code
    head = marshal.dumps(index, VERSION)
    (tree / "start").write_bytes(len(head).to_bytes(SIZE, "little") + head + codes)


def _imported(core: Path, line: str, python: Path) -> list[str]:
    """The names of the modules that a line of MockCraft imports, as far as they are read from files."""
    done = subprocess.run(
        [python, "-I", "-S", "-c", PROGRAM, core, *line.split()], cwd=core, text=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={"PATH": os.defpath},
    )  # fmt: skip
    if done.returncode:
        raise BuildError(f"mockcraft {line} fails with what is in {core}:\n{done.stderr}")
    return done.stderr.splitlines()[-1].split()
