"""Where a URL leads: the server, the user, the database and the TLS of mysql:// and mariadb://.

What the URL leaves out is taken from `~/.my.cnf`, then from the environment, as the programs of the servers
do it. No message quotes a URL: one that is misread has the password in the wrong place.
"""

import getpass
import os
import re
from collections.abc import Mapping
from dataclasses import field
from urllib.parse import parse_qsl, unquote, urlsplit

from mockcraft.databases.mysql.optionfile import GROUPS, OF_CLIENTS, option_file, read_options
from mockcraft.databases.mysql.tls import Tls, tls_of
from mockcraft.dataclass import dataclass
from mockcraft.errors import UserError, nearest

URL_ADVICE = (
    "give mysql://user:password@host:3306/database; in a password write @ as %40, / as %2F, ? as %3F, # as %23, "
    "% as %25"
)
DEFAULT_PORT = 3306
CONNECT_TIMEOUT_S = 10
PARAMETERS = ("socket", "ssl_mode", "ssl_ca", "ssl_cert", "ssl_key", "connect_timeout")
KEYS_LATER = "keys=later"  # parameter of a URL: foreign keys are looked at after the last row
_ALSO = {"unix_socket": "socket", "sslmode": "ssl_mode"}
_REFUSED = {
    "charset": "text is always sent as UTF-8, which the server converts (leave it out)",
    "local_infile": "the server's variable local_infile decides about it (leave it out)",
    "password": f"a password stands before the host ({URL_ADVICE})",
    "user": f"the user stands before the host ({URL_ADVICE})",
}
_REFUSED["passwd"] = _REFUSED["password"]


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is, and as whom it is opened.

    Attributes:
        host: name or IP address of the server.
        port: of the server.
        user: that logs in.
        password: its password; "" for none. Bytes that are no UTF-8 are those that `surrogateescape` makes.
        database: that tables without a schema are in.
        socket: path of the server's Unix socket, which is used in place of host and port; "" for none.
        tls: how the connection is encrypted.
        timeout: seconds that the server may take to answer first.
        password_from: where the password is from, for messages; "" for none.
        keys_later: whether foreign keys of circles are looked at after the last row.
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    database: str
    socket: str
    tls: Tls
    timeout: int = CONNECT_TIMEOUT_S
    password_from: str = ""
    keys_later: bool = False

    @property
    def shown(self) -> str:
        """host:port/database, for messages."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.socket or f'{host}:{self.port}'}/{self.database}"


def asks_password(url: str) -> bool:
    """Whether the servers' own programs do not find the password: the URL has it, or our group of the option
    file alone. Raises UserError for a URL that cannot be read.
    """
    path = option_file()
    theirs, ours = (read_options(path, groups).get("password") for groups in (OF_CLIENTS, GROUPS))
    return bool(_parts(url).get("password")) or theirs != ours


def address_of(url: str) -> Address:
    """Where a URL leads; raises UserError for one that cannot be read."""
    given = _parts(url)
    path = option_file()
    options = read_options(path)
    sources = {"MYSQL_PWD": _environment(), str(path): _known(options), "the URL": given}
    found = {name: value for each in sources.values() for name, value in each.items()}
    socket = found.get("socket", "")
    if given.get("host") and not given.get("socket"):
        socket = ""  # a socket of the option file is no way to a host that the URL names
    database = found.get("database", "")
    if not database:
        raise UserError(f"the MySQL URL names no database ({URL_ADVICE})")
    return Address(
        host=found.get("host") or "localhost",
        port=_number(found.get("port") or str(DEFAULT_PORT), "port", 65_535),
        user=found.get("user") or _user_of_the_system(),
        password=found.get("password", ""),
        database=database,
        socket=socket,
        tls=tls_of(found),
        timeout=_number(
            found.get("connect_timeout") or str(CONNECT_TIMEOUT_S), "connect_timeout", 3600
        ),
        password_from=next(
            (name for name, each in reversed(sources.items()) if each.get("password")), ""
        ),
        keys_later=asks_keys_later(url),
    )


def asks_keys_later(url: str) -> bool:
    """Whether a URL asks that foreign keys are looked at after the last row."""
    given = parse_qsl(url.partition("?")[2])
    return any((name.lower(), value) == ("keys", "later") for name, value in given)


def _parts(url: str) -> dict[str, str]:
    """What the URL itself says, by the names of the option file."""
    unreadable = UserError(f"the MySQL URL cannot be read ({URL_ADVICE})")
    try:
        split = urlsplit(url)
    except ValueError:
        raise unreadable from None
    login, _, server = split.netloc.rpartition("@")
    user, _, password = login.partition(":")
    found = re.fullmatch(r"(\[[0-9A-Fa-f:.%]+\]|[^:\[\]]*)(?::([0-9]*))?", server)
    database = unquote(split.path[1:])
    misread = any(each in split.path[1:] for each in "/@") or "@" in split.query + split.fragment
    if found is None or misread or split.fragment:
        raise unreadable
    parts = {
        "user": unquote(user), "password": unquote(password, errors="surrogateescape"), "host": unquote(found[1].strip("[]")),
        "port": found[2] or "", "database": database,
    }  # fmt: skip
    parts |= _query(split.query, unreadable)
    return {name: value for name, value in parts.items() if value}


def _query(query: str, unreadable: UserError) -> dict[str, str]:
    parameters = {}
    for word, value in parse_qsl(query, keep_blank_values=True):
        if not re.fullmatch(r"[A-Za-z][A-Za-z_-]*", word):
            raise unreadable
        name = word.lower().replace("-", "_")
        name = _ALSO.get(name, name)
        if name in _REFUSED:
            raise UserError(f"the MySQL URL has the parameter {word!r}: {_REFUSED[name]}")
        if name == "keys" and value != "later":
            raise UserError(f"the MySQL URL has keys={value} (give {KEYS_LATER}, or leave it out)")
        if name not in (*PARAMETERS, "keys"):
            hint = nearest(name, (*PARAMETERS, "keys"), "one of")
            raise UserError(f"the MySQL URL has the parameter {word!r}, which is not known{hint}")
        parameters[name] = value
    return parameters


def _known(options: Mapping[str, str]) -> dict[str, str]:
    """What an option file says of connections; other programs' options are passed over."""
    names = ("user", "password", "host", "port", "database", *PARAMETERS)
    found = {name: options[name] for name in names if options.get(name)}
    if "skip_ssl" in options:
        found.setdefault("ssl_mode", "disabled")
    if options.get("ssl_verify_server_cert", "0").lower() not in ("0", "off", "false"):
        found.setdefault("ssl_mode", "verify_identity")
    return found


def _environment() -> dict[str, str]:
    """See https://dev.mysql.com/doc/refman/8.4/en/environment-variables.html."""
    names = {
        "MYSQL_PWD": "password", "MYSQL_HOST": "host", "MYSQL_TCP_PORT": "port",
        "MYSQL_UNIX_PORT": "socket",
    }  # fmt: skip
    return {name: os.environ[word] for word, name in names.items() if os.environ.get(word)}


def _user_of_the_system() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a bare uid, as containers have them
        raise UserError(
            f"the MySQL URL names no user, and the system has none ({URL_ADVICE})"
        ) from None


def _number(text: str, name: str, most: int) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text) or not 1 <= int(text) <= most:
        raise UserError(
            f"the {name} of the MySQL URL is not a whole number from 1 to {most} ({URL_ADVICE})"
        )
    return int(text)
