"""What is made once of a plan and read again and again."""

from collections.abc import Callable, Hashable
from threading import RLock
from typing import Any


class Kept:
    """Values by name, each made when it is first asked for. It pickles with them, so that workers have them too."""

    def __init__(self, made: dict[Hashable, Any] | None = None) -> None:
        self._made = made or {}
        self._lock = RLock()  # what makes one may ask for another

    def __reduce__(self) -> tuple[Any, ...]:
        return Kept, (self._made,)

    def get(self, name: Hashable, make: Callable[[], Any]) -> Any:
        """The value of that name, which `make` makes where there is none yet."""
        if name not in self._made:
            with self._lock:
                if name not in self._made:
                    self._made[name] = make()
        return self._made[name]
