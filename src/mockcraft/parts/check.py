"""Whether the parts of a folder are all there, each once and unchanged: read from their manifests."""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from hashlib import sha256

from pyarrow import fs

from mockcraft.dataclass import dataclass
from mockcraft.errors import MockcraftError, UserError
from mockcraft.parts.manifest import LARGEST, SUFFIX, Manifest, Rows, read
from mockcraft.stores import Store, is_url, open_store
from mockcraft.wording import counted, first_of

SHOWN = 8  # parts or rows that a line names
PART = ".part-"  # within the name of a part's file
PIECE_BYTES = 4 * 2**20  # that are read at a time


class Incomplete(MockcraftError):
    """Parts are missing, doubled or changed; the message has a line for each."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A file of all rows that stands in parts.

    Attributes:
        name: that it has, or would have in one piece.
        parts: how many there are.
        rows: of all parts.
        bytes: of all parts.
    """

    name: str
    parts: int
    rows: int
    bytes: int


@dataclass(slots=True)
class Found:
    """What a folder has: manifests by the file of all rows that they are parts of, and what is wrong.

    `wrong` names the files that have a manifest, and are not as it tells.
    """

    parts: dict[str, list[Manifest]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)
    wrong: set[str] = field(default_factory=set)


def check(
    folder: str, reads: bool = True, report: Callable[[str], None] = lambda _: None
) -> list[Whole]:
    """The files that stand in the folder in parts, each of them complete.

    Args:
        folder: with the parts of all machines, and their manifests; also a URL of an object store.
        reads: whether files are read, which finds any byte that has changed; else their sizes are looked at.
        report: called with the name of each file that is read.

    Raises:
        Incomplete: some are not.
        UserError: there are none.
    """
    store = folder_at(folder)
    found = _found(store, reads, report)
    if not found.parts and not found.faults:
        raise UserError(
            f"{store.shown}: no part is there (they are made by mockcraft seed --part K/N)"
        )
    faults = [*found.faults, *_missing_files(found)]
    for name, manifests in sorted(found.parts.items()):
        faults += _faults(name, manifests)
    if faults:
        raise Incomplete("\n".join(f"{store.shown}: {each}" for each in faults))
    return [_whole(name, manifests) for name, manifests in sorted(found.parts.items())]


def folder_at(folder: str) -> Store:
    """A folder of this machine, or of an object store by its URL."""
    if is_url(folder):
        return open_store(folder)
    return Store(fs.LocalFileSystem(), os.path.abspath(folder), folder)


def standing(store: Store) -> list[Manifest]:
    """The manifests of all parts in a folder whose files have the sizes that they tell; [] where it is missing."""
    if store.files.get_file_info(store.path).type == fs.FileType.NotFound:
        return []
    found = _found(store, False, lambda _: None)
    return [
        each
        for manifests in found.parts.values()
        for each in manifests
        if each.file not in found.wrong
    ]


def _found(store: Store, reads: bool, report: Callable[[str], None]) -> Found:
    found = Found()
    try:
        files = store.files.get_file_info(fs.FileSelector(store.path))
    except OSError as error:
        # Arrow's own text names the folder once more, and what it called to read it.
        why = os.strerror(error.errno).lower() if error.errno else store.reason(error)
        raise UserError(f"{store.shown} cannot be read: {why} (name a folder of parts)") from None
    sizes = {each.base_name: each.size for each in files}
    for name in sorted(sizes):
        if name.endswith(SUFFIX):
            _take(found, store, name, sizes, reads, report)
        elif PART in name and name + SUFFIX not in sizes and _has_rows(name):
            found.faults.append(
                f"{name} has no manifest: its run has not ended (make the part anew)"
            )
    return found


def _has_rows(name: str) -> bool:
    """Whether a name is that of a part's rows; what stands beside those of MongoDB has no manifest."""
    return not name.endswith(".metadata.json")


def _take(
    found: Found,
    store: Store,
    name: str,
    sizes: Mapping[str, int | None],
    reads: bool,
    report: Callable[[str], None],
) -> None:
    try:
        manifest = _manifest(store, name, sizes[name])
    except (OSError, ValueError) as error:
        found.faults.append(f"{name} cannot be read: {store.reason(error)} (make the part anew)")
        return
    file = name.removesuffix(SUFFIX)
    if manifest.file != file:
        found.faults.append(
            f"{name} is that of {manifest.file} (give it its name again, or remove it)"
        )
        return
    found.parts[manifest.whole].append(manifest)
    report(file)
    if fault := _changed(store, manifest, sizes, reads):
        found.wrong.add(file)
        found.faults.append(f"{file} {fault} (make the part anew)")


