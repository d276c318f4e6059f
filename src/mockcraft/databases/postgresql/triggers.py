"""What triggers on INSERT do besides being there: what they refuse, which functions they call, and where they write."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from mockcraft.databases.conditions import told
from mockcraft.databases.guards import demanded, looked_up, refusals, sought, words_of, written_to
from mockcraft.databases.postgresql.routines import Functions
from mockcraft.stored import StoredRule, StoredTable

Rows = Callable[..., list[Any]]  # of a query and its parameters
_BEFORE = 2  # of tgtype
_WHEN = re.compile(r" WHEN \((.*)\) EXECUTE (?:FUNCTION|PROCEDURE) ", re.DOTALL)


def with_triggers(
    rows: Rows, tables: dict[int, StoredTable], functions: Functions
) -> dict[int, StoredTable]:
    """The tables, by their oids, with what their triggers on INSERT do."""
    made = dict(tables)
    for oid, name, function, code, language, type_, text in rows(
        """SELECT tgrelid::bigint, tgname::text, tgfoid::regprocedure::text, prosrc, lanname::text, tgtype::int,
                  pg_get_triggerdef(t.oid)
           FROM pg_trigger t JOIN pg_proc p ON p.oid = tgfoid JOIN pg_language l ON l.oid = prolang
           WHERE tgrelid = ANY(%s::oid[]) AND NOT tgisinternal AND tgenabled IN ('O', 'A') AND tgtype & 4 > 0
           ORDER BY tgrelid, tgname""",
        list(tables),
    ):
        table = made[oid]
        rules: list[StoredRule] = []
        if language == "plpgsql":
            found = _WHEN.search(text)
            columns = [each.name for each in table.columns]
            paths = refusals(code, bool(type_ & _BEFORE), found[1] if found else "")
            rules = [
                StoredRule(name, "guard", each) for each in demanded(paths, columns, "postgres")
            ]
            queries, more = _asked(
                code, found[1] if found else "", bool(type_ & _BEFORE), functions
            )
            asked = ((name, each) for each in queries)
            table = replace(table, queries=(*table.queries, *asked))
            if more is not None:
                rules = [StoredRule(name, "guard", each) for each in more]
        whole = "\n".join([code, *functions.called(code)])
        made[oid] = replace(
            table, rules=(*table.rules, *rules), calls=(*table.calls, function),
            writes=(*table.writes, *written_to(whole)), wants=(*table.wants, *looked_up(code)),
            named=(*table.named, *sought(whole, lambda: _user(rows))), said=table.said | words_of(whole),
        )  # fmt: skip
    return made


def _asked(
    code: str, when: str, skips: bool, functions: Functions
) -> tuple[tuple[str, ...], tuple[str, ...] | None]:
    """What a trigger asks of other tables, and what it demands where it calls functions; None where it does not."""
    node = functions.reader.trigger(code, when, skips)
    if node is None:
        return (), None
    queries, conditions = told(node, "postgres")
    return queries, conditions if functions.called(code) else None


def _user(rows: Rows) -> str:
    ((name,),) = rows("SELECT session_user::text")
    return str(name)
