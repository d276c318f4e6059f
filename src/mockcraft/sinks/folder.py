"""Files in a folder, one a table (SQL: one in all). They get their final names together, when all are complete."""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from mockcraft import signals
from mockcraft.backups.methods import METHODS
from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Chunk, Range, tables_of
from mockcraft.errors import SinkError, Unsupported
from mockcraft.format import Format, Whole, Writer, shaped
from mockcraft.formats.partitions import DIVIDED, Partitioned, partitioned
from mockcraft.parts.manifest import SUFFIX as MANIFEST
from mockcraft.selection import Selection
from mockcraft.sink import Outlook, check_filled
from mockcraft.sinks.manifests import Manifests, part_name
from mockcraft.sinks.naming import FileNames, Naming, divides
from mockcraft.sinks.packing import Packed, ended
from mockcraft.sinks.partitions import PartitionWriter
from mockcraft.sinks.places import LocalPlace, Place
from mockcraft.sinks.settled import Settling
from mockcraft.sinks.table_names import check_dump_names
from mockcraft.wording import counted, first_of, word

if TYPE_CHECKING:
    from mockcraft.stores import Store

SCOPE_BYTES = 160  # of a file's name that names its unfinished folder: names have 255 at most


def _place(folder: "Path | Store", scope: str) -> Place:
    if isinstance(folder, Path):
        return LocalPlace(folder, scope)
    from mockcraft.sinks.object_store import StorePlace

    return StorePlace(folder, scope)


