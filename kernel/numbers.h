// Numbers, dates and times of day as text, of which none is longer than its size here.
#ifndef MOCKCRAFT_NUMBERS_H
#define MOCKCRAFT_NUMBERS_H

#include "text.h"

enum { INTEGER_SIZE = 20, DECIMAL_SIZE = 22, DATE_SIZE = 10, CLOCK_SIZE = 8, DAY_SECONDS = 86400 };
enum { EIGHT_DIGITS = 100000000, ERA_DAYS = 146097 };
static const uint64_t ONES = 0x0101010101010101;

static const char PAIRS[] =
    "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849"
    "5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

static inline uint8_t *put_pair(uint8_t *out, uint32_t number) {
    __builtin_memcpy(out, PAIRS + 2 * number, 2);
    return out + 2;
}

// The eight digits of a number below 10**8, the first of them in the lowest byte, each as its value: halves of four
// digits, of two, and of one are parted in all lanes at once, by multiplications that are exact for numbers so short.
static inline uint64_t digits_of(uint32_t number) {
    uint64_t left = number / 10000, lanes = left | (uint64_t)(number - left * 10000) << 32;
    left = lanes * 10486 >> 20 & 0x0000007F0000007F;
    lanes = left | (lanes - left * 100) << 16;
    left = lanes * 103 >> 10 & 0x000F000F000F000F;
    return left | (lanes - left * 10) << 8;
}

static inline uint8_t *put_eight(uint8_t *out, uint64_t digits, int leading) {
    digits = (digits + '0' * ONES) >> 8 * leading;
    __builtin_memcpy(out, &digits, 8);  // more than are meant are written over
    return out + 8 - leading;
}

// Of a number below 10**8.
static inline uint8_t *put_short(uint8_t *out, uint32_t number) {
    uint64_t digits = digits_of(number);
    return put_eight(out, digits, __builtin_ctzll(digits | 1ull << 56) / 8);  // one at least, though it be 0
}

static inline uint8_t *put_number(uint8_t *out, uint64_t number) {
    if (number < EIGHT_DIGITS)
        return put_short(out, (uint32_t)number);
    uint64_t left = number / EIGHT_DIGITS;
    if (left < EIGHT_DIGITS)
        out = put_short(out, (uint32_t)left);
    else
        out = put_eight(put_short(out, (uint32_t)(left / EIGHT_DIGITS)), digits_of((uint32_t)(left % EIGHT_DIGITS)), 0);
    return put_eight(out, digits_of((uint32_t)(number % EIGHT_DIGITS)), 0);
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

// Days to a date of the Gregorian calendar: Neri and Schneider, "Euclidean affine functions and their application to
// calendar algorithms", Software: Practice and Experience 53 (2023); years begin with March. An era of 400 years more
// makes all numbers positive.
static inline uint8_t *put_date(uint8_t *out, int64_t days) {
    const uint32_t quarters = 4 * (uint32_t)(days + 719468 + ERA_DAYS) + 3;
    const uint32_t century = quarters / ERA_DAYS;
    const uint64_t scaled = 2939745ull * (quarters % ERA_DAYS | 3);
    const uint32_t day_of_year = (uint32_t)scaled / 2939745 / 4;
    const uint32_t shifted = 2141 * day_of_year + 197913;
    const uint32_t late = day_of_year >= 306;  // January and February
    const uint32_t year = 100 * century + (uint32_t)(scaled >> 32) + late - 400;
    out = put_pair(put_pair(out, year / 100), year % 100);
    *out++ = '-';
    out = put_pair(out, (shifted >> 16) - 12 * late);
    *out++ = '-';
    return put_pair(out, (shifted & 0xFFFF) / 2141 + 1);
}

static inline int64_t day_of(int64_t second) {
    return (second >= 0 ? second : second - (DAY_SECONDS - 1)) / DAY_SECONDS;
}

// The time of day of a second of it.
static inline uint8_t *put_within(uint8_t *out, uint32_t within) {
    out = put_pair(out, within / 3600);
    *out++ = ':';
    out = put_pair(out, within / 60 % 60);
    *out++ = ':';
    return put_pair(out, within % 60);
}

static inline uint8_t *put_clock(uint8_t *out, int64_t second) {
    return put_within(out, (uint32_t)(second - day_of(second) * DAY_SECONDS));
}

#endif
