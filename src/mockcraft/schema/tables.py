"""Tables: their columns, the groups of columns that are unique together, and the checks."""

from dataclasses import replace
from typing import Any, cast

from mockcraft.core import fills
from mockcraft.core.draw import Context, Unique
from mockcraft.core.expression import Expression
from mockcraft.core.plan import Column, Table
from mockcraft.core.scalar import UNIQUE_LIMIT, measure
from mockcraft.errors import MockcraftError, NotUnique, Place, SchemaError, did_you_mean
from mockcraft.schema.columns import ColumnBinder, bounds, made_from, single
from mockcraft.schema.expressions import parse as parse_expression
from mockcraft.schema.spec import TableSpec


class TableBinder:
    """Binds tables whose columns are bound."""

    def __init__(self, columns: ColumnBinder) -> None:
        self.columns = columns
        self.group_uniques: dict[tuple[str, str], Unique] = {}

    def table(self, spec: TableSpec) -> Table:
        """The table, with its columns as its groups and checks make them."""
        groups = self._groups(spec)
        checks = [self._check(spec, place, text) for place, text in spec.checks]
        wanted = [check for check in checks if check is not None]
        redrawn, settled = self._redrawn(spec, wanted)
        columns = []
        for column_spec in spec.columns:
            column = self.columns.bind(spec, column_spec)
            unique = self.group_uniques.get((spec.name, column.name))
            if unique is not None:
                column = replace(column, fill=replace(cast(Any, column.fill), unique=unique))
            columns.append(replace(column, redrawn=column.name in redrawn))
        for place, text in spec.checks if wanted and not redrawn else ():
            self.columns.problem(
                place, f"no column of the check {text!r} can be drawn again (check what makes them)"
            )
        return Table(
            spec.name, self.columns.counts.get(spec.name, 1), tuple(columns), groups,
            self.columns.children.get(spec.name), tuple(wanted), frozenset(settled),
        )  # fmt: skip

    def _check(self, spec: TableSpec, place: Place, text: str) -> Expression | None:
        try:
            expression = parse_expression(text)
            type_ = self.columns.expression_type(spec, expression, place)
        except SchemaError:
            return None
        except MockcraftError as error:
            self.columns.problem(place, str(error))
            return None
        if type_.kind != "boolean":
            self.columns.problem(place, f"the check {text!r} gives {type_}, not true or false")
            return None
        return expression

    def _redrawn(self, spec: TableSpec, checks: list[Expression]) -> tuple[set[str], set[str]]:
        """Columns that a failing check draws again, and all columns that change with them."""
        pending = [name.partition(".")[0] for check in checks for name in check.columns]
        redrawn: set[str] = set()
        seen: set[str] = set()
        while pending:
            name = pending.pop()
            if name in seen:
                continue
            seen.add(name)
            fill = self.columns.bind(spec, self.columns.columns[spec.name][name]).fill
            pending += [path.partition(".")[0] for path in made_from(fill)]
            distinct = getattr(fill, "unique", None) or (spec.name, name) in self.group_uniques
            if isinstance(fill, fills.Generated | fills.Picked) and not distinct:
                redrawn.add(name)
        settled = set(redrawn)
        changed = True
        while changed:
            more = {
                c.name
                for c in spec.columns
                if settled
                & {p.partition(".")[0] for p in made_from(self.columns.bind(spec, c).fill)}
            } - settled
            settled |= more
            changed = bool(more)
        return redrawn, settled

    def _groups(self, spec: TableSpec) -> tuple[tuple[str, ...], ...]:
        """Groups of columns that are unique together, the primary key of several columns first."""
        keys = tuple(column.name for column in spec.columns if column.primary_key)
        wanted = [(spec.place, keys)] if len(keys) > 1 else []
        for place, names in [*wanted, *spec.uniques]:
            missing = [name for name in names if name not in self.columns.columns[spec.name]]
            for name in missing:
                known = list(self.columns.columns[spec.name])
                self.columns.problem(
                    place,
                    f"unique names {name!r}, which is no column of {spec.name}{did_you_mean(name, known)}",
                )
            if len(names) < 2 and not missing:
                self.columns.problem(
                    place, f"unique: {list(names)} is one column (set unique: true on it)"
                )
            if not missing and len(names) > 1:
                self._group(spec, place, names)
        return tuple(names for _, names in spec.uniques)

    def _group(self, spec: TableSpec, place: Place, names: tuple[str, ...]) -> None:
        """Gives the columns of a group one permutation, whose digits decide them all."""
        columns = [self.columns.bind(spec, self.columns.columns[spec.name][name]) for name in names]
        if any(column.unique for column in columns):
            return
        text = ", ".join(names)
        decisions: list[tuple[int, int]] = []
        within = False
        for column in columns:
            if (spec.name, column.name) in self.group_uniques:
                self.columns.problem(
                    place, f"{column.name!r} is in two groups of unique columns (keep it in one)"
                )
                return
            if isinstance(column.fill, fills.Reference) and column.fill.positional:
                within = True
                continue
            try:
                decisions += self._decisions(column)
            except NotUnique as error:
                self.columns.problem(place, f"[{text}] cannot be unique: {column.name}: {error}")
                return
        self._share(spec, place, names, decisions, within)

    def _decisions(self, column: Column) -> list[tuple[int, int]]:
        """(stream, number of ways) of each decision of a column."""
        fill = column.fill
        if isinstance(fill, fills.Reference):
            if fill.distribution != "uniform":
                raise NotUnique(
                    f"distribution {fill.distribution} has no effect on rows that differ"
                )
            if fill.parent == column.context.table:
                raise NotUnique("it refers to its own table")
            return list(
                bounds(single(column.key, "reference", self.columns.counts.get(fill.parent, 1)))
            )
        if isinstance(fill, fills.Picked):
            return list(bounds(single(column.key, "values", len(fill.values))))
        if isinstance(fill, fills.Generated) and not fill.inputs:
            unique = measure(fill.make, column.context, column.key)
            if not unique.endless:
                return list(bounds(unique))
            raise NotUnique("it is unique by itself (set unique: true on it instead)")
        raise NotUnique("it is made from other columns")

    def _share(
        self,
        spec: TableSpec,
        place: Place,
        names: tuple[str, ...],
        found: list[tuple[int, int]],
        within: bool,
    ) -> None:
        decisions: dict[int, tuple[int, int]] = {}
        capacity = 1
        for stream, bound in found:
            if capacity * bound > UNIQUE_LIMIT:
                break
            decisions[stream] = (capacity, bound)
            capacity *= bound
        children = self.columns.children.get(spec.name)
        asked = children.high if within and children else self.columns.counts.get(spec.name, 0)
        if asked > capacity:
            each = f" per {children.parent} row" if within and children else ""
            self.columns.problem(
                place,
                f"[{', '.join(names)}] has {capacity:,} combinations, {asked:,} unique ones are asked for{each}",
            )
            return
        key = Context(self.columns.seed, spec.name, "", 0).column_key("unique", *names)
        unique = Unique(key, decisions, capacity, within_parent=within)
        for name in names:
            fill = self.columns.bind(spec, self.columns.columns[spec.name][name]).fill
            if not (isinstance(fill, fills.Reference) and fill.positional):
                self.group_uniques[spec.name, name] = unique
