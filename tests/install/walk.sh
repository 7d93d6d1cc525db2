#!/usr/bin/env bash
# A stranger's walk through README.md: the commands of "Install it" and "Set it up by hand", as they stand there,
# typed one after the other at the terminal of a clean Debian 12 (minbase). Prints how long each took.
#
#   tests/install/walk.sh               as a stranger has it, without a compiler cache
#   tests/install/walk.sh --ccache      with this machine's (CCACHE_DIR, else ~/.cache/ccache)
#   tests/install/walk.sh --keep        leaves the root behind (build/install/stranger)
#   tests/install/walk.sh --again       in the root that --keep left, where packages are installed already
#
# Takes the tree as it is committed. The network is there while it is installed and built; from the first
# `touchpoint…` on there is the loopback alone, and hub.example.org is a name of this machine. Needs root and the
# packages of cross/scripts/deps.sh --full. Ends with "# pass N" and "# fail N"; all that the terminal showed is in
# build/install/walk.log.
set -uo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top" || exit 1

keep=no
again=no
cache=
while (($#)); do
  case $1 in
    --keep) keep=yes ;;
    --again) again=yes keep=yes ;;
    --ccache) cache=${CCACHE_DIR:-$HOME/.cache/ccache} ;;
    -h | --help) sed -n '2,/^set -uo/{/^set -uo/d;s/^# \{0,1\}//;p}' "$0"; exit 0 ;;
    *) printf 'walk.sh: there is no option "%s"\n' "$1" >&2; exit 2 ;;
  esac
  shift
done
((EUID == 0)) || { echo 'walk.sh: making a root needs root' >&2; exit 1; }
. tests/install/debian.sh

root=$place/stranger
[[ $keep == yes ]] || trap 'rm -rf "$root"' EXIT
[[ $again == yes ]] || unpack_debian "$root" || exit 1
home=/srv/stranger
rm -rf "$root$home" "$root/srv/hub" "$root/var/lib/touchpoint"
mkdir -p "$root$home/touchpoint"
git -c safe.directory="$top" archive HEAD | tar -x -C "$root$home/touchpoint"
printf 'store' >"$root/etc/hostname"
printf '127.0.0.1 localhost hub.example.org store\n::1 localhost\n' >"$root/etc/hosts"

# The shell says by itself when it is done with a line, and how that went.
printf '%s\n' "PS1='\$ '" "PROMPT_COMMAND='printf \"\\005%d\\005\" \$?'" >"$root$home/.bashrc"
shell=(systemd-nspawn --quiet --register=no --keep-unit --machine=store --directory="$root"
  --chdir="$home/touchpoint" --setenv=HOME="$home" --setenv=LANG=C.UTF-8 --setenv=TERM=dumb)
[[ -z $cache ]] || shell+=(--bind="$cache:/ccache" --setenv=CCACHE_DIR=/ccache)
# How this machine reaches npm's packages.
online=("${shell[@]}" --setenv=npm_config_registry="$(npm config get registry)")
if [[ -n ${NODE_EXTRA_CA_CERTS:-} ]]; then
  online+=(--bind-ro="$NODE_EXTRA_CA_CERTS:/ca.crt" --setenv=NODE_EXTRA_CA_CERTS=/ca.crt)
fi
alone=("${shell[@]}" --private-network)

node tests/install/walk.mjs "$place/walk.log" \
  "$(printf '%q ' "${online[@]}")bash" "$(printf '%q ' "${alone[@]}")bash"
