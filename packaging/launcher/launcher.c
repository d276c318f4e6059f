/* The program `mockcraft` as one file: unpacks the Python inside it once, and becomes that Python.

   What it carries are two layers, see ../README.md: `core` is unpacked by the first run, `later` when a
   module in it is first imported, by `mockcraft:unpack TREE` (its argv), which ../bundle/mockcraft_bundle.py runs.

   A tree is complete once it has its name: it is unpacked beside it, under a lock, and renamed. Whatever
   another process has left unfinished is then nobody's, and is removed. So is a tree whose files are gone or cut short
   without which Python does not start: programs take them away that clean folders for temporary files, and power cuts
   empty them. Of other losses ../bundle/main.py tells.

   With UNPACKED it carries nothing: it lies in a tree that somebody has unpacked, and starts that.

   Given by the builder: TREE, the name of the tree, which tells versions and contents apart; CORE_FILE and
   LATER_FILE; PYTHON, the interpreter in the tree; PARTS, a PART(name, size) for each file that Python starts by. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __APPLE__
#include <mach-o/dyld.h>
#define CACHE "Library/Caches"
#else
#include <sys/auxv.h>
#define CACHE ".cache"
#endif

#ifndef UNPACKED
#include "carried.h"
#include "unpack.h"
#endif

enum { FAILED = 70 }; /* EX_SOFTWARE of sysexits.h */
#define UNFINISHED "new-"

static char reasons[4 * PATH_MAX]; /* why no folder could be used, a line each */

static void because(const char *format, ...) {
    size_t used = strlen(reasons);
    va_list values;
    va_start(values, format);
    vsnprintf(reasons + used, sizeof reasons - used, format, values);
    va_end(values);
}

static int join(char *to, const char *format, ...) {
    va_list values;
    va_start(values, format);
    int length = vsnprintf(to, PATH_MAX, format, values);
    va_end(values);
    if (length >= 0 && length < PATH_MAX) return 1;
    because("  %.100s...: %s\n", to, strerror(ENAMETOOLONG));
    return 0;
}

/* Where this program is, whatever it was called by; also where there is no /proc. */
static void find_self(char *path, const char *called) {
#ifdef __APPLE__
    uint32_t size = PATH_MAX;
    char found[PATH_MAX];
    if (!_NSGetExecutablePath(found, &size) && realpath(found, path)) return;
#else
    ssize_t length = readlink("/proc/self/exe", path, PATH_MAX - 1);
    if (length > 0) {
        path[length] = 0;
        return;
    }
    const char *given = (const char *)getauxval(AT_EXECFN); /* the path that execve(2) got */
    if (given && realpath(given, path)) return;
#endif
    if (!realpath(called, path)) path[0] = 0;
}

static int exists(const char *path) {
    struct stat found;
    return !lstat(path, &found);
}

/* The name of a file that a tree is started by and has not, or not whole; NULL where it has all of them. */
static const char *lost_of(const char *tree) {
#define PART(name, size) {name, size},
    static const struct {
        const char *name;
        off_t size;
    } parts[] = {PARTS};
    char path[PATH_MAX];
    struct stat found;
    for (size_t each = 0; each < sizeof parts / sizeof *parts; each++) {
        if (!join(path, "%s/%s", tree, parts[each].name) || lstat(path, &found)) return parts[each].name;
#ifndef UNPACKED /* whose files others may have signed or stripped */
        if (found.st_size != parts[each].size) return parts[each].name;
#endif
    }
    return NULL;
}

/* Becomes the Python of a tree; returns where there is none. */
static void start(const char *tree, int count, char **words) {
    char lock_path[PATH_MAX], python[PATH_MAX], script[PATH_MAX], self[PATH_MAX];
    if (!join(lock_path, "%s/lock", tree) || !join(python, "%s/" PYTHON, tree) || !join(script, "%s/main.pyc", tree))
        return;
    if (lost_of(tree)) return;
    /* Held until the process ends, by the descriptor that Python inherits: `cache clean` spares the tree. */
    int lock = open(lock_path, O_RDONLY);
    struct stat held, found;
    char **command = calloc((size_t)count + 6, sizeof *command);
    if (lock < 0 || !command) {
        because("  %s: %s\n", tree, strerror(errno));
        return;
    }
    if ((flock(lock, LOCK_SH | LOCK_NB) && errno == EWOULDBLOCK) || fstat(lock, &held) || stat(lock_path, &found) ||
        held.st_ino != found.st_ino) {
        because("  %s is being removed by another process\n", tree);
        free(command);
        close(lock);
        return;
    }
    find_self(self, words[0]);
    char *first[] = {python, "-I", "-S", script, self};
    memcpy(command, first, sizeof first);
    for (int each = 1; each < count; each++) command[each + 4] = words[each];
    execv(python, command);
    because("  %s: %s\n", python, strerror(errno));
    free(command);
    close(lock);
}

#ifndef UNPACKED
int make_folder(const char *path) { return mkdir(path, 0700); }

int make_file(const char *path, int mode) {
    return open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode & 0700);
}

static void remove_tree(const char *path) {
    if (!unlink(path)) return;
    DIR *folder = opendir(path);
    if (!folder) return;
    char inner[PATH_MAX];
    for (struct dirent *each; (each = readdir(folder));) {
        if (strcmp(each->d_name, ".") && strcmp(each->d_name, "..") && join(inner, "%s/%s", path, each->d_name))
            remove_tree(inner);
    }
    closedir(folder);
    rmdir(path);
}

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

/* Whether only we, or root, can have put anything into the folder, which is made where it is missing. A link of ours
   is followed here, once and for all: `root` becomes the folder that it leads to. */
