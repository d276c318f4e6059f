"""Command lines, drawn from a seed: every command, every flag that it has, and much that is wrong."""

import random
from collections.abc import Iterator
from functools import cache

import click

from mockcraft.cli.main import COMMANDS, root
from mockcraft.formats.known import FORMATS

HOSTILE = [
    "", " ", "-", "--", "=", ".", "..", "/", "//", "~", "*", "?", "%", "%s", "100%s", "%n", "{", "}", "{}", "{0}",
    "[", "]", "[bold]", "[/x]", "$", "${HOME}", "$(id)", "`id`", ";", "&", "|", "'", '"', "''", '"x', "\\", "\\n",
    "\n", "\t", "\r", "\x1b[31m", "\x7f", "\u202e", "\u200b", "\ufeff", "é", "ﬀ", "ß", "İ", "名前", "😀", "e\u0301",
    "\udcff", "null", "true", "no", "0", "-1", "select", "a b", "a.b", "a/b", "../x", "x" * 300, "x" * 5000, "_", "a=b",
]  # fmt: skip
NUMBERS = [
    "0", "1", "2", "3", "-1", "-0", "1e3", "1.5", "٣", "1_0", "0x10", "nan", "inf", "-inf", str(2**63), str(2**64),
    "9" * 30, "9" * 5000, "", " 1 ", "+1", "1,5", "1e-300", "1e400",
]  # fmt: skip
FILES = [
    "s.yaml",
    "none.yaml",
    "bytes.yaml",
    "folder",
    "wrong.yaml",
    "settings.yaml",
    "empty.yaml",
    "/dev/null",
]
NAMES = [
    "firstname", "email", "password", "number", "decimal", "price", "regex", "pattern", "words", "uuid", "date",
    "datetime", "latitude", "birth_date", "first_name", "bool", "sentence", "json", "zip", "frstname",
]  # fmt: skip
PATTERNS = [
    "[A-Z]{3}",
    "(",
    "a{3,1}",
    "[",
    "(?=x)",
    "\\1",
    "x*",
    "[^\\s]",
    "(a|b)+",
    "\\d{2}-\\w",
    "\ud800",
]
TEMPLATES = [
    "{first_name}",
    "{",
    "}",
    "{}",
    "{{x}}",
    "{number:min=1,max=6}",
    "{number:min}",
    "{x:y='}",
    "{email}\n",
]
URLS = [
    "sqlite:///x.db", "sqlite:///folder", "sqlite:///no/x.db", "sqlite://", "sqlite:///", "x.db", "mysql://h/x",
    "postgresql://127.0.0.1:1/x", "postgresql://u:p@h:x/y", "postgres://", "://", "sqlite:///bytes.yaml",
    "sqlite:///" + "x" * 300, "sqlite:///" + "x/" * 3000, "sqlite:///x.db?mode=ro", "sqlite:///%00", "sqlite:////dev/full",
]  # fmt: skip
COUNTS = [
    each for each in NUMBERS if len(each) < 4 and "1e" not in each
]  # more would take their time
TABLE_COUNTS = ["users=2", "users=0", "users=x", "orders=3", "none=1", "=1", "users="]
VALUES: dict[str, list[str]] = {
    "--count": [*COUNTS, *TABLE_COUNTS],
    "-n": COUNTS,
    "--seed": NUMBERS,
    "--scale": ["0.5", "2", "0", "-1", "nan", "x", "1e-9", "inf", "1e400", ""],
    "--workers": ["0", "1", "x", "257", "-1"],
    "--retries": ["0", "1", "x", "1001", "-1"],
    "--batch-size": ["0", "1", "7", "x", "9999999"],
    "--locale": ["de_DE", "de-de", "xx", "", "en", "ja_JP", "../data"],
    "--now": ["today", "now", "2020-01-01", "2020-02-30", "x", "", "9999-01-01", "0001-01-01", "2020-01-01T00:00:00Z"],
    "--format": ["text", "json", "csv", "xml", "", "JSON"],
    "--output": [*FORMATS, "xml", ""],
    "--dialect": ["postgresql", "mysql", "sqlite", "x", ""],
    "--dir": ["out", "-", "s.yaml", "/dev/full", "out/a/b", "", "x" * 300],
    "--db": URLS,
    "--config": FILES,
    "--settings": FILES,
    "--plugin": FILES,
    "--table": ["users", "orders", "none", "", "Users"],
    "--rows": ["0..9", "5", "9..1", "x", "1e9", "0..99999", "9" * 5000, "1__0", "-1", "", "users=1..2", "users=9"],
    "--rate": ["1e9/s", "100000/s", "0", "x", "-1", "5/m", ""],
    "--part": ["1/2", "2/2", "3/2", "0/1", "x", "1/", "/", "1/999999"],
    "--category": ["person", "none", "", "PERSON"],
    "--search": ["mail", "zzz", "", "("],
    "--template": TEMPLATES,
    "--pattern": PATTERNS,
    "--min": NUMBERS, "--max": NUMBERS, "--length": ["0", "1", "8", "256", "257", "x"], "--sex": ["male", "x"],
    "--after": ["2020-01-01", "x", "9999-12-31"], "--mean": ["1", "1e300", "1e-300", "nan"],
    "--distribution": ["normal", "zipf", "x"], "--deviation": ["1", "1e300", "1e-300", "0", "-1"],
    "--host": ["127.0.0.1", "::1", "0.0.0.0", "", "x y", "256.1.1.1", "-1", "localhost", "127.0.0.1:80"],
    "--port": ["0", "x", "-1", "65536", "9" * 5000],
    "--schemas": FILES,
    "--changes": ["changes.db", *FILES],
    "--api-keys": FILES,
    "--job-folder": ["jobs", "jobs/a", "s.yaml", "/dev/full", ""],
    "--latency": ["1ms", "1ms..2ms", "2s..1s", "x", "", "-1ms", "1e9h"],
    "--sentry-dsn": ["https://k@127.0.0.1:1/1", "x", "", "http://"],
    "--cors-origins": ["*", "https://a.example", "a.example", "", "null"],
    "--hosts": ["*", "a.example", "", "a b", "*.a"],
    "--trusted-proxies": ["127.0.0.1", "10.0.0.0/8", "10.0.0.1/8", "x", "", "::/0"],
}  # fmt: skip
PLENTY = [
    "100",
    "1000",
    "5000000",
    "500000000",
] * 4  # of rows, bytes, seconds, what servers are bounded by
BY_METAVAR = {
    "URL": ["memory://", "redis://127.0.0.1:1/0", "redis://", "redis://x:x/y", "http://127.0.0.1", "x", ""],
    "RATE": ["10/s", "1/minute", "0/s", "x", "1", "/", "1/s,2/h", "-1/s", ""],
}  # fmt: skip
FOLDERS = (
    "--dir",
    "--job-folder",
    "--changes",
)  # are given nothing hostile that is outside the test's folder
SWITCHES = [
    "--overwrite",
    "--help",
    "-h",
    "--version",
    "-q",
    "-v",
    "--quiet",
    "--lower=-1",
    "--nothing",
    "-x",
    "--",
]
OF_GENERATORS = ["--min", "--max", "--length", "--sex", "--after", "--mean", "--distribution", "--deviation",
                 "--special", "--no-special"]  # fmt: skip
