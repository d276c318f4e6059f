/* Why no folder could be used. */
#ifndef REASONS_H
#define REASONS_H

extern char reasons[]; /* a line each */

/* Adds to them, as printf(3) does; what there is no room for is left out. */
void because(const char *format, ...);

/* Makes a path of at most PATH_MAX characters, as sprintf(3) does. Returns 0 where it is too long, and says so. */
int join(char *to, const char *format, ...);

#endif
