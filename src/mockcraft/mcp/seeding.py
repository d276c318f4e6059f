"""The tool `seed`: fills a database, or writes files."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from mockcraft.clock import shown_clock
from mockcraft.core.ranges import rows_of
from mockcraft.database import engine_of, examples
from mockcraft.engine import Progress
from mockcraft.errors import UserError
from mockcraft.mcp.schemas import FILE, PARTS, loaded
from mockcraft.mcp.tool import Call, McpConfig, Tool, json_text
from mockcraft.schema.spec import MAX_PARENTS
from mockcraft.seeder import Seeding, SeedRequest, embedding, prepare
from mockcraft.server.uploads import SETTINGS
from mockcraft.setting import Setting
from mockcraft.settings import DB, DIALECT, DIR, OUTPUT, YES
from mockcraft.signals import Stopped
from mockcraft.sink import EXISTING, LoadOptions
from mockcraft.sinks.existing import losses

REPORTED_S = 0.5  # between two reports of progress
TABLES = Setting("tables", str, (), "The only tables that are filled", many=True)
EXISTING_ROWS = Setting(
    "existing", str, "refuse",
    "What to do with tables that have rows: refuse, append rows, or truncate (delete the rows first). "
    "Files that exist are refused, or replaced with truncate",
    choices=EXISTING,
)  # fmt: skip
CREATE = Setting("create", bool, True, "Make missing tables, or fill existing ones only")
RESUME = Setting("resume", bool, False, "Go on where a run that was cut off had come to")
DRY_RUN = Setting("dry_run", bool, False, "Tell what would be filled, and write nothing")
AGREE = YES.but(help="Whether rows that are there may be deleted: ask the user before you set it")
# Arguments that are about one kind of target alone, with the values that are not said: of no effect.
OF_DATABASES = {"db": None, "create": True, "resume": False, "yes": False}
OF_FILES = {"dir": DIR.default, "dialect": DIALECT.default}


def seed(config: McpConfig) -> Tool:
    """The tool that writes."""
    target = (DB.but(shown="", help=f"Database to fill, by its URL ({examples()})"),)
    into = "a database (db)" if config.db is None else "the database of this service"
    return Tool(
        name="seed",
        title="Fill a database, or write files",
        help=f"Fills {into} from a schema, or with output writes files into the folder of this service. "
        "All or nothing: a run that fails or is cancelled takes back what it wrote.",
        settings=(
            FILE, *(target if config.db is None else ()), OUTPUT.but(help="Write files of this format", metavar="", free=None), DIR.but(help="Folder of the files, in that of this service"),
            DIALECT, TABLES, EXISTING_ROWS, CREATE, RESUME, AGREE, DRY_RUN, *SETTINGS,
        ),
        parts=PARTS,
        output={
            "type": "object",
            "required": ["target", "tables", "rows", "seed", "now", "written"],
            "properties": {
                "target": {"type": "string"},
                "tables": {
                    "type": "object",
                    "description": "Rows by table.",
                    "additionalProperties": {"type": "integer"},
                },
                "rows": {"type": "integer", "description": "Of all tables."},
                "seed": {"type": "integer"},
                "now": {"type": "string"},
                "written": {"type": "boolean", "description": "False for a dry run."},
                "seconds": {"type": "number"},
                "notes": {"type": "array", "items": {"type": "string"}},
            },
        },
        run=_seed,
        writes=True,
    )  # fmt: skip


def _seed(call: Call) -> str:
    given, config = call.values, call.config
    spec, _, overrides = loaded(call, MAX_PARENTS)
    database, output = given.get("db", config.db), given["output"]
    _check_target(given, database, config)
    request = SeedRequest(
        schema=replace(spec, database=None),
        database=None if output else database,
        output=output,
        folder=str(config.inside(given["dir"], "dir")),
        dialect=given["dialect"],
        overrides=overrides,
        tables=given["tables"],
        load=LoadOptions(given["create"], given["existing"], given["resume"]),
        looks=given["dry_run"],
    )
    seeding = prepare(request)
    if given["dry_run"]:
        return json_text(_foreseen(seeding))
    _agree(seeding, given["yes"])
    return json_text(_run(seeding, call, request.folder))


def _check_target(given: dict[str, Any], database: str | None, config: McpConfig) -> None:
    """Raises UserError unless there is one target, which may be written to, with arguments that go with it."""
    output = given["output"]
    if output is None and database is None:
        raise UserError("say where to: db, the URL of a database, or output, a format of files")
    others, what = (
        (OF_FILES, "files, and goes with output")
        if output is None
        else (OF_DATABASES, "a database, and does not go with output")
    )
    for name, usual in others.items():
        if given.get(name, usual) != usual:
            raise UserError(f"{name} is about {what} (leave it out)")
    if output is not None and given["existing"] == "append":
        raise UserError('existing="append" is about a database; files are made anew')
    if output is not None and output != "sql" and given["dialect"] != DIALECT.default:
        raise UserError(f"dialect is that of SQL files, not of {output} (leave it out)")
    if output is None and given.get("db") is not None:
        file = engine_of(given["db"]).file(given["db"])
        if file is not None:
            config.inside(str(file), "the file of db")


def _agree(seeding: Seeding, agreed: bool) -> None:
    """Raises UserError where rows would be deleted and nobody has agreed to that."""
    replaced = seeding.replaced()
    if replaced and not agreed:
        lost = ", ".join(losses(replaced))
        raise UserError(
            f'{_target(seeding)}: existing="truncate" would delete {lost} '
            "(ask the user, then give yes=true)"
        )
    seeding.agree(replaced)


def _target(seeding: Seeding, folder: str = "") -> str:
    url = seeding.database
    return folder if url is None else engine_of(url).shown(url)


def _foreseen(seeding: Seeding) -> dict[str, Any]:
    outlook = seeding.sink.foresee(seeding.plan, seeding.ranges)
    if outlook.refusal is not None:
        raise outlook.refusal
    made: dict[str, int] = {}
    for each in seeding.ranges:
        made[each.table] = made.get(each.table, 0) + each.rows
    return _answer(seeding, outlook.target, made, False) | {
        "notes": [*embedding(seeding.plan, seeding.ranges), *outlook.lines]
    }


def _run(seeding: Seeding, call: Call, folder: str) -> dict[str, Any]:
    reported = 0.0

    def report(progress: Progress) -> None:
        nonlocal reported
        if call.stop.is_set():
            raise Stopped
        now = time.monotonic()
        if now - reported >= REPORTED_S:
            reported = now
            call.report(progress.rows, seeding.rows, progress.table)

    progress = seeding.run(report=report)
    made = _answer(seeding, _target(seeding, folder), progress.done, True)
    lines = embedding(seeding.plan, seeding.ranges)
    notes = [*lines, *seeding.unread(), *seeding.left_out(), *filter(None, [progress.note])]
    return made | {"seconds": round(progress.seconds, 3), "notes": notes}


def _answer(seeding: Seeding, target: str, tables: dict[str, int], written: bool) -> dict[str, Any]:
    plan = seeding.plan
    return {
        "target": target,
        "tables": tables,
        "rows": rows_of(seeding.ranges) if not written else sum(tables.values()),
        "seed": plan.seed,
        "now": shown_clock(plan.now),
        "written": written,
    }
