"""Write `index.py` and `summaries.py` of `src/mockcraft/generators`: which module declares a name, and what is told of it.

    python tools/index.py [--check]

With --check nothing is written, and the exit code is 1 where a file is stale.
"""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module
from pathlib import Path

import mockcraft.generators
from mockcraft.generator import Generator, normal
from mockcraft.listing import made
from mockcraft.names import declared

FOLDER = Path(mockcraft.generators.__path__[0])
NOT_DECLARING = ("index", "summaries")
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

SUMMARIES_HEAD = '''"""What is told of each built-in generator; written by tools/index.py, checked by a test.

To make the samples takes ten times as long as to print them.
"""

# name, category, aliases, type, first value at seed 0 (None where there is none), whole description
# fmt: off
SUMMARIES: "tuple[tuple[str, str, tuple[str, ...], str, str | None, str], ...]" = (
'''


def names() -> dict[str, str]:
    """Module by normal name; raises ValueError where two generators claim one name."""
    found: dict[str, str] = {}
    owner: dict[str, Generator] = {}
    for module in sorted(each.name for each in pkgutil.iter_modules(mockcraft.generators.__path__)):
        if module in NOT_DECLARING:
            continue
        whole = f"mockcraft.generators.{module}"
        for value in vars(import_module(whole)).values():
            if not isinstance(value, Generator) or value.function.__module__ != whole:
                continue
            for name in (value.name, *value.aliases):
                if owner.setdefault(normal(name), value) is not value:
                    raise ValueError(f"{name!r} is of {owner[normal(name)]} and of {value}")
                found[normal(name)] = module
    return found


def index() -> str:
    """The text of `index.py` as it should be."""
    declared: dict[str, list[str]] = {}
    for name, module in sorted(names().items()):
        declared.setdefault(module, []).append(name)
    lines = [f"{module}: {' '.join(found)} \n" for module, found in sorted(declared.items())]
    return HEAD + "".join(lines) + TAIL


def summaries() -> str:
    """The text of `summaries.py` as it should be."""
    names()  # it imports every module, those too that the index does not name yet
    own = {each for each in declared.values() if each.builtin}
    ordered = sorted(own, key=lambda each: (each.category, each.name))
    lines = [f"    {made(each).fields!r},\n" for each in ordered]
    return SUMMARIES_HEAD + "".join(lines) + ")\n"


def files() -> dict[Path, str]:
    """The files as they should be."""
    return {FOLDER / "index.py": index(), FOLDER / "summaries.py": summaries()}


if __name__ == "__main__":
    for path, text in files().items():
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8", newline="\n")
        elif path.read_text(encoding="utf-8") != text:
            sys.exit(f"{path} is stale")
