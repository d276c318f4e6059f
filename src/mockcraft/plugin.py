"""Plugins that are files: Python files that declare generators, see docs/plugins.md.

A file is run once in each process. Its generators are then tried: their declarations are read, and
those that need no parameter make some rows in both evaluators, which shows what only works in one.
"""

import os
import sys

from mockcraft.core.keys import key_of
from mockcraft.errors import MissingList, NotFound, ParameterError, UserError
from mockcraft.names import FILE_MODULE, declared, load_packages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

    from mockcraft.core.context import Context
    from mockcraft.generator import Generator

TRIED = 3  # rows of each generator

_loaded: list[str] = []


def plugins() -> "tuple[str, ...]":
    """Absolute paths of the files that were loaded, for worker processes to load them too."""
    return tuple(_loaded)


def load_plugin(path: str) -> None:
    """Runs a Python file that declares generators; nothing where it has been run already.

    Raises:
        UserError: the file is none, fails, or declares something wrong; it names file and line.
            None of its generators is known then.
    """
    whole = os.path.abspath(path)
    if whole in _loaded:
        return
    load_packages()  # so that a name of one of them is found to be taken, in every mode
    before = dict(declared)
    try:
        _run(_module(path, whole), path)
        for made in _new(before):
            made.check()
            _try(made)
    except BaseException:
        declared.clear()
        declared.update(before)
        raise
    _loaded.append(whole)


def _new(before: "dict[str, Generator]") -> "list[Generator]":
    """The generators that a file has declared, in order."""
    return list(
        dict.fromkeys(
            g for name, g in declared.items() if before.get(name) is not g and not g.builtin
        )
    )


def _module(path: str, whole: str) -> "ModuleType":
    from importlib.util import module_from_spec, spec_from_file_location

    if not os.path.isfile(path):
        raise UserError(f"plugin {path!r} is not a file (give the path of a Python file)")
    name = f"{FILE_MODULE}{key_of(whole):016x}"  # the same in every process, for what is pickled
    spec = spec_from_file_location(name, whole)
    if spec is None or spec.loader is None:
        raise UserError(f"plugin {path!r} is not a Python file (its name must end in .py)")
    return module_from_spec(spec)


def _run(module: "ModuleType", path: str) -> None:
    assert module.__spec__ is not None and module.__spec__.loader is not None
    sys.modules[module.__name__] = module
    try:
        module.__spec__.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        del sys.modules[module.__name__]
        if isinstance(error, UserError):
            raise
        line = _line(error, module.__file__ or "")
        from mockcraft.declaration import shown_path

        where = shown_path(module.__file__ or path) + (f":{line}" if line else "")
        what = f"{type(error).__name__}: {_reason(error)}"
        raise UserError(f"{where}: the plugin failed: {what}") from error


def _line(error: BaseException, file: str) -> "int | None":
    """The line of the file at which an error arose: the innermost one."""
    if isinstance(error, SyntaxError):
        return error.lineno if error.filename == file else None
    found, at = None, error.__traceback__
    while at is not None:
        if at.tb_frame.f_code.co_filename == file:
            found = at.tb_lineno
        at = at.tb_next
    return found


def _reason(error: BaseException) -> str:
    return (error.msg or "") if isinstance(error, SyntaxError) else str(error)


def _try(made: "Generator") -> None:
    """Raises UserError where an evaluator fails, or a text is not the same in both."""
    from mockcraft.core.context import NOW, Context
    from mockcraft.core.scalar import ScalarDraw

    if any(each.required for each in made.parameters.values()):
        return
    context = Context(0, "", "en_US", NOW)
    key = context.column_key(made.name)
    try:
        alone = [made(ScalarDraw(context, key, row)) for row in range(TRIED)]
        together = _together(made, context, key)
    except (ParameterError, MissingList):
        return  # it needs parameters, or another locale
    except NotFound as error:
        raise UserError(f"{made.place}: {made.name}: {error}") from error
    if made.type_name in ("text", "uuid", "objectid", "json") and alone != together:
        raise UserError(
            f"{made.place}: {made.name} gives {alone[0]!r} for one row, and {together[0]!r} for it among "
            "several (combine texts and numbers with the verbs of draw, such as draw.join)"
        )


def _together(made: "Generator", context: "Context", key: int) -> "list[Any]":
    import numpy as np

    from mockcraft.core.hashing import Rows
    from mockcraft.core.types import to_arrow
    from mockcraft.core.vector import VectorDraw

    value = made(VectorDraw(context, key, Rows(np.arange(TRIED, dtype=np.uint64))))
    try:
        values: list[Any] = to_arrow(value, TRIED).to_pylist()
    except Exception as error:
        raise made.failure(error) from error
    return values
