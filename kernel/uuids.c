// UUIDs of many rows.

#include "uuid.h"

// UUID_SIZE bytes a row, see put_uuid.
void uuids_write(const uint64_t *high, const uint64_t *low, int64_t rows, uint8_t *out) {
    for (int64_t row = 0; row < rows; row++)
        out = put_uuid(out, high[row], low[row]);
}
