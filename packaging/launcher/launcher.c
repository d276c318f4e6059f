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

#include "failed.h"
#include "reasons.h"
#ifndef UNPACKED
#include "carried.h"
#include "folder.h"
#include "unpack.h"
#endif

#define UNFINISHED "new-"
enum { ERROR = 2 }; /* the last of the standard streams */

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

/* Becomes the Python of a whole tree; returns where it cannot. */
static void start(const char *tree, int count, char **words) {
    char python[PATH_MAX], script[PATH_MAX], self[PATH_MAX];
    if (!join(python, "%s/" PYTHON, tree) || !join(script, "%s/main.pyc", tree)) return;
    char **command = calloc((size_t)count + 6, sizeof *command);
    if (!command) {
        because("  %s: %s\n", tree, strerror(errno));
        return;
    }
    find_self(self, words[0]);
    char *first[] = {python, "-I", "-S", script, self};
    memcpy(command, first, sizeof first);
    for (int each = 1; each < count; each++) command[each + 4] = words[each];
    execv(python, command);
    because("  %s: %s\n", python, strerror(errno));
    free(command);
}

#ifndef UNPACKED
static int exists(const char *path) {
    struct stat found;
    return !lstat(path, &found);
}

static int is_whole(const char *tree) { return !lost_of(tree); }

struct layer {
    const char *begin, *end;
    int (*is_there)(const char *folder);
};
static const struct layer core = {core_begin, core_end, is_whole}, later = {later_begin, later_end, exists};

/* A file that is open for reading, but for none of the standard streams, which may be closed. -1 with errno. */
static int open_apart(const char *path) {
    int first = open(path, O_RDONLY);
    if (first < 0 || first > ERROR) return first;
    int apart = fcntl(first, F_DUPFD, ERROR + 1);
    close(first);
    return apart;
}

/* Keeps `cache clean` from a tree until the process ends, by a descriptor that Python inherits. Returns it, or -1. */
static int hold(const char *tree) {
    char path[PATH_MAX];
    struct stat held, found;
    if (!join(path, "%s/lock", tree)) return -1;
    int lock = open_apart(path);
    if (lock < 0) {
        because("  %s: %s\n", tree, strerror(errno));
        return -1;
    }
    if ((flock(lock, LOCK_SH | LOCK_NB) && errno == EWOULDBLOCK) || fstat(lock, &held) || stat(path, &found) ||
        held.st_ino != found.st_ino) {
        because("  %s is being removed by another process\n", tree);
        close(lock);
        return -1;
    }
    return lock;
}

/* Becomes the Python of a tree in a cache; returns where there is none. */
static void start_held(const char *tree, int count, char **words) {
    int lock = is_whole(tree) ? hold(tree) : -1;
    if (lock < 0) return;
    start(tree, count, words);
    close(lock);
}

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

/* Makes a folder that is this run's alone: where there are no locks, others may be making theirs. */
static int make_new(char *path, const char *root) {
    if (!join(path, "%s/" UNFINISHED "XXXXXX", root)) return 0;
    if (mkdtemp(path)) return 1;
    because("  %s: %s\n", root, strerror(errno));
    return 0;
}

static void remove_damaged(const char *root, const char *target) {
    char old[PATH_MAX];
    if (!exists(target) || !make_new(old, root)) return;
    rename(target, old);
    remove_tree(old);
}

static void unpack_layer(const char *root, const struct layer *layer, const char *target) {
    char path[PATH_MAX];
    if (!make_new(path, root)) return;
    const char *error = unpack(layer->begin, (size_t)(layer->end - layer->begin), path);
    if (!error && rename(path, target) && !exists(target)) error = strerror(errno);
    if (error) because("  %s: %s\n", root, error);
    remove_tree(path); /* where it failed, or another process was first */
}

/* Unpacks a layer as `target`, unless it is there. Returns whether it is there now. */
static int settle(const char *root, const struct layer *layer, const char *target) {
    char path[PATH_MAX];
    if (!join(path, "%s/lock", root)) return 0;
    int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600), locked;
    if (lock < 0) {
        because("  %s: %s\n", root, strerror(errno));
        return 0;
    }
    while ((locked = flock(lock, LOCK_EX)) && errno == EINTR) continue;
    if (!layer->is_there(target)) {
        if (!locked) remove_unfinished(root); /* some network file systems know no locks */
        mode_t before = umask(077);
        remove_damaged(root, target);
        unpack_layer(root, layer, target);
        umask(before);
    }
    close(lock);
    return exists(target);
}

/* Starts from a cache folder, after unpacking what it lacks; returns where it cannot be used. */
static void start_in(char *root, int count, char **words) {
    char tree[PATH_MAX];
    if (!settle_root(root) || !join(tree, "%s/" TREE, root)) return;
    start_held(tree, count, words);
    if (!settle(root, &core, tree)) return;
    start_held(tree, count, words);
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
    if (join(root, "%.*s", (int)(name - tree), tree) && join(target, "%s/later", tree) && settle(root, &later, target))
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
        /* Without a lock: no `cache clean` removes such a tree, and who may read it could keep others from it. */
        if (!lost_of(tree)) start(tree, count, words);
    }
    fprintf(stderr, "mockcraft: the folder of the program is not complete (unpack it again):\n%s", reasons);
    return FAILED;
}
#endif
