"""References become the links of their tables: each row points at one parent row, for all columns of a link."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from mockcraft.core.distributions import MOST_EXPONENT
from mockcraft.core.plan import Link
from mockcraft.errors import MockcraftError, UserError, nearest
from mockcraft.schema.binding import Binding, Name
from mockcraft.schema.declaration import Declaration, Declared
from mockcraft.schema.source import shown
from mockcraft.schema.spec import KEY, MAX_GROUPED, ColumnSpec, Path, TableSpec


def bind_links(binding: Binding, declared: Declared, deferred: frozenset[Name]) -> None:
    """Fills `binding.links`: by table, and there by the names of a reference (see Declaration.names)."""
    for table in binding.spec.tables:
        links: dict[Path, Link] = {}
        followers = []
        for column in table.columns:
            declaration = declared.get((table.name, column.name))
            for each in _references(declaration) if declaration else ():
                if each.spec.same_as:
                    followers.append(each)
                else:
                    made = _noted(binding, each, partial(_link, binding, each, deferred))
                    if made is not None:
                        links[_place(each)] = made
        for each in followers:
            made = _noted(binding, each, partial(_followed, binding, each, links))
            if made is not None:
                _join(links, made)
                links[_place(each)] = made
        constraint = {name: _is_key(binding, link) for name, link in links.items()}
        binding.links[table.name] = {
            name: replace(link, constraint=constraint[name]) for name, link in links.items()
        }


def narrow_link(binding: Binding, declaration: Declaration, **known: Any) -> None:
    """Gives the link of a reference what is known of it once the columns that it reads are bound."""
    links, place = binding.links[declaration.table.name], _place(declaration)
    own = links[place].name
    for other, link in links.items():
        if link.name == own and other[0] == place[0]:
            links[other] = replace(link, **known)


def table_links(binding: Binding, table: str, scope: str) -> tuple[Link, ...]:
    """The links of a table, or of the items of an array in it."""
    return tuple(
        {
            link.name: link
            for (where, *_), link in binding.links.get(table, {}).items()
            if where == scope
        }.values()
    )


def link_of(binding: Binding, declaration: Declaration) -> Link | None:
    """The link of a reference; None where it has problems."""
    return binding.links[declaration.table.name].get(_place(declaration))


def _place(declaration: Declaration) -> Path:
    return (declaration.scope, *declaration.names)


def _noted(binding: Binding, each: Declaration, make: Callable[[], Link]) -> Link | None:
    """What `make` gives; None after a mistake, which is noted."""
    try:
        return make()
    except MockcraftError as error:
        binding.note(error, each.source_at)
        return None


def _references(declaration: Declaration) -> Iterator[Declaration]:
    """The references in a column, itself or members of it."""
    if declaration.target is not None:
        yield declaration
    for member in declaration.members:
        yield from _references(member)


def _link(binding: Binding, each: Declaration, deferred: frozenset[Name]) -> Link:
    spec, table = each.spec, each.table
    assert each.target is not None
    parent, target = each.target
    counted = not each.nested and binding.counted_column(table) is spec
    _check_parents(binding, each, parent, counted)
    if spec.distribution != "uniform":
        _check_distribution(binding, each, parent, counted)
    _check_shape(binding, each)
    if spec.among is not None:
        _check_among(binding, each, parent, counted)
    if spec.where:
        _check_where(binding, each, parent, counted)
    if spec.weight:
        _check_weight(binding, each, parent, counted)
    for option in ("roots", "max_depth"):
        if getattr(spec, option):
            _check_tree(binding, each, parent, option)
    return Link(
        ".".join(each.names), parent, () if each.nested else (spec.name,), (target,),
        each.key(binding), spec.distribution, counted, 1.0 if _points_at_none(binding, each) else spec.nulls,
        deferred=(table.name, spec.name) in deferred and not each.nested,
        absent=spec.absent, rows=spec.among, exponent=spec.exponent, shuffled=spec.shuffle,
        roots=spec.roots, max_depth=spec.max_depth,
    )  # fmt: skip


def _check_parents(binding: Binding, each: Declaration, parent: str, counted: bool) -> None:
    spec, table = each.spec, each.table
    needs_one = binding.counts.get(table.name) and not _points_at_none(binding, each)
    if needs_one and _is_empty(binding, parent):
        advice = "fill it first" if binding.tables[parent].stored else "raise its count"
        raise UserError(f"{parent} has no rows to refer to ({advice}, or give the column nulls)")
    for option, word in (("nulls", "null"), ("absent", "absent")):
        if getattr(spec, option) and counted:
            raise binding.wrong(
                (*each.at, option),
                f"{shown(spec.name)} says for which row of {parent} each row is counted and cannot be {word} "
                f"(remove {option}, or give a number as count)",
            )


def _is_empty(binding: Binding, table: str) -> bool:
    return binding.counts.get(table) == 0


def _points_at_none(binding: Binding, each: Declaration) -> bool:
    """Whether all rows point at none: they may, and the parent has no rows."""
    assert each.target is not None
    optional = each.spec.nulls > 0 or (
        bool(each.spec.where) and (*each.at, "nulls") in binding.spec.places
    )
    return optional and _is_empty(binding, each.target[0])


def _check_distribution(binding: Binding, each: Declaration, parent: str, counted: bool) -> None:
    reasons = {
        f"each {parent} row has the rows that count gives it": counted,
        "a row of its own table comes before it": parent == each.table.name,
        "it is unique": each.unique,
    }
    for reason, holds in reasons.items():
        if holds:
            message = f"distribution has no effect here: {reason} (remove it)"
            raise binding.wrong((*each.at, "distribution", KEY), message)


def _check_shape(binding: Binding, each: Declaration) -> None:
    spec = each.spec
    if spec.exponent is not None and spec.distribution != "zipf":
        raise binding.wrong(
            (*each.at, "exponent"), "exponent goes with distribution: zipf alone (add it)"
        )
    if spec.exponent is not None and not 0 < spec.exponent <= MOST_EXPONENT:
        message = f"exponent {spec.exponent:g} is not above 0 and at most {MOST_EXPONENT:g}"
        raise binding.wrong((*each.at, "exponent"), message)
    if spec.shuffle and spec.distribution == "uniform":
        message = (
            "shuffle has no effect beside weight, which says which parents are popular (remove it)"
            if spec.weight
            else "shuffle has no effect where all parents are as popular (add a distribution)"
        )
        raise binding.wrong((*each.at, "shuffle"), message)
    if spec.shuffle and each.tells_apart:
        message = f"shuffle has no effect on {shown(spec.name)}, which is unique or in a group (remove it)"
        raise binding.wrong((*each.at, "shuffle"), message)


def _check_among(binding: Binding, each: Declaration, parent: str, counted: bool) -> None:
    assert each.spec.among is not None
    at, first = (*each.at, "rows"), each.spec.among[0]
    if counted or parent == each.table.name:
        why = (
            "each row has the parent that count gives it"
            if counted
            else "a row of its own table comes before it"
        )
        raise binding.wrong((*at, KEY), f"rows has no effect here: {why} (remove it)")
    begin = 0 if binding.tables[parent].literal else binding.starts.get(parent, 0)
    there = binding.counts.get(parent, begin + first + 1) - begin
    if first >= there > 0:
        raise binding.wrong(
            at, f"{parent} has the rows 0 to {there - 1:,} to refer to, not {first:,}"
        )


def _check_where(binding: Binding, each: Declaration, parent: str, counted: bool) -> None:
    at = (*each.at, "where")
    if counted:
        message = f"where has no effect here: each {parent} row has the rows that count gives it (remove it)"
        raise binding.wrong(at, message)
    _check_looked_at(binding, each, parent, "where")


def _check_weight(binding: Binding, each: Declaration, parent: str, counted: bool) -> None:
    spec = each.spec
    reasons = {
        f"each {parent} row has the rows that count gives it": counted,
        "a row of its own table comes before it": parent == each.table.name,
        "it is unique": each.unique,
        "distribution says which parents are popular": spec.distribution != "uniform",
    }
    for reason, holds in reasons.items():
        if holds:
            message = f"weight does not go here: {reason} (remove it)"
            raise binding.wrong((*each.at, "weight", KEY), message)
    _check_looked_at(binding, each, parent, "weight")


def _check_tree(binding: Binding, each: Declaration, parent: str, option: str) -> None:
    spec, table = each.spec, each.table
    given = any(spec.name in row.cells for row in table.rows)
    uneven = _uneven(each)
    reasons = {
        f"{shown(spec.name)} refers to another table (it is of a tree)": parent != table.name,
        "a member of a document has no place in a tree": each.nested,
        "where says which rows it may be": bool(spec.where) and option == "roots",
        f"where allows a parent and not the row above it: {uneven}": option == "max_depth"
        and bool(uneven),
        "nulls says how many rows have no parent": option == "roots" and spec.nulls > 0,
        "a row by hand gives a parent": option == "max_depth" and given,
    }
    for reason, holds in reasons.items():
        if holds:
            message = f"{option} does not go here: {reason} (remove it)"
            raise binding.wrong((*each.at, option, KEY), message)
    rows = binding.counts.get(table.name, 0)
    if option == "roots" and spec.roots >= rows > 0:
        raise binding.wrong(
            (*each.at, option),
            f"{table.name} has {rows:,} rows, of which {spec.roots:,} cannot be roots (lower it)",
        )


def _uneven(each: Declaration) -> str:
    """A comparison of a condition that two rows may meet with a third one and not with one another; "" for none."""
    compared = each.where.compared if each.where is not None else ()
    sides = ((theirs.text, operator, own.text) for operator, theirs, own in compared)
    return next((" ".join(it) for it in sides if it[1] != "=" or it[0] != it[2]), "")


def _check_looked_at(binding: Binding, each: Declaration, parent: str, option: str) -> None:
    """Raises SchemaError where an option looks at more rows of the parent than a run may."""
    at = (*each.at, option)
    rows = binding.counts.get(parent, 0) - binding.starts.get(parent, 0)
    if each.spec.among is not None:
        rows = min(rows, each.spec.among[1] + 1) - each.spec.among[0]
    most = min(MAX_GROUPED, binding.max_parents)
    if rows > most:
        raise binding.wrong(
            at,
            f"{parent} has {rows:,} rows, and {option} looks at each of them (at most {most:,}: lower its count, "
            f"or leave {option} out)",
        )


def _followed(binding: Binding, each: Declaration, links: dict[Path, Link]) -> Link:
    """The link that a column with `with` takes part in: that of the column it names."""
    spec, table, at = each.spec, each.table, (*each.at, "with")
    if each.nested:
        raise binding.wrong(at, "with has no effect on a nested member (remove it)")
    link = links.get((table.name, spec.same_as))
    if link is None:
        known = [name for _, name in (key for key in links if len(key) == 2)]
        hint = nearest(spec.same_as, known, "there are the references")
        raise binding.wrong(at, f"{table.name} has no reference {shown(spec.same_as)}{hint}")
    assert each.target is not None
    parent, target = each.target
    if parent != link.parent:
        message = f"{shown(spec.same_as)} refers to {link.parent}, not to {parent}"
        raise binding.wrong(at, f"{message} (name a column that refers to {parent})")
    if target in link.key:
        raise binding.wrong(at, f"{parent}.{target} is referred to twice (keep one)")
    for option, value in (
        ("nulls", spec.nulls), ("absent", spec.absent), ("distribution", spec.distribution), ("rows", spec.among),
        ("where", spec.where), ("weight", spec.weight), ("roots", spec.roots), ("max_depth", spec.max_depth), ("exponent", spec.exponent), ("shuffle", spec.shuffle),
    ):  # fmt: skip
        if value not in (0.0, "uniform", None, "", False):
            message = f"{option} has no effect beside with (give it to {shown(link.name)})"
            raise binding.wrong((*each.at, option), message)
    return replace(link, columns=(*link.columns, spec.name), key=(*link.key, target))


def _join(links: dict[Path, Link], made: Link) -> None:
    """All columns of a link know all of it."""
    for name, link in links.items():
        if link.name == made.name:
            links[name] = made


def _is_key(binding: Binding, link: Link) -> bool:
    """Whether a database lets a foreign key point there: the parent's columns must be unique together."""
    parent = binding.tables[link.parent]
    if link.nested:
        return False
    return exactly_unique(parent, frozenset(link.key))


