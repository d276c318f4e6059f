"""Columns become declarations: each source parsed, and the columns that it reads known by name.

Nothing is known of types yet; they follow in the order that what is read here gives.
"""

from dataclasses import replace

from mockcraft.core import braces
from mockcraft.core.effort import spend
from mockcraft.core.paths import parted
from mockcraft.errors import (
    MockcraftError,
    NotFound,
    ParameterError,
    SchemaError,
    UserError,
    nearest,
)
from mockcraft.generator import find
from mockcraft.schema.binding import Binding
from mockcraft.schema.declaration import Declaration, Declared, TemplatePath
from mockcraft.schema.parameters import ParameterReader
from mockcraft.schema.sharing import reading_beside, settled
from mockcraft.schema.source import described, shown
from mockcraft.schema.spec import (
    GIVEN,
    KEY,
    LISTS,
    PER,
    STORED,
    ColumnSpec,
    Path,
    TableSpec,
    Word,
    Words,
)


def declare(binding: Binding) -> Declared:
    """All columns that can be read; problems with the others are noted."""
    found: Declared = {}
    for table in binding.spec.tables:
        if table.columns and all(spec.hidden for spec in table.columns):
            message = f"all columns of {table.name} are hidden (leave one that is written)"
            binding.problem((table.name, "columns"), message)
        locale = table.locale and binding.known_locale(table.locale, (table.name, "locale"))
        locales = _locales(binding, table)
        if locales:
            locale = locales[0][0]
        for spec in table.columns:
            spend(1)
            at = (table.name, "columns", spec.name)
            base = Declaration(table, spec, (spec.name,), at, table.name, locale, locales)
            made = _Declarer(binding).declared(base)
            if made is not None:
                found[table.name, spec.name] = made
    found = reading_beside(binding, found)
    binding.settle(settled(binding, found))
    return found


def _locales(binding: Binding, table: TableSpec) -> tuple[tuple[str, int], ...]:
    """The locales of the rows of a table, as they are spelled here, with their weights."""
    found: dict[str, int] = {}
    for name, weight in table.locales:
        at = (table.name, "locale", name, KEY)
        problems = len(binding.problems)
        known = binding.known_locale(name, at)
        if len(binding.problems) > problems:
            continue
        if known in found:
            binding.problem(at, f"locale {known} is given twice (give it once)")
        found[known] = weight
    return tuple(found.items())


