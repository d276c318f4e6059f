// Words one after another, each by its entry in one of four parts of a table: as the first word, as one between, as
// the last, and as the only one. Spaces and full stops are in the table.
#ifndef MOCKCRAFT_WORDS_H
#define MOCKCRAFT_WORDS_H

#include "text.h"

// The entry of word `place` of `count`: of each two words, `pair` has the first in its low half.
static inline int64_t entry_of(uint64_t pair, int64_t place, int64_t count, int64_t words) {
    int64_t word = (int64_t)(place & 1 ? pair >> 32 : pair & 0xFFFFFFFF);
    int64_t part = count == 1 ? 3 : place == 0 ? 0 : place == count - 1 ? 2 : 1;
    return part * words + word;
}

#endif
