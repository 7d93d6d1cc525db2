#!/usr/bin/env bash
# Makes the Debian packages touchpoint-agent, touchpoint-hub and touchpoint-kiosk of this tree.
#
#   cross/scripts/package.sh                  into build/packages
#   cross/scripts/package.sh --revision N     another Debian revision than 1
#   cross/scripts/package.sh --build DIR      with the build tree DIR (default build/release)
#   cross/scripts/package.sh --no-lintian     does not check what it made
#
# Prints one line a package: its file, its size, and the size of what it installs.
set -euo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top"

revision=1
build=build/release
lintian=yes
usage() { sed -n '2,/^set -euo/{/^set -euo/d;s/^# \{0,1\}//;p}' "$0"; }
wrong() { printf 'package.sh: %s\n' "$1" >&2; usage >&2; exit 2; }
while (($#)); do
  case $1 in
    --revision) [[ ${2:-} =~ ^[0-9]+$ ]] || wrong '--revision needs a number'; revision=$2; shift ;;
    --build) (($# > 1)) || wrong '--build needs a folder'; build=$2; shift ;;
    --no-lintian) lintian=no ;;
    -h | --help) usage; exit 0 ;;
    *) wrong "there is no option \"$1\"" ;;
  esac
  shift
done

# The same tree makes the same package.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || stat -c %Y CHANGELOG.md)
export SOURCE_DATE_EPOCH
umask 022

if [[ $build == build/release ]]; then
  cmake --preset release -DTOUCHPOINT_TESTS=OFF -DTOUCHPOINT_REVISION="$revision" >/dev/null
else
  cmake -B "$build" -DTOUCHPOINT_REVISION="$revision" >/dev/null
fi
cmake --build "$build" --target touchpointd touchpointctl touchpoint-deviced touchpoint-hub
cached() { sed -nE "s/^$1:[A-Z]+=//p" "$build/CMakeCache.txt"; }
# For another processor: its emulator, and what Debian calls it.
triplet=$(cached TOUCHPOINT_TRIPLET)
emulator=
if [[ -n $triplet ]]; then
  emulator=/usr/bin/qemu-${triplet%%-*}-static
  TOUCHPOINT_ARCHITECTURE=$(dpkg-architecture -q DEB_HOST_ARCH -t "$triplet" 2>/dev/null)
  export TOUCHPOINT_ARCHITECTURE
fi
version=$(cached CMAKE_PROJECT_VERSION)-$revision

made=$build/package
rm -rf "$made"
documents() {
  local package=$1 doc=$made/$2/doc/$1
  mkdir -p "$doc"
  cp systemd/debian/copyright "$doc/copyright"
  gzip -9nc CHANGELOG.md >"$doc/changelog.gz"
  printf '%s (%s) bookworm; urgency=medium\n\n  * What is new stands in changelog.gz.\n\n -- %s  %s\n' \
    "$package" "$version" 'Touchpoint maintainers <touchpoint@packages.invalid>' \
    "$(LC_ALL=C date -u -R -d "@$SOURCE_DATE_EPOCH")" | gzip -9nc >"$doc/changelog.Debian.gz"
}
documents touchpoint-agent agent
documents touchpoint-hub hub
documents touchpoint-kiosk kiosk
mkdir -p "$made/agent/doc/touchpoint-agent/examples"
${emulator:+"$emulator"} "$build/bin/touchpointctl" config example >"$made/agent/doc/touchpoint-agent/examples/agent.toml"
${emulator:+"$emulator"} "$build/bin/touchpoint-deviced" --example >"$made/agent/doc/touchpoint-agent/examples/deviced.toml"
mkdir -p "$made/hub/doc/touchpoint-hub/examples"
cp systemd/prometheus/touchpoint.rules.yml "$made/hub/doc/touchpoint-hub/examples/"
for page in OPERATIONS ROLLOUT; do gzip -9nc "systemd/$page.md" >"$made/hub/doc/touchpoint-hub/$page.md.gz"; done
for component in agent hub kiosk; do
  mkdir -p "$made/$component/lintian/overrides"
  cp "systemd/debian/$component/lintian-overrides" "$made/$component/lintian/overrides/touchpoint-$component"
done
man() {
  local page=$1 component=$2
  mkdir -p "$made/$component/man/man${page##*.}"
  gzip -9nc "systemd/man/$page" >"$made/$component/man/man${page##*.}/$page.gz"
}
for page in systemd/man/*; do
  case $page in
    */touchpoint-hub.*) man "${page##*/}" hub ;;
    */touchpoint-kiosk.*) man "${page##*/}" kiosk ;;
    *) man "${page##*/}" agent ;;
  esac
done
completion() {
  local component=$1 program=$2 from=$3
  mkdir -p "$made/$component/bash-completion/completions"
  cp "$from/completion/$program.bash" "$made/$component/bash-completion/completions/$program"
}
completion agent touchpointctl agent/ctl
completion hub touchpoint-hub sync/hub
node cross/scripts/sbom.mjs touchpoint-agent "$version" "$build/bin/touchpointd" "$build/bin/touchpointctl" \
  "$build/bin/touchpoint-deviced" \
  >"$made/agent/doc/touchpoint-agent/sbom.spdx.json"
node cross/scripts/sbom.mjs touchpoint-hub "$version" "$build/bin/touchpoint-hub" \
  >"$made/hub/doc/touchpoint-hub/sbom.spdx.json"

mkdir -p build/packages
(cd "$build" && cpack -G DEB -B "$PWD/_cpack" \
  ${TOUCHPOINT_ARCHITECTURE:+-D CPACK_DEBIAN_PACKAGE_ARCHITECTURE="$TOUCHPOINT_ARCHITECTURE"} >/dev/null)
status=0
for package in "$build"/_cpack/*.deb; do
  file=build/packages/${package##*/}
  mv "$package" "$file"
  printf '%s  %d KiB, installs %d KiB\n' "$file" "$(($(stat -c %s "$file") / 1024))" \
    "$(dpkg-deb -f "$file" Installed-Size)"
  if [[ $lintian == yes ]]; then lintian --fail-on error,warning --tag-display-limit 0 "$file" || status=1; fi
done
rm -rf "$build/_cpack"
exit "$status"
