#!/bin/sh
# Installs what Runlet needs, by groups: Debian's packages, and two things of PyPI, whose hashes are checked. Does nothing
# where it is there already.
#
#   scripts/setup-debian.sh [build|base|languages|playground|test|machine|browser|bench]...   (none given: build base)
#   scripts/setup-debian.sh fetch-kernel DIRECTORY
#
# Safe to run again, and several times at once.
set -eu

usage() {
    cat <<'USAGE'
usage: scripts/setup-debian.sh [build|base|languages|playground|test|machine|browser|bench]...
       scripts/setup-debian.sh fetch-kernel DIRECTORY

  build       what building Runlet needs beside Swift
  base        the languages of the tutorial, Bash, Python and Go, with their formatters, and the playground's editor
  languages   every language in languages/ that Debian has a package of, and their formatters
  playground  the editor and the terminal of the playground, and the formatters of the languages that are there
  test        what the tests need: build, languages, playground, machine, browser, and their tools
  machine     what scripts/test-cgroup-v2.sh needs: an emulator, and what is to be in its machine
  browser     what scripts/test-browser.sh needs: a browser, its fonts and its driver
  bench       what the benchmarks need

fetch-kernel only fetches the package of Debian's kernel for virtual machines into the directory.
USAGE
}

say() { printf 'setup-debian: %s\n' "$*" >&2; }

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
languages=$root/languages

# The values of a string or list of strings, one per line, of a table or, without one, of the top level. Reads the subset
# of TOML that the files use: strings without escapes, and lists of them on one line or several.
values() {
    if [ -n "${3:-}" ]; then
        sed -n "/^\\[$3\\]/,/^\\[/{/^\\[/!p}" "$1"
    else
        sed -n '/^\[/q;p' "$1"
    fi | tr '\n' ' ' | grep -oE "(^| )$2 = (\[[^]]*\]|\"[^\"]*\")" | grep -oE '"[^"]*"' | tr -d '"' || :
}

# Whether the executable of a language, or of its formatter, is in one of the directories where Runlet looks for it.
has_executable() {
    executable=$(values "$1" executable "${2:-}")
    [ -n "$executable" ] || return 1
    search=$(values "$1" search "${2:-}")
    [ -n "$search" ] || search=$(values "$1" search)
    for directory in ${search:-/usr/bin /usr/local/bin}; do
        if [ -f "$directory/$executable" ] && [ -x "$directory/$executable" ]; then return 0; fi
    done
    return 1
}

# The packages of a language, or of its formatter: `packages_of go format`. The first one brings the executable: whoever
# has that from another source keeps it.
packages_of() {
    [ -f "$languages/$1.toml" ] || { say "there is no languages/$1.toml"; exit 1; }
    packages=$(values "$languages/$1.toml" packages "${2:-}")
    if [ -n "$packages" ] && has_executable "$languages/$1.toml" "${2:-}"; then
        printf '%s\n' "$packages" | tail -n +2
    else
        printf '%s\n' "$packages"
    fi
}

