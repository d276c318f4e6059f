"""Write `src/mockcraft/generators/index.py`: which module declares a name or alias.

    python tools/index.py [--check]

With --check nothing is written, and the exit code is 1 where the file is stale.
"""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module
from pathlib import Path

import mockcraft.generators
from mockcraft.generator import Generator, normal

TARGET = Path(mockcraft.generators.__path__[0]) / "index.py"
HEAD = '''"""Which module of `mockcraft.generators` declares a name; written by tools/index.py, checked by a test."""

MODULES = {
'''


def names() -> dict[str, str]:
    """Module by normal name; raises ValueError where two generators claim one name."""
    found: dict[str, str] = {}
    owner: dict[str, Generator] = {}
    for module in sorted(each.name for each in pkgutil.iter_modules(mockcraft.generators.__path__)):
        if module == "index":
            continue
        for value in vars(import_module(f"mockcraft.generators.{module}")).values():
            if not isinstance(value, Generator) or not value.function.__module__.endswith(module):
                continue
            for name in (value.name, *value.aliases):
                if owner.setdefault(normal(name), value) is not value:
                    raise ValueError(f"{name!r} is of {owner[normal(name)]} and of {value}")
                found[normal(name)] = module
    return found


def text() -> str:
    """The file as it should be."""
    lines = [f'    "{name}": "{module}",\n' for name, module in sorted(names().items())]
    return HEAD + "".join(lines) + "}\n"


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(TARGET.read_text(encoding="utf-8") != text())
    TARGET.write_text(text(), encoding="utf-8", newline="\n")
    print(f"{TARGET}: {len(names())} names")
