"""JSON texts as BSON values, by pymongo's encoder: what is in them differs from row to row."""

import json
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mockcraft.errors import DataError, shortened

LOWEST, HIGHEST = -(2**63), 2**63 - 1  # of BSON's whole numbers


def json_values(texts: pa.StringArray) -> tuple[NDArray[np.uint8], pa.BinaryArray]:
    """Type and value of each text; raises DataError for one that no document holds.

    Whole numbers are of 32 bits where they fit, else of 64, else the nearest float: what `mongoimport`
    makes of them.
    """
    elements = [_element(text) for text in texts.to_pylist()]
    codes = np.frombuffer(b"".join(each[:1] for each in elements), np.uint8)
    return codes, pa.array([each[2:] for each in elements], pa.binary())


def _element(text: str) -> bytes:
    """Type, an empty name, and the value."""
    from bson import encode
    from bson.errors import BSONError

    try:
        return encode({"": json.loads(text, parse_int=_whole)})[4:-1]
    except (BSONError, RecursionError) as error:
        raise DataError(f"{shortened(text)!r} cannot be in a document: {error}") from error


def _whole(digits: str) -> Any:
    number = int(digits)
    return number if LOWEST <= number <= HIGHEST else float(number)
