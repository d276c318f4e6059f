"""A cluster is refused, and what is advised instead fills it."""

import re
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis

import servers
from mockcraft.database import engine_of
from mockcraft.errors import SinkError
from mockcraft.seeder import SeedRequest, prepare

from .test_runs import dumped, shop

SLOTS = 16_384
HALVES = [(0, SLOTS // 2 - 1), (SLOTS // 2, SLOTS - 1)]


@pytest.fixture
def nodes() -> Iterator[list[servers.Redis]]:
    """Two primaries, each with half of the slots."""
    daemons, made = [], []
    try:
        for _ in HALVES:
            bus = _free_port()
            daemons.append(servers.OwnRedis("cluster-enabled=yes", f"cluster-port={bus}"))
            made.append((daemons[-1].start(), bus))
        (_, (other, other_bus)) = made
        for (node, _), (first, last) in zip(made, HALVES, strict=True):
            node.execute(f"CLUSTER ADDSLOTSRANGE {first} {last}")
        port = urlsplit(other.uri).port
        made[0][0].execute(f"CLUSTER MEET 127.0.0.1 {port} {other_bus}")
        for node, _ in made:
            _wait_for_state(node)
        yield [node for node, _ in made]
    finally:
        for daemon in daemons:
            daemon.remove()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for_state(node: servers.Redis) -> None:
    until = time.monotonic() + 60
    while not re.search(r"cluster_state\W+ok", str(node.execute("CLUSTER INFO"))):
        assert time.monotonic() < until
        time.sleep(0.1)


def test_a_cluster_is_refused_and_takes_the_files(
    nodes: list[servers.Redis], tmp_path: Path
) -> None:
    with pytest.raises(
        SinkError, match="it is a node of a cluster, .* every primary, as redis-cli"
    ):
        engine_of(nodes[0].uri).connect(nodes[0].uri, True)
    path = tmp_path / "s.yaml"
    tables = {name: each for name, each in shop(200).items() if name != "sessions"}
    path.write_text(dumped({"seed": 3, "tables": tables}))
    prepare(SeedRequest(str(path), output="resp", folder=str(tmp_path / "out"))).run()
    for file in sorted((tmp_path / "out").glob("*.resp")):
        for node in nodes:
            with file.open("rb") as commands:
                subprocess.run(
                    ["redis-cli", "-u", node.uri, "--no-auth-warning", "--pipe"],
                    stdin=commands, capture_output=True, timeout=60,
                )  # fmt: skip

    def found(command: str) -> int:
        """What the nodes say together; the one that has not the key says MOVED."""
        total = 0
        for node in nodes:
            with node.client() as client:
                try:
                    total += int(client.execute_command(*command.split()))
                except redis.exceptions.MovedError:
                    continue
        return total

    keys = sum(node.execute("DBSIZE")[0] for node in nodes)
    assert 200 == found("SCARD users") == found("ZCARD board")
    assert 200 == sum(found(f"LLEN feed:{team}") for team in range(1, 8))
    assert 200 == sum(found(f"XLEN events:{team}") for team in range(1, 8))
    assert 3 * 200 + 2 + 3 * 7 == keys
