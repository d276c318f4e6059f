"""Files in a folder, one a table (SQL: one in all). They get their final names together, when all are complete."""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from mockcraft import signals
from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Chunk, Range, tables_of
from mockcraft.errors import SinkError, Unsupported
from mockcraft.format import Format, Writer, shaped
from mockcraft.manifest import SUFFIX as MANIFEST
from mockcraft.selection import Selection
from mockcraft.sink import Outlook
from mockcraft.sinks.companions import companions
from mockcraft.sinks.manifests import Manifests, part_name
from mockcraft.sinks.names import check_folded, file_names, portable_names
from mockcraft.sinks.settled import Settling
from mockcraft.sinks.table_names import check_dump_names
from mockcraft.unfinished import Unfinished
from mockcraft.wording import word
from mockcraft.writable import obstacle, shortened

SHOWN = 5  # names of files in a message


class FolderSink:
    """See sink.Sink. Until the run is done, its files stand in a folder of their own, see `unfinished`."""

    waits = False

    def __init__(
        self,
        format: Format,
        folder: Path,
        stem: str,
        existing: str = "refuse",
        chosen: Selection | None = None,
        portable: bool = False,
    ) -> None:
        """Writes nothing yet.

        Args:
            format: of the files.
            folder: where they go; it is made where it does not exist.
            stem: name of a single file, without the format's suffix.
            existing: "truncate" to replace files that exist; all else refuses.
            chosen: of which the rows are; a part of it goes into the names, and gets manifests.
            portable: whether names that some system does not take are changed, see names.portable_names.
        """
        self.format, self.folder, self.stem = format, folder, stem
        self.naming = portable_names if portable else file_names
        self.replaces = existing == "truncate"
        self.part = ""
        self.manifests: Manifests | None = None
        if chosen is not None and chosen.part is not None:
            self.part = part_name(chosen.part)
            self.manifests = Manifests(chosen, chosen.part)
        self.unfinished = Unfinished(folder, self.part + format.suffix)
        self.plan: Plan | None = None
        self.tables: list[Table] = []
        self.names: dict[str, str] = {}  # of files, by table; "" for that of all tables
        self.beside: dict[str, bytes] = {}  # small files, contents by name, see Engine.beside
        self.begun: set[str] = set()
        self.made: list[Path] = []  # folders that this run made, the innermost first
        self.file: BinaryIO | None = None
        self.writer: Writer | None = None
        self.table: str | None = None
        self.at = folder  # what a failure is about
        self.settling = Settling(lambda name, error: _failed(folder / name, error))

    def shaped(self, plan: Plan) -> Plan:
        """See sink.Destination."""
        return shaped(plan, self.format)

    def foresee(self, plan: Plan, ranges: Sequence[Range]) -> Outlook:
        """See sink.Destination."""
        target = str(self.folder)
        try:
            self._name(plan, ranges)
            self._check_folder()
            self._check_existing()
        except SinkError as error:
            return Outlook(target, refusal=error)
        paths = [self.folder / name for name in self.files()]
        return Outlook(
            target,
            tuple(
                f"{path.name}: will be {'replaced' if os.path.lexists(path) else 'made'}"
                for path in paths
            ),
        )

    def create(self, plan: Plan, ranges: Sequence[Range]) -> Sequence[Range]:
        """Makes the folder and takes it; refuses names that cannot be, and files that exist."""
        self._name(plan, ranges)
        self._check_folder()
        with signals.held(), _Named(self):
            folders = [self.folder, *self.folder.parents]
            self.made = [folder for folder in folders if not folder.exists()]
            self.folder.mkdir(parents=True, exist_ok=True)
            self.unfinished.take()
        check_folded(self.files(), self.unfinished.path)
        self._check_existing()
        for name, content in self.beside.items():
            self._write_whole(name, content)
        if self.format.single_file:
            self._open(self.names[""])
            self._guarded(lambda file: file.write(self.format.opening(plan, self.tables)))
        return ranges

    def _name(self, plan: Plan, ranges: Sequence[Range]) -> None:
        self.plan, self.tables = plan, [plan.table(name) for name in tables_of(ranges)]
        check_dump_names(self.format, self.tables)
        stems = [""] if self.format.single_file else [table.name for table in self.tables]
        self.names = self.naming(stems, self.stem, self.part + self.format.suffix)
        found = {table.name: companions(self.format, plan, table) for table in self.tables}
        for suffix in sorted({suffix for each in found.values() for suffix in each}):
            names = self.naming(stems, self.stem, self.part + suffix)
            self.beside |= {
                names[table]: each[suffix] for table, each in found.items() if suffix in each
            }
        if self.manifests is not None:
            self.naming(stems, self.stem, self.part + self.format.suffix + MANIFEST)
            wholes = self.naming(stems, self.stem, self.format.suffix)
            within = {stem: (stem,) if stem else tuple(tables_of(ranges)) for stem in stems}
            files = {name: (wholes[stem], within[stem]) for stem, name in self.names.items()}
            self.manifests.begin(plan, ranges, files)

    def files(self) -> list[str]:
        """The names of all files: those of rows first, and manifests last, which say that all is there."""
        manifests = self.manifests.names if self.manifests else []
        return [*self.names.values(), *self.beside, *manifests]

    def _check_folder(self) -> None:
        if why := obstacle(self.folder):
            raise SinkError(
                f"{shortened(self.folder)} cannot be written: {why} (choose another folder)"
            )

    def _check_existing(self) -> None:
        paths = [self.folder / name for name in self.files()]
        found = [path.name for path in paths if os.path.lexists(path)]
        for name in found:
            if (self.folder / name).is_dir():
                raise SinkError(
                    f"{self.folder / name} is a folder (move it, or choose another one)"
                )
        if found and not self.replaces:
            more = f", and so do {len(found) - 1:,} more files" if found[1:] else ""
            raise Unsupported(
                f"{self.folder / found[0]} exists already{more} (give {word('overwrite')} to replace)"
            )

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
        assert self.plan is not None
        plan = self.plan
        self._end_table()
        if self.format.single_file:
            self._guarded(lambda file: file.write(self.format.closing(plan, self.tables)))
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
        self._check_existing()
        done: list[str] = []
        try:
            for name in self.files():
                self.at = self.folder / name
                os.replace(self.unfinished.path / name, self.at)
                done.append(name)
        except OSError as error:
            left = done if self.replaces else [name for name in done if not self._removed(name)]
            note = f"; {_listed(left)} of this run stand there already" if left else ""
            raise SinkError(f"{_failed(self.at, error)}{note}") from error

    def _removed(self, name: str) -> bool:
        try:
            (self.folder / name).unlink()
        except OSError:
            return False
        return True

    def _begin(self, table: Table) -> None:
        self._end_table()
        if not self.format.single_file:
            self._open(self.names[table.name])
        self._guarded(lambda file: setattr(self, "writer", self.format.writer(file, table)))
        self.table = table.name
        self.begun.add(table.name)

    def _end_table(self) -> None:
        if self.writer is not None:
            writer, self.writer, self.table = self.writer, None, None
            self._guarded(lambda _: writer.close())
            if not self.format.single_file:
                self._close()

    def _open(self, name: str) -> None:
        self.at = self.folder / name
        with _Named(self):
            self.file = open(self.unfinished.path / name, "wb")  # noqa: SIM115
            if self.manifests is not None:
                self.file = self.manifests.measure(name, self.file)

    def _write_whole(self, name: str, content: bytes) -> None:
        self._open(name)
        self._guarded(lambda file: file.write(content))
        self._close()

    def _close(self) -> None:
        self._guarded(lambda file: file.flush())
        file, self.file = self.file, None
        if file is not None:
            self.settling.add(self.at.name, file)

    def _guarded(self, action: Callable[[Any], object]) -> None:
        with _Named(self):
            action(self.file)

    def _remove(self) -> None:
        """Removes the unfinished files, and the folders that this run made where they are empty."""
        if self.file is not None:
            with suppress(OSError):  # what is left of the buffer may not fit either
                self.file.close()
        self.settling.end()
        try:
            self.unfinished.remove()
            for folder in self.made:
                if folder.exists() and not any(folder.iterdir()):
                    folder.rmdir()
        except OSError as error:
            raise SinkError(
                f"{self.unfinished.path} cannot be removed: {error.strerror} (remove it by hand)"
            ) from error


class _Named:
    """Says which file or folder could not be written."""

    def __init__(self, sink: FolderSink) -> None:
        self.sink = sink

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            raise _failed(self.sink.at, error) from error


def _failed(path: Path, error: OSError) -> SinkError:
    advice = {
        28: "free some space, or choose another folder",
        13: "choose a folder you may write to",
    }
    hint = f" ({advice[error.errno]})" if error.errno in advice else ""
    return SinkError(f"{path} cannot be written: {error.strerror}{hint}")


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN:,} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
