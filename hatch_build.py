"""Gives the command `mockcraft` its entry point where a script does not do.

`launcher/mockcraft` goes into every wheel. An entry point goes before it, and costs more: the program that
pip (before 25.2) writes for one imports `re`, which is a third of the time to an answer. Windows needs an
entry point, as it runs no scripts. A wheel that is to serve every system is therefore built on Windows.
"""

import sys
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class EntryPoint(MetadataHookInterface):
    """Sets `project.scripts`, which is dynamic."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Adds the entry point on Windows."""
        if sys.platform == "win32":
            metadata["scripts"] = {"mockcraft": "mockcraft.boot:main"}
