"""The packages that MockCraft is made with: names, versions, licences.

What they say of themselves is in the metadata of the installed packages (Python's "core metadata specifications").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from mockcraft.dataclass import dataclass

CLASSIFIER = "License :: OSI Approved :: "
# Where the text lies in a `.dist-info`, before and since version 2.4 of the metadata.
FOLDERS = ("licenses/", "license_files/", "")
# What packages and PyPI's classifiers write in place of SPDX's identifiers.
NAMES = {
    "mit license": "MIT",
    "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "isc license (iscl)": "ISC",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
    "gnu lesser general public license v3 (lgplv3)": "LGPL-3.0-only",
}
MIT = "Permission is hereby granted, free of charge, to any person obtaining a copy"  # its first words
USUAL = ("LICENSE", "LICENSE.txt", "LICENSE.md")  # where the metadata names no file


@dataclass(frozen=True, slots=True)
class Package:
    """An installed package.

    Attributes:
        name: as it writes itself.
        version: as it writes it.
        licence: an SPDX expression, or the words that the package has for it where they are none; "" where it has none.
        texts: the files of its licence and notices.
    """

    name: str
    version: str
    licence: str
    texts: tuple[str, ...]


def installed(folders: Iterable[str] | None = None) -> list[Package]:
    """All packages in these folders, or where Python looks for modules, by name."""
    found = distributions() if folders is None else distributions(path=list(folders))
    return _sorted(found)


def needed(name: str = "mockcraft") -> list[Package]:
    """A package and what it needs here, by name. [] where it is not installed."""
    seen: dict[str, Distribution] = {}
    waiting = [(name, "")]
    asked = set()
    while waiting:
        each = waiting.pop()
        if each in asked:
            continue
        asked.add(each)
        try:
            found = distribution(each[0])
        except PackageNotFoundError:  # an extra's, or the package itself
            continue
        seen[canonicalize_name(each[0])] = found
        waiting += _requirements(found, each[1])
    return _sorted(seen.values())


def _requirements(package: Distribution, extra: str) -> Iterator[tuple[str, str]]:
    """(name, extra) of what a package needs with one of its extras, or with none."""
    for line in package.requires or ():
        required = Requirement(line)
        if required.marker is None or required.marker.evaluate({"extra": extra}):
            yield from ((required.name, each) for each in {"", *required.extras})


def _sorted(found: Iterable[Distribution]) -> list[Package]:
    """Each name once: the first is the one that is imported."""
    packages: dict[str, Package] = {}
    for each in found:
        packages.setdefault(canonicalize_name(each.metadata["Name"]), _package(each))
    return [packages[name] for name in sorted(packages)]


def _package(found: Distribution) -> Package:
    return Package(found.metadata["Name"], found.version, _licence(found), tuple(_texts(found)))


def _licence(found: Distribution) -> str:
    """The SPDX expression of what a package says of itself, wherever it says so; else its own words."""
    fields = [
        value
        for field in ("License-Expression", "License")
        for value in found.metadata.get_all(field) or []
        if value and "\n" not in value  # some have the whole text there
    ]
    classifiers = [
        each.removeprefix(CLASSIFIER)
        for each in found.metadata.get_all("Classifier") or []
        if each.startswith(CLASSIFIER)
    ]
    for said in (*((each,) for each in fields), classifiers):
        expressions = [_expression(each) for each in said]
        if expressions and all(expressions):
            return " OR ".join(filter(None, expressions))
    if any(MIT in " ".join(text.split()) for text in _texts(found)):
        return "MIT"
    return fields[0] if fields else " OR ".join(classifiers)


def _expression(words: str) -> str | None:
    """What SPDX writes for a licence, or None where it cannot be told which is meant, as of "BSD"."""
    try:
        return canonicalize_license_expression(NAMES.get(words.lower(), words))
    except InvalidLicenseExpression:
        return None


def _texts(found: Distribution) -> Iterator[str]:
    for name in found.metadata.get_all("License-File") or USUAL:
        for folder in FOLDERS:
            if text := found.read_text(folder + name):
                yield text
                break
