#!/bin/bash
# What must hold on cgroup v2. Runs as root in the guest: checks.sh WHERE all|some. One line per check, and one with the
# counts. Times are generous: the guest's processor is emulated.
set -u
where=$1
which=$2
passed=0
failed=0
top=/sys/fs/cgroup
tmp=/tmp/checks
mkdir -p "$tmp"

ok() { passed=$((passed + 1)); printf 'ok %s: %s\n' "$where" "$1"; }
not_ok() { failed=$((failed + 1)); printf 'not ok %s: %s: %s\n' "$where" "$1" "$2"; }
check() { if [ "$2" = "$3" ]; then ok "$1"; else not_ok "$1" "expected '$3', got '$2'"; fi; }

# run LANGUAGE OPTION...: the code is on standard input; sets $code, and leaves $tmp/out and $tmp/err.
run() {
    local language=$1
    shift
    code=0
    runlet exec --language "$language" --stats --timeout 40s "$@" - >"$tmp/out" 2>"$tmp/err" || code=$?
}

said() { tr '\n' ' ' <"$tmp/err" | cut -c 1-300; }

# expect NAME CODE WORD: how the last run ended.
expect() {
    if [ "$code" = "$2" ] && grep -q -- "$3" "$tmp/err"; then
        ok "$1"
    else
        not_ok "$1" "expected $2 and '$3', got $code and '$(said)'"
    fi
}

# printed NAME TEXT: what the last run wrote, and that it ended well.
printed() {
    if [ "$code" = 0 ]; then check "$1" "$(cat "$tmp/out")" "$2"; else not_ok "$1" "$code: $(said)"; fi
}

# Numbers of the last run's --stats line.
wall() { sed -n 's/.*: \([0-9]*\)[.0-9]* ms wall.*/\1/p' "$tmp/err"; }
cpu() { sed -n 's/.* \([0-9]*\)[.0-9]* ms cpu.*/\1/p' "$tmp/err"; }
memory() { sed -n 's/.* \([0-9]*\) KiB.*/\1/p' "$tmp/err"; }

within() { if [ -n "$2" ] && [ "$2" -ge "$3" ] && [ "$2" -le "$4" ]; then ok "$1"; else not_ok "$1" "$2 is not in $3...$4: $(said)"; fi; }

# Processes that have a user of a sandbox, and directories of ours.
strangers() { awk '/^Uid:/ && $2 >= 1900000000 { print FILENAME }' /proc/[0-9]*/status 2>/dev/null; }
directories() { find "$top" -type d -name 'runlet-*'; }

nothing_left() {
    local try
    for try in 1 2 3 4 5 6 7 8 9 10; do
        [ -n "$(strangers)$(directories)" ] || { ok "$1"; return; }
        sleep 0.2
    done
    not_ok "$1" "$(strangers | tr '\n' ' ') $(directories | tr '\n' ' ')"
}

# inside GROUP COMMAND...: the command as a member of that group.
inside() {
    local group=$1
    shift
    bash -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$top/$group" "$@"
}

# The cgroup line of the doctor, as a member of a group.
doctor_in() { inside "$1" runlet doctor --json 2>&1 | grep -o 'v2 at [^"]*' | tr -d '\\'; }

like() { case $2 in $3) ok "$1" ;; *) not_ok "$1" "expected '$3', got '$2'" ;; esac; }

# refused NAME WORD COMMAND...: it must fail and say why, and the program must not have run.
refused() {
    local name=$1 word=$2
    shift 2
    code=0
    "$@" runlet exec --language bash - <<<'echo it ran' >"$tmp/out" 2>"$tmp/err" || code=$?
    if [ "$code" != 0 ] && [ ! -s "$tmp/out" ] && grep -q -- "$word" "$tmp/err"; then
        ok "$name"
    else
        not_ok "$name" "$code, '$(cat "$tmp/out")', '$(said)'"
    fi
}

# ---- Everywhere -------------------------------------------------------------------------------------------------------

