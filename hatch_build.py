"""What the build of the package adds: the module that says the version, and on Windows an entry point.

`launcher/mockcraft` goes into every wheel. An entry point goes before it, and costs more: the program that
pip (before 25.2) writes for one imports `re`, which is a third of the time to an answer. Windows needs an
entry point, as it runs no scripts: with the variable MOCKCRAFT_WHEEL_FOR=win_amd64, or on Windows, a wheel has one.
With the variable its name tells so, and pip on Windows takes it rather than the wheel for all.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

NAME = "_version.py"
PLATFORM = os.environ.get("MOCKCRAFT_WHEEL_FOR", "")


class EntryPoint(MetadataHookInterface):
    """Sets `project.scripts`, which is dynamic."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Adds the entry point on Windows."""
        if sys.platform == "win32" or PLATFORM.startswith("win"):
            metadata["scripts"] = {"mockcraft": "mockcraft.boot:main"}


class VersionModule(BuildHookInterface[Any]):
    """Adds `mockcraft/_version.py`.

    It is written into the sources for an editable installation alone: programs that run from them would see
    another version from one process to the next, and refuse to go on with each other's runs.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Writes the module before the build, of whose kinds `version` is one: standard or editable."""
        if PLATFORM and self.target_name == "wheel":
            build_data["tag"] = f"py3-none-{PLATFORM}"
        package = Path(self.root, "src", "mockcraft")
        self.folder = Path(tempfile.mkdtemp(prefix="mockcraft-version-"))
        file = (package if version == "editable" else self.folder) / NAME
        file.write_text(
            f'"""The version, from git\'s tags."""\n\n__version__ = "{self.metadata.version}"\n',
            encoding="utf-8",
        )
        if version != "editable":
            prefix = "src/" if self.target_name == "sdist" else ""
            build_data["force_include"][str(file)] = f"{prefix}mockcraft/{NAME}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Removes what was written for the build."""
        shutil.rmtree(self.folder)
