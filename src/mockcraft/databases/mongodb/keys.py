"""Values of keys as MongoDB may hold them: what `formats.plain` writes as text or float has types of its own there."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from bson.binary import Binary
from bson.decimal128 import Decimal128
from bson.objectid import ObjectId

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d:\d\dZ?)?")


def candidates(value: Any) -> list[Any]:
    """The values that a plain one may be stored as, itself first."""
    found = [value]
    if isinstance(value, float):
        found.append(Decimal128(repr(value)))
    if not isinstance(value, str):
        return found
    if len(value) == 36 and value.count("-") == 4:
        try:
            found.append(Binary.from_uuid(UUID(value)))
        except ValueError:
            return found
    elif ObjectId.is_valid(value):
        found.append(ObjectId(value))
    elif _MOMENT.fullmatch(value):
        found.append(datetime.fromisoformat(value.rstrip("Z")).replace(tzinfo=UTC))
    return found


def comparable(value: Any) -> Any:
    """Something hashable that is equal for values which MongoDB takes for one key."""
    if isinstance(value, Decimal128):
        return float(value.to_decimal())
    if isinstance(value, Binary):
        return bytes(value), value.subtype
    return value
