"""Object stores by their URLs: s3://bucket/folder, gs://bucket/folder, abfs://container@account/folder.

Arrow's file systems reach them. Credentials come from where the tools of each cloud look for them, such as
variables and metadata of the machine; those that stand in a URL are shown nowhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from mockcraft.dataclass import dataclass
from mockcraft.errors import UserError, nearest

if TYPE_CHECKING:
    from pyarrow import fs

SCHEMES = ("s3", "gs", "gcs", "abfs", "abfss")
S3_OPTIONS = ("region", "endpoint_override", "scheme")
HIDDEN = "***"
_DETAIL = re.compile(r"\s*\(Request ID: [^)]*\)|\. Detail: .*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of an object store.

    Attributes:
        files: Arrow's file system.
        path: of the folder there, the bucket first.
        shown: its URL, without secrets.
        secrets: what no message may say.
    """

    files: fs.FileSystem
    path: str
    shown: str
    secrets: tuple[str, ...] = ()

    @property
    def bucket(self) -> str:
        """The first part of the path."""
        return self.path.partition("/")[0]

    def reason(self, error: BaseException) -> str:
        """What the store says, in a line, without secrets."""
        text = " ".join(_DETAIL.sub("", str(error)).split())
        for each in self.secrets:
            text = text.replace(each, HIDDEN)
        return text


def is_url(folder: str) -> bool:
    """Whether a folder is one of an object store."""
    return "://" in folder


def open_store(url: str) -> Store:
    """The folder of a URL; nothing is asked of the store yet.

    Raises:
        UserError: it is no URL of an object store.
    """
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES:
        raise UserError(
            f"{_shown(parts)}: no folder is reached by {parts.scheme}://{nearest(parts.scheme, SCHEMES, 'give one of')}"
        )
    if not parts.hostname or (parts.scheme.startswith("abfs") and not parts.username):
        wanted = "container@account" if parts.scheme.startswith("abfs") else "bucket"
        raise UserError(f"{_shown(parts)}: say which {wanted} ({parts.scheme}://{wanted}/folder)")
    secrets = tuple(unquote(each) for each in (parts.password, _given(parts, "sas_token")) if each)
    if parts.scheme == "s3":
        path = f"{parts.hostname}/{unquote(parts.path).strip('/')}".rstrip("/")
        if parts.username:
            secrets = (*secrets, unquote(parts.username))
        return Store(_s3(parts), path, _shown(parts), secrets)
    from pyarrow import fs

    try:
        files, path = fs.FileSystem.from_uri(url)
    except (ValueError, OSError, NotImplementedError) as error:  # Arrow's errors are kinds of these
        said = Store(fs.LocalFileSystem(), "", "", secrets).reason(error)
        raise UserError(f"{_shown(parts)} cannot be opened: {said}") from None
    return Store(files, path.strip("/"), _shown(parts), secrets)


def _s3(parts: SplitResult) -> fs.FileSystem:
    """Written to in turn, not in the background: a slow store would have the rows wait in memory."""
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    for name in options:
        if name not in S3_OPTIONS:
            raise UserError(
                f"{_shown(parts)}: there is no option {name!r}{nearest(name, S3_OPTIONS)}"
            )
    if parts.username and parts.password:
        options |= {"access_key": unquote(parts.username), "secret_key": unquote(parts.password)}
    from pyarrow import fs

    try:
        if not options.get("region") and not options.get("endpoint_override"):
            options["region"] = fs.resolve_s3_region(parts.hostname)
        return fs.S3FileSystem(**options, background_writes=False)
    except (ValueError, OSError) as error:
        hint = "add ?region=, such as s3://bucket/folder?region=eu-central-1"
        raise UserError(
            f"{_shown(parts)} cannot be opened: {_DETAIL.sub('', str(error))} ({hint})"
        ) from None


def _given(parts: SplitResult, name: str) -> str:
    return dict(parse_qsl(parts.query)).get(name, "")


def _shown(parts: SplitResult) -> str:
    """The URL without what may be a secret: all but scheme, bucket and folder."""
    host = parts.hostname or ""
    if parts.scheme.startswith("abfs") and parts.username:
        host = f"{parts.username}@{host}"
    return f"{parts.scheme}://{host}{parts.path}"
