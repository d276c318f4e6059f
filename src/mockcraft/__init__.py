"""MockCraft: fake data for a terminal, a database or a web client, the same on every machine.

`generate` and `load` are all that most programs need; see docs/python.md.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    __version__: str
else:
    try:
        from mockcraft._version import __version__  # written by the build, from git's tags
    except ImportError:  # sources that nobody has built
        __version__ = "0.0.0"

if TYPE_CHECKING:
    from mockcraft.api import Schema, TableView, generate, load
    from mockcraft.errors import MockcraftError
    from mockcraft.generator import generator

__all__ = ["MockcraftError", "Schema", "TableView", "__version__", "generate", "generator", "load"]

_HOMES = {
    "Schema": "api", "TableView": "api", "generate": "api", "load": "api",
    "MockcraftError": "errors", "generator": "generator",
}  # fmt: skip


def __getattr__(name: str) -> object:
    """Imports what is asked for, so that `import mockcraft` costs next to nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'mockcraft' has no attribute {name!r}")
    home = __import__(f"mockcraft.{_HOMES[name]}", fromlist=[name])
    return getattr(home, name)
