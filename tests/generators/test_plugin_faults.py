"""What a plugin can do wrong, and what it is told: its file, the line, and what to do."""

import os
import re
import subprocess
import sys
from itertools import permutations
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAD = "from mockcraft.generator import Annotated, Draw, Integer, Pool, Text, generator\n"
LETTERS = "LETTERS = Pool('letter', 'abc')\n"

FAULTS = {
    "no return annotation": (
        "@generator('x')\ndef gizmo(draw: Draw):\n    return draw.row\n",
        r"p\.py:2: gizmo does not say what it returns \(write -> Text",
    ),
    "a return annotation that is no type of values": (
        "@generator('x')\ndef gizmo(draw: Draw) -> str:\n    return 'a'\n",
        r"p\.py:2: gizmo returns str, which is no type of values",
    ),
    "a return annotation that is not known": (
        "@generator('x')\ndef gizmo(draw: Draw) -> 'Decimal':\n    return 1\n",
        r"p\.py:2: gizmo has the annotation 'Decimal', which is none: .*import its names",
    ),
    "no parentheses": (
        "@generator\ndef gizmo(draw: Draw) -> Text:\n    return 'a'\n",
        r"p\.py:2: @generator needs parentheses and a category",
    ),
    "no draw": (
        "@generator('x')\ndef gizmo() -> Text:\n    return 'a'\n",
        r"p\.py:2: gizmo takes no draw",
    ),
    "a parameter by position": (
        "@generator('x')\ndef gizmo(draw: Draw, size: int = 1) -> Text:\n    return 'a'\n",
        r"p\.py:2: gizmo takes 'size' by its position",
    ),
    "a parameter without a type": (
        "@generator('x')\ndef gizmo(draw: Draw, *, size=1) -> Text:\n    return 'a'\n",
        r"p\.py:2: gizmo: the parameter 'size' has no type",
    ),
    "a parameter of another type": (
        "@generator('x')\ndef gizmo(draw: Draw, *, size: set = None) -> Text:\n    return 'a'\n",
        r"p\.py:2: gizmo: the parameter 'size' is of the type set \(one of int, ",
    ),
    "any parameters": (
        "@generator('x')\ndef gizmo(draw: Draw, **more) -> Text:\n    return 'a'\n",
        r"p\.py:2: gizmo takes \*args or \*\*kwargs",
    ),
    "texts that are added": (
        LETTERS + "@generator('x')\ndef gizmo(draw: Draw) -> Text:\n    return draw.pick(LETTERS) + 'b'\n",
        r"p\.py:5: gizmo failed: TypeError: .*draw\.join",
    ),
    "a text in a formatted text": (
        LETTERS + "@generator('x')\ndef gizmo(draw: Draw) -> Text:\n"
        "    return draw.join(f'{draw.pick(LETTERS)}!')\n",
        r"p\.py:3: gizmo gives '[abc]!' for one row, and .* among several",
    ),
    "a condition that is asked in Python": (
        "@generator('x')\ndef gizmo(draw: Draw) -> Text:\n"
        "    return draw.join('a' if draw.chance(0.5) else 'b')\n",
        r"p\.py:4: gizmo failed: ValueError: .*draw\.either",
    ),
    "a method of a text": (
        LETTERS + "@generator('x')\ndef gizmo(draw: Draw) -> Text:\n    return draw.pick(LETTERS).upper()\n",
        r"p\.py:5: gizmo failed: AttributeError: .*draw\.map",
    ),
    "a built-in name": (
        "@generator('x')\ndef email(draw: Draw) -> Text:\n    return draw.join('a')\n",
        r"p\.py:2: 'email' is the name of a built-in generator, of mockcraft\.generators\.person .*replace=True",
    ),
    "a built-in alias": (
        "@generator('x', aliases=('Head-Line',))\ndef gizmo(draw: Draw) -> Text:\n    return draw.join('a')\n",
        r"p\.py:2: 'headline' is the name of a built-in generator, of mockcraft\.generators\.text",
    ),
    "one name twice": (
        "@generator('x')\ndef gizmo(draw: Draw) -> Text:\n    return draw.join('a')\n" * 2,
        r"p\.py:5: 'gizmo' is the name of a generator of p\.py:2 too",
    ),
    "a list that is nowhere": (
        "@generator('x')\ndef gizmo(draw: Draw) -> Text:\n    return draw.record('gizmos').name\n",
        r"p\.py:2: gizmo: there is no list 'gizmos'",
    ),
    "an error of its own": ("1 / 0\n", r"p\.py:2: the plugin failed: ZeroDivisionError"),
    "a syntax error": ("def (\n", r"p\.py:2: the plugin failed: SyntaxError: invalid syntax"),
    "an end of the program": ("raise SystemExit(0)\n", r"p\.py:2: the plugin failed: SystemExit"),
}  # fmt: skip


