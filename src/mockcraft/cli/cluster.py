"""The flags that have a cluster make the rows: --engine, --master and --parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import click

from mockcraft.cli.output import printable
from mockcraft.cli.ranges import MOST_PARTS
from mockcraft.cli.voice import note
from mockcraft.cluster import CLUSTERS, open_cluster
from mockcraft.errors import Interrupted, UserError
from mockcraft.plugin import plugins
from mockcraft.wording import counted

if TYPE_CHECKING:
    from mockcraft.clusters.running import ClusterRun
    from mockcraft.seeder import SeedRequest


def cluster_flags(function: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command the parameters `engine`, `master` (texts, or None) and `parts` (a number, or None)."""
    engine = click.option(
        "--engine", type=click.Choice(sorted(CLUSTERS)),
        help="Make the rows in parts on a cluster of Apache Spark or Ray.",
    )  # fmt: skip
    master = click.option(
        "--master", metavar="URL",
        help="With --engine: the cluster, such as spark://host:7077, local[4] or a Ray address.",
    )  # fmt: skip
    parts = click.option(
        "--parts", metavar="N", type=click.IntRange(1, MOST_PARTS),
        help="With --engine: how many parts; by default one for each million rows.",
    )  # fmt: skip
    return engine(master(parts(function)))


def check_cluster_flags(values: dict[str, Any]) -> None:
    """Raises UserError for flags that do not go together."""
    if values["engine"] is None:
        for name in ("master", "parts"):
            if values[name] is not None:
                raise UserError(f"--{name} goes with --engine (give --engine spark or ray)")
        return
    for given, reason in _of_one_machine(values):
        if given:
            raise UserError(reason)


def _of_one_machine(values: dict[str, Any]) -> Iterator[tuple[object, str]]:
    yield values["part"], "--engine makes all parts (leave --part out, or --engine)"
    yield values["follow"], "--follow is of one machine (leave --engine out)"
    yield values["rate"], "--rate is of one machine (leave --engine out)"
    yield values["dry_run"], "--dry-run looks at a run of one machine (leave --engine out)"
    yield (
        values["backup"],
        "--backup is not taken by a run on a cluster (take it first: mockcraft backup)",
    )
    yield (
        plugins(),
        "--plugin names a file of this machine, and a cluster has others (install the plugin there as a package)",
    )
    for name in ("workers", "batch_size"):
        source = click.get_current_context().get_parameter_source(name)
        flag = f"--{name.replace('_', '-')}"
        yield (
            source is click.core.ParameterSource.COMMANDLINE,
            f"{flag} is of one machine; a cluster makes a part in each of its cores (leave {flag} out)",
        )


def run_on_cluster(request: SeedRequest, values: dict[str, Any]) -> None:
    """Makes all parts of a run on the cluster that the flags name."""
    from mockcraft.clusters.running import prepare_run
    from mockcraft.signals import number_of

    ready = prepare_run(request, values["parts"])
    if ready.left:
        cluster = open_cluster(values["engine"], values["master"])
        note(f"{counted(len(ready.left), 'part')} of {ready.parts:,} on {cluster.shown}")
        try:
            ready.run(cluster)
        except KeyboardInterrupt as error:
            stays = "; ".join(getattr(error, "__notes__", []))
            raise Interrupted(f"stopped; {stays}", number_of(error)) from None
    _summarize(ready)


def _summarize(ready: ClusterRun) -> None:
    width = max(len(printable(each.table)) for each in ready.ranges)
    for each in ready.ranges:
        note(f"  {printable(each.table).ljust(width)}  {each.rows:>13,} rows")
    note(f"all {counted(ready.parts, 'part')} complete")
