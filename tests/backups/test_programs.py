import io
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from mockcraft.backups.programs import Program, secret_file
from mockcraft.errors import BackupError

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


def test_what_went_wrong_is_told_and_not_the_data_beside_it() -> None:
    statement = "--------------\nINSERT INTO `t` VALUES (1,'an error of patient John Doe')\n"
    for name, said, told in (
        ("mariadb", f"{statement * 3000}--------------\n\nERROR 4025 (23000) at line 7: CONSTRAINT failed\n",
         "ERROR 4025 (23000) at line 7: CONSTRAINT failed"),
        ("psql", "psql:<stdin>:4: NOTICE:  drop cascades to table error_log\nDETAIL:  table fatal\n"
         "psql:<stdin>:7: ERROR:  role \"r\" does not exist\n", 'psql:<stdin>:7: ERROR:  role "r" does not exist'),
        ("pg_dump", "pg_dump: error: Dumping the contents of table \"t\" failed: PQgetResult() failed.\n"
         "pg_dump: detail: Error message from server: ERROR:  invalid byte sequence\npg_dump: detail: Command was: COPY\n",
         "ERROR:  invalid byte sequence"),
        ("mysqldump", "mysqldump: [Warning] an error may follow\nmysqldump: Got error: 1049: Unknown database\n",
         "mysqldump: Got error: 1049: Unknown database"),
        ("mysqldump", "mysqldump: [Warning] x\nmysqldump: Couldn't execute 'SHOW': denied (1044)\n",
         "mysqldump: Couldn't execute 'SHOW': denied (1044)"),
        ("mariadb", statement, "it failed"),
    ):  # fmt: skip
        with subprocess.Popen(["false"]) as process, pytest.raises(BackupError) as caught:
            process.args = [name]
            Program(process, io.BytesIO(said.encode()), "where", str).wait()
        assert f"where: {name}: {told}" == str(caught.value)
