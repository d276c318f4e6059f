"""Programs: languages, errors, licences."""

from __future__ import annotations

from mockcraft.generator import Draw, Pool, Text, generator


@generator("code")
def programming_language(draw: Draw) -> Text:
    """Programming language."""
    return draw.record("programming_languages").name


@generator("code")
def programming_language_best(draw: Draw) -> Text:
    """The best programming language."""
    return draw.join("Python")


LICENSES = Pool(
    "license",
    [
        "0BSD",
        "AGPL-3.0-only",
        "Apache-2.0",
        "Artistic-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "BSL-1.0",
        "CC0-1.0",
        "CDDL-1.0",
        "EPL-2.0",
        "EUPL-1.2",
        "GPL-2.0-only",
        "GPL-3.0-only",
        "ISC",
        "LGPL-2.1-only",
        "LGPL-3.0-only",
        "MIT",
        "MPL-2.0",
        "MS-PL",
        "Unlicense",
        "WTFPL",
        "Zlib",
    ],
)


@generator(
    "code",
    aliases=(
        "licence",
        "spdx",
    ),
)
def license(draw: Draw) -> Text:
    """Identifier of a licence of free software (SPDX)."""
    return draw.pick(LICENSES)


BRANCHES = Pool("branch kind", ("feature", "fix", "chore", "docs", "release"), (50, 30, 10, 7, 3))


@generator("code", aliases=("branch",))
def git_branch(draw: Draw) -> Text:
    """Name of a branch of git."""
    return draw.join(
        draw.pick(BRANCHES), "/", draw.record("verbs").word, "-", draw.record("nouns").word
    )


@generator("code", aliases=("commit_message",))
def git_message(draw: Draw) -> Text:
    """First line of a message of git."""
    return draw.join(
        draw.title(draw.record("verbs").word),
        " the ",
        draw.record("adjectives").word,
        " ",
        draw.record("nouns").word,
    )


@generator("code")
def variable_name(draw: Draw) -> Text:
    """Name of a variable in snake case."""
    return draw.join(draw.record("adjectives").word, "_", draw.record("nouns").word)


DATABASE_TYPES = Pool(
    "database_type",
    [
        "bigint",
        "boolean",
        "char(1)",
        "date",
        "decimal(10 2)",
        "double precision",
        "integer",
        "json",
        "numeric",
        "real",
        "smallint",
        "text",
        "time",
        "timestamp",
        "uuid",
        "varchar(255)",
    ],
)


@generator("code", aliases=("column_type",))
def database_type(draw: Draw) -> Text:
    """Type of a column of a relational database."""
    return draw.pick(DATABASE_TYPES)


ERRORS = Pool(
    "error",
    [
        "access denied",
        "already exists",
        "argument is missing",
        "connection refused",
        "connection reset by peer",
        "deadlock detected",
        "disk is full",
        "end of file",
        "file is not found",
        "host is unreachable",
        "index is out of range",
        "integer overflow",
        "key is not found",
        "name is not resolved",
        "no space left on device",
        "not implemented",
        "operation timed out",
        "out of memory",
        "permission denied",
        "process was killed",
        "quota exceeded",
        "resource is busy",
        "too many open files",
        "type mismatch",
        "unexpected token",
        "unsupported version",
        "value is not valid",
    ],
)


@generator("error")
def error(draw: Draw) -> Text:
    """Message of an error."""
    return draw.pick(ERRORS)


ERROR_OBJECTS = Pool(
    "error_object",
    [
        "argument must not be empty",
        "argument must not be null",
        "argument has the wrong type",
        "method is not defined",
        "object has been closed",
        "object is frozen",
        "object is not callable",
        "property is not defined",
        "property is read-only",
    ],
)


@generator("error", aliases=("error_object_word",))
def error_object(draw: Draw) -> Text:
    """Message of an error about an argument."""
    return draw.pick(ERROR_OBJECTS)


ERROR_DATABASES = Pool(
    "error_database",
    [
        "column does not exist",
        "connection pool is exhausted",
        "could not serialize access",
        "deadlock detected",
        "duplicate key violates unique constraint",
        "foreign key constraint failed",
        "lock wait timeout exceeded",
        "null value violates not-null constraint",
        "query was cancelled",
        "relation does not exist",
        "server closed the connection",
        "syntax error at end of input",
        "too many connections",
        "transaction has been aborted",
        "value too long for type",
    ],
)