WORDS_OF: dict[str, list[str]] = {
    "generate": NAMES, "seed": FILES, "clean": FILES, "validate": FILES, "preview": FILES, "server": FILES,
    "completion": ["bash", "zsh", "fish", "x"], "help": ["seed", "password", "x"],
    "parts": ["check", "check", "chek", ""], "estimate": FILES,
    "key": ["ci", "a b", "", "x" * 300],
}  # fmt: skip
# What keeps these from going on until Ctrl-C: the server looks and starts nothing, a level of the log is wrong.
ENDS = {"server": ["--check"], "worker": ["--log-level=x"], "mcp": ["--log-level=x"]}


@cache
def flags_of(command: str) -> dict[str, click.Option]:
    """The flags of a command, each with its option."""
    made = root.get_command(click.Context(root), command)
    assert made is not None
    options = [each for each in made.params if isinstance(each, click.Option)]
    return {flag: each for each in options for flag in (*each.opts, *each.secondary_opts)}


def lines(draw: random.Random, count: int) -> Iterator[list[str]]:
    """Command lines, drawn; none goes on until it is interrupted, and none writes outside the current folder."""
    for _ in range(count):
        command = draw.choice([*COMMANDS, "generate", "generate", "seed", "seed", "preview"])
        before = _flags(draw, {"--settings": None, "--plugin": None}, 0.05)
        words = [_word(draw, draw.choice(WORDS_OF[command]))] if command in WORDS_OF else []
        if draw.random() < 0.1:
            words = [draw.choice(HOSTILE) for _ in range(draw.randrange(3))]
        known: dict[str, click.Option | None] = {**flags_of(command)}
        if command == "generate":
            known |= dict.fromkeys(OF_GENERATORS)
        if command == "seed":  # both together go on until they are interrupted
            known.pop(draw.choice(["--follow", "--rate"]))
        flags = _flags(draw, known, 0.8)
        behind = words + flags if draw.random() < 0.7 else flags + words
        yield [*before, _word(draw, command), *ENDS.get(command, []), *behind]


def _flags(draw: random.Random, known: dict[str, click.Option | None], share: float) -> list[str]:
    made: list[str] = []
    while draw.random() < share:
        share *= 0.75
        flag = draw.choice(SWITCHES if not known or draw.random() < 0.15 else list(known))
        option = known.get(flag)
        if flag in SWITCHES or flag.endswith("special") or (option is not None and option.is_flag):
            made.append(flag)
            continue
        value = draw.choice(_values(flag, option, hostile=draw.random() < 0.1))
        made += [f"{flag}={value}"] if draw.random() < 0.3 and flag[1] == "-" else [flag, value]
    return made


def _values(flag: str, option: click.Option | None, hostile: bool) -> list[str]:
    """What a flag may be given: what is known of it, or what its metavar says."""
    if hostile:
        return [each for each in HOSTILE if each.strip("/.")] if flag in FOLDERS else HOSTILE
    metavar = "" if option is None else option.metavar or ""
    choices = [*metavar.split("|"), "x", ""] if "|" in metavar else [*NUMBERS, *PLENTY]
    return VALUES.get(flag) or BY_METAVAR.get(metavar) or choices


def _word(draw: random.Random, word: str) -> str:
    """The word, now and then with a slip of the finger."""
    if draw.random() > 0.05 or len(word) < 3:
        return word
    at = draw.randrange(len(word))
    return word[:at] + word[at + 1 :]
