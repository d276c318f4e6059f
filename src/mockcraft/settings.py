"""Every setting, declared once: its flag, variable, key in a settings file, help, type and default.

The setting `batch_size` is the flag `--batch-size`, the variable `MOCKCRAFT_BATCH_SIZE` and the key
`batch_size` of a settings file; `setting_sources` says which of them counts. To add a setting, add one line
here and name it in the command's `@options`.
"""

from __future__ import annotations

import os

from mockcraft import addresses, clock, latency, rates
from mockcraft.backups.methods import METHODS
from mockcraft.formats.known import DIALECTS, FORMATS
from mockcraft.output_file import is_file
from mockcraft.setting import Setting

SETTINGS = Setting(
    "settings", str, None, "Settings file (YAML)", metavar="FILE", in_file=False,
    path="file", shown="the nearest mockcraft.yaml",
)  # fmt: skip
PLUGIN = Setting(
    "plugin", str, (), "Python file that declares more generators; repeat for several",
    metavar="FILE.py", many=True, path="file",
)  # fmt: skip
SEED = Setting(
    "seed", int, 0, "Same seed, same values", low=0, high=2**64 - 1, metavar="NUMBER"
)  # fmt: skip
LOCALE = Setting("locale", str, "en_US", "Language and country of the values", metavar="LOCALE")
FALLBACK = Setting(
    "fallback", str, None, "Locale that gives what the locale has not, such as en_US; without it, that is an error",
    metavar="LOCALE", shown="none",
)  # fmt: skip
NOW = Setting(
    "now", clock.read_clock, None, "The clock that dates are counted from: a date, a time, today or now (UTC)",
    metavar="TIME", shown=clock.shown_clock(clock.FROZEN),
)  # fmt: skip
FORMAT = Setting(
    "format", str, "text", "Form of the output", choices=("text", "json", "csv"),
)  # fmt: skip
COUNT = Setting("count", int, 1, "How many values", low=1, metavar="NUMBER", short="-n")
SCHEMA = Setting("config", str, None, "Schema file (YAML)", metavar="SCHEMA.yaml", path="file")
SCHEMA_SEED = SEED.but(default=None, shown="the file's, else 0")
SCHEMA_LOCALE = LOCALE.but(default=None, shown="the file's, else en_US")
SCHEMA_FALLBACK = FALLBACK.but(shown="the file's, else none")
SCHEMA_NOW = NOW.but(shown=f"the file's, else {NOW.shown}")
DB = Setting(
    "db", str, None, "Database to fill, by its URL",
    metavar="URL", shown="the file's", secret=True,
)  # fmt: skip
INSPECTED = DB.but(help="Database to read, by its URL", shown="none")
OUTPUT = Setting(
    "output", str, None, "Write files of this format, or this one file, whose suffix names its format",
    choices=tuple(FORMATS), metavar="FILE", free=is_file,
)  # fmt: skip
DIR = Setting(
    "dir", str, ".", "Folder of the files, s3://, gs:// or abfs:// for an object store; - for standard output", metavar="FOLDER", path="folder",
)  # fmt: skip
DIALECT = Setting(
    "dialect", str, "postgresql", "Dialect of SQL files",
    choices=DIALECTS,
)  # fmt: skip
DEFINED = DIALECT.but(default=None, help="Dialect of the SQL file", shown="told by its words")
COMPRESS = Setting(
    "compress", str, "", "Compress the files", choices=("gzip", "zstd"), shown="no",
)  # fmt: skip
SCALE = Setting(
    "scale", float, 1.0, "Multiply all row counts", low=1e-9, high=1e9, metavar="FACTOR"
)  # fmt: skip
WORKERS = Setting(
    "workers", int, None, "Threads that make rows; processes for millions of rows that the kernel does not draw",
    low=1, high=256, metavar="NUMBER", shown="the processors for files, 1 for a database",
)  # fmt: skip
BATCH_SIZE = Setting(
    "batch_size", int, 16_384, "Rows made at a time", low=1, high=1_000_000, metavar="ROWS"
)  # fmt: skip
RETRIES = Setting(
    "retries", int, 5, "How often in a row a lost connection to the database is made again", low=0, high=1000,
    metavar="NUMBER",
)  # fmt: skip
BACKUP = Setting(
    "backup", bool, False, "Back up the database, and verify that, before the first row"
)
BACKUP_PATH = Setting(
    "backup_path", str, "backups", "Folder of the backups", metavar="FOLDER", path="folder",
)  # fmt: skip
COMPRESSION = Setting(
    "compression", str, "zstd", "Compression of a backup's files",
    choices=tuple(METHODS),
)  # fmt: skip
KEEP = Setting(
    "keep", int, None, "How many backups of the database stay; older ones are removed",
    low=1, metavar="N", shown="all",
)  # fmt: skip
YES = Setting("yes", bool, False, "Delete rows that are there without asking")
JOBS = Setting(
    "jobs", str, None, "Redis that keeps the jobs of several servers and workers: redis://HOST:PORT/0",
    metavar="URL", shown="SQLite in the job folder", secret=True,
)  # fmt: skip
JOB_FOLDER = Setting(
    "job_folder", str, None, "Folder of schemas and results; hosts that share jobs share it",
    metavar="FOLDER", path="folder", shown="~/.local/state/mockcraft/jobs",
)  # fmt: skip
JOB_PROCESSES = Setting(
    "job_processes", int, max(1, (os.cpu_count() or 1) - 1), "Jobs that run at a time; 0 leaves them to `mockcraft worker`",
    low=0, high=256, metavar="NUMBER", shown="the processors, less one",
)  # fmt: skip
JOB_ROWS = Setting("job_rows", int, 50_000_000, "Most rows of a job", low=1, metavar="ROWS")
JOB_BYTES = Setting(
    "job_bytes", int, 4 * 2**30, "Most bytes of a job's files, before they are compressed",
    low=1, high=2**50, metavar="BYTES",
)  # fmt: skip
JOB_SECONDS = Setting(
    "job_seconds", int, 3600, "Most seconds that a job runs", low=1, metavar="SECONDS"
)  # fmt: skip
JOB_MEMORY = Setting(
    "job_memory", int, 2 * 2**30, "Most memory of a job, in bytes (Linux)", low=2**28, high=2**50, metavar="BYTES"
)  # fmt: skip
JOB_QUEUE = Setting(
    "job_queue", int, 100, "Most jobs that wait; more are answered with 503", low=1, metavar="NUMBER"
)  # fmt: skip
JOBS_PER_CLIENT = Setting(
    "jobs_per_client", int, 10, "Most jobs of a client that wait or run; more are answered with 429",
    low=1, metavar="NUMBER",
)  # fmt: skip
JOB_EXPIRY = Setting(
    "job_expiry", int, 86_400, "Seconds after which a result is deleted", low=1, metavar="SECONDS"
)  # fmt: skip
KEEP_DOWNLOADED = Setting(
    "keep_downloaded", int, 600, "Seconds that a result stays after it was downloaded, to download it again",
    low=0, metavar="SECONDS",
)  # fmt: skip
JOB_LEASE = Setting(
    "job_lease", int, 10, "Seconds without a sign of a worker after which its jobs are run again",
    low=2, high=3600, metavar="SECONDS",
)  # fmt: skip
DISK = Setting(
    "disk", int, 20 * 2**30, "Most bytes of all jobs and results", low=2**21, high=2**60, metavar="BYTES"
)  # fmt: skip
# What a worker obeys, and what a server does beside.
WORKER = (
    JOBS, JOB_FOLDER, JOB_PROCESSES, JOB_BYTES, JOB_SECONDS, JOB_MEMORY, JOB_EXPIRY, JOB_LEASE, DISK,
)  # fmt: skip
JOB_SETTINGS = (*WORKER, JOB_ROWS, JOB_QUEUE, JOBS_PER_CLIENT, KEEP_DOWNLOADED)
HOST = Setting("host", str, "127.0.0.1", "Address to listen on; 0.0.0.0 for all", metavar="ADDRESS")
PORT = Setting(
    "port", int, 8080, "Port to listen on; 0 for any free one", low=0, high=65_535, metavar="PORT"
)  # fmt: skip
LOG_LEVEL = Setting(
    "log_level", str, "info", "What is logged; info has a line for each request",
    choices=("debug", "info", "warning", "error"),
)  # fmt: skip
MAX_COUNT = Setting(
    "max_count", int, 10_000, "Most values or rows of one request", low=1, high=100_000, metavar="NUMBER"
)  # fmt: skip
MAX_COST = Setting(
    "max_cost", int, 1_000_000,
    "Most work of one request, in steps of about a microsecond: decisions, pieces of a text", low=1000, high=10**9,
    metavar="STEPS",
)  # fmt: skip
VALUES = (MAX_COUNT, MAX_COST)
MAX_ROWS = Setting(
    "max_rows", int, 1000, "Most rows of one response", low=1, high=10_000, metavar="ROWS"
)  # fmt: skip
MAX_UPLOAD = Setting(
    "max_upload", int, 2**20, "Most bytes of a schema that is sent", low=1024, high=2**26, metavar="BYTES"
)  # fmt: skip
UPLOADS = (MAX_UPLOAD, MAX_ROWS)
LOG_FORMAT = Setting(
    "log_format", str, None, "Form of the log", choices=("console", "json"),
    shown="console on a terminal, else json",
)  # fmt: skip
SENTRY_DSN = Setting(
    "sentry_dsn", str, None, "Project of Sentry that bugs of the server are reported to (extra: sentry)",
    metavar="DSN", secret=True,
)  # fmt: skip
RATE_LIMITS = Setting(
    "rate_limits", rates.read_store, "memory://", "Where requests are counted: in each process, or in a Redis that several share",
    metavar="URL", secret=True, shown="memory://",
)  # fmt: skip
RATE_GENERATE = Setting(
    "rate_generate", rates.read_rate, None, "How often a client may ask for values, rows and previews",
    metavar="RATE", shown="none",
)  # fmt: skip
RATE_TABLES = RATE_GENERATE.but(
    name="rate_tables", help="How often a client may read and write tables"
)
RATE_SEED = RATE_GENERATE.but(name="rate_seed", help="How often a client may start a job")
RATE_OTHER = RATE_GENERATE.but(name="rate_other", help="How often a client may ask for all else")
TRUSTED_PROXIES = Setting(
    "trusted_proxies", addresses.read_network, (), "Proxies that are believed where a request is from, as addresses or networks",
    metavar="NETWORK", many=True, separator=",",
)  # fmt: skip
PROXY_HEADER = Setting(
    "proxy_header", str, "x-forwarded-for", "The header in which they say it",
    choices=("x-forwarded-for", "forwarded"),
)  # fmt: skip
API_KEYS = Setting(
    "api_keys", str, None, "File of the keys that clients must show, read again when it changes; without, none is asked for",
    metavar="FILE", path="file",
)  # fmt: skip
CORS_ORIGINS = Setting(
    "cors_origins", addresses.read_origin, (), "Web pages that may read the server, by their origins; * for all",
    metavar="ORIGIN", many=True, separator=",",
)  # fmt: skip
HOSTS = Setting(
    "hosts", addresses.read_host, (), "Names by which the server may be asked, beside localhost; * for any",
    metavar="HOST", many=True, separator=",",
)  # fmt: skip
LIMITS = (RATE_LIMITS, RATE_GENERATE, RATE_TABLES, RATE_SEED, RATE_OTHER)
CLIENTS = (TRUSTED_PROXIES, PROXY_HEADER, API_KEYS, CORS_ORIGINS, HOSTS)
SERVER_WORKERS = WORKERS.but(default=1, shown="", help="Processes that answer requests")
MAX_CONNECTIONS = Setting(
    "max_connections", int, 2000, "Most connections of a process", low=1, high=100_000, metavar="NUMBER"
)  # fmt: skip
TIMEOUTS = tuple(
    Setting(f"timeout_{name}", float, default, f"Seconds {what}", low=0.1, high=86_400.0, metavar="SECONDS")
    for name, default, what in (
        ("header", 10.0, "that the head of a request may take"),
        ("body", 20.0, "that a body may take, and one more for each 1000 bytes"),
        ("keep_alive", 15.0, "that a connection may wait for its next request"),
        ("write", 30.0, "that a client may take none of a response"),
        ("shutdown", 8.0, "for requests that are under way when the server is stopped"),
    )
)  # fmt: skip
OPERATIONS = (LOG_LEVEL, LOG_FORMAT, SENTRY_DSN, SERVER_WORKERS, MAX_CONNECTIONS, *TIMEOUTS)
SCHEMAS = Setting(
    "schemas", str, (), "Schema file whose tables are served; repeat for several", metavar="SCHEMA.yaml",
    many=True, path="file",
)  # fmt: skip
RELOAD_SCHEMAS = Setting(
    "reload_schemas", bool, False, "Read the served schema files again when they change, or on SIGHUP"
)  # fmt: skip
WRITES = Setting(
    "writes", bool, False, "Let clients add, change and delete rows of the served tables"
)  # fmt: skip
CHANGES = Setting(
    "changes", str, None, "SQLite file that keeps what clients write; else it is gone with the server",
    metavar="FILE", path="file",
)  # fmt: skip
LATENCY = Setting(
    "latency", latency.read_latency, None, "How long the served tables wait before they answer, such as 300ms or 100ms..2s",
    metavar="TIME",
)  # fmt: skip
ERROR_RATE = Setting(
    "error_rate", float, 0.0, "Share of requests to the served tables that fail with 503", low=0, high=1,
    metavar="SHARE",
)  # fmt: skip
TABLES = (SCHEMAS, RELOAD_SCHEMAS, WRITES, CHANGES, LATENCY, ERROR_RATE)
SERVER_LOCALE = LOCALE.but(default=None, shown="en_US, and the files' for served tables")
SERVER_NOW = NOW.but(shown=f"{NOW.shown}, and the files' for served tables")
# Of `mockcraft server`; each is an attribute of server.config.ServerConfig or of how it listens.
SERVER = (
    HOST, PORT, SERVER_LOCALE, FALLBACK, SERVER_NOW, *VALUES, *UPLOADS, *TABLES, *LIMITS, *CLIENTS, *OPERATIONS,
    *JOB_SETTINGS,
)  # fmt: skip
QUIET = Setting("quiet", bool, False, "Say nothing but errors", short="-q")
VERBOSE = Setting(
    "verbose", bool, False, "Say more: the settings that count and where each is from, tables as they end",
    short="-v",
)  # fmt: skip

ALLOW_WRITE = Setting(
    "allow_write", bool, False, "Let the client fill databases and write files", in_file=False
)  # fmt: skip
# Of `mockcraft mcp`. What widens the reach of its client is taken from no file that may merely lie about.
MCP = (
    DIR.but(help="Folder that schema files are read from and files are written to", shown="", in_file=False),
    ALLOW_WRITE,
    DB.but(help="The only database that is filled; without it, those that the client names", shown="", in_file=False),
    LOCALE, FALLBACK, NOW.but(default=clock.FROZEN), MAX_COUNT.but(default=1000),
    LOG_LEVEL.but(default="warning", help="What is logged; info has a line for each call"),
)  # fmt: skip


def _every() -> dict[str, Setting]:
    """The settings of this module by name, as each was declared first."""
    found: dict[str, Setting] = {}
    for value in list(globals().values()):
        several = isinstance(value, tuple) and not isinstance(value, Setting)
        for each in value if several else (value,):
            if isinstance(each, Setting):
                found.setdefault(each.name, each)
    return found


ALL = _every()
