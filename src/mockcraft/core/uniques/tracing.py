"""The verbs for all rows at once: they give values that know which decisions are behind them."""

from mockcraft.core.draw import Draw
from mockcraft.core.keys import derive
from mockcraft.core.pattern import PATTERN, fill_piece, pieces, ways
from mockcraft.core.pool import Pool
from mockcraft.core.spelling import capital, plain_words, slug, units_of
from mockcraft.core.uniques.digits import ROW
from mockcraft.core.uniques.findings import Findings
from mockcraft.core.uniques.origins import (
    Choice,
    Number,
    at,
    chosen,
    listed_number,
    noise,
    only_choice,
    plain_choice,
)
from mockcraft.core.uniques.shapes import (
    DIGIT_SET,
    HEX_SET,
    Shape,
    shape_of_patterns,
    shape_of_pool,
    united,
)
from mockcraft.core.uniques.texts import (
    Part,
    Text,
    blurred,
    constant,
    decimal,
    depends_on,
    listed,
    padded,
    piece,
    spelled,
)
from mockcraft.core.values import Decimal, text_of
from mockcraft.errors import NotUnique

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, Self

    from mockcraft.core.context import Context
    from mockcraft.core.distributions import Segments
    from mockcraft.core.ladder import Ladder
    from mockcraft.core.list_file import ListFile
    from mockcraft.core.pool import ListColumn, ListTable

ROWS = 2**63  # row numbers there are
LETTERWISE = (str.lower, str.upper, slug)  # changes of a text that are changes of its characters


def unfixed(what: str) -> str:
    """Why values may be equal."""
    return f"{what} has no fixed set of values to draw distinct ones from"


