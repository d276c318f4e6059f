// See rows.c.
#ifndef MOCKCRAFT_ROWS_H
#define MOCKCRAFT_ROWS_H

#include <stddef.h>
#include <stdint.h>

#include "steps.h"

// What a segment writes in each row. The place of a row in its values is row & mask: those of all rows are of an
// array, those of a block are what the steps of a program have made (steps.h). Behind each but NULLABLE and SPARSE
// comes a tail, the same in each row. Behind tails and all data but that of ENTRY and TEXT are PADDING bytes (text.h)
// that may be read. A slot has 2**shift bytes: the size of a text as the first of them, then the text. The same numbers
// are in src/mockcraft/core/program/kind.py.
enum kind {
    LITERAL = 0,   // data[0:size]
    ENTRY = 1,     // the entry values[row] (int32) of the texts offsets, data[0:size]
    TEXT = 2,      // the text row of the texts offsets, data[0:size]
    INTEGER = 3,   // values[row] (int64)
    DECIMAL = 4,   // values[row] (int64), the last `count` of its digits behind a point; count from 1 to 18
    DATE = 5,      // the day values[row] (int32) since 1970-01-01; years 0 to 9999
    DAY = 6,       // the day of the second values[row] (int64) since 1970-01-01; years 0 to 9999
    CLOCK = 7,     // the time of day of the second values[row] (int64)
    NULLABLE = 8,  // data[0:size] in place of the next `count` segments where the bit row of values is 0
    CHOSEN = 9,    // the entry values[row] (half of 64 bits) of the texts offsets, data; none is longer than size
    WORDS = 10,    // values[row] (int64) words, see words.h; no row is longer than size
    UUID = 11,     // of 60 random bits values[row], and 62 more others[row]
    SPARSE = 12,   // as NULLABLE, where values[row] (int64) is not 0
    SLOT = 13,     // the text of slot values[row] (as CHOSEN) of data; slots have PADDING bytes
    WIDE = 14,     // likewise; slots have SLACK bytes at least
    SAID = 15,     // as WORDS, but offsets has where each begins, in its upper 24 bits, and its size
    MOMENT = 16,   // DAY, data[0:size], CLOCK
};

struct segment {
    int32_t kind;
    int32_t count;
    int32_t shift;
    int32_t mask;
    int64_t size;
    const void *values;
    const uint64_t *others;
    const int32_t *offsets;
    const uint8_t *data;
    const uint8_t *tail;
    int64_t tail_size;
};

int64_t rows_size(const struct segment *segments, int32_t count, int64_t rows);
// A column: texts of `count` segments, which go to `out` end to end, and where each ends to ends[1] and behind it; or,
// where there are no segments, what the step at the place `step` makes of each row.
struct column {
    const struct segment *segments;
    int32_t count;
    int32_t step;
    void *out;
    int32_t *ends;
};

void columns_write(const struct column *columns, int32_t count, int64_t rows, const struct step *steps,
                   int32_t step_count, const uint64_t *const *given, uint64_t *scratch);

#endif
