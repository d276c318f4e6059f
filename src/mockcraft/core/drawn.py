"""What the kernel draws of a table while it writes rows: the forms of columns that have one, and a chunk of them."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from mockcraft.core.form import Form
from mockcraft.core.forms import Forms, Givens
from mockcraft.core.frame import Frame
from mockcraft.core.hashing import Unsigned
from mockcraft.core.plan import Plan, Table
from mockcraft.core.steps import NoForm, Steps
from mockcraft.errors import MockcraftError


class Program:
    """A table as the kernel draws it.

    Attributes:
        steps: of all forms.
        givens: what numpy gives the steps with each chunk.
        forms: of the columns that have one, by name.
    """

    def __init__(self, plan: Plan, table: Table) -> None:
        self.steps, self.givens = Steps(), Givens()
        self.forms: dict[str, Form] = {}
        if table.given is not None or any(column.format for column in table.columns):
            return
        number = self.givens.add(
            "number", lambda frame: frame.rows.numbers, self.steps, table.start, table.count - 1
        )
        columns = Forms(plan, table, self.steps, self.givens, number)
        for column in table.columns:
            try:
                self.forms[column.name] = columns.form(column.name)
            except (
                NoForm,
                MockcraftError,
                NotImplementedError,
                AttributeError,
                TypeError,
                ValueError,
            ):
                continue  # a verb without a form; or a plugin does with numbers what arrays can


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
        frame.check()
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
