"""A run of the seeder on a cluster: every part on some machine, then the proof that all of them are there."""

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from pyarrow import fs

from mockcraft import signals
from mockcraft.cluster import Cluster, PartResult
from mockcraft.core.plan import Plan
from mockcraft.core.ranges import Range
from mockcraft.dataclass import dataclass
from mockcraft.errors import MockcraftError, SinkError, Unsupported, UserError
from mockcraft.parts.check import check, folder_at, standing
from mockcraft.parts.database import check_database
from mockcraft.seeder import Seeding, SeedRequest, prepare, read_request
from mockcraft.sinks.folder import FolderSink
from mockcraft.stores import Store, is_url
from mockcraft.unfinished import PREFIX, SUFFIX, clear
from mockcraft.wording import counted, word

PART_ROWS = 1_000_000  # of the longest table in a part, where nothing is said of parts
MOST_PARTS = 10_000  # likewise
SUCCESS = "_SUCCESS"  # Hadoop's name for the file that says that a folder is complete
# A worker that was killed may hold its part, by a lock or a connection, for a moment longer than it lives.
PAUSES_S = (1, 2, 4, 8)
CLEARING_S = 10  # for workers to end after the cluster has been left


@dataclass(frozen=True, slots=True)
class ClusterRun:
    """A run that is ready for a cluster.

    Attributes:
        request: what each part is of; it pickles, and says the same on every machine.
        ranges: the rows of all parts.
        parts: how many there are.
        left: the numbers of those that are still to be made.
    """

    request: SeedRequest
    ranges: Sequence[Range]
    parts: int
    left: Sequence[int]

    def run(self, cluster: Cluster) -> None:
        """Makes the parts, each complete or absent, and proves that all are there.

        Raises:
            MockcraftError: one could not be made. Those that were made stay, and the same run goes on with the
                others.
        """
        try:
            _withdraw_success(self.request)
            results = self._made(cluster)
        except BaseException as error:
            error.add_note(self._stays)
            raise
        finally:
            cluster.close()
            _clear(self.request, self.parts)
        refused = [each for each in results if each.refused]
        if refused:
            more = f"; so were {counted(len(refused) - 1, 'more part')}" * (len(refused) > 1)
            number, why = refused[0].number, refused[0].refused
            raise SinkError(f"part {number}/{self.parts} was not made: {why}{more}; {self._stays}")
        _prove(self.request, [each.table for each in self.ranges])

    def _made(self, cluster: Cluster) -> Sequence[PartResult]:
        """What has become of the parts; a signal that the cluster got too, and fails by, is the signal."""
        try:
            return cluster.run(partial(make_part, self.request, self.parts), self.left)
        except Exception:
            signals.check()
            raise

    @property
    def _stays(self) -> str:
        again = "the same command" if self.request.database else word("resume")
        return f"parts that are complete stay, and {again} makes the others"


def prepare_run(request: SeedRequest, parts: int | None = None) -> ClusterRun:
    """A run of all parts; raises what is wrong with it, before anything is written.

    Files that are there are refused unless the request replaces them; where it resumes, parts that are complete
    are not made again. Rows of a database always go on where its ledger says that a part stands.
    """
    if request.folder == "-" and request.output is not None:
        raise UserError("standard output takes no parts (name a folder)")
    first = _first_part(request, parts or 1)
    number = parts or parts_for(first.plan)
    if parts is None:
        first = _first_part(request, number)
    outlook = first.sink.foresee(first.plan, first.ranges)
    if outlook.refusal is not None:
        raise outlook.refusal
    done = _done(request, first, number) if isinstance(first.sink, FolderSink) else set()
    left = [each for each in range(1, number + 1) if each not in done]
    spec, _ = read_request(request)
    fixed = replace(request.overrides, seed=first.plan.seed, now=first.plan.now)
    whole = replace(request, schema=spec, overrides=fixed, database=first.database)
    return ClusterRun(whole, whole.chosen.whole(first.plan), number, left)


