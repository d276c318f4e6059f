"""SQLite by ADBC's lower interface: its DB-API imports pandas and Polars where they are installed, for longer than
many a run takes."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import adbc_driver_sqlite
import numpy as np
import pyarrow as pa
from adbc_driver_manager import AdbcConnection, AdbcStatement, Error, StatementOptions
from adbc_driver_manager._lib import INGEST_OPTION_MODE_APPEND, _blocking_call
from adbc_driver_manager._reader import AdbcRecordBatchReader

__all__ = ["Driver", "Error"]

Result = TypeVar("Result")


class Driver:
    """An open file. Its methods raise Error, or OSError.

    Attributes:
        connection: commits each statement until it is told otherwise.
    """

    def __init__(self, name: str) -> None:
        """`name` is `:memory:` or a URI of SQLite's."""
        self._database = adbc_driver_sqlite.connect(name)
        self.open = True
        try:
            self.connection = AdbcConnection(self._database)
        except BaseException:
            self._database.close()
            raise

    def close(self) -> None:
        """Ends the connection, if it is open."""
        if self.open:
            self.open = False
            self.connection.close()
            self._database.close()

    def execute(self, statement: str) -> None:
        """Runs a statement that gives no rows."""
        with self._asked(statement, ()) as (answer, _):
            answer.release()

    def rows(self, statement: str, parameters: Sequence[str | int] = ()) -> list[tuple[Any, ...]]:
        """The rows that a statement gives; `parameters` are for its question marks."""
        with self._asked(statement, parameters) as (answer, cancel):
            reader = AdbcRecordBatchReader._import_from_c(answer.address)
            try:
                table = _stoppable(cancel, reader.read_all)
            finally:
                reader.close()
        return list(zip(*(column.to_pylist() for column in table.columns), strict=True))

    def append(self, table: str, batch: pa.RecordBatch) -> None:
        """Adds rows to a table that is there."""
        with AdbcStatement(self.connection) as statement:
            options = {
                StatementOptions.INGEST_TARGET_TABLE.value: table,
                StatementOptions.INGEST_MODE.value: INGEST_OPTION_MODE_APPEND,
            }
            statement.set_options(**options)
            statement.bind(batch)
            _stoppable(statement.cancel, statement.execute_update)

    @contextmanager
    def _asked(
        self, text: str, parameters: Sequence[str | int]
    ) -> Iterator[tuple[Any, Callable[[], None]]]:
        """The stream that answers a statement, which has been run, and what breaks it off."""
        with AdbcStatement(self.connection) as statement:
            statement.set_sql_query(text)
            _stoppable(statement.cancel, statement.prepare)
            if parameters:
                names = [str(place) for place in range(len(parameters))]
                statement.bind(pa.RecordBatch.from_arrays(list(map(_column, parameters)), names))
            answer, _ = _stoppable(statement.cancel, statement.execute_query)
            yield answer, statement.cancel


def _stoppable(cancel: Callable[[], None], action: Callable[[], Result]) -> Result:
    """Does something that Ctrl-C breaks off."""
    return _blocking_call(action, (), {}, cancel)


def _column(value: str | int) -> pa.Array:
    """One value: to make a column from Python's values Arrow would import pandas."""
    if isinstance(value, int):
        number = pa.py_buffer(np.array([value], np.int64))
        return pa.Array.from_buffers(pa.int64(), 1, [None, number])
    data = value.encode()
    ends = np.array([0, len(data)], np.int32)
    return pa.StringArray.from_buffers(1, pa.py_buffer(ends), pa.py_buffer(data))
