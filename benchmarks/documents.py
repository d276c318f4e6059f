"""Seeding MongoDB against its driver, which writes the same documents ready-made, in the same batches, and Redis
against its client, which loads a ready-made file of commands.

The tests' server of MongoDB is no mongod and takes several times as long: MOCKCRAFT_TEST_MONGODB names a real one.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bson.raw_bson import RawBSONDocument

from absorber import absorbing
from measure import HERE, SCRATCH, Result, ratio, report, turns
from mockcraft.core.frame import batch_of
from mockcraft.core.plan import Plan
from mockcraft.core.ranges import chunks
from mockcraft.database import engine_of
from mockcraft.formats.bson import Bson
from mockcraft.formats.resp import Resp
from mockcraft.schema.bind import Overrides, load
from mockcraft.seeder import SeedRequest, prepare

sys.path.insert(0, str(HERE.parent / "tests"))  # the tests know how to start a server

import servers
from servers.daemon import running

SCHEMA = str(HERE / "users.yaml")
ROWS = 50_000  # documents of the comparison
KEYS = 400_000  # of Redis
FEW, MANY = 500_000, 5_000_000  # of the peaks of memory, see `absorber`
MEMORY_MIB = 250
PROGRAM = """
import sys
from measure import peak_mib
from mockcraft.seeder import SeedRequest, prepare
from mockcraft.schema.bind import Overrides
overrides = Overrides(counts={"users": int(sys.argv[3])})
prepare(SeedRequest(sys.argv[1], sys.argv[2], overrides=overrides)).run()
print(peak_mib())
"""


def main() -> None:
    """Prints and saves all."""
    report([*mongodb(), *redis()])


def mongodb() -> list[Result]:
    """Wall time against `insert_many` of RawBSONDocument, and peaks of memory."""
    _, plan = load(SCHEMA, Overrides(counts={"users": ROWS}))
    with running(servers.OwnMongoDB) as server:
        batches = _ready_made(plan)
        sides = [lambda: _seed(server, ROWS), lambda: _insert(server, plan, batches)]
        turns(sides, 1)
        ours, theirs = turns(sides)
        peaks = _peaks(server)
    seconds = [f"{statistics.median(each):.2f} s" for each in (ours, theirs)]
    title = "MongoDB, wall time, against insert_many of raw documents"
    return [
        Result(title, seconds[0], seconds[1], ratio(ours, theirs), 1.3, most=True),
        Result(
            f"Peak memory, MongoDB, {MANY // 10**6} million documents, against {FEW // 1_000} thousand",
            f"{peaks[1]:.0f} MiB", f"{peaks[0]:.0f} MiB", peaks[1] / peaks[0], 1.1, most=True,
        ),
        Result(
            f"Peak memory, MongoDB, {MANY // 10**6} million documents, against the limit",
            f"{peaks[1]:.0f} MiB", f"{MEMORY_MIB} MiB", peaks[1] / MEMORY_MIB, 1, most=True,
        ),
    ]  # fmt: skip


def redis() -> list[Result]:
    """Wall time against `redis-cli --pipe`, and peaks of memory."""
    _, plan = load(SCHEMA, Overrides(counts={"users": KEYS}))
    with servers.OwnRedis() as daemon, tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        server = daemon.kind(daemon.uri)
        path = Path(folder, "users.resp")
        with path.open("wb") as file:
            for chunk in chunks(plan.ranges):
                file.write(Resp().encode(plan.tables[0], batch_of(plan, chunk), chunk))
        sides = [lambda: _seed(server, KEYS), lambda: _pipe(server, path)]
        turns(sides, 1)
        ours, theirs = turns(sides)
        peaks = [_peak(server, rows) for rows in (KEYS // 4, KEYS)]
    seconds = [f"{statistics.median(each):.2f} s" for each in (ours, theirs)]
    title = "Redis, wall time, against redis-cli --pipe, file ready-made"
    return [
        Result(title, seconds[0], seconds[1], ratio(ours, theirs), 1.2, most=True),
        Result(
            f"Peak memory, Redis, {KEYS // 1_000} thousand hashes, against {KEYS // 4_000} thousand",
            f"{peaks[1]:.0f} MiB", f"{peaks[0]:.0f} MiB", peaks[1] / peaks[0], 1.1, most=True,
        ),
    ]  # fmt: skip


def _pipe(server: servers.Redis, path: Path) -> float:
    url = server.new_database()
    begun = time.monotonic()
    with path.open("rb") as file:
        command = ["redis-cli", "-u", url, "--no-auth-warning", "--pipe"]
        subprocess.run(command, stdin=file, stdout=subprocess.DEVNULL, check=True)
    seconds = time.monotonic() - begun
    server.drop_database(url)
    return seconds


def _ready_made(plan: Plan) -> list[list[RawBSONDocument]]:
    """The documents, in the batches that a run writes."""
    made = []
    for chunk in chunks(plan.ranges):
        data = bytes(Bson().encode(plan.tables[0], batch_of(plan, chunk), chunk))
        documents, place = [], 0
        while place < len(data):
            size = int.from_bytes(data[place : place + 4], "little")
            documents.append(RawBSONDocument(data[place : place + size]))
            place += size
        made.append(documents)
    return made


def _seed(server: servers.MongoDB | servers.Redis, rows: int) -> float:
    url = server.new_database()
    seeding = prepare(SeedRequest(SCHEMA, url, overrides=Overrides(counts={"users": rows})))
    begun = time.monotonic()
    seeding.run()
    seconds = time.monotonic() - begun
    server.drop_database(url)
    return seconds


def _insert(
    server: servers.MongoDB, plan: Plan, batches: Sequence[Sequence[RawBSONDocument]]
) -> float:
    """Into a collection with the validator and the indexes that a run makes."""
    url = server.new_database()
    engine = engine_of(url)
    store = engine.store(engine.connect(url, True))
    database: Any = servers.MongoDB(url).database()
    begun = time.monotonic()
    store.make(plan, plan.tables)
    for documents in batches:
        database["users"].insert_many(documents, ordered=False)
    seconds = time.monotonic() - begun
    store.close()
    database.client.close()
    server.drop_database(url)
    return seconds


def _peaks(server: servers.MongoDB) -> list[float]:
    """MiB of FEW and of MANY documents, which are acknowledged and dropped."""
    parts = urlsplit(server.uri)
    assert parts.port is not None
    with absorbing(parts.port) as port:
        relay = server.uri.replace(f":{parts.port}", f":{port}")
        return [_peak(servers.MongoDB(relay), rows) for rows in (FEW, MANY)]


def _peak(server: servers.MongoDB | servers.Redis, rows: int) -> float:
    """MiB."""
    url = server.new_database()
    command = [sys.executable, "-c", PROGRAM, SCHEMA, url, str(rows)]
    made = subprocess.run(command, cwd=HERE, check=True, capture_output=True, text=True)
    server.drop_database(url)
    return float(made.stdout)


if __name__ == "__main__":
    main()
