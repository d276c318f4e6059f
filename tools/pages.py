"""Writes the pages that are made from the program's own help and declarations, see PAGES.

python tools/pages.py           writes them
python tools/pages.py --check   exits with 1 where one is stale
"""

import os
import subprocess
import sys
from itertools import groupby
from pathlib import Path
from typing import Any

from api_page import api
from configuration_page import configuration
from mockcraft.cli.main import COMMANDS
from mockcraft.core.expression import evaluate
from mockcraft.core.expressions.function import TAKES, Constant, Function
from mockcraft.core.expressions.functions import ANY, MOMENTS, NAMED, NUMBERS, TEXTS
from mockcraft.core.expressions.operators import OPERATORS
from mockcraft.core.lists import load, locales
from mockcraft.core.values import text_of
from mockcraft.generator import Generator, find, registry
from mockcraft.parameter import REQUIRED, Parameter
from mockcraft.schema.expressions import parse
from mockcraft.testing.agreement import Agreement, shown
from mockcraft.testing.agreements import AGREEMENTS
from peers_page import peers
from settings_page import server_yaml

ROOT = Path(__file__).parent.parent


def cli() -> str:
    """The `--help` of every command."""
    parts = ["# The command line\n\nThis page is made from the program's own help.\n"]
    for command in ("", *COMMANDS):
        words = ["mockcraft", *([command] if command else []), "--help"]
        parts.append(f"## {' '.join(words[:-1])}\n\n```text\n{_help(words[1:])}```\n")
    return "\n".join(parts)


def _help(words: list[str]) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MOCKCRAFT_")}
    made = subprocess.run(
        [sys.executable, "-m", "mockcraft", *words], check=True, capture_output=True, text=True,
        cwd=ROOT, env=environment | {"COLUMNS": "80"},
    )  # fmt: skip
    return made.stdout


def generators() -> str:
    """A table of all generators by category, with a value of each."""
    everything = registry()
    parts = [
        f"# The {len(everything)} generators\n\n"
        "This page is made from their declarations. The example is the first value at seed 0.\n"
    ]
    for category, members in groupby(everything, key=lambda each: each.category):
        rows = "\n".join(_row(each) for each in members)
        parts.append(
            f"## {category}\n\n| name | value | parameters | example |\n|---|---|---|---|\n{rows}\n"
        )
    parts.append(_locales())
    agreements = "\n".join(f"- {_agreement(each)}" for each in AGREEMENTS)
    parts.append(
        "## What agrees\n\nColumns of one row and of one `entity` that have these generators belong together, in every "
        f"locale, also where one of them is unique; a test holds them to it.\n\n{agreements}\n"
    )
    return "\n".join(parts)


SHOWN = ("full_name", "address", "phone", "company")


def _locales() -> str:
    """A table of the locales, with a record of each."""
    rows = "\n".join(
        f"| `{each}` | " + " | ".join(_shown(name, each) for name in SHOWN) + " |"
        for each in locales()
    )
    return (
        f"## Locales\n\nThe {len(locales())} locales have names of persons and streets, forms of address, cities with their "
        "postal codes, states, area codes and places on the map, orders of names and addresses, legal forms, number "
        "plates, occupations, months, weekdays, words and names of countries, languages and currencies of their own. "
        "`mockcraft generators --locale` tells what else each has; what it has not is an error without `--fallback`."
        f"\n\n| locale | {' | '.join(SHOWN)} |\n"
        f"|---|{'---|' * len(SHOWN)}\n{rows}\n\n{_english()}"
    )


def _english() -> str:
    """What is English in all locales."""
    lines = load("english").rows
    told = zip(lines["where"], lines["what"], lines["generators"], strict=True)
    rows = "\n".join(
        f"| {what} | {', '.join(f'`{each}`' for each in sorted(names.split()))} |"
        for where, what, names in told
        if where == "everywhere"
    )
    return f"These are English in every locale:\n\n| what | generators |\n|---|---|\n{rows}\n"


def _shown(name: str, locale: str) -> str:
    (value,) = find(name).sample(1, 0, locale)
    return str(value)


def _agreement(agreement: Agreement) -> str:
    """The generators of an agreement, as code."""
    return ", ".join(f"`{shown(column)}`" for column in agreement.columns)


def _row(generator: Generator) -> str:
    parameters = ", ".join(_parameter(each) for each in generator.parameters.values())
    try:
        (sample,) = generator.sample(1)
    except Exception:
        sample = ""  # a required parameter
    example = " ".join(text_of(sample).split())
    example = example if len(example) <= 60 else example[:59] + "…"
    return f"| `{generator.name}` | {_cell(generator.help)} | {parameters} | {_cell(example)} |"


def _parameter(parameter: Parameter) -> str:
    if parameter.default is REQUIRED:
        return f"`{parameter.name}` (required)"
    return f"`{parameter.name}`"


def functions() -> str:
    """The operators and functions of expressions."""
    constants = "".join(
        f"- `{name}` is {str(takes).replace(chr(39), '`')}.\n"
        for name, takes in TAKES.items()
        if isinstance(takes, Constant)
    )
    kinds = (("Numbers", NUMBERS), ("Text", TEXTS), ("Dates and times", MOMENTS), ("Any values", ANY), ("Operators", OPERATORS))  # fmt: skip
    return (
        f"# The {len(NAMED)} functions of expressions\n\n"
        "This page is made from their declarations, and the examples are computed. Arguments in `[]` may be left "
        "out, `…` stands for more of the same. Unless it says otherwise, what gets a NULL gives NULL.\n\n"
        f"{constants}\n{FLOATS}"
        + "".join(
            f"\n## {title}\n\n| written | gives | example | is |\n|---|---|---|---|\n"
            f"{''.join(map(_function_row, members))}"
            for title, members in kinds
        )
    )


FLOATS = """\
Whole numbers and decimals are exact. What gives a float (`ln`, `sin`, `sqrt` and the like) gives the same one
on every machine: it is computed from sums, products and quotients alone, not by the machine's library, and
lies at most one float beside the exact value (`power` and `tan`: some floats).
There is no `random()` and no clock, so that a row is the same whenever it is made: draw in a column of its own
and name that, and write `now` (a timestamp) or `today` (a date) for the clock of the file.
`lag(x)` and `lead(x)` are a column of the row before and after, see [time.md](time.md#walks-and-neighbours).
"""


def _function_row(function: Function) -> str:
    written = [function.usage(), *(function.usage(name) for name in function.aliases)]
    shown = " or ".join(f"`{each}`" for each in written).replace("|", "\\|")
    columns: dict[str, Any] = {}
    value = evaluate(parse(function.example), columns.__getitem__, 1)
    made = "NULL" if value.null_count else text_of(value[0].as_py())
    example = function.example.replace("|", "\\|")
    return f"| {shown} | {_cell(function.gives)} | `{example}` | {_cell(made)} |\n"


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


PAGES = {
    "docs/api.md": api,
    "docs/cli.md": cli,
    "docs/configuration.md": configuration,
    "docs/expressions.md": functions,
    "docs/generators.md": generators,
    "docs/peers.md": peers,
    "examples/server.yaml": server_yaml,
}


def main(check: bool) -> int:
    """Writes or checks the pages; returns the exit code."""
    stale = [name for name, make in PAGES.items() if not _written(ROOT / name, make(), check)]
    for name in stale:
        print(f"{name} is stale (run: python tools/pages.py)")
    return bool(stale)


def _written(path: Path, text: str, check: bool) -> bool:
    if check:
        return path.exists() and path.read_text(encoding="utf-8") == text
    path.write_text(text, encoding="utf-8")
    return True


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
