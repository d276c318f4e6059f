"""What the package is built from: what the image copies, so that tests see where that is too little."""

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
DOCKERIGNORE = (ROOT / "deploy" / "Dockerfile.dockerignore").read_text(encoding="utf-8")


def sources() -> list[str]:
    """Files and folders of the repository that are copied."""
    lines = re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.MULTILINE)
    return " ".join(lines).split()


def copy_sources(folder: Path) -> None:
    """Copies them, but for what is ignored in them."""
    ignored = shutil.ignore_patterns(*re.findall(r"^\*\*/(\S+)$", DOCKERIGNORE, re.MULTILINE))
    for name in sources():
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, folder)
