"""The quick route and click's route: the same answers, and no needless import."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mockcraft import boot
from mockcraft.cli import main

SLOW = {
    "click", "numpy", "pyarrow", "re", "typing", "dataclasses", "json", "inspect", "enum", "yaml",
    "functools", "collections", "datetime", "decimal", "random", "hashlib", "difflib",
}  # fmt: skip
UNUSED_BY_ROWS = {
    "multiprocessing", "pyarrow.fs", "pyarrow.parquet", "pyarrow.compute", "ssl", "_hashlib", "logging", "concurrent.futures",
    "shutil", "csv", "fractions", "pkgutil", "json", "sqlglot",
    "mockcraft.cli.agreement", "mockcraft.cli.further", "mockcraft.cli.outlook", "mockcraft.database", "mockcraft.options",
    "mockcraft.core.expressions.functions", "mockcraft.core.given", "mockcraft.core.process",
    "mockcraft.core.uniques.measure", "mockcraft.schema.checks", "mockcraft.schema.conditions", "mockcraft.schema.counted",
    "mockcraft.schema.expressions", "mockcraft.schema.given_rows", "mockcraft.schema.list_formats",
    "mockcraft.schema.option_reader", "mockcraft.schema.process_reader", "mockcraft.schema.totals",
    "mockcraft.schema.yaml_faults", "mockcraft.sinks.existing", "mockcraft.sinks.folder", "mockcraft.stored",
    "mockcraft.stores",
}  # fmt: skip
QUICK = [
    ["--version"],
    ["generators"],
    ["generate", "firstname", "--seed", "7"],
    ["generate", "FirstName", "--seed=7", "-n", "3"],
    ["generate", "-n", "600", "last_name", "--seed", "0"],
    ["generate", "email", "--count", "2", "--seed", "18446744073709551", "--locale", "de-de"],
    ["generate", "--locale=ja_JP", "firstname", "--count=2", "--seed", "007"],
    ["generate", "birth_date", "--seed", "1"],
    ["generate", "uuid", "--seed", "1"],
    ["generate", "words", "-n", "2", "--seed", "1"],
    ["generate", "number", "--min=1", "--seed", "1"],
    ["generate", "--max", "-3", "number", "--seed", "1", "--min=-7", "-n", "3"],
    ["generate", "sentence", "--min-words", "2", "--max-words=2", "--seed", "1"],
    ["generate", "first_name", "--sex", "female", "--locale", "de_DE", "--seed", "1"],
]
SLOWER = [
    ["generate"],
    ["generate", "firstnam"],
    ["generate", "firstname", "lastname"],
    ["generate", "firstname", "-n", "0"],
    ["generate", "firstname", "-n", "x"],
    ["generate", "firstname", "-n"],
    ["generate", "firstname", "-n", "1", "-n", "2", "--seed", "1"],
    ["generate", "firstname", "-n2", "--seed", "1"],
    ["generate", "firstname", "-n=2", "--seed", "1"],
    ["generate", "firstname", "--seed", "-1"],
    ["generate", "firstname", "--seed="],
    ["generate", "firstname", "--seed", "18446744073709551615"],
    ["generate", "firstname", "--seed", "18446744073709551616"],
    ["generate", "firstname", "--seed", "٣"],
    ["generate", "firstname", "--locale", "xx"],
    ["generate", "choice", "--seed", "1"],
    ["generate", "number", "--min=x", "--seed", "1"],
    ["generate", "number", "--min=9", "--max=1", "--seed", "1"],
    ["generate", "number", "--min=", "--seed", "1"],
    ["generate", "number", "--min=1", "--min=2", "--seed", "1"],
    ["generate", "number", "--mni=1", "--seed", "1"],
    ["generate", "number", "--min"],
    ["generate", "sentence", "--min_words=1", "--seed", "1"],
    ["generate", "password", "--numeric=false", "--seed", "1"],
    ["generate", "password", "--no-numeric", "--seed", "1"],
    ["generate", "words", "--words-count", "2", "--seed", "1"],
    ["generate", "firstname", "--format", "json", "--seed", "1"],
    ["generate", "--seed", "1", "--", "firstname"],
    ["generators", "--category", "person"],
    ["--version", "x"],
    [],
]


def by_click(words: list[str], capfdbinary: pytest.CaptureFixture[bytes]) -> tuple[int, bytes]:
    from mockcraft.errors import MockcraftError

    try:
        code = main.run(list(words))
    except MockcraftError as error:
        code = error.exit_code
    sys.stdout.flush()
    return code, capfdbinary.readouterr().out


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("words", QUICK + SLOWER, ids=" ".join)
def test_both_routes_print_the_same_and_end_the_same(
    words: list[str], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    code = boot.main(words)
    sys.stdout.flush()
    out = capfdbinary.readouterr().out

    assert (code, out) == by_click(words, capfdbinary)


@pytest.mark.parametrize("words", QUICK, ids=" ".join)
def test_a_plain_request_is_answered_without_click(words: list[str]) -> None:
    assert boot.quick(words) is not None


@pytest.mark.parametrize("words", SLOWER, ids=" ".join)
def test_everything_else_is_left_to_click(words: list[str]) -> None:
    assert boot.quick(words) is None


def test_a_variable_or_a_settings_file_is_left_to_click(monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["generate", "firstname"]

    monkeypatch.setenv("MOCKCRAFT_TEST_POSTGRES", "x")
    assert boot.quick(words) is not None
    monkeypatch.setenv("MOCKCRAFT_LOCALE", "de_DE")
    assert boot.quick(words) is None
    monkeypatch.delenv("MOCKCRAFT_LOCALE")
    Path("mockcraft.yml").touch()
    assert boot.quick(words) is None


def modules_after(code: str) -> set[str]:
    """Names of the modules a fresh interpreter has after some code; its last line prints them."""
    script = f"import sys; sys.path[:0] = {sys.path!r}\n{code}\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True,
        env={k: v for k, v in os.environ.items() if not k.startswith("MOCKCRAFT_")},
    )  # fmt: skip
    return set(done.stdout.split("\n")[-2].split())


@pytest.mark.parametrize("words", QUICK[:4], ids=" ".join)
def test_the_quick_route_imports_nothing_slow(words: list[str]) -> None:
    bare = modules_after("pass")
    added = modules_after(f"from mockcraft.boot import main; main({words!r})") - bare

    assert "mockcraft.boot" in added
    assert added & SLOW == set()


def test_help_imports_no_command() -> None:
    added = modules_after("from mockcraft.boot import main; main(['--help'])")

    assert {name for name, _ in main.COMMANDS.values()} & added == set()


def test_rows_on_standard_output_import_nothing_that_they_do_without() -> None:
    """Each of these takes longer to import than ten rows to make."""
    columns = "{id: sequence, name: first_name, mail: email, born: {generator: date, nulls: 0.1}}"
    Path("one.yaml").write_text(f"tables: {{people: {{count: 2, columns: {columns}}}}}")
    line = "['seed', '--config', 'one.yaml', '--output', 'csv', '--dir', '-']"
    added = modules_after(f"from mockcraft.boot import main; main({line})") - modules_after("pass")

    assert "mockcraft.engine" in added
    assert added & UNUSED_BY_ROWS == set()
    assert {each for each in added if each.startswith("mockcraft.databases")} == set()


def test_a_run_imports_no_pandas_which_a_plugin_gets() -> None:
    """Arrow looks for it, and so does the DB-API of SQLite's driver."""
    Path("one.yaml").write_text("tables: {people: {count: 2, columns: {name: {values: [a, b]}}}}")
    Path("asking.py").write_text("import pandas")
    seed = "seed", "--config", "one.yaml", "--db", "sqlite:///one.db"
    for words, asked in ((seed, False), (("--plugin", "asking.py", "seed", "--help"), True)):
        line = [sys.executable, "-X", "importtime", "-m", "mockcraft", *words]
        done = subprocess.run(line, capture_output=True, text=True, check=True)
        imported = {each.rpartition("|")[2].strip() for each in done.stderr.splitlines()}

        assert "pyarrow" in imported or asked
        assert asked == ("pandas.core" in imported)
        assert imported.isdisjoint({"polars", "pyarrow.dataset"})


