"""Which time of a row is behind which, by their names: created_at, updated_at, deleted_at."""

from collections.abc import Iterator, Mapping, Sequence

# What stands in one line comes one after the other.
_STAGES = (
    ("created", "updated", "deleted"),
    ("created", "published", "archived"),
    ("create", "update", "delete"),
    ("start", "end"),
    ("started", "ended"),
    ("started", "finished"),
    ("started", "completed"),
    ("begin", "end"),
    ("from", "to"),
    ("from", "until"),
    ("opened", "closed"),
    ("ordered", "paid", "shipped", "delivered"),
    ("order", "required"),
    ("order", "shipped"),
    ("issued", "expires"),
    ("issue", "due"),
    ("rental", "return"),
    ("checkin", "checkout"),
    ("hire", "termination"),
    ("hired", "left"),
    ("first", "last"),
    ("min", "max"),
    ("departure", "arrival"),
    ("birth", "death"),
)


def behind(columns: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """(earlier, later) pairs of columns of one kind, by their words; each is the later one of one pair at most."""
    later_ones = set()
    for stages in _STAGES:
        found = [
            (name, words, stage)
            for stage in stages
            for name, words in columns.items()
            if stage in words
        ]
        for place, (name, words, stage) in enumerate(found):
            for other, others, after in found[place + 1 :]:
                same = [w for w in words if w != stage] == [w for w in others if w != after]
                if after != stage and same and other not in later_ones and other != name:
                    later_ones.add(other)
                    yield name, other
                    break
