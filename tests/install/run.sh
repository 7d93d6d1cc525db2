#!/usr/bin/env bash
# The packages in a clean Debian 12 that is booted (systemd-nspawn): install, enrol, record, kill, update,
# one release back, purge, as IT would type it.
#
#   tests/install/run.sh               makes the packages, and a Debian if there is none yet
#   tests/install/run.sh --keep        leaves the root behind (build/install/root)
#   tests/install/run.sh --former COMMIT
#                                      one release back is that commit, built for it (twice the time);
#                                      else it is this tree under another revision
#
# Needs root and the packages of cross/scripts/deps.sh --full. The network is used for Debian's packages
# only, before the boot; the booted system has none but its own loopback. Prints what it did and the
# figures; ends with "# pass N" and "# fail N", exit code 0 only when nothing failed.
set -uo pipefail
top=$(cd "$(dirname "$0")/../.." && pwd)
cd "$top" || exit 1

keep=no
former=
usage() { sed -n '2,/^set -uo/{/^set -uo/d;s/^# \{0,1\}//;p}' "$0"; }
while (($#)); do
  case $1 in
    --keep) keep=yes ;;
    --former)
      former=$(git rev-parse --verify --quiet "${2:-}^{commit}") ||
        { printf 'run.sh: there is no commit "%s"\n' "${2:-}" >&2; exit 2; }
      shift ;;
    -h | --help) usage; exit 0 ;;
    *) printf 'run.sh: there is no option "%s"\n' "$1" >&2; exit 2 ;;
  esac
  shift
done
((EUID == 0)) || { echo 'run.sh: booting a Debian needs root' >&2; exit 1; }

. tests/install/debian.sh
root=$place/root
leader=
nspawn=

inside() {
  nsenter --target "$leader" --mount --uts --ipc --net --pid --cgroup --root --wd -- \
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb LC_ALL=C.UTF-8 "$@"
}
finish() {
  if [[ -n $nspawn ]]; then
    kill "$nspawn" 2>/dev/null
    wait "$nspawn" 2>/dev/null
  fi
  [[ $keep == yes ]] || rm -rf "$root"
}
trap finish EXIT

# --- the packages, and a Debian as it comes ---------------------------------------------------------

cross/scripts/package.sh || wrong 'lintian finds nothing'
version=$(sed -nE 's/^CMAKE_PROJECT_VERSION:STATIC=//p' build/release/CMakeCache.txt)
agent() { printf 'touchpoint-agent_%s-%s_%s.deb' "$version" "$1" "$architecture"; }
hub() { printf 'touchpoint-hub_%s-%s_%s.deb' "$version" "$1" "$architecture"; }
kiosk() { printf 'touchpoint-kiosk_%s-1_all.deb' "$version"; }
cross/scripts/package.sh --revision 2 --no-lintian >/dev/null || exit 1
packages=("build/packages/$(agent 1)" "build/packages/$(hub 1)" "build/packages/$(agent 2)" "build/packages/$(hub 2)")
# What one release back is: revision 0 of a commit before is older than all of this tree's.
back_agent=$(agent 1)
back_hub=$(hub 1)
if [[ -n $former ]]; then
  say "building $(git log -1 --format='%h %s' "$former") …"
  rm -rf "$place/former"
  mkdir -p "$place/former"
  git archive "$former" | tar -x -C "$place/former"
  ln -sfn "$top/agent/ui/node_modules" "$place/former/agent/ui/node_modules"
  (cd "$place/former" && cross/scripts/package.sh --revision 0 --no-lintian) >"$place/former.log" 2>&1 ||
    { tail -20 "$place/former.log"; exit 1; }
  back_agent=$(cd "$place/former/build/packages" && echo touchpoint-agent_*.deb)
  back_hub=$(cd "$place/former/build/packages" && echo touchpoint-hub_*.deb)
  packages+=("$place/former/build/packages/$back_agent" "$place/former/build/packages/$back_hub")
fi

