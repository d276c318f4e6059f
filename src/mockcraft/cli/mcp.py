"""`mockcraft mcp`: tools for coding agents."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import Any

import click

from mockcraft.cli.command import Command
from mockcraft.cli.options import options
from mockcraft.core.lists import check_locale
from mockcraft.errors import UserError
from mockcraft.extras import without
from mockcraft.settings import MCP


@click.command(cls=Command)
@options(*MCP)
def command(dir: str, log_level: str, locale: str, fallback: str | None, **given: Any) -> None:
    """Serve tools to a coding agent over standard input and output (Model Context Protocol).

    \b
    Examples:
      mockcraft mcp
      mockcraft mcp --dir ~/shop --allow-write
      MOCKCRAFT_DB=URL mockcraft mcp --allow-write

    The agent's program starts this command, see docs/mcp.md. The tools are generate, generators, validate
    and preview; with --allow-write also seed, which fills databases and writes files.
    """
    try:
        import anyio
        import mcp  # noqa: F401
    except ImportError:
        raise UserError(f"mockcraft mcp needs the MCP SDK, which is {without('mcp')}") from None
    folder = Path(dir).absolute()
    try:
        os.chdir(folder)  # paths of schema files and of SQLite's URLs are relative to it
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UserError(f"--dir {dir}: {reason} (give a folder that is there)") from error
    logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("mockcraft").setLevel(log_level.upper())

    from mockcraft.mcp.service import serve
    from mockcraft.mcp.tool import McpConfig

    spelled = None if fallback is None else check_locale(fallback)
    config = McpConfig(folder=folder, locale=check_locale(locale), fallback=spelled, **given)
    anyio.run(serve, config)
