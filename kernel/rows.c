// Columns of rows: texts, in each row some segments one after another, and numbers.
//
// All is read from buffers that the caller holds; nothing is allocated or kept. The caller asks `rows_size`
// first, and gives `columns_write` a buffer of that size and SLACK bytes more. What segments write may be decided
// while they are written, by the steps of a program.

#include "rows.h"

#include "numbers.h"
#include "uuid.h"
#include "words.h"

static inline int64_t value_at(const struct segment *segment, int64_t row) {
    return ((const int64_t *)segment->values)[row & segment->mask];
}

// The place in a table: the lower half of what a step makes, or the upper one, of which `values` is the address.
static inline int64_t place_at(const struct segment *segment, int64_t at) {
    uint32_t place;
    __builtin_memcpy(&place, (const uint64_t *)segment->values + at, sizeof place);
    return place;
}

static inline int is_absent(const struct segment *segment, int64_t row) {
    if (segment->kind == SPARSE)
        return value_at(segment, row) != 0;
    return !(((const uint8_t *)segment->values)[row >> 3] >> (row & 7) & 1);
}

static inline uint8_t *put_entry(uint8_t *out, const struct segment *segment, int64_t entry) {
    int32_t from = segment->offsets[entry];
    return put_padded(out, segment->data + from, segment->offsets[entry + 1] - from);
}

static inline uint8_t *put_slot(uint8_t *out, const struct segment *segment, int64_t place) {
    const uint8_t *slot = segment->data + place * PADDING;
    __builtin_memcpy(out, slot + 1, PADDING);
    return out + *slot;
}

static inline uint8_t *put_wide(uint8_t *out, const struct segment *segment, int64_t place) {
    const uint8_t *slot = segment->data + (place << segment->shift), *text = slot + 1, size = *slot;
    __builtin_memcpy(out, text, SLACK);
    if (size > SLACK)
        put_padded(out + SLACK, text + SLACK, size - SLACK);
    return out + size;
}

static inline uint8_t *put_words(uint8_t *out, const struct segment *segment, int64_t row, int64_t count) {
    const uint64_t *pairs = segment->others + row;
    for (int64_t place = 0; place < count; place++) {
        uint64_t pair = pairs[(place >> 1) * STRIDE];
        out = put_entry(out, segment, entry_of(pair, place, count, segment->count));
    }
    return out;
}

// The word at a place, of two a step.
static inline int64_t word_at(const uint64_t *pairs, int64_t place) {
    return (int64_t)(pairs[(place >> 1) * STRIDE] >> (place & 1) * 32 & 0xFFFFFFFF);
}

// Most words are short, so that it can be foretold that one is.
static inline uint8_t *put_word(uint8_t *out, const struct segment *segment, int64_t entry) {
    const uint32_t place = ((const uint32_t *)segment->offsets)[entry], size = place & 0xFF;
    const uint8_t *word = segment->data + (place >> 8);
    __builtin_memcpy(out, word, PADDING);
    if (size > PADDING)
        put_padded(out + PADDING, word + PADDING, size - PADDING);
    return out + size;
}

// Words as put_words puts them. Of what part of the table one is, is told by where the code is, not asked of each.
static inline uint8_t *put_said(uint8_t *out, const struct segment *segment, int64_t row, int64_t count) {
    const uint64_t *pairs = segment->others + row;
    const int64_t words = segment->count, last = count - 1;
    if (!last)
        return put_word(out, segment, 3 * words + word_at(pairs, 0));
    out = put_word(out, segment, word_at(pairs, 0));
    for (int64_t place = 1; place < last; place++)
        out = put_word(out, segment, words + word_at(pairs, place));
    return put_word(out, segment, 2 * words + word_at(pairs, last));
}

static int64_t segment_size(const struct segment *segment, int64_t rows) {
    switch (segment->kind) {
        case ENTRY: {
            const int32_t *index = segment->values, *offsets = segment->offsets;
            int64_t size = 0;
            for (int64_t row = 0; row < rows; row++)
                size += offsets[index[row] + 1] - offsets[index[row]];
            return size;
        }
        case TEXT:
            return segment->offsets[rows] - segment->offsets[0];
        case INTEGER:
            return rows * INTEGER_SIZE;
        case DECIMAL:
            return rows * DECIMAL_SIZE;
        case DATE:
        case DAY:
            return rows * DATE_SIZE;
        case CLOCK:
            return rows * CLOCK_SIZE;
        case MOMENT:
            return rows * (DATE_SIZE + segment->size + CLOCK_SIZE);
        default:  // that of each row at most; of NULLABLE and SPARSE as if all were null and none
            return rows * segment->size;
    }
}