MODULE = ("-m", "mockcraft")
# It makes rows by processes that are few, and such that the kernel draws.
BY_PROCESSES = (
    "-c", "from mockcraft import boot, engine; engine.FROM_ROWS = 0; raise SystemExit(boot.main())"
)  # fmt: skip


def mockcraft(
    folder: Path, *words: str, program: tuple[str, str] = MODULE
) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MOCKCRAFT_")}
    return subprocess.run(
        [sys.executable, *program, *words], cwd=folder, env=environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_a_plugin_names_its_file_and_line(fault: str, tmp_path: Path) -> None:
    text, message = FAULTS[fault]
    (tmp_path / "p.py").write_text(HEAD + text, encoding="utf-8")
    done = mockcraft(tmp_path, "--plugin", "p.py", "generate", "gizmo")

    assert (2, "") == (done.returncode, done.stdout)
    assert "Traceback" not in done.stderr
    assert re.search(message, done.stderr), done.stderr


def test_a_fault_that_only_some_rows_have_names_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "p.py").write_text(
        HEAD
        + "@generator('x')\ndef gizmo(draw: Draw, *, of: Annotated[int, 'what'] = 1) -> Integer:\n"
        "    return draw.row // of\n"
    )
    (tmp_path / "s.yaml").write_text(
        "tables: {t: {count: 5, columns: {a: {generator: gizmo, of: 0}}}}"
    )
    for words in (["generate", "gizmo", "--of", "0"], ["preview", "s.yaml"]):
        done = mockcraft(tmp_path, "--plugin", "p.py", *words)
        assert 2 == done.returncode
        assert "p.py:4: gizmo failed: ZeroDivisionError" in done.stderr


REPLACING = (
    HEAD + "@generator('x', replace=True)\ndef email(draw: Draw) -> Text:\n"
    "    return draw.join('someone@', draw.chars('ab', 3), '.test')\n"
)
SCHEMA = "tables: {t: {count: 40000, columns: {id: sequence, a: email, b: mail}}}"


def test_a_plugin_that_replaces_a_generator_does_so_in_every_mode(tmp_path: Path) -> None:
    (tmp_path / "p.py").write_text(REPLACING, encoding="utf-8")
    (tmp_path / "s.yaml").write_text(SCHEMA, encoding="utf-8")
    alone = [
        mockcraft(tmp_path, "--plugin", "p.py", "generate", n).stdout for n in ("email", "Mail")
    ]
    listed = mockcraft(tmp_path, "--plugin", "p.py", "generators", "--search", "email").stdout
    template = mockcraft(
        tmp_path, "--plugin", "p.py", "generate", "--template", "{last_name} {email}"
    )
    for folder, program in {"alone": MODULE, "out": BY_PROCESSES}.items():
        done = mockcraft(
            tmp_path, "--plugin", "p.py", "seed", "--config", "s.yaml", "--output", "csv",
            "--dir", folder, "--workers", "2", program=program,
        )  # fmt: skip
        assert 0 == done.returncode, done.stderr
    rows = (tmp_path / "out" / "t.csv").read_text(encoding="utf-8").splitlines()

    assert all(re.fullmatch(r"someone@[ab]{3}\.test\n", value) for value in alone)
    assert 1 == len(re.findall(r"^  email ", listed, re.MULTILINE))
    assert "someone@" in listed and re.search(r" someone@[ab]{3}\.test\n", template.stdout)
    assert all(
        re.fullmatch(r"\d+,someone@[ab]{3}\.test,someone@[ab]{3}\.test", row) for row in rows[1:]
    )
    assert rows == (tmp_path / "alone" / "t.csv").read_text(encoding="utf-8").splitlines()


