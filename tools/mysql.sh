#!/bin/sh
# Unpacks MySQL's server and client, which Debian 12 does not have, with all libraries from Debian's
# newer suites, and changes nothing of the machine: tools/mysql.sh
# Prints the folder where mysqld and mysql are: tools/mysql.sh --where
set -eu
# The server runs as an ordinary user, who may look into no folder of root's home.
[ "$(id -u)" = 0 ] && cache=/var/cache || cache=${XDG_CACHE_HOME:-$HOME/.cache}
folder=$cache/mockcraft-tests/mysql
if [ "${1:-}" = --where ]; then echo "$folder"; exit 0; fi
if "$folder/mysqld" --version >/dev/null 2>&1 && [ -x "$folder/mysqldump" ]; then exit 0; fi

umask 022
mkdir -p "${folder%/*}"
new=$(mktemp -d "${folder%/*}/new.XXXXXX")
trap 'rm -rf "$new"' EXIT
trap 'exit 1' HUP INT TERM
chmod 755 "$new"
mkdir -p "$new/apt/lists/partial" "$new/apt/cache/archives/partial" "$new/root"
: >"$new/apt/status" # as if nothing were installed: every library comes along
keys=/usr/share/keyrings/debian-archive-keyring
[ -e $keys.gpg ] && keys=$keys.gpg || keys=$keys.pgp
cat >"$new/apt/conf" <<END
Dir::Etc::sourcelist "$new/apt/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State::lists "$new/apt/lists";
Dir::State::status "$new/apt/status";
Dir::Cache "$new/apt/cache";
APT::Sandbox::User "root";
Acquire::Check-Valid-Until "false"; // a mirror that stands still will do
END
export APT_CONFIG="$new/apt/conf"
for suite in sid testing; do # sid can lack the libraries of a new version for some days
    echo "deb [signed-by=$keys] http://deb.debian.org/debian $suite main" >"$new/apt/sources.list"
    if apt-get update -qq && apt-get install --download-only --no-install-recommends -y -qq \
        mysql-server-core mysql-client-core; then
        break
    fi
    echo "MySQL is not to be had from Debian $suite" >&2
    suite=
done
[ -n "$suite" ] || {
    echo "(set MOCKCRAFT_TEST_MYSQL_URI to a server that is there; MariaDB can stand in)" >&2
    exit 1
}
for package in "$new"/apt/cache/archives/*.deb; do dpkg -x "$package" "$new/root"; done
rm -rf "$new/apt" "$new/root/etc" "$new/root/usr/share/doc" "$new/root/usr/share/perl"

# The programs are made for a newer C library than the machine's, and are run with their own.
for program in sbin/mysqld bin/mysql bin/mysqldump; do
    cat >"$new/${program#*/}" <<END
#!/bin/sh
root=$folder/root/usr
libraries=\$(echo "\$root"/lib/*-linux-gnu*)
exec "\$libraries"/ld-linux-*.so.* --library-path "\$libraries" "\$root/$program" "\$@"
END
    chmod 755 "$new/${program#*/}"
done
rm -rf "$folder"
mv "$new" "$folder"
"$folder/mysqld" --version
