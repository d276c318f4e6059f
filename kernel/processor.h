// What the processor can do, beyond what all of its kind can.
#ifndef MOCKCRAFT_PROCESSOR_H
#define MOCKCRAFT_PROCESSOR_H

#ifdef __x86_64__
#include <cpuid.h>
#include <stdint.h>

// Intel, "64 and IA-32 Architectures Software Developer's Manual", volume 1, section 14.7.1: the system keeps the
// registers too.
static inline int find_avx2(void) {
    const uint32_t saved = 1u << 27, avx = 1u << 28, avx2 = 1u << 5, registers = 6;
    uint32_t a, b, c, d, kept;
    if (!__get_cpuid(1, &a, &b, &c, &d) || (c & saved) == 0 || (c & avx) == 0)
        return 0;
    __asm__ volatile("xgetbv" : "=a"(kept), "=d"(d) : "c"(0));
    return (kept & registers) == registers && __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & avx2) != 0;
}

// Asked once, as virtual machines stop for the question; threads that ask at the same time find the same.
static inline int has_avx2(void) {
    static int known;  // 0 for not yet, else 1 more than the answer
    if (!known)
        known = 1 + find_avx2();
    return known > 1;
}
#endif

#endif
