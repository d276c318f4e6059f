"""The program that is one file: what it prints is what the package prints, and nothing of Python is needed."""

import contextlib
import decimal
import fcntl
import hashlib
import json
import marshal
import os
import pyexpat
import re
import shutil
import signal
import sqlite3
import ssl
import subprocess
import sys
import time
import urllib.request
import zlib
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.licenses import canonicalize_license_expression

from binary.conftest import ROOT, Binary
from mockcraft.database import engine_of
from mockcraft.schema.bind import load

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="with this machine's Python inside it is built for Linux"
)
PEOPLE = "tables: {people: {count: 200, columns: {id: {generator: sequence, primary_key: true}, name: full_name}}}"
PLUGIN = '''"""A plugin."""

from mockcraft.generator import Draw, Text, generator


@generator("greetings")
def greeting_of_mine(draw: Draw) -> Text:
    """A greeting."""
    return draw.pick(["hello", "good day"])
'''


def package(*words: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "mockcraft", *words], capture_output=True, text=True, check=True
    ).stdout


@pytest.mark.parametrize(
    "line",
    [
        "generate firstname -n 3 --seed 7",
        "generate email -n 3 --seed 7 --format json --locale de_DE",
        "generators",
    ],
)
def test_it_prints_what_the_package_prints(binary: Binary, line: str) -> None:
    assert package(*line.split()) == binary.run(*line.split())


def test_its_version_is_that_of_the_commit(binary: Binary) -> None:
    name, version, built_with = binary.run("--version").split(" ", 2)
    assert ("mockcraft", package("--version").split(" ", 2)[2]) == (name, built_with)
    assert binary.run("cache", "path").rpartition("/")[2].startswith(f"{version}-")


def own(path: Path) -> None:
    """Gives a file, or a link, to the user of the program."""
    if os.getuid() == 0:
        os.lchown(path, 65534, 65534)


def add_tree(tree: Path) -> None:
    """Puts there what another version has unpacked."""
    tree.mkdir()
    own(tree)
    for file in ("lock", "main.pyc"):
        (tree / file).touch()
        own(tree / file)


