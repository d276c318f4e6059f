"""The parameters of the routes of virtual tables, as declarations."""

from mockcraft.setting import Setting

PAGE_ROWS = 50
FIELDS = Setting("fields", str, None, "Columns that are given, with commas between them")
EXPAND = Setting(
    "expand", str, None, "References in whose place the row stands that they point at, with commas between them",
)  # fmt: skip
BIGINTS = Setting(
    "bigints", str, "number", "Form of whole numbers beyond 2**53, which JavaScript rounds",
    choices=("number", "text"),
)  # fmt: skip
PAGE = Setting("page", int, 1, "Which page, counted from 1", low=1, high=2**62)
LIMIT = Setting("limit", int, PAGE_ROWS, "Rows of a page", low=1)
SORT = Setting(
    "sort", str, None, "Columns to sort by, with commas between them; - before one that descends"
)
WHERE = Setting(
    "where", str, None, "Condition that rows meet, in the language of `checks`, such as age >= 18 and plan <> 'free'",
)  # fmt: skip
SCAN = Setting(
    "scan", int, 0, "First of the rows that are looked at one by one, as `Link` says it", low=0, high=2**62
)  # fmt: skip
VIA = Setting(
    "via", str, None, "The reference of the children, where they have several to the table"
)
OF_ROWS = (FIELDS, EXPAND, BIGINTS)


def list_settings(max_rows: int) -> tuple[Setting, ...]:
    """The parameters of a list of rows; further ones name columns."""
    limit = LIMIT.but(high=max_rows, default=min(PAGE_ROWS, max_rows))
    return (PAGE, limit, SORT, *OF_ROWS, WHERE, SCAN)
