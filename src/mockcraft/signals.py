"""Signals that end a run: Ctrl-C (SIGINT), SIGTERM, SIGHUP, which a closed terminal sends, and those that
end a process which has no use for them.

A run ends on them as on an error: it takes back what it did. So a signal raises `Stopped` in the main
thread while rows are made and written, and waits while the run takes back or commits: a second Ctrl-C
breaks no clean-up, and a commit that has begun is not mistaken for a failure.
"""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2")
ENDING = tuple(getattr(signal, name) for name in NAMES if hasattr(signal, name))

_Hook = Callable[["sys.UnraisableHookArgs"], object]


class Stopped(KeyboardInterrupt):
    """A signal asked the run to end; `number` is the signal's."""

    def __init__(self, number: int = signal.SIGINT) -> None:
        super().__init__(number)
        self.number = number


class _State:
    """Of the main thread: whether signals are listened to, whether a run has begun that they may break off
    but once, whether they wait, and which one came first.
    """

    listening = begun = held = False
    came = 0


_state = _State()


def _is_main() -> bool:
    return threading.current_thread() is threading.main_thread()


def _take(number: int, frame: FrameType | None) -> None:
    again = bool(_state.came) and _state.begun
    _state.came = _state.came or number
    if not again and not _state.held:
        raise Stopped(number)


def _unraisable_but_stops(hook: _Hook) -> _Hook:
    """`hook`, but for a Stopped that Python drops, as in a destructor or a weak reference's callback.

    There is nothing to tell: `check` raises it anew.
    """

    def tell(lost: "sys.UnraisableHookArgs") -> None:
        if not isinstance(lost.exc_value, Stopped):
            hook(lost)

    return tell


@contextmanager
def listening(last: bool = False) -> Iterator[None]:
    """Within it, signals that would end the process raise Stopped; once a run has begun (`held`), only the first.

    Signals that the process ignores (`nohup`) or has a handler of its own for are left alone, and so are all of
    them in a thread that is not the main one, which never gets any. `last`: they are ignored afterwards, as
    the process ends anyway.
    """
    if not _is_main() or _state.listening:
        yield
        return
    usual = (signal.SIG_DFL, signal.default_int_handler)
    before = {each: signal.getsignal(each) for each in ENDING}
    _state.came, _state.begun, _state.held, _state.listening = 0, False, False, True
    hook = sys.unraisablehook
    sys.unraisablehook = _unraisable_but_stops(hook)
    try:
        for each, handler in before.items():
            if handler in usual:
                signal.signal(each, _take)
        yield
    finally:
        sys.unraisablehook = hook
        _state.listening, _state.held = False, True
        for each, handler in before.items():
            if handler in usual:
                signal.signal(each, signal.SIG_IGN if last else handler)


@contextmanager
def held() -> Iterator[None]:
    """Within it, signals wait; `check` and the end of a `released` within raise them."""
    with _holding(True):
        yield


@contextmanager
def released() -> Iterator[None]:
    """Within it, signals raise Stopped, though it stands in a `held`."""
    with _holding(False):
        check()
        yield


@contextmanager
def _holding(held: bool) -> Iterator[None]:
    if not _is_main() or not _state.listening:
        yield
        return
    _state.begun = True
    before, _state.held = _state.held, held
    try:
        yield
    finally:
        _state.held = before


def check() -> None:
    """Raises Stopped where a signal came whose exception was lost, as in a destructor."""
    if _state.came and _state.listening and not _state.held and _is_main():
        raise Stopped(_state.came)


def stopped_by(error: BaseException | None) -> KeyboardInterrupt | None:
    """The interrupt that an error comes from: drivers make errors of their own of it."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error


def number_of(error: KeyboardInterrupt) -> int:
    """The signal that an interrupt stands for."""
    return error.number if isinstance(error, Stopped) else signal.SIGINT