def _first_part(request: SeedRequest, parts: int) -> Seeding:
    """The first part of a run, looked at; raises what is wrong with the schema or the target."""
    return prepare(replace(_replacing(request), part=(1, parts), looks=True))


def parts_for(plan: Plan) -> int:
    """How many parts a plan is cut into where nothing is said of it."""
    longest = max((each.rows for each in plan.ranges), default=0)
    return min(max(-(-longest // PART_ROWS), 1), MOST_PARTS)


def make_part(request: SeedRequest, parts: int, number: int) -> PartResult:
    """Makes part `number` of `parts`, on whichever machine; what no attempt more would help is returned."""
    part = replace(_replacing(request), part=(number, parts))
    for pause in (*PAUSES_S, None):
        try:
            prepare(part).run()
            return PartResult(number)
        except (UserError, Unsupported) as error:
            return PartResult(number, str(error))
        except MockcraftError as error:
            if pause is None:
                return PartResult(number, str(error))
            time.sleep(pause)
    raise AssertionError("the last attempt returns")


def _replacing(request: SeedRequest) -> SeedRequest:
    """Files of a part replace those of an earlier attempt, which have the same bytes."""
    if request.output is None:
        return request
    return replace(request, load=replace(request.load, existing="truncate", resume=False))


def _done(request: SeedRequest, first: Seeding, parts: int) -> set[int]:
    """The parts whose files are all there; raises Unsupported for files that are in the way."""
    assert isinstance(first.sink, FolderSink) and first.sink.manifests is not None
    wholes = {whole for whole, _ in first.sink.manifests.wholes.values()}
    store = folder_at(request.folder)
    there = [each for each in standing(store) if each.whole in wholes]
    for each in there:
        path = f"{store.shown.rstrip('/')}/{each.file}"
        if each.parts != parts:
            raise Unsupported(
                f"{path} is one of {each.parts:,} parts, and this run has {parts:,} (remove it, or give {word('parts', str(each.parts))})"
            )
        if request.load.resume and each.plan != first.plan.digest:
            raise Unsupported(
                f"{path} is of other rows: another schema file, seed, scale or clock (give {word('overwrite')} to replace)"
            )
        if not request.load.resume and request.load.existing != "truncate":
            raise Unsupported(
                f"{path} exists already (give {word('overwrite')} to replace, or {word('resume')} to make the parts "
                "that are missing)"
            )
    if not request.load.resume:
        return set()
    files = [each.part for each in there]
    return {each for each in files if files.count(each) == len(wholes)}


def _withdraw_success(request: SeedRequest) -> None:
    """Removes what an earlier run has said of the folder."""
    if request.output is not None:
        store = folder_at(request.folder)
        path = f"{store.path}/{SUCCESS}"
        if store.files.get_file_info(path).type != fs.FileType.NotFound:
            store.files.delete_file(path)


def _prove(request: SeedRequest, tables: Sequence[str]) -> None:
    """Raises Incomplete where a part is missing; a folder of which none is gets the file that says so."""
    if request.output is None:
        assert request.database is not None
        check_database(request.database, counts=False, tables=tables)
        return
    check(request.folder, reads=False)
    store = folder_at(request.folder)
    with store.files.open_output_stream(f"{store.path}/{SUCCESS}", compression=None):
        pass


def _clear(request: SeedRequest, parts: int) -> None:
    """Removes what workers that were killed have left in the folder of the files."""
    if request.output is None:
        return
    if is_url(request.folder):
        _clear_store(folder_at(request.folder), parts)
        return
    deadline = time.monotonic() + CLEARING_S
    while clear(Path(request.folder)) and time.monotonic() < deadline:
        time.sleep(0.1)


def _clear_store(store: Store, parts: int) -> None:
    found = store.files.get_file_info(fs.FileSelector(store.path, allow_not_found=True))
    for each in found:
        name = each.base_name
        if name.startswith(f"{PREFIX}.part-") and f"-of-{parts}." in name and name.endswith(SUFFIX):
            store.files.delete_dir(each.path)