runlet doctor --json >"$tmp/doctor" 2>"$tmp/err"
check 'doctor is content' $? 0
check 'every layer is in force' "$(python3 - "$tmp/doctor" <<'END'
import json, sys
layers = [check for check in json.load(open(sys.argv[1])) if check["group"] == "isolation"]
bad = [f'{check["name"]} {check["detail"]}' for check in layers if check["state"] == "missing"]
print("; ".join(bad) or f"{len(layers) >= 15}")
END
)" True
like 'the cgroups are v2' "$(grep -o 'v2 at [^"]*' "$tmp/doctor" | tr -d '\\')" "v2 at $top/runlet-*"

run bash <<<'echo hello $((6 * 7))'
printed 'bash' 'hello 42'
run python <<<'print(sum(range(10)))'
printed 'python' 45
run bash <<<'cat /proc/self/cgroup'
printed 'the own group is the root of what is seen' '0::/'

run python --memory 64MiB <<<'x = bytearray(200 << 20); print("survived")'
expect 'memory limit: one process' 125 memory-limit
run bash --timeout 2s <<<'sleep 60'
expect 'timeout' 124 timeout
within 'timeout: at its time' "$(wall)" 1900 4000
run python --timeout 3s --processes 32 <<'END'
import os
while True:
    try:
        os.fork()
    except OSError:
        pass
END
expect 'fork bomb ends' 124 timeout
nothing_left 'nothing is left of a fork bomb'

if [ "$which" = all ]; then

run c <<<'#include <stdio.h>
int main(void) { return puts("compiled") < 0; }'
printed 'c' compiled
# What follows about memory holds although there is somewhere else to go.
check 'there is swap' "$(awk 'NR > 1' /proc/swaps | wc -l)" 1

# ---- Limits -----------------------------------------------------------------------------------------------------------

run python <<<'x = b"x" * (50 << 20)'
within 'memory is measured' "$(memory)" 51200 102400
run bash --memory 48MiB --disk 256MiB <<<'for i in {1..100}; do head -c 1M /dev/zero >$i || exit 1; done'
expect 'memory limit: files' 125 memory-limit
run python --memory 64MiB <<'END'
import os, sys, time
children = []
for _ in range(8):
    pid = os.fork()
    if pid == 0:
        x = b"x" * (20 << 20)
        time.sleep(3)
        os._exit(0)
    children.append(pid)
sys.exit(any([os.waitpid(pid, 0)[1] for pid in children]))
END
expect 'memory limit: many children' 125 memory-limit
run python --processes 8 <<'END'
import os, time
for _ in range(20):
    if os.fork() == 0:
        time.sleep(60)
        os._exit(0)
END
expect 'process limit' 125 process-limit
run python --processes 8 <<'END'
import os, time
for _ in range(7):
    if os.fork() == 0:
        time.sleep(1)
        os._exit(0)
print("all")
END
printed 'as many processes as allowed' all
run bash --output 64KiB <<<'while :; do echo 0123456789012345678901234567890123456789; done'
expect 'output limit' 125 output-limit
check 'output limit: to the byte' "$(wc -c <"$tmp/out")" 65536
run bash --disk 4MiB <<<'head -c 20M /dev/zero >big'
expect 'disk limit: one file' 125 disk-limit
run bash --disk 4MiB <<<'for i in {1..20}; do head -c 1M /dev/zero >$i || exit 1; done'
expect 'disk limit: many files' 125 disk-limit
run bash <<<'exit 137'
expect 'exit code 137 is only an exit code' 137 failed
run bash <<<'kill -9 $$'
expect 'SIGKILL by itself is only a signal' 137 SIGKILL
run bash --cpus 0.5 --timeout 4s <<<'while :; do :; done & while :; do :; done'
expect 'two busy processes' 124 timeout
within 'half a cpu is half a cpu' "$(cpu)" "$(($(wall) * 30 / 100))" "$(($(wall) * 65 / 100))"
run bash --cpus 2 --timeout 4s <<<'while :; do :; done & while :; do :; done'
within 'two cpus are more than one' "$(cpu)" "$(($(wall) * 105 / 100))" "$(($(wall) * 210 / 100))"
nothing_left 'nothing is left'

