// Digests of lines in any order: sums of their hashes. `backups/lines.py` says what the hash of a line is.

#include "mix.h"
#include "text.h"

enum { WORD = 8 };
static const uint64_t WEYL = 0x9E3779B97F4A7C15;

static inline uint64_t word_at(const uint8_t *text) {
    uint64_t word;
    __builtin_memcpy(&word, text, WORD);
    return word;
}

// The first bytes of a word, fewer than 8, with zeros behind them.
static inline uint64_t rest_at(const uint8_t *text, int64_t size) {
    uint64_t word = 0;
    for (int64_t byte = 0; byte < size; byte++)
        word |= (uint64_t)text[byte] << 8 * byte;
    return word;
}

static inline uint64_t line_hash(const uint8_t *line, int64_t size) {
    uint64_t sum = (uint64_t)size, place = WEYL;
    int64_t done = 0;
    for (; done + WORD <= size; done += WORD, place += WEYL)
        sum += mix(word_at(line + done) + place);
    if (done < size)
        sum += mix(rest_at(line + done, size - done) + place);
    return mix(sum);
}

// Where the next line feed is, in a text that ends with one.
static inline const uint8_t *line_end(const uint8_t *text, const uint8_t *end) {
    const uint64_t ones = 0x0101010101010101;
    for (; end - text >= WORD; text += WORD) {
        uint64_t other = word_at(text) ^ ones * '\n';  // has a byte of zero where the line feed is
        uint64_t zeros = (other - ones) & ~other & ones << 7;
        if (zeros)
            return text + __builtin_ctzll(zeros) / 8;  // the lowest one is never told wrongly
    }
    while (*text != '\n')
        text++;
    return text;
}

// Adds the lines of a text, which ends with a line feed, to two sums. Returns how many lines there are.
int64_t lines_add(const uint8_t *text, int64_t size, uint64_t *sums) {
    int64_t lines = 0;
    for (const uint8_t *end = text + size; text < end; lines++) {
        const uint8_t *line = text;
        text = line_end(line, end);
        uint64_t hash = line_hash(line, text++ - line);
        sums[0] += hash;
        sums[1] += mix(hash + WEYL);
    }
    return lines;
}