def dump(database: Path) -> list[str]:
    """All of it but the digests of plans, which versions have a part in: sources that nobody built have none."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return [re.sub(r"plan [0-9a-f]{16}", "plan …", line) for line in connection.iterdump()]


def test_it_seeds_what_the_package_seeds_with_workers(binary: Binary, tmp_path: Path) -> None:
    schema = str(shutil.copy(ROOT / "examples" / "shop.yaml", binary.home))
    words = "seed", "--config", schema, "--workers", "2", "--quiet"
    binary.run(*words, "--db", f"sqlite:///{binary.home}/its.db")
    package(*words, "--db", f"sqlite:///{tmp_path}/ours.db")
    assert dump(tmp_path / "ours.db") == dump(binary.home / "its.db")


def test_it_starts_processes_that_make_rows(binary: Binary) -> None:
    schema = binary.home / "many.yaml"
    schema.write_text("tables: {many: {count: 2_000_000, columns: {id: sequence}}}")
    words = "seed", "--config", str(schema), "--output", "csv", "--workers", "2", "--quiet"
    binary.run(*words, "--dir", str(binary.home / "many"), MOCKCRAFT_KERNEL="off")
    assert 2_000_001 == (binary.home / "many" / "many.csv").read_bytes().count(b"\n")


@pytest.mark.parametrize("engine", ["postgresql", "mariadb", "mongodb", "redis"])
def test_it_has_the_drivers_of_every_database(
    binary: Binary, engine: str, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue(engine)
    schema = binary.home / "people.yaml"
    schema.write_text(PEOPLE)
    binary.run("seed", "--config", str(schema), "--db", url, "--workers", "2", "--quiet")
    connection = engine_of(url).opened(url, False, load(schema)[1].tables)
    try:
        assert 200 == connection.count("people")
    finally:
        connection.close()


def test_it_backs_up_and_restores(binary: Binary) -> None:
    schema = binary.home / "people.yaml"
    schema.write_text(PEOPLE)
    url = f"sqlite:///{binary.home}/people.db"
    binary.run("seed", "--config", str(schema), "--db", url, "--quiet")
    before = dump(binary.home / "people.db")
    binary.run("backup", "--db", url, "--quiet")
    binary.run("seed", "--config", str(schema), "--db", url, "--append", "--quiet")
    binary.run("restore", "--latest", "--db", url, "--clean", "--yes", "--quiet")
    assert before == dump(binary.home / "people.db")


def test_it_loads_a_plugin_from_a_file(binary: Binary) -> None:
    (binary.home / "plugin.py").write_text(PLUGIN)
    assert binary.run("--plugin", "plugin.py", "generate", "greeting_of_mine") in (
        "hello\n",
        "good day\n",
    )


def test_modules_of_every_start_come_from_one_file_and_are_those_of_the_tree(
    unpacked: Binary,
) -> None:
    tree = unpacked.path.parent
    data = (tree / "start").read_bytes()
    size = int.from_bytes(data[:4], "little")
    index = marshal.loads(data[4 : 4 + size])
    codes = data[4 + size :]
    assert {"click", "typing", "mockcraft.boot", "mockcraft.generators.person"} <= index.keys()
    for file, begin, length in index.values():
        assert (tree / file).read_bytes()[16:] == codes[begin : begin + length]

    (unpacked.home / "plugin.py").write_text(
        f"import click\nassert (type(click.__loader__).__name__, click.__file__) == "
        f"('Started', '{tree}/core/click/__init__.pyc'), click.__file__\n{PLUGIN}"
    )
    unpacked.run("--plugin", "plugin.py", "generate", "greeting_of_mine")


def test_the_server_answers_with_its_worker_processes(binary: Binary) -> None:
    server = binary.start("server", "--port", "0", "--workers", "2")
    try:
        assert server.stderr
        found = (re.search(r"http://[\d.:]+\d", line) for line in server.stderr)
        address = next(each[0] for each in found if each)
        with urllib.request.urlopen(f"{address}/healthz", timeout=30) as response:
            assert response.status == 200
        workers = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        assert len(workers) >= 2
    finally:
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=60)


def test_it_lists_what_is_in_it_as_the_bill_of_materials_does(binary: Binary) -> None:
    text = binary.path.with_name(f"{binary.path.name}.cdx.json").read_text("utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    bill = json.loads(text)
    listed = {line.split()[0] for line in binary.run("licenses").splitlines()}
    assert {each["name"] for each in bill["components"]} == listed
    assert {"CPython", "zstd", "mockcraft", "numpy"} <= listed
    assert "Meta Platforms" in binary.run("licenses", "zstd")
    digest = hashlib.sha256(binary.path.read_bytes()).hexdigest()
    assert bill["metadata"]["component"]["hashes"] == [{"alg": "SHA-256", "content": digest}]


def test_it_lists_the_libraries_of_its_python_as_python_itself_tells_them(binary: Binary) -> None:
    listed = {words[0]: words[1:] for words in map(str.split, binary.run("licenses").splitlines())}
    told = {
        "OpenSSL": ssl.OPENSSL_VERSION.split()[1], "SQLite": sqlite3.sqlite_version, "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "Expat": pyexpat.EXPAT_VERSION.removeprefix("expat_"), "mpdecimal": decimal.__libmpdec_version__,
    }  # fmt: skip
    assert told == {name: listed[name][0] for name in told}
    assert ["1.0.8", "bzip2-1.0.6"] == listed["bzip2"]
    assert re.fullmatch(r"5\.\d+\.\d+", listed["XZ"][0])
    assert re.fullmatch(r"3\.\d+\.\d+", listed["libffi"][0])
    assert all(canonicalize_license_expression(" ".join(words[1:])) for words in listed.values())
    for name in (*told, "bzip2", "XZ", "libffi"):
        assert len(binary.run("licenses", name)) > 200


def test_a_mistake_is_a_sentence(binary: Binary) -> None:
    process = binary.start("generate", "firstnam")
    _, error = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "did you mean" in error
    assert "Traceback" not in error


def test_first_runs_at_once_unpack_one_tree(fresh: Binary) -> None:
    together = [fresh.start("generate", "firstname", "--seed", "7") for _ in range(4)]
    said = [each.communicate(timeout=120) for each in together]
    assert {(package("generate", "firstname", "--seed", "7"), "")} == set(said)
    assert len(fresh.trees()) == 2  # the tree and the lock
    assert "lock" in fresh.trees()


def test_a_cache_that_has_lost_what_it_starts_by_is_made_anew_at_once(fresh: Binary) -> None:
    words = "generate", "firstname", "--seed", "1"
    expected = fresh.run(*words)
    (tree,) = (each for each in fresh.cache.iterdir() if each.is_dir())
    encodings = str(next(tree.glob("lib/python*/encodings")))
    for lost, size in {"main.pyc": 0, "start": 20, "bin/mockcraft": 20, f"{encodings}/aliases.pyc": 0}.items():  # fmt: skip
        os.truncate(tree / lost, size)
        assert expected == fresh.run(*words)
        assert size < (tree / lost).stat().st_size
    shutil.rmtree(encodings)
    assert expected == fresh.run(*words)
    assert [tree.name, "lock"] == sorted(fresh.trees())


@pytest.mark.parametrize(
    "lost", ["core/mockcraft/data/en_US/first_names.tsv", "later/numpy/__init__.pyc"]
)
def test_a_cache_that_has_lost_a_file_is_made_anew(fresh: Binary, lost: str) -> None:
    shutil.copy(ROOT / "examples" / "shop.yaml", fresh.home)
    words = (
        ("preview", "shop.yaml", "--rows", "0")
        if "later" in lost
        else ("generate", "firstname", "--seed", "1")
    )
    expected = fresh.run(*words)
    (tree,) = (each for each in fresh.cache.iterdir() if each.is_dir())
    with (tree / lost).open("r+") as file:
        file.truncate(20)

    process = fresh.start(*words)
    _, error = process.communicate(timeout=120)
    assert (
        70,
        f"mockcraft: {tree}/{lost} is damaged or gone (start it again: it unpacks itself anew)\n",
    ) == (process.returncode, error)
    assert expected == fresh.run(*words)
    assert [tree.name, "lock"] == sorted(fresh.trees())


def test_only_its_user_may_look_into_the_cache(fresh: Binary) -> None:
    fresh.run("generate", "firstname")
    assert fresh.cache.stat().st_mode & 0o777 == 0o700


def test_the_later_layer_waits_until_it_is_needed(fresh: Binary) -> None:
    fresh.run("generate", "firstname")
    tree = next(each for each in fresh.cache.iterdir() if each.is_dir())
    assert not (tree / "later").exists()
    shutil.copy(ROOT / "examples" / "shop.yaml", fresh.home)
    tree.chmod(0o500)
    process = fresh.start("validate", "shop.yaml")
    assert (
        "cannot be unpacked (give a folder with MOCKCRAFT_CACHE)"
        in process.communicate(timeout=120)[1]
    )
    assert process.returncode == 70
    tree.chmod(0o700)
    both = [fresh.start("validate", "shop.yaml") for _ in range(2)]
    for each in both:
        _, error = each.communicate(timeout=120)
        assert each.returncode == 0, error
    assert (tree / "later" / "numpy").is_dir()
    assert len(fresh.trees()) == 2


def test_a_run_killed_while_it_unpacks_leaves_nothing_that_stays(fresh: Binary) -> None:
    process = fresh.start("generate", "firstname")
    until = time.monotonic() + 30
    while not any(each.startswith("new-") for each in fresh.trees()) and time.monotonic() < until:
        if process.poll() is not None:
            break
    process.kill()
    process.communicate()
    if process.returncode != -signal.SIGKILL:
        # It was through before we looked: leave what a killed run leaves.
        (fresh.cache / "new-1" / "lib").mkdir(parents=True)
        shutil.rmtree(next(each for each in fresh.cache.iterdir() if (each / "core").exists()))
    fresh.run("generate", "firstname")
    assert not [each for each in fresh.trees() if each.startswith("new-")]


def test_with_a_home_that_is_read_only_it_uses_the_temporary_folder(fresh: Binary) -> None:
    temporary = fresh.home.parent / "temporary"
    temporary.mkdir()
    temporary.chmod(0o1777)
    if os.getuid() == 0:
        os.chown(fresh.home, 0, 0)
    fresh.home.chmod(0o555)
    fresh.run("generate", "firstname", TMPDIR=str(temporary))
    assert [each.stat().st_mode & 0o777 for each in temporary.iterdir()] == [0o700]


@pytest.mark.parametrize(("mode", "why"), [(0o777, "can be written by other users"), (0, "file")])
def test_a_cache_that_cannot_be_trusted_is_refused(fresh: Binary, mode: int, why: str) -> None:
    cache = fresh.home / "cache"
    if mode:
        cache.mkdir()
        cache.chmod(mode)
        if os.getuid() == 0:
            os.chown(cache, 65534, 65534)
    else:
        cache.touch()
        why = "is no folder"
    process = fresh.start("generate", "firstname", MOCKCRAFT_CACHE=str(cache))
    _, error = process.communicate(timeout=60)
    assert process.returncode == 70
    assert f"{cache} {why}" in error
    assert "MOCKCRAFT_CACHE" in error


def refused(binary: Binary, *command: str, **given: str) -> str:
    """Why there is no folder to unpack in."""
    process = binary.start(*command, "generate", "firstname", **given)
    _, error = process.communicate(timeout=60)
    head, reasons = error.split("\n", 1)
    assert (70, "mockcraft: no folder to unpack the program in (give one with MOCKCRAFT_CACHE):") == (
        process.returncode, head,
    )  # fmt: skip
    return reasons


def test_a_cache_is_refused_in_a_folder_where_another_user_can_put_one_in_its_place(
    fresh: Binary,
) -> None:
    above = fresh.home / "above"
    cache = above / "between" / "cache"
    cache.mkdir(parents=True)
    for each in (above, cache.parent, cache):
        each.chmod(0o755)
        own(each)
    given = {"MOCKCRAFT_CACHE": str(cache)}
    for mode in (0o757, 0o777):
        above.chmod(mode)
        assert f"  {cache}: {above} can be written by other users\n" == refused(fresh, **given)
    above.chmod(0o1777)
    fresh.run("generate", "firstname", **given)

    if os.getuid() == 0:
        os.chown(above, 0, 65534)  # a group of the user's number, which is its own
        above.chmod(0o775)
        fresh.run("generate", "firstname", **given)
        os.chown(above, 0, 1)
        assert f"  {cache}: {above} can be written by other users\n" == refused(fresh, **given)
        os.chown(above, 1, 1)
        above.chmod(0o755)
        assert f"  {cache}: {above} belongs to another user\n" == refused(fresh, **given)


def test_a_cache_may_be_a_link_of_its_user(fresh: Binary) -> None:
    (fresh.home / ".cache").mkdir()
    (fresh.home / "elsewhere").mkdir(mode=0o700)
    fresh.cache.symlink_to(fresh.home / "elsewhere")
    for each in (fresh.home / ".cache", fresh.home / "elsewhere", fresh.cache):
        own(each)
    assert fresh.run("cache", "path").startswith(f"{fresh.home}/elsewhere/")
    assert "" == fresh.run("cache", "clean")

    (fresh.home / "nowhere").symlink_to(fresh.home / "nothing")
    own(fresh.home / "nowhere")
    link = str(fresh.home / "nowhere")
    assert f"  {link}, a link: No such file or directory\n" == refused(fresh, MOCKCRAFT_CACHE=link)
    if os.getuid() == 0:
        os.lchown(fresh.cache, 1, 1)
        shut = str(fresh.home / "shut")
        Path(shut).touch()
        told = refused(fresh, TMPDIR=shut)
        assert f"  {fresh.cache} is a link of another user\n" == told.splitlines(keepends=True)[0]


def test_why_there_is_no_cache_is_always_told(fresh: Binary) -> None:
    gone = fresh.home / "gone"
    gone.mkdir()
    own(gone)
    script = f'cd {gone}; rmdir {gone}; exec {fresh.path} "$@"'
    process = subprocess.run(
        [*fresh.as_user, "/bin/sh", "-c", script, "sh", "generate", "firstname"],
        env={"MOCKCRAFT_CACHE": "here"}, capture_output=True, text=True,
    )  # fmt: skip
    assert process.returncode == 70
    assert "\n  here, from the current folder: No such file or directory\n" in process.stderr

    long = "/" + 5000 * "x"
    assert f"  {long[:100]}...: Filename too long\n" == refused(fresh, MOCKCRAFT_CACHE=long)


def test_cache_clean_removes_other_versions_and_spares_those_that_run(fresh: Binary) -> None:
    cache = fresh.home / "cache"
    given = {"MOCKCRAFT_CACHE": str(cache)}
    tree = Path(fresh.run("cache", "path", **given).strip())
    for name in ("0.0.1-old", "0.0.2-used"):
        add_tree(cache / name)
    with (cache / "0.0.2-used" / "lock").open() as used:
        fcntl.flock(used, fcntl.LOCK_SH)
        said = fresh.run("cache", "clean", **given)
    assert f"removed {cache}/0.0.1-old\nkept {cache}/0.0.2-used, which is in use\n" == said
    assert sorted([tree.name, "0.0.2-used", "lock"]) == sorted(os.listdir(cache))


def test_cache_clean_looks_where_it_has_fallen_back_to_and_from(fresh: Binary) -> None:
    temporary = fresh.home.parent / "temporary"
    temporary.mkdir()
    temporary.chmod(0o1777)
    given = {"TMPDIR": str(temporary)}
    fallen = temporary / f"mockcraft-{os.geteuid() or 65534}"
    fresh.run("generate", "firstname", **given)
    fallen.mkdir(mode=0o700)
    own(fallen)
    (fallen / "lock").touch()
    (fallen / "new-1").mkdir()
    own(fallen / "new-1")
    for folder in (fallen, fresh.cache):
        add_tree(folder / "0.0.1-old")
    said = fresh.run("cache", "clean", **given)
    assert {
        f"removed {fresh.cache}/0.0.1-old", f"removed {fallen}/0.0.1-old", f"removed {fallen}/new-1",
    } == set(said.splitlines())  # fmt: skip
    assert (["lock"], 2) == (os.listdir(fallen), len(fresh.trees()))

    add_tree(fallen / "0.0.1-old")
    temporary.chmod(0o777)  # others could have put another folder there
    assert "" == fresh.run("cache", "clean", **given)
    temporary.chmod(0o1777)
    fallen.chmod(0o500)
    assert f"kept {fallen}/0.0.1-old: Permission denied\n" == fresh.run("cache", "clean", **given)


def test_the_archive_runs_where_it_lies(unpacked: Binary) -> None:
    words = "generate", "email", "-n", "2", "--seed", "7", "--format", "json"
    assert package(*words) == unpacked.run(*words)
    shutil.copy(ROOT / "examples" / "shop.yaml", unpacked.home)
    unpacked.run("validate", "shop.yaml")
    assert unpacked.trees() == []
    process = unpacked.start("cache", "clean")
    assert "is no cache" in process.communicate(timeout=60)[1]


def test_who_may_read_an_unpacked_archive_cannot_keep_others_from_it(unpacked: Binary) -> None:
    with (unpacked.path.parent / "lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert unpacked.run("generate", "firstname")


@pytest.mark.parametrize("stream", [0, 1, 2])
def test_a_closed_stream_is_what_it_is_to_the_package(binary: Binary, stream: int) -> None:
    def ended(*program: str | Path) -> tuple[int, str, str]:
        script = f'exec "$@" generate firstname --seed 7 {stream}>&-'
        done = subprocess.run(["/bin/sh", "-c", script, "sh", *program], env={**os.environ, "HOME": str(binary.home)}, capture_output=True, text=True)  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    expected = ended(sys.executable, "-m", "mockcraft")
    assert expected == ended(*binary.as_user, binary.path)
    assert ("standard output is closed" in expected[2]) == (stream == 1)
