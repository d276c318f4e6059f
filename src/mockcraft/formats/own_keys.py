"""The keys of Redis in which runs keep their books, and which keys of rows could be one of them."""

import re

import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.plan import Table
from mockcraft.formats.key_templates import Field, Template, is_bounded, pattern_of

CHECKPOINT = "mockcraft_checkpoint"
LOCK = "mockcraft_lock:"  # and the name of a table
START = "mockcraft_"  # of both


def own_key(table: Table, template: Template) -> str:
    """The key of ours that one of a template could be, as far as its text tells; "" for none.

    One that begins with a column is left to its values, see `first_own`: few are such texts.
    """
    lead = _lead(template)
    if not lead.startswith(START):
        return ""
    if re.fullmatch(pattern_of(table, template), CHECKPOINT):
        return CHECKPOINT
    begun = LOCK.startswith(lead) and len(template) > 1 and not _is_plain(table, template)
    return f"{LOCK}…" if begun or lead.startswith(LOCK) else ""


def looks_at_values(table: Table, template: Template) -> bool:
    """Whether values decide if keys of a template are among ours."""
    lead = _lead(template)
    begun = lead != START and START.startswith(lead)
    return begun and len(template) > bool(lead) and not _is_plain(table, template)


def first_own(keys: pa.StringArray) -> int:
    """The place of the first of these keys that is one of ours; -1 for none."""
    if not pc.any(pc.starts_with(keys, START)).as_py():
        return -1
    ours = pc.or_(pc.equal(keys, CHECKPOINT), pc.starts_with(keys, LOCK))
    return int(pc.index(ours, True).as_py())


def is_own(key: bytes) -> bool:
    """Whether a key is one of ours."""
    return key == CHECKPOINT.encode() or key.startswith(LOCK.encode())


def _lead(template: Template) -> str:
    first = template[0] if template else ""
    return first if isinstance(first, str) else ""


def _is_plain(table: Table, template: Template) -> bool:
    """Whether the first column of a template is of numbers, times or the like, which no key of ours goes on with."""
    field = next(part for part in template if isinstance(part, Field))
    return is_bounded(table, field)
