#!/bin/sh
# Builds everything once and runs every suite. The suites that need the kernel to themselves run alone, one after the
# other; each run has a time limit, so that a hang is a failure with a name.
set -eu
cd "$(dirname "$0")/.."

scripts/check-layers.sh
swift format lint --strict --parallel --recursive Package.swift Sources Tests Benchmarks examples

swift build -c release --build-tests

run() {
    limit=$1
    shift
    echo "== $*"
    timeout -k 10 "$limit" swift test -c release --skip-build "$@"
}

run 10m --filter '^(RunletCoreTests|RunletConfigTests|RunletLanguagesTests|RunletServerTests)\.'
# With a RabbitMQ and PostgreSQL servers of its own.
run 10m --filter '^RunletEngineTests\.' --no-parallel
run 10m --filter '^(RunletSandboxTests|RunletTests)\.' --no-parallel
run 15m --filter '^EndToEndTests\.' --no-parallel

echo "== the pages' own logic"
timeout -k 10 2m node --test Tests/Playground/*.test.mjs

echo "== scripts/test-browser.sh"
scripts/test-browser.sh

echo "== the attacks of every commit"
timeout -k 10 10m .build/release/runlet-attack --every-commit

# The sandbox once more, on the other version of cgroups. The emulator is there for one kind of processor.
if [ "$(uname -m)" = x86_64 ]; then
    echo "== scripts/test-cgroup-v2.sh"
    RUNLET_CGROUPV2_PARTS=checks,suite,attacks RUNLET_ATTACK_ARGS=--resources RUNLET_CGROUPV2_TIME=1500 \
        scripts/test-cgroup-v2.sh
fi
