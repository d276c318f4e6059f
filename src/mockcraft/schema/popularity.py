"""`weight` of a reference, bound: how popular each row of the parent is, see `core.popularity`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from mockcraft.core.frame import Frame
from mockcraft.core.hashing import U
from mockcraft.core.plan import Plan
from mockcraft.errors import DataError, PlacedError, Problem
from mockcraft.schema.binding import Binding
from mockcraft.schema.computed import result_of
from mockcraft.schema.declaration import Declaration
from mockcraft.schema.siblings import LOOKED_AT
from mockcraft.schema.source import shown

if TYPE_CHECKING:
    from mockcraft.core.links.popularity import Popularity


def bind_weight(binding: Binding, declaration: Declaration) -> Popularity:
    """The weights of the parent's rows; raises SchemaError for what is no number."""
    from mockcraft.core.links.popularity import Popularity as Made

    assert declaration.target is not None
    assert declaration.weight is not None
    parent, at = declaration.target[0], (*declaration.at, "weight")
    if not declaration.weight.columns:
        raise binding.wrong(
            at,
            f"weight {shown(declaration.spec.weight)} reads no column of {parent}, so it chooses nothing "
            "(name a column of numbers, or leave it out)",
        )
    found, _ = result_of(binding, parent, declaration.weight, at)
    if found.family != "number":
        raise binding.wrong(
            at, f"weight is {found}, not a number (name a column of numbers of {parent})"
        )
    return Made(declaration.spec.weight, declaration.weight, str(binding.place(*at)))


def check_weights(binding: Binding, plan: Plan) -> Iterator[Problem]:
    """A problem for each weight by which no row can be chosen, of parents of few rows."""
    for table in plan.tables:
        for link in table.links:
            rows = plan.table(link.parent).count
            if link.weight is None or not table.count or not 0 < rows <= LOOKED_AT:
                continue
            try:
                link.weight.ends(Frame(plan, table, np.zeros(0, U)), link)
            except PlacedError as error:
                yield Problem(
                    binding.place(table.name, "columns", link.name, "weight"), error.message
                )
            except DataError:  # which the run tells
                continue
