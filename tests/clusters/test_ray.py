"""Runs on Ray: the bytes of one machine, whatever dies meanwhile."""

import os
import signal
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import ray
from ray.cluster_utils import Cluster

from clusters.conftest import (
    KILLS,
    MANY,
    PARTS,
    begun,
    children,
    contents,
    parts_are_in,
    running,
    wait_for,
    without_ledger,
    write_alone,
)
from mockcraft.cluster import open_cluster
from mockcraft.clusters.running import SUCCESS, prepare_run
from mockcraft.parts.database import check_database
from mockcraft.schema.bind import Overrides
from mockcraft.seeder import SeedRequest, prepare
from sinks.relational import Postgresql


@pytest.fixture
def nodes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A head that runs nothing, and two nodes of one core each, which have time to begin beside other tests."""
    monkeypatch.setenv("RAY_agent_register_timeout_ms", "100000")
    cluster = Cluster(initialize_head=False)
    try:
        for cpus in (0, 1, 1):
            add_node(cluster, cpus)
        yield cluster
    finally:
        ray.shutdown()
        cluster.shutdown()


def add_node(cluster: Any, cpus: int) -> None:
    """Ray gives a node 30 s to begin, whatever is set: on a busy machine another one is tried."""
    try:
        cluster.add_node(num_cpus=cpus)
    except Exception:
        cluster.add_node(num_cpus=cpus)


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
def test_files_and_a_database_are_those_of_one_machine_when_a_worker_and_a_node_are_killed(
    nodes: Any, schema: Path, tmp_path: Path, postgresql: str
) -> None:
    many = Overrides(counts={"users": MANY})
    alone, database = write_alone(schema, tmp_path / "alone", users=MANY), Postgresql(postgresql)
    into_database = SeedRequest(str(schema), postgresql, overrides=many)
    prepare(into_database).run()
    calm = database.content()
    for trial in range(KILLS):
        out = tmp_path / f"out{trial}"
        into_files = SeedRequest(str(schema), output="csv", folder=str(out), overrides=many)
        run(nodes, into_files, partial(parts_are_in, out))

        assert contents(alone) == contents(out)
        assert (out / SUCCESS).exists()

        database.drop(*database.tables())
        run(nodes, into_database, lambda number: begun(postgresql) >= number)

        assert calm == without_ledger(database)
        assert ["orders", "users"] == [each.name for each in check_database(postgresql)]
        wait_for(lambda: database.sessions() == 0)


def run(nodes: Any, request: SeedRequest, has: Callable[[int], bool]) -> None:
    """Runs it, and kills a worker when it has so many parts, and a node when it has more."""

    def kill_a_worker() -> bool:
        for each in running(
            "ray::task", children(os.getpid())
        ):  # between tasks it has another name
            os.kill(each, signal.SIGKILL)
            return True
        return False

    def kill() -> None:
        wait_for(partial(has, 1))
        wait_for(kill_a_worker)
        wait_for(partial(has, 3))
        nodes.remove_node(nodes.worker_nodes.copy().pop(), allow_graceful=False)

    killer = Thread(target=kill)
    killer.start()
    prepare_run(request, PARTS).run(open_cluster("ray", nodes.address))
    killer.join()
    add_node(nodes, 1)
