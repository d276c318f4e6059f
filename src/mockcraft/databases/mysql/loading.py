"""Rows on their way into MySQL or MariaDB: by LOAD DATA LOCAL, else by INSERT, and what is wrong with them.

LOAD DATA LOCAL stores what it can of a bad row and says so in a warning: of a key that is there already it
drops the row. So a load counts for nothing unless it has stored all rows without a warning. Its rows are then
taken back and stored by INSERT, which tells the row and the reason.

Measured with a million rows of ten columns: LOAD DATA takes the server 4 us a row, INSERT 7 us or more; with
300,000 of the benchmarks' users INSERT takes 1.35 times as long as LOAD DATA, from the first row to the last.
"""

import re
from collections.abc import Sequence

import pymysql

from mockcraft.core.plan import Table
from mockcraft.core.ranges import Chunk
from mockcraft.core.types import Type
from mockcraft.databases.mysql.connection import MysqlConnection
from mockcraft.databases.mysql.driver import PIECE_BYTES
from mockcraft.databases.mysql.messages import is_lost, number_of, reason
from mockcraft.databases.mysql.rows import STATEMENT_BYTES, Receiver
from mockcraft.errors import SinkError
from mockcraft.stored import StoredColumn

LOAD_BYTES = 16 * 2**20  # of one LOAD DATA: as much is kept to find what is wrong with it
FORBIDDEN = (1148, 3948, 4166)  # LOAD DATA LOCAL, by the server or by a proxy before it
DUPLICATE = 1062
# No fault of a row: a full disk, no memory, locks of others. A deadlock (1213) takes back all savepoints.
NOT_OF_A_ROW = (1021, 1037, 1041, 1114, 1205, 1206, 1213, 1222, 3098)


