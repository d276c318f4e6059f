"""Runs that were broken off: what names them, and whether another may begin where they stand."""

from _blake2 import blake2b
from collections.abc import Mapping, Sequence

from mockcraft.core.plan import Plan
from mockcraft.core.ranges import Range
from mockcraft.database import Checkpoint, Store
from mockcraft.errors import Unsupported
from mockcraft.sink import LoadOptions
from mockcraft.sinks.target import Target
from mockcraft.traits import WatchfulStore
from mockcraft.wording import word

APPEND = "+"  # ends the name of a run whose rows come behind others


def run_of(plan: Plan, ranges: Sequence[Range], engine: str) -> str:
    """Names a run for its checkpoints: the digest of the plan, the ranges where they are not all of it, and the
    options of the tables for the engine of this name.
    """
    options = options_of(plan, engine)
    append = APPEND if any(table.start for table in plan.tables) else ""
    if list(ranges) == plan.ranges and not options:
        return plan.digest + append
    text = " ".join([plan.digest, *map(str, ranges), *options])
    return blake2b(text.encode(), digest_size=8).hexdigest() + append


def options_of(plan: Plan, engine: str) -> list[str]:
    """The options of the tables for the engine of this name, a text for each that has some."""
    return [f"{t.name}: {t.options[engine]!r}" for t in plan.tables if engine in t.options]


def advice(resumes: bool = True) -> str:
    """What to do about a run that was broken off, where one can be resumed or where none can."""
    anew = f"begin anew with {word('truncate')}"
    return f"go on with {word('resume')}, or {anew}" if resumes else anew


def left_of(ranges: Sequence[Range], broken: Mapping[str, Checkpoint]) -> list[Range]:
    """What a run of these ranges that was broken off has left to do."""
    return [
        Range(each.table, max(each.start, broken[each.table].next_row), each.stop)
        for each in ranges
    ]


def check_free(store: Store, tables: Sequence[str]) -> None:
    """Raises SinkError where another run is filling one of the tables, as far as the engine tells without a lock."""
    if isinstance(store, WatchfulStore):
        store.check_free(tables)


def check_broken(
    target: Target,
    run: str,
    unfinished: Mapping[str, Mapping[str, Checkpoint]],
    options: LoadOptions,
) -> None:
    """Refuses to write over what a run that was broken off will go on with; `run` is the one that begins.

    An append that was broken off is no hindrance to another one, which comes behind what is there.
    """
    if options.existing == "truncate":
        return
    if options.existing == "append":
        unfinished = {name: each for name, each in unfinished.items() if not name.endswith(APPEND)}
    found = target.catalogue.tables
    names = {name for other, tables in unfinished.items() if other != run for name in tables}
    others = sorted(names & set(found))
    if others and options.resume:
        raise Unsupported(
            f"{target.name}: a run of another plan was broken off in {', '.join(others)} (resume it "
            f"with its own schema file, seed, counts and version of mockcraft, or {advice(resumes=False)})"
        )
    if not options.resume and (others or (run in unfinished and found)):
        there = ", ".join(others or sorted(found))
        raise Unsupported(f"{target.name}: a run was broken off in {there} ({advice()})")
