"""What modules about tables ask of a connection."""

from collections.abc import Sequence
from typing import Any, Protocol


class Asked(Protocol):
    """A connection that is asked.

    Attributes:
        target: its name for messages.
        module: whether its server has RedisJSON.
    """

    target: str
    module: bool

    def run(self, *words: Any) -> Any:
        """The reply to a command."""

    def run_all(self, commands: Sequence[Sequence[Any]]) -> list[Any]:
        """The replies to commands that are sent together."""

    def send(self, payload: Any) -> None:
        """Hands over ready-made commands."""

    def receive(self, replies: int) -> bytes:
        """So many replies as they are, none of which is nil."""

    def check(self, replies: bytes, place: str = "") -> None:
        """Raises SinkError for an error among lines of replies."""

    def replies(self, payload: Any, count: int) -> list[Any]:
        """The replies to so many ready-made commands; errors are among them."""
