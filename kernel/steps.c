// Programs: the decisions of a block of rows one step after another, each for all its rows.
//
// `keys.py` says what a decision is for one row, `decisions.c` has those that are asked for one at a time.

#include "steps.h"

#include "mix.h"

static const uint64_t WEYL = 0x9E3779B97F4A7C15;

static inline uint64_t narrow(uint64_t bits, uint64_t bound) {
    return (bits >> 32) * bound >> 32;
}

static inline uint64_t wide(uint64_t bits, uint64_t bound) {
    return (uint64_t)((unsigned __int128)bits * bound >> 64);
}

static inline uint64_t below(uint64_t bits, uint64_t bound) {
    return bound <= 1ull << 32 ? narrow(bits, bound) : wide(bits, bound);
}

static inline uint64_t pair(uint64_t bits, uint64_t bound) {
    uint64_t first = (bits >> 32) * bound;
    uint64_t second = (first & 0xFFFFFFFF) * bound;
    return (second & 0xFFFFFFFF00000000) | first >> 32;
}

static inline uint64_t choice(uint64_t bits, const struct step *step) {
    uint64_t slot = narrow(bits, step->bound);
    return (bits & 0xFFFFFFFF) < step->first[slot] ? slot : step->second[slot];
}

#define EACH_ROW(made)                         \
    for (int64_t row = 0; row < rows; row++) { \
        out[row] = (made);                     \
    }                                          \
    break

static void take(const struct step *step, const uint64_t *numbers, const uint64_t *positions, int64_t rows,
                 const uint64_t *scratch, uint64_t *out) {
    const uint64_t key = step->key, bound = step->bound, *first = step->first;
    const uint64_t *in = scratch + (int64_t)step->in * STRIDE;
    switch ((enum verb)step->verb) {
        case ROW: EACH_ROW(numbers[row]);
        case BITS: EACH_ROW(mix(positions[row] + key) >> bound);
        case BELOW: EACH_ROW(below(mix(positions[row] + key), bound));
        case SUM: EACH_ROW(in[row] + scratch[(int64_t)bound * STRIDE + row]);
        case EACH: EACH_ROW(below(mix(positions[row] + key), in[row]));
        case CHOICE: EACH_ROW(choice(mix(positions[row] + key), step));
        case PAIR: EACH_ROW(pair(mix(positions[row] + key), bound));
        case LESS: EACH_ROW((int64_t)in[row] < (int64_t)bound);
        case LINE: EACH_ROW(in[row] * key + bound);
        case PLACE: EACH_ROW(first[in[row]]);
    }
}

void steps_take(const struct step *steps, int32_t count, const uint64_t *numbers, int64_t rows, uint64_t *scratch) {
    uint64_t *positions = scratch + (int64_t)count * STRIDE;
    for (int64_t row = 0; row < rows; row++)
        positions[row] = numbers[row] * WEYL;
    for (int32_t place = 0; place < count; place++)
        take(&steps[place], numbers, positions, rows, scratch, scratch + (int64_t)place * STRIDE);
}
