/* The program `mockcraft` as one file, for Windows: what launcher.c is elsewhere, where its words are explained.

   A program cannot become another here: it starts Python, waits, and ends with its exit code. Python ends with
   it, and hears of Ctrl+C itself.

   The folder of the cache is %LOCALAPPDATA%'s, which other users may not write to; there is no look at owners.
   No lock is held while Python runs: Windows itself keeps the folder of a running program from being renamed. */

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include <fcntl.h>
#include <io.h>
#include <shellapi.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <wchar.h>

#include "failed.h"

enum { TRIES = 40, PAUSE = 50 /* ms */ };

static wchar_t self[MAX_PATH], reason[2 * MAX_PATH];

static void because(const wchar_t *path) {
    wchar_t text[MAX_PATH] = L"";
    FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, GetLastError(), 0, text, MAX_PATH, NULL);
    _snwprintf(reason, 2 * MAX_PATH - 1, L"  %ls: %ls", path, *text ? text : L"unknown error");
}

static void because_too_long(const wchar_t *path) {
    SetLastError(ERROR_FILENAME_EXCED_RANGE);
    because(path);
}

static int join(wchar_t *to, const wchar_t *folder, const wchar_t *name) {
    int length = _snwprintf(to, MAX_PATH, L"%ls\\%ls", folder, name);
    if (length > 0 && length < MAX_PATH) return 1;
    because_too_long(folder);
    return 0;
}

static int fail(const wchar_t *message) {
    fwprintf(stderr, L"mockcraft: %ls\n%ls\n", message, reason);
    return FAILED;
}

/* What follows the program in the command line, as it was written. */
static const wchar_t *arguments(const wchar_t *line) {
    int quoted = 0;
    for (; *line && (quoted || (*line != L' ' && *line != L'\t')); line++) quoted ^= *line == L'"';
    return line;
}

static BOOL WINAPI leave_to_python(DWORD event) { return event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT; }

/* Ends Python with this program, but not what Python has started to stay. */
static void tie(HANDLE process) {
    JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK;
    HANDLE job = CreateJobObjectW(NULL, NULL); /* open until this program ends */
    if (job && SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits))
        AssignProcessToJobObject(job, process);
}

/* Whether a tree has what it is started by, whole. */
static int is_whole(const wchar_t *tree) {
#define PART(name, size) {L"" name, size},
    static const struct {
        const wchar_t *name;
        DWORD size;
    } parts[] = {PARTS};
    wchar_t path[MAX_PATH];
    WIN32_FILE_ATTRIBUTE_DATA found;
    for (size_t each = 0; each < sizeof parts / sizeof *parts; each++) {
        if (!join(path, tree, parts[each].name) || !GetFileAttributesExW(path, GetFileExInfoStandard, &found)) return 0;
#ifndef UNPACKED
        if (found.nFileSizeLow != parts[each].size) return 0;
#endif
    }
    return 1;
}

/* Runs the Python of a tree to its end; returns where there is none. */
static void start(const wchar_t *tree) {
    wchar_t python[MAX_PATH], script[MAX_PATH];
    if (!join(python, tree, L"" PYTHON) || !join(script, tree, L"main.pyc") || !is_whole(tree)) return;
    const wchar_t *rest = arguments(GetCommandLineW());
    size_t size = wcslen(rest) + 3 * MAX_PATH + 32;
    wchar_t *line = calloc(size, sizeof *line);
    if (!line) return;
    _snwprintf(line, size - 1, L"\"%ls\" -I -S \"%ls\" \"%ls\"%ls", python, script, self, rest);
    STARTUPINFOW how = {.cb = sizeof how};
    GetStartupInfoW(&how);
    PROCESS_INFORMATION made;
    SetConsoleCtrlHandler(leave_to_python, TRUE);
    if (!CreateProcessW(python, line, NULL, NULL, TRUE, CREATE_SUSPENDED, NULL, NULL, &how, &made)) {
        because(python);
        free(line);
        return;
    }
    DWORD code = FAILED;
    tie(made.hProcess);
    ResumeThread(made.hThread);
    WaitForSingleObject(made.hProcess, INFINITE);
    GetExitCodeProcess(made.hProcess, &code);
    ExitProcess(code);
}

