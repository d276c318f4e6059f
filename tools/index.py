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

# A line a module: its name, then the names that it declares. As one text it is read in a tenth of a dict's time.
NAMES = """
'''
TAIL = '''"""


def module_of(name: str) -> "str | None":
    """The module that declares a name, which is in its normal form; None where none does."""
    end = NAMES.find(f" {name} ")
    return NAMES[NAMES.rfind("\\n", 0, end) + 1 : end].partition(":")[0] if end >= 0 else None


def modules() -> "list[str]":
    """All modules that declare generators, sorted."""
    return [line.partition(":")[0] for line in NAMES.split("\\n") if line]
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
    declared: dict[str, list[str]] = {}
    for name, module in sorted(names().items()):
        declared.setdefault(module, []).append(name)
    lines = [f"{module}: {' '.join(found)} \n" for module, found in sorted(declared.items())]
    return HEAD + "".join(lines) + TAIL


if __name__ == "__main__":
    if "--check" in sys.argv:
        sys.exit(TARGET.read_text(encoding="utf-8") != text())
    TARGET.write_text(text(), encoding="utf-8", newline="\n")
    print(f"{TARGET}: {len(names())} names")
