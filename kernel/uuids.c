// UUIDs of many rows, as text and as they are.

#include "uuid.h"

// UUID_SIZE bytes a row, see put_uuid.
void uuids_write(const uint64_t *high, const uint64_t *low, int64_t rows, uint8_t *out) {
    for (int64_t row = 0; row < rows; row++)
        out = put_uuid(out, high[row], low[row]);
}

// 16 bytes a row.
void uuids_pack(const uint64_t *high, const uint64_t *low, int64_t rows, uint64_t *out) {
    for (int64_t row = 0; row < rows; row++) {
        out[2 * row] = __builtin_bswap64(first_of(high[row]));
        out[2 * row + 1] = __builtin_bswap64(second_of(low[row]));
    }
}
