"""What references, totals and trees of a schema cost: CPU time of columns, against plain ones in the same process."""

import time
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from measure import Result, ratio, report, turns
from mockcraft.core.frame import Frame
from mockcraft.core.plan import Plan
from mockcraft.schema.bind import load

CHUNK = 16_384
SEQUENCE = {"generator": "sequence", "primary_key": True}
# Every way to compare; the parents have some 30 rows of each group.
CONDITIONS = {
    "of a filter": "open",
    "by =": "tenant = row.tenant",
    "by = and not itself": "tenant = row.tenant and id <> plain",
    "by <=": "opened <= at",
    "by = and <=": "tenant = row.tenant and opened <= at",
    "by <>": "score <> row.score",
    "by = and <>": "tenant = row.tenant and score <> row.score",
}
BOARDS = {
    "id": SEQUENCE,
    "tenant": {"generator": "number", "min": 1, "max": 10_000},
    "open": "bool",
    "opened": {"generator": "date", "after": "2024-01-01", "before": "2024-12-31"},
    "score": {"generator": "number", "min": 1, "max": 1000},
}
CARDS = {
    "tenant": {"generator": "number", "min": 1, "max": 10_000},
    "at": {"generator": "date", "after": "2024-06-01", "before": "2025-12-31"},
    "score": {"generator": "number", "min": 1, "max": 1000},
    "plain": {"ref": "boards.id"},
}
LINES = {
    "order_id": {"ref": "orders.id"},
    "quantity": {"generator": "number", "min": 1, "max": 9},
    "price": "price",
    "amount": {"expr": "quantity * price"},
    "product": "product",
}
TREE = {
    "id": SEQUENCE,
    "up": {"ref": "nodes.id", "nulls": 0.001},
    "name": "word",
    "depth": {"expr": "coalesce(up.depth, 0) + 1"},
    "path": {"expr": "coalesce(up.path, '') || '/' || name"},
}
TREE_ROWS, TREE_SECONDS = 1_000_000, 10.0


def seconds(
    plan: Plan, table: str, columns: Sequence[str], rows: int, ready: Sequence[str]
) -> float:
    """CPU seconds of some columns of the first rows of a table, those of `ready` being made before."""
    frame = Frame(plan, plan.table(table), np.arange(rows, dtype=np.uint64))
    for name in ready:
        frame.array(name)
    begun = time.process_time()
    for name in columns:
        frame.array(name)
    spent = time.process_time() - begun
    frame.release()
    return spent


def conditions() -> list[Result]:
    """References with a condition against a plain one; all are printed, the dearest one is returned."""
    columns = {
        f"c{i}": {"ref": "boards.id", "where": each, "nulls": 0}
        for i, each in enumerate(CONDITIONS.values())
    }
    cards = {"count": 10**9, "columns": CARDS | columns}
    plan = load({"tables": {"boards": {"count": 300_000, "columns": BOARDS}, "cards": cards}})[1]
    own = ["tenant", "at", "score"]

    def side(name: str) -> Callable[[], float]:
        ready = own if name == "plain" else [*own, "plain"]
        return partial(seconds, plan, "cards", [name], CHUNK, ready)

    names = ["plain", *columns]
    for name in names:  # the parents are grouped once a run
        side(name)()
    plain, *others = turns([side(name) for name in names], 15)
    made = []
    for what, figures in zip(CONDITIONS, others, strict=True):
        each, one = (
            f"{sorted(f)[len(f) // 2] / CHUNK * 1e9:.0f} ns a row" for f in (figures, plain)
        )
        print(f"  reference with a condition {what}: {each}, a plain one {one}")
        title = "The dearest reference with a condition, against a plain one"
        made.append(Result(title, each, one, ratio(figures, plain), 3, most=True))
    return [max(made, key=lambda each: each.ratio)]


def totals() -> list[Result]:
    """The sum over children against making all of their columns."""
    orders = {"count": 200_000, "columns": {"id": SEQUENCE, "net": {"total": "sum(lines.amount)"}}}
    lines = {"count": {"per": "orders", "min": 0, "max": 6}, "columns": LINES}
    plan = load({"tables": {"orders": orders, "lines": lines}})[1]
    children = plan.table("lines").children
    assert children is not None
    rows, lines_of = 5_400, children.before(5_400)
    sides = [
        partial(seconds, plan, "orders", ["net"], rows, []),
        partial(seconds, plan, "lines", list(LINES), lines_of, []),
    ]
    ours, theirs = turns(sides, 15)
    summed, made = (f"{min(each) * 1000:.1f} ms" for each in (ours, theirs))
    return [
        Result(
            "Total over children, against making them",
            summed,
            made,
            ratio(ours, theirs),
            1.3,
            most=True,
        )
    ]


def tree() -> list[Result]:
    """Depth and path of all rows of a tree of a million, told from every eighth chunk."""
    plan = load({"tables": {"nodes": {"count": TREE_ROWS, "columns": TREE}}})[1]
    spent = 0.0
    for start in range(0, TREE_ROWS - CHUNK, 8 * CHUNK):
        frame = Frame(plan, plan.table("nodes"), np.arange(start, start + CHUNK, dtype=np.uint64))
        begun = time.process_time()
        for name in ("depth", "path"):
            frame.array(name)
        spent += 8 * (time.process_time() - begun)
        frame.release()
    title = "Depth and path in a tree of a million rows, against the limit"
    return [
        Result(title, f"{spent:.1f} s", f"{TREE_SECONDS:.0f} s", spent / TREE_SECONDS, 1, most=True)
    ]


def main() -> None:
    """Prints and saves all."""
    report([*conditions(), *totals(), *tree()])


if __name__ == "__main__":
    main()
