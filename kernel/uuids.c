// UUIDs, version 4, as text: RFC 9562, sections 4 and 5.4.

#include "text.h"

enum { UUID_SIZE = 36 };

static inline uint8_t *put_hexadecimal(uint8_t *out, uint64_t number, int digits) {
    for (int place = digits - 1; place >= 0; place--)
        *out++ = (uint8_t) "0123456789abcdef"[number >> 4 * place & 15];
    return out;
}

// Of 60 random bits and 62 more, UUID_SIZE bytes a row.
void uuids_write(const uint64_t *high, const uint64_t *low, int64_t rows, uint8_t *out) {
    for (int64_t row = 0; row < rows; row++) {
        uint64_t first = high[row] >> 12 << 16 | 0x4000 | (high[row] & 0xFFF);
        uint64_t second = low[row] | 1ull << 63;
        out = put_hexadecimal(out, first >> 32, 8);
        *out++ = '-';
        out = put_hexadecimal(out, first >> 16 & 0xFFFF, 4);
        *out++ = '-';
        out = put_hexadecimal(out, first & 0xFFFF, 4);
        *out++ = '-';
        out = put_hexadecimal(out, second >> 48, 4);
        *out++ = '-';
        out = put_hexadecimal(out, second & 0xFFFFFFFFFFFF, 12);
    }
}
