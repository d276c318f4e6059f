"""Where a settings file is found that nobody names.

The quick start looks here too, so that nothing is imported but `os`.
"""

import os

FILES = ("mockcraft.yaml", "mockcraft.yml")


def settings_files() -> list[str]:
    """Paths of the files that exist, the nearest first, relative to the current folder.

    Searched are the current folder and those above it, up to the root of the repository (a folder with
    `.git`), else up to the home folder. Where the current folder lies in neither, it alone is searched:
    a file further up could be anybody's.
    """
    found = []
    for folder in _searched():
        for name in FILES:
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                found.append(path)
    return found


def _searched() -> list[str]:
    try:
        folder = os.getcwd()
    except OSError:  # it was removed
        return []
    home = os.path.realpath(os.path.expanduser("~"))
    searched = [""]
    while folder != home and not os.path.exists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return [""]
        folder = above
        searched.append(os.path.join(searched[-1], os.pardir))
    return searched
