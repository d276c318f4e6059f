import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from mockcraft.backups.programs import secret_file

READ = "import os, sys; print(oct(os.stat(sys.argv[1]).st_mode & 0o777), open(sys.argv[1]).read())"


def read(path: str, inherited: tuple[int, ...]) -> str:
    command = [sys.executable, "-c", READ, path]
    return subprocess.run(command, pass_fds=inherited, capture_output=True, text=True).stdout


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere secrets are in files")
def test_a_secret_is_in_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with secret_file(b"p\xc3\xa4ss") as secret:
        for _ in range(2):
            assert read(secret.path, secret.inherited) == "0o600 päss\n"
        assert list(tmp_path.iterdir()) == []


def test_elsewhere_it_is_a_file_that_goes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(sys, "platform", "darwin")
    with secret_file(b"pass") as secret:
        assert read(secret.path, secret.inherited) == "0o600 pass\n"
    assert list(tmp_path.iterdir()) == []
