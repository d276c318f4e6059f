"""How much work may be done, for callers that let others ask.

What a caller can make long says how many steps it takes: a decision, a piece of a pattern, a word, an
entry of a list that is looked at, each about a microsecond of the scalar evaluator. Where nobody has
set a limit, as on the command line, that costs a look-up.
"""

from contextvars import ContextVar


class Exhausted(BaseException):
    """The limit is reached; says of what, up to the word `more`.

    It is no mistake in what was asked for, so nothing on the way handles it.
    """


class Effort:
    """At most `limit` steps.

    Attributes:
        limit: of the steps.
        spent: steps so far.
    """

    __slots__ = ("limit", "spent")

    def __init__(self, limit: int) -> None:
        self.limit, self.spent = limit, 0

    def spend(self, steps: int) -> None:
        """Counts steps; raises Exhausted where they are more than the limit."""
        self.spent += steps
        if self.spent > self.limit:
            raise Exhausted("this takes more steps of work")


_effort: "ContextVar[Effort | None]" = ContextVar("effort", default=None)


def spend(steps: int) -> None:
    """Counts steps before they are taken; raises Exhausted where the effort in force has not so many left."""
    effort = _effort.get()
    if effort is not None:
        effort.spend(steps)


def expect(steps: int, what: str) -> None:
    """Raises Exhausted at once where the effort in force has not so many steps left; counts none.

    `what` says what takes them, in the plural.
    """
    effort = _effort.get()
    if effort is not None and effort.spent + steps > effort.limit:
        raise Exhausted(f"{what} take about {steps:,} steps of work, more")


def spent() -> int:
    """Steps so far; 0 where nobody counts."""
    effort = _effort.get()
    return 0 if effort is None else effort.spent


class limited:
    """Has the work within count on this effort, in place of the one outside."""

    __slots__ = ("_before", "effort")

    def __init__(self, effort: Effort) -> None:
        self.effort = effort

    def __enter__(self) -> Effort:
        self._before = _effort.set(self.effort)
        return self.effort

    def __exit__(self, *_: object) -> None:
        _effort.reset(self._before)