#ifndef UNPACKED
#include "carried.h"
#include "unpack.h"

#define UNFINISHED L"new-"

static int exists(const wchar_t *path) { return GetFileAttributesW(path) != INVALID_FILE_ATTRIBUTES; }

struct layer {
    const char *begin, *end;
    int (*is_there)(const wchar_t *folder);
};
static const struct layer core = {core_begin, core_end, is_whole}, later = {later_begin, later_end, exists};

/* A path as the system takes it; empty where it is too long, which nothing can be made by. */
static const wchar_t *native(wchar_t *to, const char *path) {
    if (!MultiByteToWideChar(CP_UTF8, 0, path, -1, to, MAX_PATH)) *to = 0;
    return to;
}

int make_folder(const char *path) {
    wchar_t name[MAX_PATH];
    return _wmkdir(native(name, path));
}

int make_file(const char *path, int mode) {
    wchar_t name[MAX_PATH];
    (void)mode; /* a program is told by its name here */
    return _wopen(native(name, path), _O_WRONLY | _O_CREAT | _O_EXCL | _O_BINARY | _O_NOINHERIT, _S_IREAD | _S_IWRITE);
}

static void remove_tree(const wchar_t *path) {
    if (DeleteFileW(path)) return;
    wchar_t inner[MAX_PATH];
    WIN32_FIND_DATAW each;
    HANDLE found = join(inner, path, L"*") ? FindFirstFileW(inner, &each) : INVALID_HANDLE_VALUE;
    if (found == INVALID_HANDLE_VALUE) return;
    do {
        if (wcscmp(each.cFileName, L".") && wcscmp(each.cFileName, L"..") && join(inner, path, each.cFileName))
            remove_tree(inner);
    } while (FindNextFileW(found, &each));
    FindClose(found);
    RemoveDirectoryW(path);
}

static void remove_unfinished(const wchar_t *root) {
    wchar_t path[MAX_PATH];
    WIN32_FIND_DATAW each;
    HANDLE found = join(path, root, UNFINISHED L"*") ? FindFirstFileW(path, &each) : INVALID_HANDLE_VALUE;
    if (found == INVALID_HANDLE_VALUE) return;
    do {
        if (join(path, root, each.cFileName)) remove_tree(path);
    } while (FindNextFileW(found, &each));
    FindClose(found);
}

static void make_folders(const wchar_t *path) {
    wchar_t part[MAX_PATH];
    wcsncpy(part, path, MAX_PATH - 1);
    part[MAX_PATH - 1] = 0;
    for (wchar_t *at = part + 3; *at; at++) { /* after the drive */
        if (*at != L'\\') continue;
        *at = 0;
        CreateDirectoryW(part, NULL);
        *at = L'\\';
    }
    CreateDirectoryW(part, NULL);
}

/* Makes a folder that is this run's alone: where there are no locks, others may be making theirs. */
static int make_new(wchar_t *path, const wchar_t *root) {
    wchar_t name[32];
    for (int each = 0; each < TRIES; each++) {
        _snwprintf(name, 32, UNFINISHED L"%lu-%d", GetCurrentProcessId(), each);
        if (!join(path, root, name)) return 0;
        if (CreateDirectoryW(path, NULL)) return 1;
        if (GetLastError() != ERROR_ALREADY_EXISTS) break;
    }
    because(path);
    return 0;
}

static void remove_damaged(const wchar_t *root, const wchar_t *target) {
    wchar_t path[MAX_PATH], old[MAX_PATH];
    if (!exists(target) || !make_new(path, root)) return;
    if (join(old, path, L"old")) MoveFileW(target, old);
    remove_tree(path);
}

static const char *unpack_into(const wchar_t *folder, const struct layer *layer) {
    char path[4 * MAX_PATH];
    if (!WideCharToMultiByte(CP_UTF8, 0, folder, -1, path, sizeof path, NULL, NULL)) return "the path is too long";
    return unpack(layer->begin, (size_t)(layer->end - layer->begin), path);
}

/* Gives a folder its name. Programs that look into new files (of viruses) keep that from happening for a moment. */
static int renamed(const wchar_t *from, const wchar_t *to) {
    for (int tries = 0; tries < TRIES; tries++) {
        if (MoveFileW(from, to)) return 1;
        Sleep(PAUSE);
    }
    because(to);
    return 0;
}

