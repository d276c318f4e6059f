"""`mockcraft completion`, and what its scripts ask for."""

import subprocess
from collections.abc import Callable

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def offered(mockcraft: Run, *words: str) -> list[str]:
    """What is offered for the last word."""
    result = mockcraft(
        _MOCKCRAFT_COMPLETE="bash_complete",
        COMP_WORDS=" ".join(["mockcraft", *words]),
        COMP_CWORD=str(len(words)),
    )
    assert result.stderr == ""
    return [line.split(",")[1] for line in result.stdout.splitlines() if line]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_is_printed_that_the_shell_accepts(mockcraft: Run, shell: str) -> None:
    result = mockcraft("completion", shell)

    assert result.returncode == 0
    assert "_MOCKCRAFT_COMPLETE" in result.stdout
    subprocess.run([shell, "-n"], input=result.stdout, text=True, check=True)


def test_another_shell_is_refused(mockcraft: Run) -> None:
    result = mockcraft("completion", "bsh")

    assert result.returncode == 2
    assert result.stderr == (
        "mockcraft: there is no completion for 'bsh' (did you mean \"bash\"?)\n"
    )


def test_commands_are_completed(mockcraft: Run) -> None:
    assert offered(mockcraft, "gen") == ["generate", "generators"]


def test_names_of_generators_are_completed(mockcraft: Run) -> None:
    assert "first_name" in offered(mockcraft, "generate", "first")


def test_flags_and_choices_of_a_generator_are_completed(mockcraft: Run) -> None:
    assert "--sex" in offered(mockcraft, "generate", "first_name", "--s")
    assert offered(mockcraft, "generate", "first_name", "--sex", "f") == ["female"]
    assert offered(mockcraft, "generate", "first_name", "--format", "j") == ["json"]


def test_an_unknown_generator_completes_to_nothing_without_a_word(mockcraft: Run) -> None:
    assert offered(mockcraft, "generate", "nosuch", "--sex", "") == []
