"""What of a table is asked to be unique, and where."""

from collections.abc import Iterable, Sequence

from mockcraft.schema.binding import Binding
from mockcraft.schema.spec import KEY, Path, TableSpec


def wanted_uniques(binding: Binding, table: TableSpec) -> list[tuple[Path, tuple[str, ...]]]:
    """Unique columns, then the primary key of several columns, then the groups; none of rows that are there."""
    if table.stored:
        return []
    keys = table.key_columns
    wanted: list[tuple[Path, tuple[str, ...]]] = []
    for column in table.columns:
        if column.unique or keys == (column.name,):
            wanted.append(((table.name, "columns", column.name, KEY), (column.name,)))
    if len(keys) > 1:
        wanted.append(((table.name, KEY), keys))
    seen = [set(keys)] if len(keys) > 1 else []
    for i, names in enumerate(table.uniques):
        at = (table.name, "unique", str(i))
        if _checked(binding, table, at, names):
            if set(names) not in seen:
                wanted.append((at, names))
            elif set(names) != set(keys):
                binding.problem(at, f"{titled(names)} is given twice (keep one)")
            seen.append(set(names))
    return wanted


def _checked(binding: Binding, table: TableSpec, at: Path, names: tuple[str, ...]) -> bool:
    known = binding.columns[table.name]
    unknown = next((name for name in names if name not in known), None)
    twice = next((name for name in names if names.count(name) > 1), None)
    if unknown is not None:
        binding.problem(at, binding.no_column(table.name, unknown))
    elif len(names) < 2:
        advice = f"set unique: true on {names[0]} instead"
        binding.problem(at, f"{titled(names)} is one column ({advice})")
    elif twice is not None:
        binding.problem(at, f"{titled(names)} has {twice} twice (keep one)")
    else:
        return True
    return False


def all_given(table: TableSpec, names: Sequence[str]) -> bool:
    """Whether each row of the table has a cell by hand in one of these columns."""
    return table.literal and all(any(n in row.cells for n in names) for row in table.rows)


def titled(names: Iterable[str]) -> str:
    """A group of columns as messages name it: `[org, sku]`."""
    return f"[{', '.join(names)}]"