def test_a_series_is_one_for_arrow_that_was_told_of_no_pandas_before() -> None:
    code = """
from mockcraft.libraries import tune_libraries
tune_libraries([])
import pyarrow as pa
exec("pa.array([1])", {"__name__": "mockcraft.core.arrays", "pa": pa})
assert "pandas" not in sys.modules
import pandas as pd
assert pa.array(pd.Series(["a", float("nan")], dtype=object)).null_count == 1
assert pa.table({"a": [1]}).to_pandas()["a"].sum() == 1
"""

    assert "pandas" in modules_after(code)


def test_a_seed_is_drawn_anew_for_each_run() -> None:
    seen = {"".join(boot.quick(["generate", "uuid"]) or ()) for _ in range(20)}

    assert len(seen) == 20


def test_a_bug_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(words: list[str]) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(boot, "quick", broken)
    with contextlib.suppress(SystemExit), pytest.raises(RuntimeError):
        boot.main([])


def test_a_signal_that_comes_while_a_class_is_made_is_an_interruption(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Named:
        def __set_name__(self, owner: type, name: str) -> None:
            signal.raise_signal(signal.SIGTERM)

    def make(words: list[str]) -> int:
        type("Made", (), {"field": Named()})
        return 0

    monkeypatch.setattr(main, "run", make)

    assert 143 == boot.main(["seed"])
    assert "mockcraft: terminated\n" == capsys.readouterr().err


LAUNCHER = Path(__file__).parents[2] / "launcher" / "mockcraft"


def launched(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What comes of the installed command, which is a process of its own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("MOCKCRAFT_")}
    paths = os.pathsep.join([*environment.pop("paths", "").split(), *filter(None, sys.path)])
    return subprocess.run(
        [sys.executable, str(LAUNCHER), *words], capture_output=True, text=True,
        env=kept | {"PYTHONPATH": paths} | environment,
    )  # fmt: skip


def test_what_others_do_at_the_end_is_done_after_a_quick_answer_too(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import atexit\natexit.register(print, 'the end')\n")
    done = launched("generate", "firstname", "--seed", "1", paths=str(tmp_path))

    assert (0, "Rebecca\nthe end\n", "") == (done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("words", [["--version"], ["generate", "uuid", "-n", "100000"]])
def test_a_quick_answer_that_cannot_be_written_is_a_sentence(words: list[str]) -> None:
    line = " ".join([f'"{sys.executable}"', f'"{LAUNCHER}"', *words])
    paths = os.pathsep.join(filter(None, sys.path))
    done = subprocess.run(
        ["sh", "-c", f"{line} >/dev/full"], capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": paths},
    )  # fmt: skip

    assert 3 == done.returncode
    assert "mockcraft: standard output cannot be written: no space left on device\n" == done.stderr


def test_garbage_is_looked_for_as_usual_once_a_command_runs() -> None:
    """In a process of its own: at its end, a program ignores signals."""
    program = (
        "import gc, sys\n"
        "from mockcraft import boot\n"
        "from mockcraft.cli import main\n"
        "usual = gc.get_threshold()\n"
        "main.run = lambda words: print(gc.get_threshold() == usual) or 4\n"
        "sys.argv = ['mockcraft', 'seed']\n"
        "boot.program()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert (4, "True\n", "") == (done.returncode, done.stdout, done.stderr)


def test_the_launcher_answers_without_importing_anything_slow() -> None:
    def imported(*words: str) -> tuple[str, set[str]]:
        done = subprocess.run(
            [sys.executable, "-X", "importtime", *words],
            capture_output=True, text=True, check=True,
            env={k: v for k, v in os.environ.items() if not k.startswith("MOCKCRAFT_")},
        )  # fmt: skip
        return done.stdout, {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}

    out, names = imported(str(LAUNCHER), "generate", "firstname", "--seed", "7")

    assert "".join(boot.quick(["generate", "firstname", "--seed", "7"]) or ()) == out
    assert "mockcraft.boot" in names
    assert set() == (names - imported("-c", "pass")[1]) & SLOW


def test_the_installed_command_is_the_launcher() -> None:
    assert LAUNCHER.read_text() == Path(sys.executable).with_name("mockcraft").read_text()
