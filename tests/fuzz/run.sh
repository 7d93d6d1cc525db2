#!/usr/bin/env bash
# Runs the fuzzers for a while, each from the corpus and from what earlier runs on this machine found
# (build/fuzz/corpus). Prints one line per target: runs, coverage, crashes.
#
#   tests/fuzz/run.sh                       every target, 20 seconds each
#   tests/fuzz/run.sh --seconds 300 scans   one target for five minutes
#   tests/fuzz/run.sh --no-build            does not build first
#
# What crashes, leaks, or takes longer than 10 seconds or 2 GiB stands in build/fuzz/findings/<target>/;
# the exit code is 1 then. Needs clang-14 and libclang-rt-14-dev: cross/scripts/deps.sh --full.
set -uo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
bin=$top/build/fuzz/bin
seconds=20
build=yes
wanted=()

wrong() { printf 'fuzz: %s\n' "$1" >&2; exit 2; }
while (($#)); do
  case $1 in
    --seconds) [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || wrong '--seconds needs a number'; seconds=$2; shift ;;
    --no-build) build=no ;;
    -h | --help) sed -n '2,/^set -uo/{/^set -uo/d;s/^# \{0,1\}//;p}' "$0"; exit 0 ;;
    -*) wrong "there is no option \"$1\"" ;;
    *) wanted+=("$1") ;;
  esac
  shift
done

if [[ $build == yes ]]; then
  (cd "$top" && cmake --preset fuzz && cmake --build --preset fuzz) >"$top/build/fuzz.log" 2>&1 || {
    tail -30 "$top/build/fuzz.log" >&2
    wrong "it does not build (see above, and $top/build/fuzz.log)"
  }
fi
if ((${#wanted[@]} == 0)); then
  for list in "$bin"/fuzz_*.corpus; do
    list=${list##*/fuzz_}
    wanted+=("${list%.corpus}")
  done
fi

number() { sed -nE "s/$1/\\1/p" "$2" | tail -1; }

good=0
bad=0
printf '%-15s %10s %8s %9s %6s  %s\n' target runs edges features inputs result
for target in "${wanted[@]}"; do
  program=$bin/fuzz_$target
  [[ -x $program ]] || wrong "there is no target \"$target\""
  own=$top/build/fuzz/corpus/$target
  findings=$top/build/fuzz/findings/$target
  log=$top/build/fuzz/$target.log
  rm -rf "$findings"
  mkdir -p "$own" "$findings"
  mapfile -t corpus <"$program.corpus"
  ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=0 "$program" -dict="$top/tests/fuzz/dictionary.txt" \
    -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=16384 -print_final_stats=1 \
    -artifact_prefix="$findings/" "$own" "${corpus[@]}" >"$log" 2>&1 </dev/null
  code=$?
  result=clean
  if ((code != 0)); then
    result="FOUND $(find "$findings" -type f | wc -l), see $findings and $log"
    bad=$((bad + 1))
  else
    good=$((good + 1))
  fi
  printf '%-15s %10s %8s %9s %6s  %s\n' "$target" "$(number '.*number_of_executed_units: ([0-9]+).*' "$log")" \
    "$(number '.* cov: ([0-9]+) .*' "$log")" "$(number '.* ft: ([0-9]+) .*' "$log")" \
    "$(number '.* corp: ([0-9]+)\/.*' "$log")" "$result"
done
printf 'pass %d\nfail %d\n' "$good" "$bad"
((bad == 0))
