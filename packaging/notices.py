"""Tells the tree of what is in it and is no Python package, as packages tell of themselves."""

import shutil
from pathlib import Path


def add(core: Path, name: str, version: str, licence: str, text: Path | None) -> None:
    """Writes a `.dist-info`, so that `mockcraft licenses` and the SBOM see it as they see packages.

    `licence` is an SPDX expression, `text` the file with its words.
    """
    folder = core / f"{name}-{version}.dist-info"
    (folder / "licenses").mkdir(parents=True)
    lines = [
        "Metadata-Version: 2.4", f"Name: {name}", f"Version: {version}",
        f"License-Expression: {licence}",
    ]  # fmt: skip
    if text is not None:
        shutil.copyfile(text, folder / "licenses" / text.name)
        lines.append(f"License-File: {text.name}")
    (folder / "METADATA").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