all_languages() {
    for file in "$languages"/*.toml; do
        id=$(basename "$file" .toml)
        packages_of "$id"
        packages_of "$id" format
        # Not an error: without its tool chain a language is only not offered.
        if [ -z "$(values "$file" packages)" ] && ! has_executable "$file"; then
            say "$id has no Debian package. $(values "$file" hint)"
        fi
    done
}

formatters_of_present() {
    for file in "$languages"/*.toml; do
        if has_executable "$file"; then packages_of "$(basename "$file" .toml)" format; fi
    done
}

# What fetching from PyPI needs.
pypi='ca-certificates python3 python3-pip util-linux'

group() {
    case $1 in
        build) echo g++ libc6-dev libpq-dev librabbitmq-dev libseccomp-dev libsqlite3-dev make pkg-config ;;
        base) for id in bash go python; do packages_of "$id"; packages_of "$id" format; done; echo "$pypi" ;;
        languages) all_languages ;;
        playground) formatters_of_present; echo "$pypi" ;;
        test) group build; all_languages; group machine; group browser
            echo ca-certificates curl hyperfine libcap2-bin nodejs postgresql procps rabbitmq-server util-linux ;;
        machine) echo busybox-static cpio e2fsprogs g++ gcc kmod libc6-dev libcap2-bin procps python3 qemu-system-x86 ;;
        browser) echo "$pypi" chromium fonts-dejavu-core fonts-noto-color-emoji procps python3-matplotlib python3-venv ;;
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

temporary=''
policy=''
# shellcheck disable=SC2086 # one word for each
trap 'rm -rf $temporary; [ -z "$policy" ] || as_root rm -f "$policy"' EXIT

# Packages of servers start them when they are installed, for the whole machine. The tests have servers of their own, so
# that is refused while we install: Debian's packages ask this program, 101 is its "no". One that is there is somebody
# else's and stays.
refuse_services() {
    if [ -e /usr/sbin/policy-rc.d ]; then return 0; fi
    policy=/usr/sbin/policy-rc.d
    # shellcheck disable=SC2016 # $1 is the inner shell's
    as_root sh -c 'printf "#!/bin/sh\nexit 101\n" >"$1" && chmod 755 "$1"' sh "$policy"
}

# Runs a command that needs what a mirror has; three times at most.
with_mirror() {
    as_root true
    log=$(mktemp)
    temporary="$temporary $log"
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

# ---- From PyPI --------------------------------------------------------------------------------------------------------

# pip's own settings count: an index of one's own, or a directory in PIP_FIND_LINKS where there is no network.
pip() {
    "$@" --quiet --disable-pip-version-check --no-deps --require-hashes --retries 2
}

# Debian's interpreter, whatever is first in PATH: only that one is certain to have what its packages brought.
python=/usr/bin/python3

# The wheel of NiceGUI has CodeMirror and xterm.js as modules for browsers, each built into one folder. Nothing else of it
# is used, and none of it runs here.
editor_wheel='nicegui==3.18.0'
editor_hash=a2bd51642312d98aab6d8b641245d796ff1b89da5829777170bcc488140c3dcd

# The last thing that is put there says where the files are from.
has_editor() { [ "$(cat "$root/playground/vendor/.origin" 2>/dev/null || :)" = "$editor_wheel $editor_hash" ]; }

unpack_editor() {
    scratch=$(mktemp -d "$root/.build-editor.XXXXXX")
    temporary="$temporary $scratch"
    printf '%s --hash=sha256:%s\n' "$editor_wheel" "$editor_hash" >"$scratch/requirements"
    pip "$python" -m pip download --only-binary :all: -r "$scratch/requirements" -d "$scratch/wheel" || return 1
    "$python" - "$scratch" <<'PYTHON' || return 1
import glob, os, sys, zipfile

scratch = sys.argv[1]
[wheel] = glob.glob(scratch + "/wheel/*.whl")
with zipfile.ZipFile(wheel) as archive:
    for name in ("codemirror", "xterm"):
        folder = f"nicegui/elements/{name}/dist/"
        os.makedirs(f"{scratch}/vendor/{name}")
        for entry in archive.namelist():
            rest = entry.removeprefix(folder)
            if rest == entry or not rest or "/" in rest:
                continue
            with open(f"{scratch}/vendor/{name}/{rest}", "wb") as file:
                file.write(archive.read(entry))
PYTHON
    # Here, once, so that the server needs no compression of its own.
    gzip -9 -k -n "$scratch"/vendor/*/*.js "$scratch"/vendor/*/*.css || return 1
    chmod -R u=rwX,go=rX "$scratch/vendor"
    printf '%s %s\n' "$editor_wheel" "$editor_hash" >"$scratch/vendor/.origin" || return 1
    if [ -e "$root/playground/vendor" ]; then mv "$root/playground/vendor" "$scratch/old" || return 1; fi
    mv "$scratch/vendor" "$root/playground/vendor"
}

# One at a time. The lock is the folder's own, so that nothing is left of it.
setup_editor() {
    has_editor && return
    mkdir -p "$root/playground"
    {
        flock 9
        has_editor && return
        say "fetching the playground's editor from PyPI: $editor_wheel"
        unpack_editor && return
    } 9<"$root/playground"
    say "could not fetch it: is PyPI within reach? Without it, the playground has a plain text field and no terminal."
    say "Run this script again later, or with PIP_FIND_LINKS=<folder with the wheel of $editor_wheel>."
    return 1
}

# The page's own files, for browsers that take them compressed. One that was edited after that is served as it is.
compress_pages() {
    [ -w "$root/playground" ] || return 0
    for file in "$root"/playground/*.html "$root"/playground/*.js "$root"/playground/*.css "$root"/playground/*.svg; do
        if [ ! -f "$file" ] || { [ -f "$file.gz" ] && [ ! "$file" -nt "$file.gz" ]; }; then continue; fi
        # Under another name first: another of us, or a server, may be reading.
        if gzip -9 -n -c "$file" >"$file.$$.gz" && touch -r "$file" "$file.$$.gz"; then
            mv -f "$file.$$.gz" "$file.gz"
        else
            rm -f "$file.$$.gz"
        fi
    done
}

driver=$root/.build-browser/venv
driver_requirements=$root/Tests/Browser/requirements.txt

has_driver() { [ -x "$driver/bin/python" ] && cmp -s "$driver_requirements" "$driver/requirements.txt"; }

setup_driver() {
    has_driver && return
    mkdir -p "$root/.build-browser"
    {
        flock 9
        has_driver && return
        say "fetching the browser's driver from PyPI: $(sed -n 's/^\([a-z-]*==[0-9.]*\).*/\1/p' "$driver_requirements" | tr '\n' ' ')"
        rm -rf "$driver"
        if "$python" -m venv "$driver" \
            && pip "$driver/bin/python" -m pip install --only-binary :all: -r "$driver_requirements" \
            && cp "$driver_requirements" "$driver/requirements.txt"; then return; fi
    } 9<"$root/.build-browser"
    say "could not fetch it: is PyPI within reach?"
    return 1
}

# ---- All of it --------------------------------------------------------------------------------------------------------

for name in "$@"; do
    case $name in
        build | base | languages | playground | test | machine | browser | bench) ;;
        -h | --help) usage; exit 0 ;;
        *) usage >&2; exit 2 ;;
    esac
done
[ $# -gt 0 ] || set -- build base

wanted=$(for name in "$@"; do group "$name"; done | tr ' ' '\n' | sed '/^$/d' | sort -u)

if [ -n "$wanted" ] && ! { command -v dpkg-query && command -v apt-get; } >/dev/null; then
    say "this system has no apt. Install what corresponds to these Debian packages:"
    printf '%s\n' "$wanted"
    exit 1
fi

missing=''
for package in $wanted; do
    is_installed "$package" || missing="$missing $package"
done
if [ -n "$missing" ]; then
    say "installing$missing"
    case " $missing " in *' postgresql '* | *' rabbitmq-server '*) refuse_services ;; esac
    # shellcheck disable=SC2086 # one word for each package
    with_mirror apt install -y --no-install-recommends $missing || { say "could not install$missing"; exit 1; }
fi

for name in "$@"; do
    case $name in
        # The server works without it, so that is no reason not to start.
        base) setup_editor || :; compress_pages ;;
        playground) setup_editor; compress_pages ;;
        browser) setup_driver ;;
        test) setup_editor; compress_pages; setup_driver ;;
    esac
done
