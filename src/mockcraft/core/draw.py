"""The verbs that generators are written with.

`Draw` stands for one column of some rows. Two evaluators give its verbs their meaning: `scalar`, for
one row in plain Python, and `vector`, for a chunk of rows in numpy and Arrow. Both give the same values.

Every decision belongs to a stream, and a stream is named by the verb, by what the verb picks from,
and by the labels on the way (`draw["area"]`). Order plays no part, so a new decision in a generator
leaves the old ones alone. Two decisions of one name would be equal by accident: the conformance kit
finds them, and the second one then needs a label.
"""

from mockcraft.core.keys import derive, key_of, permute
from mockcraft.core.lists import load
from mockcraft.core.pool import Pool
from mockcraft.core.values import Date, Decimal, Timestamp
from mockcraft.errors import NotUnique

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from functools import cached_property
    from typing import Any, Self, TypeVar

    from mockcraft.core.distributions import Segments
    from mockcraft.core.pool import Column, Table
    from mockcraft.core.values import Boolean, Integer, Text, Uuid

    E = TypeVar("E", bound="Entity")
    fact = cached_property
else:

    class fact:
        """Attribute computed when first read, then kept. (functools is slow to import.)"""

        def __init__(self, compute):
            self.compute = compute
            self.__doc__ = compute.__doc__

        def __set_name__(self, owner, name):
            self.name = name

        def __get__(self, entity, owner=None):
            value = entity.__dict__[self.name] = self.compute(entity)
            return value


DIGITS = "0123456789"
UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LOWER = "abcdefghijklmnopqrstuvwxyz"
PATTERN = {"#": DIGITS, "%": "123456789", "?": UPPER}
NOW = 1_767_225_600  # 2026-01-01T00:00:00Z, the frozen clock of this release
PIECE_LIMIT = (
    10_000  # texts in the table of one piece of a pattern: four digits, or two letters and more
)


class Context:
    """What all columns of a table share: seed, table, locale, and the frozen clock.

    `now` is in seconds since 1970-01-01T00:00:00 UTC. `entity` tells apart several records of one kind
    in a row, such as billing and shipping address.
    """

    __slots__ = ("entity", "locale", "now", "seed", "table")

    def __init__(self, seed: int, table: str, locale: str, now: int, entity: str = "") -> None:
        self.seed, self.table, self.locale, self.now, self.entity = seed, table, locale, now, entity

    def __repr__(self) -> str:
        return f"Context({self.seed}, {self.table!r}, {self.locale!r}, {self.now}, {self.entity!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Context) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))

    def column_key(self, *path: str) -> int:
        """Key of a column: a function of names alone."""
        return key_of(self.seed, self.table, *path)


class Unique:
    """How the rows of a column are told apart.

    The row number is permuted in [0, capacity) and its mixed-radix digits take the place of hashes:
    `decisions` maps a stream to its (divisor, bound). With `endless`, the verb `distinct_digits`
    alone does it, for any number of rows, and all else stays as it was. With `within_parent`, the
    children of one parent are told apart, each parent's for themselves.
    """

    __slots__ = ("capacity", "decisions", "endless", "key", "within_parent")

    def __init__(
        self,
        key: int,
        decisions: "Mapping[int, tuple[int, int]]",
        capacity: int,
        endless: bool = False,
        within_parent: bool = False,
    ) -> None:
        self.key, self.decisions, self.capacity = key, dict(decisions), capacity
        self.endless, self.within_parent = endless, within_parent

    def __repr__(self) -> str:
        return f"Unique({self.key}, {self.decisions}, {self.capacity}, {self.endless}, {self.within_parent})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unique) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))


class Entity:
    """A record that several columns of a row draw from, so that they agree; its facts are `@fact`s."""

    def __init__(self, draw: "Draw") -> None:
        self.draw = draw


class Record:
    """One entry of a list for each row; its columns are attributes."""

    __slots__ = ("_draw", "_entry", "_table")

    def __init__(self, draw: "Draw", table: "Table") -> None:
        self._draw, self._table = draw, table
        self._entry: Any = None

    def __getattr__(self, column: str) -> "Text":
        facts = self._table.column(column)
        if self._entry is None:
            self._entry = self._draw._choose_entry(self._table, facts)
        return self._draw._cell(facts, self._entry)


