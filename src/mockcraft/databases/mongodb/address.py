"""Where a URL of MongoDB leads. No message quotes a URL: one that is misread has the password in the wrong place."""

import re
import warnings
from dataclasses import field
from urllib.parse import unquote

from mockcraft.dataclass import dataclass
from mockcraft.errors import UserError, did_you_mean

ADVICE = (
    "give mongodb://user:password@host:27017/database; in a password write @ as %40, / as %2F, : as %3A, "
    "% as %25"
)
# Options of URLs, as https://www.mongodb.com/docs/manual/reference/connection-string-options/ writes them and
# pymongo knows them.
KNOWN = (
    "appName", "authMechanism", "authMechanismProperties", "authSource", "compressors", "connectTimeoutMS",
    "directConnection", "heartbeatFrequencyMS", "journal", "loadBalanced", "localThresholdMS", "maxConnecting",
    "maxIdleTimeMS", "maxPoolSize", "maxStalenessSeconds", "minPoolSize", "readConcernLevel", "readPreference",
    "readPreferenceTags", "replicaSet", "retryReads", "retryWrites", "serverMonitoringMode",
    "serverSelectionTimeoutMS", "socketTimeoutMS", "srvMaxHosts", "srvServiceName", "ssl", "timeoutMS", "tls",
    "tlsAllowInvalidCertificates", "tlsAllowInvalidHostnames", "tlsCAFile", "tlsCertificateKeyFile",
    "tlsCertificateKeyFilePassword", "tlsCRLFile", "tlsDisableOCSPEndpointCheck", "tlsInsecure",
    "uuidRepresentation", "w", "waitQueueTimeoutMS", "wtimeoutMS", "zlibCompressionLevel",
)  # fmt: skip
OF_DNS = ("srvmaxhosts", "srvservicename")  # options of mongodb+srv:// alone
_URL = re.compile(r"(mongodb(?:\+srv)?)://(?:([^/?#]*)@)?([^/?#@]+)(?:/([^/?#@]*))?(?:\?([^#]*))?")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is, and as whom it is opened.

    Attributes:
        scheme: mongodb, or mongodb+srv where DNS names the servers.
        hosts: of the servers, host:port with commas between.
        database: that collections are in.
        user: that logs in; "" for nobody.
        password: its password; "" for none.
    """

    scheme: str
    hosts: str
    database: str
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def shown(self) -> str:
        """hosts/database, for messages."""
        return f"{self.hosts}/{self.database}"


def address_of(url: str) -> Address:
    """Where a URL leads, by its text alone; raises UserError for one that cannot be read."""
    found = _URL.fullmatch(url)
    if found is None:
        raise UserError(f"the MongoDB URL cannot be read ({ADVICE})")
    scheme, login, hosts, database, options = found.groups()
    if not database:
        raise UserError(f"the MongoDB URL names no database ({ADVICE})")
    user, _, password = (login or "").partition(":")
    _check_options(options or "")
    address = Address(scheme, hosts, unquote(database), unquote(user), unquote(password))
    _check(f"{login}@" if login else "", hosts, options or "", address)
    if not re.fullmatch(r'[^/\\. "$*<>:|?\0]{1,63}', address.database):
        raise UserError(f"{address.database!r} cannot be the name of a database ({ADVICE})")
    return address


def on_server(url: str) -> str:
    """A URL that names a server, with a database where it names none: the one that logins are in unless it says more."""
    found = _URL.fullmatch(url)
    if found is None or found[4]:
        return url
    scheme, login, hosts, _, options = found.groups()
    return f"{scheme}://{f'{login}@' if login is not None else ''}{hosts}/admin{f'?{options}' if options else ''}"


def _check_options(options: str) -> None:
    """Raises UserError for an option that is not known, with the nearest that is, or that stands twice."""
    known, seen = {name.lower(): name for name in KNOWN}, set()
    for each in filter(None, re.split("[&;]", options)):
        name = unquote(each.partition("=")[0])
        folded = name.lower()
        if "@" in options and folded not in known:  # it may be the password
            raise UserError(f"the MongoDB URL cannot be read ({ADVICE})")
        if folded not in known:
            hint = did_you_mean(name, KNOWN) or did_you_mean(folded, list(known))
            raise UserError(
                f"the MongoDB URL has an option {name!r}, which is not known{hint or ' (leave it out)'}"
            )
        if folded in seen and folded != "readpreferencetags":
            raise UserError(f"the MongoDB URL says {known[folded]} twice (leave one out)")
        seen.add(folded)


def _check(login: str, hosts: str, options: str, address: Address) -> None:
    """Has pymongo read the URL; one of DNS as if it named the host, so that nobody is asked.

    Raises UserError.
    """
    from pymongo.errors import PyMongoError
    from pymongo.uri_parser import parse_uri

    if address.scheme == "mongodb+srv":
        if not re.fullmatch(r"[^:,]+", hosts):
            raise UserError(
                "the MongoDB URL names ports or several hosts, which DNS does for mongodb+srv:// "
                "(give one host alone, or mongodb://)"
            )
        parts = filter(None, re.split("[&;]", options))
        options = "&".join(e for e in parts if e.partition("=")[0].lower() not in OF_DNS)
    query = f"/?{options}" if options else "/"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            parse_uri(f"mongodb://{login}{hosts}{query}")
    except (PyMongoError, ValueError, OSError, Warning) as error:
        said = str(error)
        secrets = {address.password, login.partition(":")[2].rstrip("@")} - {""}
        why = "" if any(each in said for each in secrets) else f": {said}"
        raise UserError(f"the MongoDB URL cannot be read{why} ({ADVICE})") from None
