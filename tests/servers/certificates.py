"""Certificates for TLS between test servers and their clients, made by openssl."""

import shutil
import subprocess
import tempfile
from pathlib import Path

DAYS = "2"  # longer than any test run


class Certificates:
    """An authority nobody else knows, a server's certificate for 127.0.0.1, a client's; PEM files."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mockcraft-certificates-"))
        self.authority = self.folder / "authority.crt"
        self._request("authority", "-x509", "-days", DAYS, "-subj", "/CN=MockCraft's tests")
        self.server, self.server_key = self._issue("server", "subjectAltName=IP:127.0.0.1")
        # PostgreSQL takes the name for the user's.
        self.client, self.client_key = self._issue("certified", "extendedKeyUsage=clientAuth")

    def remove(self) -> None:
        shutil.rmtree(self.folder)

    def _issue(self, name: str, extension: str) -> tuple[Path, Path]:
        """A certificate by the authority, and its key."""
        request, certificate = self.folder / f"{name}.csr", self.folder / f"{name}.crt"
        extensions = self.folder / f"{name}.ext"
        self._request(name, "-out", request, "-subj", f"/CN={name}")
        extensions.write_text(extension)
        _openssl(
            "x509", "-req", "-in", request, "-out", certificate, "-days", DAYS, "-extfile", extensions,
            "-CA", self.authority, "-CAkey", self.folder / "authority.key", "-CAcreateserial",
        )  # fmt: skip
        return certificate, self.folder / f"{name}.key"

    def _request(self, name: str, *options: str | Path) -> None:
        files = "-keyout", self.folder / f"{name}.key", "-out", self.folder / f"{name}.crt"
        _openssl("req", "-newkey", "rsa:2048", "-nodes", *files, *options)


def _openssl(*arguments: str | Path) -> None:
    done = subprocess.run(["openssl", *arguments], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"openssl {arguments[0]} failed:\n{done.stderr}")
