"""The verbs that generators are written with.

`Draw` stands for one column of some rows. Two evaluators give its verbs their meaning: `scalar`, for
one row in plain Python, and `vector`, for a chunk of rows in numpy and Arrow. Both give the same values.

Every decision belongs to a stream, and a stream is named by the verb, by what the verb picks from,
and by the labels on the way (`draw["area"]`). Order plays no part, so a new decision in a generator
leaves the old ones alone. Two decisions of one name would be equal by accident: the conformance kit
finds them, and the second one then needs a label.

A decision is taken from a hash of its stream and the row, or, where the stream has one of the table's
`digits`, from that digit: see `uniques`.
"""

from mockcraft.core.effort import spend
from mockcraft.core.entity import Record
from mockcraft.core.keys import derive
from mockcraft.core.lists import load
from mockcraft.core.pattern import PATTERN, pieces, ways
from mockcraft.core.pool import ANY, Pool
from mockcraft.core.spelling import capital, plain_words, slug
from mockcraft.core.values import FIRST_DAY, LAST_DAY, Date, Decimal, Timestamp, civil
from mockcraft.errors import ParameterError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, Self, TypeVar

    from mockcraft.core.context import Context
    from mockcraft.core.distributions import Segments
    from mockcraft.core.entity import Entity
    from mockcraft.core.ladder import Ladder
    from mockcraft.core.list_file import ListFile
    from mockcraft.core.pool import Entries, ListColumn, ListTable
    from mockcraft.core.uniques.digits import Digit
    from mockcraft.core.values import Boolean, Integer, Text, Uuid

    E = TypeVar("E", bound=Entity)

NO_DIGITS: "Mapping[int, Digit]" = {}
NAME_CHARACTERS = 100  # of a stream's name: they take as long to hash as one step


