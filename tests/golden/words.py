"""Digests of what the words of the schema language make, at rows 0, 10**6 and 10**9 of `words.yaml`.

    python tests/golden/words.py

Run it when values change on purpose, and say so in the changelog: the output is part of the interface.
"""

import json
import sys
from hashlib import blake2b
from pathlib import Path

import numpy as np

from mockcraft.core.frame import Frame
from mockcraft.core.plan import Plan
from mockcraft.core.values import text_of
from mockcraft.schema.bind import load

SCHEMA = Path(__file__).parent / "words.yaml"
TARGET = SCHEMA.with_suffix(".json")
ROWS = (0, 10**6, 10**9)


def plan() -> Plan:
    """The plan of the schema."""
    return load(SCHEMA)[1]


def digests(made: Plan) -> dict[str, str]:
    """Digest of the values of each column, hidden ones too, at those of ROWS that its table has."""
    found = {}
    for table in made.tables:
        rows = np.array([row for row in ROWS if row < table.count], np.uint64)
        frame = Frame(made, table, rows)
        for column in table.all_columns:
            values = "\n".join(map(str, map(text_of, frame.array(column.name).to_pylist())))
            digest = blake2b(values.encode(), digest_size=8).hexdigest()
            found[f"{table.name}.{column.name}"] = digest
    return found


if __name__ == "__main__":
    made = digests(plan())
    TARGET.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{TARGET}: {len(made)} columns\n")
