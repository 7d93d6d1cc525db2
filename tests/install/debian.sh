# What both tests here share: words for what happens, and the clean Debian 12 that they start from. Sourced.
# Sets: place (build/install), architecture, passed, failed.
place=$PWD/build/install
architecture=$(dpkg --print-architecture)
mkdir -p "$place"
passed=0
failed=0

say() { printf '%s\n' "$*"; }
ok() { passed=$((passed + 1)); say "ok   $*"; }
wrong() { failed=$((failed + 1)); say "FAIL $*"; }
# check WHAT COMMAND…: the command succeeds.
check() {
  local what=$1 said
  shift
  if said=$("$@" 2>&1); then ok "$what"; else wrong "$what: ${said:-no output}"; return 1; fi
}
totals() {
  printf '# pass %d\n# fail %d\n' "$passed" "$failed"
  ((failed == 0))
}
# What comes after it would make no sense.
need() { check "$@" || { totals; exit 1; }; }
# until_true SECONDS WHAT COMMAND…: asks again until the command succeeds.
until_true() {
  local seconds=$1 what=$2 end=$((SECONDS + $1))
  shift 2
  until "$@" >/dev/null 2>&1; do
    if ((SECONDS >= end)); then
      wrong "$what (waited $seconds s)"
      return 1
    fi
    sleep 0.2
  done
  ok "$what"
}

# unpack_debian DIR: a Debian as it comes, made once. What is added to minbase is what a machine with systemd has.
unpack_debian() {
  local root=$1 base=$place/base.tar
  if [[ ! -e $base ]]; then
    say 'making a Debian 12 …'
    mmdebstrap --quiet --variant=minbase --include=systemd,systemd-sysv,dbus,ca-certificates,debconf,curl \
      --format=tar bookworm "$base.new" && mv "$base.new" "$base" || return 1
  fi
  rm -rf "$root"
  mkdir "$root"
  tar -xf "$base" -C "$root"
}
