// Programs: the decisions of a block of rows one step after another, each for all its rows.
//
// `keys.py` says what a decision is for one row, `decisions.c` has those that are asked for one at a time.

#include "steps.h"

#include "mix.h"
#include "processor.h"

#define ALWAYS_INLINE static inline __attribute__((always_inline))

static const uint64_t WEYL = 0x9E3779B97F4A7C15;

// Of `links.steady_pick`: an odd constant that gives each level and try a stream of its own, and the tries.
static const uint64_t LEVEL = 0xD6E8FEB86659FD93;
enum { TRIES = 64 };

// What a shuffle is told by: six keys and two radixes.
enum { SHUFFLE = 8 };

static inline uint64_t narrow(uint64_t bits, uint64_t bound) {
    return (bits >> 32) * bound >> 32;
}

static inline uint64_t wide(uint64_t bits, uint64_t bound) {
    return (uint64_t)((unsigned __int128)bits * bound >> 64);
}

static inline uint64_t below(uint64_t bits, uint64_t bound) {
    return bound <= 1ull << 32 ? narrow(bits, bound) : wide(bits, bound);
}

static inline uint64_t pair(uint64_t bits, uint64_t bounds) {
    uint64_t first = (bits >> 32) * (bounds & 0xFFFFFFFF);
    uint64_t second = (first & 0xFFFFFFFF) * (bounds >> 32);
    return (second & 0xFFFFFFFF00000000) | first >> 32;
}

// No branch: which of the two it is cannot be foretold.
static inline uint64_t choice(uint64_t bits, uint64_t bound, const uint64_t *slots) {
    uint64_t slot = narrow(bits, bound), known = slots[slot], other = known >> 32;
    uint64_t kept = 0 - (uint64_t)((bits & 0xFFFFFFFF) < (known & 0xFFFFFFFF));
    return other ^ ((slot ^ other) & kept);
}

static inline uint64_t hash_of(uint64_t number, uint64_t key) {
    return mix(number * WEYL + key);
}

// See keys.permute: three double rounds of a Feistel network, walked until the number is below the count.
static inline uint64_t permuted(uint64_t number, uint64_t count, const uint64_t *keys) {
    const uint64_t a = keys[6], b = keys[7];
    do {
        uint64_t left = number / b, right = number % b;
        for (int round = 0; round < 6; round += 2) {
            left += narrow(hash_of(right, keys[round]), a);
            left -= left >= a ? a : 0;
            right += narrow(hash_of(left, keys[round + 1]), b);
            right -= right >= b ? b : 0;
        }
        number = left * b + right;
    } while (number >= count);
    return number;
}

// See unique.distinct_number: `keys` are those of numbers of four digits, of five, and so on.
static inline uint64_t distinct(uint64_t row, const uint64_t *keys) {
    const uint64_t number = row + 1000;
    uint64_t low = 1000;
    for (; number / 10 >= low; low *= 10)
        keys += SHUFFLE;
    return low + permuted(number - low, 9 * low, keys);
}

// See links.steady_pick: on each level of powers of two a number that stands, is drawn again, or is left to the level
// below.
static inline uint64_t steady(uint64_t position, uint64_t key, uint64_t count) {
    for (uint64_t level = count > 1 ? 64 - (uint64_t)__builtin_clzll(count - 1) : 0; level; level--) {
        uint64_t half = 1ull << (level - 1);
        uint64_t attempt = 1, drawn;
        do
            drawn = mix(position + key + (level * TRIES + attempt) * LEVEL) >> (64 - level);
        while (drawn >= count && attempt++ < TRIES);
        if (drawn >= half)
            return drawn < count ? drawn : 0;
    }
    return 0;
}

// Of the step that the bound names, or the key.
#define MADE_BY(step) scratch[(int64_t)(step) * STRIDE + row]
#define OTHER MADE_BY(bound)

#define EACH_ROW(made)                         \
    for (int64_t row = 0; row < rows; row++) { \
        out[row] = (made);                     \
    }                                          \
    break

ALWAYS_INLINE void take(const struct step *step, const uint64_t *given, int64_t rows, const uint64_t *scratch,
                        uint64_t *out) {
    const uint64_t key = step->key, bound = step->bound, *first = step->first;
    const uint64_t *in = scratch + (int64_t)step->in * STRIDE;
    switch ((enum verb)step->verb) {
        case GIVEN: EACH_ROW(given[row]);
        case BITS: EACH_ROW(mix(in[row] + key) >> bound);
        case BELOW: EACH_ROW(below(mix(in[row] + key), bound));
        case SUM: EACH_ROW(in[row] + OTHER);
        case EACH: EACH_ROW(below(mix(in[row] + key), OTHER));
        case CHOICE: EACH_ROW(choice(mix(in[row] + key), bound, first));
        case PAIR: EACH_ROW(pair(mix(in[row] + key), bound));
        case LESS: EACH_ROW((int64_t)in[row] < (int64_t)bound);
        case LINE: EACH_ROW(in[row] * key + bound);
        case PLACE: EACH_ROW(first[in[row]]);
        case PRODUCT: EACH_ROW(in[row] * OTHER);
        case QUOTIENT: EACH_ROW(in[row] / bound);
        case REST: EACH_ROW(in[row] % bound);
        case PERMUTED: EACH_ROW(permuted(in[row], bound, first));
        case STEADY: EACH_ROW(steady(in[row], key, bound));
        case DISTINCT: EACH_ROW(distinct(in[row], first));
        case EITHER: EACH_ROW(in[row] ? OTHER : MADE_BY(key));
        case NOTHING: break;
    }
}

ALWAYS_INLINE void take_all(const struct step *steps, int32_t count, const uint64_t *const *given, int64_t first,
                            int64_t rows, uint64_t *scratch) {
    for (int32_t place = 0; place < count; place++) {
        const struct step *step = &steps[place];
        const uint64_t *own = step->verb == GIVEN ? given[step->bound] + first : 0;
        take(step, own, rows, scratch, scratch + (int64_t)place * STRIDE);
    }
}

#ifdef __x86_64__
// The same again, where the compiler may use registers of 256 bits, in which hashes take half the time.
__attribute__((target("avx2"))) static void take_wide(const struct step *steps, int32_t count,
                                                      const uint64_t *const *given, int64_t first, int64_t rows,
                                                      uint64_t *scratch) {
    take_all(steps, count, given, first, rows, scratch);
}
#endif

void steps_take(const struct step *steps, int32_t count, const uint64_t *const *given, int64_t first, int64_t rows,
                uint64_t *scratch) {
#ifdef __x86_64__
    if (has_avx2()) {
        take_wide(steps, count, given, first, rows, scratch);
        return;
    }
#endif
    take_all(steps, count, given, first, rows, scratch);
}
