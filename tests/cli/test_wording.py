"""Messages speak the words of their caller: flags on the command line, arguments from Python."""

import ast
import re
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import mockcraft
from mockcraft.core.plan import Table
from mockcraft.core.ranges import Chunk, Range
from mockcraft.database import Checkpoint, engine_of
from mockcraft.errors import DataError, MockcraftError, Unsupported
from mockcraft.schema.append import bind_append
from mockcraft.schema.bind import Overrides, bind, load
from mockcraft.sink import LoadOptions
from mockcraft.sinks.broken import check_broken
from mockcraft.sinks.database import DatabaseSink
from mockcraft.sinks.target import Target
from mockcraft.stored import Catalogue, StoredTable
from mockcraft.wording import ARGUMENTS, FLAGS, worded
from mockcraft.work import Work

from .conftest import Answer

ROOT = Path(__file__).parents[2] / "src"
KEY = {"generator": "sequence", "primary_key": True}
TABLES: dict[str, Any] = {
    "tables": {
        "users": {"count": 5, "columns": {"id": KEY}},
        "orders": {
            "count": {"per": "users", "min": 1, "max": 1},
            "columns": {"id": KEY, "user_id": {"ref": "users.id"}},
        },
    }
}
SHOP = mockcraft.load(TABLES)
SPEC = load(TABLES, Overrides())[0]


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database that has users, and nothing else."""
    url = f"sqlite:///{tmp_path}/shop.db"
    SHOP.seed(url, tables=["users"])
    return url


def exists(url: str) -> object:
    return SHOP.seed(url, tables=["users"])


def not_made(url: str) -> object:
    return SHOP.seed(url, create=False)


def no_parent(url: str) -> object:
    with sqlite3.connect(url.removeprefix("sqlite:///")) as database:
        database.execute("DROP TABLE IF EXISTS users")
    return SHOP.seed(url, tables=["orders"])


def nothing_to_resume(url: str) -> object:
    engine = engine_of(url)
    without = replace(engine, can=replace(engine.can, checkpoints=False))
    return DatabaseSink(without, url, LoadOptions(resume=True))


def resumed_and_added(url: str) -> object:
    return SHOP.seed(url, resume=True, existing="append")


def no_table(url: str) -> object:
    return SHOP.seed(url, tables=["user"])


def two_tables(url: str) -> object:
    return SHOP.write("-", "csv")


def file_exists(url: str) -> object:
    folder = Path(url.removeprefix("sqlite:///")).parent / "files"
    SHOP.write(folder, overwrite=True)
    return SHOP.write(folder)


def counted_per_parent(url: str) -> object:
    return mockcraft.load(TABLES, counts={"orders": 3})


def counted_unknown(url: str) -> object:
    return mockcraft.load(TABLES, counts={"user": 3})


def scaled(url: str) -> object:
    huge = {"tables": {"t": {"count": 2**61, "columns": {"id": KEY}}}}
    return mockcraft.load(huge, scale=1000)


def located(url: str) -> object:
    return bind(SPEC, Overrides(locale="xx"))


def later_than_the_clock(url: str) -> object:
    return mockcraft.generate("date", after="2030-01-01", now="2020-01-01")


def no_parents_for_children(url: str) -> object:
    return bind_append(SPEC, None, {"users": 5, "orders": 2**61})


CALLS: list[tuple[Callable[[str], object], str, str]] = [
    (exists, "give --append to add rows, or --truncate to replace them",
     'give existing="append" to add rows, or existing="truncate" to replace them'),
    (not_made, "leave --no-create out to make it", "leave create=False out to make it"),
    (no_parent, "seed it first, or add --table users", 'seed it first, or add "users" to tables'),
    (nothing_to_resume, "leave --resume out", "leave resume=True out"),
    (resumed_and_added, "give --resume or --append, not both",
     'give resume=True or existing="append", not both'),
    (no_table, "--table user: the schema has no table 'user'",
     "tables=[\"user\"]: the schema has no table 'user'"),
    (two_tables, "choose one with --table", "choose one with tables"),
    (file_exists, "give --overwrite to replace", "give overwrite=True to replace"),
    (counted_per_parent, "--count orders: its rows", "counts['orders']: its rows"),
    (counted_unknown, "--count user: ", "counts['user']: "),
    (scaled, "--scale=1000: t would have", "scale=1000: t would have"),
    (located, "--locale: locale 'xx' is not known", "locale: locale 'xx' is not known"),
    (later_than_the_clock, "another clock: --now, or", "another clock: now, or"),
    (no_parents_for_children, "anew with --truncate and a larger --scale",
     'anew with existing="truncate" and a larger scale'),
]  # fmt: skip


@pytest.mark.parametrize(
    ("call", "flags", "arguments"), CALLS, ids=[call.__name__ for call, _, _ in CALLS]
)
def test_a_message_speaks_the_words_of_its_caller(
    url: str, call: Callable[[str], object], flags: str, arguments: str
) -> None:
    with pytest.raises(MockcraftError) as called:
        call(url)
    with worded(FLAGS), pytest.raises(MockcraftError) as typed:
        call(url)

    assert flags in str(typed.value)
    assert arguments in str(called.value)
    assert "--" not in str(called.value)


@pytest.mark.parametrize(
    ("run", "resume", "flags", "arguments"),
    [
        ("other", True, "or begin anew with --truncate", 'or begin anew with existing="truncate"'),
        ("run", False, "go on with --resume, or begin anew with --truncate",
         'go on with resume=True, or begin anew with existing="truncate"'),
    ],
)  # fmt: skip
def test_so_do_those_of_a_run_that_was_broken_off(
    run: str, resume: bool, flags: str, arguments: str
) -> None:
    engine = engine_of("postgresql://h/d")
    target = Target("d", engine, Catalogue({"users": StoredTable("users")}))
    unfinished = {run: {"users": Checkpoint(3, True)}}
    for words, said in ((FLAGS, flags), (ARGUMENTS, arguments)):
        with worded(words), pytest.raises(Unsupported) as caught:
            check_broken(target, "run", unfinished, LoadOptions(resume=resume))
        assert said in str(caught.value)


class Full:
    """A format for which there is no memory."""

    def encode(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> Any:
        raise MemoryError


def test_chunks_that_do_not_fit_ask_for_what_the_caller_can_give() -> None:
    rows = Range("users", 0, 5)
    work = Work(load(TABLES, Overrides())[1], Full(), (rows,), 10)
    for words, said in (
        (FLAGS, "use a smaller --batch-size, or fewer --workers"),
        (ARGUMENTS, "use fewer workers"),
    ):
        with worded(words), pytest.raises(DataError) as caught:
            work.payload(Chunk(rows, 0, 5))
        assert f"users: rows 0..4 do not fit into memory together ({said})" == str(caught.value)


def test_a_setting_is_named_by_where_it_was_given(
    inside: Callable[..., Answer], tmp_path: Path
) -> None:
    (tmp_path / "huge.yaml").write_text(
        "tables: {t: {count: 2305843009213693951, columns: {a: sequence}}}"
    )
    (tmp_path / "mine.yaml").write_text("scale: 100\n")
    said = "t would have more than 2**62 rows"
    seed = ["seed", "huge.yaml", "--dry-run"]

    assert f"mockcraft: --scale=10: {said}\n" == inside(*seed, "--scale", "10").err
    assert f"mockcraft: MOCKCRAFT_SCALE=10: {said}\n" == inside(*seed, MOCKCRAFT_SCALE="10").err
    assert (
        f"mockcraft: mine.yaml:1:8: scale=100: {said}\n"
        == inside("--settings", "mine.yaml", *seed).err
    )


def test_both_tables_of_words_have_the_same_names() -> None:
    assert set(FLAGS) == set(ARGUMENTS)


# What only the command line reaches: a request with a URL or a format, --rows and a look at a database; and
# what tells how a service is started.
TYPED = {
    "mockcraft.server.openapi": ["mockcraft generate firstname --seed 7"],
    "mockcraft.server.listening": [" (choose another --port, 0 for any free one, or --host)"],
    "mockcraft.server.jobs.files": [" (choose another --job-folder)"],
    "mockcraft.mcp.service": ["(start it as mockcraft mcp --allow-write)"],
    "mockcraft.mcp.tool": ["start mockcraft mcp with --plugin", " (mockcraft mcp --dir FOLDER opens another folder)"],
    "mockcraft.seeder": ["give --db or --output, not both", "say where to: --db URL for a database, or --output FORMAT for files"],
    "mockcraft.selection": ["--rows "],
    "mockcraft.schema.spec": [" is not set (set it, or give --db)"],
    "mockcraft.counts": ["--count"],  # where the texts are from, unless a caller says otherwise
    "mockcraft.backups.errors": [" (give --clean to replace all that it holds)"],
    "mockcraft.backups.folders": ["mockcraft backups --path ", " in place of --latest)"],
    "mockcraft.backups.pruning": ["so that --latest means them: "],
    "mockcraft.backups.programs": ["--version"],  # of other programs
    "mockcraft.backups.taking": [" (mockcraft backup --no-verify takes it all the same)"],
    "mockcraft.parts.check": ["mockcraft seed --part K/N)", "(make all parts with the same --rows)"],
    "mockcraft.parts.database": ["mockcraft seed --part K/N)"],
    "mockcraft.following": ["--follow ", "say where to: --db URL for a database, or --output FORMAT --dir -", " (choose one with --table)"],
    "mockcraft.databases.mongodb.archiver": ["or leave that out with --no-verify)"],
    "mockcraft.databases.mysql.tools": ["--init-command="],  # of other programs
    "mockcraft.databases.mysql.stage": ["a backup alone can do without, with --no-verify)"],
    "mockcraft.databases.redis.archiver": ["or leave that out with --no-verify)", "redis-cli --rdb"],
    "mockcraft.databases.redis.messages": ["redis-cli -h PRIMARY --pipe"],
    "mockcraft.databases.postgresql.scratch": ["or leave that out with --no-verify)"],
}  # fmt: skip


ARGUMENT = r"--[\w-]+(=\S*)?"  # of an engine's own programs, such as psql


def test_no_other_module_names_a_flag() -> None:
    found = [
        f"{name}: {text}"
        for name, tree in modules().items()
        if not name.startswith(
            ("mockcraft.cli", "mockcraft.boot", "mockcraft.settings", "mockcraft.wording")
        )
        for text in texts(tree)
        if re.search(r"(?<![\w-])--[a-z]", text)
        and not (name.startswith("mockcraft.databases.") and re.fullmatch(ARGUMENT, text))
        and not any(text.endswith(each) or each in text for each in TYPED.get(name, ()))
    ]

    assert [] == found


def modules() -> dict[str, ast.Module]:
    paths = {
        path: ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in ROOT.rglob("*.py")
    }
    return {name: ast.parse(path.read_text(encoding="utf-8")) for path, name in paths.items()}


def texts(tree: ast.Module) -> list[str]:
    """Texts of a module that are no docstrings."""
    statements = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in statements
    ]
