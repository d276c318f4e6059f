"""One error for all that is in the way of a run."""

from collections.abc import Sequence

from mockcraft.errors import SinkError, Unsupported

SHOWN = 20  # of them that a message names


def refuse_all(errors: Sequence[SinkError]) -> None:
    """Raises one error for all of these, a line each: SinkError where there is nothing but what a user may not do."""
    if len(errors) > 1:
        kind = Unsupported if any(isinstance(e, Unsupported) for e in errors) else SinkError
        more = len(errors) - SHOWN
        lines = [*map(str, errors[:SHOWN]), *([f"and {more:,} more"] if more > 0 else [])]
        raise kind("\n".join(lines))
    if errors:
        raise errors[0]