unpack_debian "$root" || exit 1
mkdir "$root/packages"
cp "${packages[@]}" "build/packages/$(kiosk)" "$root/packages/"
# What the packages depend on is fetched now; nothing of it is installed yet.
chroot "$root" sh -c "apt-get update -q && apt-get install -q -y --no-install-recommends --download-only \
  mosquitto xvfb /packages/$(agent 1) /packages/$(hub 1) /packages/$(kiosk)" >"$place/apt.log" 2>&1 ||
  { tail -5 "$place/apt.log"; exit 1; }
printf 'till' >"$root/etc/hostname"
printf '127.0.0.1 localhost\n::1 localhost\n127.0.1.1 till\n' >"$root/etc/hosts"  # as Debian's installer does

systemd-nspawn --quiet --directory="$root" --boot --register=no --keep-unit --console=pipe --private-network \
  --hostname=till >"$place/console.log" 2>&1 </dev/null &
nspawn=$!
for _ in $(seq 100); do
  leader=$(pgrep -P "$nspawn" 2>/dev/null | head -1)
  [[ -n $leader ]] && inside systemctl is-system-running >/dev/null 2>&1 && break
  [[ -n $leader && $(inside systemctl is-system-running 2>/dev/null) == degraded ]] && break
  sleep 0.2
done
[[ -n $leader ]] || { cat "$place/console.log"; exit 1; }
say "booted: $(inside systemctl is-system-running)"

apt() { inside env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends "$@"; }
unit_is() { [[ $(inside systemctl is-active "$1") == "$2" ]]; }
status() { inside touchpointctl status --json; }
field() { status 2>/dev/null | sed -nE "s/.*\"$1\":\"?([^,\"}]*).*/\\1/p"; }
is_online() { [[ $(field online) == true ]]; }
all_sent() { [[ $(field to_send) == 0 ]]; }
is_known() { [[ $(field profiles) == 1 ]]; }
# record TEXT [ID]
record() {
  inside curl -sf --unix-socket /run/touchpoint/api.sock http://localhost/v1/interactions \
    -H 'content-type: application/json' \
    -d "{${2:+\"id\":\"$2\",}"'"type":"touchpoint.note.added","touchpoint":"counter-1","actor":"employee","data":{"staff":"giulia","text":"'"$1"'"}}'
}
configure_device() {
  inside sh -c 'umask 027; printf "[device]\nstore = \"milano-01\"\nname = \"milano-01-pos-1\"\n[privacy]\ncontroller = \"Example Retail\"\npurposes = [\"service\", \"loyalty\"]\n" >/etc/touchpoint/agent.toml
    chgrp touchpoint /etc/touchpoint/agent.toml'
}
# let_in WHAT: by a token of the hub's.
let_in() {
  inside sh -c 'touchpoint-hub token --device milano-01-pos-1 --store milano-01 --config /var/lib/touchpoint-hub/hub.toml >/tmp/token'
  check "$1" inside touchpointctl enrol --hub https://localhost:8443 --token-file /tmp/token
}

# --- install ------------------------------------------------------------------------------------------

began=$SECONDS
need 'both packages install' apt install mosquitto "/packages/$(agent 1)" "/packages/$(hub 1)"
unit_is touchpointd inactive && ok 'the agent waits for its configuration' || wrong 'the agent waits for its configuration'
declare -A exposure
for unit in touchpointd touchpoint-key touchpoint-deviced touchpoint-hub touchpoint-broker; do
  said=$(inside systemd-analyze verify --man=no "/lib/systemd/system/$unit.service" 2>&1 | grep -F "$unit" || true)
  [[ -z $said ]] && ok "$unit: systemd-analyze verify says nothing" || wrong "$unit: systemd-analyze verify: $said"
  said=$(inside systemd-analyze security --threshold=15 "$unit.service" 2>&1)
  code=$?
  exposure[$unit]=$(sed -nE 's/.*: ([0-9.]+) .*/\1/p' <<<"$said" | tail -1)
  ((code == 0)) && ok "$unit: exposure ${exposure[$unit]}" ||
    wrong "$unit: exposure above 1.5: $(tail -1 <<<"$said")"
done

