/* Unpacks a layer: a tar archive (ustar; folders and files only) packed by zstd. */
#ifndef UNPACK_H
#define UNPACK_H
#include <stddef.h>

/* Unpacks into a folder that exists. Returns NULL, or what went wrong, as strerror() or zstd has it. */
const char *unpack(const void *packed, size_t size, const char *folder);

#endif
