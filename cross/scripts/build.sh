#!/usr/bin/env bash
# Builds, tests and packs Touchpoint for another architecture, in a Debian 12 root of its own.
#
#   cross/scripts/build.sh arm64            programs and packages, into build/packages
#   cross/scripts/build.sh armhf --test     also runs the unit tests and the demo's journey, on QEMU's user
#                                           emulation where this processor is another one
#   cross/scripts/build.sh amd64            the same way for this one: what a fresh machine would build
#
# The root is made once (build/cross/ARCH/root, some 1.5 GB) from Debian's packages alone; compiling is
# native, with Debian's cross compilers. Needs root and what cross/scripts/deps.sh --full installs.
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top"

usage() { sed -n '2,/^set -euo/{/^set -euo/d;s/^# \{0,1\}//;p}' "$0"; }
wrong() { printf 'build.sh: %s\n' "$1" >&2; usage >&2; exit 2; }
architecture=
tests=no
while (($#)); do
  case $1 in
    amd64 | arm64 | armhf) architecture=$1 ;;
    --test) tests=yes ;;
    -h | --help) usage; exit 0 ;;
    *) wrong "there is no architecture or option \"$1\"" ;;
  esac
  shift
done
[[ -n $architecture ]] || wrong 'which architecture?'
((EUID == 0)) || { echo 'build.sh: making a root needs root' >&2; exit 1; }

case $architecture in
  amd64) triplet=x86_64-linux-gnu compiler=g++ emulator= ;;
  arm64) triplet=aarch64-linux-gnu compiler=g++-aarch64-linux-gnu emulator=qemu-aarch64-static ;;
  armhf) triplet=arm-linux-gnueabihf compiler=g++-arm-linux-gnueabihf emulator=qemu-arm-static ;;
esac
place=build/cross/$architecture
root=$place/root
build=$place/build

libraries=()
for name in libboost1.81-dev libboost-json1.81-dev libsqlite3-dev libmosquitto-dev libssl-dev libzstd-dev \
  zlib1g-dev libtomlplusplus-dev libspdlog-dev libfmt-dev libsystemd-dev libutf8proc-dev libqrencode-dev libexpat1-dev libgtest-dev \
  libgmock-dev; do
  libraries+=("$name:$architecture")
done
tools=("$compiler" g++ cmake ninja-build ccache pkg-config dpkg-dev file git nodejs libcli11-dev qemu-user-static)
include=$(IFS=,; printf '%s' "${tools[*]},${libraries[*]}")
if [[ ! -e $root/complete ]]; then
  printf 'making a Debian 12 for %s …\n' "$architecture"
  rm -rf "$root"
  mkdir -p "$place"
  architectures=amd64
  [[ $architecture == amd64 ]] || architectures+=,$architecture
  # From this machine's mirror, without the security suite: its updates may reach two architectures at
  # different times, and libraries of both can only be installed in the same version. Nothing of the root
  # is shipped.
  mirror=$(apt-get indextargets --format '$(SITE)' 'Codename: bookworm' 'Created-By: Packages' 'Component: main')
  mmdebstrap --quiet --variant=minbase --architectures="$architectures" --include="$include" bookworm "$root" \
    "${mirror%%$'\n'*}"
  printf '127.0.0.1 localhost\n::1 localhost\n' >"$root/etc/hosts"
  printf '%s' "$include" >"$root/complete"
fi

in_root() {
  systemd-nspawn --quiet --register=no --keep-unit --machine="touchpoint-build-$architecture" \
    --directory="$root" --bind="$top" --chdir="$top" --setenv=CCACHE_DIR="$top/build/cross/ccache" \
    --setenv=GIT_CONFIG_COUNT=1 --setenv=GIT_CONFIG_KEY_0=safe.directory --setenv=GIT_CONFIG_VALUE_0="$top" --console=pipe "$@" </dev/null
}

