#!/usr/bin/env bash
# Lints the contract's descriptions, compares its schemas with its examples, and both with what the
# real programs say.
#
#   tests/contract/run.sh                       everything
#   tests/contract/run.sh descriptions examples only these files
#
# TOUCHPOINT_BIN: where the programs are (default build/release/bin).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

if [[ ! -d $here/node_modules ]]; then
  printf 'contract: tests/contract has no node_modules; run cross/scripts/deps.sh\n' >&2
  exit 1
fi
bin=${TOUCHPOINT_BIN:=$here/../../build/release/bin}
export TOUCHPOINT_BIN
if [[ ! -x $bin/touchpointd ]]; then
  printf 'contract: no touchpointd in %s; build it, or set TOUCHPOINT_BIN\n' "$bin" >&2
  exit 1
fi
files=()
for name in "$@"; do files+=("$here/$name.test.mjs"); done
((${#files[@]})) || files=("$here"/*.test.mjs)
exec node --test --test-reporter=spec --test-concurrency=1 "${files[@]}"
