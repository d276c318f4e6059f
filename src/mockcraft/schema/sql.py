"""SQL text to the nodes of sqlglot, for one expression and nothing else."""

from functools import cache
from typing import Any, ClassVar

from mockcraft.errors import ParameterError, shortened

MOST_BRACKETS = 30  # brackets and CASEs within one another: sqlglot takes 20 frames for each
MOST_NAMES = 30  # names with dots between them
OFFERS = "columns, constants, operators, CASE, CAST and functions"
SUBSCRIPTS = {"L_BRACKET": "a subscript", "L_BRACE": "a brace"}  # many take sqlglot seconds
RESERVED = frozenset(
    {"on", "from", "end", "desc", "asc"}
)  # that no column is called without quotes
# Words that something has to follow; sqlglot takes some of them without.
UNFINISHED = frozenset({"IN", "IS", "NOT", "BETWEEN", "AND", "OR", "FROM", "FOR", "COMMA"})


@cache
def _dialect() -> Any:
    """PostgreSQL whose functions stay plain calls, so that their names and arguments are checked here."""
    from sqlglot.dialects.postgres import Postgres

    kept = ("CAST", "EXTRACT", "SUBSTRING", "TRIM")

    parser: Any = Postgres.Parser

    class Dialect(Postgres):
        class Parser(parser):  # type: ignore[misc]
            FUNCTIONS: ClassVar[dict[str, Any]] = {}
            FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {
                name: parser.FUNCTION_PARSERS[name] for name in kept
            }

    return Dialect


def parsed(text: str) -> Any:
    """The sqlglot node of an expression; ParameterError for what is none."""
    from logging import getLogger

    from sqlglot.errors import SqlglotError

    logger = getLogger("sqlglot")  # which says on its own what it takes for statements
    silent, logger.disabled = logger.disabled, True
    try:
        _check_tokens(text)
        statements = _dialect()().parse(text)
    except SqlglotError as error:
        raise _syntax(text, error) from None
    finally:
        logger.disabled = silent
    if len(statements) != 1 or statements[0] is None:
        raise ParameterError(f"{quoted(text)} is no expression (write one, without semicolons)")
    return statements[0]


def _check_tokens(text: str) -> None:
    """Rejects comments and semicolons, which hide things, brackets too deep for the parser, and halves."""
    depth = prefixes = dots = words = 0
    tokens = _dialect()().tokenize(text)
    for token in tokens:
        kind = token.token_type.name
        if token.comments:
            raise ParameterError(f"{quoted(text)} has a comment (remove it)")
        if kind == "SEMICOLON":
            raise ParameterError(f"{quoted(text)} has a semicolon (write one expression)")
        if kind in SUBSCRIPTS:
            raise not_offered(text, SUBSCRIPTS[kind])
        depth += kind in ("L_PAREN", "CASE")
        depth -= kind in ("R_PAREN", "END")
        prefixes = prefixes + 1 if kind in ("NOT", "DASH", "PLUS", "TILDE") else 0
        words = 0 if kind == "DOT" else words + 1
        dots = 0 if words > 1 else dots + (kind == "DOT")
        if max(depth, prefixes) > MOST_BRACKETS:
            raise too_deep(MOST_BRACKETS)
        if dots > MOST_NAMES:
            raise ParameterError(f"{quoted(text)} has a name of more than {MOST_NAMES} parts")
    _check_whole(text, tokens)


def _check_whole(text: str, tokens: Any) -> None:
    """Rejects words and commas that lack what belongs to them, and IN without a list."""
    kinds = ["L_PAREN", *(each.token_type.name for each in tokens), "R_PAREN"]
    for i, token in enumerate(tokens):
        before, kind, after = kinds[i : i + 3]
        if kind not in UNFINISHED or before == "DOT":
            continue
        place = f"{token.text.lower()!r} at character {token.start + 1}"
        if after in ("R_PAREN", "COMMA"):
            raise ParameterError(f"{quoted(text)} has nothing after {place} (complete it)")
        if kind == "COMMA" and before == "L_PAREN":
            raise ParameterError(f"{quoted(text)} has nothing before {place} (complete it)")
        if kind == "IN" and (after != "L_PAREN" or kinds[i + 3] == "R_PAREN"):
            raise ParameterError(
                f"{quoted(text)} has no list of values after {place} (write in (1, 2))"
            )


def not_offered(text: str, what: str) -> ParameterError:
    """The error for something of SQL that expressions do not have."""
    return ParameterError(f"{quoted(text)} has {what}, which is not offered (use {OFFERS})")


def draws(text: str, what: str) -> ParameterError:
    """The error for a function that draws."""
    return ParameterError(
        f"{quoted(text)} has {what}, but an expression draws nothing, so that each row stays as it is"
        " (draw it in a column of its own, and name that column)"
    )


def reads_clock(text: str, what: str) -> ParameterError:
    """The error for a function that reads the clock."""
    return ParameterError(
        f"{quoted(text)} has {what}, but an expression reads no clock, so that each row stays as it is"
        " (write now or today: the clock of the file)"
    )


def too_deep(most: int) -> ParameterError:
    """The error for more than `most` levels."""
    return ParameterError(f"the expression is nested more than {most} deep (split it over columns)")


def _syntax(text: str, error: Any) -> ParameterError:
    """sqlglot's complaint in one line, with the place it marks."""
    found = getattr(error, "errors", None) or [{}]
    before, near = found[0].get("start_context"), found[0].get("highlight")
    place = f" near {near!r} at character {len(before or '') + 1}" if near else ""
    advice = "write SQL such as 'round(quantity * price, 2)'"
    words = [near or "", *(before or "").split()[-1:]]
    name = next((word for word in words if word.lower() in RESERVED), None)
    if name is not None and not (name.lower() == "end" and "case" in text.lower()):
        advice = f"a column called {name} stands in double quotes, as it is a word of SQL"
    return ParameterError(f"{quoted(text)} is not understood{place} ({advice})")


def quoted(text: str) -> str:
    """A text as a message shows it: in one line, not too long."""
    return f'"{shortened(" ".join(text.split()), 200)}"'
