"""What steps of the kernel make, see kernel/steps.h."""

from enum import IntEnum


class NoForm(Exception):
    """Something has no form that the kernel makes."""


class Verb(IntEnum):
    """What a step makes of each row; the numbers are those of kernel/steps.h."""

    GIVEN = 0
    BITS = 1
    BELOW = 2
    SUM = 3
    EACH = 4
    CHOICE = 5
    PAIR = 6
    LESS = 7
    LINE = 8
    PLACE = 9
    PRODUCT = 10
    QUOTIENT = 11
    REST = 12
    PERMUTED = 13
    STEADY = 14
    DISTINCT = 15
    NOTHING = 16
    EITHER = 17