class Draw:
    """Random decisions for some rows of one column; see the module's text."""

    __slots__ = ("context", "digits", "key")

    def __init__(
        self, context: "Context", key: int, digits: "Mapping[int, Digit]" = NO_DIGITS
    ) -> None:
        self.context, self.key, self.digits = context, key, digits

    # ------------------------------------------------------------------ where the numbers come from

    def __getitem__(self, label: str) -> "Self":
        """Independent decisions for the same rows."""
        return self._with(derive(self.key, label))

    def entity(self, kind: "type[E]") -> "E":
        """The row's record of this kind: the same for every column of the table that asks."""
        context = self.context
        place = (kind, context.entity, context.locale, context.shared)
        found = self._entities().get(place)
        if found is None:
            key = context.entity_key(kind.__name__)
            found = self._entities()[place] = kind(self._with(key))
        return found

    def sharing(self, **values: "Any") -> "Self":
        """The draw of a record of which this is settled; None settles nothing. See `Context.shared`."""
        context = self.context.sharing(values)
        return self if context is self.context else self._in(context)

    def shared(self, name: str, default: "Any" = None) -> "Any":
        """What is settled of the record under this name."""
        for known, value in self.context.shared:
            if known == name:
                return value
        return default

    @property
    def locale(self) -> str:
        """Locale of the column, such as en_US; with a fallback, de_DE:en_US."""
        return self.context.locale

    def in_locale(self, locale: str) -> "Self":
        """The draw in another locale, or with another fallback."""
        return self._in(self.context.within(locale))

    @property
    def row(self) -> "Integer":
        """The row's number, from 0: different for every row, so values made of it are unique.

        An item of an array has its place in the array, from 0.
        """
        raise NotImplementedError

    def step(self, place: "Integer | int") -> "Self":
        """Decisions of the row at this place of the series, such as the row before: the same for all that ask.

        The rows of a table are one series; those of one parent are, where a column says `per`, and so are the
        items of an array. `row` is the place of a row in its series. No check draws a step again, for the steps
        after it stand on it; and no value that is made of steps can be unique by its decisions.
        """
        raise NotImplementedError

    @property
    def now(self) -> Timestamp:
        """The frozen clock of the run."""
        return Timestamp(self.context.now)

    @property
    def today(self) -> Date:
        """The day of the frozen clock."""
        return Date(self.context.now // 86_400)

    def spend(self, steps: int) -> None:
        """Counts the steps that each row takes, where they are many and the caller chooses how many: see `effort`."""
        spend(steps)

    # ------------------------------------------------------------------ decisions

    def integer(self, low: "Integer | int", high: "Integer | int") -> "Integer":
        """Whole number, uniform in [low, high], both inclusive; `low` for the rows where high < low."""
        return low + self.below("integer", _span(low, high))

    def distributed(
        self,
        low: int,
        high: int,
        distribution: str = "uniform",
        mean: float | None = None,
        deviation: float | None = None,
    ) -> "Integer":
        """Whole number in [low, high], both inclusive, of a shape of `distributions.NAMES`.

        `mean` and `deviation` are in the unit of `low` and `high`. The shape is cut to the range.
        """
        size = high - low + 1
        if distribution == "uniform" or self._has_digit("integer"):
            return low + self.below("integer", size)
        from mockcraft.core.distributions import segments

        if mean is not None:  # as exact as it can be, for a `low` that no float holds
            mean = int(mean // 1) - low + mean % 1
        return low + self.within("integer", segments(distribution, size, mean, deviation))

    def between_quantiles(self, low: int, high: int, cuts: "Sequence[int]") -> "Integer":
        """Whole number in [low, high], both inclusive, of which as many lie from each of the cuts to the next.

        The cuts are quantiles, in order, and each is the last number of the part that it ends.
        """
        if not cuts or self._has_digit("integer"):
            return self.integer(low, high)
        from mockcraft.core.distributions import between_quantiles

        placed = tuple(each - low for each in cuts)
        return low + self.within("integer", between_quantiles(high - low + 1, placed))

    def decimal(self, low: "Integer | int", high: "Integer | int", scale: int) -> Decimal:
        """Decimal number of `scale` places; `low` and `high` are in its last place, both inclusive."""
        return Decimal(self["decimal"].integer(low, high), scale)

    def chance(self, probability: float) -> "Boolean":
        """True with this probability, to within 2**-32; both once where values must be unique."""
        if self._has_digit("chance"):
            return self.below("chance", 2) < 1
        return self.below("chance", 2**32) < round(probability * 2**32)

    def date(self, low: Date, high: Date) -> Date:
        """Day in [low, high], both inclusive; `low` for the rows where high < low."""
        _check_years(low.days, high.days)
        return Date(low.days + self.below("date", _span(low.days, high.days)))

    def timestamp(self, low: Timestamp, high: Timestamp) -> Timestamp:
        """Second in [low, high], both inclusive; `low` for the rows where high < low."""
        _check_years(low.seconds // 86_400, high.seconds // 86_400)
        return Timestamp(low.seconds + self.below("timestamp", _span(low.seconds, high.seconds)))

    def pick(self, values: "Pool | Sequence[str]") -> "Text":
        """One of the texts, by weight where the pool has weights."""
        pool = values if isinstance(values, Pool) else Pool("", values)
        return self._take(pool, self.choose(f"pick {pool.name}", pool))

    def at(self, pool: Pool, place: "Integer") -> "Text":
        """The text of the pool at this place, counted from 0."""
        return pool.values[place] if isinstance(place, int) else self._take(pool, place)

    def rung(self, ladder: "Ladder", number: "Integer") -> "Integer":
        """The last place of the ladder whose number is not above this one, at least its first one."""
        raise NotImplementedError

    def number_at(self, ladder: "Ladder", place: "Integer") -> "Integer":
        """The number of the ladder at this place, counted from 0."""
        raise NotImplementedError

    def record(self, name: str, /, **equal: "Text") -> Record:
        """Entry of the list `name` of the draw's locale, of those whose columns equal these texts.

        An entry that has `any` there fits every text. One of the texts may differ from row to row: a medical
        condition is one that the person's sex can have. Where such entries must be unique, they are of
        those that fit all rows.
        """
        return Record(self, load(name, self.context.locale), equal)

    def format(self, name: str) -> str:
        """The locale's format of this name, such as `phone`: the same for all rows."""
        formats = load("formats", self.context.locale).rows
        return formats["format"][formats["key"].index(name)]

    def pattern(self, text: str, classes: "Mapping[str, str]" = PATTERN) -> "Text":
        """The text with each character of `classes` replaced by one of its members, at random.

        The default classes are # for a digit, % for a digit but 0, ? for a capital letter.
        """
        parts: list[Any] = []
        cut = pieces(text, classes)
        self.spend(len(cut) * (1 + len(text) // NAME_CHARACTERS))
        for i, (literal, alphabets) in enumerate(cut):
            size = ways(alphabets)
            index = self.below(f"pattern {text} {i}", size) if size > 1 else None
            parts.append(self._piece(literal, alphabets, index))
        return self.join(*parts)

    def filled(
        self,
        text: "Text",
        pattern: "Callable[[str], str]",
        classes: "Mapping[str, str]" = PATTERN,
    ) -> "Text":
        """`pattern(text)` filled as by the verb `pattern`, where the pattern depends on a drawn text.

        Where values are to be unique, the text must stand beside it: two texts may have one pattern.
        `pattern` is a function of a module, for its answers are kept.
        """
        parts: list[Any] = []
        for i, (literal, alphabets) in enumerate(pieces(pattern(text), classes)):  # type: ignore[arg-type]
            size = ways(alphabets)
            index = self.below(f"filled {i}", size) if size > 1 else None
            parts.append(self._piece(literal, alphabets, index))
        return self.join(*parts)

    def chars(self, alphabet: str, length: int) -> "Text":
        """Text of `length` characters, each any of `alphabet`."""
        return self.pattern("\0" * length, {"\0": alphabet})

    def words(
        self,
        values: "Pool | Sequence[str]",
        low: int,
        high: int,
        sentence: bool = False,
        heading: bool = False,
    ) -> "Text":
        """`low` to `high` words (both inclusive), blanks between them; weights do not apply.

        A heading begins with a capital letter; so does a sentence, which ends with a full stop.
        """
        pool = values if isinstance(values, Pool) else Pool("", values)
        self.spend((high + 1) // 2)
        count = low + self.hashed_below("words", high - low + 1)
        heading = heading or sentence
        label = f"words {pool.name} "
        pairs = [
            self._distinct_pair(label + str(j), pool, heading and not j)
            if self._has_digit(label + str(j))
            else self._pair(label + str(j), len(pool))
            for j in range((high + 1) // 2)
        ]
        return self._words(pool, count, pairs, (heading, "." if sentence else ""))

    def uuid(self) -> "Uuid":
        """Random UUID, version 4 (RFC 9562, section 5.4)."""
        return self._uuid(self.below("uuid high", 2**60), self.below("uuid low", 2**62))

    def distinct_digits(self, digits: int) -> "Text":
        """A number of so many digits; where values must be unique, a different one for each row.

        Unique numbers have as many digits as the row number asks for, four at least, so that a longer
        table leaves the values of its first rows as they are.
        """
        if self._has_digit("distinct"):
            return self._distinct()
        return self.pattern("#" * digits)

    def must_differ(self, label: str) -> bool:
        """Whether values are to be unique by what is drawn here: then take a form whose values differ.

        The answer is one for all rows and a decision of its own, which the label names.
        """
        return self._has_digit(label)

    # ------------------------------------------------------------------ what decisions are made of

    def below(self, label: str, bound: "Any") -> "Any":
        """Number in [0, bound): the decision `label`, by its digit where it has one, else by hash."""
        raise NotImplementedError

    def hashed_below(self, label: str, bound: int) -> "Any":
        """Number in [0, bound) by hash, also where the decision has a digit."""
        raise NotImplementedError

    def within(self, label: str, segments: "Segments") -> "Any":
        """Number of the distribution of these segments."""
        raise NotImplementedError

    def choose(self, label: str, pool: "Pool | ListTable | ListFile") -> "Any":
        """Index of one of the pool's texts or the list's entries, by weight; even where it is a digit."""
        raise NotImplementedError

    def entry(self, table: "ListTable | ListFile") -> "Any":
        """Index of one of the list's entries: the row's record."""
        label = f"record {table.name}"
        if not self._has_digit(label):
            return self.choose(label, table)
        entries = table.distinct(self.digits[self._stream(label)].columns)
        return self._first(entries, self.below(label, len(entries)))

    def entry_of(self, table: "ListTable", equal: "Mapping[str, Text]") -> "tuple[ListTable, Any]":
        """Index of an entry whose columns equal these texts, and the list that it is an index of."""
        if not equal:
            return table, self.entry(table)
        fixed = {column: text for column, text in equal.items() if isinstance(text, str)}
        common = table.where(**dict.fromkeys(equal, ANY))
        if len(common) and self._has_digit(f"record {common.name}"):
            return common, self.entry(common)
        if len(fixed) < len(equal):
            (column,) = equal.keys() - fixed.keys()
            return self._entry_by(table.where(**fixed) if fixed else table, column, equal[column])
        table = table.where(**fixed) if fixed else table
        return table, self.entry(table)

    def _entry_by(self, table: "ListTable", column: str, text: "Any") -> "tuple[ListTable, Any]":
        """As entry_of, for a text that differs from row to row."""
        raise NotImplementedError

    def cell(self, column: "ListColumn", entry: "Any") -> "Any":
        """The text that entries of a list have in this column."""
        raise NotImplementedError

    # ------------------------------------------------------------------ combination

    def join(self, *parts: "Text | Integer | Decimal | str | int") -> "Text":
        """The parts one after another; a number is written in decimal, with all its places."""
        raise NotImplementedError

    def either(self, condition: "Boolean", yes: "Any", no: "Any") -> "Any":
        """`yes` for the rows where the condition holds, else `no`; both Text or both Integer."""
        raise NotImplementedError

    def padded(self, value: "Integer", width: int) -> "Text":
        """The number with leading zeros, at least `width` characters; not negative, below 10**width."""
        raise NotImplementedError

    def check(self, rule: "Callable[..., Any]", text: "Text | str") -> "Integer":
        """Value of a rule of `checksum` for a text of digits and capital letters."""
        raise NotImplementedError

    def number(self, text: "Text", scale: int = 0) -> Decimal:
        """The decimal number that a column of a list holds as text."""
        raise NotImplementedError

    def map(self, text: "Text", change: "Callable[[str], str]", distinct: bool = False) -> "Text":
        """`change(text)`: a pure function, called once for each entry of a pool where that suffices.

        `distinct` vouches that different texts stay different, so that unique values can be had of a text
        that is put together.
        """
        raise NotImplementedError

    def each(self, text: "Text", make: "Callable[[Self, str], Text]") -> "Text":
        """`make(draw of the rows that have it, value)` for each distinct value of a text."""
        raise NotImplementedError

    def layout(self, name: str, entity: "Entity") -> "Text":
        """The locale's format of this name, its {fields} replaced by the entity's facts."""
        parts: list[Any] = []
        for piece in self.format(name).split("{"):
            field, closed, literal = piece.rpartition("}")
            parts += [getattr(entity, field), literal] if closed else [literal]
        return self.join(*parts)

    def lower(self, text: "Text") -> "Text":
        """The text in lower case."""
        return self.map(text, str.lower)

    def upper(self, text: "Text") -> "Text":
        """The text in upper case."""
        return self.map(text, str.upper)

    def title(self, text: "Text") -> "Text":
        """The text with its first letter in upper case."""
        return self.map(text, capital)

    def slug(self, text: "Text") -> "Text":
        """The text in lower case, with what is not a-z or 0-9 left out: fit for an address or a user name."""
        return self.map(text, slug)

    # ------------------------------------------------------------------ what an evaluator gives

    def _with(self, key: int) -> "Self":
        raise NotImplementedError

    def _in(self, context: "Context") -> "Self":
        raise NotImplementedError

    def _entities(self) -> "dict[Any, Any]":
        raise NotImplementedError

    def _stream(self, label: str) -> int:
        return derive(self.key, label)

    def _has_digit(self, label: str) -> bool:
        return bool(self.digits) and self._stream(label) in self.digits

    def _pair(self, label: str, bound: int) -> "Any":
        """Two numbers in [0, bound) of one decision: the digits of a number below bound**2."""
        raise NotImplementedError

    def _distinct_pair(self, label: str, pool: Pool, heading: bool) -> "Any":
        """Two words of one decision that has a digit: of those that can be told apart."""
        firsts, seconds = plain_words(pool, heading), plain_words(pool, False)
        digit = self.below(label, len(firsts) * len(seconds))
        return self._paired(
            self._first(firsts, digit // len(seconds)), self._first(seconds, digit % len(seconds))
        )

    def _paired(self, first: "Any", second: "Any") -> "Any":
        raise NotImplementedError

    def _take(self, pool: Pool, index: "Any") -> "Any":
        raise NotImplementedError

    def _first(self, entries: "Entries", place: "Any") -> "Any":
        raise NotImplementedError

    def _piece(self, literal: str, alphabets: "Sequence[str]", index: "Any") -> "Any":
        raise NotImplementedError

    def _words(
        self, pool: Pool, count: "Any", pairs: "Sequence[Any]", form: tuple[bool, str]
    ) -> "Any":
        """`count` words, two of each pair; `form` is (whether with a capital letter, what ends them)."""
        raise NotImplementedError

    def _uuid(self, high: "Any", low: "Any") -> "Any":
        raise NotImplementedError

    def _distinct(self) -> "Any":
        raise NotImplementedError


def _span(low: "Any", high: "Any") -> "Any":
    """Size of [low, high], at least 1, for ints and for arrays."""
    span = high - low + 1
    if isinstance(span, int):
        return max(span, 1)
    return span * (span > 0) + (span <= 0)


def _check_years(*days: "Any") -> None:
    """Refuses bounds outside the calendar. Those of arrays differ from row to row: see `types.cast`."""
    for day in days:
        if isinstance(day, int) and not FIRST_DAY <= day <= LAST_DAY:
            raise ParameterError(
                f"dates reach the year {civil(day)[0]} (they may lie in the years 1 to 9999)"
            )
