#!/usr/bin/env bash
# Walks both pages in a real browser, served by the real programs, and stores a picture of every
# page and state in pictures/.
#
#   tests/e2e/run.sh                 everything
#   tests/e2e/run.sh counter wedge   only these files
#
# TOUCHPOINT_BIN: where the programs are (default build/release/bin); CHROMIUM: another browser.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export TZ=Europe/Rome

if [[ ! -d $here/node_modules ]]; then
  printf 'e2e: tests/e2e has no node_modules; run cross/scripts/deps.sh\n' >&2
  exit 1
fi
bin=${TOUCHPOINT_BIN:=$here/../../build/release/bin}
export TOUCHPOINT_BIN
if [[ ! -x $bin/touchpointd ]]; then
  printf 'e2e: no touchpointd in %s; build it, or set TOUCHPOINT_BIN\n' "$bin" >&2
  exit 1
fi
files=()
for name in "$@"; do files+=("$here/$name.test.mjs"); done
((${#files[@]})) || files=("$here"/*.test.mjs)
# Each file has a world of its own, and waits more than it works.
exec node --test --test-reporter=spec --test-concurrency=2 "${files[@]}"