for package in touchpoint-agent touchpoint-hub; do
  check "$package says what it is made of" inside grep -q '"spdxVersion":' "/usr/share/doc/$package/sbom.spdx.json"
done
check 'the alert rules are there' inside test -s /usr/share/doc/touchpoint-hub/examples/touchpoint.rules.yml
for program in touchpointctl touchpoint-hub; do
  check "a shell completes $program" inside bash -n "/usr/share/bash-completion/completions/$program"
done

# --- the centre and the device, as the README says ------------------------------------------------------

as_hub() { inside setpriv --reuid touchpoint-hub --regid touchpoint-hub --clear-groups "$@"; }
check 'the hub makes its folder' as_hub touchpoint-hub init --dir /var/lib/touchpoint-hub --name 'Head office' --host localhost
check 'hub and broker start' inside systemctl start touchpoint-broker touchpoint-hub
until_true 20 'the hub is on its broker' \
  sh -c "nsenter -t $leader -a -r -w -- touchpoint-hub status --json --config /var/lib/touchpoint-hub/hub.toml | grep -q '\"mqtt\":\"connected\"'"
configure_device
need 'the agent starts' inside systemctl start touchpointd
check 'its key is a sealed credential' inside test -s /etc/credstore.encrypted/touchpoint.device.key
inside test ! -e /var/lib/touchpoint/device.key && ok 'no key stands beside the data' || wrong 'no key stands beside the data'
let_in 'it enrols' || { totals; exit 1; }
until_true 30 'it is online' is_online
say "figure: from nothing to online in $((SECONDS - began)) s"
mode=$(inside stat -c '%a %U' /run/touchpoint /run/touchpoint/api.sock /run/touchpoint/control.sock | tr '\n' ' ')
[[ $mode == '750 touchpoint 660 touchpoint 600 touchpoint ' ]] &&
  ok 'the group reaches the API and nobody else the control socket' || wrong "who reaches the sockets: $mode"
check 'staff are added' inside sh -c 'printf 739164 | touchpointctl staff add giulia --display-name "Giulia R." --pin-file -'
check 'a note is recorded' record 'first note'
key=$(inside touchpoint-hub source add shop --user-id loyalty --home-store milano-01 --config /var/lib/touchpoint-hub/hub.toml)
check 'a web shop tells of a customer' inside curl -sf -u "$key:" http://localhost:8480/v1/identify \
  -H 'content-type: application/json' -d '{"userId":"2900000004179","traits":{"firstName":"Anna"}}'
until_true 20 'she is known in the store' is_known
token=$(inside touchpointctl token add till 2>/dev/null)
scan=$(inside curl -sf http://localhost:7080/v1/scans -H "authorization: Bearer $token" \
  -H 'content-type: application/json' -d '{"code":"2900000004179","via":"till"}' | sed -nE 's/.*"id":"([^"]*).*/\1/p')
until_true 10 'her card is recognised' \
  sh -c "nsenter -t $leader -a -r -w -- touchpointctl why '$scan' --lang en | grep -q '^verdict: *recognised'"
until_true 20 'it reaches the hub' all_sent

# --- a till feeds it ------------------------------------------------------------------------------------

# as_till COMMAND…: a user of its own, who is in the group and in nothing else of ours.
as_till() { inside setpriv --reuid till --regid till --groups "$(inside getent group touchpoint-deviced | cut -d: -f3)" "$@"; }
check 'a till has a user of its own' inside useradd --system till
inside touch /etc/touchpoint/deviced.toml
check 'what it feeds is started' inside systemctl start touchpoint-deviced
as_till test -r /etc/touchpoint/agent.toml && wrong 'the configuration is not its business' || ok 'the configuration is not its business'
as_till test -w /run/touchpoint/api.sock && wrong "nor is the agent's socket" || ok "nor is the agent's socket"
pid=$(inside systemctl show -p MainPID --value touchpoint-deviced)
inside nsenter --target "$pid" --mount sh -c 'test -e /etc/touchpoint/agent.toml' && wrong 'nor that of whoever reads its files' ||
  ok 'nor that of whoever reads its files'
