#!/usr/bin/env bash
# The long rigs: power cuts, kills and a bad network, each with the real code and one seed.
#
#   tests/faults/run.sh                       all three, with the numbers of a release
#   tests/faults/run.sh --power-cuts N        so many cuts; 0 leaves a rig out
#   tests/faults/run.sh --kills N             so many deaths of agent, hub and broker
#   tests/faults/run.sh --network N           so many faults, with 100 events each
#   tests/faults/run.sh --seed S              a run again; without it one is thrown and printed
#   tests/faults/run.sh --preset NAME         another build than release; it is not built here
#
# Each rig prints its summary, the last line sums them up. Exit code 0 when nothing failed, 1 when
# something did, 2 for a wrong command line.
set -uo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top" || exit 1
exec </dev/null

power_cuts=20000
kills=500
network=1000
seed=$((RANDOM * 32768 + RANDOM + 1))
preset=release

usage() { sed -n '2,/^set -uo/{/^set -uo/d;s/^# \{0,1\}//;p}' "$0"; }
wrong() { printf 'run.sh: %s\n' "$1" >&2; usage >&2; exit 2; }

while (($#)); do
  case $1 in
    --power-cuts | --kills | --network | --seed)
      [[ ${2:-} =~ ^[0-9]+$ ]] || wrong "$1 needs a whole number"
      name=${1#--}
      printf -v "${name//-/_}" '%d' "$2"
      shift ;;
    --preset) (($# > 1)) || wrong '--preset needs a name'; preset=$2; shift ;;
    -h | --help) usage; exit 0 ;;
    *) wrong "there is no option \"$1\"" ;;
  esac
  shift
done

export TOUCHPOINT_BIN=$top/build/$preset/bin
passed=0
failed=0

# rig NAME COUNT COMMAND… : runs it unless COUNT is 0.
rig() {
  local name=$1 count=$2 begin=$SECONDS
  shift 2
  ((count > 0)) || return 0
  printf '== %s, seed %d\n' "$name" "$seed"
  if "$@"; then
    passed=$((passed + 1))
    printf '== %s: held, %d s\n' "$name" "$((SECONDS - begin))"
  else
    failed=$((failed + 1))
    printf '== %s: FAILED, %d s\n' "$name" "$((SECONDS - begin))"
  fi
}

rig 'power cuts' "$power_cuts" "$TOUCHPOINT_BIN/touchpoint_power_cuts" --cuts "$power_cuts" --seed "$seed"
rig kills "$kills" node tests/faults/kills.mjs --kills "$kills" --seed "$seed"
rig network "$network" node tests/faults/network.mjs --faults "$network" --events "$((network * 100))" --seed "$seed"

printf 'faults: %d rigs held, %d failed (power cuts %d, kills %d, network faults %d), seed %d, %d s\n' \
  "$passed" "$failed" "$power_cuts" "$kills" "$network" "$seed" "$SECONDS"
((failed == 0))
