// See steps.c.
#ifndef MOCKCRAFT_STEPS_H
#define MOCKCRAFT_STEPS_H

#include <stdint.h>

// Rows that are made at a time, so that what is decided of them stays in the cache; and how far apart the numbers of
// two steps are, which is no power of two, so that those of one row do not all want the same place of the cache.
enum { BLOCK = 128, STRIDE = BLOCK + 8 };

// What a step makes of each row; all numbers have 64 bits. `in` are those of an earlier step; `hash` is that of the key
// and of positions in the sequence of SplitMix64, which are those of `in`. The same numbers are in
// src/mockcraft/core/program/verb.py.
enum verb {
    GIVEN = 0,      // what is handed over with the rows, the array `bound` of these
    BITS = 1,       // hash >> bound
    BELOW = 2,      // below a bound
    SUM = 3,        // in + those of the step `bound`
    EACH = 4,       // below bounds of the rows' own, those of the step `bound`
    CHOICE = 5,     // a place of an alias table of `bound` slots: in first, the threshold below the other, 32 bits each
    PAIR = 6,       // two numbers below the halves of the bound, whose product is 2**32 at most, in the same halves
    LESS = 7,       // 1 where in is less than the bound, which has a sign as in has, else 0
    LINE = 8,       // in * key + bound
    PLACE = 9,      // first[in], of 64 bits each
    PRODUCT = 10,   // in * those of the step `bound`
    QUOTIENT = 11,  // in / bound
    REST = 12,      // in % bound
    PERMUTED = 13,  // the place of in, which is below the bound, in a shuffle: six keys and two radixes are in first
    STEADY = 14,    // below a bound of at most 2**63, such that few rows change where it grows
    DISTINCT = 15,  // as short a number as in allows, different for each: first are what PERMUTED has, of each length
    NOTHING = 16,   // nobody asks for it
    EITHER = 17,    // those of the step `bound` where in is not 0, else those of the step `key`
};

struct step {
    int32_t verb;
    int32_t in;
    uint64_t key;
    uint64_t bound;
    const uint64_t *first;
};

// Takes the steps for at most BLOCK rows, from the row `first` of what is given: step i writes to scratch[i * STRIDE]
// and behind it.
void steps_take(const struct step *steps, int32_t count, const uint64_t *const *given, int64_t first, int64_t rows,
                uint64_t *scratch);

#endif
