"""The OpenAPI document is what the server does: Schemathesis finds no request or answer that differs.

A run of about a minute takes all routes, of the generators so many that each kind of parameter and each type of value
is met. `MOCKCRAFT_TEST_SCHEMATHESIS=50` takes all generators, with so many examples of each operation.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from mockcraft.generator import registry

Start = Callable[..., AbstractContextManager["tuple[str, subprocess.Popen[str]]"]]
SHOP = Path(__file__).parents[2] / "examples" / "shop.yaml"
DEEP = int(os.environ.get("MOCKCRAFT_TEST_SCHEMATHESIS", "0"))
EXAMPLES = DEEP or 2
# What a request that is valid by the document may meet: values that there are not together (422), not
# so many (409), names of a schema that it has not (404).
MEETS = ("2xx", "404", "409", "422")
# Of tables, the document has no columns, keys and states (400, 412).
TABLES_MEET = (*MEETS, "400", "412")
# A client may ask for a wait of half a minute: what the document allows becomes a short one, and what it
# does not allow stays as it is, to be refused.
HOOKS = """
import re

import schemathesis

from mockcraft.latency import PATTERN

for media in ("text/csv", "text/plain", "application/jsonl"):
    schemathesis.deserializer(media)(lambda context, response: response.text)


@schemathesis.hook
def before_call(context, case, kwargs):
    asked = case.headers.get("X-Mockcraft-Latency")
    if isinstance(asked, str) and re.fullmatch(PATTERN, asked):
        case.headers["X-Mockcraft-Latency"] = "1ms"
"""


def chosen() -> str:
    """Which paths are tried, as a regular expression: generators until each kind of parameter and of value is met."""
    if DEEP:
        return "."
    met: set[str] = set()
    names = []
    for each in registry():
        kinds = {str(sorted(parameter.json_schema())) for parameter in each.parameters.values()}
        if not met >= (kinds := {each.type_name, *kinds}):
            names.append(each.name)
            met |= kinds
    return rf"^(?!/api/generate/[a-z])|^/api/generate/({'|'.join(names)})$"


def report(address: str, paths: str, meets: tuple[str, ...], folder: Path) -> str:
    """What Schemathesis finds at these paths; nothing where all is well."""
    statuses = ", ".join(f'"{each}"' for each in meets)
    (folder / "schemathesis.toml").write_text(
        f"[checks.positive_data_acceptance]\nexpected-statuses = [{statuses}]\n"
    )
    (folder / "hooks.py").write_text(HOOKS)
    flags = (
        "--checks", "all", "-n", str(EXAMPLES), "--no-color", "--no-shrink", "--warnings", "off",
        "--generation-deterministic", "--include-path-regex", paths,
    )  # fmt: skip
    path = os.pathsep.join([str(folder), *sys.path])
    done = subprocess.run(
        [Path(sys.executable).with_name("st"), "run", f"{address}/openapi.json", *flags],
        capture_output=True, text=True, cwd=folder,
        env={**os.environ, "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": path},
    )  # fmt: skip
    found = done.stdout[done.stdout.find("= FAILURES =") :] + done.stderr
    return found[-20_000:] or "it failed" if done.returncode else ""


def test_the_server_does_what_its_document_says(server: Start, tmp_path: Path) -> None:
    with server("--log-level", "error", "--max-count", "200") as (address, process):
        assert "" == report(address, chosen(), MEETS, tmp_path)
        assert process.poll() is None, "the server has ended"


def test_so_does_a_server_of_tables_that_take_writes(server: Start, tmp_path: Path) -> None:
    with server(str(SHOP), "--writes", "--log-level", "error") as (address, process):
        assert "" == report(address, "^/api/tables", TABLES_MEET, tmp_path)
        assert process.poll() is None, "the server has ended"
