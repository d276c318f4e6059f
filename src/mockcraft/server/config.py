"""What a server was started with: the values of its settings, see `settings.SERVER`."""

from dataclasses import field
from ipaddress import IPv4Network, IPv6Network

from mockcraft.clock import FROZEN, machine_clock
from mockcraft.dataclass import dataclass
from mockcraft.latency import Latency
from mockcraft.rates import Rate
from mockcraft.settings import (
    CHANGES,
    DISK,
    ERROR_RATE,
    JOB_BYTES,
    JOB_EXPIRY,
    JOB_LEASE,
    JOB_MEMORY,
    JOB_PROCESSES,
    JOB_QUEUE,
    JOB_ROWS,
    JOB_SECONDS,
    JOBS_PER_CLIENT,
    KEEP_DOWNLOADED,
    LATENCY,
    LOCALE,
    LOG_FORMAT,
    LOG_LEVEL,
    MAX_CONNECTIONS,
    MAX_COST,
    MAX_COUNT,
    MAX_ROWS,
    MAX_UPLOAD,
    PROXY_HEADER,
    RATE_LIMITS,
    SENTRY_DSN,
    SERVER_WORKERS,
    TIMEOUTS,
    WRITES,
)

SECONDS: dict[str, float] = {each.name: each.default for each in TIMEOUTS}


@dataclass(frozen=True, slots=True)
class ServerConfig:
    """One attribute a setting of `settings.SERVER`, of the same name. It pickles.

    Attributes:
        max_count: most values or rows of one request.
        max_cost: most steps of work of one request, see `budget`.
        fallback: the locale that gives what theirs has not; None for none.
        locale: of requests that name none, and of served tables over their files'; None for en_US and theirs.
        now: the clock of both likewise, in seconds since 1970-01-01T00:00:00 UTC; None for FROZEN and theirs.
        log_level: debug, info, warning or error.
        log_format: console or json; None for whichever suits standard error.
        sentry_dsn: where bugs are reported to; not shown.
        workers: processes that answer requests.
        max_connections: most connections of a process.
        timeout_header: seconds that the head of a request may take.
        timeout_body: seconds that its body may take, beside those that its bytes give.
        timeout_keep_alive: seconds until a connection without a request is closed.
        timeout_write: seconds that a client may take none of a response.
        timeout_shutdown: seconds for requests that are under way when the server is stopped.
        max_upload: most bytes of a schema that is sent, with all that comes with it.
        max_rows: most rows of one response.
        rate_limits: URL of where requests are counted: memory:// or a Redis; not shown.
        rate_generate, rate_tables, rate_seed, rate_other: how often a client may ask; None for no limit.
        trusted_proxies: networks of proxies that are believed where a request is from.
        proxy_header: in which they say it, in lower case.
        api_keys: path of the file of keys; None where no key is asked for.
        cors_origins: origins whose pages may read the server, as browsers send them; "*" for all.
        hosts: names and addresses that a Host may be, in small letters; "*." for all below, "*" for any.
        schemas: paths of the schema files whose tables are served.
        reload_schemas: whether they are read again when they change.
        writes: whether clients may write to them.
        changes: path of the SQLite file that keeps what they write; None for memory.
        latency: how long they wait before they answer; None for not at all.
        error_rate: share of requests to them that fail, 0 to 1.
        jobs: URL of the store of jobs, None for SQLite in the job folder.
        job_folder: of schemas and results; None for the user's own, see jobs.files.
        job_processes: jobs that this host runs at a time.
        job_rows: most rows of a job.
        job_bytes: most bytes of its files.
        job_seconds: how long it may run.
        job_memory: most bytes of its process.
        job_queue: most jobs that wait.
        jobs_per_client: most jobs of a client that wait or run.
        job_expiry: seconds that a result stays.
        keep_downloaded: seconds that it stays after a download.
        job_lease: seconds without a sign of a worker after which its jobs are run again.
        disk: most bytes of all jobs and results.
        started: the clock of the machine when the server was started, the same in all its processes; no setting.
    """

    max_count: int = MAX_COUNT.default
    max_cost: int = MAX_COST.default
    locale: str | None = None
    fallback: str | None = None
    now: int | None = None
    log_level: str = LOG_LEVEL.default
    log_format: str | None = LOG_FORMAT.default
    sentry_dsn: str | None = field(default=SENTRY_DSN.default, repr=False)
    workers: int = SERVER_WORKERS.default
    max_connections: int = MAX_CONNECTIONS.default
    timeout_header: float = SECONDS["timeout_header"]
    timeout_body: float = SECONDS["timeout_body"]
    timeout_keep_alive: float = SECONDS["timeout_keep_alive"]
    timeout_write: float = SECONDS["timeout_write"]
    timeout_shutdown: float = SECONDS["timeout_shutdown"]
    max_upload: int = MAX_UPLOAD.default
    max_rows: int = MAX_ROWS.default
    rate_limits: str = field(default=RATE_LIMITS.default, repr=False)
    rate_generate: Rate | None = None
    rate_tables: Rate | None = None
    rate_seed: Rate | None = None
    rate_other: Rate | None = None
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    proxy_header: str = PROXY_HEADER.default
    api_keys: str | None = None
    cors_origins: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()
    reload_schemas: bool = False
    writes: bool = WRITES.default
    changes: str | None = CHANGES.default
    latency: Latency | None = LATENCY.default
    error_rate: float = ERROR_RATE.default
    jobs: str | None = field(default=None, repr=False)
    job_folder: str | None = None
    job_processes: int = JOB_PROCESSES.default
    job_rows: int = JOB_ROWS.default
    job_bytes: int = JOB_BYTES.default
    job_seconds: int = JOB_SECONDS.default
    job_memory: int = JOB_MEMORY.default
    job_queue: int = JOB_QUEUE.default
    jobs_per_client: int = JOBS_PER_CLIENT.default
    job_expiry: int = JOB_EXPIRY.default
    keep_downloaded: int = KEEP_DOWNLOADED.default
    job_lease: int = JOB_LEASE.default
    disk: int = DISK.default
    started: int = field(default_factory=machine_clock, compare=False, repr=False)

    @property
    def request_locale(self) -> str:
        """The locale of requests that name none."""
        default: str = LOCALE.default
        return self.locale or default

    @property
    def request_now(self) -> int:
        """The clock of requests that name none, in seconds since 1970-01-01T00:00:00 UTC."""
        return FROZEN if self.now is None else self.now
