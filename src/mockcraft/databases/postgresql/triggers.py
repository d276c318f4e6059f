"""What triggers on INSERT do besides being there: what they refuse, which functions they call, and where they write."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from mockcraft.databases.guards import demanded, looked_up, refusals, sought, words_of, written_to
from mockcraft.stored import StoredRule, StoredTable

Rows = Callable[..., list[Any]]  # of a query and its parameters
_BEFORE = 2  # of tgtype
_WHEN = re.compile(r" WHEN \((.*)\) EXECUTE (?:FUNCTION|PROCEDURE) ", re.DOTALL)


def with_triggers(rows: Rows, tables: dict[int, StoredTable]) -> dict[int, StoredTable]:
    """The tables, by their oids, with what their triggers on INSERT do."""
    made, called = dict(tables), _Called(rows)
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
        whole = "\n".join([code, *called.by(code)])
        made[oid] = replace(
            table, rules=(*table.rules, *rules), calls=(*table.calls, function),
            writes=(*table.writes, *written_to(whole)), wants=(*table.wants, *looked_up(code)),
            named=(*table.named, *sought(whole, lambda: _user(rows))), said=table.said | words_of(whole),
        )  # fmt: skip
    return made


def _user(rows: Rows) -> str:
    ((name,),) = rows("SELECT session_user::text")
    return str(name)


class _Called:
    """The code of functions of the database, read once a trigger is there."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._codes: dict[str, list[str]] | None = None

    def by(self, code: str) -> list[str]:
        """The code of functions that code calls, and of those that these call."""
        if self._codes is None:
            self._codes = {}
            for name, text in self._rows(
                """SELECT proname::text, prosrc FROM pg_proc JOIN pg_language l ON l.oid = prolang
                   WHERE lanname IN ('sql', 'plpgsql') AND prorettype <> 'trigger'::regtype AND prosrc IS NOT NULL
                     AND pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
                   ORDER BY pg_proc.oid"""
            ):
                self._codes.setdefault(name.lower(), []).append(text)
        found: dict[str, None] = {}
        pending = [code]
        while pending:
            for word in sorted(words_of(pending.pop()) & self._codes.keys()):
                new = [each for each in self._codes[word] if each not in found]
                found |= dict.fromkeys(new)
                pending += new
        return list(found)
