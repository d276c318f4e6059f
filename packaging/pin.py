"""Pins the release's Python: writes runtimes.toml from the list of downloads that uv carries.

python packaging/pin.py 3.13     newest 3.13 of python-build-standalone that this uv knows, with hashes
"""

import json
import sys
from pathlib import Path
from typing import Any

import uv
import zstandard

HERE = Path(__file__).parent
KEYS = {
    "linux-amd64": "linux-x86_64-gnu",
    "linux-arm64": "linux-aarch64-gnu",
    "darwin-amd64": "darwin-x86_64-none",
    "darwin-arm64": "darwin-aarch64-none",
    "windows-amd64": "windows-x86_64-none",
}
FRAME = b"\x28\xb5\x2f\xfd"  # begins what zstd has packed (RFC 8878, 3.1.1)


def downloads() -> dict[str, Any]:
    """The list of Pythons, which lies in uv's program, packed by zstd."""
    program = Path(uv.find_uv_bin()).read_bytes()
    at = program.find(FRAME)
    while at >= 0:
        try:
            data = zstandard.ZstdDecompressor().decompressobj().decompress(program[at:])
        except zstandard.ZstdError:
            data = b""
        if data.startswith(b'{"cpython-'):
            found: dict[str, Any] = json.loads(data)
            return found
        at = program.find(FRAME, at + 1)
    raise SystemExit("this uv carries no list of downloads (write runtimes.toml by hand)")


def main(minor: str) -> None:
    """Writes runtimes.toml."""
    listed = downloads()
    lines = [
        "# The Python in the binaries of a release: python-build-standalone, pinned by packaging/pin.py.\n"
    ]
    patches = [
        each["patch"]
        for key, each in listed.items()
        if key.startswith(f"cpython-{minor}.") and not each["prerelease"]
    ]
    if not patches:
        raise SystemExit(f"this uv knows no Python {minor} (update it)")
    version = f"{minor}.{max(patches)}"
    lines.append(f'version = "{version}"\n')
    for target, suffix in KEYS.items():
        entry = listed[f"cpython-{version}-{suffix}"]
        lines.append(f'\n[{target}]\nurl = "{entry["url"]}"\nsha256 = "{entry["sha256"]}"\n')
    (HERE / "runtimes.toml").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("say which Python: python packaging/pin.py 3.13")
    main(sys.argv[1])
