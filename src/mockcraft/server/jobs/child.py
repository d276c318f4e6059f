"""The process that runs one attempt: `python -m mockcraft.server.jobs.child`, which a worker starts.

It reads one line of JSON, what to do (`Order`), from standard input, and writes lines of JSON to standard
output: `{"done": {table: rows}, "bytes": n}` as it goes, at last `{"result": …}` or `{"error": …}`. It
ends itself when standard input ends, because then its worker is gone.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from mockcraft.engine import Progress
from mockcraft.errors import MockcraftError, SchemaError, UserError
from mockcraft.format import FormatOptions
from mockcraft.plugin import load_plugin
from mockcraft.seeder import Seeding
from mockcraft.server.jobs.artifact import pack
from mockcraft.server.jobs.files import size_of
from mockcraft.server.jobs.order import Order
from mockcraft.server.jobs.request import upload_of
from mockcraft.server.schema_problems import located
from mockcraft.sink import open_files

REPORT_S = 0.2  # between two reports
NICE = 10  # of 19: the API comes first
ORPHANED = 3  # exit code
STEM = "schema"  # of a file for all tables


class LimitReached(UserError):
    """A job is larger than jobs of this server may be."""

    http_status = 422


class InputLost(MockcraftError):
    """A job has no schema in the folder of its worker."""

    http_status = 503


def main() -> None:
    """Runs what standard input says."""
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what a plugin prints is no report
    source = os.fdopen(0, "rb", buffering=0, closefd=False)  # a buffer's lock would be held at exit
    order = Order(**json.loads(source.readline()))
    threading.Thread(target=_watch, args=(source,), daemon=True).start()
    _be_modest(order.memory)
    try:
        _say(out, {"result": run(order, out)})
    except MemoryError:
        detail = f"it needs more than {order.memory:,} bytes of memory, the most here"
        _say(out, {"error": {"detail": detail, "errors": []}})
    except MockcraftError as error:
        _say(out, {"error": described(error, order.folder)})


def run(order: Order, out: BinaryIO) -> dict[str, Any]:
    """Makes the ZIP; returns its size and digest, and the rows by table."""
    for path in order.plugins:
        load_plugin(path)
    spec, plan = upload_of(order.request, _text(order)).load()
    options = FormatOptions(order.request["dialect"], csv=spec.csv)
    sink = open_files(order.request["output"], order.folder, STEM, options, portable=True)
    plan = sink.shaped(plan)
    progress = Seeding(plan, plan.ranges, sink, None).run(report=_Reports(order, out))
    names = sink.files()  # type: ignore[attr-defined]
    artifact = pack(Path(order.target), Path(order.folder), names)
    return asdict(artifact) | {"done": progress.done}


def _text(order: Order) -> str:
    try:
        return Path(order.schema).read_text("utf-8")
    except (
        FileNotFoundError
    ):  # the store took the job, and its answer was lost; or the folder is another one
        raise InputLost("the schema of the job is not kept any more (send it again)") from None


def described(error: MockcraftError, folder: str) -> dict[str, Any]:
    """An error as a record has it; without the server's paths."""
    problems = error.problems if isinstance(error, SchemaError) else ()
    return {
        "detail": str(error).replace(folder + os.sep, ""),
        "errors": [located(each) for each in problems],
    }


class _Reports:
    """Takes reports of the engine, hands some of them on, and ends the run where its files are too large."""

    def __init__(self, order: Order, out: BinaryIO) -> None:
        self.order, self.out = order, out
        self.next = 0.0

    def __call__(self, progress: Progress) -> None:
        if time.monotonic() < self.next:
            return
        self.next = time.monotonic() + REPORT_S
        written = size_of(Path(self.order.folder))
        if written > self.order.bytes:
            raise LimitReached(
                f"the files are larger than {self.order.bytes:,} bytes, the most of one job here "
                f"(after {progress.rows:,} rows; ask for fewer)"
            )
        _say(self.out, {"done": progress.done, "bytes": written})


def _say(out: BinaryIO, message: dict[str, Any]) -> None:
    with suppress(BrokenPipeError):  # the worker is gone, and `_watch` ends this process
        out.write(json.dumps(message).encode() + b"\n")


def _watch(source: BinaryIO) -> None:
    """Ends the process with its worker, whose end of the pipe the system closes however it ended."""
    while source.read(1):
        pass
    os._exit(ORPHANED)


def _be_modest(memory: int) -> None:
    """Lets others go first, and be killed last; bounds the memory, where the system can."""
    with suppress(OSError):
        os.nice(NICE)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    if sys.platform == "linux":  # elsewhere the limit is of something else, or not obeyed
        import resource

        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


if __name__ == "__main__":
    main()
