#!/bin/sh
# Tests the sandbox on cgroup v2, whatever this machine has: in an emulated machine with a Debian kernel without cgroup
# v1, swap, and a disk with the installed packages of Bash, C, C++ and Python, `runlet`, and what is to be run there:
#
#   checks   Tests/CgroupV2/checks.sh
#   suite    RunletSandboxTests
#   attacks  the cases of Tests/Attacks
#
#   swift build -c release --build-tests && scripts/test-cgroup-v2.sh
#
# RUNLET_CGROUPV2_PARTS chooses (checks,suite,attacks where nothing is said; what is not built is left out then), and
# RUNLET_ATTACK_ARGS is for the last. What they print, and what they leave as results, is in .build-cgroupv2 afterwards.
# The kernel is fetched into it once, and never installed. No hardware virtualisation is used or needed.
set -eu
cd "$(dirname "$0")/.."
PATH=$PATH:/usr/sbin:/sbin

limit=${RUNLET_CGROUPV2_TIME:-900}
built=.build/release
cache=.build-cgroupv2

say() { printf 'test-cgroup-v2: %s\n' "$*" >&2; }

[ "$(uname -m)" = x86_64 ] || { say "made for x86_64 only"; exit 1; }

parts=${RUNLET_CGROUPV2_PARTS:-}
program_of() {
    case $1 in
        checks) echo runlet ;;
        suite) echo runletPackageTests.xctest ;;
        attacks) echo runlet-attack ;;
        *) say "there is no part $1"; exit 2 ;;
    esac
}
if [ -z "$parts" ]; then
    for part in checks suite attacks; do [ ! -x "$built/$(program_of "$part")" ] || parts="$parts${parts:+,}$part"; done
fi
programs=runlet
for part in $(echo "$parts" | tr , ' '); do programs="$programs $(program_of "$part")"; done
for name in $programs; do [ -x "$built/$name" ] || { say "there is no $built/$name: build it first"; exit 1; }; done

