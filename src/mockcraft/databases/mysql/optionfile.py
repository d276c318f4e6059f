"""The option file of MySQL's and MariaDB's own programs, `~/.my.cnf`, where people keep passwords.

See https://dev.mysql.com/doc/refman/8.4/en/option-files.html. The system-wide files are about servers and
their administrators; they are not read.
"""

import re
import stat
from collections.abc import Sequence
from pathlib import Path

from mockcraft.errors import UserError

OF_CLIENTS = ("client", "client-server", "client-mariadb")  # which the servers' programs read too
GROUPS = (*OF_CLIENTS, "mockcraft")
_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "r": "\r", "\\": "\\", "s": " "}


def option_file() -> Path | None:
    """Where it is, whether there is one or not; None for a user who has no home."""
    try:
        return Path.home() / ".my.cnf"
    except RuntimeError:  # neither HOME nor an entry in passwd, as in containers with a bare uid
        return None


def read_options(path: Path | None, groups: Sequence[str] = GROUPS) -> dict[str, str]:
    """What groups of a file say, by name with `_` for `-`; the later of two lines counts.

    Empty where there is none; raises UserError for one that cannot be read, or that everybody may write to
    (the programs of the servers pass over such a file, and would use no password).
    """
    if path is None:
        return {}
    try:
        if path.stat().st_mode & stat.S_IWOTH:
            raise UserError(f"{path} may be written by everybody (chmod 600 {path})")
        text = path.read_text(encoding="utf-8", errors="surrogateescape")
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise UserError(
            f"{path} cannot be read: {(error.strerror or str(error)).lower()}"
        ) from None
    options: dict[str, str] = {}
    group = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("[") and line.endswith("]"):
            group = line[1:-1].strip().lower()
        elif group in groups and line and line[0] not in "#;!":
            name, _, value = line.partition("=")
            options[name.strip().lower().replace("-", "_")] = _value(value.strip())
    return options


def _value(text: str) -> str:
    """A value without its quotes or the comment behind it, its escapes resolved."""
    if text[:1] in ("'", '"'):
        end = text.find(text[0], 1)
        text = text[1:end] if end > 0 else text[1:]
    else:
        text = re.split(r"\s#", text, maxsplit=1)[0].strip()
    return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[0]), text)
