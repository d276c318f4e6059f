"""What a client asks for: an upload with the form of its files, as a record keeps it, and back again."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from mockcraft.errors import UserError
from mockcraft.server.uploads import Upload
from mockcraft.settings import DIALECT, OUTPUT

if TYPE_CHECKING:  # Arrow, which a server needs when the first job comes
    from mockcraft.core.plan import Plan

SETTINGS = (OUTPUT.but(default="csv", help="Format of the files", metavar="", free=None), DIALECT)
TEXT_OF_VALUE = (
    2  # bytes in a file and in its ZIP together, for each that width.py reckons with: 32 a value
)
LEAST_RESERVED = 2**20


def request_of(upload: Upload, plan: Plan) -> dict[str, Any]:
    """All of an upload but its text. Seed and clock are the plan's, so that a later run makes the same bytes.

    Raises UserError for a dialect of files that have none.
    """
    output, dialect = upload.settings["output"], upload.settings["dialect"]
    if output != "sql" and dialect != DIALECT.default:
        raise UserError(f"dialect={dialect!r} is of output=sql, not of {output} (leave it out)")
    overrides = asdict(replace(upload.overrides, seed=plan.seed, now=plan.now))
    return {"json": upload.json, "overrides": overrides, **upload.settings}


def upload_of(request: dict[str, Any], text: str) -> Upload:
    """The upload that a record speaks of."""
    from mockcraft.schema.bind import Overrides

    return Upload(text, request["json"], Overrides(**request["overrides"]))


def reserved(plan: Plan, most: int) -> int:
    """Bytes on the disk that the files of a plan and their ZIP are reckoned to need, `most` for the files."""
    from mockcraft.core.width import least_bytes

    files = sum(table.count * least_bytes(table) for table in plan.tables) * TEXT_OF_VALUE
    return max(LEAST_RESERVED, 2 * min(files, most))
