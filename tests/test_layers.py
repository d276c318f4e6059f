"""Imports go down only: the order of the layers, no circles, and what the quick start may import."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1] / "src"

# From the bottom to the top. A module may import from its own layer and from those above it in this
# list; a package stands for all its modules, unless a module of it is named itself.
LAYERS = [
    [
        "mockcraft",
        "mockcraft._version",
        "mockcraft.about",
        "mockcraft.core.kernel",  # --version looks whether it is there
        "mockcraft.dataclass",
        "mockcraft.dependencies",
        "mockcraft.entry_points",
        "mockcraft.errors",
        "mockcraft.extras",
        "mockcraft.folders",
        "mockcraft.pace",
        "mockcraft.libraries",
        "mockcraft.processors",
        "mockcraft.parts.manifest",
        "mockcraft.shared",
        "mockcraft.signals",
        "mockcraft.unfinished",
        "mockcraft.wording",
        "mockcraft.writable",
    ],
    ["mockcraft.core"],
    ["mockcraft.parameter"],
    ["mockcraft.addresses", "mockcraft.clock", "mockcraft.latency", "mockcraft.rates"],
    [
        "mockcraft.backups.methods",
        "mockcraft.formats.csv_form",
        "mockcraft.formats.dialects",
        "mockcraft.formats.known",
    ],  # as data, for help and completion
    ["mockcraft.output_file", "mockcraft.setting"],
    ["mockcraft.settings"],
    ["mockcraft.setting_sources"],
    ["mockcraft.declaration"],
    ["mockcraft.options"],
    ["mockcraft.capabilities", "mockcraft.stored"],
    ["mockcraft.backups.compression"],
    ["mockcraft.backup"],
    ["mockcraft.backups"],
    ["mockcraft.traits"],
    ["mockcraft.database"],
    ["mockcraft.ledger"],
    ["mockcraft.generator", "mockcraft.names", "mockcraft.plugin"],
    ["mockcraft.generators"],
    ["mockcraft.answer", "mockcraft.listing", "mockcraft.speech", "mockcraft.template"],
    ["mockcraft.schema"],
    ["mockcraft.format"],
    ["mockcraft.formats"],
    ["mockcraft.definitions"],
    ["mockcraft.databases"],
    ["mockcraft.selection", "mockcraft.stores"],
    ["mockcraft.sink"],
    ["mockcraft.sinks"],
    ["mockcraft.work"],
    ["mockcraft.threads", "mockcraft.workers"],
    ["mockcraft.engine"],
    ["mockcraft.counts", "mockcraft.preview", "mockcraft.trial"],
    ["mockcraft.estimate", "mockcraft.parts"],
    ["mockcraft.seeder"],
    ["mockcraft.cluster"],
    ["mockcraft.clusters"],
    ["mockcraft.following"],
    ["mockcraft.inspection"],
    ["mockcraft.api"],
    ["mockcraft.pytest_plugin", "mockcraft.spark", "mockcraft.iceberg"],
    ["mockcraft.server"],
    ["mockcraft.mcp"],
    ["mockcraft.cli"],
    ["mockcraft.boot", "mockcraft.__main__"],
    ["mockcraft.testing"],
]
# `x.py` is the contract and `xs/` are its implementations, which it opens by name, within a function.
OPENERS = {
    "mockcraft.names": "mockcraft.generators",
    "mockcraft.format": "mockcraft.formats",
    "mockcraft.database": "mockcraft.databases",
    "mockcraft.sink": "mockcraft.sinks",
    "mockcraft.server.jobs.store": "mockcraft.server.jobs.stores",
}
# Modules that know one another, one of them for types or within a function: a plan holds fills, which
# are called with a frame of a plan; a record asks the draw that made it; a generator enters its names,
# and is found by them, also by a process that has yet to load its plugin.
CIRCLES = {
    frozenset({"mockcraft.generator", "mockcraft.names"}),
    frozenset({"mockcraft.generator", "mockcraft.plugin"}),
    frozenset(
        f"mockcraft.core.{name}"
        for name in (
            "plan",
            "frame",
            "drawings",
            "given",
            "links.ancestors",
            "links.conditions",
            "links.popularity",
            "links.siblings",
            "neighbours",
        )
    ),
    frozenset({"mockcraft.core.entity", "mockcraft.core.draw"}),
}
# What `mockcraft generate` imports: numpy, Arrow, typing and re take longer than most answers.
QUICK = [
    "mockcraft.answer", "mockcraft.boot", "mockcraft.errors", "mockcraft.generator", "mockcraft.names",
    "mockcraft.parameter", "mockcraft.core.bell",
    *(f"mockcraft.core.{name}" for name in (
        "checksum", "context", "distributions", "draw", "entity", "keys", "kinds", "lists", "pattern", "pool",
        "scalar", "spelling", "uniques.digits", "uniques.measure", "uniques.origins", "uniques.reading",
        "uniques.shapes", "uniques.texts", "uniques.tracing", "values",
    )),
]  # fmt: skip
SLOW = {"numpy", "pyarrow", "typing", "re", "dataclasses", "click"}
LATE = {"mockcraft.generators._regex"}  # imported by the generator that needs it


@dataclass(frozen=True)
class Import:
    """An import of `target` by `source`: at `when` "start", within a "function", or for "types" alone."""

    source: str
    target: str
    when: str


@cache
def modules() -> dict[str, ast.Module]:
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def _imports(source: str, body: list[ast.stmt], when: str) -> Iterator[Import]:
    for node in body:
        if isinstance(node, ast.Import):
            yield from (Import(source, each.name, when) for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{source} has a relative import"
            yield from _from(source, node, when)
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from _imports(source, node.body, "types")
            yield from _imports(source, node.orelse, when)
        else:
            inner = "function" if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else when
            for field in ("body", "orelse", "finalbody", "handlers", "cases"):
                yield from _imports(source, getattr(node, field, None) or [], inner)


def _from(source: str, node: ast.ImportFrom, when: str) -> Iterator[Import]:
    assert node.module is not None
    for each in node.names:
        whole = f"{node.module}.{each.name}"
        yield Import(source, whole if whole in modules() else node.module, when)


@cache
def imports() -> tuple[Import, ...]:
    return tuple(
        each
        for name, tree in modules().items()
        if name != "mockcraft"  # it hands on what is asked for, see its __getattr__
        for each in _imports(name, tree.body, "start")
    )


def own() -> list[Import]:
    return [each for each in imports() if each.target in modules()]


def layer_of(module: str) -> int:
    name = module
    while name:
        for number, layer in enumerate(LAYERS):
            if name in layer and (name != "mockcraft" or module == "mockcraft"):
                return number
        name = name.rpartition(".")[0]
    raise AssertionError(f"{module} is in no layer: give it a place in LAYERS")


def opens(each: Import) -> bool:
    """Whether a contract opens one of its implementations."""
    package = OPENERS.get(each.source)
    return (
        package is not None
        and each.when == "function"
        and f"{each.target}.".startswith(package + ".")
    )


def test_every_module_has_its_layer() -> None:
    assert [] == [name for name in modules() if layer_of(name) < 0]


@pytest.mark.parametrize("when", ["start", "function", "types"])
def test_imports_go_down(when: str) -> None:
    upward = [
        f"{each.source} imports {each.target}"
        for each in own()
        if each.when == when and layer_of(each.source) < layer_of(each.target) and not opens(each)
    ]

    assert [] == upward


def test_every_opener_opens() -> None:
    assert set(OPENERS) >= {each.source for each in own() if opens(each)} != set()


def test_no_modules_import_one_another() -> None:
    graph: dict[str, set[str]] = {name: set() for name in modules()}
    for each in own():
        known = any({each.source, each.target} <= circle for circle in CIRCLES)
        if not opens(each) and not (each.when != "start" and known):
            graph[each.source].add(each.target)
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise AssertionError(" imports ".join(reversed(error.args[1]))) from error


def test_implementations_do_not_import_one_another() -> None:
    """A generator's category may read another's entities, and a sink or a format its own parts."""
    names = {name for name in modules() if name.startswith("mockcraft.formats.")}
    shared = {
        f"mockcraft.formats.{name}"
        for name in (
            "arrow",
            "arrow_drawing",
            "bounds",
            "bson_json",
            "bson_parts",
            "cells",
            "checks",
            "condition_operations",
            "condition_words",
            "conditions",
            "csv_form",
            "ddl",
            "dialects",
            "dictionaries",
            "documents",
            "drawing",
            "excel_forms",
            "excel_sheet",
            "identity",
            "indexes",
            "key_columns",
            "key_kinds",
            "key_overlap",
            "key_templates",
            "keyspace",
            "known",
            "moments",
            "own_keys",
            "parquet_footer",
            "plain",
            "resp_cells",
            "resp_removal",
            "resp_rows",
            "resp_texts",
            "resp_words",
            "rows",
            "sheet_names",
            "text",
        )
    }
    crossing = [
        f"{each.source} imports {each.target}"
        for each in own()
        if each.source in names and each.target in names - shared - {each.source}
    ]

    assert [] == crossing


def test_the_core_imports_numpy_and_arrow_and_nothing_else_from_outside() -> None:
    allowed = sys.stdlib_module_names | {"numpy", "pyarrow"}
    outside = [
        f"{each.source} imports {each.target}"
        for each in imports()
        if each.source.startswith("mockcraft.core")
        and each.target.partition(".")[0] not in allowed
        and not each.target.startswith("mockcraft.core")
        and each.target not in ("mockcraft", "mockcraft.dataclass", "mockcraft.errors")
    ]

    assert [] == outside


def test_the_quick_start_imports_nothing_slow() -> None:
    generators = {name for name in modules() if name.startswith("mockcraft.generators.")}
    quick = {*QUICK, *generators} - LATE
    assert quick <= set(modules())
    assert {"function"} == {each.when for each in own() if each.target in LATE}
    slow = [
        f"{each.source} imports {each.target}"
        for each in imports()
        if each.source in quick and each.when == "start" and each.target.partition(".")[0] in SLOW
    ]

    assert [] == slow


def test_one_value_is_made_without_anything_slow() -> None:
    code = (
        "import sys\nfrom mockcraft.boot import main\nsys.argv[1:] = ['generate', 'email']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\nprint(*sys.modules)"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    value, loaded = made.stdout.splitlines()

    assert "@" in value
    assert set() == SLOW & set(loaded.split())


def test_nothing_imports_what_is_for_tests() -> None:
    assert [] == [each.source for each in own() if each.target == "mockcraft.testing"]
