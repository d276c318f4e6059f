"""The form of a request that sends a schema: `multipart/form-data` (RFC 7578)."""

from __future__ import annotations

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from mockcraft.errors import UserError, shortened

MULTIPART = "multipart/form-data"
PART = "schema"
MAX_FIELDS = 100  # parts of a form


async def read_form(request: Request, most: int) -> tuple[bytes, list[tuple[str, str]], bool]:
    """The schema of a form, its other fields, and whether the schema is JSON.

    No part is longer than `most` bytes. Raises UserError for what is no form, and for one with other files
    or without one schema.
    """
    kind = request.headers["content-type"]
    if "boundary=" not in kind.lower():
        raise UserError(
            f"the header Content-Type is {shortened(kind)!r}, without the boundary between the parts "
            "(leave it to the client, as curl -F and FormData of browsers do, which knows its boundary)"
        )
    form = request.form(max_files=MAX_FIELDS, max_fields=MAX_FIELDS, max_part_size=most)
    try:
        async with form as parts:
            return await _parts(parts)
    except HTTPException as error:  # how Starlette tells what python_multipart cannot read
        raise UserError(_told(error, kind)) from error


def _told(error: HTTPException, kind: str) -> str:
    if "Too many" in error.detail:
        return f"the form has more than {MAX_FIELDS} parts (send the schema and its settings alone)"
    if "Content-Disposition" in error.detail:
        return "a part of the form has no name (each needs one in its Content-Disposition)"
    return (
        f"the body is no form as Content-Type says it, {shortened(kind)!r} (send each part after a line "
        "of -- and the boundary, or leave both to the client, as curl -F does)"
    )


async def _parts(parts: FormData) -> tuple[bytes, list[tuple[str, str]], bool]:
    found: list[tuple[bytes, bool]] = []
    fields: list[tuple[str, str]] = []
    for name, value in parts.multi_items():
        if isinstance(value, str) and name == PART:
            found.append((value.encode(), False))
        elif isinstance(value, str):
            fields.append((name, value))
        elif name == PART:
            found.append((await value.read(), _is_json(value)))
        else:
            raise UserError(
                f"the part {shortened(name)!r} is a file, which no schema refers to (remove it)"
            )
    if len(found) != 1:
        what = f"no part named {PART}" if not found else f"the part {PART} twice"
        raise UserError(f"the form has {what} (send one, with the schema in it)")
    data, is_json = found[0]
    return data, fields, is_json


def _is_json(file: UploadFile) -> bool:
    return (file.content_type or "").partition(";")[0].strip().lower() == "application/json"
