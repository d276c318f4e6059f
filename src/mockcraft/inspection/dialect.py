"""Which SQL a file is written in, by words that one database alone has."""

import re

from mockcraft.formats.dialects import DIALECTS

# What tells for a dialect, by its name.
_SIGNS = {
    "mysql": r"`|\bENGINE\s*=|\bAUTO_INCREMENT\b|\bUNSIGNED\b|\bENUM\s*\(\s*'|\b(?:TINY|MEDIUM|LONG)(?:TEXT|INT|BLOB)\b"
    r"|^\s*(?:UNIQUE\s+)?KEY\s|\bDATETIME\b|\bCHARSET\b|^DELIMITER\b",
    "postgresql": r"\b(?:BIG|SMALL)?SERIAL\b|\bJSONB\b|\bTIMESTAMPTZ\b|::|\$\$|\bBYTEA\b|\bCREATE\s+(?:TYPE|DOMAIN|EXTENSION|SEQUENCE)\b"
    r"|\bCHARACTER\s+VARYING\b|\bWITH(?:OUT)?\s+TIME\s+ZONE\b|\bALTER\s+TABLE\s+ONLY\b|\bUSING\s+(?:btree|gin|gist)\b|\bUUID\b"
    r"|\bAS\s+IDENTITY\b|\bDEFERRABLE\b",
    "sqlite": r"\bAUTOINCREMENT\b|\bWITHOUT\s+ROWID\b|\bPRAGMA\b|\bINTEGER\s+PRIMARY\s+KEY\b|\[\w+\]\s|\bSTRICT\s*;|\bBLOB\b|\bNVARCHAR\b"
    r"|\bDATETIME\b",
}  # fmt: skip
# What is no definition: comments, texts, rows of COPY; and rows of INSERT, once texts are away.
_APART = re.compile(
    r"--[^\n]*|/\*.*?\*/|^COPY\b[^;]*\bFROM\s+STDIN\b[^;]*;.*?^\\\.|'(?:[^'\\]|''|\\.)*'",
    re.DOTALL | re.IGNORECASE | re.MULTILINE,
)
_ROWS = re.compile(r"\b(?:INSERT|REPLACE)\s+INTO\b[^;]*", re.IGNORECASE)


def guessed(script: str) -> str:
    """The dialect that most words tell for; PostgreSQL, whose SQL is nearest to the standard, where none does."""
    text = _ROWS.sub("", _APART.sub("''", script))
    found = {
        name: len(re.findall(signs, text, re.IGNORECASE | re.MULTILINE))
        for name, signs in _SIGNS.items()
    }
    return max(DIALECTS, key=lambda name: (found.get(name, 0), name == "postgresql"))
