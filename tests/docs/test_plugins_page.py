"""docs/plugins.md: every block is a plugin that runs, and every verb of `Draw` is shown."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from mockcraft.core.draw import Draw

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
VERBS = sorted(
    name for name in vars(Draw) if not name.startswith("_") and name not in Draw.__slots__
)
CHECK = (
    "import sys\nfrom mockcraft.generator import registry\nfrom mockcraft.plugin import load_plugin\n"
    "from mockcraft.testing import check_generator\nload_plugin(sys.argv[1])\n"
    "mine = [each for each in registry() if not each.builtin]\n"
    "for each in mine:\n    check_generator(each)\nprint(len(mine))\n"
)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: re.findall(r"\ndef (\w+)", block)[0])
def test_a_block_is_a_plugin_whose_generators_pass_the_kit(block: str, tmp_path: Path) -> None:
    path = tmp_path / "plugin.py"
    path.write_text(block, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", CHECK, str(path)], capture_output=True, text=True, check=False
    )  # fmt: skip

    assert "" == done.stderr
    assert block.count("@generator(") == int(done.stdout) > 0


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_shown(verb: str) -> None:
    assert any(re.search(rf"draw(\[\"\w+\"\])?\.{verb}\b", block) for block in BLOCKS)


def test_the_label_of_a_decision_is_shown() -> None:
    assert any('draw["' in block for block in BLOCKS)
