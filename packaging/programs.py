"""Runs the programs that build."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# By the tools that are pinned: what hatchling writes goes into the packages.
UV_BUILD = (
    "uv", "build", "--quiet", "--build-constraints", Path(__file__).parent / "build-requirements.txt",
    "--require-hashes",
)  # fmt: skip


class BuildError(Exception):
    """Why a binary or a release cannot be built, for people."""


def run(*command: str | Path, folder: Path | None = None, **environment: str) -> str:
    """What a program prints, which is looked for beside this Python first: pip puts some there.

    Args:
        command: the program and its arguments.
        folder: where it runs; None for the current one.
        environment: variables that it has besides those of this process.

    Raises:
        BuildError: it is not there, or it fails; with what it says.
    """
    words = list(map(str, command))
    words[0] = shutil.which(words[0], path=str(Path(sys.executable).parent)) or words[0]
    try:
        done = subprocess.run(
            words, cwd=folder, capture_output=True, text=True, env={**os.environ, **environment}
        )
    except OSError as error:
        raise BuildError(f"{words[0]}: {error.strerror}") from error
    if done.returncode:
        name = " ".join([Path(words[0]).name, *words[1:4]])
        raise BuildError(f"{name} failed:\n{done.stderr.strip()}")
    return done.stdout
