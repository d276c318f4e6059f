"""`partition_by`: by which columns files of a table stand in folders, checked: see `formats.partitions`."""

from collections.abc import Mapping

from mockcraft.core.plan import Column
from mockcraft.schema.binding import Binding
from mockcraft.schema.source import shown
from mockcraft.schema.spec import TableSpec


def check_partitions(binding: Binding, spec: TableSpec, columns: Mapping[str, Column]) -> None:
    """Notes what no folder can be named by, and columns of which a file would have none."""
    names = spec.partition_by
    for i, name in enumerate(names):
        at = (spec.name, "partition_by", str(i))
        if name not in columns:
            binding.problem(at, binding.no_column(spec.name, name))
        elif columns[name].type.family in ("nested", "bytes"):
            message = f"{shown(name)} is {columns[name].type}, which names no folder (choose another column)"
            binding.problem(at, message)
        elif name in names[:i]:
            binding.problem(at, f"{shown(name)} is named twice (name it once)")
    if not {*columns} - {*names, *spec.hidden_columns}:
        message = (
            "partition_by leaves no column for the files (hide copies of some, and name those)"
        )
        binding.problem((spec.name, "partition_by"), message)
