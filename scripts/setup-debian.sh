#!/bin/sh
# Installs the Debian packages that Runlet needs, by groups. Does nothing where they are there already.
#
#   scripts/setup-debian.sh [build|base|languages|test|machine|bench]...     (none given: build base)
#   scripts/setup-debian.sh fetch-kernel DIRECTORY
#
# Safe to run again, and several times at once.
set -eu

usage() {
    cat <<'USAGE'
usage: scripts/setup-debian.sh [build|base|languages|test|machine|bench]...
       scripts/setup-debian.sh fetch-kernel DIRECTORY

  build      what building Runlet needs beside Swift
  base       the languages of the tutorial: Bash, Python, Go
  languages  every language in languages/ that Debian has a package of
  test       what the tests need: build, languages, machine, and their tools
  machine    what scripts/test-cgroup-v2.sh needs: an emulator, and what is to be in its machine
  bench      what the benchmarks need

fetch-kernel only fetches the package of Debian's kernel for virtual machines into the directory.
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
        test) group build; all_languages; group machine
            echo ca-certificates curl hyperfine libcap2-bin procps util-linux ;;
        machine) echo busybox-static cpio e2fsprogs g++ gcc kmod libc6-dev libcap2-bin procps python3 qemu-system-x86 ;;
        bench) echo hyperfine wrk ;;
    esac
}

is_installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null || :)" = installed ]
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        say "needs root for: $*"
        exit 1
    fi
}

# The time-out is apt's own wait for its lock: another of us may be installing.
apt() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 \
        -o Acquire::Retries=3 "$@"
}

# Runs a command that needs what a mirror has; three times at most.
with_mirror() {
    as_root true
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    for attempt in 1 2 3; do
        # apt-get update has a lock of its own, for which it does not wait; a failure of it alone is not one of ours.
        apt update >"$log" 2>&1 || :
        if "$@" >>"$log" 2>&1; then return 0; fi
        [ "$attempt" = 3 ] || sleep $((attempt * 5))
    done
    tail -n 20 "$log" >&2
    return 1
}

# The newest kernel is what an otherwise empty package depends on. As root, who is the only one that may write there.
fetch_kernel() {
    package=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
    [ -n "$package" ] && (cd "$1" && apt -o APT::Sandbox::User=root download "$package")
}

if [ "${1:-}" = fetch-kernel ] && [ $# = 2 ]; then
    say "fetching a kernel"
    with_mirror fetch_kernel "$2" || { say "could not fetch it"; exit 1; }
    exit 0
fi

for name in "$@"; do
    case $name in
        build | base | languages | test | machine | bench) ;;
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

say "installing$missing"
# shellcheck disable=SC2086 # one word for each package
with_mirror apt install -y --no-install-recommends $missing || { say "could not install$missing"; exit 1; }
