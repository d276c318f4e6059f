"""Files in an object store: SeaweedFS, asked over S3."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from pyarrow import fs

import servers
from mockcraft import stores
from mockcraft.boot import main
from mockcraft.core.plan import Plan
from mockcraft.engine import run
from mockcraft.errors import SinkError, Unsupported, UserError
from mockcraft.format import FormatOptions
from mockcraft.formats.known import FORMATS
from mockcraft.parts.check import Incomplete, check
from mockcraft.selection import Selection
from mockcraft.sink import open_files
from mockcraft.sinks import object_store
from mockcraft.stores import open_store
from plans import tables

SMALL = "t:\n  count: 50\n  columns:\n    id: {generator: sequence, primary_key: true}\n    x: word\nu:\n  count: 20\n  columns: {x: word}\n"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return tables(SMALL)


def write(
    plan: Plan, folder: str, format: str = "csv", existing: str = "refuse", fails_at: int = 0,
    part: tuple[int, int] | None = None,
) -> None:  # fmt: skip
    def report(progress: Any) -> None:
        if fails_at and progress.rows >= fails_at:
            raise KeyboardInterrupt

    chosen = Selection(part=part)
    sink = open_files(format, folder, "dump", FormatOptions(), existing=existing, chosen=chosen)
    run(plan, sink, chosen.ranges(plan), batch_rows=7, report=report)


def objects(url: str) -> dict[str, bytes]:
    """All objects of the bucket, by their names within it."""
    store = open_store(url)
    found = store.files.get_file_info(fs.FileSelector(store.bucket, recursive=True))
    return {
        each.path.removeprefix(store.bucket + "/"): store.files.open_input_stream(each.path).read()
        for each in found
        if each.type == fs.FileType.File
    }


def folders(url: str) -> list[str]:
    store = open_store(url)
    found = store.files.get_file_info(fs.FileSelector(store.bucket, recursive=True))
    return [each.path for each in found if each.type == fs.FileType.Directory]


@pytest.mark.parametrize("format", FORMATS)
def test_objects_are_the_files_of_a_folder(
    plan: Plan, format: str, bucket: str, tmp_path: Path
) -> None:
    write(plan, bucket, format)
    write(plan, str(tmp_path), format)

    files = {f"out/{path.name}": path.read_bytes() for path in tmp_path.iterdir()}
    assert len(files) >= 1
    assert files == objects(bucket)


def test_an_object_has_no_name_before_the_run_is_done(plan: Plan, bucket: str) -> None:
    seen: set[str] = set()

    def look(progress: Any) -> None:
        seen.update(objects(bucket))

    run(plan, open_files("csv", bucket, "dump", FormatOptions()), report=look)

    assert {"out/mockcraft.csv.unfinished/t.csv"} >= seen
    assert {"out/t.csv", "out/u.csv"} == set(objects(bucket))


@pytest.mark.parametrize("at", [1, 60])
def test_a_run_that_fails_leaves_nothing(plan: Plan, at: int, bucket: str) -> None:
    with pytest.raises(KeyboardInterrupt):
        write(plan, bucket, fails_at=at)

    assert ({}, []) == (objects(bucket), folders(bucket))


def test_a_run_that_fails_keeps_the_files_of_an_earlier_one(plan: Plan, bucket: str) -> None:
    write(plan, bucket)
    before = objects(bucket)
    with pytest.raises(KeyboardInterrupt):
        write(tables(SMALL.replace("50", "51")), bucket, existing="truncate", fails_at=60)

    assert before == objects(bucket)


def test_files_that_exist_are_refused_or_replaced(plan: Plan, bucket: str) -> None:
    write(tables(SMALL.replace("50", "51")), bucket)
    with pytest.raises(Unsupported, match=r"out/t\.csv exists already, and so does 1 more file"):
        write(plan, bucket)
    write(plan, bucket, existing="truncate")

    assert 51 == objects(bucket)["out/t.csv"].count(b"\n")


def test_what_a_store_does_not_copy_goes_through_this_machine(
    plan: Plan, bucket: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(object_store, "COPIED_BYTES", 10)
    monkeypatch.setattr(object_store, "PIECE_BYTES", 16)
    write(plan, bucket)
    write(plan, str(tmp_path))

    assert (tmp_path / "t.csv").read_bytes() == objects(bucket)["out/t.csv"]
    assert {"out/t.csv", "out/u.csv"} == set(objects(bucket))


def test_parts_in_a_store_are_checked(plan: Plan, bucket: str) -> None:
    for number in (1, 3):
        write(plan, bucket, part=(number, 3))
    with pytest.raises(Incomplete) as raised:
        check(bucket)
    write(plan, bucket, part=(2, 3))

    assert "/out: t.csv: part 2/3 is missing" in str(raised.value)
    assert "tester" not in str(raised.value)
    assert [("t.csv", 50), ("u.csv", 20)] == [(each.name, each.rows) for each in check(bucket)]
    store = open_store(bucket)
    with store.files.open_output_stream(f"{store.path}/t.part-2-of-3.csv") as file:
        file.write(objects(bucket)["out/t.part-1-of-3.csv"])
    with pytest.raises(Incomplete, match=r"t\.part-2-of-3\.csv has changed"):
        check(bucket)


@pytest.fixture
def command(
    bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Begins a run of many rows into the bucket."""
    (tmp_path / "s.yaml").write_text(f"tables:\n  {SMALL.replace(chr(10), chr(10) + '  ')}")
    processes = []

    def begin(*words: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "mockcraft", "seed", "s.yaml", "--output", "csv", "--dir", bucket, *words],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
            cwd=tmp_path, stderr=subprocess.PIPE,
        )  # fmt: skip
        processes.append(process)
        return process

    yield begin
    for process in processes:
        process.kill()
        process.communicate()


