"""Runs on Ray: the bytes of one machine, whatever dies meanwhile."""

import os
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import ray
from ray.cluster_utils import Cluster

from clusters.conftest import (
    PARTS,
    children,
    contents,
    parts_are_in,
    running,
    wait_for,
    write_alone,
)
from mockcraft.cluster import open_cluster
from mockcraft.clusters.running import SUCCESS, prepare_run
from mockcraft.schema.bind import Overrides
from mockcraft.seeder import SeedRequest

MANY = 60_000  # users, whose parts take longer than a kill


@pytest.fixture
def nodes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A head that runs nothing, and two nodes of one core each, which have time to begin beside other tests."""
    monkeypatch.setenv("RAY_agent_register_timeout_ms", "100000")
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0})
    for _ in range(2):
        cluster.add_node(num_cpus=1)
    yield cluster
    ray.shutdown()
    cluster.shutdown()


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
def test_files_are_those_of_one_machine_when_a_worker_and_a_node_are_killed(
    nodes: Any, schema: Path, tmp_path: Path
) -> None:
    alone, out = write_alone(schema, tmp_path / "alone", users=MANY), tmp_path / "out"
    request = SeedRequest(
        str(schema), output="csv", folder=str(out), overrides=Overrides(counts={"users": MANY})
    )
    cluster = open_cluster("ray", nodes.address)

    def kill() -> None:
        wait_for(partial(parts_are_in, out, 1))
        os.kill(running("ray::task", children(os.getpid()))[0], signal.SIGKILL)
        wait_for(partial(parts_are_in, out, 3))
        nodes.remove_node(nodes.worker_nodes.copy().pop(), allow_graceful=False)

    killer = Thread(target=kill)
    killer.start()
    prepare_run(request, PARTS).run(cluster)
    killer.join()

    assert contents(alone) == contents(out)
    assert (out / SUCCESS).exists()
