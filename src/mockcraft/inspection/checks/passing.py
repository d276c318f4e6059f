"""Which rows meet which conditions, where a query over all of them fails for one: it is parted until that one is alone."""

from collections.abc import Sequence

from mockcraft.errors import ConnectionLost, SinkError
from mockcraft.stored import StoredColumn
from mockcraft.traits import AnsweringConnection

MOST = 300  # queries for one question

Row = Sequence[str | None]


def passing(
    connection: AnsweringConnection,
    conditions: Sequence[str],
    columns: Sequence[StoredColumn],
    rows: Sequence[Row],
) -> Sequence[Sequence[bool]]:
    """As AnsweringConnection.passing, but a condition that cannot be computed for a row is not met by it."""
    left = MOST

    def parted(condition: str, asked: Sequence[Row]) -> list[bool]:
        nonlocal left
        left -= 1
        if left < 0 or not asked:
            return [False] * len(asked)
        try:
            return [met for (met,) in connection.passing([condition], columns, asked)]
        except ConnectionLost:
            raise
        except SinkError:
            half = len(asked) // 2
            return (
                [False]
                if half == 0
                else parted(condition, asked[:half]) + parted(condition, asked[half:])
            )

    try:
        return connection.passing(conditions, columns, rows)
    except ConnectionLost:
        raise
    except SinkError:
        pass
    by_condition = [parted(each, rows) for each in conditions]
    return [list(met) for met in zip(*by_condition, strict=True)]