@generator("error")
def error_database(draw: Draw) -> Text:
    """Message of an error of a database."""
    return draw.pick(ERROR_DATABASES)


ERROR_GRPCS = Pool(
    "error_grpc",
    [
        "ABORTED",
        "ALREADY_EXISTS",
        "CANCELLED",
        "DATA_LOSS",
        "DEADLINE_EXCEEDED",
        "FAILED_PRECONDITION",
        "INTERNAL",
        "INVALID_ARGUMENT",
        "NOT_FOUND",
        "OUT_OF_RANGE",
        "PERMISSION_DENIED",
        "RESOURCE_EXHAUSTED",
        "UNAUTHENTICATED",
        "UNAVAILABLE",
        "UNIMPLEMENTED",
        "UNKNOWN",
    ],
)


@generator("error")
def error_grpc(draw: Draw) -> Text:
    """Status of a failed call of gRPC."""
    return draw.pick(ERROR_GRPCS)


ERROR_HTTPS = Pool(
    "error_http",
    [
        "body is too large",
        "connection was closed",
        "content length does not match",
        "cookie is malformed",
        "header is too long",
        "host header is missing",
        "method is not known",
        "redirected too many times",
        "response has no body",
        "timed out while reading headers",
        "TLS handshake failed",
        "unsupported protocol scheme",
        "URL is malformed",
    ],
)


@generator("error")
def error_http(draw: Draw) -> Text:
    """Message of an error of HTTP."""
    return draw.pick(ERROR_HTTPS)


ERROR_HTTP_CLIENTS = Pool(
    "error_http_client",
    [
        "400 Bad Request",
        "401 Unauthorized",
        "402 Payment Required",
        "403 Forbidden",
        "404 Not Found",
        "405 Method Not Allowed",
        "406 Not Acceptable",
        "408 Request Timeout",
        "409 Conflict",
        "410 Gone",
        "411 Length Required",
        "412 Precondition Failed",
        "413 Content Too Large",
        "414 URI Too Long",
        "415 Unsupported Media Type",
        "422 Unprocessable Content",
        "426 Upgrade Required",
        "429 Too Many Requests",
    ],
)


@generator("error")
def error_http_client(draw: Draw) -> Text:
    """Status of HTTP that says the client is at fault (RFC 9110, section 15.5)."""
    return draw.pick(ERROR_HTTP_CLIENTS)


ERROR_HTTP_SERVERS = Pool(
    "error_http_server",
    [
        "500 Internal Server Error",
        "501 Not Implemented",
        "502 Bad Gateway",
        "503 Service Unavailable",
        "504 Gateway Timeout",
        "505 HTTP Version Not Supported",
        "507 Insufficient Storage",
        "508 Loop Detected",
    ],
)


@generator("error")
def error_http_server(draw: Draw) -> Text:
    """Status of HTTP that says the server is at fault (RFC 9110, section 15.6)."""
    return draw.pick(ERROR_HTTP_SERVERS)


ERROR_RUNTIMES = Pool(
    "error_runtime",
    [
        "address is out of bounds",
        "assertion failed",
        "attempt to divide by zero",
        "bad file descriptor",
        "broken pipe",
        "cannot allocate memory",
        "index out of range",
        "invalid memory address",
        "maximum recursion depth exceeded",
        "segmentation fault",
        "stack overflow",
        "thread panicked",
        "unhandled exception",
        "unreachable code was reached",
    ],
)


@generator("error")
def error_runtime(draw: Draw) -> Text:
    """Message of an error of a running program."""
    return draw.pick(ERROR_RUNTIMES)


ERROR_VALIDATIONS = Pool(
    "error_validation",
    [
        "date must be in the past",
        "does not match the pattern",
        "email address is not valid",
        "field is required",
        "must be a number",
        "must be at least 8 characters long",
        "must be greater than zero",
        "must be one of the given values",
        "must be unique",
        "must contain a digit",
        "must not be blank",
        "must not be longer than 255 characters",
        "passwords do not match",
        "phone number is not valid",
        "value is out of range",
    ],
)


@generator("error")
def error_validation(draw: Draw) -> Text:
    """Message of an error of a form."""
    return draw.pick(ERROR_VALIDATIONS)
