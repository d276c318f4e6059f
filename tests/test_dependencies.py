"""What the program is made with is what its metadata says, and each licence can be read."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.licenses import canonicalize_license_expression
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from mockcraft.dependencies import installed, needed

ROOT = Path(__file__).parents[1]
METADATA = "Metadata-Version: 2.4\nName: {name}\nVersion: 1.0\n{more}"


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mockcraft", "licenses", *words], capture_output=True, text=True
    )


def test_all_that_the_package_asks_for_is_listed_and_nothing_of_the_tests() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = {canonicalize_name(each.name) for each in needed()}

    asked = {canonicalize_name(Requirement(each).name) for each in project["dependencies"]}
    assert asked | {"mockcraft", "psycopg-binary", "starlette"} <= names
    assert not {"pytest", "ruff", "hypothesis", "mcp"} & names


def test_all_that_is_listed_is_locked() -> None:
    lock = (ROOT / "packaging" / "requirements.txt").read_text("utf-8")
    locked = set(re.findall(r"^([\w-]+)==", lock, re.MULTILINE))

    assert {canonicalize_name(each.name) for each in needed()} <= {*locked, "mockcraft"}


def test_every_package_has_a_licence_as_spdx_writes_it() -> None:
    found = {each.name: each.licence for each in needed()}
    assert found == {
        name: canonicalize_license_expression(licence) for name, licence in found.items()
    }


def test_metadata_of_every_age_is_read(tmp_path: Path) -> None:
    for name, more in {
        "new": "License-Expression: MIT\nLicense-File: COPYING\n",
        "old": "License: BSD\nClassifier: License :: OSI Approved :: BSD License\n",
        "wordy": "License: The text\n        of it\nClassifier: License :: OSI Approved :: ISC License (ISCL)\n",
        "silent": "",
        "spelled": "License: MIT License\n",
        "shy": "",
        "twice": "Classifier: License :: OSI Approved :: MIT License\nClassifier: License :: OSI Approved :: Apache Software License\n",
    }.items():
        folder = tmp_path / f"{name}-1.0.dist-info"
        (folder / "licenses").mkdir(parents=True)
        (folder / "METADATA").write_text(METADATA.format(name=name, more=more))
    (tmp_path / "new-1.0.dist-info" / "licenses" / "COPYING").write_text("new text")
    (tmp_path / "old-1.0.dist-info" / "LICENSE").write_text("old text")

    shy = "Copyright (c) x\nPermission is hereby granted, free of\ncharge, to any person obtaining a copy of"
    (tmp_path / "shy-1.0.dist-info" / "LICENSE").write_text(shy)

    found = [(each.name, each.licence, each.texts) for each in installed([str(tmp_path)])]
    assert [
        ("new", "MIT", ("new text",)), ("old", "BSD", ("old text",)), ("shy", "MIT", (shy,)),
        ("silent", "", ()), ("spelled", "MIT", ()), ("twice", "MIT OR Apache-2.0", ()), ("wordy", "ISC", ()),
    ] == found  # fmt: skip


def test_the_command_lists_and_prints() -> None:
    line = next(each for each in run().stdout.splitlines() if each.startswith("click "))
    assert line.endswith("BSD-3-Clause")
    assert "Redistribution and use" in run("Click").stdout


def test_a_package_that_is_not_there_is_a_sentence() -> None:
    done = run("clik")

    assert (2, "") == (done.returncode, done.stdout)
    assert done.stderr == "mockcraft: there is no package 'clik' (did you mean \"click\"?)\n"
