"""What the scripts of `mockcraft completion` ask, and how each shell is answered.

The scripts are those of click, with two things more: a word that goes on, such as `users=`, gets no space
behind it, and a word with spaces or other signs of the shell is quoted.
"""

from __future__ import annotations

from typing import Any

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
)

GOES_ON = "open"  # the type of an item that more is typed behind

BASH = """\
%(complete_func)s() {
    local response kind value
    response=$(IFS=$'\\n'; env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD=$COMP_CWORD %(complete_var)s=bash_complete $1)
    while IFS=',' read -r kind value; do
        case $kind in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain|open)
                printf -v value %%q "$value"
                COMPREPLY+=("$value")
                [[ $kind == open ]] && compopt -o nospace
                ;;
        esac
    done <<< "$response"
    return 0
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""
ZSH = """\
#compdef %(prog_name)s

%(complete_func)s() {
    local -a plain described open response
    local kind key text
    (( ! $+commands[%(prog_name)s] )) && return 1
    response=("${(@f)$(env COMP_WORDS="${words[*]}" COMP_CWORD=$((CURRENT-1)) %(complete_var)s=zsh_complete %(prog_name)s)}")
    [[ $words[CURRENT] == --*=* ]] && compset -P '--*='
    for kind key text in ${response}; do
        case $kind in
            dir) _path_files -/ ;;
            file) _path_files -f ;;
            open) open+=("$key") ;;
            plain) if [[ $text == _ ]]; then plain+=("$key"); else described+=("$key:$text"); fi ;;
        esac
    done
    (( $#described )) && _describe -V unsorted described -U
    (( $#plain )) && compadd -U -V unsorted -a plain
    (( $#open )) && compadd -U -V unsorted -S '' -a open
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    %(complete_func)s "$@"
else
    compdef %(complete_func)s %(prog_name)s
fi
"""


class Bash(BashComplete):
    """Bash cuts words at `=`, so that `--locale=d` comes as three."""

    source_template = BASH

    def get_completion_args(self) -> tuple[list[str], str]:
        """The words before the one that is typed, and what there is of it."""
        before, typed = super().get_completion_args()
        words: list[str] = []
        glued = False
        for piece in [*before, typed]:
            if words and (piece == "=" or (glued and not piece.startswith("-"))):
                words[-1] += piece
            else:
                words.append(piece)
            glued = piece == "="
        return words[:-1], words[-1]


class Zsh(ZshComplete):
    """See ZSH."""

    source_template = ZSH


class Fish(FishComplete):
    """Fish puts no space behind `=` by itself."""

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """A word that goes on is one like the others."""
        if item.type == GOES_ON:
            item = CompletionItem(item.value, help=item.help)
        return super().format_completion(item)


SHELLS: dict[str, type[ShellComplete]] = {"bash": Bash, "zsh": Zsh, "fish": Fish}
