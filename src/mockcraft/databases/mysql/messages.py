"""What MySQL and MariaDB say, for people: why there is no connection, and what is wrong with a statement.

Numbers of errors: https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html and
https://mariadb.com/kb/en/mariadb-error-code-reference/.
"""

import socket
import ssl

from pymysql.err import InterfaceError

from mockcraft.databases.mysql.address import Address

# The connection is gone: nobody answers, the server shuts down, somebody killed it, it waited for too long.
LOST = {1053, 1077, 1079, 1152, 1158, 1159, 1160, 1161, 1927, 2006, 2013, 2055, 3169, 4031}
_ADVICE = {
    1005: "a foreign key wants both columns to have the same type and collation, and the other one a key",
    1021: "free some space on the server",
    1071: "an index takes 3,072 bytes, of which each character of text counts for 4: index fewer columns",
    1114: "free some space on the server",
    1118: "text that is no key can have the type text, which takes 20 bytes of a row",
    1142: "ask the administrator for the privilege",
    1143: "ask the administrator for the privilege",
    1044: "ask the administrator for the privilege",
    1205: "another program has locked it: try again when it is done",
    1213: "another program writes to the same tables: try again when it is done",
    1222: "try again",
    3780: "a foreign key wants both columns to have the same type and collation",
}


def number_of(error: BaseException) -> int:
    """The server's number of an error, 0 where there is none."""
    number = error.args[0] if error.args else 0
    return number if isinstance(number, int) else 0


def reason(error: BaseException) -> str:
    """What is wrong, and what to do where that helps."""
    number = number_of(error)
    if is_lost(error):
        said = str(error.args[1]) if len(error.args) > 1 and error.args[1] else "the server is gone"
        return f"the connection was lost: {_plain(said)}"
    said = str(error.args[1]) if len(error.args) > 1 else str(error)
    advice = f" ({_ADVICE[number]})" if number in _ADVICE else ""
    return _plain(said) + advice


def is_lost(error: BaseException) -> bool:
    """Whether the connection is gone, so that another one may go on."""
    return number_of(error) in LOST or isinstance(error, OSError | InterfaceError)


def refusal(error: BaseException, address: Address) -> str:
    """Why there is no connection: whether host, port, user, database or TLS is to blame."""
    cause = getattr(error, "original_exception", error)
    number = number_of(error)
    user = f"the user {address.user!r}"
    if isinstance(error, UnicodeError):
        return "the user, the host or the database is no such name (correct the URL; its names are UTF-8)"
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"TLS: the server's certificate is refused: {cause.verify_message} (give ssl-ca, or another ssl-mode)"
    if isinstance(cause, ssl.SSLError):
        return f"TLS: {cause.reason or cause} (try ssl-mode=disabled, or mend the server's TLS)"
    if number == 2026:
        return (
            "TLS: the server has none (leave ssl-mode and its like out, or mend the server's TLS)"
        )
    if number in (1045, 1698) and not address.password:
        return f"{user} is refused without a password (put it into the URL, ~/.my.cnf or MYSQL_PWD)"
    if number in (1045, 1698):
        return (
            f"{user} or the password is refused, with that of {address.password_from} (check both)"
        )
    if number == 1044:
        return f"{user} may not use the database {address.database!r} (ask the administrator for the privilege)"
    if number == 1049:
        return f"the database {address.database!r} does not exist (create it first, or correct the URL)"
    if number in (1040, 1203, 1226):
        return f"{_plain(str(error.args[1]))} (wait until other programs have closed theirs)"
    if number in (1129, 1130):
        return f"{_plain(str(error.args[1]))} (the server's administrator must let this host in)"
    if number == 3159:
        return "the server wants TLS (leave ssl-mode=disabled out)"
    if isinstance(cause, socket.gaierror):
        return f"the host {address.host!r} is not known (correct the host of the URL)"
    if address.socket and isinstance(cause, OSError):
        return f"the socket cannot be opened: {_strerror(cause)} (is the server running, and is this its socket?)"
    if isinstance(cause, TimeoutError):
        return f"no answer within {address.timeout} s (is this the right host, and does a firewall let you through?)"
    if isinstance(cause, ConnectionRefusedError):
        return "connection refused (is the server running, and is this its port?)"
    if isinstance(cause, OSError):
        return f"{_strerror(cause)} (correct the host of the URL)"
    if isinstance(error, RuntimeError) and "cryptography" in str(error):
        return (
            f"{user} logs in by a password that goes over TLS alone (leave ssl-mode=disabled out)"
        )
    if number == 2013:
        return "the server closed the connection (is this the port of a MySQL or MariaDB server?)"
    return reason(error)


def _strerror(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _plain(text: str) -> str:
    return " ".join(text.split()).rstrip(".")
