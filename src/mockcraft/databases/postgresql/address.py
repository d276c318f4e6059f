"""Where a PostgreSQL URL leads to: read as libpq reads it, refused where it cannot be right, never shown whole.

What the URL leaves out libpq finds where it looks for it: in the service, in PGHOST and its like, in the file
of passwords. https://www.postgresql.org/docs/current/libpq-connect.html
"""

import os
import re
import shlex
import stat
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from urllib.parse import unquote

import psycopg
from psycopg import pq
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from mockcraft.dataclass import dataclass
from mockcraft.errors import UserError, did_you_mean, nearest

ADVICE = "give postgresql://user:password@host:5432/database; in a password write @ as %40, / as %2F, % as %25"
PORTS = range(1, 65_536)
# What a parameter may say, as libpq 18 knows it.
WORDS = {
    "sslmode": ("disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
    "sslnegotiation": ("postgres", "direct"),
    "sslcertmode": ("disable", "allow", "require"),
    "channel_binding": ("disable", "prefer", "require"),
    "gssencmode": ("disable", "prefer", "require"),
    "load_balance_hosts": ("disable", "random"),
    "target_session_attrs": (
        "any", "read-write", "read-only", "primary", "standby", "prefer-standby",
    ),
}  # fmt: skip
NUMBERS = ("connect_timeout", "keepalives", "keepalives_idle", "keepalives_interval",
           "keepalives_count", "tcp_user_timeout")  # fmt: skip
FILES = ("passfile", "sslrootcert", "sslcert", "sslkey", "sslcrl", "sslcrldir")
# What other programs call it, for hints.
ELSEWHERE = {
    "charset": "leave it out: text is UTF-8 always", "encoding": "leave it out: text is UTF-8 always",
    "schema": "name the tables schema.table", "currentschema": "name the tables schema.table",
    "search_path": "name the tables schema.table, or write options=-csearch_path%3Dschema",
    "timeout": 'did you mean "connect_timeout"?', "database": 'did you mean "dbname"?',
    "username": 'did you mean "user"?', "pgbouncer": "leave it out: PgBouncer is noticed",
}  # fmt: skip
FIRST = ("host", "hostaddr", "port", "user", "dbname", "service")  # of what is shown


@dataclass(frozen=True, slots=True)
class Address:
    """What a URL says, by the names of libpq's parameters; secrets among them."""

    parameters: Mapping[str, str] = field(repr=False)

    @property
    def shown(self) -> str:
        """host:port/database, or the service it is left to; a socket by its folder, as psql shows it."""
        service = self._found("service", "PGSERVICE")
        database = self._found("dbname", "PGDATABASE")
        if service and not (self.parameters.get("host") or self.parameters.get("hostaddr")):
            return f"service {service}" + (f"/{database}" if database else "")
        hosts = self._found("host", "PGHOST") or self._found("hostaddr", "PGHOSTADDR")
        ports = self._found("port", "PGPORT") or "5432"
        user = self._found("user", "PGUSER") or _default("user")
        return f"{_places(hosts, ports)}/{database or user}"

    @property
    def password_from(self) -> str:
        """Where the password is that libpq takes first; "" where only its file of passwords can have one."""
        if self.parameters.get("password"):
            return "the URL"
        return "PGPASSWORD" if os.environ.get("PGPASSWORD") else ""

    @property
    def open_passfile(self) -> Path | None:
        """The file of passwords where libpq passes over it, as others than its owner may use it; else None.

        https://www.postgresql.org/docs/current/libpq-pgpass.html
        """
        if os.name == "nt":
            return None
        path = Path(self._found("passfile", "PGPASSFILE") or "~/.pgpass")
        try:
            mode = path.expanduser().stat().st_mode
        except (OSError, RuntimeError):
            return None
        return path if stat.S_ISREG(mode) and mode & (stat.S_IRWXG | stat.S_IRWXO) else None

    def psql(self, query: str) -> str:
        """The command of psql; secrets are left out, which it asks for or finds where it looks for them."""
        secret = _secrets()
        said = {name: value for name, value in self.parameters.items() if name not in secret}
        ordered = [each for each in FIRST if each in said]
        ordered += sorted(said.keys() - set(FIRST))
        where = make_conninfo("", **{name: said[name] for name in ordered})
        return " ".join(
            ["psql", *([shlex.quote(where)] if where else []), "-c", shlex.quote(query)]
        )

    def _found(self, name: str, variable: str) -> str:
        return self.parameters.get(name) or os.environ.get(variable) or ""


def address_of(url: str) -> Address:
    """What a URL says; raises UserError where it cannot be right.

    No message quotes what may be part of a password: libpq takes what follows the first @ for the host, a
    slash for the end of it, and a question mark for the end of both.
    """
    _check_names(url)
    try:
        if "\0" in url:  # libpq would end there
            raise psycopg.ProgrammingError
        found = conninfo_to_dict(url)
    except (psycopg.Error, UnicodeError):
        raise UserError(f"the PostgreSQL URL cannot be read ({ADVICE})") from None
    parameters = {name: str(value) for name, value in found.items() if value not in (None, "")}
    ports = parameters.get("port", "")
    misread = any("@" in parameters.get(part, "") for part in ("host", "dbname"))
    if misread or not re.fullmatch(r"[0-9,]*", ports):
        raise UserError(
            f"the host, port or database of the PostgreSQL URL cannot be right ({ADVICE})"
        )
    for port in filter(None, ports.split(",")):
        if int(port[:9]) not in PORTS:
            shown = f" {port}" if "@" in url and len(port) < 9 else ""
            raise UserError(
                f"the port{shown} of the PostgreSQL URL is none ({ADVICE}; a port is a number from 1 to 65535)"
            )
    _check_words(parameters)
    return Address(parameters)


def _check_names(url: str) -> None:
    """Raises UserError for a parameter that libpq does not know, with the nearest that it does."""
    query = url.partition("?")[2]
    known = [name for name, (_, dispchar) in _declared().items() if dispchar != "D"]
    for part in filter(None, query.split("&")):
        name, equals, _ = part.partition("=")
        name = unquote(name)
        if (name in known and equals) or name == "ssl":  # ssl=true is that of JDBC
            continue
        if "@" in query or not re.fullmatch(r"[A-Za-z_.-]{1,40}", name):
            raise UserError(f"the parameters of the PostgreSQL URL cannot be read ({ADVICE})")
        if name in known:
            raise UserError(f"the PostgreSQL URL gives {name} no value (write {name}=…)")
        folded = name.lower()
        other = ELSEWHERE.get(folded.replace("-", "_"))
        hint = f" ({other})" if other else did_you_mean(folded, known)
        raise UserError(f"the PostgreSQL URL has a parameter {name!r}, which is not known{hint}")


def _check_words(parameters: Mapping[str, str]) -> None:
    for name, words in WORDS.items():
        value = parameters.get(name)
        if value is not None and value not in words:
            raise UserError(
                f"the PostgreSQL URL says {name}={value}, which is none{nearest(value, words, 'one of')}"
            )
    for name in NUMBERS:
        if not re.fullmatch(r"-?[0-9]{1,9}", parameters.get(name, "0")):
            raise UserError(
                f"the PostgreSQL URL says {name}={parameters[name]} (give a whole number)"
            )
    for name in FILES:
        path = parameters.get(name)
        if path is not None and not (path == "system" or Path(path).exists()):
            raise UserError(
                f"the PostgreSQL URL says {name}={path}, and there is no such file (correct its path)"
            )


def _places(hosts: str, ports: str) -> str:
    """host:port of each host; one port stands for all."""
    names, numbers = hosts.split(","), ports.split(",")
    if len(numbers) == 1:
        numbers *= len(names)
    return ",".join(
        f"{_bracketed(name)}:{number or 5432}" for name, number in zip(names, numbers, strict=False)
    )


def _bracketed(host: str) -> str:
    if not host:
        return "[local]"
    return f"[{host}]" if ":" in host and not host.startswith("/") else host


def _declared() -> dict[str, tuple[str, str]]:
    """The default and the kind of each parameter that this libpq knows: * is a secret, D is for tests."""
    return {
        each.keyword.decode(): ((each.val or b"").decode(), each.dispchar.decode())
        for each in pq.Conninfo.get_defaults()
    }


def _default(name: str) -> str:
    return _declared()[name][0]


def _secrets() -> set[str]:
    return {name for name, (_, dispchar) in _declared().items() if dispchar}
