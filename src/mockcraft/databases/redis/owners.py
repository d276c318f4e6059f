"""Who has something in the server: a connection, by the server's run and the connection's number in it."""

from typing import TYPE_CHECKING

from mockcraft.errors import SinkError

if TYPE_CHECKING:
    from mockcraft.databases.redis.connection import RedisConnection


def owner_of(connection: "RedisConnection") -> str:
    """This connection, as others know it; without the server's run where the user may not INFO."""
    try:
        server = connection.run("INFO", "server").decode()
    except SinkError as error:
        if type(error) is not SinkError:
            raise
        server = ""
    run = next((line for line in server.splitlines() if line.startswith("run_id:")), "")
    return f"{run.removeprefix('run_id:')} {connection.run('CLIENT', 'ID')}"


def is_connected(connection: "RedisConnection", owner: str, mine: str) -> bool:
    """Whether an owner is still there, see `client_of`."""
    return client_of(connection, owner, mine) is not None


def client_of(connection: "RedisConnection", owner: str, mine: str) -> str | None:
    """What the server says of an owner (`id=7 addr=127.0.0.1:50182 …`), "" where it may not say; None for one that is gone.

    A server that was started anew knows nobody from before, as far as both owners know its run.

    Args:
        connection: that asks.
        owner: who is looked for.
        mine: `owner_of` the connection.
    """
    run, _, client = owner.partition(" ")
    now = mine.partition(" ")[0]
    if run and now and run != now:
        return None
    try:
        return connection.run("CLIENT", "LIST", "ID", client).decode().strip() or None
    except SinkError as error:
        if type(error) is not SinkError:
            raise
        return ""
