#!/usr/bin/env bash
# Installs what building and testing Touchpoint needs on Debian 12: Debian packages, then npm
# packages from the lock files. Nothing else is downloaded, now or later.
#
#   cross/scripts/deps.sh            everything (build, demo, tests)
#   cross/scripts/deps.sh --fuzz     also the second compiler and its fuzzer: for tests/run.sh
#   cross/scripts/deps.sh --full     that, and what packages are made and tried with: for tests/run.sh --full
#   cross/scripts/deps.sh --check    say what is missing, install nothing; exit 1 if something is
#
# Safe to run again: it does nothing when everything is there.
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)

packages=(
  # build
  g++ cmake ninja-build ccache pkg-config ca-certificates
  # libraries
  libboost1.81-dev libboost-json1.81-dev
  libsqlite3-dev libmosquitto-dev libssl-dev libzstd-dev zlib1g-dev
  libtomlplusplus-dev libcli11-dev libspdlog-dev libfmt-dev libsystemd-dev libutf8proc-dev libqrencode-dev
  libexpat1-dev
  libgtest-dev libgmock-dev
  # the demo and the tests drive the real things
  mosquitto mosquitto-clients sqlite3 openssl curl zstd zint zbar-tools procps groff-base
)
browser=(chromium fonts-dejavu-core)
kiosk=(cage xwayland xvfb) # the kiosk's own session, on a screen that is a file
second_compiler=(clang-14 libclang-rt-14-dev)
packaging=(dpkg-dev file lintian mmdebstrap systemd-container)

missing() {
  local name
  for name in "$@"; do
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || printf '%s\n' "$name"
  done
}

need=("${packages[@]}" "${browser[@]}" "${kiosk[@]}")
[[ ${1:-} == --full || ${1:-} == --fuzz ]] && need+=("${second_compiler[@]}")
[[ ${1:-} == --full ]] && need+=("${packaging[@]}")
command -v node >/dev/null 2>&1 || need+=(nodejs)
command -v npm >/dev/null 2>&1 || need+=(npm)
mapfile -t absent < <(missing "${need[@]}")

if [[ ${1:-} == --check ]]; then
  ((${#absent[@]} == 0)) && exit 0
  printf 'missing Debian packages: %s\nrun cross/scripts/deps.sh as root to install them\n' "${absent[*]}" >&2
  exit 1
fi

if ((${#absent[@]})); then
  # Nothing is asked while packages are set up; sudo forgets the environment, so it is said to env.
  as_root=(env DEBIAN_FRONTEND=noninteractive)
  if ((EUID != 0)); then
    command -v sudo >/dev/null 2>&1 || {
      printf '%s\n' "deps.sh: ${#absent[@]} Debian packages are missing: ${absent[*]}" \
        'Installing them needs root: run cross/scripts/deps.sh once as root, or install sudo.' \
        'Everything after that runs without.' >&2
      exit 1
    }
    as_root=(sudo "${as_root[@]}")
  fi
  printf 'Installing %d Debian packages …\n' "${#absent[@]}"
  "${as_root[@]}" apt-get update -q
  # libboost1.81-dev cannot stand beside Debian's default libboost-dev (1.74). Removing somebody's
  # packages is not ours to decide: --no-remove stops with apt's explanation instead.
  if ! "${as_root[@]}" apt-get install -y -q --no-install-recommends --no-remove "${absent[@]}"; then
    printf '%s\n' 'deps.sh: apt could not install everything (see above).' \
      'If it wanted to remove libboost-dev 1.74: remove that yourself, or build in a chroot.' >&2
    exit 1
  fi
fi

for dir in agent/ui tests/contract tests/e2e; do
  [[ -f $top/$dir/package-lock.json ]] || continue
  stamp=$top/$dir/node_modules/.touchpoint-lock
  cmp -s "$top/$dir/package-lock.json" "$stamp" 2>/dev/null && continue
  printf 'Installing npm packages of %s …\n' "$dir"
  (cd "$top/$dir" && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error)
  cp "$top/$dir/package-lock.json" "$stamp"
done
