"""Text with fields in braces, the one syntax of all templates.

`{name}` is a field, `{name:parameter=value,flag}` one with parameters, `{name:1,10}` one with values in the order
of its parameters, `{name|upper}` one with filters behind. A value that holds a comma or a closing brace stands in
quotes, single or double. `{{` and `}}` are the braces themselves.
"""

from mockcraft.errors import ParameterError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

QUOTES = "\"'"
FILTERS = ("upper", "lower", "title", "slug")  # see spelling.filtered


class Field:
    """A field: its name, its parameters as text (True for a bare one), its filters, and its column, from 1."""

    __slots__ = ("column", "filters", "given", "name")

    def __init__(
        self,
        name: str,
        given: "list[tuple[str, object]]",
        column: int,
        filters: "tuple[str, ...]" = (),
    ) -> None:
        self.name, self.given, self.column, self.filters = name, given, column, filters

    def parameters(self, known: "Sequence[str]") -> "dict[str, object]":
        """By name: bare words that are none of the names are values of those that are left, in their order.

        Raises ParameterError for one that is given twice.
        """
        named = {key for key, value in self.given if value is not True or key in known}
        free = iter([each for each in known if each not in named])
        found: dict[str, object] = {}
        for key, value in self.given:
            name = key if key in named else next(free, None)
            if (name or key) in found:
                raise ParameterError(f"{name or key} is given twice (keep one)")
            found[name or key] = value if name is None or key in named else key
        return found


def parse(text: str) -> "list[str | Field]":
    """Literals and fields in their order; raises ParameterError that names the column, from 1."""
    return _Parser(text).parts()


def error_at(column: int, message: str) -> ParameterError:
    """The error for what is wrong at a column of a template."""
    return ParameterError(f"template, column {column}: {message}", "template")


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.filters: tuple[str, ...] = ()  # of the field that is being read

    def parts(self) -> "list[str | Field]":
        parts: list[str | Field] = []
        literal = ""
        while self.place < len(self.text):
            character = self.text[self.place]
            self.place += 1
            if character == "{":
                self._refuse_go()
            if character not in "{}":
                literal += character
            elif self.text[self.place : self.place + 1] == character:
                literal += character
                self.place += 1
            elif character == "}":
                raise error_at(self.place, "a lone } (write }} for the brace itself)")
            else:
                parts += [literal, self._field()] if literal else [self._field()]
                literal = ""
        return [*parts, literal] if literal else parts

    def _field(self) -> Field:
        """The field whose opening brace has been read."""
        column = self.place
        name = self._until(":}").strip()
        if not name:
            raise error_at(column, "no name in the braces (write {{ for the brace itself)")
        given = self._parameters()
        filters, self.filters = self.filters, ()
        if "|" in name:
            raise error_at(
                column, f"{name!r} has no filter of that name (known: {', '.join(FILTERS)})"
            )
        return Field(name, given, column, filters)

    def _refuse_go(self) -> None:
        """Refuses `{{.FirstName}}`, as gofakeit has it, with the form to use; the first brace has been read."""
        end = self.text.find("}}", self.place)
        name = self.text[self.place + 2 : end]
        if not self.text.startswith("{.", self.place) or end < 0 or not name.isalnum():
            return
        if name[0].isupper():
            words = "".join(f"_{c.lower()}" if c.isupper() else c for c in name).strip("_")
            raise error_at(
                self.place, f"{{{{.{name}}}}} is the form of another tool (write {{{words}}})"
            )

    def _parameters(self) -> "list[tuple[str, object]]":
        given: list[tuple[str, object]] = []
        while self.text[self.place - 1] != "}":
            parameter = self._until("=,}").strip()
            bare = self.text[self.place - 1] != "="
            given.append((parameter, True if bare else self._until(",}")))
        return given

    def _filtered(self) -> bool:
        """Reads filters up to the closing brace, where nothing but such stands there; the first | has been read."""
        end = self.text.find("}", self.place)
        found = [each.strip() for each in self.text[self.place : end].split("|")]
        if end < 0 or not all(each in FILTERS for each in found):
            return False
        self.filters, self.place = tuple(found), end + 1
        return True

    def _until(self, ends: str) -> str:
        """The text up to one of `ends`, which is read too; what is in quotes does not end it."""
        start, found, quote = self.place, "", ""
        while self.place < len(self.text):
            character = self.text[self.place]
            self.place += 1
            if quote:
                found, quote = (found, "") if character == quote else (found + character, quote)
            elif character in QUOTES and not found:
                quote = character
            elif character in ends or (character == "|" and self._filtered()):
                return found
            else:
                found += character
        raise error_at(start + bool(quote), f"{quote or '}'} is missing at the end")
