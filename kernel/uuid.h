// UUIDs, version 4, as text: RFC 9562, sections 4 and 5.4.
#ifndef MOCKCRAFT_UUID_H
#define MOCKCRAFT_UUID_H

#include "text.h"

enum { UUID_SIZE = 36 };

// The eight hexadecimal digits of 32 bits, the first of them in the lowest byte.
static inline uint64_t hexadecimal(uint64_t bits) {
    const uint64_t ones = 0x0101010101010101;
    bits = (bits | bits << 16) & 0x0000FFFF0000FFFF;
    bits = (bits | bits << 8) & 0x00FF00FF00FF00FF;
    bits = (bits | bits << 4) & 0x0F0F0F0F0F0F0F0F;  // a digit a byte
    uint64_t letters = (bits + 6 * ones) >> 4 & ones;
    return __builtin_bswap64(bits + '0' * ones + ('a' - 10 - '0') * letters);
}

static inline uint8_t *put_digits(uint8_t *out, uint64_t digits, int count, int behind) {
    digits >>= 8 * behind;
    __builtin_memcpy(out, &digits, 8);  // more than are meant are written over
    return out + count;
}

// The first half of 60 random bits, and the second one of 62 more.
static inline uint64_t first_of(uint64_t high) {
    return high >> 12 << 16 | 0x4000 | (high & 0xFFF);
}

static inline uint64_t second_of(uint64_t low) {
    return low | 1ull << 63;
}

// Of 60 random bits and 62 more; UUID_SIZE bytes.
static inline uint8_t *put_uuid(uint8_t *out, uint64_t high, uint64_t low) {
    uint64_t first = first_of(high), second = second_of(low);
    uint64_t middle = hexadecimal(first & 0xFFFFFFFF), node = hexadecimal(second >> 32);
    out = put_digits(out, hexadecimal(first >> 32), 8, 0);
    *out++ = '-';
    out = put_digits(out, middle, 4, 0);
    *out++ = '-';
    out = put_digits(out, middle, 4, 4);
    *out++ = '-';
    out = put_digits(out, node, 4, 0);
    *out++ = '-';
    out = put_digits(out, node, 4, 4);
    return put_digits(out, hexadecimal(second & 0xFFFFFFFF), 8, 0);
}

#endif
