"""The command line with PostgreSQL: exit codes, and no password in anything that is shown."""

import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from .runs import PEOPLE, query

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs `mockcraft seed` with a schema file."""
    (tmp_path / "s.yaml").write_text(f"version: 1\ntables:{PEOPLE}")
    hidden = ("MOCKCRAFT_", "PG")
    environ = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}

    def call(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "mockcraft", "seed", "--config", "s.yaml", *words], cwd=tmp_path,
            text=True, capture_output=True, env=environ | more, timeout=60,
        )  # fmt: skip

    return call


def test_no_password_is_shown_and_the_command_to_look_further_can_be_typed(
    run: Run, postgresql: str
) -> None:
    parts = urlsplit(postgresql)
    socket = query(postgresql, "SHOW unix_socket_directories")[0][0]
    url = f"postgresql://{parts.username}:{parts.password}@{parts.path}?host={socket}&port={parts.port}&sslmode=disable"
    looked, done = run("--db", url, "--dry-run"), run("--db", url)
    again, broken = run("--db", url), run("--db", url.replace("sslmode", "sslmod"))
    command = next(line for line in done.stderr.splitlines() if line.startswith("  psql "))
    typed = subprocess.run(
        shlex.split(command), text=True, capture_output=True,
        env=os.environ | {"PGPASSWORD": unquote(str(parts.password)), "PAGER": "cat"},
    )  # fmt: skip

    assert [0, 0, 2, 2] == [each.returncode for each in (looked, done, again, broken)]
    shown = "".join(each.stdout + each.stderr for each in (looked, done, again, broken))
    assert str(parts.password) not in shown
    assert f"into {socket}:{parts.port}{parts.path}:" in looked.stdout
    assert (0, "") == (typed.returncode, typed.stderr)
    assert "(5 rows)" in typed.stdout


@pytest.mark.parametrize(
    ("url", "code", "said"),
    [
        ("postgresql://me:sEcr3t@127.0.0.1:70000/shop", 2, "the port 70000 of the PostgreSQL URL is none"),
        ("postgresql://me:sEcr3t@127.0.0.1:5432/shop?sslmode=on", 2, "says sslmode=on, which is none"),
        ("postgresql://me:sEcr3t@127.0.0.1:1/shop", 3, "127.0.0.1:1/shop: nothing listens on port 1"),
        ("postgresql:///?service=chop", 2, 'service chop: there is no service "chop"'),
        ("psql://me:sEcr3t@127.0.0.1/shop", 2, 'psql://, which is not known (did you mean "postgresql"?)'),
        ("postgis://me:sEcr3t@127.0.0.1/shop", 2, 'postgis://, which is not known (did you mean "postgresql"?)'),
        ("postgresql+psycopg2://me:sEcr3t@h/shop", 2, 'which is not known (did you mean "postgresql"?)'),
        ("jdbc:postgresql://me:sEcr3t@h/shop", 2, 'which is not known (did you mean "postgresql"?)'),
    ],
)  # fmt: skip
def test_a_wrong_url_has_the_exit_code_of_whose_mistake_it_is(
    run: Run, url: str, code: int, said: str
) -> None:
    done = run("--db", url)

    assert code == done.returncode
    assert said in done.stderr and "sEcr3t" not in done.stderr and "Traceback" not in done.stderr
    assert 1 == len(done.stderr.splitlines())


def test_a_password_that_is_wrong_is_not_shown(run: Run, postgresql: str) -> None:
    parts = urlsplit(postgresql)
    done = run(
        "--db",
        f"postgresql://tester@{parts.hostname}:{parts.port}{parts.path}",
        PGPASSWORD="sEcr3t",
    )

    assert 3 == done.returncode
    assert (
        'password authentication failed for user "tester", with that of PGPASSWORD' in done.stderr
    )
    assert "sEcr3t" not in done.stderr
