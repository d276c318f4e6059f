"""Who has something in the server: a connection, by the server's run and the connection's number in it."""

from typing import TYPE_CHECKING

from mockcraft.errors import SinkError

if TYPE_CHECKING:
    from mockcraft.databases.redis.connection import RedisConnection


def owner_of(connection: "RedisConnection") -> str:
    """This connection, as others know it."""
    server = connection.run("INFO", "server").decode()
    run = next((line for line in server.splitlines() if line.startswith("run_id:")), "")
    return f"{run.removeprefix('run_id:')} {connection.run('CLIENT', 'ID')}"


def is_connected(connection: "RedisConnection", owner: str, mine: str) -> bool:
    """Whether an owner is still there; a server that was started anew knows nobody from before.

    Args:
        connection: that asks.
        owner: who is looked for.
        mine: `owner_of` the connection.
    """
    run, _, client = owner.partition(" ")
    if run != mine.partition(" ")[0]:
        return False
    try:
        return bool(connection.run("CLIENT", "LIST", "ID", client).strip())
    except SinkError as error:
        if type(error) is not SinkError:
            raise
        return True
