"""What a worker tells the process of an attempt to do."""

from __future__ import annotations

from dataclasses import field
from typing import Any

from mockcraft.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Order:
    """What to run.

    Attributes:
        schema: path of the schema's text.
        request: see `request.request_of`.
        folder: of the attempt, for files meanwhile.
        target: path of the ZIP to make.
        plugins: paths of files that declare generators.
        bytes: of all files at most.
        memory: bytes at most, of the process.
    """

    schema: str
    request: dict[str, Any]
    folder: str
    target: str
    plugins: list[str] = field(default_factory=list)
    bytes: int = 2**63
    memory: int = 2**63
