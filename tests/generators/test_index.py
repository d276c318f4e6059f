import importlib.util
import sys
from pathlib import Path

import pytest

from mockcraft.errors import NotFound
from mockcraft.generator import find, registry

ROOT = Path(__file__).parents[2]
NAMES = (ROOT / "tests" / "generators" / "gofakeit_names.txt").read_text(encoding="utf-8").split()


def test_the_index_and_the_summaries_are_what_their_tool_writes() -> None:
    spec = importlib.util.spec_from_file_location("index_tool", ROOT / "tools" / "index.py")
    assert spec is not None and spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)

    assert len(tool.files()) == 2
    for path, text in tool.files().items():
        assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_every_name_of_gofakeit_is_found(name: str) -> None:
    assert find(name).sample(1)


def test_there_are_more_than_a_thousand_generators() -> None:
    assert len(registry()) > 1000


@pytest.mark.parametrize(
    "spelling", ["firstname", "FirstName", "first-name", "first_name", "First Name"]
)
def test_a_name_is_found_in_any_spelling(spelling: str) -> None:
    assert find(spelling).name == "first_name"


def test_a_name_that_is_misspelt_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(NotFound, match='did you mean "first_name"'):
        find("frist_name")


def test_a_module_imports_nothing_that_is_slow() -> None:
    import subprocess

    code = (
        "import sys; before = set(sys.modules)\n"
        "from mockcraft.generators.index import modules\n"
        "for name in modules(): __import__('mockcraft.generators.' + name)\n"
        "print(*(set(sys.modules) - before) & {'numpy', 'pyarrow', 're', 'typing', 'functools', 'datetime'})\n"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path.insert(0, {str(ROOT / 'src')!r})\n{code}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stdout.strip() == ""
