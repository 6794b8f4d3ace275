#!/bin/sh
# Installs the Debian packages that Runlet needs, by groups. Does nothing where they are there already.
#
#   scripts/setup-debian.sh [build|base|languages|test|bench]...     (none given: build base)
#
# Safe to run again, and several times at once.
set -eu

usage() {
    cat <<'USAGE'
usage: scripts/setup-debian.sh [build|base|languages|test|bench]...

  build      what building Runlet needs beside Swift
  base       the languages of the tutorial: Bash, Python, Go
  languages  every language in languages/ that Debian has a package of
  test       what the tests need: build, languages, and their tools
  bench      what the benchmarks need
USAGE
}

say() { printf 'setup-debian: %s\n' "$*" >&2; }

languages=$(CDPATH='' cd -- "$(dirname -- "$0")/../languages" && pwd)

# The values of a top-level string or list of strings, one per line. Reads the subset of TOML that the files use:
# strings without escapes, and lists of them on one line or several.
values() {
    sed -n '/^\[/q;p' "$1" | tr '\n' ' ' | grep -oE "(^| )$2 = (\[[^]]*\]|\"[^\"]*\")" | grep -oE '"[^"]*"' | tr -d '"' || :
}

# Whether the executable of a language is in one of the directories where Runlet looks for it.
has_executable() {
    executable=$(values "$1" executable)
    search=$(values "$1" search)
    for directory in ${search:-/usr/bin /usr/local/bin}; do
        if [ -f "$directory/$executable" ] && [ -x "$directory/$executable" ]; then return 0; fi
    done
    return 1
}

# The packages of a language. The first one brings the executable: whoever has that from another source keeps it.
packages_of() {
    [ -f "$languages/$1.toml" ] || { say "there is no languages/$1.toml"; exit 1; }
    packages=$(values "$languages/$1.toml" packages)
    if [ -n "$packages" ] && has_executable "$languages/$1.toml"; then
        printf '%s\n' "$packages" | tail -n +2
    else
        printf '%s\n' "$packages"
    fi
}

all_languages() {
    for file in "$languages"/*.toml; do
        id=$(basename "$file" .toml)
        packages_of "$id"
        # Not an error: without its tool chain a language is only not offered.
        if [ -z "$(values "$file" packages)" ] && ! has_executable "$file"; then
            say "$id has no Debian package. $(values "$file" hint)"
        fi
    done
}

group() {
    case $1 in
        build) echo g++ libc6-dev libseccomp-dev libsqlite3-dev make pkg-config ;;
        base) for id in bash go python; do packages_of "$id"; done ;;
        languages) all_languages ;;
        test) group build; all_languages; echo ca-certificates curl hyperfine libcap2-bin procps util-linux ;;
        bench) echo hyperfine wrk ;;
    esac
}

is_installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null || :)" = installed ]
}

for name in "$@"; do
    case $name in
        build | base | languages | test | bench) ;;
        -h | --help) usage; exit 0 ;;
        *) usage >&2; exit 2 ;;
    esac
done
[ $# -gt 0 ] || set -- build base

wanted=$(for name in "$@"; do group "$name"; done | tr ' ' '\n' | sed '/^$/d' | sort -u)
[ -n "$wanted" ] || exit 0

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    say "this system has no apt. Install what corresponds to these Debian packages:"
    printf '%s\n' "$wanted"
    exit 1
fi

missing=''
for package in $wanted; do
    is_installed "$package" || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        say "needs root to install:$missing"
        exit 1
    fi
}

# The time-out is apt's own wait for its lock: another of us may be installing.
apt() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 "$@"
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT
say "installing$missing"
for attempt in 1 2 3; do
    # apt-get update has a lock of its own, for which it does not wait; a failure of it alone is not one of ours.
    apt update >"$log" 2>&1 || :
    # shellcheck disable=SC2086 # one word for each package
    if apt install -y --no-install-recommends $missing >>"$log" 2>&1; then exit 0; fi
    [ "$attempt" = 3 ] || sleep $((attempt * 5))
done
tail -n 20 "$log" >&2
say "could not install$missing"
exit 1
