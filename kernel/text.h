// How all of the kernel copies texts.
#ifndef MOCKCRAFT_TEXT_H
#define MOCKCRAFT_TEXT_H

#include <stddef.h>
#include <stdint.h>

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "numbers are read as little-endian, as Arrow and numpy have them wherever MockCraft runs"
#endif

enum { PADDING = 16 };         // bytes of a copy of known size: as many may be read behind what is copied
enum { SLACK = 2 * PADDING };  // bytes that may be written behind what is made

// Copies a text that has PADDING bytes behind it.
static inline uint8_t *put_padded(uint8_t *out, const uint8_t *text, int64_t size) {
    int64_t done = 0;
    do
        __builtin_memcpy(out + done, text + done, PADDING);
    while ((done += PADDING) < size);
    return out + size;
}

// Copies in blocks of known size, each two instructions, past the end where the source has more: most texts are
// short. A copy of a size that is not known would be a call, and the library would need a C library.
static inline uint8_t *put_text(uint8_t *out, const uint8_t *text, int64_t size, const uint8_t *end) {
    if (end - text >= size + PADDING)
        return put_padded(out, text, size);
    int64_t done = 0;
    for (; done + PADDING <= size; done += PADDING)
        __builtin_memcpy(out + done, text + done, PADDING);
    for (; done < size; done++)
        out[done] = text[done];
    return out + size;
}

#endif
