"""What the kernel draws of a table while it writes rows: the forms of columns that have one, and a chunk of them."""

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa

from mockcraft.core.frame import Frame
from mockcraft.core.hashing import Unsigned
from mockcraft.core.plan import Plan, Table
from mockcraft.core.program.column_writer import ColumnWriter
from mockcraft.core.program.form import Form
from mockcraft.core.program.forms import Forms, Whole
from mockcraft.core.program.makers import made
from mockcraft.core.program.number import Flag
from mockcraft.core.program.row_writer import RowWriter
from mockcraft.core.program.verb import NoForm
from mockcraft.errors import MockcraftError

# A verb without a form; or a plugin does with numbers what arrays can.
FORMLESS = (NoForm, MockcraftError, NotImplementedError, AttributeError, TypeError, ValueError)


class Program:
    """A table as the kernel draws it.

    Attributes:
        steps: of all forms.
        givens: what numpy gives the steps with each chunk.
        forms: of the columns that have one, by name.
        failing: which rows fail a check, where that has a form.
        written: what formats write of rows that are drawn whole, made once for all chunks.
    """

    def __init__(self, plan: Plan, table: Table) -> None:
        whole = Whole(plan, made)
        self.steps, self.givens = whole.steps, whole.givens
        self.forms: dict[str, Form] = {}
        self.failing: Flag | None = None
        self.written: dict[Any, RowWriter] = {}
        if table.given is not None or any(each.formatted for each in table.columns):
            return
        number = self.givens.add(
            "number", lambda frame: frame.rows.numbers, self.steps, table.start, table.count - 1
        )
        columns = Forms(whole, table, number)
        for column in table.columns:
            with suppress(*FORMLESS):
                self.forms[column.name] = columns.form(column.name)
        with suppress(*FORMLESS):
            self.failing = columns.failing()

    def failures(self, frame: Frame) -> Any:
        """Which rows of a frame fail a check, shape (n,) of bool."""
        if self.failing is None:
            return frame.failures()
        given = partial(self.givens.of, frame=frame)
        writer = ColumnWriter(self.steps, given)
        writer.numbers(self.failing.place)
        _, made = writer.write(len(frame))
        return made[self.failing.place] != 0


class Lazy:
    """A column of a chunk that need not be made before it is written.

    Attributes:
        form: what the kernel writes.
        rows: what it is written of.
    """

    __slots__ = ("_name", "form", "rows")

    def __init__(self, form: Form, rows: "LazyRows", name: str) -> None:
        self.form, self.rows, self._name = form, rows, name

    def array(self) -> pa.Array:
        """Its values, for a style that cannot write the form."""
        return self.rows.frame.array(self._name)


class LazyRows:
    """The rows of a chunk, as `Frame.batch` gives them, but some columns are Lazy.

    Attributes:
        frame: that makes the others.
        program: of the table.
        columns: arrays and Lazy.
    """

    def __init__(self, program: Program, frame: Frame) -> None:
        self.program, self.frame = program, frame
        self._given: dict[int, Unsigned] = {}
        forms: Mapping[str, Form] = program.forms
        frame.check(program.failures)
        self.columns = [
            Lazy(forms[each.name], self, each.name)
            if each.name in forms
            else frame.array(each.name)
            for each in frame.table.columns
        ]

    @property
    def num_rows(self) -> int:
        """How many there are."""
        return len(self.frame)

    def given(self, number: int) -> Unsigned:
        """What numpy gives the steps of the program, see forms.Givens."""
        if number not in self._given:
            array = self.program.givens.of(number, self.frame)
            self._given[number] = np.ascontiguousarray(array)
        return self._given[number]