# A root that was made for another list of packages gets what it lacks.
if [[ $(<"$root/complete") != "$include" ]]; then
  in_root apt-get -q update >"$place/packages.log" &&
    in_root apt-get -q install -y --no-install-recommends ${include//,/ } >>"$place/packages.log" ||
    { tail -20 "$place/packages.log" >&2; exit 1; }
  printf '%s' "$include" >"$root/complete"
fi

# The pages are bytes, the same everywhere; npm is not needed for another processor.
cmake --preset release -DTOUCHPOINT_TESTS=OFF >/dev/null
cmake --build --preset release --target touchpoint_ui

configure=(cmake -G Ninja -B "$build" -DCMAKE_BUILD_TYPE=Release "-DCMAKE_CXX_FLAGS_RELEASE=-O2 -DNDEBUG"
  -DTOUCHPOINT_WARNINGS_AS_ERRORS=ON -DTOUCHPOINT_BUILT_PAGES="$top/build/release/agent/ui"
  -DTOUCHPOINT_TESTS="$([[ $tests == yes ]] && echo ON || echo OFF)")
[[ $architecture == amd64 ]] ||
  configure+=(-DCMAKE_TOOLCHAIN_FILE=cross/toolchains/debian.cmake -DTOUCHPOINT_TRIPLET="$triplet")
in_root "${configure[@]}" >"$place/configure.log" || { tail -30 "$place/configure.log" >&2; exit 1; }
targets=(touchpointd touchpointctl touchpoint-deviced touchpoint-hub)
[[ $tests == no ]] || targets+=(touchpoint_unit_tests)
in_root cmake --build "$build" --target "${targets[@]}"
# Nothing of ours may ask the C library for a time of 32 bits, nor hand OpenSSL a time_t: its own has 32.
if [[ $architecture == armhf ]]; then
  short='time|gettimeofday|settimeofday|clock_(get|set)time|clock_nanosleep|nanosleep|(mk|local|gm)time(_r)?'
  short+='|timegm|difftime|ctime(_r)?|[fl]?stat(64)?|fstatat(64)?|utimensat|futimens|utimes|timerfd_(s|g)ettime'
  short+='|p?select|ppoll|pthread_cond_(timed|clock)wait|sem_timedwait|(send|recv)m?msg|[gs]etsockopt'
  short+='|X509_VERIFY_PARAM_set_time|X509_cmp_time|X509_time_adj(_ex)?|ASN1_(TIME|UTCTIME|GENERALIZEDTIME)_(set|adj)'
  for program in touchpointd touchpointctl touchpoint-deviced touchpoint-hub; do
    if in_root nm -D --undefined-only "$build/bin/$program" | grep -E " U ($short)(@|$)"; then
      printf 'build.sh: %s asks for a time of 32 bits\n' "$program" >&2
      exit 1
    fi
  done
fi
if [[ $tests == yes ]]; then
  in_root ctest --test-dir "$build" -L '^unit$' -j2 --output-on-failure >"$place/unit.log" ||
    { tail -40 "$place/unit.log" >&2; exit 1; }
  printf '%s: %s\n' "$architecture" "$(grep 'tests passed' "$place/unit.log")"
  # The journey's broker, browserless till and web shop are this machine's; only our programs are emulated.
  mkdir -p "$place/bin"
  for program in touchpointd touchpointctl touchpoint-deviced touchpoint-hub; do
    printf '#!/bin/sh\nexec %s "%s" "$@"\n' "${emulator:+"$top/$root/usr/bin/$emulator" -L "$top/$root"}" \
      "$top/$build/bin/$program" >"$place/bin/$program"
    chmod +x "$place/bin/$program"
  done
  TOUCHPOINT_BIN=$top/$place/bin node agent/demo/demo.mjs --check
fi
in_root cross/scripts/package.sh --build "$build" --no-lintian
for program in touchpointd touchpointctl touchpoint-deviced touchpoint-hub; do
  in_root "$triplet-strip" -o "$place/stripped" "$build/bin/$program"
  printf '%s %s: %d KiB stripped\n' "$architecture" "$program" "$(($(stat -c %s "$place/stripped") / 1024))"
done
rm "$place/stripped"
