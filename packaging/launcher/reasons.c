#include "reasons.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

char reasons[4 * PATH_MAX];

void because(const char *format, ...) {
    size_t used = strlen(reasons);
    va_list values;
    va_start(values, format);
    vsnprintf(reasons + used, sizeof reasons - used, format, values);
    va_end(values);
}

int join(char *to, const char *format, ...) {
    va_list values;
    va_start(values, format);
    int length = vsnprintf(to, PATH_MAX, format, values);
    va_end(values);
    if (length >= 0 && length < PATH_MAX) return 1;
    because("  %.100s...: %s\n", to, strerror(ENAMETOOLONG));
    return 0;
}
