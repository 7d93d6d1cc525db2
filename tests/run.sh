#!/usr/bin/env bash
# Builds Touchpoint and runs its tests. Asks nothing; ends with "N passed, N failed".
#
#   tests/run.sh                    everything but the long rigs
#   tests/run.sh --only LAYER       one layer, may be repeated: tidy unit integration contract ui e2e
#                                   demo fuzz; or install: the packages in a Debian that is booted (root)
#   tests/run.sh --full             also asan, tsan and clang builds of unit and integration,
#                                   longer fuzzing, and install
#   tests/run.sh --preset NAME      another build preset than dev
#   tests/run.sh --no-deps          does not look for missing packages
#
# Exit code 0 when nothing failed, 1 when something did, 2 for a wrong command line.
set -uo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
cd "$top" || exit 1
exec </dev/null

layers=(tidy unit integration contract ui e2e demo fuzz install)
only=()
preset=dev
deps=yes
full=no

usage() { sed -n '2,/^set -uo/{/^set -uo/d;s/^# \{0,1\}//;p}' "$0"; }
wrong() { printf 'run.sh: %s\n' "$1" >&2; usage >&2; exit 2; }

while (($#)); do
  case $1 in
    --only)
      (($# > 1)) || wrong '--only needs a layer'
      case " ${layers[*]} " in
        *" $2 "*) only+=("$2") ;;
        *) wrong "there is no layer \"$2\"" ;;
      esac
      shift ;;
    --preset) (($# > 1)) || wrong '--preset needs a name'; preset=$2; shift ;;
    --full) full=yes ;;
    --no-deps) deps=no ;;
    -h | --help) usage; exit 0 ;;
    *) wrong "there is no option \"$1\"" ;;
  esac
  shift
done

export TOUCHPOINT_BIN=$top/build/$preset/bin  # the programs that tests with real ones start

passed=0
failed=0
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

wanted() {
  ((${#only[@]} == 0)) && return 0
  local layer
  for layer in "${only[@]}"; do [[ $layer == "$1" ]] && return 0; done
  return 1
}

# phase NAME COMMAND… : runs it, shows and keeps its output, says how long it took.
phase() {
  local name=$1 begin=$SECONDS code
  shift
  printf '\n== %s\n' "$name"
  "$@" 2>&1 | tee "$logs/last" | sed -E '/^ +Start +[0-9]+: /d'
  code=${PIPESTATUS[0]}
  printf '== %s: %s, %d s\n' "$name" "$([[ $code == 0 ]] && echo done || echo FAILED)" \
    "$((SECONDS - begin))"
  return "$code"
}

# Like phase, but shows the output only when it went wrong.
quiet_phase() {
  local name=$1 begin=$SECONDS
  shift
  printf '\n== %s …\n' "$name"
  if "$@" >"$logs/last" 2>&1; then
    printf '== %s: done, %d s\n' "$name" "$((SECONDS - begin))"
    return 0
  fi
  tail -60 "$logs/last"
  printf '== %s: FAILED, %d s (its last lines are above)\n' "$name" "$((SECONDS - begin))"
  return 1
}

# One step that passes or fails as a whole.
step() {
  if phase "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); return 1; fi
}

number() { sed -nE "s/$1/\\1/p" "$logs/last" | tail -1; }

# The tests with a label in a build tree. CTest prints "N% tests passed, F tests failed out of T".
ctest_label() {
  local build=$1 label=$2 code=0 bad total
  phase "$label ($build)" ctest --test-dir "build/$build" -L "^$label\$" -j2 --output-on-failure \
    --no-tests=error || code=$?
  bad=$(number '.*tests passed, ([0-9]+) tests? failed out of [0-9]+.*')
  total=$(number '.*tests passed, [0-9]+ tests? failed out of ([0-9]+).*')
  count "$((${total:-0} - ${bad:-0}))" "${bad:-0}" "$code"
}

# A command that runs Node's test runner, or prints as it does: "# pass N" and "# fail N", in the spec reporter
# with another first character.
node_tests() {
  local name=$1 code=0
  shift
  phase "$name" "$@" || code=$?
  # More than one runner may have printed its totals.
  local good bad
  good=$(sum_of pass)
  bad=$(sum_of fail)
  # A script without such totals is one test.
  ((good + bad > 0 || code != 0)) || good=1
  count "$good" "$bad" "$code"
}
sum_of() { LC_ALL=C sed -nE "s/^[^[:alnum:]]* ?$1 ([0-9]+)\$/\\1/p" "$logs/last" | awk '{ n += $1 } END { print n + 0 }'; }

# Adds up; something that failed without naming a test still counts as one.
count() {
  passed=$((passed + $1))
  failed=$((failed + $2))
  if (($3 != 0 && $2 == 0)); then failed=$((failed + 1)); fi
}

build() {
  if quiet_phase "configure $1" cmake --preset "$1" &&
    quiet_phase "build $1" cmake --build --preset "$1"; then
    return 0
  fi
  failed=$((failed + 1))
  return 1
}

finish() {
  printf '\nall phases: %d s\n' "$SECONDS"
  printf '%d passed, %d failed\n' "$passed" "$failed"
  ((failed == 0))
  exit
}

if [[ $deps == yes ]]; then
  extent=$({ [[ $full == yes || " ${only[*]} " == *" install "* ]] && echo --full; } || { wanted fuzz && echo --fuzz; })
  phase 'packages' cross/scripts/deps.sh $extent || { failed=1; finish; }
fi

if wanted tidy || wanted unit || wanted integration || wanted contract || wanted e2e; then
  build "$preset" || finish
fi
for label in tidy unit integration; do
  if wanted "$label"; then ctest_label "$preset" "$label"; fi
done
with_programs=(tests/integration/*.test.mjs)
if wanted integration && [[ -e ${with_programs[0]} ]]; then
  node_tests 'integration (programs)' node --test --test-concurrency=1 "${with_programs[@]}"
fi
if wanted contract; then
  node_tests contract tests/contract/run.sh
fi
if wanted ui && [[ -f agent/ui/package.json ]]; then
  node_tests ui npm --prefix agent/ui test --silent
fi
if wanted e2e && [[ -x tests/e2e/run.sh ]]; then
  node_tests e2e tests/e2e/run.sh
fi
if wanted demo && [[ -x agent/demo.sh ]]; then
  step demo agent/demo.sh --check --no-deps
fi

if [[ $full == yes ]]; then
  for sanitizer in asan tsan clang; do
    build "$sanitizer" || continue
    ctest_label "$sanitizer" unit
    ctest_label "$sanitizer" integration
  done
fi
if wanted fuzz; then
  node_tests fuzz tests/fuzz/run.sh --seconds "$([[ $full == yes ]] && echo 20 || echo 3)"
fi
# It boots a Debian, which an everyday run need not wait for.
if [[ $full == yes || ${#only[@]} -gt 0 ]] && wanted install; then
  node_tests install tests/install/run.sh
fi
finish
