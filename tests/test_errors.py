"""Errors: each says how a process and a server answer it, and each crosses process boundaries."""

import importlib
import pickle
import pkgutil
from collections.abc import Iterator

import pytest

import mockcraft
from mockcraft import errors
from mockcraft.core.expressions.operand import RowError
from mockcraft.core.uniques.numbering import Group
from mockcraft.errors import MockcraftError, Place, Problem, SchemaError
from mockcraft.schema.spec import Word

SAMPLES: dict[str, tuple[object, ...]] = {
    "SchemaError": (
        Problem(Place("shop.yaml", 3, 7), "is wrong"),
        Problem(Place("shop.yaml", 4, 1), "too"),
    ),
    "ParameterError": ("min=3 is above max=2", "min"),
    "Clash": ("[a, b] and [b, c] clash", Group("[b, c]", 1, 9, {2: 3})),
    "WrongWord": (Word("1e30", 1e30), "has too many digits"),
    "RowError": ("division by zero", 7),
    "Unfit": ("'x' is not a whole number", 7),
    "Crowded": ("t.a", "has too many rows of one parent"),
    "PlacedError": ("t.a", "has too many rows of one parent"),
    "MissingList": ("banks", "de_AT", ("en_US",), "bank_name"),
}


def classes(root: type[MockcraftError] = MockcraftError) -> Iterator[type[MockcraftError]]:
    yield root
    for each in root.__subclasses__():
        yield from classes(each)


def everything() -> list[type[MockcraftError]]:
    for module in pkgutil.walk_packages(mockcraft.__path__, "mockcraft."):
        if not module.name.endswith(("__main__", ".libkernel")):  # that is no module of Python
            importlib.import_module(module.name)
    return sorted(set(classes()), key=lambda each: each.__name__)


ALL = everything()


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.__name__)
def test_an_error_has_an_exit_code_and_a_status(each: type[MockcraftError]) -> None:
    assert each.exit_code in (1, 2, 3, 4, 130)
    assert 400 <= each.http_status < 600
    assert (each.exit_code == 2) == (each.http_status < 500)


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.__name__)
def test_an_error_pickles(each: type[MockcraftError]) -> None:
    error = each(*SAMPLES.get(each.__name__, ("what is wrong (what to do)",)))
    again = pickle.loads(pickle.dumps(error))

    assert type(error) is type(again)
    assert str(error) == str(again) != ""
    assert repr(vars(error)) == repr(vars(again))


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.__name__)
def test_an_error_says_in_a_sentence_what_it_is(each: type[MockcraftError]) -> None:
    assert (each.__doc__ or "").strip().endswith(".")


def test_the_tree_has_the_errors_that_the_design_names() -> None:
    names = {each.__name__ for each in ALL}

    assert {
        "UserError",
        "SchemaError",
        "ParameterError",
        "SettingsError",
        "NotFound",
        "SinkError",
    } <= names
    assert {"Unsupported", "Interrupted"} <= names


def test_a_schema_error_shows_all_problems_with_their_places() -> None:
    error = SchemaError(*SAMPLES["SchemaError"])  # type: ignore[arg-type]

    assert "shop.yaml:3:7: is wrong\nshop.yaml:4:1: too" == str(error)


def test_a_row_error_keeps_its_row() -> None:
    assert 7 == pickle.loads(pickle.dumps(RowError("division by zero", 7))).row


def test_places_compare_by_what_they_say() -> None:
    place = Place("a.yaml", 1, 2)

    assert place == Place("a.yaml", 1, 2) != Place("a.yaml", 1, 3)
    assert 1 == len({place, Place("a.yaml", 1, 2)})
    assert "Place('a.yaml', 1, 2)" == repr(place)
    assert "Problem(Place('a.yaml', 1, 2), 'x')" == repr(Problem(place, "x"))


@pytest.mark.parametrize(
    ("word", "expected"),
    [("emial", ' (did you mean "email"?)'), ("zzz", ""), ("email", ' (did you mean "email"?)')],
)
def test_the_nearest_name_is_suggested(word: str, expected: str) -> None:
    assert expected == errors.did_you_mean(word, ["email", "phone"])


@pytest.mark.parametrize(
    ("word", "known", "expected"),
    [
        ("emial", ("email", "phone"), ' (did you mean "email"?)'),
        ("zzz", ("email", "phone"), " (there are: email, phone)"),
        ("zzz", (), ""),
        (
            "zzz",
            tuple(f"n{number}" for number in range(41)),
            f" (there are: {', '.join(f'n{number}' for number in range(40))}, …)",
        ),
    ],
)
def test_an_unknown_name_is_answered_by_the_nearest_or_by_all(
    word: str, known: tuple[str, ...], expected: str
) -> None:
    assert expected == errors.nearest(word, known)


def test_a_name_is_found_among_very_many() -> None:
    known = [f"{letter}column_{number}" for letter in "ab" for number in range(400)]

    assert ' (did you mean "bcolumn_7"?)' == errors.nearest("bcolum_7", known)
