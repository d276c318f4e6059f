#!/bin/sh
# Makes a virtual environment: tools/venv.sh PYTHON FOLDER
# Debian keeps ensurepip in a package of its own, python3-venv, which a fresh machine may lack.
set -eu
python=$1
folder=$2
[ -n "$python" ] || { echo "no Python found (install Python 3.11 or newer)" >&2; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "$python is older than 3.11 (give one: make PYTHON=python3.12 ...)" >&2
    exit 1
}
[ -x "$folder/bin/pip" ] && exit 0
if ! "$python" -c 'import ensurepip' 2>/dev/null; then
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package"
    else
        echo "this Python cannot make virtual environments (apt-get install $package)" >&2
        exit 1
    fi
fi
"$python" -m venv "$folder"
