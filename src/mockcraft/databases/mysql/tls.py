"""How a connection is encrypted, in the words of MySQL's `--ssl-mode`."""

import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mockcraft.dataclass import dataclass
from mockcraft.errors import UserError, nearest

MODES = ("disabled", "preferred", "required", "verify_ca", "verify_identity")


@dataclass(frozen=True, slots=True)
class Tls:
    """How a connection is encrypted.

    Attributes:
        mode: one of MODES; "preferred" encrypts where the server can, and checks no certificate.
        ca: path of the certificates that the server's is checked with; "" for those of the system.
        certificate: path of the user's own certificate; "" for none.
        key: path of the key to it; "" where it stands in the same file.
    """

    mode: str = "preferred"
    ca: str = ""
    certificate: str = ""
    key: str = ""

    def arguments(self) -> dict[str, Any]:
        """What PyMySQL wants to know; raises UserError for a file that cannot be used."""
        if self.mode == "disabled":
            return {"ssl_disabled": True}
        if self == Tls():
            return {}
        files = {"ssl-ca": self.ca, "ssl-cert": self.certificate, "ssl-key": self.key}
        for option, path in files.items():
            if path and not Path(path).exists():
                raise UserError(f"there is no {option} {path} (correct its path)")
        try:
            context = ssl.create_default_context(cafile=self.ca or None)
            if self.certificate:
                context.load_cert_chain(self.certificate, self.key or None)
        except OSError as error:  # ssl.SSLError is one
            raise UserError(
                f"the TLS certificates cannot be read: {error.strerror or error} "
                f"(of {', '.join(filter(None, files.values()))})"
            ) from error
        # Servers make certificates for themselves that Python 3.13 is too strict for.
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
        context.check_hostname = self.mode == "verify_identity"
        checked = self.mode.startswith("verify")
        context.verify_mode = ssl.CERT_REQUIRED if checked else ssl.CERT_NONE
        return {"ssl": context}


def tls_of(options: Mapping[str, str]) -> Tls:
    """From `ssl_mode` and its like; a `ssl_ca` without a mode is one to check with, as MySQL has it."""
    ca = options.get("ssl_ca", "")
    word = options.get("ssl_mode", "verify_ca" if ca else "preferred")
    mode = word.lower().replace("-", "_")
    if mode not in MODES:
        raise UserError(f"ssl-mode {word!r} is not known{nearest(mode, MODES, 'one of')}")
    return Tls(mode, ca, options.get("ssl_cert", ""), options.get("ssl_key", ""))
