"""`weight` of a reference, bound: how popular each row of the parent is, see `core.popularity`."""

from mockcraft.core.links.popularity import Popularity
from mockcraft.schema.binding import Binding
from mockcraft.schema.computed import result_of
from mockcraft.schema.declaration import Declaration


def bind_weight(binding: Binding, declaration: Declaration) -> Popularity:
    """The weights of the parent's rows; raises SchemaError for what is no number."""
    assert declaration.target is not None
    assert declaration.weight is not None
    parent, at = declaration.target[0], (*declaration.at, "weight")
    found, _ = result_of(binding, parent, declaration.weight, at)
    if found.family != "number":
        raise binding.wrong(
            at, f"weight is {found}, not a number (name a column of numbers of {parent})"
        )
    return Popularity(declaration.spec.weight, declaration.weight, str(binding.place(*at)))
