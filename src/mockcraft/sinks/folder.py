"""Files in a folder, one a table (SQL: one in all). A file has its final name only when it is complete."""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Chunk, Range, tables_of
from mockcraft.errors import SinkError, Unsupported
from mockcraft.format import Format, Writer

UNFINISHED = ".unfinished"


class FolderSink:
    """See sink.Sink. Files that exist are refused, or replaced, all together, when the run is done."""

    waits = False

    def __init__(self, format: Format, folder: Path, stem: str, existing: str = "refuse") -> None:
        self.format, self.folder, self.stem, self.existing = format, folder, stem, existing
        self.plan: Plan | None = None
        self.tables: list[Table] = []
        self.begun: set[str] = set()
        self.made: list[Path] = []  # folders that this run made, the innermost first
        self.paths: list[Path] = []  # final names
        self.file: BinaryIO | None = None
        self.writer: Writer | None = None
        self.table: str | None = None

    def create(self, plan: Plan, ranges: Sequence[Range]) -> Sequence[Range]:
        """Makes the folder."""
        self.plan, self.tables = plan, [plan.table(name) for name in tables_of(ranges)]
        for table in self.tables:
            if "/" in table.name or "\\" in table.name or table.name in (".", ".."):
                raise Unsupported(
                    f"the table name {table.name!r} cannot be a file's name (rename the table)"
                )
        try:
            self._refuse_existing()
            folders = [self.folder, *self.folder.parents]
            self.made = [folder for folder in folders if not folder.exists()]
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise _failed(self.folder, error) from error
        if self.format.single_file:
            self._open(self.stem)
            assert self.file is not None
            self._guarded(lambda file: file.write(self.format.opening(plan, self.tables)))
        return ranges

    def _refuse_existing(self) -> None:
        names = [self.stem] if self.format.single_file else [each.name for each in self.tables]
        paths = [self.folder / (name + self.format.suffix) for name in names]
        present = [path for path in paths if path.exists() and not path.is_dir()]
        if present and self.existing != "truncate":
            more = f", and so do {len(present) - 1} more files" if present[1:] else ""
            raise Unsupported(f"{present[0]} exists already{more} (give --overwrite to replace)")

    def write(self, chunk: Chunk, payload: Any) -> None:
        """See sink.Sink."""
        if self.table != chunk.table:
            assert self.plan is not None
            self._begin(self.plan.table(chunk.table))
        self._guarded(lambda _: self.writer.write(payload) if self.writer else None)

    def finish(self, error: BaseException | None) -> None:
        """Gives all files their final names; after an error removes them."""
        try:
            if error is None:
                self._complete()
        except BaseException:
            self._remove()
            raise
        if error is not None:
            self._remove()

    def _complete(self) -> None:
        assert self.plan is not None
        self._end_table()
        for table in self.tables:
            if table.name not in self.begun and not self.format.single_file:
                self._begin(table)
                self._end_table()
        if self.format.single_file:
            plan = self.plan
            self._guarded(lambda file: file.write(self.format.closing(plan, self.tables)))
            self._close()
        for path in self.paths:
            try:
                os.replace(_unfinished(path), path)
            except OSError as error:
                raise _failed(path, error) from error

    def _begin(self, table: Table) -> None:
        self._end_table()
        if not self.format.single_file:
            self._open(table.name)
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
        path = self.folder / (name + self.format.suffix)
        try:
            if path.is_dir():
                raise IsADirectoryError(21, "is a folder")
            self.file = open(_unfinished(path), "wb")  # noqa: SIM115
        except OSError as error:
            raise _failed(path, error) from error
        self.paths.append(path)

    def _close(self) -> None:
        assert self.file is not None
        self._guarded(lambda file: file.flush())
        self._guarded(lambda file: os.fsync(file.fileno()))
        file, self.file = self.file, None
        file.close()

    def _guarded(self, action: Any) -> None:
        try:
            action(self.file)
        except OSError as error:
            raise _failed(self.paths[-1], error) from error

    def _remove(self) -> None:
        if self.file is not None:
            with suppress(OSError):  # what is left of the buffer may not fit either
                self.file.close()
        for path in self.paths:
            _unfinished(path).unlink(missing_ok=True)
        for folder in self.made:
            if folder.exists() and not any(folder.iterdir()):
                folder.rmdir()


def _unfinished(path: Path) -> Path:
    return path.with_name(path.name + UNFINISHED)


def _failed(path: Path, error: OSError) -> SinkError:
    advice = {
        28: "free some space, or choose another folder",
        13: "choose a folder you may write to",
    }
    hint = f" ({advice[error.errno]})" if error.errno in advice else ""
    return SinkError(f"{path} cannot be written: {error.strerror}{hint}")
