"""`mockcraft schema`: the JSON Schema of schema files."""

from __future__ import annotations

import json

import click

from mockcraft.cli.command import Command
from mockcraft.cli.output import write


@click.command(cls=Command)
def command() -> None:
    """Print the JSON Schema of schema files, which editors complete and check by.

    \b
    Examples:
      mockcraft schema > mockcraft.schema.json
      # then, as the first line of a schema file:
      # yaml-language-server: $schema=mockcraft.schema.json
    """
    from mockcraft.schema.json_schema import json_schema

    write([json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"])
