"""`dataclass` as that of the standard library, but for its time.

That one writes and compiles six methods for a class, a millisecond each time that a program starts, and a command
imports more than a hundred classes of which it makes a few. Here a class shares its methods with all others but
`__init__`, which is written when it has more than a few instances.
"""

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, fields
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls=None, /, *, frozen=False, slots=False, eq=True, kw_only=False):
        """See dataclasses.dataclass."""
        if cls is None:
            return partial(dataclass, frozen=frozen, slots=slots, eq=eq, kw_only=kw_only)
        own = set(vars(cls))
        made = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots, kw_only=kw_only)(cls)  # fmt: skip
        made.__init__ = _first_init(made, frozen)
        methods = {"__repr__": _repr}
        if eq:
            methods |= {"__eq__": _eq, "__hash__": _hash if frozen else None}
        if frozen:
            methods |= {"__setattr__": _refuse, "__delattr__": _refuse}
        if frozen and slots:  # what a pickle does by itself is refused
            methods |= {"__getstate__": _state, "__setstate__": _take}
        for name in methods.keys() - own:
            setattr(made, name, methods[name])
        return made


FEW = 8  # instances; to write and compile an `__init__` takes as long as to make thirty without


def _first_init(cls: type[Any], frozen: bool) -> Callable[..., None]:
    """An `__init__` for the first instances, which then puts the class's own in its place; so does any mistake."""
    made = 0

    def __init__(self: Any, *arguments: Any, **named: Any) -> None:
        nonlocal made
        made += 1
        if made > FEW or not _filled(cls, self, arguments, named):
            cls.__init__ = _written_init(cls, frozen)
            cls.__init__(self, *arguments, **named)
        elif hasattr(cls, "__post_init__"):
            self.__post_init__()

    return __init__


def _filled(cls: Any, self: Any, arguments: tuple[Any, ...], named: dict[str, Any]) -> bool:
    """Whether the arguments are those of the class's fields; its attributes are set then."""
    taken = {each.name: each.kw_only for each in fields(cls) if each.init}
    places = (name for name, kw_only in taken.items() if not kw_only)
    given = dict(zip(places, arguments, strict=False)) | named
    if len(given) < len(arguments) + len(named) or not given.keys() <= taken.keys():
        return False
    for each in fields(cls):
        if each.name in given:
            value = given[each.name]
        elif each.default_factory is not MISSING:
            value = each.default_factory()
        elif each.default is not MISSING:
            value = each.default
        elif each.init:
            return False
        else:
            continue
        object.__setattr__(self, each.name, value)
    return True


def _written_init(cls: type[Any], frozen: bool) -> Any:
    known: dict[str, Any] = {
        "__name__": cls.__module__,
        "_set": object.__setattr__,
        "_MISSING": MISSING,
    }
    places: list[str] = []
    named: list[str] = []
    lines = ["pass"]
    for each in fields(cls):
        value = _value(each, known)
        if each.init:
            (named if each.kw_only else places).append(each.name + _default(each))
        if value:
            lines.append(
                f"_set(self, {each.name!r}, {value})" if frozen else f"self.{each.name} = {value}"
            )
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    asked = ", ".join(["self", *places, *(["*", *named] if named else [])])
    exec(f"def __init__({asked}):\n " + "\n ".join(lines), known)
    made = known["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made


def _default(field: "Field[Any]") -> str:
    if field.default_factory is not MISSING:
        return "=_MISSING"
    return "" if field.default is MISSING else f"=_default_{field.name}"


def _value(field: "Field[Any]", known: dict[str, Any]) -> str:
    """What an attribute is set to, as Python, with the names that it needs; nothing for one that is set later."""
    name = field.name
    if field.default_factory is not MISSING:
        known[f"_make_{name}"] = field.default_factory
        return (
            f"_make_{name}() if {name} is _MISSING else {name}" if field.init else f"_make_{name}()"
        )
    if field.default is not MISSING:
        known[f"_default_{name}"] = field.default
        return name if field.init else f"_default_{name}"
    return name if field.init else ""


# ---------------------------------------------------------------------- methods of all classes


_COMPARED: dict[Any, Callable[[Any], Any]] = {}


def _compared(cls: Any) -> Callable[[Any], Any]:
    """What gives the values that instances of a class are compared by."""
    if cls not in _COMPARED:
        names = [each.name for each in fields(cls) if each.compare]
        _COMPARED[cls] = attrgetter(*names) if names else lambda self: ()
    return _COMPARED[cls]


def _eq(self: Any, other: object) -> Any:
    if type(other) is not type(self):
        return NotImplemented
    values = _compared(type(self))
    return values(self) == values(other)


def _hash(self: Any) -> int:
    return hash(_compared(type(self))(self))


def _repr(self: Any) -> str:
    shown = [f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr]
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _refuse(self: Any, name: str, *value: Any) -> NoReturn:
    raise FrozenInstanceError(f"cannot {'assign to' if value else 'delete'} field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, each.name) for each in fields(self)]


def _take(self: Any, state: list[Any]) -> None:
    for each, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, each.name, value)