ORDERS = {
    "before the built-in": "load(); import mockcraft.generators.person",
    "after the built-in": "import mockcraft.generators.person; load()",
    "after it was found": "from mockcraft.generator import find; find('mail'); load()",
    "after all were": "from mockcraft.generator import registry; registry(); load()",
}


@pytest.mark.parametrize("order", ORDERS)
def test_the_order_of_loading_does_not_matter(order: str, tmp_path: Path) -> None:
    (tmp_path / "p.py").write_text(REPLACING, encoding="utf-8")
    code = (
        "from mockcraft.plugin import load_plugin\ndef load(): load_plugin('p.py')\n" + ORDERS[order]
        + "\nfrom mockcraft.generator import find, registry\nimport pickle\n"
        "print(find('email').category, find('mail').category, find('email_address').category,"
        " len([g for g in registry() if g.name == 'email']), pickle.loads(pickle.dumps(find('mail'))).category)"
    )  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert "x x x 1 x" == done.stdout.strip(), done.stderr


def test_two_plugins_of_one_name_are_refused_in_either_order(tmp_path: Path) -> None:
    for name in ("p", "q"):
        text = HEAD + "@generator('x')\ndef gizmo(draw: Draw) -> Text:\n    return draw.join('a')\n"
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    for first, second in permutations(["p.py", "q.py"]):
        done = mockcraft(tmp_path, "--plugin", first, "--plugin", second, "generate", "email")
        assert (
            f"{second}:2: 'gizmo' is the name of a generator of {first}:2 too (rename one of them)"
            in done.stderr
        )


def test_a_plugin_that_fails_leaves_none_of_its_generators(tmp_path: Path) -> None:
    good = "@generator('x')\ndef fine(draw: Draw) -> Text:\n    return draw.join('a')\n"
    (tmp_path / "p.py").write_text(
        HEAD + good + FAULTS["texts that are added"][0], encoding="utf-8"
    )
    code = (
        "from mockcraft.errors import UserError\nfrom mockcraft.generator import find\n"
        "from mockcraft.plugin import load_plugin, plugins\n"
        "for call in (lambda: load_plugin('p.py'), lambda: find('fine'), lambda: load_plugin('p.py')):\n"
        "    try:\n        call()\n        print('no error')\n"
        "    except UserError as error:\n        print(error)\nprint(plugins())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    first, second, third, loaded = done.stdout.splitlines()

    assert "draw.join" in first == third and "there is no generator 'fine'" in second
    assert "()" == loaded


def test_a_plugin_may_hold_data_that_is_sent_to_processes(tmp_path: Path) -> None:
    (tmp_path / "p.py").write_text(
        "from dataclasses import dataclass\n" + HEAD
        + "@dataclass\nclass Size:\n    least: int\nSIZE = Size(3)\n"
        "@generator('x')\ndef gizmo(draw: Draw, *, most: Annotated[int, 'most'] = 9) -> Integer:\n"
        "    return draw.integer(SIZE.least, most)\n", encoding="utf-8",
    )  # fmt: skip
    (tmp_path / "s.yaml").write_text(
        "tables: {t: {count: 40000, columns: {a: {generator: gizmo, most: 5}}}}", encoding="utf-8"
    )
    done = mockcraft(
        tmp_path, "--plugin", "p.py", "seed", "--config", "s.yaml", "--output", "csv", "--workers", "2",
        program=BY_PROCESSES,
    )  # fmt: skip

    assert 0 == done.returncode, done.stderr
