"""Which generator a name means: a built-in one, one of an installed package, or one of a plugin's file.

A name means the same in every mode, whatever was loaded first. Built-in modules are imported when one
of their names is asked for, so a new name is held against their index, not against what is loaded.
"""

from mockcraft.errors import NotFound, UserError, did_you_mean

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mockcraft.generator import Generator

FILE_MODULE = "mockcraft_plugin_"  # begins the module names of plugins that are files

declared: "dict[str, Generator]" = {}  # by every name, in its normal form
_packages: "list[str]" = []  # "loading", then "loaded"


def normal(name: str) -> str:
    """The form in which names are compared: firstname for first_name, First-Name and FirstName."""
    return name.replace("_", "").replace("-", "").replace(" ", "").lower()


def enter(made: "Generator", replace: bool = False) -> None:
    """Enters a generator under its names.

    With `replace` it takes the place of built-in generators of its name or its aliases.

    Raises:
        UserError: another generator has one of the names; it names both, and where they stand.
    """
    names = [normal(name) for name in (made.name, *made.aliases)]
    if made.builtin:
        for name in names:
            declared.setdefault(name, made)
        return
    for name in names:
        _check_free(name, made, replace)
    for name in names:
        old = declared.get(name)
        if old is not None and normal(old.name) == name:  # not by one of its aliases
            for each in [key for key, value in declared.items() if value is old]:
                declared[each] = made
        declared[name] = made


def _check_free(name: str, made: "Generator", replace: bool) -> None:
    from mockcraft.generators.index import module_of

    module = module_of(name)
    if module and not replace:
        raise UserError(
            f"{made.place}: {name!r} is the name of a built-in generator, of mockcraft.generators."
            f"{module} (choose another one, or write @generator(…, replace=True))"
        )
    if module and _packages == ["loading"]:
        from mockcraft.wording import word

        raise UserError(
            f"{made.place}: an installed package cannot replace the built-in generator {name!r} of "
            f"mockcraft.generators.{module} ({word('plugin')})"
        )
    if module:
        __import__(f"mockcraft.generators.{module}")
    old = declared.get(name)
    if old is None or old.builtin or _is_again(old, made):
        return
    raise UserError(
        f"{made.place}: {name!r} is the name of a generator of {old.place} too (rename one of them)"
    )


def _is_again(old: "Generator", made: "Generator") -> bool:
    """Whether a module that is no plugin's file was run again, as notebooks do."""
    first, second = old.function, made.function
    same = (first.__module__, first.__qualname__) == (second.__module__, second.__qualname__)
    return same and not second.__module__.startswith(FILE_MODULE)


def find(name: str) -> "Generator":
    """The generator of that name or alias; raises NotFound with the nearest names."""
    wanted = normal(name)
    if wanted not in declared:
        from mockcraft.generators.index import module_of

        module = module_of(wanted)
        if module:
            __import__(f"mockcraft.generators.{module}")
        else:
            load_packages()
    if wanted in declared:
        return declared[wanted]
    names = [*(g.name for g in registry()), *declared]
    hint = did_you_mean(name, names) or did_you_mean(wanted, names)
    raise NotFound(f"there is no generator {name!r}{hint or ' (list them: mockcraft generators)'}")


def registry() -> "list[Generator]":
    """Every generator, built-in and installed, by category and name."""
    from mockcraft.generators.index import modules

    for module in modules():
        __import__(f"mockcraft.generators.{module}")
    load_packages()
    return sorted(set(declared.values()), key=lambda each: (each.category, each.name))


def load_packages() -> None:
    """Imports the modules that installed packages name in the entry-point group `mockcraft.generators`.

    Raises UserError where one fails.
    """
    if _packages:
        return
    from mockcraft.entry_points import entry_points

    _packages.append("loading")
    done = False
    try:
        for point in entry_points("mockcraft.generators"):
            _load(point.value, point.load)
        done = True
    finally:
        _packages[:] = ["loaded"] if done else []


def _load(value: str, load: "object") -> None:
    before = set(declared)
    try:
        load()  # type: ignore[operator]
        for name in [each for each in declared if each not in before]:
            declared[name].check()
    except Exception as error:
        for name in set(declared) - before:
            del declared[name]
        what = str(error) if isinstance(error, UserError) else repr(error)
        raise UserError(
            f"the generators of {value} could not be loaded: {what} (mend or uninstall it)"
        ) from error
