"""What segments of the kernel write."""

from enum import IntEnum


class Kind(IntEnum):
    """What a segment writes in each row; the numbers are those of kernel/rows.h."""

    LITERAL = 0
    ENTRY = 1
    TEXT = 2
    INTEGER = 3
    DECIMAL = 4
    DATE = 5
    DAY = 6
    CLOCK = 7
    NULLABLE = 8
    CHOSEN = 9
    WORDS = 10
    UUID = 11
    SPARSE = 12
    SLOT = 13
    WIDE = 14
    SAID = 15
    MOMENT = 16
