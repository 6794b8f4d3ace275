#!/bin/sh
# Looks at the playground and the operators' page in a real browser, as a person would. Needs a release build.
#
#   scripts/test-browser.sh [words of the names of the checks]...
#   scripts/test-browser.sh --picture       makes docs/playground.png
#
# Screenshots are in .build-browser/screenshots afterwards. All of it has ten minutes.
set -eu
cd "$(dirname "$0")/.."

[ -x .build/release/runlet ] || { echo "test-browser: there is no .build/release/runlet: build it first" >&2; exit 1; }
scripts/setup-debian.sh playground browser
exec timeout -k 20 660 .build-browser/venv/bin/python -B Tests/Browser/run.py "$@"
