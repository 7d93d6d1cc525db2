#!/usr/bin/env bash
# The whole product on this machine, once: a centre, a broker, a store's device, a web shop.
#
#   agent/demo.sh                    installs, builds, starts, prints where to look; Ctrl-C ends it
#   agent/demo.sh --check            plays a customer's journey without a person: pass or fail
#   agent/demo.sh --orders FILE      loads a real shop's orders (CSV, perhaps .zst) beside it
#   agent/demo.sh --customers N      how many customers to generate (default 3000)
#   agent/demo.sh --keep             leaves the temporary folder, with its logs, behind
#   agent/demo.sh --no-deps          does not look for missing packages
#
# Columns of FILE: invoice,stock_code,description,quantity,invoiced_at,unit_price,customer_id,country.
# Nothing outside the temporary folder and build/release is written; nothing listens beyond loopback.
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)

deps=yes
arguments=()
while (($#)); do
  case $1 in
    --no-deps) deps=no ;;
    -h | --help)
      sed -n '2,/^set -euo/{/^set -euo/d;s/^# \{0,1\}//;p}' "$0"
      exit 0
      ;;
    *) arguments+=("$1") ;;
  esac
  shift
done

[[ $deps == no ]] || "$top/cross/scripts/deps.sh"

printf 'Building (a clean build takes some minutes, the next one seconds) …\n'
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { cd "$top" && cmake --preset release -DTOUCHPOINT_TESTS=OFF && cmake --build --preset release; } >"$log" 2>&1; then
  tail -40 "$log"
  printf 'demo.sh: the build failed; the last lines are above.\n' >&2
  exit 1
fi
rm -f "$log"
trap - EXIT

exec node "$top/agent/demo/demo.mjs" ${arguments[@]+"${arguments[@]}"}
