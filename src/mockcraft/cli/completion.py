"""`mockcraft completion`: scripts that complete commands, flags and names of generators."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from mockcraft.cli.output import write
from mockcraft.errors import UserError, nearest

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", metavar="bash|zsh|fish")
def command(shell: str) -> None:
    """Print the completion script of a shell.

    \b
    Examples:
      eval "$(mockcraft completion bash)"                      in ~/.bashrc
      eval "$(mockcraft completion zsh)"                       in ~/.zshrc
      mockcraft completion fish > ~/.config/fish/completions/mockcraft.fish
    """
    from mockcraft.cli.main import COMPLETE, root

    if shell not in SHELLS:
        raise UserError(f"there is no completion for {shell!r}{nearest(shell, SHELLS)}")
    kind = get_completion_class(shell)
    assert kind is not None
    write([kind(root, {}, "mockcraft", COMPLETE).source() + "\n"])
