"""The fixture of pytest: the same data in every run of a test, other data in every test."""

from pathlib import Path

import pytest

from mockcraft.pytest_plugin import Mockcraft

pytest_plugins = ["pytester"]


def test_values_are_those_of_the_last_run(mockcraft: Mockcraft) -> None:
    assert 9148819200309505806 == mockcraft.seed
    assert mockcraft.generate("uuid") != mockcraft.generate("uuid")


def test_a_seed_may_be_given(mockcraft: Mockcraft) -> None:
    assert "Rebecca" == mockcraft.generate("first_name", seed=1)


def test_a_schema_is_seeded_by_the_test(mockcraft: Mockcraft) -> None:
    schema = {"tables": {"t": {"count": 3, "columns": {"x": "number"}}}}
    again = Mockcraft(mockcraft.seed)

    assert list(again.load(schema)["t"]) == list(mockcraft.load(schema)["t"])
    assert list(Mockcraft(5).load(schema)["t"]) != list(mockcraft.load(schema)["t"])


def test_the_fixture_is_there_once_mockcraft_is_installed(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        seen = []

        @pytest.mark.parametrize("n", [1, 2])
        def test_a(mockcraft, n):
            seen.append(mockcraft.generate("uuid"))

        def test_b(mockcraft):
            seen.append(mockcraft.generate("uuid"))
            assert len(set(seen)) == 3
            open("seen", "a").write("".join(seen) + "\\n")
        """
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=3)
    pytester.runpytest_subprocess().assert_outcomes(passed=3)
    first, second = Path(pytester.path / "seen").read_text().splitlines()

    assert first == second
