"""Why there is no connection: which part of the URL it is about, and what to do.

libpq gives a sentence and no code, https://github.com/postgres/postgres/blob/master/src/interfaces/libpq/fe-connect.c;
those of the server are English unless it was told otherwise. A sentence that is not known is shown as it is.
"""

import os
import re
from typing import Any

import psycopg

from mockcraft.databases.postgresql.address import Address
from mockcraft.errors import MockcraftError, SinkError, UserError, did_you_mean

HINT_TIMEOUT_S = 3  # for the names of the databases there are
NO_PASSWORD = r"no password supplied"
# libpq's sentence, what we say for it with its groups, and what to do.
SENTENCES = [
    (
        r"failed to resolve host '([^']*)'|could not translate host name \"([^\"]*)\"",
        "the name server knows no host {0}",
        "correct the host",
    ),
    (
        r"on socket \"([^\"]*)\" failed: No such file",
        "no server listens on the socket {0}",
        "is it running, and is this its port? the folder of its socket can be given as ?host=/folder",
    ),
    (
        r"on socket \"([^\"]*)\" failed: Permission denied",
        "this user may not open the socket {0}",
        "connect by host and port, or as a user who may",
    ),
    (
        r"port (\d+) failed: Connection refused|Connection refused",
        "nothing listens on port {0}",
        "is the server running, and is this its port?",
    ),
    (
        r"timeout expired",
        "the host does not answer in time",
        "is this the right host, and does a firewall let you through? connect_timeout=SECONDS waits longer",
    ),
    (
        r"(No route to host|Network is unreachable)",
        "the host cannot be reached: {0}",
        "is this the right host, and are you in its network?",
    ),
    (
        r"received invalid response to SSL negotiation|server closed the connection unexpectedly",
        "what listens there does not answer as PostgreSQL does",
        "correct the port, or look into the log of the server",
    ),
    (
        r"database system is ([^\n]*)",
        "the server is {0}",
        "try again in a moment",
    ),
    (
        r"(sorry, too many clients already|remaining connection slots are reserved[^\n]*"
        r"|too many connections for [^\n]*|no more connections allowed[^\n]*)",
        "the server takes no more connections: {0}",
        "wait until other programs have closed theirs",
    ),
    (
        r"password authentication failed for user \"([^\"]*)\"|SASL authentication failed",
        'password authentication failed for user "{0}"{password}',
        "check the user and the password",
    ),
    (
        NO_PASSWORD,
        "the user needs a password, and there is none",
        "set PGPASSWORD, add a line to ~/.pgpass, or put it into the URL",
    ),
    (
        r"role \"([^\"]*)\" does not exist|no such user: ([^\n]*)",
        'there is no user "{0}"',
        "correct the user: postgresql://user@host/database",
    ),
    (
        r"role \"([^\"]*)\" is not permitted to log in",
        'the role "{0}" may not log in',
        "connect as another user",
    ),
    (
        r"(Peer|Ident) authentication failed for user \"([^\"]*)\"",
        'the socket lets the system\'s user "{1}" alone in as that user',
        "run this as that user, or connect by password: postgresql://user@localhost/database",
    ),
    (
        r"requires a valid client certificate|certificate authentication failed",
        "the server asks for a TLS certificate of the user",
        "give sslcert=FILE and sslkey=FILE",
    ),
    (
        # libpq has tried it with and without TLS
        r"(pg_hba.conf rejects connection|no pg_hba.conf entry) for ([^\n]*), SSL encryption",
        "the server does not let this user in from here: {0} for {1}",
        "have a line added to pg_hba.conf",
    ),
    (
        r"(pg_hba.conf rejects connection|no pg_hba.conf entry) for ([^\n]*), no encryption",
        "the server does not let this user in from here without TLS: {0} for {1}",
        "try sslmode=require, or have a line added to pg_hba.conf",
    ),
    (
        r"(pg_hba.conf rejects connection|no pg_hba.conf entry) for ([^\n]*)",
        "the server does not let this user in from here: {0} for {1}",
        "have a line added to pg_hba.conf",
    ),
    (
        r"permission denied for database \"([^\"]*)\"",
        'the user may not connect to the database "{0}"',
        "ask its owner: GRANT CONNECT ON DATABASE",
    ),
    (
        r"database \"([^\"]*)\" is not currently accepting connections",
        'the database "{0}" takes no connections',
        "name another one",
    ),
    (
        r"server does not support SSL, but SSL was required|SSL required",
        "the server and sslmode={sslmode} do not agree on TLS: {line}",
        "correct sslmode, or have TLS set up at the server",
    ),
    (
        r"root certificate file \"([^\"]*)\" does not exist",
        "sslmode={sslmode} needs the certificate of the authority to trust, and there is no {0}",
        "give sslrootcert=FILE, or sslrootcert=system",
    ),
    (
        r"certificate verify failed",
        "the server's TLS certificate is not trusted: it is not signed by what sslrootcert={sslrootcert} holds",
        "give the certificate of its authority as sslrootcert=FILE",
    ),
    (
        r"server certificate for \"([^\"]*)\"[^\n]* does not match host name \"([^\"]*)\"",
        "the server's TLS certificate is for the host {0}, not for {1}",
        "correct the host, or give sslmode=verify-ca",
    ),
    (
        r"unsupported startup parameter: ([^\n]*)",
        "the pooler does not take the parameter {0}",
        "leave it out, or add it to ignore_startup_parameters of PgBouncer",
    ),
    (
        r"(session is (?:not )?read-only|server is (?:not )?in hot standby mode)",
        "no server is as target_session_attrs={target_session_attrs} asks: {0}",
        "correct it, or name further hosts",
    ),
]  # fmt: skip
# Mistakes of the caller, which no server has seen.
MISTAKES = [
    (
        r"'idna' codec|could not parse network address|could not match \d+ ",
        "the host cannot be one: {line}",
        "correct the host; a part of its name has at most 63 characters",
    ),
    (
        r"definition of service \"([^\"]*)\" not found",
        'there is no service "{0}"',
        "it is looked for in the file that PGSERVICEFILE names, else in ~/.pg_service.conf",
    ),
    (
        r"service file \"([^\"]*)\" not found",
        "the file of services {0}, which PGSERVICEFILE names, does not exist",
        "correct it",
    ),
    (
        r"(syntax error in service file[^\n]*|invalid [^\n]* value[^\n]*|invalid port number[^\n]*)",
        "{0}",
        "correct the URL, the service, or the variable PG… that says so",
    ),
]  # fmt: skip
UNKNOWN_DATABASE = r"database \"([^\"]*)\" does not exist|no such database: ([^\n]*)"
# What psycopg and libpq put before the reason.
_WRAPPING = re.compile(
    r"^(connection (failed|is bad): )?(connection to server [^\n]*? failed: )?(FATAL: +|ERROR: +|fe_sendauth: )?"
)
_ATTEMPT = re.compile(r"^- host: '([^']*)', port: '?([^',]*)'?,.*?: (connection .*)", re.DOTALL)


