"""`mockcraft completion`: scripts that complete commands, flags and names of generators."""

from __future__ import annotations

import click

from mockcraft.cli.command import Command
from mockcraft.cli.offers import words
from mockcraft.cli.shells import SHELLS
from mockcraft.errors import UserError, nearest


@click.command(cls=Command)
@click.argument("shell", metavar="bash|zsh|fish", shell_complete=words(lambda _: SHELLS))
def command(shell: str) -> None:
    """Print the completion script of a shell.

    \b
    Examples:
      eval "$(mockcraft completion bash)"                      in ~/.bashrc
      eval "$(mockcraft completion zsh)"                       in ~/.zshrc
      mockcraft completion fish > ~/.config/fish/completions/mockcraft.fish
    """
    from mockcraft.cli.main import complete

    if shell not in SHELLS:
        raise UserError(f"there is no completion for {shell!r}{nearest(shell, SHELLS)}")
    complete(f"{shell}_source")
