"""docs/configuration.md: every setting, from its declaration, with the commands that take it."""

from __future__ import annotations

import click

from mockcraft import settings
from mockcraft.cli.main import COMMANDS, root
from mockcraft.setting import Setting
from settings_page import default_of

HEAD = """\
# Configuration

This page is made from the declarations of the settings.

Each setting can be given in three places. A flag goes before a variable, a variable before the settings file, and the file before the default; `-v` says which count and where each is from.

| where | the setting `batch_size` |
|---|---|
| flag | `--batch-size 5000`; a switch is `--quiet` or `--no-quiet` |
| variable | `MOCKCRAFT_BATCH_SIZE=5000`; a switch is `true` or `false`; several values stand between colons (Windows: semicolons) |
| settings file | `batch_size: 5000`; several values are a list; paths are relative to the file |

The settings file is the nearest `mockcraft.yaml` or `mockcraft.yml` of the current folder and those above it, up to the repository's root, else up to the home folder; `--settings FILE` (`MOCKCRAFT_SETTINGS`) names another one. A file with `tables:` is a schema file, not a settings file. A name that is no setting's is told with the nearest one.

```yaml
# mockcraft.yaml
seed: 42
locale: de_DE
workers: 4
backup: true
backup_path: backups
```

Two variables are no settings: `MOCKCRAFT_KERNEL=off` has numpy and Arrow do the kernel's work, `MOCKCRAFT_CACHE` is the folder in which the binary unpacks itself.
"""
NOT_IN_FILE = "Not taken from a settings file."
MAKING = f"Of `seed` and `estimate`: {settings.WORKERS.help[0].lower()}{settings.WORKERS.help[1:]} (default: {settings.WORKERS.shown})."
NAMED = "From a settings file only where somebody names that file."


def configuration() -> str:
    """The page."""
    taken = _taken()
    server = {each.name for each in settings.SERVER}
    others = [each for name, each in settings.ALL.items() if name not in server]
    return (
        f"{HEAD}\n## Commands\n\n{_table(others, taken)}"
        f"\n## The server\n\n`mockcraft server` takes these, and [examples/server.yaml](../examples/server.yaml) has each "
        f"as a line with its bounds.\n\n{_table(list(settings.SERVER), taken)}"
    ).replace("\\\n", "\n")


def _taken() -> dict[str, list[str]]:
    """The commands that take a setting, by its name."""
    context = click.Context(root)
    found: dict[str, list[str]] = {}
    every = {"": root} | {name: root.get_command(context, name) for name in COMMANDS}
    flags = {each.flag: name for name, each in settings.ALL.items()}
    for name, command in every.items():
        for parameter in command.params if command else ():
            setting = next((flags[each] for each in parameter.opts if each in flags), None)
            if setting and not (
                setting == "config" and name in ("server", "worker")
            ):  # theirs names a settings file
                found.setdefault(setting, []).append(name)
    return found


def _table(members: list[Setting], taken: dict[str, list[str]]) -> str:
    rows = "".join(_row(each, taken.get(each.name, [])) for each in members)
    return (
        f"| setting | variable | default | what it does | commands |\n|---|---|---|---|---|\n{rows}"
    )


def _row(setting: Setting, commands: list[str]) -> str:
    flag = f"`{setting.flag}`" + (f", `{setting.short}`" if setting.short else "")
    default = default_of(setting) or setting.shown or "none"
    notes = [f"{setting.help}."]
    if setting.choices:
        notes.append(f"One of {', '.join(f'`{each}`' for each in setting.choices)}.")
    if not setting.in_file:
        notes.append(NOT_IN_FILE)
    if setting.name == "plugin":
        notes.append(NAMED)
    if setting.name == settings.WORKERS.name:
        notes.append(MAKING)
    where = "all" if "" in commands or len(commands) > 8 else ", ".join(commands)
    cells = flag, f"`{setting.variable}`", default, " ".join(notes), where
    return f"| {' | '.join(each.replace('|', chr(92) + '|') for each in cells)} |\n"
