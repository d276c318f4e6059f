"""What triggers on INSERT do besides being there: what they refuse, which functions they call, and where they write."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from mockcraft.databases.guards import demanded, looked_up, refusals, written_to
from mockcraft.stored import StoredRule, StoredTable

Rows = Callable[..., list[Any]]  # of a query and its parameters
_BEFORE = 2  # of tgtype
_WHEN = re.compile(r" WHEN \((.*)\) EXECUTE (?:FUNCTION|PROCEDURE) ", re.DOTALL)


def with_triggers(rows: Rows, tables: dict[int, StoredTable]) -> dict[int, StoredTable]:
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
        made[oid] = replace(
            table, rules=(*table.rules, *rules), calls=(*table.calls, function),
            writes=(*table.writes, *written_to(code)), wants=(*table.wants, *looked_up(code)),
        )  # fmt: skip
    return made