def test_a_run_that_is_killed_leaves_no_final_name_and_the_next_one_clears_up(
    command: Callable[..., subprocess.Popen[bytes]], bucket: str
) -> None:
    process = command("--count", "t=1000", "--count", "u=100000000")
    store = open_store(bucket)
    first = f"{store.path}/mockcraft.csv.unfinished/t.csv"
    while store.files.get_file_info(first).type == fs.FileType.NotFound:
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait(60)

    assert ["out/mockcraft.csv.unfinished/t.csv"] == list(objects(bucket))
    assert 0 == command("-q").wait(60)
    assert {"out/t.csv", "out/u.csv"} == set(objects(bucket))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped_leaves_nothing(
    command: Callable[..., subprocess.Popen[bytes]], bucket: str, number: signal.Signals
) -> None:
    process = command("--count", "t=1000", "--count", "u=100000000")
    store = open_store(bucket)
    first = f"{store.path}/mockcraft.csv.unfinished/t.csv"
    while store.files.get_file_info(first).type == fs.FileType.NotFound:
        assert process.poll() is None
    process.send_signal(number)
    _, said = process.communicate(timeout=120)

    assert 128 + number == process.returncode
    assert b"what this run wrote was taken back" in said
    assert ({}, []) == (objects(bucket), folders(bucket))


def said(words: list[str], capfd: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = main(words)
    captured = capfd.readouterr()
    return code, captured.out + captured.err


def test_secrets_are_not_shown(
    bucket: str, seaweedfs: servers.SeaweedFS, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "s.yaml").write_text("tables: {t: {count: 3, columns: {x: word}}}")
    parts = urlsplit(bucket)
    key, secret = parts.username or "", parts.password or ""
    run_to = ["seed", str(tmp_path / "s.yaml"), "--output", "csv", "--dir"]
    wrong = bucket.replace(secret, "wr0ngsecret")
    nowhere = bucket.replace(parts.hostname or "", "mockcraft-none")
    answers = [
        said([*run_to, bucket, "--dry-run"], capfd),
        said([*run_to, bucket, "-v"], capfd),
        said([*run_to, bucket], capfd),
        said([*run_to, wrong], capfd),
        said([*run_to, nowhere], capfd),
        said([*run_to, nowhere, "--dry-run"], capfd),
        said(["parts", "check", wrong], capfd),
        said(["parts", "check", bucket], capfd),
    ]

    assert [0, 0, 2, 3, 3, 3, 2, 2] == [code for code, _ in answers], answers
    assert f"s3://{parts.hostname}/out cannot be read: " in answers[3][1]
    assert "there is no mockcraft-none (make it first)" in answers[4][1]
    for _, text in answers:
        assert key not in text.replace(str(tmp_path), "")
        assert secret not in text
        assert "wr0ngsecret" not in text


def test_the_url_of_a_settings_file_is_no_path_beside_it(
    bucket: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "s.yaml").write_text("tables: {t: {count: 3, columns: {x: word}}}")
    (tmp_path / "settings.yaml").write_text(f"dir: {bucket}\noutput: csv\n")
    words = ["--settings", str(tmp_path / "settings.yaml"), "seed", str(tmp_path / "s.yaml")]

    assert 0 == said(words, capfd)[0]
    assert ["out/t.csv"] == list(objects(bucket))


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("ftp://host/x", "ftp://host/x: no folder is reached by ftp://"),
        ("s3:///x", "say which bucket"),
        ("abfs://host/x", "say which container@account"),
        ("abfs://c:hush@a.com/x", "a.com is no account of Azure"),
        (
            "abfs://c@a/x?sastoken=hush",
            "there is no option 'sastoken' (did you mean \"sas_token\"?)",
        ),
        ("gs://bucket/x?wrong=hush", "gs://bucket/x cannot be opened: "),
        ("s3://bucket?region=eu-central-1/x", "region='eu-central-1/x' is no region"),
        ("s3://bucket/x?regoin=eu", "there is no option 'regoin' (did you mean \"region\"?)"),
        ("s3://k:hush@bucket/x?scheme=gopher&region=x", "s3://bucket/x cannot be opened"),
    ],
)
def test_a_url_that_cannot_be_is_refused_before_anything_is_opened(url: str, message: str) -> None:
    with pytest.raises(UserError) as raised:
        open_store(url)

    assert message in str(raised.value)
    assert "hush" not in str(raised.value)