poslog() {
  printf '<POSLog><Transaction><RetailStoreID>1</RetailStoreID><WorkstationID>1</WorkstationID><SequenceNumber>%s</SequenceNumber>' "$1"
  printf '<BusinessDayDate>2026-03-02</BusinessDayDate><EndDateTime>2026-03-02T10:00:00Z</EndDateTime><RetailTransaction>'
  printf '<LineItem><Sale><ItemID>%s</ItemID><ExtendedAmount>5</ExtendedAmount></Sale></LineItem>' "$2"
  printf '</RetailTransaction></Transaction></POSLog>'
}
drop() { poslog "$1" "$2" | as_till sh -c "umask 027; cat >/var/lib/touchpoint-deviced/poslog/.part && mv /var/lib/touchpoint-deviced/poslog/.part /var/lib/touchpoint-deviced/poslog/$1.xml"; }
is_done() { inside test -e "/var/lib/touchpoint-deviced/poslog/done/$1.xml"; }
before=$(field last)
drop 1 BAG-7
until_true 20 'its file is recorded and put away' is_done 1
(($(field last) > before)) && ok 'in a row' || wrong "in a row: $(field last)"
until_true 20 'which reaches the hub' all_sent
drop 2 '4111 1111 1111 1111'
until_true 20 'a file that cannot be used is put aside' inside test -s /var/lib/touchpoint-deviced/poslog/refused/2.xml.txt
line=$(as_till perl -MIO::Socket::UNIX -e '
  my $till = IO::Socket::UNIX->new(Peer => "/run/touchpoint-deviced/till.sock") or die; print $till qq({"code":"2900000004179","via":"till"}\n); print scalar <$till>')
[[ $line == '{"status":202,"recorded":{'* ]] && ok 'its line is answered' || wrong "its line is answered: $line"
inside systemctl stop touchpointd
drop 3 BAG-8
inside systemctl start touchpointd
until_true 20 'a file waits for the agent' is_done 3
until_true 30 'which is online again' is_online

# --- what goes wrong ------------------------------------------------------------------------------------

rows=$(field last)
pid=$(inside systemctl show -p MainPID --value touchpointd)
inside sh -c "kill -KILL $pid"
until_true 20 'killed, it is started again' sh -c "[ \"\$(nsenter -t $leader -a -r -w -- systemctl show -p MainPID --value touchpointd)\" != $pid ] && nsenter -t $leader -a -r -w -- touchpointctl status --json"
(($(field last) > rows)) && ok 'with every row' || wrong "with every row: $(field last) of $rows"
inside sh -c 'mkdir -p /run/systemd/system/touchpointd.service.d; printf "[Service]\nWatchdogSec=2\n" >/run/systemd/system/touchpointd.service.d/short.conf; systemctl daemon-reload; systemctl restart touchpointd'
pid=$(inside systemctl show -p MainPID --value touchpointd)
inside sh -c "kill -STOP $pid"
until_true 30 'stopped in its tracks, its watchdog ends it' \
  sh -c "nsenter -t $leader -a -r -w -- systemctl show -p MainPID --value touchpointd | grep -qvx -e $pid -e 0"
inside sh -c 'rm -r /run/systemd/system/touchpointd.service.d; systemctl daemon-reload; systemctl restart touchpointd'
inside sed -i 's/^store = .*/store = 7/' /etc/touchpoint/agent.toml
inside systemctl restart touchpointd 2>/dev/null
until_true 10 'a wrong configuration is not tried again' unit_is touchpointd failed
[[ $(inside systemctl show -p ExecMainStatus --value touchpointd) == 78 ]] && ok 'exit code 78' || wrong 'exit code 78'
inside sed -i 's/^store = .*/store = "milano-01"/' /etc/touchpoint/agent.toml
check 'put right, it starts' inside systemctl restart touchpointd
until_true 30 'and is online' is_online

# --- update, and one release back -------------------------------------------------------------------------

rows=$(field last)
check 'an update installs' apt install "/packages/$(agent 2)" "/packages/$(hub 2)"
until_true 30 'it is online after the update' is_online
(($(field last) > rows)) && ok 'with every row' || wrong 'with every row'
rows=$(field last)
check 'one release back' apt install --allow-downgrades "/packages/$back_agent" "/packages/$back_hub"
until_true 30 'it is online again' is_online
(($(field last) > rows)) && ok 'with every row' || wrong 'with every row'
check 'another note is recorded' record 'second note'
until_true 20 'and reaches the hub' all_sent
if [[ -n $former ]]; then
  check 'the release before proves that nothing is lost' inside touchpointctl prove
  rows=$(field last)
  check 'an update from the release before' apt install "/packages/$(agent 1)" "/packages/$(hub 1)"
  until_true 30 'it is online after that update' is_online
  (($(field last) > rows)) && ok 'with every row' || wrong 'with every row'
  until_true 20 'and everything reaches the hub' all_sent
fi
check 'nothing is lost, and it is proven' inside touchpointctl prove
check 'nor at the hub' inside touchpoint-hub prove --config /var/lib/touchpoint-hub/hub.toml

# --- idle ---------------------------------------------------------------------------------------------

# A wake-up is when a thread goes on after it has waited.
wake_ups() { inside sh -c "cat /proc/$1/task/*/status" | awk '/^voluntary_ctxt_switches/ {n += $2} END {print n}'; }
mebibytes() { inside awk -v what="$2:" '$1 == what {printf "%.1f", $2 / 1024}' "/proc/$1/status"; }
idle_s=60
declare -A pids before idle
for unit in touchpointd touchpoint-deviced touchpoint-hub touchpoint-broker; do
  pids[$unit]=$(inside systemctl show -p MainPID --value "$unit")
  before[$unit]=$(wake_ups "${pids[$unit]}")
done
sleep "$idle_s"
for unit in "${!pids[@]}"; do
  woken=$(($(wake_ups "${pids[$unit]}") - before[$unit]))
  idle[$unit]=$(printf '%7s  %9s  %10s' "$(mebibytes "${pids[$unit]}" VmRSS)" "$(mebibytes "${pids[$unit]}" RssAnon)" \
    "$(awk "BEGIN {printf \"%.2f\", $woken / $idle_s}")")
done
declare -A binaries
for program in touchpointd touchpointctl touchpoint-deviced touchpoint-hub; do
  binaries[$program]=$(($(stat -c %s "$root/usr/bin/$program") / 1024))
done

logs=$(inside journalctl -u touchpointd -u touchpoint-deviced -u touchpoint-hub -o cat --no-pager)
grep -qiE 'first note|Giulia|739164' <<<"$logs" && wrong 'the journal of the system names nobody' || ok 'the journal of the system names nobody'

id=$(sed -nE 's/^\| online \| info \| `([0-9a-f]+)`.*/\1/p' systemd/OPERATIONS.md)
check 'it says "online" under the id that OPERATIONS.md gives' \
  inside sh -c "journalctl -q -u touchpointd MESSAGE_ID=$id PRIORITY=6 -o cat --no-pager | grep -q 'online by mqtt'"

# --- the kiosk's own session --------------------------------------------------------------------------

# As it ships: its user, its namespaces and system calls, its policy. Only the screen is a file of Xvfb's.
check 'touchpoint-kiosk installs' apt install xvfb "/packages/$(kiosk)"
unit_is touchpoint-kiosk inactive && ok 'without a screen it rests' || wrong 'without a screen it rests'
inside install -d -o nobody /var/lib/screen
inside systemd-run --quiet --unit=screen --uid=nobody Xvfb :7 -screen 0 1024x768x24 -nolisten tcp -fbdir /var/lib/screen
inside sh -c 'mkdir -p /etc/systemd/system/touchpoint-kiosk.service.d
  printf "[Unit]\nConditionPathExists=\n[Service]\nEnvironment=DISPLAY=:7 WLR_BACKENDS=x11 WLR_RENDERER=pixman\n" \
    >/etc/systemd/system/touchpoint-kiosk.service.d/screen.conf
  systemctl daemon-reload'
check 'its session starts' inside systemctl start touchpoint-kiosk
screen=$root/var/lib/screen/Xvfb_screen0  # XWD: big-endian words, then three bytes and one for each pixel
word() { od -An -tu4 --endian=big -j"$((4 * $1))" -N4 "$screen"; }
pixel() { od -An -tx1 -j"$(($(word 0) + 12 * $(word 19) + $2 * $(word 12) + 4 * $1))" -N3 "$screen"; }
shows_page() {
  local corner first
  first=$(pixel 2 2)
  [[ -n $first && $first != ' 00 00 00' ]] || return 1
  for corner in '1021 2' '2 765' '1021 765'; do [[ $(pixel $corner) == "$first" ]] || return 1; done
}
is_again() { (($(inside systemctl show -p NRestarts --value touchpoint-kiosk) > 0)) && shows_page; }
until_true 60 'the page is on the whole screen' shows_page
cp "$screen" "$place/kiosk.xwd"
inside systemctl kill --signal=KILL touchpoint-kiosk
until_true 60 'killed, it is there again' is_again
inside systemctl stop touchpoint-kiosk screen
inside test -e /run/touchpoint-kiosk && wrong 'nothing of who stood there is left' || ok 'nothing of who stood there is left'
check 'touchpoint-kiosk is purged' apt purge touchpoint-kiosk

# --- out of service -----------------------------------------------------------------------------------------

check 'it is wiped' inside touchpointctl wipe --yes-wipe milano-01-pos-1
until_true 30 'it comes back as a device that belongs to no hub' \
  sh -c "nsenter -t $leader -a -r -w -- touchpointctl status --json | grep -q '\"enrolled\":false'"
[[ $(field last) -lt 5 ]] && ok 'with an empty journal' || wrong "with an empty journal: $(field last)"
let_in 'it enrols again'
check 'staff are added again' inside sh -c 'printf 739164 | touchpointctl staff add giulia --display-name "Giulia R." --pin-file -'
until_true 30 'and is online' is_online
check 'revoked, the broker hears of it' inside touchpoint-hub device revoke milano-01-pos-1 --config /var/lib/touchpoint-hub/hub.toml
check 'it records on' record 'a note of a device that was revoked'
# By MQTT no receipt comes, three times for half a minute; then the other door says why.
until_true 180 'and hears that it was revoked' sh -c "nsenter -t $leader -a -r -w -- touchpointctl status --json | grep -q '\"revoked\":true'"
let_in 'a new token lets it in again'
until_true 30 'and is online again' is_online

# --- purge ------------------------------------------------------------------------------------------------

stays() {
  inside test -s /var/lib/touchpoint/journal.db && ok "$1: the rows stay" || wrong "$1: the rows stay"
  inside test -s /etc/credstore.encrypted/touchpoint.device.key && ok "$1: and so does their key" || wrong "$1: and so does their key"
}
is_gone() {
  inside sh -c 'ls -d /var/lib/touchpoint /etc/touchpoint /etc/credstore.encrypted/touchpoint.device.key' >/dev/null 2>&1 &&
    wrong "$1: nothing of it is left" || ok "$1: nothing of it is left"
}
# At a terminal of its own, where somebody sits who gives this answer if a question comes, as debconf asks it
# where nothing but a terminal is there. What appeared there is in $asked.
asked=
purge_at_a_terminal() {
  local answer=$1 code typed pid seen=$place/purge.log keys=$place/purge.keys
  rm -f "$keys" "$seen"
  mkfifo "$keys"
  inside env TERM=vt100 script -qefc 'apt-get -q -y purge touchpoint-agent' /dev/null <"$keys" >"$seen" 2>&1 &
  pid=$!
  exec {typed}>"$keys"
  for _ in $(seq 600); do
    if ! kill -0 "$pid" 2>/dev/null || grep -qF '[yes/no]' "$seen"; then break; fi
    sleep 0.1
  done
  (printf "%s\n" "$answer" >&"$typed") 2>/dev/null  # who was not asked has gone
  wait "$pid"
  code=$?
  exec {typed}>&-
  asked=$(tr -d '\r\0' <"$seen" | tr '\n' ' ')
  ((code == 0)) && ok "purged at a terminal, answer \"$answer\"" || wrong "purged at a terminal: exit code $code: $(tail -5 "$seen")"
}
asks_for() {
  grep -qE "This device holds +$2 +recorded rows that the hub does not have" <<<"$asked" && ok "$1: it asks, and counts $2" ||
    wrong "$1: it asks, and counts $2: $asked"
}
count() { status | sed -nE "s/.*\"journal\":\{[^}]*\"$1\":([0-9]+).*/\1/p"; }

inside systemctl stop touchpoint-hub touchpoint-broker
check 'a note is recorded with the hub away' record 'third note'
check 'a purge that nobody is asked about succeeds' apt purge touchpoint-agent
stays 'not asked'
check 'the package is installed again' apt install "/packages/$(agent 2)"
until_true 30 'its daemon answers' status
left=$(count to_send)
purge_at_a_terminal no
asks_for 'rows to send' "$left"
stays 'answered no'

# One row that the hub refuses, because another event has its id.
id=$(node --input-type=module -e 'import { eventId } from "./agent/demo/journey.mjs"; console.log(eventId())')
check 'the id of a row to come is taken' sqlite3 "$root/var/lib/touchpoint-hub/hub.db" \
  "INSERT INTO events (journal, sequence, device, event, type, at_ms, received_ms, digest, chain, raw)
   SELECT journal, 9000000, device, x'${id//-/}', type, 0, 0, digest, chain, raw FROM events WHERE sequence = 1 LIMIT 1"
inside systemctl start touchpoint-broker touchpoint-hub
check 'the package is installed again' apt install "/packages/$(agent 2)"
until_true 30 'the rows reach the hub' all_sent
check 'a row is recorded that the hub refuses' record 'fourth note' "$id"
is_refused() { [[ $(count refused) == 1 && $(count to_send) == 0 ]]; }
until_true 30 'it is refused' is_refused
purge_at_a_terminal yes
asks_for 'a refused row' 1
is_gone 'answered yes'
inside test -s /var/lib/touchpoint-deviced/poslog/refused/2.xml && ok 'what a till told in vain stays' || wrong 'what a till told in vain stays'
inside rm /var/lib/touchpoint-deviced/poslog/refused/2.xml

# A device of which the hub has every row is not asked about.
check 'the package is installed anew' apt install "/packages/$(agent 2)"
configure_device
inside systemctl start touchpointd
let_in 'a device made anew enrols'
until_true 30 'and sends everything' all_sent
purge_at_a_terminal no
grep -qF 'yes/no' <<<"$asked" && wrong "nothing is asked about what the hub has: $asked" || ok 'nothing is asked about what the hub has'
is_gone 'not asked'
check 'the hub is purged' apt purge touchpoint-hub
inside test -e /var/lib/touchpoint-hub/hub.toml && ok 'and its folder stays' || wrong 'and its folder stays'

# --- figures ------------------------------------------------------------------------------------------

say ''
printf '%-20s  %7s  %9s  %10s  %8s\n' "installed, $idle_s s idle" 'RSS MiB' 'anonymous' 'wake-ups/s' exposure
for unit in touchpointd touchpoint-deviced touchpoint-hub touchpoint-broker touchpoint-key; do
  printf '%-20s  %s  %8s\n' "$unit" "${idle[$unit]:-$(printf '%7s  %9s  %10s' - - -)}" "${exposure[$unit]}"
done
printf '%-20s  %7s  %9s\n' "$architecture, KiB" package installed
for package in "$(agent 1)" "$(hub 1)"; do
  printf '%-20s  %7s  %9s\n' "${package%%_*}" "$(($(stat -c %s "build/packages/$package") / 1024))" \
    "$(dpkg-deb -f "build/packages/$package" Installed-Size)"
done
for program in touchpointd touchpointctl touchpoint-deviced touchpoint-hub; do
  printf '%-20s  %7s  %9s\n' "$program, stripped" '' "${binaries[$program]}"
done
totals
