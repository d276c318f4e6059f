"""Fills a tree: MockCraft and what it needs, compiled, in the layers `core` and `later`."""

import csv
import shutil
import subprocess
from pathlib import Path

import starting
from programs import UV_BUILD, BuildError, run
from targets import Target

HERE = Path(__file__).parent
ROOT = HERE.parent
LOCK = HERE / "requirements.txt"
READ = ("_static_version.py",)  # sources that programs read: adbc_driver_manager/_version.py does
CORE = ("click", "colorama")  # what commands import that need nothing else
# Files of packages that programs do not read.
USELESS = (
    "**/tests", "**/*.pyi", "**/*.pyx", "**/*.pxd", "**/*.pxi", "**/*.h", "**/*.hpp", "**/*.c", "**/*.cc",
    "**/*.cpp", "**/*.a", "**/*.lib", "bin", "*.dist-info/RECORD", "*.dist-info/INSTALLER",
    "*.dist-info/REQUESTED", "*.dist-info/direct_url.json", "*.dist-info/uv_cache.json", "*.pth", "_virtualenv.py",
    "numpy/distutils", "numpy/f2py", "pyarrow/libarrow_flight*", "pyarrow/libarrow_python_flight*", "pyarrow/_flight*",
    "pyarrow/libarrow_python*.so", "pyarrow/libarrow_python*.so.*.*",  # doubles of `.so.N`, which is linked to
)  # fmt: skip


def fill(tree: Path, target: Target, minor: str, python: Path) -> str:
    """Adds `core`, `later`, `later.txt` and `main.pyc` to a tree that has a Python, and compiles all.

    `python` is one of that version that runs here. Returns MockCraft's version.
    """
    later = tree / "later"
    built = wheel(tree.parent, target)
    _install(later, target, minor, "--require-hashes", "--requirement", str(LOCK))
    fill_core(tree, target, minor, built)
    _move(CORE, later, tree / "core")
    for each in (tree / "core", later):
        _tidy(each)
    names = sorted({each.name.split(".")[0] for each in later.iterdir() if _is_module(each)})
    (tree / "later.txt").write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
    (tree / "lock").touch()
    compile_all(tree, python)
    starting.write(tree, minor, python)
    return built.name.split("-")[1]


def fill_core(tree: Path, target: Target, minor: str, built: Path) -> None:
    """Adds `core` with MockCraft, from its wheel, and what starts it."""
    core = tree / "core"
    _install(core, target, minor, "--no-deps", str(built))
    shutil.copy(HERE / "bundle" / "mockcraft_bundle.py", core)
    shutil.copy(HERE / "bundle" / "sitecustomize.py", core)
    shutil.copy(HERE / "bundle" / "main.py", tree)


def _is_module(path: Path) -> bool:
    return path.suffix in (".py", ".so", ".pyd") or (path.is_dir() and path.name.isidentifier())


def wheel(folder: Path, target: Target) -> Path:
    """Builds MockCraft's wheel with the kernel of the target, see hatch_build.py, in a folder below this one."""
    wheels = folder / "wheel"
    run(*UV_BUILD, "--wheel", "--out-dir", wheels, ROOT, MOCKCRAFT_TARGET=target.name)
    (built,) = wheels.glob("*.whl")
    return built


def _install(folder: Path, target: Target, minor: str, *what: str) -> None:
    where = "--python-platform", target.wheels, "--python-version", minor
    how = "--quiet", "--only-binary", ":all:", "--link-mode", "copy"
    run("uv", "pip", "install", "--target", folder, *where, *how, *what)


def _move(packages: tuple[str, ...], source: Path, to: Path) -> None:
    """Moves packages, as their RECORD names their files, to another folder."""
    for package in packages:
        for record in source.glob(f"{package}-*.dist-info/RECORD"):
            with record.open(encoding="utf-8", newline="") as file:
                names = {row[0].split("/")[0] for row in csv.reader(file)}
            for name in sorted(names - {"..", "bin", "Scripts"}):
                shutil.move(source / name, to / name)


def _tidy(folder: Path) -> None:
    for pattern in USELESS:
        for path in sorted(folder.glob(pattern), reverse=True):
            if path.is_dir():
                shutil.rmtree(path)
            elif path.exists():
                path.unlink()


def compile_all(tree: Path, python: Path) -> None:
    """Makes every source its compiled form, which needs no look at the source and is the same every time."""
    for path in sorted(tree.rglob("__pycache__")):
        shutil.rmtree(path)
    done = subprocess.run(
        [python, "-I", "-m", "compileall", "-q", "-b", "-j", "0", "-s", tree, "--invalidation-mode", "unchecked-hash", tree],
        stdout=subprocess.PIPE, text=True, env={},
    )  # fmt: skip
    for path in sorted(tree.rglob("*.py")):
        if path.name in READ:
            path.with_suffix(".pyc").unlink()
        elif path.with_suffix(".pyc").exists():
            path.unlink()
        elif "mockcraft" in path.relative_to(tree).parts:
            raise BuildError(f"{path} cannot be compiled:\n{done.stdout}")


def list_files(tree: Path) -> None:
    """Writes `files.txt` of both layers: the size and the name of each file, see bundle/main.py."""
    later = tree / "later"
    for layer in (later, tree):
        files = sorted(each for each in layer.rglob("*") if each.is_file())
        own = (each for each in files if layer == later or later not in each.parents)
        lines = (f"{each.stat().st_size} {each.relative_to(layer).as_posix()}\n" for each in own)
        (layer / "files.txt").write_text("".join(lines), encoding="utf-8")