def _manifest(store: Store, name: str, size: int | None) -> Manifest:
    if (size or 0) > LARGEST:
        raise ValueError("it is no manifest of a part")
    with store.files.open_input_stream(f"{store.path}/{name}", compression=None) as file:
        return read(file.read())


def _changed(store: Store, manifest: Manifest, sizes: Mapping[str, int | None], reads: bool) -> str:
    """What is wrong with a file; "" where it is as it was written."""
    if manifest.format > 1:
        return _changed_pieces(store, manifest, reads)
    size = sizes.get(manifest.file)
    if size is None:
        return "is missing, its manifest is there"
    if size != manifest.bytes:
        return f"has changed: it has {counted(size, 'byte')}, and had {manifest.bytes:,}"
    try:
        if reads and _digest(store, manifest.file) != manifest.sha256:
            return "has changed: its bytes are others than were written"
    except OSError as error:
        return f"cannot be read: {store.reason(error)}"
    return ""


def _changed_pieces(store: Store, manifest: Manifest, reads: bool) -> str:
    """Likewise of a part in folders of partitions: the first of its files that is not as it was."""
    for each in manifest.pieces:
        try:
            found = store.files.get_file_info(f"{store.path}/{each.name}")
            if found.type != fs.FileType.File:
                return f"lacks {each.name}, its manifest is there"
            if found.size != each.bytes:
                return f"has changed: {each.name} has {counted(found.size, 'byte')}, and had {each.bytes:,}"
            if reads and _digest(store, each.name) != each.sha256:
                return f"has changed: the bytes of {each.name} are others than were written"
        except OSError as error:
            return f"cannot be read: {each.name}: {store.reason(error)}"
    return ""


def _digest(store: Store, name: str) -> str:
    made = sha256()
    with store.files.open_input_stream(f"{store.path}/{name}", compression=None) as file:
        while piece := file.read(PIECE_BYTES):
            made.update(piece)
    return made.hexdigest()


def _missing_files(found: Found) -> Iterator[str]:
    """A line for each file of which no part is there at all, though a run has made it."""
    runs = {name for manifests in found.parts.values() for each in manifests for name in each.run}
    for name in sorted(runs - set(found.parts)):
        yield f"{name}: no part is there"


def _faults(name: str, manifests: Sequence[Manifest]) -> Iterator[str]:
    """A line for each thing that is wrong with the parts of one file, whose bytes are right."""
    plans = {each.plan for each in manifests}
    if len(plans) > 1:
        fewest = min(sorted(plans), key=lambda plan: sum(each.plan == plan for each in manifests))
        odd = [each.file for each in manifests if each.plan == fewest]
        yield (
            f"{name}: {first_of(odd, SHOWN)} {'are' if odd[1:] else 'is'} of other rows than the others: another schema "
            "file, seed, scale, clock or version of mockcraft (make all parts with the same)"
        )
        return
    numbers = {each.parts for each in manifests}
    if len(numbers) == 1:
        there = {each.part for each in manifests}
        if missing := [n for n in range(1, numbers.pop() + 1) if n not in there]:
            parts = manifests[0].parts
            which = first_of([f"{n}/{parts}" for n in missing], SHOWN)
            yield f"{name}: {'parts' if missing[1:] else 'part'} {which} {'are' if missing[1:] else 'is'} missing"
            return
    by_table: dict[str, list[tuple[Rows, str]]] = defaultdict(list)
    for each in manifests:
        for rows in each.rows:
            by_table[rows.table].append((rows, each.file))
    for table, pieces in by_table.items():
        yield from _gaps(name, table, pieces)


def _gaps(name: str, table: str, pieces: list[tuple[Rows, str]]) -> Iterator[str]:
    """A line for each row or range of rows that is missing, or that two parts have."""
    wholes = {(rows.first, rows.last) for rows, _ in pieces}
    if len(wholes) > 1:
        yield f"{name}: the parts are of different rows of {table} (make all parts with the same --rows)"
        return
    ((at, last),) = wholes
    before = ""
    for rows, file in sorted(pieces, key=lambda each: (each[0].start, each[0].stop)):
        if rows.start > at:
            yield f"{name}: rows {at}..{rows.start - 1} of {table} are missing"
        if rows.start < min(at, rows.stop):
            twice = f"rows {rows.start}..{min(at, rows.stop) - 1} of {table}"
            yield f"{name}: {twice} are doubled: in {before} and in {file} (remove one)"
        if rows.stop > at:
            at, before = rows.stop, file
    if at < last:
        yield f"{name}: rows {at}..{last - 1} of {table} are missing"


def _whole(name: str, manifests: Iterable[Manifest]) -> Whole:
    parts = list(manifests)
    return Whole(
        name,
        len(parts),
        sum(rows.count for each in parts for rows in each.rows),
        sum(each.bytes for each in parts),
    )
