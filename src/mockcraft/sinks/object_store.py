"""Files in an object store. See `places.Place`, and `mockcraft.stores` for their URLs.

A file that is closed is an object, whole or not. So files are written beside their final names, below
`mockcraft….unfinished/`, and the store copies them when all are complete. A run that was killed leaves what
it had completed there, which the next run of the same name clears; what it had not completed is no object.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import BinaryIO, cast

from pyarrow import fs

from mockcraft.errors import SinkError
from mockcraft.stores import Store
from mockcraft.unfinished import PREFIX, SUFFIX

# https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html: larger ones go through this machine.
COPIED_BYTES = 5 * 2**30
PIECE_BYTES = 16 * 2**20


class StorePlace:
    """See Place."""

    waits = True

    def __init__(self, store: Store, scope: str) -> None:
        """`scope` goes into the name of what is unfinished."""
        self.store, self.shown = store, store.shown
        self.below = f"{store.path}/{PREFIX}{scope}{SUFFIX}"
        self.taken = self.new = False

    def path(self, name: str) -> str:
        """See Place."""
        return f"{self.shown.rstrip('/')}/{name}"

    def failed(self, name: str, error: OSError) -> SinkError:
        """See Place."""
        path = self.path(name) if name else self.shown
        return SinkError(f"{path} cannot be written: {self.store.reason(error)}")

    def check(self) -> None:
        """See Place."""
        try:
            bucket = self.store.files.get_file_info(self.store.bucket)
        except OSError as error:
            raise SinkError(f"{self.shown} cannot be read: {self.store.reason(error)}") from None
        if bucket.type == fs.FileType.NotFound:
            raise SinkError(f"{self.shown}: there is no {self.store.bucket} (make it first)")

    def take(self, names: Sequence[str]) -> None:
        """See Place. Nothing is locked: two runs of the same name write the same rows."""
        there = self.store.files.get_file_info(self.store.path)
        self.new = there.type == fs.FileType.NotFound
        self.taken = True
        self._clear()

    def existing(self, names: Sequence[str]) -> list[str]:
        """See Place."""
        paths = [f"{self.store.path}/{name}" for name in names]
        found = self.store.files.get_file_info(paths) if paths else []
        kinds = zip(names, found, strict=True)
        return [name for name, each in kinds if each.type != fs.FileType.NotFound]

    def is_folder(self, name: str) -> bool:
        """See Place: objects and what stands below their names do not meet."""
        return False

    def open(self, name: str) -> BinaryIO:
        """See Place."""
        return cast(
            BinaryIO, self.store.files.open_output_stream(f"{self.below}/{name}", compression=None)
        )

    def open_folder(self, name: str) -> None:
        """See Place: a store has none but by the names of what is in them."""

    def settle(self, file: BinaryIO) -> None:
        """See Place."""
        file.close()

    def publish(self, name: str) -> None:
        """See Place."""
        source, target = f"{self.below}/{name}", f"{self.store.path}/{name}"
        files = self.store.files
        found = files.get_file_info(source)
        if found.type == fs.FileType.NotFound:  # the folder of a table without rows
            return
        if found.type == fs.FileType.Directory:
            inside = files.get_file_info(fs.FileSelector(source, recursive=True))
            for each in sorted(each.path for each in inside if each.type == fs.FileType.File):
                self.publish(name + each.removeprefix(source))
            return
        if found.size > COPIED_BYTES:
            self._copy(source, target)
        else:
            files.copy_file(source, target)
        files.delete_file(source)

    def _copy(self, source: str, target: str) -> None:
        with self.store.files.open_input_stream(source, compression=None) as read:
            written = self.store.files.open_output_stream(target, compression=None)
            try:
                while piece := read.read(PIECE_BYTES):
                    written.write(piece)
                written.close()
            except BaseException:
                written.close()  # which makes an object of what is there
                self.store.files.delete_file(target)
                raise

    def withdraw(self, name: str) -> None:
        """See Place."""
        path, files = f"{self.store.path}/{name}", self.store.files
        found = files.get_file_info(path)
        if found.type == fs.FileType.Directory:
            files.delete_dir(path)
        elif found.type == fs.FileType.File:
            files.delete_file(path)

    def clear_folder(self, name: str, file: str) -> None:
        """See Place."""
        files, path = self.store.files, f"{self.store.path}/{name}"
        inside = files.get_file_info(fs.FileSelector(path, recursive=True, allow_not_found=True))
        for each in inside:
            if each.type == fs.FileType.File and each.base_name == file:
                files.delete_file(each.path)

    def remove(self) -> None:
        """See Place. The folder itself goes too where this run made it and it is empty: it may be an object."""
        if not self.taken:
            return
        try:
            self._clear()
            if self.new:
                self._remove_folder()
        except OSError as error:
            raise SinkError(
                f"{self.path(self.below.rpartition('/')[2])} cannot be removed: "
                f"{self.store.reason(error)} (remove it by hand)"
            ) from None

    def _remove_folder(self) -> None:
        """Removes the empty object that Arrow makes of a folder, where nothing stands in it."""
        files, path = self.store.files, self.store.path
        inside = files.get_file_info(fs.FileSelector(path, allow_not_found=True))
        is_folder = files.get_file_info(path).type == fs.FileType.Directory
        if path != self.store.bucket and not inside and is_folder:
            files.delete_dir(path)

    def _clear(self) -> None:
        files = self.store.files
        if files.get_file_info(self.below).type == fs.FileType.NotFound:
            return
        inside = files.get_file_info(fs.FileSelector(self.below, recursive=True))
        folders = sorted(each.path for each in inside if each.type == fs.FileType.Directory)
        for path in [
            *reversed(folders),
            self.below,
        ]:  # some stores keep folders that have become empty
            with suppress(FileNotFoundError):
                files.delete_dir(path)
