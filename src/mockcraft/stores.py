"""Object stores by their URLs: s3://bucket/folder, gs://bucket/folder,
abfs://container@account.dfs.core.windows.net/folder.

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
AZURE_SECRETS = ("sas_token", "client_secret")
AZURE_OPTIONS = (
    *AZURE_SECRETS, "tenant_id", "client_id",
    "blob_storage_authority", "blob_storage_scheme", "dfs_storage_authority", "dfs_storage_scheme",
)  # fmt: skip
AZURE_HOSTS = ("dfs", "blob")  # of one account, each knows the other
HIDDEN = "***"
_DETAIL = re.compile(
    r"\s*\(Request ID: [^)]*\)|\. Detail: .*| error_info=.*|google::cloud::Status\(\w+: (Retry policy exhausted[^:]*? of )?",
    re.DOTALL,
)
GS_RETRIES = "retry_limit_seconds"  # of a request to Google's store, which by itself would try for 15 minutes
GS_RETRIES_S = 30


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
    """The folder of a URL; nothing is asked of the store yet, but for Azure whether it can be.

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
    given = (parts.password, *(_given(parts, each) for each in AZURE_SECRETS))
    secrets = tuple(unquote(each) for each in given if each)
    folder = unquote(parts.path).strip("/")
    if parts.scheme == "s3":
        if parts.username:
            secrets = (*secrets, unquote(parts.username))
        return Store(_s3(parts), f"{parts.hostname}/{folder}".rstrip("/"), _shown(parts), secrets)
    if parts.scheme in ("abfs", "abfss"):
        path = f"{parts.username}/{folder}".rstrip("/")
        store = Store(_azure(parts), path, _shown(parts), secrets)
        _look_at(store)
        return store
    from pyarrow import fs

    try:
        files, path = fs.FileSystem.from_uri(_with_limit(url, parts))
    except (ValueError, OSError, NotImplementedError) as error:  # Arrow's errors are kinds of these
        said = Store(fs.LocalFileSystem(), "", "", secrets).reason(error)
        raise UserError(f"{_shown(parts)} cannot be opened: {said}") from None
    return Store(files, path.strip("/"), _shown(parts), secrets)


def _options(parts: SplitResult, known: tuple[str, ...]) -> dict[str, Any]:
    """What stands behind the question mark; raises UserError for what nobody knows."""
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    for name in options:
        if name not in known:
            raise UserError(f"{_shown(parts)}: there is no option {name!r}{nearest(name, known)}")
    return options


def _s3(parts: SplitResult) -> fs.FileSystem:
    """Written to in turn, not in the background: a slow store would have the rows wait in memory."""
    options = _options(parts, S3_OPTIONS)
    _look_at_region(parts, options.get("region", ""))
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


def _look_at_region(parts: SplitResult, region: str) -> None:
    """Raises UserError for one with other signs than regions have, of which the store would say that there is none."""
    if region and not re.fullmatch(r"[A-Za-z0-9-]+", region):
        raise UserError(
            f"{_shown(parts)}: region={region!r} is no region (a folder stands before the question mark, such as "
            "s3://bucket/folder?region=eu-central-1)"
        )


def _azure(parts: SplitResult) -> fs.FileSystem:
    """Made here, as Arrow takes the URL of an account without its host for one of another form."""
    options = _options(parts, AZURE_OPTIONS)
    account, _, host = (parts.hostname or "").partition(".")
    if host:
        kind, _, domain = host.partition(".")
        if kind not in AZURE_HOSTS or not domain:
            raise UserError(
                f"{_shown(parts)}: {parts.hostname} is no account of Azure (such as account.dfs.core.windows.net)"
            )
        for each in AZURE_HOSTS:
            options.setdefault(f"{each}_storage_authority", f".{each}.{domain}")
    if parts.password:
        options["account_key"] = unquote(parts.password)
    from pyarrow import fs

    try:
        return fs.AzureFileSystem(account, **options)
    except (ValueError, OSError, NotImplementedError) as error:
        raise UserError(
            f"{_shown(parts)} cannot be opened: {_DETAIL.sub('', str(error))}"
        ) from None


def _look_at(store: Store) -> None:
    """Raises UserError where there are no credentials for a store of Azure.

    Only a question about what is within a container says so: others end the process (Arrow 26).
    """
    import pyarrow as pa

    try:
        store.files.get_file_info(f"{store.bucket}/mockcraft")
    except (OSError, pa.ArrowException) as error:
        if "AuthenticationException" in str(error):
            raise UserError(
                f"{store.shown}: no credentials for Azure are found (log in with `az login`, set AZURE_TENANT_ID, "
                "AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or add ?sas_token= to the URL)"
            ) from None
        raise UserError(f"{store.shown} cannot be read: {store.reason(error)}") from None


def _with_limit(url: str, parts: SplitResult) -> str:
    if _given(parts, GS_RETRIES):
        return url
    return f"{url}{'&' if parts.query else '?'}{GS_RETRIES}={GS_RETRIES_S}"


def _given(parts: SplitResult, name: str) -> str:
    return dict(parse_qsl(parts.query)).get(name, "")


def _shown(parts: SplitResult) -> str:
    """The URL without what may be a secret: all but scheme, bucket and folder."""
    host = parts.hostname or ""
    if parts.scheme.startswith("abfs") and parts.username:
        host = f"{parts.username}@{host}"
    return f"{parts.scheme}://{host}{parts.path}"
