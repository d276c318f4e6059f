"""Small files beside those of tables, for the tool of the database engine that restores them."""

from collections.abc import Mapping

from mockcraft.core.plan import Plan, Table
from mockcraft.database import engines
from mockcraft.format import Format


def companions(format: Format, plan: Plan, table: Table) -> Mapping[str, bytes]:
    """What stands beside a table's file of the format, contents by suffix; see database.Engine.beside.

    Raises:
        Unsupported: the engine cannot hold the table.
    """
    for engine in engines():
        if engine.beside is not None and engine.restores == format.suffix:
            return engine.beside(plan, table)
    return {}
