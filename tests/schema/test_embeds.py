"""`embed`: what can stand in the documents of a table, and what cannot."""

import pytest

from mockcraft.schema.embeds import MAX_DEPTH

from .support import plan_of, problems_of

USERS = (
    "  users:\n    count: 3\n    embed: {}\n    columns:\n      id: sequence\n      name: word\n"
)
ORDERS = (
    "  orders:\n    count: {per: users, max: 3}\n    columns:\n      user_id: {ref: users.id}\n"
)


def file(embed: str, more: str = "") -> str:
    return "tables:\n" + USERS.format(embed) + ORDERS + more


@pytest.mark.parametrize("embed", ["orders", "[orders]"])
def test_a_table_or_a_list_of_tables_is_embedded(embed: str) -> None:
    assert ("orders",) == plan_of(file(embed)).table("users").embeds
    assert () == plan_of(file("[]")).table("users").embeds


@pytest.mark.parametrize(
    ("embed", "more", "expected"),
    [
        ("odrers", "", ["4:12: there is no table 'odrers' (did you mean \"orders\"?)"]),
        ("users", "", ["4:12: 'users' cannot be embedded in itself (name another table)"]),
        ("[orders, orders]", "", ["4:21: 'orders' is embedded twice (name it once)"]),
        ("7", "", ["4:12: there is no table '7' (there are: users, orders)"]),
        ("~", "", ["4:12: embed must be text, not nothing"]),
        ("{orders: 1}", "", ["4:12: embed must be text, not a mapping"]),
        ("[orders, [x]]", "", ["4:21: an embedded table must be text, not a list"]),
        (
            "[orders, logs]",
            "  logs: {count: 5, columns: {a: word}}\n",
            [
                "4:21: 'logs' has a number as count, and a row is embedded in the one that it is counted for "
                "(give logs count: {per: users, …}, or do not embed it)"
            ],
        ),
        (
            "orders",
            "  shops: {count: 5, embed: orders, columns: {id: sequence}}\n",
            [
                "12:28: 'orders' is counted per users, and a row is embedded in the one that it is counted for "
                "(give orders count: {per: shops, …}, or do not embed it)"
            ],
        ),
        (
            "[orders, name]",
            "  name: {count: {per: users, max: 1}, columns: {u: {ref: users.id}}}\n",
            [
                "4:21: the rows of 'name' would stand in 'name', the name of its column (rename one)"
            ],
        ),
        (
            "[old.orders, orders]",
            "  old.orders: {count: {per: users, max: 1}, columns: {u: {ref: users.id}}}\n",
            [
                "4:25: the rows of 'orders' would stand in 'orders', the name of the rows of 'old.orders' (rename one)"
            ],
        ),
        (
            "[users, odrers, name]",
            "  name: {count: 2, columns: {a: {generator: nosuch}}}\n",
            [
                "4:13: 'users' cannot be embedded in itself (name another table)",
                "4:20: there is no table 'odrers' (did you mean \"orders\"?)",
                "4:28: 'name' has a number as count, and a row is embedded in the one that it is counted for "
                "(give name count: {per: users, …}, or do not embed it)",
            ],
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_embedded_is_told(embed: str, more: str, expected: list[str]) -> None:
    assert expected == [each for each in problems_of(file(embed, more)) if "nosuch" not in each]


def test_a_table_whose_count_is_wrong_has_that_problem_alone() -> None:
    text = file("orders").replace("{per: users, max: 3}", "{per: users}")

    assert ["9:12: count has neither max nor mean (give at least one)"] == problems_of(text)


def chain(length: int) -> str:
    """Tables that are each embedded in the one before."""
    tables = "  t0: {count: 1, embed: t1, columns: {id: sequence}}\n"
    for i in range(1, length + 1):
        embed = f"embed: t{i + 1}, " if i < length else ""
        count = f"{{per: t{i - 1}, min: 1, max: 1}}"
        tables += f"  t{i}: {{count: {count}, {embed}columns: {{id: sequence, up: {{ref: t{i - 1}.id}}}}}}\n"
    return "tables:\n" + tables


def test_tables_stand_within_tables_so_deep_and_no_deeper() -> None:
    assert [] == problems_of(chain(MAX_DEPTH))
    assert [f"32:51: tables are embedded more than {MAX_DEPTH} deep (embed fewer)"] == problems_of(
        chain(MAX_DEPTH + 1)
    )


def test_a_thousand_tables_within_tables_are_told() -> None:
    assert "embedded more than" in problems_of(chain(1000))[0]
