#include "unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "zstd.h"

enum { BLOCK = 512, CHUNK = 1 << 17 };

/* The fields of a ustar header that are read, by their offsets (POSIX pax, "ustar interchange format"). */
enum { NAME = 0, MODE = 100, SIZE = 124, TYPE = 156, PREFIX = 345 };

struct stream {
    ZSTD_DCtx *context;
    ZSTD_inBuffer in;
};

/* Reads exactly `size` bytes. Returns NULL, or the error. */
static const char *take(struct stream *stream, void *to, size_t size) {
    ZSTD_outBuffer out = {to, size, 0};
    while (out.pos < size) {
        size_t before = out.pos + stream->in.pos;
        size_t state = ZSTD_decompressStream(stream->context, &out, &stream->in);
        if (ZSTD_isError(state)) return ZSTD_getErrorName(state);
        if (out.pos + stream->in.pos == before) return "the program's file is cut short";
    }
    return NULL;
}

static const char *write_all(int file, const char *data, size_t size) {
    while (size) {
        ssize_t written = write(file, data, size);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return strerror(errno);
        data += written;
        size -= (size_t)written;
    }
    return NULL;
}

static const char *write_file(struct stream *stream, const char *path, int mode, size_t size, char *chunk) {
    int file = make_file(path, mode);
    if (file < 0) return strerror(errno);
    const char *error = NULL;
    for (size_t left = size; left && !error;) {
        size_t part = left < CHUNK ? left : CHUNK;
        error = take(stream, chunk, part);
        if (!error) error = write_all(file, chunk, part);
        left -= part;
    }
    if (close(file) && !error) error = strerror(errno);
    size_t rest = (BLOCK - size % BLOCK) % BLOCK;
    return error ? error : take(stream, chunk, rest);
}

static const char *unpack_stream(struct stream *stream, const char *folder, char *chunk) {
    char header[BLOCK + 1] = {0}, path[PATH_MAX];
    for (;;) {
        const char *error = take(stream, header, BLOCK);
        if (error) return error;
        if (!header[NAME]) return NULL; /* the archive ends with empty blocks */
        size_t size = strtoull(header + SIZE, NULL, 8);
        int mode = (int)strtoul(header + MODE, NULL, 8);
        int length = snprintf(path, sizeof path, "%s/%.155s%s%.100s", folder, header + PREFIX,
                              header[PREFIX] ? "/" : "", header + NAME);
        if (length < 0 || (size_t)length >= sizeof path) return strerror(ENAMETOOLONG);
        if (header[TYPE] == '5') {
            if (make_folder(path)) return strerror(errno);
        } else if ((error = write_file(stream, path, mode, size, chunk))) {
            return error;
        }
    }
}

const char *unpack(const void *packed, size_t size, const char *folder) {
    struct stream stream = {ZSTD_createDCtx(), {packed, size, 0}};
    char *chunk = malloc(CHUNK);
    const char *error = "out of memory";
    if (stream.context && chunk) {
        ZSTD_DCtx_setParameter(stream.context, ZSTD_d_windowLogMax, 27);
        error = unpack_stream(&stream, folder, chunk);
    }
    free(chunk);
    ZSTD_freeDCtx(stream.context);
    return error;
}
