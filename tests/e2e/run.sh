#!/usr/bin/env bash
# Walks both pages in a real browser and stores a picture of every page and state in pictures/.
#
#   tests/e2e/run.sh [--fake]          against the fake device, with the pages of agent/ui/dist
#   TOUCHPOINT_URL_COUNTER=… TOUCHPOINT_URL_KIOSK=… TOUCHPOINT_SETTING=… tests/e2e/run.sh
#                                      against a real one (see setting.mjs)
#   … counter wedge                    only these files
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
ui=$here/../../agent/ui
export TZ=Europe/Rome

if [[ ${1:-} == --fake ]]; then
  shift
  unset TOUCHPOINT_URL_COUNTER TOUCHPOINT_URL_KIOSK TOUCHPOINT_SETTING
fi
for dir in "$here" "$ui"; do
  [[ -d $dir/node_modules ]] && continue
  printf 'e2e: %s has no node_modules; run cross/scripts/deps.sh\n' "${dir#"$here/../../"}" >&2
  exit 1
done
if [[ -z ${TOUCHPOINT_URL_COUNTER:-} && -z ${TOUCHPOINT_UI_DIST:-} ]]; then
  (cd "$ui" && npm run build --silent)
fi

files=()
for name in "${@:-}"; do
  [[ -n $name ]] && files+=("$here/$name.test.mjs")
done
((${#files[@]})) || files=("$here"/*.test.mjs)
exec node --test --test-reporter=spec --test-concurrency=1 "${files[@]}"
