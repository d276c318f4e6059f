// Decisions of rows: SplitMix64 at a position. `keys.py` says what each is for one row, `hashing.py` for many.
//
// `positions` are the row numbers times the odd constant of SplitMix64, which is done once for all decisions.

#include <stdint.h>

#include "mix.h"

static inline uint64_t below(uint64_t bits, uint64_t bound) {
    return (bits >> 32) * bound >> 32;
}

// 64 bits a row.
void bits_of_rows(const uint64_t *positions, uint64_t key, int64_t rows, uint64_t *out) {
    for (int64_t row = 0; row < rows; row++)
        out[row] = mix(positions[row] + key);
}

// A number below a bound of at most 2**32.
void below_of_rows(const uint64_t *positions, uint64_t key, int64_t rows, uint64_t bound, uint64_t *out) {
    for (int64_t row = 0; row < rows; row++)
        out[row] = below(mix(positions[row] + key), bound);
}

// Two numbers below a bound of at most 2**16, the second in the upper half.
void pair_of_rows(const uint64_t *positions, uint64_t key, int64_t rows, uint64_t bound, uint64_t *out) {
    for (int64_t row = 0; row < rows; row++) {
        uint64_t first = (mix(positions[row] + key) >> 32) * bound;
        uint64_t second = (first & 0xFFFFFFFF) * bound;
        out[row] = (second & 0xFFFFFFFF00000000) | first >> 32;
    }
}

// A place of an alias table of `size` slots.
void choice_of_rows(const uint64_t *positions, uint64_t key, int64_t rows, uint64_t size, const uint64_t *threshold,
                    const uint64_t *other, uint64_t *out) {
    for (int64_t row = 0; row < rows; row++) {
        uint64_t bits = mix(positions[row] + key);
        uint64_t slot = below(bits, size);
        uint64_t kept = 0 - (uint64_t)((bits & 0xFFFFFFFF) < threshold[slot]);  // no branch, as it is not foretold
        out[row] = other[slot] ^ ((slot ^ other[slot]) & kept);
    }
}
