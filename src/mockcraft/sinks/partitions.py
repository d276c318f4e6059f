"""The files of one table, one in each folder of its partitions."""

from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO

from mockcraft.core.beside import offered
from mockcraft.core.plan import Table
from mockcraft.errors import PlacedError
from mockcraft.format import Format, Writer
from mockcraft.formats.partitions import Divided

MOST = 500  # that are open at a time: rows come in no order of them, and systems let a process open 1,024


class PartitionWriter:
    """See format.Writer. Files are opened as rows come, and closed together."""

    def __init__(
        self,
        format: Format,
        table: Table,
        open: Callable[[str], BinaryIO],
        close: Callable[[str, BinaryIO], None],
    ) -> None:
        """`open` makes the file of a folder; `close` takes it when it is complete."""
        self.format, self.table, self.open, self.close_file = format, table, open, close
        self.made: dict[str, tuple[BinaryIO, Writer]] = {}

    def write(self, payload: Divided) -> None:
        """See format.Writer."""
        with offered(None):  # so many files would hold too much that waits to be written
            for folder, each in payload.parts:
                if folder not in self.made:
                    self._begin(folder)
                self.made[folder][1].write(each)

    def _begin(self, folder: str) -> None:
        if len(self.made) >= MOST:
            names = ", ".join(self.table.partition_by)
            raise PlacedError(
                self.table.column(self.table.partition_by[-1]).place,
                f"{self.table.name}: partition_by {names} makes more than {MOST} folders (choose columns with fewer "
                "values, such as a month in place of a day)",
            )
        file = self.open(folder)
        self.made[folder] = file, self.format.writer(file, self.table)

    def close(self) -> None:
        """See format.Writer."""
        while self.made:
            folder, (file, writer) = next(iter(self.made.items()))
            writer.close()
            del self.made[folder]
            self.close_file(folder, file)

    def give_up(self) -> None:
        """Closes the files as they are."""
        for file, _ in self.made.values():
            with suppress(OSError):
                file.close()
        self.made.clear()
