"""What the signature of a generator says: its parameters and its type. And what is wrong with one.

Signatures are read when they are asked for, see `generator`.
"""

import os

from mockcraft.core.kinds import BY_VALUE
from mockcraft.errors import UserError
from mockcraft.parameter import KINDS, REQUIRED, Beside, Between, Form, Listed, Parameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType
    from typing import Any

    Function = Callable[..., Any]

_ARGS, _KEYWORDS = 0x04, 0x08  # flags of a code object: it takes *args, **kwargs


def place_of(function: "Function") -> str:
    """File and line of a function; the file as seen from the current folder where it is below it."""
    code = _code(function)
    if code is None:
        return repr(function)
    return f"{shown_path(code.co_filename)}:{code.co_firstlineno}"


def shown_path(path: str) -> str:
    """A path as it is shown: relative where it is below the current folder."""
    try:
        near = os.path.relpath(path)
    except (ValueError, OSError):  # another drive, or no current folder
        return path
    return path if near.startswith("..") else near


def check_signature(function: "Function") -> None:
    """Raises UserError where a function does not take one draw and keyword-only parameters."""
    code = _code(function)
    say = _say(function)
    if code is None:
        raise UserError(f"{say} is no function (decorate one that is written with def)")
    names = code.co_varnames[: code.co_argcount]
    if not names:
        raise UserError(f"{say} takes no draw (make it its first parameter: draw: Draw)")
    if len(names) > 1:
        raise UserError(
            f"{say} takes {names[1]!r} by its position (write *, before it: its parameters have names)"
        )
    if code.co_flags & (_ARGS | _KEYWORDS):
        raise UserError(f"{say} takes *args or **kwargs (name each of its parameters)")


def value_type(function: "Function") -> str:
    """Type of the values: see `core.kinds`; raises UserError where the signature does not say it."""
    known = ", ".join(each.__name__ for each in BY_VALUE)
    say = _say(function)
    annotations = function.__annotations__
    if "return" not in annotations:
        raise UserError(
            f"{say} does not say what it returns (write -> Text behind its parameters, or one of {known})"
        )
    found = _resolve(function, "return")
    try:
        return BY_VALUE[found].name
    except (KeyError, TypeError):
        raise UserError(
            f"{say} returns {_named(found)}, which is no type of values (one of {known})"
        ) from None


def parameters(function: "Function") -> "dict[str, Parameter]":
    """The parameters by name, in their order; raises UserError where an annotation is none."""
    code = _code(function)
    assert code is not None
    names = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    return {name: _parameter(function, name) for name in names}


def failure(function: "Function", error: Exception) -> UserError:
    """The error for what the function of a plugin raised: file, line and what it was."""
    file, line = function.__code__.co_filename, function.__code__.co_firstlineno
    at = error.__traceback__
    while at is not None:
        if at.tb_frame.f_code.co_filename == file:
            line = at.tb_lineno
        at = at.tb_next
    return UserError(
        f"{shown_path(file)}:{line}: {function.__name__} failed: {type(error).__name__}: {error}{_hint(error)}"
    )


def _hint(error: Exception) -> str:
    text = str(error)
    if isinstance(error, TypeError) and ("Coded" in text or "'str'" in text or "Joined" in text):
        return " (texts are combined by draw.join(a, b), not by operators of Python)"
    if isinstance(error, ValueError) and "truth value" in text:
        return " (a condition stands for many rows: draw.either(condition, yes, no))"
    if isinstance(error, AttributeError) and ("Coded" in text or "Joined" in text):
        return " (a text stands for many rows: draw.map(text, change))"
    return ""


def _say(function: "Function") -> str:
    return f"{place_of(function)}: {getattr(function, '__name__', 'it')}"


def _code(function: "Function") -> "CodeType | None":
    return getattr(function, "__code__", None)


def _named(found: object) -> str:
    return found.__name__ if isinstance(found, type) else repr(found)


def _resolve(function: "Function", name: str) -> "Any":
    """The annotation of a parameter, or of what is returned."""
    annotation = function.__annotations__[name]
    if not isinstance(annotation, str):
        return annotation
    try:
        return eval(annotation, function.__globals__)
    except Exception as error:
        raise UserError(
            f"{_say(function)} has the annotation {annotation!r}, which is none: "
            f"{error} (import its names from mockcraft.generator)"
        ) from None


def _parameter(function: "Function", name: str) -> Parameter:
    say = f"{_say(function)}: the parameter {name!r}"
    if name not in function.__annotations__:
        raise UserError(f"{say} has no type (write {name}: Annotated[int, 'what it is'] = …)")
    default = (function.__kwdefaults__ or {}).get(name, REQUIRED)
    return parameter_of(say, name, _resolve(function, name), default)


def parameter_of(say: str, name: str, annotated: "Any", default: object) -> Parameter:
    """The parameter that an annotation declares; raises UserError, which begins with `say`, where it is none."""
    kind, help, rules = annotated, "", []
    if hasattr(annotated, "__metadata__"):
        kind = annotated.__origin__
        rules = [extra for extra in annotated.__metadata__ if isinstance(extra, RULES)]
        help = help_of(annotated)
    if type(None) in getattr(kind, "__args__", ()):  # X | None
        members = [m for m in kind.__args__ if m is not type(None)]
        kind = members[0] if len(members) == 1 else kind
    choices: Any = ()
    arguments = getattr(kind, "__args__", ())
    if getattr(kind, "__origin__", None) is tuple:
        kind = tuple
    elif arguments and all(isinstance(each, str) for each in arguments):
        choices, kind = tuple(arguments), str  # Literal[...]
    if not isinstance(kind, type) or kind not in KINDS:
        raise UserError(
            f"{say} is of the type {_named(kind)} (one of {', '.join(k.__name__ for k in KINDS)}, "
            "or Literal of texts)"
        )
    between = next((rule for rule in rules if isinstance(rule, Between)), None)
    form = next((rule for rule in rules if isinstance(rule, Form)), None)
    choices = next((rule for rule in rules if isinstance(rule, Listed)), choices)
    beside = next((rule for rule in rules if isinstance(rule, Beside)), None)
    return Parameter(
        name, kind, default, help, between=between, choices=choices, form=form, beside=beside
    )


def help_of(annotated: "Any") -> str:
    """The help text of an annotation; "" for none."""
    extras = getattr(annotated, "__metadata__", ())
    return next((extra for extra in extras if isinstance(extra, str)), "")


RULES = (Beside, Between, Form, Listed)
