"""The files of deploy/: linters pass them, and what they tell MockCraft is what it takes."""

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from compose_spec import PyOptions

from mockcraft.cli.main import COMMANDS
from mockcraft.setting import PREFIX
from mockcraft.settings import ALL
from server.conftest import running
from sources import DOCKERFILE, DOCKERIGNORE, ROOT, sources

DEPLOY = ROOT / "deploy"
COMPOSE = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
UNIT = (DEPLOY / "mockcraft.service").read_text(encoding="utf-8")
EXPOSURE = 15  # tenths of the points that systemd-analyze gives: 0 is no exposure, 100 all there is
USER = "10001"


def composed() -> dict[str, Any]:
    """The compose file with its merges applied; raises ValueError where it breaks the specification."""
    options = PyOptions()
    options.apply_merge = True
    made = options.from_yaml(COMPOSE)
    made.validate()
    found = yaml.safe_load(made.to_yaml())
    assert isinstance(found, dict)
    return found


def variables() -> Iterator[tuple[str, str]]:
    """(name, value) of each variable that a file sets for MockCraft."""
    yield from re.findall(rf"\b({PREFIX}\w+)=(\S+)", DOCKERFILE)
    yield from re.findall(rf"\b({PREFIX}\w+)=(\S+)", UNIT)
    for service in composed()["services"].values():
        yield from (service.get("environment") or {}).items()


@pytest.mark.parametrize(("name", "value"), sorted(set(variables())))
def test_every_variable_is_a_setting_that_takes_the_value(name: str, value: str) -> None:
    setting = ALL[name.removeprefix(PREFIX).lower()]

    text = value.replace("%S", "/var/lib").replace("…", "x")
    setting.parse([text] if setting.separator else text, name)


def test_hadolint_finds_nothing() -> None:
    program = Path(sys.executable).with_name("hadolint")
    made = subprocess.run(
        [program, "--failure-threshold", "style", DEPLOY / "Dockerfile"],
        capture_output=True, text=True,
    )  # fmt: skip

    assert (0, "") == (made.returncode, made.stdout + made.stderr)


def test_the_image_is_small_pinned_and_not_run_by_root() -> None:
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    python = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

    assert all(re.fullmatch(r"python:3\.\d+-slim-\w+", base) for base in bases)
    minor = int(re.findall(r"python:3\.(\d+)", DOCKERFILE)[0])
    assert minor >= int(python["requires-python"].partition("3.")[2])
    assert re.search(rf"^USER {USER}:{USER}$", DOCKERFILE, re.MULTILINE)


def test_what_the_image_copies_is_there_and_let_through() -> None:
    for name in sources():
        assert (ROOT / name).exists()
        assert f"!{name}" in DOCKERIGNORE.splitlines()


def test_the_health_check_of_the_image_knows_a_server_that_is_ready(tmp_path: Path) -> None:
    found = re.search(r"HEALTHCHECK .*?CMD (\[.*?\])\n", DOCKERFILE, re.DOTALL)
    assert found
    python, *words = json.loads(found[1])
    with running(folder=tmp_path) as (address, _):
        port = address.rpartition(":")[2]
        ready = subprocess.run([sys.executable, *words], env=os.environ | {"MOCKCRAFT_PORT": port})
    gone = subprocess.run(
        [sys.executable, *words], env=os.environ | {"MOCKCRAFT_PORT": port}, capture_output=True
    )

    assert ("python", 0, 1) == (python, ready.returncode, gone.returncode)


def test_every_service_of_the_compose_file_is_bounded_and_confined() -> None:
    services = composed()["services"]

    assert {"server", "worker", "redis"} == set(services)
    for each in services.values():
        assert each["read_only"] and ["ALL"] == each["cap_drop"]
        assert ["no-new-privileges:true"] == each["security_opt"]
        assert {"cpus", "memory", "pids"} == set(each["deploy"]["resources"]["limits"])
        assert "privileged" not in each


def test_the_compose_file_opens_the_server_alone_and_to_this_machine_alone() -> None:
    found = composed()

    assert {"server": ["127.0.0.1:8080:8080"]} == {
        name: each["ports"] for name, each in found["services"].items() if "ports" in each
    }
    assert found["networks"]["inner"]["internal"]
    assert ["inner"] == found["services"]["redis"]["networks"]


def test_server_and_workers_share_jobs_and_results() -> None:
    services = composed()["services"]
    server, worker = services["server"], services["worker"]

    assert server["environment"]["MOCKCRAFT_JOBS"] == worker["environment"]["MOCKCRAFT_JOBS"]
    assert server["volumes"] == worker["volumes"] == ["jobs:/data/jobs"]
    assert "0" == str(server["environment"]["MOCKCRAFT_JOB_PROCESSES"])
    assert re.search(r"MOCKCRAFT_JOB_FOLDER=/data/jobs", DOCKERFILE)


def test_the_commands_of_all_files_exist() -> None:
    (line,) = re.findall(r"^ExecStart=(.*)$", UNIT, re.MULTILINE)
    program, command, flag, file = shlex.split(line)
    used = {command, *(each["command"][0] for each in composed()["services"].values())}
    used |= set(json.loads(re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)[0]))

    assert used - {"redis-server"} <= set(COMMANDS)
    assert ("/opt/mockcraft/bin/mockcraft", "--config") == (program, flag)
    assert file.endswith("/server.yaml") and (ROOT / "examples" / "server.yaml").exists()


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    copy = tmp_path / "mockcraft.service"  # systemd looks whether the program is there
    copy.write_text(UNIT.replace("/opt/mockcraft/bin/mockcraft", "/bin/true"), encoding="utf-8")
    made = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", copy], capture_output=True, text=True
    )

    assert (0, "") == (made.returncode, made.stdout + made.stderr)


def test_the_unit_is_hardened() -> None:
    made = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", f"--threshold={EXPOSURE}",
         DEPLOY / "mockcraft.service"],
        capture_output=True, text=True,
    )  # fmt: skip

    assert 0 == made.returncode, made.stdout


def test_each_way_of_deploying_gives_requests_time_to_end() -> None:
    needed: float = ALL["timeout_shutdown"].default
    (unit,) = re.findall(r"^TimeoutStopSec=(\d+)$", UNIT, re.MULTILINE)
    services = composed()["services"]

    assert float(unit) > needed
    for name in ("server", "worker"):
        assert float(services[name]["stop_grace_period"].removesuffix("s")) > needed
