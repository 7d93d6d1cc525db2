#!/usr/bin/env bash
# Breaks one promise at a time on purpose and expects a rig to notice: a rig that catches nothing is
# worth nothing.
#
#   tests/faults/broken.sh             every patch in tests/faults/broken
#   tests/faults/broken.sh NAME…       these
#
# A patch begins with three lines that say what is broken and who must notice:
#
#   Promise: R2, what was acknowledged survives a power cut
#   Target: touchpoint_power_cuts
#   Command: touchpoint_power_cuts --only journal --cuts 2000 --until-wrong
#
# Each is applied to a copy of the tree in build/broken, where only the targets are built. A command is a
# program of the build, or one of the rigs here that runs the real programs (NAME.mjs). Prints one line a
# patch. Exit code 1 when a broken build was not caught, 2 when one could not be made.
set -uo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
patches=$top/tests/faults/broken
place=$top/build/broken
tree=$place/tree
log=$place/log

could_not() { printf 'broken.sh: %s\n' "$1" >&2; [[ -f $log ]] && tail -20 "$log" >&2; exit 2; }

names=("$@")
if ((${#names[@]} == 0)); then
  for patch in "$patches"/*.patch; do names+=("$(basename "$patch" .patch)"); done
fi
for name in "${names[@]}"; do
  [[ -f $patches/$name.patch ]] || could_not "there is no tests/faults/broken/$name.patch"
done

# The tracked files as they are now. What is the same keeps its time, so that little is built anew.
mkdir -p "$tree"
fresh=$(mktemp -d "$place/fresh-XXXXXX") || could_not 'no folder for a copy'
trap 'rm -rf "$fresh"' EXIT
(cd "$top" && git ls-files -z --cached --others --exclude-standard |
  xargs -0 -r cp --parents -d -t "$fresh") 2>/dev/null
renew() {
  local path
  while IFS= read -r -d '' path; do
    cmp -s "$fresh/$path" "$tree/$path" && continue
    mkdir -p "$tree/$(dirname "$path")"
    cp -d "$fresh/$path" "$tree/$path"
  done < <(cd "$fresh" && find . -type f -print0)
}
renew
[[ -e $tree/agent/ui/node_modules ]] || ln -s "$top/agent/ui/node_modules" "$tree/agent/ui/node_modules"
(cd "$tree" && cmake --preset dev) >"$log" 2>&1 || could_not 'the copy cannot be configured'

header() { sed -n "s/^$2: //p" "$patches/$1.patch" | head -1; }

missed=0
for name in "${names[@]}"; do
  promise=$(header "$name" Promise)
  read -r -a target < <(header "$name" Target)
  read -r -a command < <(header "$name" Command)
  [[ -n $promise && ${#target[@]} -gt 0 && ${#command[@]} -gt 0 ]] || could_not "$name.patch says too little"
  patch -d "$tree" -p1 --no-backup-if-mismatch <"$patches/$name.patch" >"$log" 2>&1 ||
    could_not "$name.patch does not apply any more"
  (cd "$tree" && cmake --build --preset dev --target "${target[@]}") >"$log" 2>&1 ||
    could_not "$name cannot be built"
  run=("$tree/build/dev/bin/${command[0]}")
  [[ ${command[0]} == *.mjs ]] && run=(node "$tree/tests/faults/${command[0]}")
  TOUCHPOINT_BIN=$tree/build/dev/bin "${run[@]}" "${command[@]:1}" >"$log" 2>&1
  code=$?
  renew
  last=$(tail -1 "$log")
  if ((code == 1)); then
    printf '%s: caught by %s (%s): %s\n' "$name" "${command[0]}" "$promise" "$last"
  else
    printf '%s: NOT CAUGHT by %s, exit code %d (%s): %s\n' "$name" "${command[*]}" "$code" "$promise" "$last"
    missed=$((missed + 1))
  fi
done
((missed == 0))
