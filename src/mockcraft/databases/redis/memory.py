"""Whether a server has room for more keys, or would drop some to make it."""

from collections.abc import Sequence

from mockcraft.core.plan import Plan
from mockcraft.core.ranges import Range
from mockcraft.databases.redis.connection import RedisConnection
from mockcraft.databases.redis.rows import commands_of
from mockcraft.dataclass import dataclass
from mockcraft.errors import SinkError

GROWTH = 4  # bytes that a byte of a batch may take in memory, to be on the safe side
ESTIMATE = 2  # that a byte of commands takes: 1.5 (JSON) to 2.5 (short strings) in Redis 7.0
SAMPLED = 100  # rows of a table by which its bytes are estimated


@dataclass(frozen=True, slots=True)
class Memory:
    """The memory of a server, in bytes; `most` is 0 where it has no bound."""

    used: int
    most: int
    policy: str

    @property
    def drops(self) -> bool:
        """Whether keys are dropped once it is full."""
        return self.most > 0 and self.policy != "noeviction"


def memory_of(connection: RedisConnection) -> Memory | None:
    """The memory of the server; None where the user may not ask."""
    try:
        said = connection.run("INFO", "memory").decode().splitlines()
    except SinkError as error:
        if type(error) is not SinkError:
            raise
        return None
    told = dict(line.split(":", 1) for line in said if ":" in line)
    policy = told.get("maxmemory_policy", "noeviction")
    return Memory(int(told.get("used_memory", 0)), int(told.get("maxmemory", 0)), policy)


def check_room(connection: RedisConnection, more: int) -> bool:
    """Raises SinkError where the server would drop keys to take so many more bytes; returns whether it ever does."""
    memory = memory_of(connection)
    if memory is None or not memory.drops:
        return False
    if memory.used + more > memory.most:
        raise SinkError(
            f"{connection.target}: the server's memory is full, and for more it would drop other keys "
            f"(maxmemory-policy {memory.policy}): raise maxmemory, or use another server"
        )
    return True


def check_estimate(connection: RedisConnection, plan: Plan, ranges: Sequence[Range]) -> None:
    """Raises SinkError where the server would drop keys to take these rows, as far as the first ones tell."""
    memory = memory_of(connection)
    if memory is None or not memory.drops:
        return
    more = 0
    for each in filter(lambda each: each.rows, ranges):
        first = range(each.start, min(each.stop, each.start + SAMPLED))
        size = len(commands_of(connection, plan, plan.table(each.table), first).stored())
        more += ESTIMATE * size * each.rows // len(first)
    if memory.used + more > memory.most:
        raise SinkError(
            f"{connection.target}: the rows take some {more:,} bytes, of the {memory.most:,} of maxmemory "
            f"{memory.used:,} are in use, and the server would drop keys to make room (maxmemory-policy "
            f"{memory.policy}): raise maxmemory, make fewer rows, or use another server"
        )
