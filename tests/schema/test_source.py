"""YAML as MockCraft reads it, and every way in which a file is none."""

from pathlib import Path
from typing import Any

import pytest

from mockcraft.errors import MockcraftError, SchemaError, UserError
from mockcraft.schema.source import MAX_BYTES, Node, nodes_of, parse, read

from .support import plan_of, rows_of

WORDS = {
    "no": "no", "NO": "NO", "yes": "yes", "on": "on", "off": "off", "y": "y", "n": "n",
    "true": True, "False": False, "~": None, "null": None, "": None, "Null": None,
    "7": 7, "-7": -7, "+7": 7, "1_000": 1000, "0": 0, "007": "007", "0x1F": "0x1F", "0o17": "0o17",
    "1_": "1_", "1__0": "1__0", "1.50": 1.5, "1e3": 1000.0, ".5": 0.5, "1_0.5": 10.5, "-1.5e-3": -0.0015,
    "12:30": "12:30", "12:30:45": "12:30:45", "2026-01-01": "2026-01-01", "0..5": "0..5",
    ".inf": ".inf", ".nan": ".nan", "=": "=", "1.2.3": "1.2.3", "'5'": "5", '"true"': "true",
    "!!str 5": "5", "! 5": "5", "9" * 30: int("9" * 30), "a b": "a b", "ÄÖ": "ÄÖ",
}  # fmt: skip

BROKEN = [
    ("", "1:1: the file is empty (it needs at least: tables)"),
    ("# only a comment\n", "1:1: the file is empty (it needs at least: tables)"),
    ("a: [1,", "2:1: this is not YAML: a value is missing, or a bracket is not closed"),
    ("a: {b: 1\nc: 2", "2:2: this is not YAML: a ',' or '}' is missing (parsing a flow mapping that begins on line 1)"),
    ("a: b: c", "1:5: this is not YAML: a ':' is not expected here (put text that has ': ' in quotes)"),
    ("a: 'x\nb: 1", "2:5: this is not YAML: a quote is not closed (scanning a quoted scalar that begins on line 1)"),
    ("\ta: b", "1:1: this is not YAML: a tab cannot indent a line (use spaces)"),
    ("a:\n\t- b", "2:1: this is not YAML: a tab cannot indent a line (use spaces)"),
    ("a: @b", "1:4: this is not YAML: text cannot begin with '@' (put it in quotes)"),
    ("a: `b`", "1:4: this is not YAML: text cannot begin with '`' (put it in quotes)"),
    ("é: [é, @b]", "1:8: this is not YAML: text cannot begin with '@' (put it in quotes)"),
    ("a: 1\n  b: 2", "2:4: this is not YAML: the line is indented deeper than line 1, which has its value already (indent both alike; text that has ': ' must stand in quotes)"),
    ("t:\n  count: 3\n\n    columns: {a: word}", "4:12: this is not YAML: the line is indented deeper than line 2, which has its value already (indent both alike; text that has ': ' must stand in quotes)"),
    ("a: 1\nb: c: d", "2:5: this is not YAML: a ':' is not expected here (put text that has ': ' in quotes)"),
    ("a: \x00", "1:4: the character U+0000 cannot stand in YAML (remove it)"),
    ("a: b\nc: d\x07", "2:5: the character U+0007 cannot stand in YAML (remove it)"),
    ("--- a\n--- b", "2:1: a second document begins here (keep one in a file)"),
    ("a: *b", "1:4: there is no &b before the alias *b"),
    ("a: &b [*b]", "1:8: the alias *b stands within what it is an alias of"),
    ("a: &b {c: [*b]}", "1:12: the alias *b stands within what it is an alias of"),
    ("a: !!python/object:os.system x", "1:4: the tag '!!python/object:os.system' is not read (remove it)"),
    ("a: !!binary aGk=", "1:4: the tag '!!binary' is not read (remove it)"),
    ("? [a]\n: b", "1:3: a key must be text, not a list"),
    ("? {a: b}\n: c", "1:3: a key must be text, not a mapping"),
    ("a: 1\nb: 2\na: 3", "3:1: the key 'a' stands twice (first on line 1; remove one)"),
    ("x: {a: 1, a: 2}", "1:11: the key 'a' stands twice (first on line 1; remove one)"),
    ("<<: 5", "1:5: << takes a mapping, or a list of mappings, not 5"),
    ("<<: [{a: 1}, x]", "1:14: << takes a mapping, or a list of mappings, not 'x'"),
    ("[" * 101, "1:101: this is nested more than 100 deep"),
    ("{a: " * 5000, "1:401: this is nested more than 100 deep"),
    ("- " * 200_000, "1:201: this is nested more than 100 deep"),
]  # fmt: skip


def scalar(text: str) -> Any:
    return parse(f"key: {text}", "f").entries[0][1].value


def plain(node: Node) -> Any:
    if node.kind == "sequence":
        return [plain(item) for item in node.items]
    return {key.text: plain(value) for key, value in node} if node.kind == "mapping" else node.value


