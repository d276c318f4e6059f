"""Whether files can be made in a folder, found without making any: a run and a look at it say the same."""

import os
import stat
from pathlib import Path

# File systems in which programs make no files, whoever they are, though their folders look writable.
CLOSED = {"proc", "sysfs", "cgroup", "cgroup2", "devpts", "securityfs", "debugfs", "tracefs", "bpf"}
MOUNTS = Path("/proc/self/mountinfo")  # of Linux, see proc(5)
NAME_BYTES = 255  # of a file's name, where the system does not say


def obstacle(folder: Path) -> str:
    """Why a folder, which may have to be made first, takes no files; "" where nothing is seen to be against it."""
    missing: list[str] = []
    for each in (folder, *folder.parents):
        try:
            found = os.stat(each)
        except (FileNotFoundError, NotADirectoryError):
            if each.is_symlink():
                return f"{each} is a link to nothing"
            missing.append(each.name)
            continue
        except OSError as error:
            return f"{shortened(each)}: {reason(error)}"
        if not stat.S_ISDIR(found.st_mode):
            return f"{each} is no folder"
        if not os.access(each, os.W_OK | os.X_OK):
            return f"{each} is read-only"
        if (system := _file_system(each)) in CLOSED:
            return f"{each} is part of {system}, which takes no files"
        return _too_long(missing, each)
    return ""


def reason(error: OSError) -> str:
    """What the system says."""
    return (error.strerror or str(error)).lower()


def _too_long(names: list[str], folder: Path) -> str:
    try:
        most = os.pathconf(folder, "PC_NAME_MAX")
    except (AttributeError, OSError, ValueError):
        most = NAME_BYTES
    for name in names:
        if len(os.fsencode(name)) > most:
            return f"{shortened(Path(name))}: a name has at most {most} bytes"
    return ""


def shortened(path: Path) -> str:
    """A path for messages, which is cut where it is too long for any file system."""
    text = str(path)
    return text if len(text) <= NAME_BYTES else f"{text[:60]}…"


def _file_system(folder: Path) -> str:
    """The type of the file system that a folder is in, such as "ext4"; "" where the system does not say."""
    try:
        lines = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
        real = os.path.realpath(folder)
    except OSError:
        return ""
    found = ("", "")
    for line in lines:
        words, _, types = line.partition(" - ")
        point = words.split(" ")[4].encode().decode("unicode_escape")  # a space is \040
        if f"{real}/".startswith(f"{point.rstrip('/')}/"):
            found = max(found, (point, types.split(" ")[0]), key=lambda each: len(each[0]))
    return found[1]
