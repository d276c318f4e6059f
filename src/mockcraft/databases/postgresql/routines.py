"""The functions of a PostgreSQL database in its own languages, read once something calls one."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from mockcraft.databases.bodies import Reader, Routine
from mockcraft.databases.guards import words_of
from mockcraft.stored import StoredTable

Rows = Callable[..., list[Any]]  # of a query and its parameters


class Functions:
    """The functions that users have made in SQL and PL/pgSQL, and that no trigger is."""

    def __init__(self, rows: Rows, tables: Mapping[str, StoredTable]) -> None:
        self._rows, self._tables = rows, tables

    @cached_property
    def _found(self) -> list[tuple[str, list[str], str, bool]]:
        """Name, names of parameters, code, and whether it is one query, in the order in which they were made."""
        return [
            (name.lower(), [*names, *[""] * (count - len(names))][:count], code, sql)
            for name, names, count, code, sql in self._rows(
                """SELECT proname::text, coalesce(proargnames, '{}')::text[], pronargs::int,
                          CASE WHEN prosrc = '' THEN pg_get_functiondef(p.oid) ELSE prosrc END, lanname = 'sql'
                   FROM pg_proc p JOIN pg_language l ON l.oid = prolang
                   WHERE lanname IN ('sql', 'plpgsql') AND prorettype <> 'trigger'::regtype AND prosrc IS NOT NULL
                     AND prokind IN ('f', 'p')
                     AND pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
                   ORDER BY p.oid"""
            )
        ]

    @cached_property
    def reader(self) -> Reader:
        """Reads code that calls them; those of which there are several of a name are not known."""
        names = [name for name, *_ in self._found]
        columns = {
            table.name.lower(): frozenset(each.name.lower() for each in table.columns)
            for table in self._tables.values()
        }
        routines = {
            name: Routine(tuple(parameters), code, sql)
            for name, parameters, code, sql in self._found
            if names.count(name) == 1
        }
        return Reader("postgres", routines, lambda table: columns.get(table.lower(), frozenset()))

    def called(self, code: str) -> list[str]:
        """The code of functions that code calls, and of those that these call."""
        codes: dict[str, list[str]] = {}
        for name, _, text, _ in self._found:
            codes.setdefault(name, []).append(text)
        found: dict[str, None] = {}
        pending = [code]
        while pending:
            for word in sorted(words_of(pending.pop()) & codes.keys()):
                new = [each for each in codes[word] if each not in found]
                found |= dict.fromkeys(new)
                pending += new
        return list(found)