static int is_private(char *root) {
    struct stat found;
    char real[PATH_MAX];
    if (!lstat(root, &found) && S_ISLNK(found.st_mode) && is_trusted(&found)) {
        if (!realpath(root, real)) {
            because("  %s, a link: %s\n", root, strerror(errno));
            return 0;
        }
        strcpy(root, real);
    }
    if (lstat(root, &found)) {
        if (!make_folders(root) || lstat(root, &found)) {
            because("  %s: %s\n", root, strerror(errno));
            return 0;
        }
    }
    if (S_ISLNK(found.st_mode)) {
        because("  %s is a link of another user\n", root);
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

static const char *unpack_layer(int later, const char *folder) {
    if (mkdir(folder, 0700)) return strerror(errno);
    return later ? unpack(later_begin, (size_t)(later_end - later_begin), folder)
                 : unpack(core_begin, (size_t)(core_end - core_begin), folder);
}

static void remove_unfinished(const char *root) {
    DIR *folder = opendir(root);
    if (!folder) return;
    char path[PATH_MAX];
    for (struct dirent *each; (each = readdir(folder));) {
        if (!strncmp(each->d_name, UNFINISHED, strlen(UNFINISHED)) && join(path, "%s/%s", root, each->d_name))
            remove_tree(path);
    }
    closedir(folder);
}

/* Unpacks a layer as `target`, unless it is there. Returns whether it is there now. */
static int settle(const char *root, int later, const char *target) {
    char path[PATH_MAX], old[PATH_MAX];
    if (!join(path, "%s/lock", root)) return 0;
    int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600), locked;
    if (lock < 0) {
        because("  %s: %s\n", root, strerror(errno));
        return 0;
    }
    while ((locked = flock(lock, LOCK_EX)) && errno == EINTR) continue;
    if (later ? !exists(target) : lost_of(target) != NULL) {
        if (join(old, "%s/" UNFINISHED "%ld-old", root, (long)getpid())) rename(target, old);
        if (!locked) remove_unfinished(root); /* some network file systems know no locks */
        mode_t before = umask(077);
        const char *error = strerror(ENAMETOOLONG);
        if (join(path, "%s/" UNFINISHED "%ld", root, (long)getpid())) {
            error = unpack_layer(later, path);
            if (!error && rename(path, target) && !exists(target)) error = strerror(errno);
            remove_tree(path); /* where it failed, or another process was first */
        }
        umask(before);
        if (error) because("  %s: %s\n", root, error);
    }
    close(lock);
    return exists(target);
}

/* Starts from a cache folder, after unpacking what it lacks; returns where it cannot be used. */
static void start_in(char *root, int count, char **words) {
    char tree[PATH_MAX];
    if (!is_private(root) || !join(tree, "%s/" TREE, root)) return;
    start(tree, count, words);
    if (!settle(root, 0, tree)) return;
    start(tree, count, words);
    const char *lost = lost_of(tree);
    if (lost) because("  %s/%s is damaged or gone, and cannot be replaced\n", tree, lost);
}

static const char *home(void) {
    const char *given = getenv("HOME");
    if (given && given[0] == '/') return given;
    struct passwd *user = getpwuid(geteuid());
    return user && user->pw_dir && user->pw_dir[0] == '/' ? user->pw_dir : NULL;
}

/* A path from the root on, since Python may change its folder. */
static int make_whole(char *to, const char *given) {
    char here[PATH_MAX];
    if (given[0] == '/') return join(to, "%s", given);
    if (getcwd(here, sizeof here)) return join(to, "%s/%s", here, given);
    because("  %s, from the current folder: %s\n", given, strerror(errno));
    return 0;
}

static void start_anywhere(int count, char **words) {
    char root[PATH_MAX];
    const char *given = getenv("MOCKCRAFT_CACHE"), *shared = getenv("XDG_CACHE_HOME"), *temporary = getenv("TMPDIR");
    if (given && *given) {
        if (make_whole(root, given)) start_in(root, count, words);
        return;
    }
    if (shared && shared[0] == '/') {
        if (join(root, "%s/mockcraft", shared)) start_in(root, count, words);
    } else if (home()) {
        if (join(root, "%s/" CACHE "/mockcraft", home())) start_in(root, count, words);
    }
    if (!temporary || temporary[0] != '/') temporary = "/tmp";
    if (join(root, "%s/mockcraft-%ld", temporary, (long)geteuid())) start_in(root, count, words);
}

/* Unpacks the later layer into the tree of this very program. */
static int unpack_later(const char *tree) {
    char root[PATH_MAX], target[PATH_MAX];
    const char *name = strrchr(tree, '/');
    if (!name || strcmp(name + 1, TREE)) {
        fprintf(stderr, "the program's file was replaced while it ran (start it again)\n");
        return FAILED;
    }
    if (join(root, "%.*s", (int)(name - tree), tree) && join(target, "%s/later", tree) && settle(root, 1, target))
        return 0;
    fprintf(stderr, "the program cannot be unpacked (give a folder with MOCKCRAFT_CACHE):\n%s", reasons);
    return FAILED;
}

int main(int count, char **words) {
    if (count == 2 && !strcmp(words[0], "mockcraft:unpack")) return unpack_later(words[1]);
    start_anywhere(count, words);
    fprintf(stderr, "mockcraft: no folder to unpack the program in (give one with MOCKCRAFT_CACHE):\n%s", reasons);
    return FAILED;
}

#else

int main(int count, char **words) {
    char tree[PATH_MAX];
    find_self(tree, words[0]);
    char *name = strrchr(tree, '/');
    if (name) {
        *name = 0;
        start(tree, count, words);
    }
    fprintf(stderr, "mockcraft: the folder of the program is not complete (unpack it again):\n%s", reasons);
    return FAILED;
}
#endif
