// The finalizer of SplitMix64.
#ifndef MOCKCRAFT_MIX_H
#define MOCKCRAFT_MIX_H

#include <stdint.h>

// Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
static inline uint64_t mix(uint64_t state) {
    state = (state ^ state >> 30) * 0xBF58476D1CE4E5B9;
    state = (state ^ state >> 27) * 0x94D049BB133111EB;
    return state ^ state >> 31;
}

#endif
