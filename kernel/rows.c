// Columns of rows: texts, in each row some segments one after another, and numbers.
//
// All is read from buffers that the caller holds; nothing is allocated or kept. The caller asks `rows_size`
// first, and gives `columns_write` a buffer of that size and PADDING bytes more. What segments write may be decided
// while they are written, by the steps of a program.

#include "rows.h"

#include "uuid.h"
#include "words.h"

enum { INTEGER_SIZE = 20, DECIMAL_SIZE = 22, DATE_SIZE = 10, CLOCK_SIZE = 8, DAY_SECONDS = 86400 };

static const char PAIRS[] =
    "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849"
    "5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

static inline uint8_t *put_pair(uint8_t *out, uint32_t number) {
    __builtin_memcpy(out, PAIRS + 2 * number, 2);
    return out + 2;
}

static inline uint8_t *put_number(uint8_t *out, uint64_t number) {
    uint8_t digits[INTEGER_SIZE + PADDING];
    uint8_t *first = digits + INTEGER_SIZE;
    for (; number >= 100; number /= 100)
        put_pair(first -= 2, (uint32_t)(number % 100));
    if (number >= 10)
        put_pair(first -= 2, (uint32_t)number);
    else
        *--first = (uint8_t)('0' + number);
    return put_text(out, first, digits + INTEGER_SIZE - first, digits + sizeof digits);
}

// The sign, and the magnitude, which for the least number is no int64.
static inline uint64_t put_sign(uint8_t **out, int64_t number) {
    if (number >= 0)
        return (uint64_t)number;
    *(*out)++ = '-';
    return 0 - (uint64_t)number;
}

static inline uint8_t *put_decimal(uint8_t *out, int64_t units, int32_t places) {
    uint64_t magnitude = put_sign(&out, units);
    if (places == 2) {  // as money has, and a division by what is known takes a fifth of the time
        out = put_number(out, magnitude / 100);
        *out++ = '.';
        return put_pair(out, (uint32_t)(magnitude % 100));
    }
    uint64_t base = 1;
    for (int32_t place = 0; place < places; place++)
        base *= 10;
    out = put_number(out, magnitude / base);
    *out++ = '.';
    uint64_t behind = magnitude % base;
    int32_t left = places;
    for (; left >= 2; left -= 2, behind /= 100)
        put_pair(out + left - 2, (uint32_t)(behind % 100));
    if (left)
        *out = (uint8_t)('0' + behind);
    return out + places;
}

// Days to a date of the Gregorian calendar: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms",
// civil_from_days, https://howardhinnant.github.io/date_algorithms.html.
static inline uint8_t *put_date(uint8_t *out, int64_t days) {
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    uint32_t day_of_era = (uint32_t)(days - era * 146097);
    uint32_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    uint32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    uint32_t shifted = (5 * day_of_year + 2) / 153;  // months from March
    uint32_t month = shifted < 10 ? shifted + 3 : shifted - 9;
    uint32_t year = (uint32_t)(era * 400) + year_of_era + (month <= 2);
    out = put_pair(put_pair(out, year / 100), year % 100);
    *out++ = '-';
    out = put_pair(out, month);
    *out++ = '-';
    return put_pair(out, day_of_year - (153 * shifted + 2) / 5 + 1);
}

static inline int64_t day_of(int64_t second) {
    return (second >= 0 ? second : second - (DAY_SECONDS - 1)) / DAY_SECONDS;
}

static inline uint8_t *put_clock(uint8_t *out, int64_t second) {
    uint32_t within = (uint32_t)(second - day_of(second) * DAY_SECONDS);
    out = put_pair(out, within / 3600);
    *out++ = ':';
    out = put_pair(out, within / 60 % 60);
    *out++ = ':';
    return put_pair(out, within % 60);
}

static inline int is_absent(const struct segment *segment, int64_t row) {
    if (segment->kind == SPARSE)
        return ((const int64_t *)segment->values)[row & segment->mask] != 0;
    return !(((const uint8_t *)segment->values)[row >> 3] >> (row & 7) & 1);
}

static inline uint8_t *put_entry(uint8_t *out, const struct segment *segment, int64_t entry) {
    int32_t from = segment->offsets[entry];
    return put_padded(out, segment->data + from, segment->offsets[entry + 1] - from);
}

static inline uint8_t *put_words(uint8_t *out, const struct segment *segment, int64_t row, int64_t count) {
    const uint64_t *pairs = segment->others + row;
    for (int64_t place = 0; place < count; place++) {
        uint64_t pair = pairs[(place >> 1) * STRIDE];
        out = put_entry(out, segment, entry_of(pair, place, count, segment->count));
    }
    return out;
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

static inline uint8_t *put_segment(uint8_t *out, const struct segment *segment, int64_t row) {
    const uint8_t *data = segment->data;
    int64_t at = row & segment->mask;
    switch (segment->kind) {
        case ENTRY:
        case TEXT: {
            int64_t place = segment->kind == TEXT ? at : ((const int32_t *)segment->values)[at];
            int32_t from = segment->offsets[place];
            return put_text(out, data + from, segment->offsets[place + 1] - from, data + segment->size);
        }
        case INTEGER: {
            uint64_t magnitude = put_sign(&out, ((const int64_t *)segment->values)[at]);
            return put_number(out, magnitude);
        }
        case DECIMAL:
            return put_decimal(out, ((const int64_t *)segment->values)[at], segment->count);
        case DATE:
            return put_date(out, ((const int32_t *)segment->values)[at]);
        case DAY:
            return put_date(out, day_of(((const int64_t *)segment->values)[at]));
        case CLOCK:
            return put_clock(out, ((const int64_t *)segment->values)[at]);
        case CHOSEN:
            return put_entry(out, segment, ((const int64_t *)segment->values)[at]);
        case WORDS:
            return put_words(out, segment, at, ((const int64_t *)segment->values)[at]);
        case UUID:
            return put_uuid(out, ((const uint64_t *)segment->values)[at], segment->others[at]);
        default:  // LITERAL
            return put_padded(out, data, segment->size);
    }
}

static inline uint8_t *put_row(uint8_t *out, const struct segment *segments, int32_t count, int64_t row) {
    for (const struct segment *segment = segments; segment < segments + count; segment++) {
        if (segment->kind != NULLABLE && segment->kind != SPARSE) {
            out = put_segment(out, segment, row);
            out = put_padded(out, segment->tail, segment->tail_size);
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
