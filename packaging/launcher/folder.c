#include "folder.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "reasons.h"

static int make_folders(const char *path) {
    char part[PATH_MAX];
    if (!join(part, "%s", path)) return 0;
    for (char *at = part + 1; *at; at++) {
        if (*at != '/') continue;
        *at = 0;
        mkdir(part, 0700);
        *at = '/';
    }
    return !mkdir(part, 0700) || errno == EEXIST;
}

static int is_trusted(const struct stat *found) { return found->st_uid == geteuid() || found->st_uid == 0; }

static int follow(char *root) {
    struct stat found;
    char real[PATH_MAX];
    if (lstat(root, &found) && (!make_folders(root) || lstat(root, &found))) {
        because("  %s: %s\n", root, strerror(errno));
        return 0;
    }
    int is_link = S_ISLNK(found.st_mode);
    if (is_link && !is_trusted(&found)) {
        because("  %s is a link of another user\n", root);
        return 0;
    }
    if (!realpath(root, real)) {
        because("  %s%s: %s\n", root, is_link ? ", a link" : "", strerror(errno));
        return 0;
    }
    strcpy(root, real);
    return 1;
}

/* Whether only we, or root, can have put anything into a folder. */
static int is_private(const char *root) {
    struct stat found;
    if (lstat(root, &found)) {
        because("  %s: %s\n", root, strerror(errno));
    } else if (!S_ISDIR(found.st_mode)) {
        because("  %s is no folder\n", root);
    } else if (!is_trusted(&found)) {
        because("  %s belongs to another user\n", root);
    } else if (found.st_mode & 022) {
        because("  %s can be written by other users\n", root);
    } else {
        return 1;
    }
    return 0;
}

/* Whether others may put another folder in the place of one in this. They may not where it is sticky, and a group of
   our number is ours alone: useradd(8) makes it, and the folders of such users are its to write. */
static int is_open(const struct stat *folder) {
    if (folder->st_mode & S_ISVTX) return 0;
    return folder->st_mode & S_IWOTH || (folder->st_mode & S_IWGRP && folder->st_gid != geteuid());
}

/* Whether only we, root, or the owner of / (in a user namespace root has another number) can put another folder in the
   place of this one, or of one that it is in. */
static int is_kept(const char *root) {
    char above[PATH_MAX];
    struct stat found, top;
    strcpy(above, root);
    while (above[1]) {
        char *name = strrchr(above, '/');
        name[name == above] = 0;
        if (lstat(above, &found) || stat("/", &top)) {
            because("  %s: %s: %s\n", root, above, strerror(errno));
            return 0;
        }
        if (!is_trusted(&found) && found.st_uid != top.st_uid) {
            because("  %s: %s belongs to another user\n", root, above);
            return 0;
        }
        if (is_open(&found)) {
            because("  %s: %s can be written by other users\n", root, above);
            return 0;
        }
    }
    return 1;
}

int settle_root(char *root) { return follow(root) && is_private(root) && is_kept(root); }
