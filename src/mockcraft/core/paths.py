"""Paths of columns of the rows before and after, as expressions hold them: `lag(balance)` is `balance.lag()`."""

STEPS = {"lag": -1, "lead": 1}


def beside(path: str, word: str) -> str:
    """The path of a column of the row before or after; `word` is a key of STEPS."""
    return f"{path}.{word}()"


def parted(path: str) -> tuple[str, int]:
    """The path of a column, and how many rows further it is read: 0 for the row's own."""
    whole, _, last = path.rpartition(".")
    step = STEPS.get(last.removesuffix("()"), 0) if last.endswith("()") else 0
    return (whole, step) if step else (path, 0)


def spelt(path: str) -> str:
    """The path as it is written in SQL: `lag(balance)`, and in quotes where it is no plain name."""
    own, step = parted(path)
    if step:
        word = next(word for word, each in STEPS.items() if each == step)
        return f"{word}({spelt(own)})"
    plain = all(part.isidentifier() for part in path.split("."))
    return path if plain else '"' + path.replace('"', '""') + '"'
