"""Which time of a row is behind which, by their names: created_at, updated_at, deleted_at."""

from collections.abc import Iterator, Mapping, Sequence

# What stands in one line comes one after the other, within so many days where that is usual.
_STAGES: tuple[tuple[tuple[str, ...], int | None], ...] = (
    (("created", "updated", "deleted"), None),
    (("created", "published", "archived"), None),
    (("date", "updated"), None),
    (("published", "updated"), None),
    (("start", "end"), 90),
    (("started", "ended"), 90),
    (("starts", "ends"), 90),
    (("started", "ends"), 365),
    (("opens", "closes"), 30),
    (("started", "finished"), 90),
    (("started", "completed"), 90),
    (("begin", "end"), 90),
    (("from", "to"), None),
    (("from", "until"), None),
    (("opened", "closed"), 90),
    (("ordered", "paid", "shipped", "delivered"), 14),
    (("order", "required"), 30),
    (("order", "shipped"), 14),
    (("issued", "expires"), None),
    (("posted", "expires"), 60),
    (("created", "expires"), 365),
    (("effective", "expiration"), 365),
    (("created", "resolved", "closed"), 90),
    (("created", "completed"), 90),
    (("in", "out"), 14),
    (("issue", "due"), 60),
    (("issue", "paid"), 60),
    (("invoice", "due"), 60),
    (("invoice", "paid"), 60),
    (("rental", "return"), 30),
    (("rented", "returned"), 30),
    (("checkin", "checkout"), 14),
    (("hire", "termination"), None),
    (("hired", "left"), None),
    (("first", "last"), None),
    (("min", "max"), None),
    (("departure", "arrival"), 1),
    (("birth", "death"), None),
    (("born", "died"), None),
    (("created", "login"), None),
    (("created", "active"), None),
    (("placed", "paid", "shipped", "delivered"), 14),
    (("authorized", "posted"), 7),
    (("admitted", "discharged"), 30),
    (("opened", "resolved", "closed"), 30),
    (("enrollment", "graduation"), 1800),
    (("listed", "sold"), 180),
    (("submitted", "approved"), 30),
    (("requested", "approved"), 30),
    (("requested", "ported"), 14),
    (("collected", "reported"), 7),
    (("detected", "resolved"), 7),
    (("reported", "resolved"), 30),
    (("activated", "deactivated"), None),
    (("scheduled", "completed"), 30),
    (("sent", "delivered", "read"), 7),
    (("sent", "opened", "clicked"), 7),
    (("received", "processed"), 7),
    (("queued", "started"), 1),
)
# Words that stand for a stage, and those behind it that say no more than that it is a time.
_SAME = {"create": "created", "update": "updated", "delete": "deleted"}
_LAST = (["updated"], ["login"], ["active"])  # that the word last adds nothing to
_TAILS = ("at", "on", "date", "time")


def behind(columns: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str, int | None]]:
    """(earlier, later, days between them at most) of columns of one kind, by their words.

    Each is the later one of one pair at most; None is for any number of days.
    """
    later_ones = set()
    bare = {name: _bare(words) for name, words in columns.items()}
    for stages, days in _STAGES:
        found = [
            (name, words, stage)
            for stage in stages
            for name, words in bare.items()
            if stage in words
        ]
        for place, (name, words, stage) in enumerate(found):
            for other, others, after in found[place + 1 :]:
                same = [w for w in words if w != stage] == [w for w in others if w != after]
                if after != stage and same and other not in later_ones and other != name:
                    later_ones.add(other)
                    yield name, other, days
                    break


def _bare(words: Sequence[str]) -> tuple[str, ...]:
    """The words of a time without those that all times have: last update time is updated."""
    found = [_SAME.get(each, each) for each in words]
    while len(found) > 1 and found[-1] in _TAILS:
        found.pop()
    if found[:1] == ["last"] and found[1:] in _LAST:
        found = found[1:]
    return tuple(found)