// How many bytes the rows take at most.
int64_t rows_size(const struct segment *segments, int32_t count, int64_t rows) {
    int64_t size = 0;
    for (int32_t place = 0; place < count; place++)
        size += segment_size(&segments[place], rows) + segments[place].tail_size * rows;
    return size;
}

static inline uint8_t *put_moment(uint8_t *out, const struct segment *segment, int64_t second) {
    int64_t day = day_of(second);
    out = put_padded(put_date(out, day), segment->data, segment->size);
    return put_within(out, (uint32_t)(second - day * DAY_SECONDS));
}

// `at` is the place of the row in its block.
static inline uint8_t *put_segment(uint8_t *out, const struct segment *segment, int64_t row, int64_t at) {
    const uint8_t *data = segment->data;
    switch (segment->kind) {
        case ENTRY:
        case TEXT: {
            int64_t place = segment->kind == TEXT ? row : ((const int32_t *)segment->values)[row];
            int32_t from = segment->offsets[place];
            return put_text(out, data + from, segment->offsets[place + 1] - from, data + segment->size);
        }
        case INTEGER: {
            uint64_t magnitude = put_sign(&out, value_at(segment, row));
            return put_number(out, magnitude);
        }
        case DECIMAL:
            return put_decimal(out, value_at(segment, row), segment->count);
        case DATE:
            return put_date(out, ((const int32_t *)segment->values)[row]);
        case DAY:
            return put_date(out, day_of(value_at(segment, row)));
        case CLOCK:
            return put_clock(out, value_at(segment, row));
        case MOMENT:
            return put_moment(out, segment, value_at(segment, row));
        case CHOSEN:
            return put_entry(out, segment, place_at(segment, at));
        case WIDE:
            return put_wide(out, segment, place_at(segment, at));
        case WORDS:
            return put_words(out, segment, at, value_at(segment, row));
        case SAID:
            return put_said(out, segment, at, value_at(segment, row));
        case UUID:
            return put_uuid(out, ((const uint64_t *)segment->values)[at], segment->others[at]);
        default:  // LITERAL
            return put_padded(out, data, segment->size);
    }
}

static inline uint8_t *put_tail(uint8_t *out, const struct segment *segment) {
    return put_padded(out, segment->tail, segment->tail_size);
}

static inline uint8_t *put_row(uint8_t *out, const struct segment *segments, int32_t count, int64_t row) {
    const int64_t at = row & (BLOCK - 1);
    for (const struct segment *segment = segments; segment < segments + count; segment++) {
        if (segment->kind == SLOT) {  // the most frequent ones by far, and hardly one with a tail
            out = put_slot(out, segment, place_at(segment, at));
            if (segment->tail_size)
                out = put_tail(out, segment);
        } else if (segment->kind != NULLABLE && segment->kind != SPARSE) {
            out = put_tail(put_segment(out, segment, row, at), segment);
        } else if (is_absent(segment, row)) {
            out = put_padded(out, segment->data, segment->size);
            segment += segment->count;
        }
    }
    return out;
}

static void put_texts(const struct column *column, int64_t first, int64_t next) {
    uint8_t *begin = column->out;
    uint8_t *out = begin + column->ends[first];
    for (int64_t row = first; row < next; row++) {
        out = put_row(out, column->segments, column->count, row);
        column->ends[row + 1] = (int32_t)(out - begin);
    }
}

static void put_numbers(const struct column *column, const uint64_t *made, int64_t first, int64_t next) {
    uint64_t *out = column->out;
    for (int64_t row = first; row < next; row++)
        out[row] = made[row - first];
}

// Writes the columns, block by block, so that each step is taken once for all of them. `ends` of texts begin with 0, and
// are below 2**31, which `rows_size` tells before. `scratch` has BLOCK places for each step.
void columns_write(const struct column *columns, int32_t count, int64_t rows, const struct step *steps,
                   int32_t step_count, const uint64_t *const *given, uint64_t *scratch) {
    for (int64_t first = 0; first < rows; first += BLOCK) {
        int64_t next = rows - first < BLOCK ? rows : first + BLOCK;
        if (step_count)
            steps_take(steps, step_count, given, first, next - first, scratch);
        for (const struct column *column = columns; column < columns + count; column++) {
            if (column->segments)
                put_texts(column, first, next);
            else
                put_numbers(column, scratch + (int64_t)column->step * STRIDE, first, next);
        }
    }
}
