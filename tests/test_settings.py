"""Settings: which source counts, and what is said about a wrong one."""

from pathlib import Path

import pytest

from mockcraft import settings
from mockcraft.errors import SettingsError
from mockcraft.setting import Setting
from mockcraft.setting_sources import Sources, read_file
from mockcraft.settings import COUNT, PLUGIN, PORT, SEED


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def file(text: str, name: str = "my.yaml") -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def refused(text: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        read_file(file(text))
    return str(caught.value).split("\n")


def test_a_flag_goes_before_a_variable_before_the_file_before_the_default() -> None:
    path = file("port: 1")
    variables = {"MOCKCRAFT_PORT": "2"}

    assert Sources({}).value(PORT) == 8080
    assert Sources({}, path).value(PORT) == 1
    assert Sources(variables, path).value(PORT) == 2
    assert Sources(variables, path).value(PORT, "3") == 3


def test_an_empty_variable_is_as_good_as_none() -> None:
    assert Sources({"MOCKCRAFT_PORT": ""}).value(PORT) == 8080


def test_mockcraft_yaml_of_the_current_folder_is_read() -> None:
    file("port: 5", "mockcraft.yaml")

    assert Sources({}).value(PORT) == 5


def test_the_variable_names_another_file_than_mockcraft_yaml() -> None:
    file("port: 5", "mockcraft.yaml")

    assert Sources({"MOCKCRAFT_SETTINGS": file("port: 6")}).value(PORT) == 6


def test_a_list_comes_from_repeated_flags_or_a_path_variable_or_a_list_of_the_file() -> None:
    import os

    path = file("plugin: [a.py, b.py]")

    assert Sources({}, path).value(PLUGIN) == ("a.py", "b.py")
    assert Sources({"MOCKCRAFT_PLUGIN": f"c.py{os.pathsep}d.py"}).value(PLUGIN) == ("c.py", "d.py")
    assert Sources({}, path).value(PLUGIN, ("e.py",)) == ("e.py",)
    assert Sources({}, file("plugin: a.py")).value(PLUGIN) == ("a.py",)


@pytest.mark.parametrize("text", ["no", "NO", "on", "0x10", "1e3", "010"])
def test_plain_words_of_a_file_stay_the_text_they_are(text: str) -> None:
    assert Sources({}, file(f"locale: {text}")).value(settings.LOCALE) == text


@pytest.mark.parametrize("raw", ["abc", "1.5", "", "0", "-3", "true"])
def test_a_wrong_value_names_the_flag_or_the_variable_it_came_from(raw: str) -> None:
    with pytest.raises(
        SettingsError, match=rf"^--count='{raw}' is not a whole number of 1 or more$"
    ):
        Sources({}).value(COUNT, raw)
    if raw:
        with pytest.raises(SettingsError, match=rf"^MOCKCRAFT_COUNT='{raw}' is not a whole number"):
            Sources({"MOCKCRAFT_COUNT": raw}).value(COUNT)


def test_all_wrong_lines_of_a_file_are_reported_each_with_its_place() -> None:
    text = "seed: 4\ncuont: 3\nport: 99999\nformat: [a]\nseed: 5\nlocale:\nhost: {a: 1}\n"

    assert refused(text) == [
        "my.yaml:2:1: there is no setting 'cuont' (did you mean \"count\"?)",
        "my.yaml:3:7: port='99999' is not a whole number in 0..65535",
        "my.yaml:4:9: format is not one of text, json, csv",
        "my.yaml:5:1: seed is given twice (keep one)",
        "my.yaml:6:8: locale has no value (give one or leave it out)",
        "my.yaml:7:7: host is not text",
    ]


@pytest.mark.parametrize("text", ["- a", "just text", "a: [", "a: b: c", "\tport: 1", "? [a]\n: 1"])
def test_a_file_that_is_no_mapping_of_settings_is_refused_with_its_place(text: str) -> None:
    assert refused(text)[0].startswith("my.yaml:")


def test_an_empty_file_sets_nothing() -> None:
    assert read_file(file("# nothing\n")) == {}


def test_a_file_that_is_missing_or_no_text_is_refused() -> None:
    Path("bytes.yaml").write_bytes(b"\xff\xfe\x00port")

    with pytest.raises(SettingsError, match=r"'none\.yaml' cannot be read: no such file"):
        read_file("none.yaml")
    with pytest.raises(SettingsError, match=r"bytes\.yaml"):
        read_file("bytes.yaml")


def test_the_settings_file_cannot_name_another_settings_file() -> None:
    assert "there is no setting 'settings'" in refused("settings: other.yaml")[0]


def test_an_unknown_variable_is_reported_with_the_nearest_one_but_not_those_of_the_tests() -> None:
    variables = {"MOCKCRAFT_SED": "1", "MOCKCRAFT_SEED": "1", "MOCKCRAFT_TEST_MYSQL": "1"}

    assert list(Sources(variables).warnings()) == [
        'the variable MOCKCRAFT_SED is not a setting (did you mean "MOCKCRAFT_SEED"?)'
    ]


@pytest.mark.parametrize("value", ["on", "off", ""])
def test_variables_that_are_no_settings_are_known(value: str) -> None:
    variables = {"MOCKCRAFT_KERNEL": value, "MOCKCRAFT_CACHE": "x"}

    assert list(Sources(variables).warnings()) == []


def test_a_switch_that_says_nothing_is_reported() -> None:
    assert list(Sources({"MOCKCRAFT_KERNEL": "banana"}).warnings()) == [
        "the variable MOCKCRAFT_KERNEL is 'banana', which says nothing (give off to do without it)"
    ]


def test_a_flag_that_is_true_or_false_reads_the_usual_words() -> None:
    setting = Setting("quiet", bool, False, "Say nothing")

    assert [setting.parse(text, "x") for text in ("yes", "off", "True", "0")] == [
        True, False, True, False,
    ]  # fmt: skip
    with pytest.raises(SettingsError, match=r"^x='maybe' is not true or false$"):
        setting.parse("maybe", "x")


def test_a_setting_is_declared_once() -> None:
    assert len(settings.ALL) == len({each.variable for each in settings.ALL.values()})
    assert SEED.flag == "--seed"
    assert settings.BATCH_SIZE.flag == "--batch-size"
    assert settings.BATCH_SIZE.variable == "MOCKCRAFT_BATCH_SIZE"


def test_every_flag_that_is_a_setting_is_a_line_of_a_settings_file_and_a_variable() -> None:
    declared = [each for each in vars(settings).values() if isinstance(each, Setting)]
    assert {"backup", "backup_path", "keep", "compression"} <= {each.name for each in declared}
    known = settings.ALL
    variables = {each.variable: "x" for each in declared if each != settings.SETTINGS}

    assert [] == [each.name for each in declared if each.name not in known]
    assert [] == [each for each in Sources(variables).warnings() if "is not a setting" in each]
    assert 3 == Sources({}, file("keep: 3\nbackup: true")).value(settings.KEEP)