def refusal(address: Address, error: Exception) -> MockcraftError:
    """The error for people of a connection that could not be made."""
    said = [_reason(address, text) for text in _attempts(str(error))]
    kind = UserError if any(mistake for *_, mistake in said) else SinkError
    texts = list(dict.fromkeys(text for text, *_ in said))
    if len(texts) > 1:
        places = [place for place, _ in map(_place, _attempts(str(error)))]
        texts = list(
            dict.fromkeys(f"{p}: {text}" for p, (text, *_) in zip(places, said, strict=True))
        )
    advice = next((advice for _, advice, _ in said if advice), "")
    return kind(f"{address.shown}: {'; '.join(texts)}" + (f" ({advice})" if advice else ""))


def _attempts(text: str) -> list[str]:
    """What libpq says of each host that was tried; the whole where it was one."""
    _, listed, rest = text.partition("All failures were:\n")
    if not listed:
        return [text]
    found: list[str] = []
    for line in rest.splitlines():
        if line.startswith("- host: ") or not found:
            found.append(line)
        else:
            found[-1] += f"\n{line}"
    return found


def _place(attempt: str) -> tuple[str, str]:
    """host:port of an attempt, and what was said of it."""
    found = _ATTEMPT.match(attempt)
    return (f"{found[1]}:{found[2]}", found[3]) if found else ("", attempt)


def _reason(address: Address, attempt: str) -> tuple[str, str, bool]:
    """What to say of an attempt, what to do, and whether it is a mistake of the caller."""
    _, text = _place(attempt)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    line = _WRAPPING.sub("", lines[0] if lines else "").rstrip(".")
    if found := re.search(UNKNOWN_DATABASE, text):
        name = found[1] or found[2]
        hint = _nearest_database(address, name) or "create it first, or correct the URL"
        return f'there is no database "{name}"', hint, False
    for table, mistake in ((SENTENCES, False), (MISTAKES, True)):
        for pattern, sentence, advice in table:
            if found := re.search(pattern, text):
                groups = [group for group in found.groups() if group is not None]
                if pattern == NO_PASSWORD and (passwords := address.open_passfile):
                    advice = f"chmod 600 {passwords}: it is passed over while others may read it"
                return _filled(sentence, groups, address, text, line), advice, mistake
    return line or "no connection", "", False


def _filled(sentence: str, groups: list[str], address: Address, text: str, line: str) -> str:
    """The sentence with what libpq's says, and what the URL or the environment do."""
    file = re.search(r"password retrieved from file \"([^\"]*)\"", text)
    source = file[1] if file else address.password_from
    words: dict[str, Any] = {
        name: address.parameters.get(name)
        or os.environ.get(f"PG{name.replace('_', '').upper()}", "…")
        for name in ("sslmode", "sslrootcert", "target_session_attrs")
    }
    words |= {"password": f", with that of {source}" if source else "", "line": line}
    return sentence.format(*groups, "", "", **words)


def _nearest_database(address: Address, name: str) -> str:
    """Advice with the nearest database that the user may connect to; "" where none is near."""
    for other in ("postgres", "template1"):
        given = {**address.parameters, "dbname": other, "connect_timeout": str(HINT_TIMEOUT_S)}
        try:
            with psycopg.connect("", **given) as connection:  # type: ignore[arg-type]
                rows = connection.execute(
                    "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate "
                    "AND has_database_privilege(oid, 'CONNECT') ORDER BY 1"
                ).fetchall()
        except psycopg.Error:
            continue
        return did_you_mean(name, [each for (each,) in rows]).removeprefix(" (").removesuffix(")")
    return ""