scripts/setup-debian.sh machine
mkdir -p "$cache"
work=$(mktemp -d "$cache/run.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

# ---- The kernel -------------------------------------------------------------------------------------------------------

if [ ! -d "$cache/kernel" ]; then
    # Where no mirror can be reached, the package can be put there by hand.
    set -- "$cache"/linux-image-*.deb
    [ -f "$1" ] || scripts/setup-debian.sh fetch-kernel "$cache"
    set -- "$cache"/linux-image-*.deb
    dpkg-deb -x "$1" "$work/kernel"
    mv "$work/kernel" "$cache/kernel"
fi

# ---- The disk ---------------------------------------------------------------------------------------------------------

root=$work/root
mkdir -p "$root/usr" "$root/etc" "$root/opt/runlet/Tests" "$root/usr/share/runlet" "$root/usr/lib/modules"
for name in bin sbin lib lib64; do mkdir -p "$root/usr/$name"; ln -s "usr/$name" "$root/$name"; done

# The packages that are installed here, with all that they depend on. /bin and the like lead to /usr.
copy_packages() {
    apt-cache depends --recurse --installed --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces \
        --no-enhances "$@" | grep '^[a-z0-9]' | sort -u | xargs dpkg-query -L 2>/dev/null |
        sed -n -E 's,^/(bin|sbin|lib|lib64)(/|$),/usr/\1\2,;s,^/,,p' |
        grep -vE '^(usr/)?$|^usr/share/(doc|info|lintian|locale|man)/' | sort -u >"$work/files"
    tar -C / --no-recursion --ignore-failed-read -T "$work/files" -cf - 2>/dev/null | tar -C "$root" -xpf -
}
# shellcheck disable=SC2046 # one word for each package
copy_packages $(dpkg-query -W -f '${Package} ${Essential}\n' | sed -n 's/ yes$//p') \
    bash g++ gcc kmod libc6-dev libcap2-bin mawk mount procps python3

# What the packages' scripts make when they are installed.
cp "$root/usr/share/base-passwd/passwd.master" "$root/etc/passwd"
cp "$root/usr/share/base-passwd/group.master" "$root/etc/group"
sed 's/:.*/:*:20000:0:99999:7:::/' "$root/etc/passwd" >"$root/etc/shadow"
chmod 640 "$root/etc/shadow"
printf '127.0.0.1 localhost\n::1 localhost\n' >"$root/etc/hosts"
ln -sf mawk "$root/usr/bin/awk"
mkdir -p "$root/mnt"
echo 0123456789abcdef0123456789abcdef >"$root/etc/machine-id"
ldconfig -r "$root"
echo 'auth required pam_unix.so' >"$root/etc/pam.d/common-auth"
for stack in account password session; do echo "$stack required pam_permit.so" >"$root/etc/pam.d/common-$stack"; done

# All modules, as on any machine: the kernel loads them where a program asks for what they bring.
cp -R "$cache"/kernel/lib/modules/* "$root/usr/lib/modules"
depmod -b "$root" "$(ls "$root/usr/lib/modules")"

# The programs, and the libraries that they load, at the places where the loader finds them here.
for name in $programs; do
    cp "$built/$name" "$root/opt/runlet"
    ldd "$built/$name" | sed -n -E 's,^[[:space:]]*([^ ]+ => )?(/[^ :]+) \(0x.*,\2,p' | while read -r library; do
        [ -e "$root$library" ] || { mkdir -p "$root$(dirname "$library")" && cp -L "$library" "$root$library"; }
    done
done
ln -s /opt/runlet/runlet "$root/usr/bin/runlet"
ln -s /opt/runlet/languages /opt/runlet/playground "$root/usr/share/runlet"
cp -R languages playground Tests/CgroupV2/checks.sh Tests/CgroupV2/init "$root/opt/runlet"
cp -R Tests/Attacks "$root/opt/runlet/Tests"
cp "$(command -v busybox)" "$root/usr/bin/busybox"
printf "parts='%s'\nattack_args='%s'\n" "$parts" "${RUNLET_ATTACK_ARGS:-}" >"$root/opt/runlet/order"

# Everything there is root's, whoever makes it here.
as_owner() { if [ "$(id -u)" -eq 0 ]; then "$@"; else unshare --map-root-user "$@"; fi; }
as_owner mke2fs -q -t ext4 -m 0 -O ^has_journal -E assume_storage_prezeroed=1 -d "$root" "$work/disk" 4G
truncate -s 1G "$work/swap" "$work/results"

# The first root: an initramfs, which holds no more than it takes to go on.
mkdir -p "$work/first/usr/bin"
cp "$root/usr/bin/busybox" "$work/first/usr/bin"
cp Tests/CgroupV2/init "$work/first/init"
chmod 755 "$work/first/init"
(cd "$work/first" && find . | cpio --quiet -o -H newc -R 0:0) >"$work/initramfs"
rm -rf "$root"

# ---- The machine ------------------------------------------------------------------------------------------------------

rm -rf "$cache/results"
mkdir "$cache/results"
say "booting for $parts (at most $limit s)"
disk() { printf -- '-drive file=%s,format=raw,if=none,cache=unsafe,id=%s -device nvme,drive=%s,serial=%s' "$work/$1" "$1" "$1" "$1"; }
# What costs an emulator much and the sandbox nothing is off: levels of page tables, checks of each access by the kernel.
# shellcheck disable=SC2046,SC2094 # words of options; the log is read when it is whole
timeout --foreground -k 5 "$limit" qemu-system-x86_64 -accel tcg,thread=multi -cpu max,la57=off,smap=off,smep=off \
    -smp 2 -m 4096 -nographic -no-reboot -nic none -kernel "$(echo "$cache"/kernel/boot/vmlinuz-*)" \
    -initrd "$work/initramfs" $(disk disk) $(disk swap) $(disk results) \
    -append "console=ttyS0 quiet loglevel=4 cgroup_no_v1=all mitigations=off tsc=reliable panic=-1" \
    </dev/null 2>&1 | sed -u 's/\r*$//' | tee "$cache/console.log" || :

tar -xf "$work/results" -C "$cache/results" 2>/dev/null || :

bad=0
for part in $(echo "$parts" | tr , ' '); do
    grep -q "^== $part passed" "$cache/console.log" || { say "$part did not pass"; bad=1; }
done
# Once more at the end, where it is looked for.
[ "$bad" = 0 ] || grep -aE '✘|^(fail|not ok) ' "$cache/console.log" | cut -c 1-600 | tail -n 40
exit $bad
