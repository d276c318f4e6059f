/* Unpacks a layer: a tar archive (ustar; folders and files only) packed by zstd. */
#ifndef UNPACK_H
#define UNPACK_H
#include <stddef.h>

/* Unpacks into a folder that exists. Returns NULL, or what went wrong, as strerror() or zstd has it. */
const char *unpack(const void *packed, size_t size, const char *folder);

/* What differs from system to system, and is in the launcher for it: a folder that its user alone may enter, and a
   file that is not there yet, with the user's part of a mode. -1 where it fails, with errno. */
int make_folder(const char *path);
int make_file(const char *path, int mode);

#endif