class TracingDraw(Draw):
    """The verbs for all rows at once: values that know the decisions behind them."""

    __slots__ = ("findings",)

    def __init__(self, context: "Context", key: int, findings: Findings) -> None:
        super().__init__(context, key)
        self.findings = findings

    def _with(self, key: int) -> "Self":
        return type(self)(self.context, key, self.findings)

    def _in(self, context: "Context") -> "Self":
        return type(self)(context, self.key, self.findings)

    def _entities(self) -> "dict[Any, Any]":
        return self.findings.entities

    # ------------------------------------------------------------------ decisions

    def _has_digit(self, label: str) -> bool:
        return True

    def must_differ(self, label: str) -> bool:
        """See Draw."""
        self.findings.forms |= {derive(self.key, label)}
        return True

    @property
    def row(self) -> "Any":
        """See Draw."""
        return chosen(self._endless(ROW))

    def step(self, place: "Any") -> "Self":
        """See Draw."""
        raise NotUnique(unfixed("a series"))

    def _endless(self, stream: int) -> Choice:
        self.findings.endless.add(stream)
        return self.findings.choice(stream, ROWS)

    def below(self, label: str, bound: "Any") -> "Any":
        """See Draw."""
        if not isinstance(bound, int):
            self.findings.refuse(unfixed("a range that differs from row to row"))
            highest = bound.range and bound.range[1]
            known = (0, highest - 1) if highest else None
            return noise(self.findings.unknown() | bound.depends, known)
        return chosen(self.findings.choice(derive(self.key, label), bound)) if bound > 1 else 0

    def hashed_below(self, label: str, bound: int) -> "Any":
        """See Draw."""
        return noise(self.findings.unknown(), (0, bound - 1))

    def choose(self, label: str, pool: "Pool | ListTable | ListFile") -> "Any":
        """See Draw."""
        return self.below(label, len(pool))

    def within(self, label: str, segments: "Segments") -> "Any":
        """See Draw."""
        return noise(self.findings.unknown())

    def rung(self, ladder: "Ladder", number: "Any") -> "Any":
        """See Draw."""
        raise NotUnique(unfixed("a shape"))

    def number_at(self, ladder: "Ladder", place: "Any") -> "Any":
        """See Draw."""
        raise NotUnique(unfixed("a shape"))

    def entry(self, table: "ListTable | ListFile") -> "Any":
        """See Draw."""
        stream = derive(self.key, f"record {table.name}")
        return self.findings.choice(stream, len(table), table=table)

    def _entry_by(self, table: "ListTable", column: str, text: "Any") -> "tuple[ListTable, Any]":
        self.findings.refuse(
            f"which entries of its list there are differs from row to row, by {column}"
        )
        stream = derive(self.key, f"record {table.name} by {column}")
        choice = self.findings.choice(stream, len(table), table=table)
        choice.counted = False
        return table, choice

    def cell(self, column: "ListColumn", entry: "Any") -> "Any":
        """See Draw."""
        if column.name not in entry.columns:
            entry.columns.append(column.name)
        return Text(listed(entry, entry.table.rows[column.name], shape_of_pool(column.pool)))

    def _take(self, pool: Pool, index: "Any") -> "Any":
        return self.at(pool, index)

    def at(self, pool: Pool, place: "Any") -> "Any":
        """See Draw."""
        if isinstance(place, int):
            return pool.values[place]
        whole = plain_choice(place)
        if whole is not None and whole.size == len(pool):
            return Text(listed(whole, pool.values, shape_of_pool(pool)))
        choice = only_choice(place)
        if choice is None:
            return Text(blurred(place.depends, shape_of_pool(pool)))
        texts = [pool.values[place.at(way)] for way in range(choice.size)]
        return Text(listed(choice, texts))

    def _piece(self, literal: str, alphabets: "Sequence[str]", index: "Any") -> "Any":
        if not isinstance(index, Number):
            return fill_piece(literal, alphabets, 0)
        choice = next(iter(index.terms.values())).choice
        lead = ""  # what is the same in all its texts
        while literal[len(lead)] != "\1" or len(alphabets[0]) == 1:
            if literal[len(lead)] == "\1":
                lead, alphabets = lead + alphabets[0], alphabets[1:]
            else:
                lead += literal[len(lead)]
        begun = [constant(lead)] if lead else []
        return Text(*begun, piece(choice, literal[len(lead) :], alphabets))

    def filled(
        self,
        text: "Any",
        pattern: "Callable[[str], str]",
        classes: "Mapping[str, str]" = PATTERN,
    ) -> "Any":
        """See Draw. Every pattern has at least the ways that are counted."""
        if isinstance(text, str):
            return super().filled(text, pattern, classes)
        only = text.parts[0]
        if len(text.parts) > 1 or only.choice is None:
            self.findings.refuse(unfixed("a pattern that depends on a text put together"))
            return Text(blurred(text.depends | self.findings.unknown()))
        cut = {one: pieces(one, classes) for one in set(map(pattern, only.texts))}
        part = blurred(text.depends, shape_of_patterns(cut, classes))
        part.choices = self._filled_choices(list(cut.values()))
        part.depends |= {choice.stream for choice in part.choices} or self.findings.unknown()
        part.needs = text.depends
        if len(set(map(len, cut))) == len(cut):  # the width shows the pattern
            part.inner = Text(listed(only.choice, list(map(pattern, only.texts))))
        return Text(part)

    def _filled_choices(
        self, patterns: "Sequence[Sequence[tuple[str, list[str]]]]"
    ) -> tuple[Choice, ...]:
        """The decisions of pieces that differ in every pattern, with the fewest ways of any."""
        found = []
        for i in range(max(map(len, patterns))):
            sizes = [ways(each[i][1]) if i < len(each) else 1 for each in patterns]
            plain = all(
                len(set(alphabet)) == len(alphabet)
                for each in patterns
                for alphabet in (each[i][1] if i < len(each) else ())
            )
            if min(sizes) > 1 and plain:
                stream = derive(self.key, f"filled {i}")
                found.append(self.findings.choice(stream, min(sizes)))
        return tuple(found)

    def words(
        self,
        values: "Pool | Sequence[str]",
        low: int,
        high: int,
        sentence: bool = False,
        heading: bool = False,
    ) -> "Any":
        """See Draw. The words that every row has are counted."""
        pool = values if isinstance(values, Pool) else Pool("", values)
        heading = heading or sentence
        label = f"words {pool.name} "
        parts: list[Part] = []
        for i in range(low):
            stream = derive(self.key, label + str(i // 2)), i % 2
            parts += [constant(" ")] * (i > 0) + [self._word(stream, pool, heading and not i)]
        if high > low:
            own = united(shape_of_pool(pool).characters, frozenset(" "))
            blank = frozenset(" ") if low else own
            parts.append(blurred(self.findings.unknown(), Shape(0, None, blank, own, own, own)))
        return Text(*parts, *([constant(".")] if sentence else []))

    def _word(self, stream: "Any", pool: Pool, heading: bool) -> Part:
        words = pool.map(capital) if heading else pool
        plain = plain_words(pool, heading)
        if not len(plain):
            return blurred(self.findings.unknown(), shape_of_pool(words))
        choice = self.findings.choice(stream, len(pool), only=plain.numbers)
        part = listed(choice, words.values, shape_of_pool(words))
        if "plain shape" not in words.derived:
            words.derived["plain shape"] = Shape.of(words.values[i] for i in plain.numbers)
        part.narrow = words.derived["plain shape"]
        return part

    def _uuid(self, high: "Any", low: "Any") -> "Any":
        return Text(spelled(Shape.any_of(HEX_SET | {"-"}, 36, 36), high, low))

    def _distinct(self) -> "Any":
        choice = self._endless(derive(self.key, "distinct"))
        return Text(spelled(Shape.any_of(DIGIT_SET, 4), chosen(choice)))

    # ------------------------------------------------------------------ combination

    def join(self, *parts: "Any") -> "Any":
        """See Draw."""
        known = [text_of(part) if _is_known(part) else part for part in parts]
        if all(isinstance(part, str) for part in known):
            return "".join(known)
        joined: list[Part] = []
        for part in known:
            if isinstance(part, Text):
                joined += part.parts
            elif isinstance(part, Number):
                joined.append(decimal(part))
            elif isinstance(part, Decimal):
                joined.append(decimal(part.units, part.scale))
            elif part:
                joined.append(constant(part))
        return Text(*joined)

    def either(self, condition: "Any", yes: "Any", no: "Any") -> "Any":
        """See Draw."""
        if not isinstance(condition, Number):
            return yes if condition else no
        self.findings.refuse(unfixed("a choice between two forms"))
        if isinstance(yes, Number | int) and isinstance(no, Number | int):
            return self._either_number(condition, yes, no)
        shapes = [Shape.of([each]) if isinstance(each, str) else each.shape for each in (yes, no)]
        characters = united(*(shape.characters for shape in shapes))
        shape = Shape.any_of(characters, min(each.least for each in shapes))
        return Text(blurred(depends_on(condition, yes, no), shape))

    def _either_number(self, condition: Number, yes: "Any", no: "Any") -> "Any":
        choice = only_choice(condition, yes, no)
        if choice is not None:
            made = (at(yes if at(condition, i) else no, i) for i in range(choice.size))
            return listed_number(choice, list(made))
        ranges = [each.range if isinstance(each, Number) else (each, each) for each in (yes, no)]
        ends = [end for each in ranges if each is not None for end in each]
        known = (min(ends), max(ends)) if len(ends) == 4 else None
        return noise(depends_on(condition, yes, no), known)

    def padded(self, value: "Any", width: int) -> "Any":
        """See Draw."""
        return (
            str(value).rjust(width, "0") if isinstance(value, int) else Text(padded(value, width))
        )

    def check(self, rule: "Callable[..., Any]", text: "Any") -> "Any":
        """See Draw."""
        if isinstance(text, str):
            return rule([int(character, 36) for character in text])
        return noise(text.depends)

    def number(self, text: "Any", scale: int = 0) -> Decimal:
        """See Draw."""
        if isinstance(text, str):
            return Decimal(units_of(text, scale), scale)
        only = text.parts[0]
        if len(text.parts) > 1 or only.choice is None:
            self.findings.refuse(unfixed("the number of a text that is put together"))
            return Decimal(noise(text.depends), scale)
        return Decimal(listed_number(only.choice, [units_of(t, scale) for t in only.texts]), scale)

    def map(self, text: "Any", change: "Callable[[str], str]", distinct: bool = False) -> "Any":
        """See Draw."""
        if isinstance(text, str):
            return change(text)
        if len(text.parts) == 1 and text.parts[0].choice is not None:
            return Text(_changed(text.parts[0], change))
        if distinct:
            part = blurred(text.depends)
            part.inner = text
            return Text(part)
        if change in LETTERWISE:
            return Text(*(_spelled_anew(part, change) for part in text.parts))
        first, *others = text.parts
        if change is capital and first.shape.least:
            return Text(_spelled_anew(first, change), *others)
        self.findings.refuse(
            "a change of a text that is put together can make two texts one (change its parts instead)"
        )
        return Text(blurred(text.depends))

    def each(self, text: "Any", make: "Callable[[Self, str], Any]") -> "Any":
        """See Draw."""
        if isinstance(text, str):
            return make(self, text)
        only = text.parts[0]
        if len(text.parts) == 1 and len(set(only.texts)) == 1:
            return make(self, only.texts[0])
        self.findings.refuse(unfixed("a text whose form depends on another one"))
        return Text(blurred(text.depends | self.findings.unknown()))


def _is_known(part: "Any") -> bool:
    """Whether a part of a text is the same in every row, and no text that knows its decisions."""
    units = part.units if isinstance(part, Decimal) else part
    return isinstance(units, str | int)


def _changed(part: Part, change: "Callable[[str], str]") -> Part:
    """One of the changed texts, which stand for the ways of the same choice."""
    assert part.choice is not None
    forms = {text: change(text) for text in dict.fromkeys(part.texts)}
    return listed(part.choice, [forms[text] for text in part.texts], Shape.of(forms.values()))


def _spelled_anew(part: Part, change: "Callable[[str], str]") -> Part:
    """A part after a change that changes each character by itself."""
    if part.constant is not None:
        return constant(change(part.constant))
    if part.choice is not None:
        return _changed(part, change)
    shape = part.shape
    changed = {each: change(each) for each in shape.characters or ()}
    if shape.characters is None or "Σ" in changed or not _keeps_apart(changed):
        return blurred(part.depends)
    made = Part(
        Shape(
            shape.least, shape.width,
            *(frozenset(changed[each] for each in side or ())
              for side in (shape.first, shape.rest, shape.last, shape.front)),
        ),
        part.depends,
    )  # fmt: skip
    made.numbers, made.choices, made.needs = part.numbers, part.choices, part.needs
    made.inner = part.inner
    return made


def _keeps_apart(changed: "Mapping[str, str]") -> bool:
    """Whether each character stays one, and different ones stay different."""
    return all(len(each) == 1 for each in changed.values()) and len(set(changed.values())) == len(
        changed
    )
