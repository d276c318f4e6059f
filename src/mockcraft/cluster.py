"""The contract of a cluster: machines that make the parts of a run, see `--part K/N`. `clusters/` has them.

A part is made by MockCraft's own writers on whichever machine the cluster chooses, and again where that machine
dies: it is a pure function of the plan and its number, so nothing else has to be known of the first attempt.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Protocol

from mockcraft.dataclass import dataclass
from mockcraft.errors import UserError, nearest
from mockcraft.extras import without

CLUSTERS = {"ray": "Ray", "spark": "Apache Spark"}  # modules in clusters/, and their names


@dataclass(frozen=True, slots=True)
class PartResult:
    """What has become of a part.

    Attributes:
        number: K of K/N.
        refused: why it could not be made, and no attempt more would help; "" where it is complete.
    """

    number: int
    refused: str = ""


Make = Callable[[int], PartResult]  # makes the part of that number; it pickles


class Cluster(Protocol):
    """Machines that are ready for work.

    Attributes:
        shown: its name for messages.
    """

    shown: str

    def run(self, make: Make, numbers: Sequence[int]) -> list[PartResult]:
        """Makes the parts of these numbers, each at least once; raises SinkError where that cannot be done."""

    def close(self) -> None:
        """Ends what was begun for this run, with all that is still being made."""


def open_cluster(name: str, master: str | None) -> Cluster:
    """The cluster of that name.

    Args:
        name: one of CLUSTERS.
        master: where it is: for Spark a master such as local[4] or spark://host:7077, for Ray the address of a
            cluster. None for the one that this process has already, else one of this machine alone.

    Raises:
        UserError: its package is not installed.
        SinkError: it cannot be reached.
    """
    if name not in CLUSTERS:
        raise UserError(f"{name!r} is no cluster{nearest(name, CLUSTERS)}")
    try:
        import_module({"spark": "pyspark"}.get(name, name))
    except ImportError:
        raise UserError(f"{CLUSTERS[name]} is {without(name)}") from None
    opened: Cluster = import_module(f"mockcraft.clusters.{name}").connect(master)
    return opened
