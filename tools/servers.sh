#!/bin/sh
# Installs what the tests run against, where it is missing: the servers and clients of PostgreSQL,
# MariaDB and MySQL, Redis, the sqlite3 shell, a browser, the shells that completion scripts are checked by,
# GCC, whose sanitizers watch the kernel, and Java for Spark; and wrk, which asks servers in the benchmarks.
set -eu
cd "$(dirname "$0")"
# Debian puts servers where only root's PATH leads.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
missing=
need() { # PACKAGE PROGRAM...: the package is missing where one of its programs is
    package=$1
    shift
    for program in "$@"; do
        command -v "$program" >/dev/null || { missing="$missing $package" && break; }
    done
}
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing="$missing postgresql"
need mariadb-server mariadbd mariadb-install-db
need mariadb-client mariadb
need pgbouncer pgbouncer
need redis-server redis-server
need chromium chromium
need openssl openssl
need curl curl
need gcc gcc
[ -e /usr/include/features.h ] || missing="$missing libc6-dev"
need sqlite3 sqlite3
need util-linux setpriv
need nodejs node
need openjdk-17-jre-headless java
need systemd systemd-analyze
need zsh zsh
need fish fish
need wrk wrk
if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq
        # shellcheck disable=SC2086
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
    else
        echo "the tests need:$missing (apt-get install$missing)" >&2
        exit 1
    fi
fi
[ -n "${MOCKCRAFT_TEST_MYSQL_URI:-}" ] || sh mysql.sh
