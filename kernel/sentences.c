// Sentences of many rows, see words.h.

#include "words.h"

// How many bytes the sentences take: `counts` are their words, and of word i the entry is in `pairs[i / 2][row]`, in
// its low half where i is even. `offsets` are those of the table, of four times `words` texts.
int64_t sentences_size(const int64_t *counts, const uint64_t *const *pairs, const int32_t *offsets, int64_t words,
                       int64_t rows) {
    int64_t size = 0;
    for (int64_t row = 0; row < rows; row++) {
        for (int64_t place = 0; place < counts[row]; place++) {
            int64_t entry = entry_of(pairs[place >> 1][row], place, counts[row], words);
            size += offsets[entry + 1] - offsets[entry];
        }
    }
    return size;
}

// Writes them, and where each ends, as `columns_write` does. `data` is that of the table, `end` what is behind it.
void sentences_write(const int64_t *counts, const uint64_t *const *pairs, const int32_t *offsets, int64_t words,
                     int64_t rows, const uint8_t *data, const uint8_t *end, uint8_t *out, int32_t *ends) {
    uint8_t *begin = out;
    ends[0] = 0;
    for (int64_t row = 0; row < rows; row++) {
        for (int64_t place = 0; place < counts[row]; place++) {
            int64_t entry = entry_of(pairs[place >> 1][row], place, counts[row], words);
            int32_t from = offsets[entry];
            out = put_text(out, data + from, offsets[entry + 1] - from, end);
        }
        ends[row + 1] = (int32_t)(out - begin);
    }
}
