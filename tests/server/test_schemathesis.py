"""The OpenAPI document is what the server does: Schemathesis finds no request or answer that differs.

A run of about two minutes takes all routes, of the generators one for each kind of parameters. `MOCKCRAFT_TEST_SCHEMATHESIS=50` takes all generators, with so many examples of each operation.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from mockcraft.generator import registry

Start = Callable[..., AbstractContextManager["tuple[str, subprocess.Popen[str]]"]]
DEEP = int(os.environ.get("MOCKCRAFT_TEST_SCHEMATHESIS", "0"))
EXAMPLES = DEEP or 2
HEADERS_ALONE = (
    "/api/tables"  # it takes no parameters but headers; one that is not known is no mistake
)
# What a request that is valid by the document may meet: values that there are not together (422), not
# so many (409), names of a schema that it has not (404).
CONFIG = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "404", "409", "422"]

[parameters]
"header.X-Mockcraft-Latency" = "0ms"  # a client may ask for failures, which would be taken for ours
"header.X-Mockcraft-Error-Rate" = "0"
"""
HOOKS = """
import schemathesis

for media in ("text/csv", "text/plain", "application/jsonl"):
    schemathesis.deserializer(media)(lambda context, response: response.text)
"""


def chosen() -> str:
    """Which paths are tried, as a regular expression: a generator for each combination of kinds of parameters."""
    if DEEP:
        return rf"^(?!{HEADERS_ALONE}$)"
    alike: dict[tuple[str, ...], str] = {}
    for each in registry():
        kinds = {str(each.parameters[name].json_schema().keys()) for name in each.parameters}
        alike.setdefault((each.type_name, *sorted(kinds)), each.name)
    return (
        rf"^(?!/api/generate/[a-z]|{HEADERS_ALONE}$)|^/api/generate/({'|'.join(alike.values())})$"
    )


def test_the_server_does_what_its_document_says(server: Start, tmp_path: Path) -> None:
    (tmp_path / "schemathesis.toml").write_text(CONFIG)
    (tmp_path / "media_types.py").write_text(HOOKS)
    flags = (
        "--checks", "all", "-n", str(EXAMPLES), "--no-color", "--no-shrink", "--warnings", "off",
        "--generation-deterministic", "--include-path-regex", chosen(),
    )  # fmt: skip
    with server("--log-level", "error", "--max-count", "200") as (address, process):
        done = subprocess.run(
            [Path(sys.executable).with_name("st"), "run", f"{address}/openapi.json", *flags],
            capture_output=True, text=True, cwd=tmp_path,
            env={**os.environ, "SCHEMATHESIS_HOOKS": "media_types", "PYTHONPATH": str(tmp_path)},
        )  # fmt: skip
        assert process.poll() is None, "the server has ended"

    report = done.stdout[done.stdout.find("= FAILURES =") :] + done.stderr
    assert done.returncode == 0, report[-20_000:]
