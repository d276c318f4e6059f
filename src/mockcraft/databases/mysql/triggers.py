"""The triggers of MySQL and MariaDB: what their code, and that of the procedures which they call, does to new rows."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from mockcraft.databases.bodies import Reader, Routine, Routines
from mockcraft.databases.conditions import told
from mockcraft.databases.guards import (
    demanded,
    looked_up,
    refusals,
    sought,
    tokens,
    words_of,
    written_to,
)
from mockcraft.databases.mysql.indexes import Place
from mockcraft.dataclass import dataclass
from mockcraft.stored import StoredColumn, StoredRule

Rows = Callable[..., list[Any]]  # of a query and its parameters
_VALUES = re.compile(
    r"\bINSERT\s+INTO\s+((?:`[^`]+`|[\w.])+)\s*\(([^()]*)\)\s*VALUES\s*\(", re.IGNORECASE
)
_VARIABLE = re.compile(r"@(\w+)")
_SET = re.compile(r"(?:\bSET|\bINTO)\s+@(\w+)|@(\w+)\s*:?=", re.IGNORECASE)
_CALL = re.compile(r"\bCALL\s+((?:`[^`]+`|[\w.])+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Triggers:
    """The triggers of a table.

    Attributes:
        names: of all of them.
        fired: of those on INSERT.
        own: the code of these.
        run: the same, with that of procedures that they call.
        queries: (trigger, condition) of new rows that ask other tables, see conditions.told.
        demands: (trigger, condition) of new rows by what those demand that call procedures or functions.
        calling: the triggers that call some, and are understood.
    """

    names: tuple[str, ...] = ()
    fired: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    run: tuple[str, ...] = ()
    queries: tuple[tuple[str, str], ...] = ()
    demands: tuple[tuple[str, str], ...] = ()
    calling: frozenset[str] = frozenset()

    def facts(self) -> dict[str, Any]:
        """What stored.StoredTable has of them, but its rules."""
        return {
            "triggers": self.names,
            "writes": tuple(e for code in self.run for e in written_to(code, mysql=True)),
            "handed_on": tuple(dict.fromkeys(e for code in self.run for e in handed_on(code))),
            "queries": self.queries,
            "wants": tuple(each for code in self.own for each in looked_up(code)),
            "named": tuple(e for code in self.own for e in sought(code, lambda: "", mysql=True)),
            "said": frozenset(e for code in self.run for e in words_of(code, mysql=True)),
        }

    def guards(self, columns: Sequence[StoredColumn]) -> Iterator[StoredRule]:
        """What they demand of the columns of new rows."""
        names = [each.name for each in columns]
        for name, code in zip(self.fired, self.own, strict=True):
            if name not in self.calling:
                for text in demanded(refusals(code, mysql=True), names, "mysql"):
                    yield StoredRule(name, "guard", text)
        for name, text in self.demands:
            yield StoredRule(name, "guard", text)


def triggers(rows: Rows, found: Iterable[tuple[Place, Sequence[str]]]) -> dict[Place, Triggers]:
    """By table, from the name and the code of each of its triggers; "" for the code of one that is not on INSERT."""
    by_place: dict[Place, list[tuple[str, str]]] = {}
    for place, (name, code) in found:
        by_place.setdefault(place, []).append((name, code))
    readers = _readers(rows, by_place)
    made = {}
    for place, of_it in by_place.items():
        fired = [(name, code) for name, code in of_it if code]
        made[place] = Triggers(
            tuple(name for name, _ in of_it),
            tuple(name for name, _ in fired),
            tuple(code for _, code in fired),
            tuple(_with_procedures(code, readers[place[0]].routines) for _, code in fired),
            **_asked(fired, readers[place[0]]),
        )
    return made


def _asked(fired: Sequence[tuple[str, str]], reader: Reader) -> dict[str, Any]:
    """What triggers ask of other tables, and demand by what they call."""
    queries, demands, calling = [], [], set[str]()
    for name, code in fired:
        node = reader.trigger(code)
        if node is None:
            continue
        asked, conditions = told(node, "mysql")
        queries += [(name, each) for each in asked]
        if words_of(code, mysql=True) & reader.routines.keys():
            calling.add(name)
            demands += [(name, each) for each in conditions]
    return {"queries": tuple(queries), "demands": tuple(demands), "calling": frozenset(calling)}


def _readers(rows: Rows, triggers: Mapping[Place, Sequence[tuple[str, str]]]) -> dict[str, Reader]:
    """By database, what reads code with the routines that triggers may call, as far as this user may see them."""
    made = {schema: Reader("mysql", {}) for schema, _ in triggers}
    codes = ((schema, code) for (schema, _), of_it in triggers.items() for _, code in of_it)
    for schema in sorted({schema for schema, code in codes if code}):
        parameters: dict[tuple[str, str], list[str]] = {}
        for kind, name, parameter in rows(
            """SELECT ROUTINE_TYPE, SPECIFIC_NAME, PARAMETER_NAME FROM information_schema.PARAMETERS
               WHERE SPECIFIC_SCHEMA = %s AND ORDINAL_POSITION > 0 ORDER BY SPECIFIC_NAME, ORDINAL_POSITION""",
            schema,
        ):
            parameters.setdefault((kind, name), []).append(parameter)
        found = rows(
            """SELECT ROUTINE_TYPE, ROUTINE_NAME, coalesce(ROUTINE_DEFINITION, '') FROM information_schema.ROUTINES
               WHERE ROUTINE_SCHEMA = %s AND ROUTINE_TYPE IN ('PROCEDURE', 'FUNCTION') ORDER BY ROUTINE_NAME""",
            schema,
        )
        routines = {
            name.lower(): Routine(tuple(parameters.get((kind, name), ())), code)
            for kind, name, code in found
        }
        made[schema] = Reader("mysql", routines)
    return made


def _with_procedures(code: str, procedures: Routines) -> str:
    """Code, and that of the procedures which it calls, or those, of its own database."""
    whole, pending, seen = [code], called(code), set[str]()
    while pending:
        name = pending.pop(0)
        if name in procedures and name not in seen:
            seen.add(name)
            whole.append(procedures[name].code)
            pending += called(procedures[name].code)
    return ";\n".join(whole)


def called(code: str) -> list[str]:
    """The procedures that code calls, by their own names in small letters, the first call first."""
    found = _CALL.findall("".join(tokens(code, mysql=True)))
    return list(dict.fromkeys(name.rpartition(".")[2].strip("`").lower() for name in found))


def handed_on(code: str) -> Iterator[tuple[str, str, str]]:
    """(variable, table, column) of variables of the session that code writes into a column, and sets nowhere."""
    whole = "".join(tokens(code, mysql=True))
    own = {(first or second).lower() for first, second in _SET.findall(whole)}
    for found in _VALUES.finditer(whole):
        table, columns = found[1].rpartition(".")[2].strip("`"), found[2].split(",")
        for column, value in zip(columns, _listed(whole[found.end() :]), strict=False):
            if (variable := _VARIABLE.fullmatch(value)) and variable[1].lower() not in own:
                yield variable[1], table, column.strip().strip("`")


def _listed(text: str) -> Iterator[str]:
    """The parts of a list in parentheses, the first of which stands before this text."""
    part, depth = "", 0
    for each in tokens(text, mysql=True):
        depth += (each == "(") - (each == ")")
        if depth < 0 or (each == "," and not depth):
            yield part.strip()
            part = ""
        else:
            part += each
        if depth < 0:
            return
