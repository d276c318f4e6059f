"""`mockcraft key`: makes an API key for a server."""

from __future__ import annotations

import click

from mockcraft.cli.command import Command
from mockcraft.cli.output import write


@click.command(cls=Command)
@click.argument("name")
def command(name: str) -> None:
    """Make an API key for a server, and print the line that the server knows it by.

    \b
    Examples:
      mockcraft key ci >> keys.yaml
      mockcraft server --api-keys keys.yaml
      curl -H 'Authorization: Bearer mc_…' http://127.0.0.1:8080/api/generate/email

    The key itself goes to standard error, this once: the line has its SHA-256 alone. NAME is what logs and
    jobs call it. To take a key back, remove its line: servers read the file again.
    """
    from mockcraft.server.keys import line_of, new_key

    key = new_key()
    line = line_of(name, key)
    click.echo(f"mockcraft: the key of {name}, which is shown this once: {key}", err=True)
    write([f"{line}\n"])
