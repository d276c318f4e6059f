"""Packs files of a tree as a layer for the launcher. Same files, same bytes."""

import gzip
import io
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

import zstandard

WINDOW_LOG = 25  # 32 MiB, so that unpacking needs no more memory than that


def layer(
    tree: Path, files: Iterable[Path], to: Path, level: int, window_log: int = WINDOW_LOG
) -> None:
    """A tar archive, packed by zstd at a level (1 to 22); what it repeats is found within `2 ** window_log` bytes."""
    data = _tar(tree, files, "")
    parameters = zstandard.ZstdCompressionParameters.from_level(level, window_log=window_log, threads=-1)  # fmt: skip
    to.write_bytes(zstandard.ZstdCompressor(compression_params=parameters).compress(data))


def archive(tree: Path, to: Path, name: str, level: int) -> None:
    """A `.tar.gz` of everything, in a folder of that name, packed at a level (0, which is not at all, to 9)."""
    data = _tar(tree, sorted(tree.rglob("*")), f"{name}/")
    with to.open("wb") as file, gzip.GzipFile("", "wb", level, file, mtime=0) as packed:
        packed.write(data)


def zip_archive(tree: Path, to: Path, name: str, level: int) -> None:
    """The same as a `.zip`, for Windows: with the least time that it can have."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as packed:
        for path in sorted(tree.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(f"{name}/{path.relative_to(tree).as_posix()}")
                entry.external_attr = 0o644 << 16
                packed.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED, level)


def _tar(tree: Path, files: Iterable[Path], prefix: str) -> bytes:
    """Names relative to the tree after the prefix; no times and no owners."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for path in files:
            entry = tarfile.TarInfo(prefix + path.relative_to(tree).as_posix())
            entry.mode = 0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644
            if path.is_dir():
                entry.type = tarfile.DIRTYPE
                tar.addfile(entry)
                continue
            entry.size = path.stat().st_size
            with path.open("rb") as file:
                tar.addfile(entry, file)
    return data.getvalue()
