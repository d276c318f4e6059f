"""Rows given by hand: whether they can be made, and are unique among themselves."""

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from mockcraft.core.coded import plain_text
from mockcraft.core.frame import Frame
from mockcraft.core.given import Given, duplicate
from mockcraft.core.hashing import U
from mockcraft.core.plan import Plan
from mockcraft.core.values import text_of
from mockcraft.errors import MockcraftError, Problem
from mockcraft.schema.binding import Binding
from mockcraft.schema.spec import TableSpec
from mockcraft.schema.wanted_uniques import wanted_uniques


def check_given(binding: Binding, plan: Plan) -> Iterator[Problem]:
    """A problem for given rows that cannot be made, or are not unique among themselves."""
    for spec in binding.spec.tables:
        table = plan.table(spec.name)
        if table.given is None:
            continue
        frame = Frame(plan, table, np.array(table.given.rows, U))
        try:
            frame.batch()
        except MockcraftError as error:
            if str(error).startswith(f"{binding.place(spec.name, 'rows').file}:"):
                raise  # it names its place in the file
            yield Problem(binding.place(spec.name, "rows"), str(error))
            continue
        groups = [names for _, names in wanted_uniques(binding, spec)]
        found = (_twice(binding, spec, table.given, frame, names) for names in groups)
        yield from islice(filter(None, found), 1)  # others are mostly made from these
        frame.release()


def _twice(
    binding: Binding, spec: TableSpec, given: Given, frame: Frame, names: Sequence[str]
) -> Problem | None:
    """The problem of two given rows that are equal in all these columns; None where all differ."""
    arrays = [plain_text(frame.array(name)) for name in names]
    same = duplicate(arrays)
    if same is None:
        return None
    first, second = same
    values = ", ".join(
        f"{name} {text_of(array[second].as_py())}"
        for name, array in zip(names, arrays, strict=True)
    )
    there = [name for name in names if name in spec.rows[second].cells]
    missing = [name for name in names if name not in there]
    advice = f" (give {' and '.join(missing)} too)" if there and missing else ""
    return Problem(
        binding.place(*spec.row_path(second, *there[:1])),
        f"{values} is that of two rows: {spec.name} {given.rows[first]} and {given.rows[second]}, "
        f"and unique{' together' * (len(names) > 1)}{advice}",
    )