class FolderSink:
    """See sink.Sink. Until the run is done, its files stand in a folder of their own, see `unfinished`."""

    def __init__(
        self,
        format: Format,
        folder: "Path | Store",
        stem: str,
        existing: str = "refuse",
        chosen: Selection | None = None,
        portable: bool = False,
        compress: str = "",
        single: str = "",
    ) -> None:
        """Writes nothing yet.

        Args:
            format: of the files.
            folder: where they go; it is made where it does not exist. One of an object store takes them too.
            stem: name of a single file, without the format's suffix.
            existing: "truncate" to replace files that exist; all else refuses.
            chosen: of which the rows are; a part of it goes into the names, and gets manifests.
            portable: whether names that some system does not take are changed, see names.portable_names.
            compress: how the files are compressed, gzip or zstd; "" for not at all.
            single: suffix of the only file, which holds one table where the format has no single file; "" for a
                file for each table.
        """
        self.format, self.compress = format, compress
        self.replaces = existing == "truncate"
        part, suffix = "", single or format.suffix + METHODS.get(compress, "")
        self.manifests: Manifests | None = None
        if chosen is not None and chosen.part is not None:
            part = part_name(chosen.part)
            self.manifests = Manifests(chosen, chosen.part)
        self.naming = Naming(stem, single, part, suffix, portable)
        scope = part + suffix
        alone = f".{stem}{scope}" if single and len(os.fsencode(stem)) <= SCOPE_BYTES else scope
        self.place = _place(folder, alone)
        self.waits = self.place.waits
        self.plan: Plan | None = None
        self.tables: list[Table] = []
        self.names = FileNames({}, {}, {}, {}, {})
        self.begun: set[str] = set()
        self.file: BinaryIO | None = None
        self.whole: Whole | None = None
        self.writer: Writer | None = None
        self.table: str | None = None
        self.at = ""  # name of the file that a failure is about; "" for the folder
        self.settling = Settling(self.place.settle, self.place.failed)

    def shaped(self, plan: Plan) -> Plan:
        """See sink.Destination."""
        check_filled(plan)
        plan = shaped(plan, self.format)
        if (
            not self.naming.single
            and self.format.suffix in DIVIDED
            and any(table.partition_by for table in plan.tables)
        ):
            self.format = Partitioned(self.format)
            plan = partitioned(plan)
        return plan

    def foresee(self, plan: Plan, ranges: Sequence[Range]) -> Outlook:
        """See sink.Destination."""
        target = self.place.shown
        try:
            self._name(plan, ranges)
            self.place.check()
            with _Named(self):
                there = self._check_existing()
        except SinkError as error:
            return Outlook(target, refusal=error)
        lines = (
            f"{name}: will be {'replaced' if name in there else 'made'}" for name in self.files()
        )
        return Outlook(target, tuple(lines))

    def create(self, plan: Plan, ranges: Sequence[Range]) -> Sequence[Range]:
        """Makes the folder and takes it; refuses names that cannot be, and files that exist."""
        self._name(plan, ranges)
        self.place.check()
        with signals.held(), _Named(self):
            self.place.take(self.files())
        with _Named(self):
            self._check_existing()
        for name, content in self.names.beside.items():
            self._write_whole(name, content)
        if self.format.single_file:
            self._open(self.names.rows[""])
            self._guarded(
                lambda file: setattr(self, "whole", self.format.whole(file, plan, self.tables))
            )
        return ranges

    def _name(self, plan: Plan, ranges: Sequence[Range]) -> None:
        self.plan, self.tables = plan, [plan.table(name) for name in tables_of(ranges)]
        check_dump_names(self.format, self.tables)
        self.names = self.naming.names(self.format, plan, self.tables)
        self.format.check(plan, ranges)
        if self.manifests is not None:
            self._begin_manifests(self.manifests, plan, ranges)

    def _begin_manifests(self, manifests: Manifests, plan: Plan, ranges: Sequence[Range]) -> None:
        names, naming = self.names, self.naming
        naming.of([*names.wholes], naming.part + naming.suffix + MANIFEST)
        files = {
            names.titles.get(name, name): (
                names.wholes[stem],
                (stem,) if stem else tuple(tables_of(ranges)),
            )
            for stem, name in names.rows.items()
        }
        manifests.begin(plan, ranges, files, self.format.form)
        manifests.pieces = {title: {} for title in names.titles.values()}

    def files(self) -> list[str]:
        """The names of all files: those of rows first, and manifests last, which say that all is there."""
        manifests = self.manifests.names if self.manifests else []
        return [*self.names.rows.values(), *self.names.beside, *manifests]

    def _check_existing(self) -> set[str]:
        """The files that are there, which the run replaces; raises SinkError where it may not, or cannot."""
        shared = self.names.folders.values() if self.manifests is not None else ()
        found = self.place.existing([each for each in self.files() if each not in shared])
        for name in found:
            if self.place.is_folder(name) or name in self.names.folders.values():
                raise SinkError(
                    f"{self.place.path(name)} is a folder (move it, or choose another one)"
                )
        if found and not self.replaces:
            rest = len(found) - 1
            more = f", and so {'does' if rest == 1 else 'do'} {counted(rest, 'more file')}"
            raise Unsupported(
                f"{self.place.path(found[0])} exists already{more if rest else ''} (give {word('overwrite')} to replace)"
            )
        return set(found)

    def write(self, chunk: Chunk, payload: Any) -> None:
        """See sink.Sink."""
        if self.table != chunk.table:
            assert self.plan is not None
            self._begin(self.plan.table(chunk.table))
        self._guarded(lambda _: self.writer.write(payload) if self.writer else None)

    def finish(self, error: BaseException | None) -> None:
        """Gives all files their final names; after an error removes them, or says what it could not remove."""
        if error is not None:
            self._remove()
            return
        try:
            with signals.released():
                self._complete()
            self._publish()
        finally:
            self._remove()

    def _complete(self) -> None:
        self._end_table()
        if self.format.single_file:
            self._guarded(lambda _: self.whole.close() if self.whole else None)
            self._close()
        for table in self.tables:
            if table.name not in self.begun and not self.format.single_file:
                self._begin(table)
                self._end_table()
        for name, content in (self.manifests.texts() if self.manifests else {}).items():
            self._write_whole(name, content)
        self.settling.wait()

    def _publish(self) -> None:
        """Renames the files: all of them, or none where they replace none."""
        self.at = ""
        with _Named(self):
            self._check_existing()
        done: list[str] = []
        try:
            for name in self.files():
                self.at = name
                if self.manifests is not None and name in self.names.titles:
                    self.place.clear_folder(name, self.names.titles[name])
                self.place.publish(name)
                done.append(name)
        except OSError as error:
            left = done if self.replaces else [name for name in done if not self._removed(name)]
            note = f"; {first_of(left)} of this run stand there already" if left else ""
            raise SinkError(f"{self.place.failed(self.at, error)}{note}") from error

    def _removed(self, name: str) -> bool:
        try:
            if self.manifests is not None and name in self.names.titles:
                self.place.clear_folder(name, self.names.titles[name])
            else:
                self.place.withdraw(name)
        except OSError:
            return False
        return True

    def _begin(self, table: Table) -> None:
        self._end_table()
        if divides(self.format, table):
            with _Named(self):
                self.writer = self._divided(table)
        else:
            if not self.format.single_file:
                self._open(self.names.rows[table.name])
            self._guarded(lambda file: setattr(self, "writer", self._writer(file, table)))
        self.table = table.name
        self.begun.add(table.name)

    def _writer(self, file: BinaryIO, table: Table) -> Writer:
        return self.whole.writer(table) if self.whole else self.format.writer(file, table)

    def _divided(self, table: Table) -> PartitionWriter:
        """Writes a table into its folder, which is there also where it has no rows."""
        name = self.names.rows[table.name]
        self.at = name
        self.place.open_folder(name)

        title = self.names.titles[name]

        def opened(folder: str) -> BinaryIO:
            self.at = f"{name}/{folder}/{title}"
            file = self.place.open(self.at)
            if self.manifests is not None:
                file = self.manifests.measure_piece(title, self.at, file)
            return cast(BinaryIO, Packed(file, self.compress)) if self.compress else file

        def closed(folder: str, file: BinaryIO) -> None:
            self.at = f"{name}/{folder}/{title}"
            below = ended(file)
            below.flush()
            self.settling.add(self.at, below)

        return PartitionWriter(self.format, table, opened, closed)

    def _end_table(self) -> None:
        if self.writer is not None:
            writer, self.writer, self.table = self.writer, None, None
            self._guarded(lambda _: writer.close())
            if not self.format.single_file:
                self._close()

    def _open(self, name: str) -> None:
        self.at = name
        with _Named(self):
            self.file = self.place.open(name)
            if self.manifests is not None:
                self.file = self.manifests.measure(name, self.file)
            if self.compress and name in self.names.rows.values():
                self.file = cast(BinaryIO, Packed(self.file, self.compress))

    def _write_whole(self, name: str, content: bytes) -> None:
        self._open(name)
        self._guarded(lambda file: file.write(content))
        self._close()

    def _close(self) -> None:
        if self.file is None:
            return
        with _Named(self):
            file = ended(self.file)
            file.flush()
        self.file = None
        self.settling.add(self.at, file)

    def _guarded(self, action: Callable[[Any], object]) -> None:
        with _Named(self):
            action(self.file)

    def _remove(self) -> None:
        """Removes the unfinished files."""
        if isinstance(self.writer, PartitionWriter):
            self.writer.give_up()
        if self.whole is not None:
            self.whole.give_up()
        if self.file is not None:
            with suppress(OSError):  # what is left of the buffer may not fit either
                self.file.close()
        self.settling.end()
        self.place.remove()


class _Named:
    """Says which file or folder could not be written."""

    def __init__(self, sink: FolderSink) -> None:
        self.sink = sink

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            raise self.sink.place.failed(self.sink.at, error) from error