class _Declarer:
    def __init__(self, binding: Binding) -> None:
        self.binding = binding

    def declared(self, base: Declaration) -> Declaration | None:
        """The declaration with its source parsed; None where it has problems, which are noted."""
        binding, spec = self.binding, base.spec
        problems = len(binding.problems)
        if spec.locale:
            locale = binding.known_locale(spec.locale, (*base.at, "locale"))
            base = replace(base, locale=locale, locales=())
        if spec.entity:
            base = replace(base, entity=spec.entity)
        _check_options(binding, base)
        if spec.source in (GIVEN, STORED):
            return base if len(binding.problems) == problems else None
        if not spec.source or not (spec.value is not None or spec.members or spec.process):
            return None
        try:
            made = getattr(self, f"_{spec.source}")(base)
        except MockcraftError as error:
            binding.note(error, base.source_at)
            return None
        return made if len(binding.problems) == problems else None

    # ------------------------------------------------------------------ generators

    def _generator(self, base: Declaration) -> Declaration:
        generator = find(base.spec.text)
        reader = ParameterReader(self.binding, base, generator)
        failed: list[SchemaError] = []
        per = base.spec.parameters.get(PER) if generator.series else None
        for name, words in base.spec.parameters.items():
            if words is per:
                continue
            try:
                reader.read(name, words)
            except SchemaError as error:
                failed.append(error)
        if failed:
            raise SchemaError(*(problem for error in failed for problem in error.problems))
        bound = reader.bound()
        counted = "" if per is None else self._per(base, per)
        return replace(base, bound=bound, inputs=tuple(reader.inputs), per=counted)

    def _per(self, base: Declaration, words: Words) -> str:
        """The reference of `per`, which must be the one that rows are counted per; raises SchemaError."""
        at = (*base.at, PER)
        if not isinstance(words, Word) or not isinstance(words.value, str):
            given = described(words) if isinstance(words, Word) else "a list"
            advice = "give the reference that the rows are counted per, such as user_id"
            raise self.binding.wrong(at, f"per is {given} ({advice})")
        return self._counted(base, words.text, at)

    def _one_per(self, base: Declaration) -> Declaration:
        return replace(base, per=self._counted(base, base.spec.text, base.source_at))

    def _counted(self, base: Declaration, name: str, at: Path) -> str:
        """The reference of that name, which must be the one that rows are counted per."""
        table, columns = base.table, self.binding.columns[base.table.name]
        if base.nested:
            raise self.binding.wrong(
                at, "a member of a document is no row of its parent (make it a column)"
            )
        if name not in columns:
            raise self.binding.wrong(at, self.binding.no_column(table.name, name))
        if self.binding.counted_column(table) is not columns[name]:
            parent = self.binding.parent_of(columns[name])
            advice = f"give count: {{per: {parent}, …}}"
            if parent is None:
                advice = "name the reference of count: {per: …}"
            elif parent == table.name:
                advice = "in a tree, let numbers differ by unique: [[parent, number]]"
            message = f"the rows of {table.name} are not counted per {shown(name)}, so they have no place in it"
            raise self.binding.wrong(at, f"{message} ({advice})")
        return name

    def _regex(self, base: Declaration) -> Declaration:
        try:
            bound = find("regex").bind({"pattern": base.spec.text})
        except ParameterError as error:
            raise UserError(str(error).replace("pattern=", "regex ", 1)) from error
        return replace(base, bound=bound)

    # ------------------------------------------------------------------ values of files

    def _list(self, base: Declaration) -> Declaration:
        spec, text = self.binding.spec, base.spec.text
        name, dot, column = text.partition(".")
        if name not in spec.lists:
            hint = self.binding.nearest(name, spec.lists) if spec.lists else ""
            raise UserError(f"there is no list {shown(name)}{hint or ' (add it to lists)'}")
        entries = spec.files.get((LISTS, name))
        if entries is None:  # which is noted
            raise SchemaError
        known = list(entries.arrays)
        if not dot and len(known) == 1:
            column = known[0]
        elif not dot:
            raise UserError(f"list is {shown(text)} (name its column too: {name}.{known[0]})")
        if column not in known:
            hint = nearest(column, known, "its columns are")
            raise UserError(f"the list {name} has no column {shown(column)}{hint}")
        return replace(base, listed=(name, column))

    def _values(self, base: Declaration) -> Declaration:
        return base

    _value = _values

    # ------------------------------------------------------------------ made from other columns

    def _ref(self, base: Declaration) -> Declaration:
        target = self.binding.target_of(base.spec)
        if target is None:
            raise UserError(f"ref is {shown(base.spec.text)} (give table.column, such as users.id)")
        table, name = target
        if not self.binding.known_table(table, base.source_at, stored=True):
            raise SchemaError
        if name not in self.binding.columns[table]:
            raise UserError(self.binding.no_column(table, name))
        if name in self.binding.tables[table].hidden_columns:
            raise UserError(
                f"{table}.{name} is hidden and cannot be referred to (refer to one that is written, and read "
                f"it through that: {base.spec.name}.{name})"
            )
        if target == (base.table.name, base.spec.name) and not base.nested:
            raise UserError(f"{shown(base.spec.name)} refers to itself (name another column)")
        where = None
        if base.spec.where:
            from mockcraft.schema.conditions import WhereReader

            reader = WhereReader(self.binding, base.table.name, table, base.in_items)
            try:
                where = reader.read(base.spec.where)
            except MockcraftError as error:
                raise self.binding.wrong((*base.at, "where"), str(error)) from None
            if any(parted(path)[1] for path in (*where.own(), *where.parents())):
                raise self.binding.wrong(
                    (*base.at, "where"), "where reads no other row of a table (make lag a column)"
                )
        weight = None
        if base.spec.weight:
            at = (*base.at, "weight")
            try:
                from mockcraft.schema.expressions import parse

                weight = parse(base.spec.weight, self.binding.constants(table))
            except MockcraftError as error:
                raise self.binding.wrong(at, str(error)) from None
            self.binding.check_columns(table, weight.columns, at)
        return replace(base, target=target, where=where, weight=weight)

    def _expr(self, base: Declaration) -> Declaration:
        _check_in_row(base)
        from mockcraft.schema.expressions import parse

        expression = parse(base.spec.text, self.binding.constants(base.table.name))
        self.binding.check_columns(base.table.name, expression.columns, base.source_at)
        return replace(base, expression=expression)

    def _total(self, base: Declaration) -> Declaration:
        _check_in_row(base)
        from mockcraft.schema.totals import read_total

        return replace(base, summed=read_total(self.binding, base.table.name, base.spec.text))

    def _template(self, base: Declaration) -> Declaration:
        parts: list[str | TemplatePath | Declaration] = []
        failed: list[MockcraftError] = []
        seen: dict[str, int] = {}
        for piece in braces.parse(base.spec.text):
            try:
                parts.append(piece if isinstance(piece, str) else self._piece(base, piece, seen))
            except MockcraftError as error:
                failed.append(error)
        for each in failed:
            self.binding.note(each, base.source_at)
        return replace(base, parts=tuple(parts))

    def _piece(
        self, base: Declaration, piece: braces.Field, seen: dict[str, int]
    ) -> "TemplatePath | Declaration":
        """A column of the row, or else a generator of that name: the column goes first."""
        name, own = piece.name, self.binding.columns[base.table.name]
        if piece.filters:
            word = piece.filters[0]
            raise UserError(
                f"{shown(name)} has the filter {word}, which templates of rows have not (write a column with "
                f"expr: {'initcap' if word == 'title' else word}({name}))"
            )
        is_column = name.partition(".")[0] in own and not piece.given
        if is_column or (not piece.given and not _is_generator(name)):
            if base.in_items:
                _check_in_row(base)
            if not is_column:
                what = f"{shown(name)} is neither a column of {base.table.name} nor a generator"
                raise UserError(what + self.binding.nearest(name, own))
            return TemplatePath(name)
        parameters = {
            each: Word("true" if text is True else str(text), str(text))
            for each, text in piece.parameters(_parameters_of(name)).items()
        }
        again = seen[name] = seen.get(name, -1) + 1
        # Named by the generator and how often it stood before, so that nothing else moves its values.
        names = (*base.names, "template", name, *([str(again)] if again else []))
        spec = ColumnSpec(name, "generator", Word(name, name), parameters=parameters)
        made = self.declared(replace(base, spec=spec, names=names, at=base.source_at))
        if made is None:
            raise SchemaError
        return made

    def _states(self, base: Declaration) -> Declaration:
        from mockcraft.schema.processes import declare_process

        return declare_process(self.binding, base)

    # ------------------------------------------------------------------ nested

    def _fields(self, base: Declaration) -> Declaration:
        made = [
            self.declared(
                replace(
                    base,
                    spec=member,
                    names=(*base.names, member.name),
                    at=(*base.source_at, member.name),
                )
            )
            for member in base.spec.members
        ]
        members = tuple(member for member in made if member is not None)
        if not members or len(members) < len(made):
            raise SchemaError
        return replace(base, members=members)

    def _items(self, base: Declaration) -> Declaration:
        scope = f"{base.scope}.{'.'.join(base.names)}[]"
        item = self.declared(
            replace(
                base,
                spec=base.spec.members[0],
                names=("item",),
                scope=scope,
                at=(*base.source_at, "item"),
                in_items=True,
            )
        )
        if item is None:
            raise SchemaError
        return replace(base, members=(item,))


