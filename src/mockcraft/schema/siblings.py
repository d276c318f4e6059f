"""Groups of unique columns whose rows are told apart among those of one parent, which only a look at all rows tells."""

from collections.abc import Iterator, Mapping, Sequence

from mockcraft.core.frame import Frame
from mockcraft.core.links.siblings import Crowded, siblings
from mockcraft.core.plan import Link, Plan
from mockcraft.errors import DataError, Problem
from mockcraft.schema.binding import Binding
from mockcraft.schema.declaration import Declaration
from mockcraft.schema.pairs import pair_of
from mockcraft.schema.records import mates_of
from mockcraft.schema.spec import KEY, MAX_GROUPED, Path, TableSpec

LOOKED_AT = (
    200_000  # rows of a table that are looked at before a run, up to 0.5 s; of more, the run tells
)


def sibling_link(binding: Binding, table: TableSpec, names: Sequence[str]) -> Link | None:
    """The reference whose parents' rows a group tells apart; None where it does without a look at rows."""
    columns = binding.columns[table.name]
    specs = [columns[name] for name in names if name in columns]
    if any(each.unique or table.key_columns == (each.name,) for each in specs):
        return None
    counted = binding.counted_column(table)
    if len(specs) < 2 or (counted is not None and counted.name in names):
        return None
    for spec in specs:
        link = binding.links.get(table.name, {}).get((table.name, spec.name))
        if link is None:
            continue
        source = columns[link.name]
        if link.parent == table.name or source.where or source.weight:
            return link
    return None


def check_looked_at(binding: Binding, table: TableSpec, at: Path, title: str, told: bool) -> None:
    """Raises SchemaError where a table has too many rows to look at, or nothing tells those of one parent apart."""
    if not told:
        message = "no other column tells rows of one parent apart (name one)"
        raise binding.wrong(at, f"{title} cannot be unique: {message}")
    rows = binding.counts.get(table.name, 0) - binding.starts.get(table.name, 0)
    most = min(MAX_GROUPED, binding.max_parents)
    if rows > most:
        message = f"{table.name} has {rows:,} rows, and {title} looks at each of them (at most {most:,}: lower its count"
        raise binding.wrong(at, f"{message}, or leave unique out)")


def group_needs(
    binding: Binding, table: TableSpec, declared: Mapping[str, Declaration]
) -> dict[str, set[str]]:
    """By column, the references whose parents' rows it is told apart among, so that these are made first."""
    needs: dict[str, set[str]] = {}
    mates: dict[str, set[str]] | None = None
    for names in (*table.uniques, table.key_columns):
        link = sibling_link(binding, table, names)
        if link is None or pair_of(binding, table, names, declared) is not None:
            continue
        if mates is None:
            mates = mates_of(binding, (), declared)
        own = {name for name, each in declared.items() if _is_of(binding, each, link)}
        others = set(names) - own
        for name in others.union(*(mates.get(other, set()) for other in others)) - own:
            needs.setdefault(name, set()).add(link.name)
    return needs


def _is_of(binding: Binding, declaration: Declaration, link: Link) -> bool:
    found = binding.links[declaration.table.name].get(
        (declaration.table.name, declaration.spec.name)
    )
    return found is not None and found.name == link.name


def check_siblings(binding: Binding, plan: Plan) -> Iterator[Problem]:
    """A problem for each parent that has more rows than a group can tell apart, in tables of few rows."""
    for spec in binding.spec.tables:
        table = plan.table(spec.name)
        numberings = {digit.numbering for digit in table.digits.values()}
        for link in table.links:
            ways = [each.capacity for each in numberings if each.link == link.name]
            rows = table.count - table.first_target
            if link.counted or not ways or not min(ways) < rows <= LOOKED_AT:
                continue
            try:
                siblings(plan, table, link, Frame)
            except Crowded as error:
                yield Problem(binding.place(*_group_at(spec, link)), error.message)
            except DataError:  # which the run tells
                continue


def _group_at(spec: TableSpec, link: Link) -> Path:
    """Where the first group with a column of the link stands."""
    own = {*link.columns, *link.hidden}
    for i, names in enumerate(spec.uniques):
        if own & set(names):
            return (spec.name, "unique", str(i))
    return (spec.name, "columns", link.name, KEY)
