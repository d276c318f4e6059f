"""`embed`: which tables stand in the documents of others, checked: see `core.embedding`."""

from mockcraft.core.effort import spend
from mockcraft.schema.binding import Binding
from mockcraft.schema.source import shown
from mockcraft.schema.spec import Path, PerSpec, TableSpec

MAX_DEPTH = (
    30  # tables within tables; MongoDB takes documents 100 deep, an array and a row are 2 of them
)


def check_embeds(binding: Binding) -> None:
    """Notes what cannot be embedded. A table is in one document alone: in that of the row it is counted for."""
    for table in binding.spec.tables:
        taken: dict[str, str] = {column.name: "its column" for column in table.columns}
        for i, name in enumerate(table.embeds):
            spend(1)
            at = (table.name, "embed", str(i))
            if name in table.embeds[:i]:
                binding.problem(at, f"{shown(name)} is embedded twice (name it once)")
            elif _is_possible(binding, table, name, at):
                array = name.rpartition(".")[2] if "." in name else name
                if array in taken:
                    binding.problem(
                        at,
                        f"the rows of {shown(name)} would stand in {shown(array)}, the name of {taken[array]} "
                        "(rename one)",
                    )
                taken[array] = f"the rows of {shown(name)}"
        if table.embeds:
            _check_depth(binding, table)


def _is_possible(binding: Binding, table: TableSpec, name: str, at: Path) -> bool:
    """Whether the table of that name can be embedded in this one; a problem where it cannot."""
    if name == table.name:
        binding.problem(at, f"{shown(name)} cannot be embedded in itself (name another table)")
        return False
    if not binding.known_table(name, at):
        return False
    count = binding.tables[name].count
    if count is None:  # a problem is noted
        return False
    per = count.parent if isinstance(count, PerSpec) else None
    if per != table.name:
        found = f"is counted per {per}" if per else "has a number as count"
        binding.problem(
            at,
            f"{shown(name)} {found}, and a row is embedded in the one that it is counted for "
            f"(give {name} count: {{per: {table.name}, …}}, or do not embed it)",
        )
    return per == table.name


def _check_depth(binding: Binding, table: TableSpec) -> None:
    depth, spec = 1, table
    while isinstance(spec.count, PerSpec) and depth <= MAX_DEPTH:
        parent = binding.tables.get(spec.count.parent)
        if parent is None or spec.name not in parent.embeds:
            return
        depth, spec = depth + 1, parent
    if depth > MAX_DEPTH:
        message = f"tables are embedded more than {MAX_DEPTH} deep (embed fewer)"
        binding.problem((table.name, "embed"), message)
