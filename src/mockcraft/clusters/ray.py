"""Ray: a task makes a part."""

import os
from collections.abc import Sequence

import ray
from ray.exceptions import RayError

from mockcraft.cluster import Make, PartResult
from mockcraft.clusters.reaching import reach
from mockcraft.errors import SinkError

RETRIES = 3  # of a task whose worker or node dies
OWN = ("auto", "local")  # addresses that are no place: the cluster of this machine, a new one


class Ray:
    """See cluster.Cluster. `owned` says whether this process joined the cluster for the run."""

    def __init__(self, address: str, owned: bool) -> None:
        self.owned = owned
        self.shown = f"Ray {ray.__version__}, {address}"

    def run(self, make: Make, numbers: Sequence[int]) -> list[PartResult]:
        """See Cluster."""

        @ray.remote(max_retries=RETRIES)  # type: ignore[untyped-decorator]
        def task(number: int) -> PartResult:
            return make(number)

        try:
            made: list[PartResult] = ray.get([task.remote(number) for number in numbers])
        except RayError as error:
            lines = str(error).strip().splitlines() or [type(error).__name__]
            raise SinkError(f"{self.shown}: {lines[0]}") from error
        return made

    def close(self) -> None:
        """See Cluster."""
        if self.owned:
            ray.shutdown()


def connect(address: str | None) -> Ray:
    """The cluster that this process has joined, or the one at that address, by default one of this machine alone."""
    if ray.is_initialized():
        return Ray(ray.get_runtime_context().gcs_address, owned=False)
    if address and address not in OWN:
        reach(f"Ray at {address}", [address.removeprefix("ray://")])
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # what it begins would report its use
    try:
        context = ray.init(
            address, log_to_driver=False, logging_level="error", include_dashboard=False
        )
    except Exception as error:  # ray raises that itself, where a node does not start
        raise SinkError(f"Ray at {address or 'this machine'} cannot be reached: {error}") from error
    return Ray(context.address_info["address"], owned=True)