def _check_in_row(base: Declaration) -> None:
    if base.in_items:
        raise UserError(
            f"an item cannot be made by {base.spec.source} from columns: it stands in no row with any "
            "(make it of generators)"
        )


def _parameters_of(name: str) -> list[str]:
    return list(find(name).parameters) if _is_generator(name) else []


def _is_generator(name: str) -> bool:
    try:
        find(name)
    except NotFound:
        return False
    return True


def _check_options(binding: Binding, base: Declaration) -> None:
    """Notes options that contradict one another, or do nothing."""
    spec = base.spec

    def given(option: str) -> bool:
        return (*base.at, option) in binding.spec.places or bool(getattr(spec, option))

    for option, word in (("nulls", "null"), ("absent", "absent")):
        if spec.primary_key and getattr(spec, option):
            message = f"{shown(spec.name)} is a primary key and cannot be {word} (remove {option})"
            binding.problem((*base.at, option), message)
    if base.is_item and spec.absent:
        message = (
            "an item of an array is there or not (give items a count such as 0..3, or use nulls)"
        )
        binding.problem((*base.at, "absent"), message)
    useless = []
    if spec.source not in ("generator", "list", "template", "fields", "items"):
        useless.append("entity")
    if spec.source == GIVEN:
        useless += ["nulls", "absent", "locale"]
    if spec.source in ("fields", "items"):
        useless += ["type"] if base.nested else ["type", "unique", "primary_key"]
    for option in useless:
        if given(option):
            what = "that rows gives" if spec.source == GIVEN else f"with {spec.source}"
            binding.problem(
                (*base.at, option), f"{option} has no effect on a column {what} (remove it)"
            )
    if spec.primary_key and spec.hidden:
        message = f"{shown(spec.name)} is a primary key and cannot be hidden (remove hidden)"
        binding.problem((*base.at, "hidden"), message)
    for option in ("unique", "primary_key", "hidden"):
        if base.nested and given(option):
            message = f"{option} has no effect on a nested member (remove it)"
            binding.problem((*base.at, option), message)