class Draw:
    """Random decisions for some rows of one column; see the module's text."""

    __slots__ = ("context", "key", "unique")

    def __init__(self, context: Context, key: int, unique: Unique | None = None) -> None:
        self.context, self.key, self.unique = context, key, unique

    # ------------------------------------------------------------------ where the numbers come from

    def __getitem__(self, label: str) -> "Self":
        """Independent decisions for the same rows."""
        return self._with(derive(self.key, label))

    def entity(self, kind: "type[E]") -> "E":
        """The row's record of this kind: the same for every column of the table that asks."""
        context = self.context
        place = (kind, context.entity, context.locale)
        found = self._entities().get(place)
        if found is None or self.unique is not None:
            key = key_of(context.seed, context.table, "entity", kind.__name__, context.entity)
            found = kind(self._with(key))
            if self.unique is None:
                self._entities()[place] = found
        return found

    @property
    def locale(self) -> str:
        """Locale of the column, such as en_US."""
        return self.context.locale

    @property
    def row(self) -> "Integer":
        """The row's number, from 0. Different for every row, so values made of it are unique."""
        raise NotImplementedError

    @property
    def now(self) -> Timestamp:
        """The frozen clock of the run."""
        return Timestamp(self.context.now)

    @property
    def today(self) -> Date:
        """The day of the frozen clock."""
        return Date(self.context.now // 86_400)

    # ------------------------------------------------------------------ decisions

    def integer(self, low: "Integer | int", high: "Integer | int") -> "Integer":
        """Whole number, uniform in [low, high], both inclusive; `low` for the rows where high < low."""
        return low + self._below("integer", _span(low, high))

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
        if distribution == "uniform" or self.unique is not None:
            return low + self._below("integer", size)
        from mockcraft.core.distributions import segments

        mean = None if mean is None else mean - low
        return low + self._within("integer", segments(distribution, size, mean, deviation))

    def decimal(self, low: "Integer | int", high: "Integer | int", scale: int) -> Decimal:
        """Decimal number of `scale` places; `low` and `high` are in its last place, both inclusive."""
        return Decimal(self["decimal"].integer(low, high), scale)

    def chance(self, probability: float) -> "Boolean":
        """True with this probability, to within 2**-32; both once where values must be unique."""
        if self.unique is not None and not self.unique.endless:
            return self._below("chance", 2) < 1
        return self._below("chance", 2**32) < round(probability * 2**32)

    def date(self, low: Date, high: Date) -> Date:
        """Day in [low, high], both inclusive; `low` for the rows where high < low."""
        return Date(low.days + self._below("date", _span(low.days, high.days)))

    def timestamp(self, low: Timestamp, high: Timestamp) -> Timestamp:
        """Second in [low, high], both inclusive; `low` for the rows where high < low."""
        return Timestamp(low.seconds + self._below("timestamp", _span(low.seconds, high.seconds)))

    def pick(self, values: "Pool | Sequence[str]") -> "Text":
        """One of the texts, by weight where the pool has weights."""
        pool = values if isinstance(values, Pool) else Pool("", values)
        return self._take(pool, self._choose(f"pick {pool.name}", pool))

    def at(self, pool: Pool, place: "Integer") -> "Text":
        """The text of the pool at this place, counted from 0."""
        return self._take(pool, place)

    def record(self, name: str, /, **equal: str) -> Record:
        """Entry of the list `name` of the draw's locale, of those whose columns equal these values."""
        table = load(name, self.context.locale)
        return Record(self, table.where(**equal) if equal else table)

    def format(self, name: str) -> str:
        """The locale's format of this name, such as `phone`: the same for all rows."""
        formats = load("formats", self.context.locale).rows
        return formats["format"][formats["key"].index(name)]

    def pattern(self, text: str, classes: "Mapping[str, str]" = PATTERN) -> "Text":
        """The text with each character of `classes` replaced by one of its members, at random.

        The default classes are # for a digit, % for a digit but 0, ? for a capital letter.
        """
        parts: list[Any] = []
        for i, (literal, alphabets) in enumerate(pieces(text, classes)):
            size = ways(alphabets)
            index = self._below(f"pattern {text} {i}", size) if size > 1 else None
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
            index = self._below(f"filled {i}", size) if size > 1 else None
            parts.append(self._piece(literal, alphabets, index))
        return self.join(*parts)

    def chars(self, alphabet: str, length: int) -> "Text":
        """Text of `length` characters, each any of `alphabet`."""
        return self.pattern("\0" * length, {"\0": alphabet})

    def words(
        self, values: "Pool | Sequence[str]", low: int, high: int, sentence: bool = False
    ) -> "Text":
        """`low` to `high` words (both inclusive), blanks between; as a sentence, with a capital and a full stop.

        Weights do not apply.
        """
        pool = values if isinstance(values, Pool) else Pool("", values)
        count = low + self._hashed_below("words", high - low + 1)
        pairs = [self._pair(f"words {pool.name} {j}", len(pool)) for j in range((high + 1) // 2)]
        return self._words(pool, count, pairs, sentence)

    def uuid(self) -> "Uuid":
        """Random UUID, version 4 (RFC 9562, section 5.4)."""
        return self._uuid(self._below("uuid high", 2**60), self._below("uuid low", 2**62))

    def distinct_digits(self, digits: int) -> "Text":
        """A number of so many digits; where values must be unique, a different one for each row.

        Unique numbers have as many digits as the row number asks for, four at least, so that a longer
        table leaves the values of its first rows as they are.
        """
        if self.unique is None:
            return self.pattern("#" * digits)
        return self._distinct()

    # ------------------------------------------------------------------ combination

    def join(self, *parts: "Text | Integer | str | int") -> "Text":
        """The parts one after another; a number is written in decimal."""
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

    def map(self, text: "Text", change: "Callable[[str], str]") -> "Text":
        """`change(text)`: a pure function, called once for each entry of a pool where that suffices."""
        raise NotImplementedError

    def each(self, text: "Text", make: "Callable[[Self, str], Text]") -> "Text":
        """`make(draw of the rows that have it, value)` for each distinct value of a text."""
        return self._each(text, make)

    def layout(self, name: str, entity: Entity) -> "Text":
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

    def _entities(self) -> "dict[Any, Any]":
        raise NotImplementedError

    def _below(self, label: str, bound: "Any") -> "Any":
        """Number in [0, bound): the decision `label`, by hash, or by the row's digit where unique."""
        raise NotImplementedError

    def _hashed_below(self, label: str, bound: int) -> "Any":
        """Number in [0, bound) by hash, also where values are unique."""
        raise NotImplementedError

    def _pair(self, label: str, bound: int) -> "Any":
        """Two numbers in [0, bound) of one decision: the digits of a number below bound**2."""
        raise NotImplementedError

    def _choose(self, label: str, pool: "Pool | Table") -> "Any":
        raise NotImplementedError

    def _within(self, label: str, segments: "Segments") -> "Any":
        raise NotImplementedError

    def _take(self, pool: Pool, index: "Any") -> "Any":
        raise NotImplementedError

    def _cell(self, column: "Column", entry: "Any") -> "Any":
        raise NotImplementedError

    def _first(self, column: "Column", code: "Any") -> "Any":
        raise NotImplementedError

    def _piece(self, literal: str, alphabets: "Sequence[str]", index: "Any") -> "Any":
        raise NotImplementedError

    def _words(self, pool: Pool, count: "Any", pairs: "Sequence[Any]", sentence: bool) -> "Any":
        raise NotImplementedError

    def _uuid(self, high: "Any", low: "Any") -> "Any":
        raise NotImplementedError

    def _distinct(self) -> "Any":
        raise NotImplementedError

    def _each(self, text: "Any", make: "Callable[[Self, str], Any]") -> "Any":
        """`make(draw of the rows that have it, value)` for each distinct value of a text."""
        raise NotImplementedError

    def _choose_entry(self, table: "Table", column: "Column") -> "Any":
        """Entry of a list. Unique rows differ in the column that is read first, which then decides."""
        label = f"record {table.name}"
        if self.unique is None or self.unique.endless:
            return self._choose(label, table)
        return self._first(column, self._below(label, len(column.pool)))


def _span(low: "Any", high: "Any") -> "Any":
    """Size of [low, high], at least 1, for ints and for arrays."""
    span = high - low + 1
    if isinstance(span, int):
        return max(span, 1)
    return span * (span > 0) + (span <= 0)


def ways(alphabets: "Sequence[str]") -> int:
    """How many texts there are with one character of each alphabet."""
    size = 1
    for alphabet in alphabets:
        size *= len(alphabet)
    return size


def pieces(text: str, classes: "Mapping[str, str]") -> "list[tuple[str, list[str]]]":
    """A pattern cut into pieces of at most PIECE_LIMIT texts: (literal with \\1 for a choice, alphabets)."""
    found: list[tuple[str, list[str]]] = []
    literal, size = "", 1
    alphabets: list[str] = []
    for character in text:
        alphabet = classes.get(character)
        if alphabet is not None and size * len(alphabet) > PIECE_LIMIT:
            found.append((literal, alphabets))
            literal, alphabets, size = "", [], 1
        if alphabet is None:
            literal += character
        else:
            literal += "\1"
            alphabets.append(alphabet)
            size *= len(alphabet)
    return [*found, (literal, alphabets)] if literal else found


def fill_piece(literal: str, alphabets: "Sequence[str]", index: int) -> str:
    """The `index`-th text of a piece of a pattern, 0 <= index < product of the alphabets' sizes."""
    chosen: list[str] = []
    for alphabet in reversed(alphabets):
        index, place = divmod(index, len(alphabet))
        chosen.append(alphabet[place])
    return "".join(chosen.pop() if c == "\1" else c for c in literal)


def distinct_number(row: int, key: int) -> int:
    """A number of at least four digits, different for every row, as short as the row number allows."""
    number = row + 1000
    low = 10 ** (len(str(number)) - 1)
    return low + permute(number - low, derive(key, str(low)), 9 * low)


def capital(text: str) -> str:
    """The text with its first character in upper case, the rest as it is."""
    return text[:1].upper() + text[1:]


_PLAIN = {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ä": "ae",
    "ö": "oe",
    "ü": "ue",
}


def slug(text: str) -> str:
    """a-z and 0-9 of the text in lower case; accents are dropped, German umlauts written out."""
    text = text.lower()
    if not text.isascii():
        from unicodedata import normalize

        text = normalize("NFKD", "".join(_PLAIN.get(c, c) for c in text))
    return "".join(c for c in text if c in LOWER or c in DIGITS)


def measure_error(what: str) -> NotUnique:
    """The error for a verb that has no product form."""
    return NotUnique(f"{what} has no fixed set of values to draw distinct ones from")
