#!/usr/bin/env bash
# Measures, and prints one JSON line per figure: {"name","value","unit","limit","ratio", …}.
#
#   tests/bench/run.sh                 all of them
#   tests/bench/run.sh NAME…           some
#   tests/bench/run.sh --list          their names
#   tests/bench/run.sh recognition     how rightly people are recognised (tests/bench/recognition), and how fast and
#                                      in how much memory among 100,000 and 980,000 (people.cpp)
#   tests/bench/run.sh recognition --people DIR
#                                      how rightly, on the sets in DIR
#
# `limit` is the raw limit measured in the same run, or the target where there is no raw limit;
# `ratio` is value/limit. Nothing here passes or fails. TOUCHPOINT_ORDERS names the real shop's CSV
# (default: ../shared/data/online-retail-2009-2010.csv.zst beside the project).
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
system=(scan_to_screen_p99_us scan_to_painted_p99_ms web_to_counter_p95_ms hub_load_real_shop_s idle_rss_mb idle_wakeups
  cold_start_ms kiosk_first_paint_ms)
native=(record_1 record_64 disk_bytes_per_event journal_1m lookup_exact_1m people recognition drain_https drain_mqtt
  wire_bytes_batch_100 wire_bytes_batch_1000 hub_ingest_sqlite hub_ingest_repeats)

case ${1:-} in
  -h | --help) sed -n '2,/^set -euo/{/^set -euo/d;s/^# \{0,1\}//;p}' "$0"; exit 0 ;;
  --list) printf '%s\n' "${native[@]}" "${system[@]}"; exit 0 ;;
esac
people() {
  "$top/cross/scripts/deps.sh" >&2
  (cd "$top" && cmake --preset release -DTOUCHPOINT_TESTS=ON &&
    cmake --build --preset release --target bench_recognition bench_people) >&2
  "$top/build/release/bin/bench_recognition" "$@"
  (($#)) && return
  for count in 100000 980000; do
    TOUCHPOINT_DATA=${TOUCHPOINT_DATA:-$top/../shared/data} "$top/build/release/bin/bench_people" "$count"
  done
}
if [[ ${1:-} == recognition ]]; then
  shift
  people "$@"
  exit
fi
names=("$@")
((${#names[@]})) || names=("${native[@]}" "${system[@]}")
for name in "${names[@]}"; do
  case " ${native[*]} ${system[*]} " in
    *" $name "*) ;;
    *) printf 'run.sh: there is no figure "%s"; see --list\n' "$name" >&2; exit 2 ;;
  esac
done

"$top/cross/scripts/deps.sh" >&2
(cd "$top" && cmake --preset release -DTOUCHPOINT_TESTS=ON && cmake --build --preset release) >&2

bin=$top/build/release/bin
chosen() { local name; for name in "${names[@]}"; do [[ $name == "$1" ]] && return 0; done; return 1; }
# PROGRAM FIGURE…: a program measures all of its figures; what was not asked for is not shown.
measure() {
  local program=$1 name
  shift
  for name in "$@"; do
    if chosen "$name"; then
      "$bin/$program" | while IFS= read -r line; do
        name=${line#*'"name":"'}
        if chosen "${name%%'"'*}"; then printf '%s\n' "$line"; fi
      done
      return
    fi
  done
}
measure bench_record record_1 record_64 disk_bytes_per_event
measure bench_journal_1m journal_1m
measure bench_lookup lookup_exact_1m
# Many figures: what the pages cost, and each way to ask.
if chosen people; then TOUCHPOINT_DATA=${TOUCHPOINT_DATA:-$top/../shared/data} "$bin/bench_people"; fi
if chosen recognition; then "$bin/bench_recognition"; fi
measure bench_drain drain_https drain_mqtt
measure bench_wire wire_bytes_batch_100 wire_bytes_batch_1000
measure bench_ingest hub_ingest_sqlite hub_ingest_repeats
rest=()
for name in "${system[@]}"; do chosen "$name" && rest+=("$name"); done
if ((${#rest[@]})); then node "$top/tests/bench/system.mjs" "${rest[@]}"; fi