class Loading:
    """Stores rows of one table after the other.

    Attributes:
        connection: that they go through.
        slow: why they go by INSERT; "" while LOAD DATA serves.
    """

    def __init__(self, connection: MysqlConnection) -> None:
        self.connection = connection
        self.slow = (
            ""
            if connection.local_infile
            else "as its variable local_infile is OFF (SET GLOBAL local_infile = 1)"
        )
        self.sent = bytearray()
        self._rounded: dict[str, bool] = {}  # by table, whether the server rounds what it computes
        self._noted = True
        self.types: dict[str, Type] = {}  # of the table's columns, as they are given

    def write(
        self, table: Table, receiver: Receiver, chunk: Chunk, payload: bytes | memoryview
    ) -> None:
        """Hands over the rows of a chunk; what the server says against them may come with `end`."""
        self.types = {each.name: each.type for each in table.columns}
        if not self.slow and not self.connection.driver.loading:
            self._begin(table, receiver, chunk.start)
        if self.slow:
            self.table = table.name
            self._insert_all(table.name, receiver, bytes(payload), chunk.start)
            return
        self.stop = chunk.stop
        self.sent += payload
        with self.connection.errors(self._place()):
            piece = min(PIECE_BYTES, self.connection.packet_bytes)
            self.connection.driver.send(payload, piece)
        if len(self.sent) >= LOAD_BYTES:
            self.end()

    def _begin(self, table: Table, receiver: Receiver, start: int) -> None:
        self.table, self.receiver, self.start, self.stop = table.name, receiver, start, start
        self.sent = bytearray()
        self._note(not self._rounded.get(table.name, False))
        self.connection.rows("SAVEPOINT mockcraft_load")
        try:
            self.connection.driver.begin_load(receiver.load())
        except pymysql.Error as error:
            if number_of(error) not in FORBIDDEN:
                raise self.connection.error(error, f"table {table.name}") from error
            self.slow = "which it or a proxy before it forbids"

    def end(self) -> None:
        """Waits until the server has stored the rows that were handed over; raises SinkError unless it has
        stored all of them as they are.
        """
        if not self.connection.driver.loading:
            return
        try:
            stored, warnings = self.connection.driver.end_load()
        except (pymysql.Error, OSError) as error:  # a trigger may end the whole statement
            if is_lost(error) or number_of(error) in NOT_OF_A_ROW:
                raise self.connection.error(error, self._place()) from error
            what = reason(error)
        else:
            if stored == self.stop - self.start and not warnings:
                return
            said = self.connection.rows("SHOW WARNINGS LIMIT 1")
            what = said[0][2] if said else f"of {self.stop - self.start} rows {stored} were stored"
        self.connection.rows("ROLLBACK TO SAVEPOINT mockcraft_load")
        noted = self._noted
        self._insert_all(self.table, self.receiver, bytes(self.sent), self.start)
        if noted and not self._noted:  # that it has rounded what it computes was all that it said
            return
        raise SinkError(f"{self.connection.target}: {self._place()}: {what}")

    def _place(self) -> str:
        return f"table {self.table}, rows {self.start} to {self.stop - 1}"

    # ------------------------------------------------------------------ by INSERT

    def _insert_all(self, table: str, receiver: Receiver, rows: bytes, start: int) -> None:
        """Stores lines, the first of which is row `start`; raises SinkError for the first row that is refused."""
        self._note(not self._rounds(table))
        most = min(STATEMENT_BYTES, self.connection.packet_bytes)
        lines = rows.split(b"\n")[:-1]
        self.connection.rows("SAVEPOINT mockcraft_rows")
        for count, statement in receiver.inserts(lines, most):
            refusal = self._refusal(statement, count)
            if refusal is not None:
                self.connection.rows("ROLLBACK TO SAVEPOINT mockcraft_rows")
                self._insert_each(table, receiver, lines[:count], start)
                where = f"table {table}, rows {start} to {start + count - 1}"
                raise SinkError(f"{self.connection.target}: {where}: {refusal[1]}")
            self.connection.rows("SAVEPOINT mockcraft_rows")
            lines, start = lines[count:], start + count

    def _rounds(self, table: str) -> bool:
        """Whether the server notes that it rounds decimals of the table only where it computes them itself.

        It notes the same of decimals that it is given: where those may have too many places, each note counts.
        """
        if table not in self._rounded:
            columns = self.connection.catalogue([table]).tables[table].columns
            decimals = [each for each in columns if each.kind == "decimal"]
            self._rounded[table] = any(each.generated for each in decimals) and not any(
                self._is_cut(each) for each in decimals
            )
        return self._rounded[table]

    def _is_cut(self, column: StoredColumn) -> bool:
        """Whether a column may be given more decimal places than it keeps."""
        given = self.types.get(column.name)
        if given is None or given.kind in ("integer", "int32"):
            return False
        return given.kind != "decimal" or given.scale > (column.scale or 0)

    def _note(self, wanted: bool) -> None:
        """Has the server count notes among its warnings, or not."""
        if wanted != self._noted:
            self.connection.rows(f"SET sql_notes = {wanted:d}")
            self._noted = wanted

    def _insert_each(
        self, table: str, receiver: Receiver, lines: Sequence[bytes], start: int
    ) -> None:
        for row, (_, statement) in enumerate(receiver.inserts(lines, 1), start):
            refusal = self._refusal(statement, 1)
            if refusal is not None:
                number, what = refusal
                advice = self._about_collation(table, what) if number == DUPLICATE else ""
                raise SinkError(
                    f"{self.connection.target}: table {table}, row {row}: {what}{advice}"
                )

    def _refusal(self, statement: bytes, rows: int) -> tuple[int, str] | None:
        """Why the server does not store the rows of an INSERT as they are; None where it does."""
        try:
            stored, warnings = self.connection.driver.store(statement)
        except pymysql.Error as error:
            if is_lost(error) or number_of(error) in NOT_OF_A_ROW:
                raise self.connection.error(error, f"table {self.table}") from error
            return number_of(error), re.sub(r" at row \d+", "", reason(error))
        if warnings:
            ((_, number, what),) = self.connection.rows("SHOW WARNINGS LIMIT 1")
            return int(number), re.sub(r" at row \d+", "", what)
        return None if stored == rows else (0, f"of {rows} rows {stored} were stored")

    def _about_collation(self, table: str, what: str) -> str:
        """That a key takes texts for one that differ, where that may be why a row is there already."""
        found = re.search(r"for key '(?:[^']*\.)?([^']*)'", what)
        catalogue = self.connection.catalogue([table]).tables[table]
        collations = self.connection.rows(
            """SELECT c.COLUMN_NAME, c.COLLATION_NAME
               FROM information_schema.STATISTICS s JOIN information_schema.COLUMNS c
                 ON c.TABLE_SCHEMA = s.TABLE_SCHEMA AND c.TABLE_NAME = s.TABLE_NAME
                AND c.COLUMN_NAME = s.COLUMN_NAME
               WHERE s.TABLE_SCHEMA = %s AND s.TABLE_NAME = %s AND s.INDEX_NAME = %s
                 AND c.COLLATION_NAME NOT LIKE '%%!_bin' ESCAPE '!'""",
            catalogue.schema, catalogue.name, found[1] if found else "",
        )  # fmt: skip
        if not collations:
            return ""
        column, collation = collations[0]
        return (
            f" (the collation {collation} of {column} takes texts for one that differ in case or accents alone; "
            "utf8mb4_bin tells them apart)"
        )