def is_unique(table: TableSpec, names: frozenset[str]) -> bool:
    """Whether no two rows of a table have the same values in these columns."""
    keys = [frozenset(table.key_columns), *map(frozenset, table.uniques)]
    alone = {column.name for column in table.columns if column.unique}
    return bool(names & alone) or any(key and key <= names for key in keys)


def is_key_column(table: TableSpec, column: ColumnSpec) -> bool:
    """Whether each row of the table has a value in the column that no other row has."""
    if column.nulls or column.absent:
        return False
    given = (row.cells[column.name] for row in table.rows if column.name in row.cells)
    if any(each.value is None for each in given):
        return False
    return column.unique or table.key_columns == (column.name,)


def exactly_unique(table: TableSpec, names: frozenset[str]) -> bool:
    """Whether these columns, no fewer and no more, are declared to be unique together."""
    alone = [frozenset([column.name]) for column in table.columns if column.unique]
    return names in [frozenset(table.key_columns), *map(frozenset, table.uniques), *alone]


def series_rows(binding: Binding, table: TableSpec, per: object) -> int:
    """Rows of the longest series: of the rows of one parent where there is a `per`, else of all."""
    return counted_most(binding, table) if per else binding.counts.get(table.name, 0)


def counted_most(binding: Binding, table: TableSpec) -> int:
    """Most rows of a table for one row of the parent that it is counted per."""
    children = binding.children.get(table.name)
    return 1 if children is None else children.high