def said_of(text: str) -> str:
    with pytest.raises(SchemaError) as caught:
        parse(text, "f")
    return "\n".join(str(problem).removeprefix("f:") for problem in caught.value.problems)


@pytest.mark.parametrize(("text", "value"), WORDS.items(), ids=WORDS)
def test_a_word_means_what_yaml_1_2_says(text: str, value: object) -> None:
    found = scalar(text)

    assert (value, type(value)) == (found, type(found))


@pytest.mark.parametrize(("text", "said"), BROKEN, ids=[text[:30] for text, _ in BROKEN])
def test_what_is_not_yaml_is_told_with_its_place(text: str, said: str) -> None:
    assert said == said_of(text)


def test_duplicate_keys_are_told_all_at_once() -> None:
    assert len(said_of("a: 1\na: 2\nb: {c: 1, c: 2}\na: 3").splitlines()) == 3


def test_an_alias_stands_for_its_anchor() -> None:
    assert plain(parse("a: &x [1, {b: 2}]\nc: *x", "f")) == {"a": [1, {"b": 2}], "c": [1, {"b": 2}]}


def test_a_merge_brings_keys_that_the_mapping_s_own_ones_replace() -> None:
    node = parse("a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc: {<<: [*a, *b], y: 5, w: 6}", "f")
    merged = plain(node)["c"]

    assert merged == {"x": 1, "y": 5, "z": 4, "w": 6}
    assert list(merged) == ["x", "y", "z", "w"]


def test_a_bomb_of_aliases_is_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]

    assert "the file has more than 500,000 values, with its aliases followed" in said_of(
        "\n".join(lines)
    )


def test_places_count_characters_and_not_bytes() -> None:
    node = parse("ä:\n  'ö': [é, 日本, x]", "f").entries[0][1]

    assert [str(item.place) for item in node.entries[0][1].items] == ["f:2:9", "f:2:12", "f:2:16"]


def test_anchors_may_stand_under_keys_that_are_not_read() -> None:
    plan = plan_of(
        "x-columns: &columns {id: {generator: sequence, primary_key: true}, name: first_name}\n"
        "tables:\n  t:\n    count: 2\n    columns: {<<: *columns, age: {value: 3}}\n"
        "  u: {count: 1, columns: *columns}\n"
    )

    assert list(rows_of(plan)[0]) == ["id", "name", "age"]
    assert list(rows_of(plan, "u")[0]) == ["id", "name"]


# ---------------------------------------------------------------------- files

GOOD = "tables: {t: {count: 1, columns: {a: word}}}"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"tables: {t\xe9: 1}", ":1:11: byte 0xe9 is not UTF-8 (save the file as UTF-8)"),
        (b"a: b\n\xc3\xa9: \xff", ":2:5: byte 0xff is not UTF-8 (save the file as UTF-8)"),
        (GOOD.encode("utf-16"), ":1:1: byte 0xff is not UTF-8 (save the file as UTF-8)"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", ":1:1: byte 0x89 is not UTF-8 (save the file as UTF-8)"),
        (b"PK\x03\x04\0\0", ":1:3: the character U+0003 cannot stand in YAML (remove it)"),
        (b"\0" * 1000, ":1:1: the character U+0000 cannot stand in YAML (remove it)"),
        (b"x" * (MAX_BYTES + 1), ": is larger than 16 MiB (a schema file is not)"),
    ],
    ids=["latin1", "second line", "utf-16", "png", "zip", "zeros", "17 MB"],
)  # fmt: skip
def test_a_file_that_is_no_text_is_told(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "s.yaml"
    path.write_bytes(data)

    with pytest.raises(UserError) as caught:
        read(path)

    assert f"{path}{said}" == str(caught.value)


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf" + GOOD.encode(), GOOD.encode() + b"\r\n"])
def test_a_mark_at_the_beginning_and_windows_lines_are_read(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "s.yaml").write_bytes(data)

    assert [key.text for key, _ in read(tmp_path / "s.yaml")] == ["tables"]


def test_a_path_that_is_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    cases = {
        tmp_path / "missing.yaml": "no such file or directory",
        tmp_path: "is a directory",
        tmp_path / "loop": "too many levels of symbolic links",
        tmp_path / ("x" * 300): "file name too long",
    }
    for path, reason in cases.items():
        with pytest.raises(MockcraftError) as caught:
            read(path)
        assert f"{path}: {reason} (give the path of a schema file)" == str(caught.value)


def test_a_file_that_may_not_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)

    with pytest.raises(UserError, match=r"permission denied \(give the path of a schema file\)"):
        read(tmp_path / "s.yaml")


@pytest.mark.parametrize("data", [{"\ud800": 1}, {"a": {"value": "x\udfff"}}, ["\ud83d"]])
def test_half_a_character_is_refused_where_it_stands(data: object) -> None:
    with pytest.raises(SchemaError, match="holds half a character"):
        nodes_of(data)


def test_both_halves_of_a_character_are_one() -> None:
    assert "😀" == nodes_of("\U0001f600").text
