"""The console script.

`mockcraft --version`, `generators` and a plain `mockcraft generate NAME` are answered here, because importing
click takes longer than the answer; everything else goes to `cli`. A test holds both routes equal, and
another one watches what is imported here.
"""

import atexit
import gc
import os
import sys

from mockcraft.about import about
from mockcraft.cli.output import close, complain, keep_closed, write
from mockcraft.errors import MockcraftError
from mockcraft.folders import settings_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any, NoReturn

    from mockcraft.generator import Bound, Generator

FLAGS = {
    "-n": "count",
    "--count": "count",
    "--seed": "seed",
    "--locale": "locale",
    "--fallback": "fallback",
}
LONGER = ("--now", "--unique", "--format", "--template", "--help", "--verbose", "--quiet")
DIGITS_LIMIT = 18  # longer numbers go to click, which checks them
USUAL = gc.get_threshold()
MANY = 100_000  # objects: more than a start makes


def program() -> "NoReturn":
    """The command as a process of its own, which ends here.

    What a start makes is no garbage, so nothing looks for it meanwhile or at the end; and a quick answer,
    which leaves nothing open, is not taken down. That is a fifth of a quick answer's time.
    """
    gc.set_threshold(MANY)
    code = main()
    if "click" not in sys.modules and not atexit._ncallbacks():
        os._exit(code)
    gc.freeze()
    sys.exit(code)


def main(argv: "Sequence[str] | None" = None) -> int:
    """Runs the command line and returns its exit code; the one place where errors become messages."""
    words = list(sys.argv[1:] if argv is None else argv)
    keep_closed()
    try:
        return _run(words, alone=argv is None)
    except MockcraftError as error:
        from mockcraft.wording import FLAGS, worded

        with worded(FLAGS):
            complain("\n".join([str(error), *getattr(error, "__notes__", ())]))
        return error.exit_code
    except KeyboardInterrupt as error:
        number = getattr(error, "number", 2)  # see signals.Stopped
        complain("interrupted" if number == 2 else "terminated")
        return 128 + int(number)
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        close()
        return 0


def _run(words: "list[str]", alone: bool) -> int:
    """The exit code; `alone` says that the process ends with it."""
    lines = quick(words)
    if lines is not None:
        write(lines)
        return 0
    if alone:
        from mockcraft.libraries import tune_libraries

        tune_libraries(words)
    from mockcraft.signals import listening

    with listening(last=alone):
        from mockcraft.cli.main import run

        if alone:
            gc.freeze()
            gc.set_threshold(*USUAL)
        try:
            return run(words)
        except (
            RuntimeError
        ) as error:  # Python makes one of a signal that comes while a class is made
            if isinstance(error.__cause__, KeyboardInterrupt):
                raise error.__cause__ from None
            raise


def quick(words: "list[str]") -> "Iterable[str] | None":
    """The lines to print, or None where it takes click to tell; that includes every mistake."""
    if words == ["--version"]:
        return [about() + "\n"]
    listed = words == ["generators"]
    request = {} if listed else _read(words)
    if request is None or _configured():
        return None
    try:
        return _list() if listed else _lines(**request)
    except MockcraftError:
        return None


def _read(words: "list[str]") -> "dict[str, str] | None":
    """The options of a plain `generate`; those of the generator itself by their flags."""
    if words[:1] != ["generate"]:
        return None
    found: dict[str, str] = {}
    rest = iter(words[1:])
    for word in rest:
        flag, equals, value = word.partition("=")
        if not word.startswith("-"):
            option, value = "name", word
        elif flag in FLAGS and not (equals and flag == "-n"):
            option, value = FLAGS[flag], value if equals else next(rest, "")
        elif flag.startswith("--") and flag not in LONGER:
            option, value = flag, value if equals else next(rest, "")
        else:
            return None
        if option in found or not value:
            return None
        found[option] = value
    return found if "name" in found else None


def _configured() -> bool:
    """Whether a variable or a settings file may have a say."""
    named = any(
        name.startswith("MOCKCRAFT_") and not name.startswith("MOCKCRAFT_TEST_")
        for name in os.environ
    )
    return named or "_MOCKCRAFT_COMPLETE" in os.environ or bool(settings_files())


def _list() -> "Iterable[str]":
    from mockcraft.cli.table import as_table
    from mockcraft.listing import select

    return as_table(select())


def _lines(
    name: str,
    count: str = "1",
    seed: str | None = None,
    locale: str = "en_US",
    fallback: str | None = None,
    **given: str,
) -> "Iterable[str] | None":
    from mockcraft.answer import answer, fresh_seed
    from mockcraft.core.lists import check_locale
    from mockcraft.core.values import text_of
    from mockcraft.generator import find

    if not _is_number(count) or int(count) < 1 or not (seed is None or _is_number(seed)):
        return None
    bound = _bound(find(name), given)
    if bound is None:
        return None
    number = fresh_seed() if seed is None else int(seed)
    values = answer(bound, int(count), number, check_locale(locale, fallback))
    return (text_of(value) + "\n" for value in values)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= DIGITS_LIMIT


def _bound(generator: "Generator", given: "Mapping[str, str]") -> "Bound | None":
    """The generator with the values that its flags have; None where they are not plain ones of its own.

    `Generator.parameters` imports `typing`, so the names are compared before, and none given is the quickest.
    """
    function: Any = generator.function
    code = function.__code__
    names = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    values = {
        name: given[flag] for name in names if (flag := "--" + name.replace("_", "-")) in given
    }
    if len(values) < len(given):
        return None
    if not values:
        from mockcraft.generator import Bound

        required = len(names) > len(function.__kwdefaults__ or ())
        return None if required else Bound(generator, {})
    if any(
        generator.parameter(name).kind is bool for name in values
    ):  # it may stand without a value
        return None
    return generator.bind(values)
