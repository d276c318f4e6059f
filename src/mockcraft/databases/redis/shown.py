"""Commands as people read them."""


def shown(data: bytes) -> str:
    """Commands in RESP as redis-cli takes them."""
    return "; ".join(" ".join(map(_quoted, words)) for words in _commands(data))


def _commands(data: bytes) -> list[list[str]]:
    """The words of commands in RESP."""
    made: list[list[str]] = []
    place = 0
    while place < len(data):
        end = data.index(b"\r\n", place)
        count, place = int(data[place + 1 : end]), end + 2
        words = []
        for _ in range(count):
            end = data.index(b"\r\n", place)
            length, start = int(data[place + 1 : end]), end + 2
            words.append(data[start : start + length].decode(errors="backslashreplace"))
            place = start + length + 2
        made.append(words)
    return made


def _quoted(word: str) -> str:
    plain = word and all(each.isalnum() or each in "_-.:@/+{}$" for each in word)
    if plain:
        return word
    escaped = "".join(
        each if each.isprintable() else repr(each)[1:-1] for each in word.replace("\\", "\\\\")
    )
    return '"' + escaped.replace('"', '\\"') + '"'