static void unpack_layer(const wchar_t *root, const struct layer *layer, const wchar_t *target) {
    wchar_t path[MAX_PATH];
    if (!make_new(path, root)) return;
    const char *error = unpack_into(path, layer);
    if (error) _snwprintf(reason, 2 * MAX_PATH - 1, L"  %ls: %hs", root, error);
    if (error || !renamed(path, target)) remove_tree(path);
}

/* Unpacks a layer as `target`, unless it is there. Returns whether it is there now. */
static int settle(const wchar_t *root, const struct layer *layer, const wchar_t *target) {
    wchar_t path[MAX_PATH];
    make_folders(root);
    if (!join(path, root, L"lock")) return 0;
    HANDLE lock = CreateFileW(path, GENERIC_WRITE, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_ALWAYS, 0, NULL);
    if (lock == INVALID_HANDLE_VALUE) {
        because(root);
        return 0;
    }
    OVERLAPPED whole = {0};
    BOOL locked = LockFileEx(lock, LOCKFILE_EXCLUSIVE_LOCK, 0, 1, 0, &whole);
    if (!layer->is_there(target)) {
        if (locked) remove_unfinished(root);
        remove_damaged(root, target);
        unpack_layer(root, layer, target);
    }
    CloseHandle(lock);
    return exists(target);
}

/* Starts from a cache folder, after unpacking what it lacks; returns where it cannot be used. */
static void start_in(const wchar_t *root) {
    wchar_t tree[MAX_PATH];
    if (!join(tree, root, L"" TREE)) return;
    start(tree);
    if (!settle(root, &core, tree)) return;
    start(tree);
    if (!is_whole(tree)) _snwprintf(reason, 2 * MAX_PATH - 1, L"  %ls is damaged, and cannot be replaced", tree);
}

static void start_anywhere(void) {
    wchar_t given[MAX_PATH], root[MAX_PATH];
    DWORD length = GetEnvironmentVariableW(L"MOCKCRAFT_CACHE", given, MAX_PATH);
    if (length) {
        if (length < MAX_PATH) length = GetFullPathNameW(given, MAX_PATH, root, NULL);
        if (!length) because(given);
        else if (length >= MAX_PATH) because_too_long(L"MOCKCRAFT_CACHE");
        else start_in(root);
        return;
    }
    /* No temporary folder: that of services is every user's. */
    length = GetEnvironmentVariableW(L"LOCALAPPDATA", given, MAX_PATH);
    if (!length) because(L"LOCALAPPDATA");
    else if (length >= MAX_PATH) because_too_long(L"LOCALAPPDATA");
    else if (join(root, given, L"mockcraft")) start_in(root);
}

/* Unpacks the later layer into the tree of this very program. */
static int unpack_later(const wchar_t *tree) {
    wchar_t root[MAX_PATH], target[MAX_PATH];
    wcsncpy(root, tree, MAX_PATH - 1);
    root[MAX_PATH - 1] = 0;
    wchar_t *name = wcsrchr(root, L'\\');
    if (!name || wcscmp(name + 1, L"" TREE)) return fail(L"the program's file was replaced while it ran (start it again)");
    *name = 0;
    if (join(target, tree, L"later") && settle(root, &later, target)) return 0;
    return fail(L"the program cannot be unpacked (give a folder with MOCKCRAFT_CACHE):");
}

int main(void) {
    int count;
    wchar_t **words = CommandLineToArgvW(GetCommandLineW(), &count);
    if (words && count == 2 && !wcscmp(words[0], L"mockcraft:unpack")) return unpack_later(words[1]);
    GetModuleFileNameW(NULL, self, MAX_PATH);
    start_anywhere();
    return fail(L"no folder to unpack the program in (give one with MOCKCRAFT_CACHE):");
}

#else

int main(void) {
    wchar_t tree[MAX_PATH];
    GetModuleFileNameW(NULL, self, MAX_PATH);
    wcscpy(tree, self);
    wchar_t *name = wcsrchr(tree, L'\\');
    if (name) {
        *name = 0;
        start(tree);
    }
    return fail(L"the folder of the program is not complete (unpack it again):");
}
#endif
