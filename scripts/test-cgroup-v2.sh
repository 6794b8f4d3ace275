#!/bin/sh
# Proves the sandbox on cgroup v2, whatever this machine has: boots a Debian kernel without cgroup v1 in an emulated
# machine whose whole file system is `runlet`, a few of the system's programs, Bash and Python, and runs
# Tests/CgroupV2/checks.sh in it. No hardware virtualisation is needed.
#
#   make build && scripts/test-cgroup-v2.sh
#
# Installs the emulator where it is missing. The kernel is only unpacked, into .build-cgroupv2, never installed.
set -eu
cd "$(dirname "$0")/.."

limit=${RUNLET_CGROUPV2_TIME:-180}
runlet=.build/release/runlet
cache=.build-cgroupv2

say() { printf 'test-cgroup-v2: %s\n' "$*" >&2; }

[ "$(uname -m)" = x86_64 ] || { say "made for x86_64 only"; exit 1; }
[ -x "$runlet" ] || { say "there is no $runlet: build it first"; exit 1; }

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
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 "$@"
}

missing=''
for package in qemu-system-x86 busybox-static cpio python3; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || :)" = installed ] || missing="$missing $package"
done
if [ -n "$missing" ]; then
    say "installing$missing"
    apt update >/dev/null || :
    # shellcheck disable=SC2086 # one word for each package
    apt install -y --no-install-recommends $missing >/dev/null
fi

# ---- The kernel -------------------------------------------------------------------------------------------------------

mkdir -p "$cache"
kernel_package() {
    apt-cache depends linux-image-cloud-amd64 2>/dev/null | sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1
}
if [ ! -f "$cache/vmlinuz" ]; then
    # What is there already is used: put the package there by hand where no mirror can be reached.
    set -- "$cache"/linux-image-*.deb
    if [ ! -f "$1" ]; then
        [ -n "$(kernel_package)" ] || apt update >/dev/null
        say "fetching $(kernel_package)"
        # As root, who is the only one that may write there, and without apt's warning about it.
        (cd "$cache" && apt-get -qq -o APT::Sandbox::User=root -o Acquire::Retries=3 download "$(kernel_package)")
        set -- "$cache"/linux-image-*.deb
    fi
    rm -rf "$cache/kernel"
    dpkg-deb -x "$1" "$cache/kernel"
    # All that is needed is built in; the modules stay behind.
    mv "$cache"/kernel/boot/vmlinuz-* "$cache/vmlinuz"
    rm -rf "$cache/kernel"
fi

# ---- The file system --------------------------------------------------------------------------------------------------

work=$(mktemp -d "$cache/run.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
root=$work/root
mkdir -p "$root/usr/bin" "$root/usr/sbin" "$root/usr/lib" "$root/usr/lib64" "$root/etc" "$root/proc" "$root/sys" \
    "$root/dev" "$root/tmp" "$root/root" "$root/opt" "$root/busybox" "$root/usr/share/runlet"
for name in bin sbin lib lib64; do ln -s "usr/$name" "$root/$name"; done

put() {
    [ -e "$root$2" ] && return
    mkdir -p "$root$(dirname "$2")"
    cp -L "$1" "$root$2"
}

# The libraries that programs and modules load, each at the place where the loader finds it here.
put_libraries() {
    ldd "$@" 2>/dev/null | sed -n -E 's,^[[:space:]]*([^ ]+ => )?(/[^ :]+) \(0x.*,\2,p' | sort -u |
        while read -r library; do put "$library" "$library"; done
}

put_program() {
    for name in "$@"; do
        path=$(PATH=/usr/bin:/usr/sbin:/bin:/sbin command -v "$name")
        put "$path" "/usr/bin/$name"
        put_libraries "$path"
    done
}

put_libraries "$runlet"
cp "$runlet" "$root/usr/bin/runlet"
# Without the symbols it is a third of the size, and nobody debugs it there.
if command -v strip >/dev/null; then strip "$root/usr/bin/runlet"; fi
cp -R languages "$root/usr/share/runlet/languages"
put_program bash cat env head ls readlink sh sleep unshare wc

stdlib=$(/usr/bin/python3 -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')
put /usr/bin/python3 /usr/bin/python3
put_libraries /usr/bin/python3 "$stdlib"/lib-dynload/*.so
mkdir -p "$root$stdlib"
tar -C "$stdlib" --exclude=./test --exclude=./idlelib --exclude=./lib2to3 --exclude=./tkinter --exclude=./ensurepip \
    --exclude=./pydoc_data --exclude='./config-*' --exclude=./dist-packages --exclude=./turtledemo -cf - . |
    tar -C "$root$stdlib" -xf -

cp "$(command -v busybox)" "$root/usr/bin/busybox"
for name in $("$root/usr/bin/busybox" --list); do ln -s /usr/bin/busybox "$root/busybox/$name"; done
cp Tests/CgroupV2/init Tests/CgroupV2/checks.sh "$root"
chmod 755 "$root/init"

(cd "$root" && find . | cpio --quiet -o -H newc -R 0:0) >"$work/initramfs"
rm -rf "$root"

# ---- The machine ------------------------------------------------------------------------------------------------------

say "booting (at most $limit s)"
# shellcheck disable=SC2094 # the log is read when it is whole
timeout --foreground -k 5 "$limit" qemu-system-x86_64 -accel tcg,thread=multi -cpu max -smp 2 -m 2048 \
    -nographic -no-reboot -nic none -kernel "$cache/vmlinuz" -initrd "$work/initramfs" \
    -append "console=ttyS0 quiet loglevel=4 cgroup_no_v1=all systemd.unified_cgroup_hierarchy=1 mitigations=off panic=-1" \
    </dev/null 2>&1 | sed -u 's/\r*$//' | tee "$cache/console.log" |
    grep --line-buffered -E '^(ok|not ok) |^[0-9]+ passed, [0-9]+ failed$' || :

score=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$cache/console.log" | tail -n 1)
case $score in
    '') say "the guest did not come to its end; the last it said:"; tail -n 20 "$cache/console.log" >&2; exit 1 ;;
    '0 passed, '*) exit 1 ;;
    *' passed, 0 failed') exit 0 ;;
    *) exit 1 ;;
esac