@pytest.mark.parametrize(
    ("url", "path", "options"),
    [
        ("abfs://c:a%2Bw%3D%3D@acc/x/y", "c/x/y", {"account_name": "acc", "account_key": "a+w=="}),
        ("abfs://c@acc.dfs.core.windows.net?sas_token=se", "c", {"account_name": "acc", "sas_token": "se"}),
        ("abfss://c@acc.blob.core.chinacloudapi.cn/x", "c/x", {"dfs_storage_authority": ".dfs.core.chinacloudapi.cn"}),
        ("gs://bucket/a/b", "bucket/a/b", {"retry_time_limit": timedelta(seconds=30)}),
        ("gs://bucket/a?retry_limit_seconds=5", "bucket/a", {"retry_time_limit": timedelta(seconds=5)}),
    ],
)  # fmt: skip
def test_a_url_names_account_container_and_folder(
    url: str, path: str, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "_look_at", lambda store: None)  # which asks the store
    opened = open_store(url)
    (given,) = opened.files.__reduce__()[1]

    assert path == opened.path
    assert options == {name: given[name] for name in options}


def test_a_store_that_does_not_answer_is_told(plan: Plan) -> None:
    with pytest.raises(SinkError, match="s3://bucket/out cannot be read: "):
        write(
            plan, "s3://k:s@bucket/out?endpoint_override=127.0.0.1:1&scheme=http&region=us-east-1"
        )


def test_partitions_of_a_table_are_folders_of_the_store(bucket: str, tmp_path: Path) -> None:
    parted = "  partition_by: k\n  columns: {k: {values: [a, b/c]}, x: word}\n"
    plan = tables(f"t:\n  count: 20\n{parted}v:\n  count: 1\n  columns: {{x: word}}\n")
    for folder in (bucket, str(tmp_path)):
        sink = open_files("csv", folder, "dump", FormatOptions())
        run(sink.shaped(plan), sink, batch_rows=7)
    files = {
        f"out/{each.relative_to(tmp_path)}": each.read_bytes() for each in tmp_path.rglob("*.csv")
    }

    assert {"out/t/k=a/t.csv", "out/t/k=b%2Fc/t.csv", "out/v.csv"} == set(files)
    assert files == objects(bucket)
    again = open_files("csv", bucket, "dump", FormatOptions(), existing="truncate")
    with pytest.raises(SinkError, match=r"out/t is a folder \(move it, or choose another one\)"):
        run(again.shaped(plan), again)
    assert files == objects(bucket)


def test_parts_share_the_partitions_of_the_store(bucket: str) -> None:
    plan = tables(
        "t:\n  count: 20\n  partition_by: k\n  columns: {k: {values: [a, b]}, i: sequence}\n"
    )
    for number, existing in ((1, "refuse"), (2, "refuse"), (1, "truncate")):
        chosen = Selection(part=(number, 2))
        sink = open_files("csv", bucket, "dump", FormatOptions(), existing, chosen)
        own = sink.shaped(plan)
        run(own, sink, chosen.ranges(own), batch_rows=7)
    rows = [each for name, each in objects(bucket).items() if name.endswith(".csv")]

    assert ["i"] * 4 + sorted(map(str, range(1, 21))) == sorted(
        (line for each in rows for line in each.decode().split()),
        key=lambda each: (each != "i", each),
    )
    assert [("t.csv", 2, 20)] == [(each.name, each.parts, each.rows) for each in check(bucket)]