# ---- A death in between -----------------------------------------------------------------------------------------------

runlet exec --language bash --timeout 60s - <<<'sleep 50 & sleep 51' >"$tmp/out" 2>"$tmp/err" &
victim=$!
for try in {1..100}; do
    [ "$(strangers | wc -l)" -ge 3 ] && break
    sleep 0.1
done
within 'a run to be killed' "$(strangers | wc -l)" 3 4
kill -KILL "$victim"
wait "$victim" 2>/dev/null
for try in {1..50}; do
    [ -z "$(strangers)" ] && break
    sleep 0.1
done
check 'no process outlives a killed server' "$(strangers)" ''
like 'its directory is still there' "$(directories | head -n 1)" "$top/runlet-$victim-*"
run bash <<<'echo next'
printed 'the next one runs' next
nothing_left 'the next one removes what the dead one left'

# ---- Where we are -----------------------------------------------------------------------------------------------------

mkdir "$top/shared" "$top/alone" "$top/container" "$top/crowded" "$top/lacking"
sleep 600 &
beside=$!
echo "$beside" >"$top/shared/cgroup.procs"
like 'in a group with others, the top is used' "$(doctor_in shared)" "v2 at $top/runlet-*"
run_in() { code=0; inside "$1" runlet exec --language bash - <<<'echo inside' >"$tmp/out" 2>"$tmp/err" || code=$?; }
run_in shared
printed 'in a group with others, it runs' inside
like 'alone in a group, that is used' "$(doctor_in alone)" "v2 at $top/alone/runlet-*"
nothing_left 'alone in a group, nothing is left'
run_in alone
printed 'alone in a group, it runs again' inside
nothing_left 'alone in a group, nothing is left again'

# A container with a namespace of its own: the group is the top of what is seen.
contained() {
    local group=$1
    shift
    inside "$group" unshare --cgroup --mount bash -c 'umount /sys/fs/cgroup && mount -t cgroup2 cgroup2 /sys/fs/cgroup && exec "$@"' - "$@"
}
like 'in a cgroup namespace, alone' "$(contained container runlet doctor --json 2>&1 | grep -o 'v2 at [^"]*' | tr -d '\\')" \
    "v2 at $top/runlet-*"
nothing_left 'in a cgroup namespace, nothing is left'
echo "$beside" >"$top/crowded/cgroup.procs"
refused 'in a cgroup namespace, with others: refused' 'other processes' contained crowded
# A part of the hierarchy, bound, without a namespace.
bound() {
    local group=$1
    shift
    inside "$group" unshare --mount bash -c 'mount --bind "$0" /sys/fs/cgroup && exec "$@"' "$top/$group" "$@"
}
like 'with a part of the hierarchy bound' "$(bound container runlet doctor --json 2>&1 | grep -o 'v2 at [^"]*' | tr -d '\\')" \
    "v2 at $top/runlet-*"

# ---- Fail closed ------------------------------------------------------------------------------------------------------

echo '+cpu +pids' >"$top/lacking/cgroup.subtree_control"
mkdir "$top/lacking/inner"
refused 'without the memory controller: refused' 'memory' contained lacking/inner
without() { unshare --mount bash -c 'umount /sys/fs/cgroup && exec "$@"' - "$@"; }
refused 'without a cgroup file system: refused' 'cgroup' without
read_only() { unshare --mount bash -c 'mount -o remount,bind,ro /sys/fs/cgroup && exec "$@"' - "$@"; }
refused 'with a read-only cgroup file system: refused' 'Read-only' read_only
if inside lacking/inner true; then
    like 'without the memory controller in the own group, the top is used' "$(doctor_in lacking/inner)" \
        "v2 at $top/runlet-*"
fi

kill "$beside"
wait "$beside" 2>/dev/null
nothing_left 'nothing is left at the end'
for group in lacking/inner lacking crowded container alone shared; do
    rmdir "$top/$group" || not_ok 'groups can be removed' "$group"
done
fi

echo "$where: $passed passed, $failed failed"
[ "$passed" -gt 0 ] && [ "$failed" = 0 ]
