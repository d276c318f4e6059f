"""A job as responses show it."""

from __future__ import annotations

from typing import Any

from mockcraft.clock import shown_clock
from mockcraft.server.jobs.record import DONE, RUNNING, STATES, Job


def shown(job: Job, now: float) -> dict[str, Any]:
    """The job at a time of the store's clock."""
    until = job.ended or now
    seconds = max(0.0, until - job.started) if job.started else 0.0
    rate = job.rows / seconds if seconds else 0.0
    running = job.state == RUNNING
    return {
        "id": job.id,
        "state": job.state,
        "created": shown_clock(int(job.created)),
        "started": _time(job.started),
        "ended": _time(job.ended),
        "expires": _time(job.expires),
        "attempt": job.attempt,
        "output": job.request["output"],
        "seed": job.request["overrides"]["seed"],
        "rows": job.rows,
        "total": job.total,
        "tables": [
            {"name": name, "rows": job.done.get(name, 0), "total": total}
            for name, total in job.totals.items()
        ],
        "seconds": round(seconds, 3),
        "rows_per_second": round(rate, 1),
        "seconds_left": round((job.total - job.rows) / rate, 1) if running and rate else None,
        "error": job.error or None,
        "download": f"/api/download/{job.id}" if job.state == DONE else None,
        "size": job.size if job.state == DONE else None,
        "sha256": job.digest if job.state == DONE else None,
    }


def _time(seconds: float) -> str | None:
    return shown_clock(int(seconds)) if seconds else None


def _nullable(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": [kind, "null"], **more}


_NUMBER = {"type": "integer", "minimum": 0}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
        "state": {"type": "string", "enum": list(STATES)},
        "created": {"type": "string", "format": "date-time"},
        "started": _nullable("string", format="date-time", description="The attempt that runs, or ran last."),
        "ended": _nullable("string", format="date-time"),
        "expires": _nullable(
            "string", format="date-time",
            description="Until when the result stays; of a job without one, until when the job is known.",
        ),
        "attempt": _NUMBER | {"description": "How often it was begun."},
        "output": {"type": "string"},
        "seed": _NUMBER,
        "rows": _NUMBER | {"description": "Rows that are made."},
        "total": _NUMBER | {"description": "Rows that are asked for."},
        "tables": {
            "type": "array",
            "description": "In the order in which they are made.",
            "items": {
                "type": "object",
                "required": ["name", "rows", "total"],
                "properties": {"name": {"type": "string"}, "rows": _NUMBER, "total": _NUMBER},
            },
        },
        "seconds": {"type": "number", "minimum": 0},
        "rows_per_second": {"type": "number", "minimum": 0},
        "seconds_left": _nullable("number", minimum=0),
        "error": _nullable(
            "object",
            description="Why it failed; `errors` has each problem of the schema.",
            properties={"detail": {"type": "string"}, "errors": {"type": "array", "items": {"type": "object"}}},
        ),
        "download": _nullable("string"),
        "size": _nullable("integer", minimum=0, description="Bytes of the ZIP."),
        "sha256": _nullable("string", description="Of the ZIP."),
    },
}  # fmt: skip
SCHEMA["required"] = list(SCHEMA["properties"])
