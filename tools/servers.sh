#!/bin/sh
# Installs what the tests run against, where it is missing: PostgreSQL's server, the sqlite3 shell,
# and the shells that completion scripts are checked by.
set -eu
missing=
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing="$missing postgresql"
command -v sqlite3 >/dev/null || missing="$missing sqlite3"
command -v setpriv >/dev/null || missing="$missing util-linux"
for shell in zsh fish; do command -v $shell >/dev/null || missing="$missing $shell"; done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
else
    echo "the tests need:$missing (apt-get install$missing)" >&2
    exit 1
fi
