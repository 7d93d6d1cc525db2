// Real hub, broker and devices: settings reach rings one after the other, are kept and followed, and
// never stop a device; staff of the hub sign in at a device until they are removed.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { after, before, test } from "node:test";

import { DeviceClient } from "../support/device_client.mjs";
import { eventually, World } from "../support/world.mjs";

const SYNC = { backoff_max: "1s", news_poll: "500ms" };

const world = new World({ sync: SYNC });
// Another device of the chain at the same hub.
const other = new World({ store: "torino-02", device: "torino-02-pos-1", sync: SYNC });
other.hubctl = (...args) => world.hubctl(...args);

const settingsOf = (device) => device.deviceStatus().settings;
const has = (device, number) => eventually(`${device.device} to have settings ${number}`, () => settingsOf(device)?.number === number);
const origins = (device) => device.ctl(["config", "show", "--origin"]);

function publish(body, ...options) {
  const file = world.path("central.toml");
  fs.writeFileSync(file, body);
  return Number(world.hubctl("settings", "publish", file, "--note", "a test", ...options).match(/^settings (\d+) are published/)[1]);
}
const standing = (device) => JSON.parse(world.hubctl("settings", "status", "--json")).devices.find((entry) => entry.device === device.device);
const confirmed = (device, number) => eventually(`the hub to hear of settings ${number}`, () => {
  const { has_number: hasNumber, has: version, version: meant } = standing(device);
  return hasNumber === number && version === meant;
});
function refusedByHub(args, pattern, status) {
  const result = world.run("touchpoint-hub", [...args, "--config", world.path("hub/hub.toml")], { allowFailure: true });
  assert.equal(result.status, status, result.stderr);
  assert.match(result.stderr, pattern);
}
const events = (device, type) => device.ctl(["tail", "-n", "1000", "--json"]).split("\n").filter((line) => line.includes(`"${type}"`)).length;

const metrics = async (from) => (await fetch(`${from}/metrics`)).text();

before(async () => {
  await world.start();
  other.devicesPort = world.devicesPort;
  await other.makeDevice();
  fs.appendFileSync(other.path("device/touchpoint.toml"), '\n[kiosk]\nidle = "20s"\n');
  await other.startAgent();
  await other.enrol();
});
after(async () => {
  await other.end();
  await world.end();
});

test("a ring gets settings first, the others when they are widened", async () => {
  assert.equal(settingsOf(world), null);
  world.hubctl("ring", "add", "pilot");
  world.hubctl("ring", "put", "pilot", "--device", world.device);
  assert.match(world.hubctl("ring", "list"), /pilot +devices: milano-01-pos-1\nall/);
  const number = publish('[kiosk]\nidle = "30s"\n[sync]\nnews_poll = "2s"\nprobe = "20s"\n[log]\nlevel = "debug"\n');
  await has(world, number);
  await confirmed(world, number);
  assert.deepEqual(settingsOf(world), { number, after_restart: ["kiosk.idle"], problem: null });
  assert.equal(standing(other).number, 0);
  assert.equal(settingsOf(other), null, "nothing has reached the other device");
  assert.match(world.hubctl("settings", "status"), new RegExp(`ring pilot +1 device: 1 has settings ${number}\nring all +1 device: 1 has none`));
  assert.match(origins(world), new RegExp(`idle = "30s"  # from the hub, settings ${number}`));
  assert.match(origins(world), new RegExp(`news_poll = "500ms"  # .*:\\d+, overrides the hub's settings ${number}`));
  assert.match(origins(world), new RegExp(`probe = "20s"  # from the hub, settings ${number}`));
  assert.match(world.ctl(["status", "--lang", "it"], { allowFailure: true }).stdout, new RegExp(`-- +Impostazioni +del centro, numero ${number}; dopo un riavvio: kiosk.idle`));
  await eventually("the device to be online again", () => world.deviceStatus().hub.online);

  assert.match(world.hubctl("settings", "widen"), new RegExp(`settings ${number} reach the next ring`));
  await has(other, number);
  await confirmed(other, number);
  assert.match(origins(other), /idle = "20s"  # .*overrides the hub's settings/);
  assert.deepEqual(settingsOf(other).after_restart, [], "its own file counts");
  refusedByHub(["settings", "widen"], /reach every device already/, 1);
  assert.equal(world.hubctl("settings", "show", String(number)), fs.readFileSync(world.path("central.toml"), "utf8"));
});

test("settings are in force after a restart, without a network", async () => {
  const { number } = settingsOf(world);
  await world.hub.stop();
  await world.broker.stop();
  await world.agent.stop();
  await world.startAgent();
  assert.deepEqual(settingsOf(world), { number, after_restart: [], problem: null });
  const counter = new DeviceClient(world.agentPort, "kiosk.localhost");
  assert.equal((await counter.expect(200, "GET", "/v1/touchpoint")).idle_s, 30);
  await world.startBroker();
  await world.startHub();
  await eventually("the device to be online", () => world.deviceStatus().hub.online);
});

test("a device that was away gets them when it is back", async () => {
  await other.agent.stop();
  const number = publish('[sync]\nprobe = "30s"\n', "--ring", "all");
  await has(world, number);
  await other.startAgent();
  await has(other, number);
  await confirmed(other, number);
});

test("what is withdrawn comes back as what was before, under a new number", async () => {
  const before = settingsOf(world).number;
  const bad = publish('[log]\nlevel = "error"\n');
  await has(world, bad);
  world.hubctl("settings", "withdraw", "--note", "too quiet");
  await eventually("the settings before", () => settingsOf(world).number > bad);
  const { number } = settingsOf(world);
  assert.equal(world.hubctl("settings", "show", String(number)), world.hubctl("settings", "show", String(before)));
  assert.doesNotMatch(origins(world), /level = "error"/);
  assert.equal(settingsOf(other).number, before);
  assert.match(world.hubctl("settings", "status"), new RegExp(`settings ${number} .*withdrawing ${bad}: too quiet`));
});

test("a key that the hub may not give is refused, at the hub and at the device", async () => {
  const file = world.path("central.toml");
  const refuse = (body, pattern) => {
    fs.writeFileSync(file, body);
    refusedByHub(["settings", "check", file], pattern, 78);
    refusedByHub(["settings", "publish", file], pattern, 78);
  };
  refuse('[web]\nlisten = "127.0.0.1:9"\n', /central\.toml:2:1: "listen" in \[web\] cannot be given by the hub: it says who can reach this device/);
  refuse('[sync]\nenabled = false\n', /unknown key "enabled" in \[sync\]/);
  refuse('[tls]\nverify = false\n', /unknown section \[tls\]/);
  refuse('[sync]\nbackoff_max = "1h"\n', /must be from 1s to 15m/);

  // A hub that does not look gives it all the same: past its own check, into its database.
  const before = settingsOf(world).number;
  const refusals = events(world, "touchpoint.config.refused");
  await world.hub.stop();
  execFileSync("sqlite3", [world.path("hub/hub.db"), "INSERT INTO settings (number, body, reach, change, by, note, at_ms)"
    + " SELECT change + 1, '[storage]' || char(10) || 'journal_max_mib = 8' || char(10), 9223372036854775807, change + 1, 'x', '', 0 FROM configuration;"
    + " UPDATE configuration SET change = change + 1"]);
  await world.startHub();
  await eventually("the device to refuse it", () => settingsOf(world).problem);
  assert.match(settingsOf(world).problem, /"journal_max_mib" in \[storage\] cannot be given by the hub: a wrong one could lose what is recorded here/);
  assert.equal(settingsOf(world).number, before, "it has what it had");
  assert.equal(events(world, "touchpoint.config.refused"), refusals + 1);
  assert.match(world.ctl(["status", "--lang", "en"], { allowFailure: true }).stdout, /!! +Settings .*the hub's last are not in force/);
  assert.match(world.hubctl("settings", "status"), new RegExp(`not there yet:\n  ${world.device} +is to have settings \\d+, has settings ${before}`));

  // The centre sees who does not take it, and why.
  const [bad] = JSON.parse(world.hubctl("settings", "status", "--json")).settings;
  await eventually("the hub to hear that both refuse it", () => [world, other].every((device) => standing(device).refused));
  assert.equal(standing(world).refused.number, bad.number);
  assert.match(standing(world).refused.reason, /"journal_max_mib" in \[storage\] cannot be given by the hub/);
  assert.match(world.hubctl("settings", "status"), new RegExp(`refused:\n  settings ${bad.number} by 2 devices \\(${world.device}, ${other.device}\\): .*"journal_max_mib"`));
  assert.match(world.hubctl("status"), new RegExp(`it does not take settings ${bad.number} \\(.*"journal_max_mib"`));
  assert.match(await metrics(`http://127.0.0.1:${world.agentPort}`), /^touchpoint_settings_refused_version [1-9]/m);
  assert.match(await metrics(world.sourcesUrl), /^touchpoint_hub_settings_refusing 2$/m);

  const good = publish('[sync]\nprobe = "30s"\n', "--ring", "all");
  await has(world, good);
  assert.equal(settingsOf(world).problem, null);
  for (const device of [world, other]) await confirmed(device, good);
  assert.equal(standing(world).refused, undefined);
  assert.doesNotMatch(world.hubctl("settings", "status"), /refused/);
  const told = await metrics(`http://127.0.0.1:${world.agentPort}`);
  assert.match(told, new RegExp(`^touchpoint_settings_version ${standing(world).has}$`, "m"));
  assert.doesNotMatch(told, /touchpoint_settings_refused_version/);
  assert.match(await metrics(world.sourcesUrl), /^touchpoint_hub_settings_refusing 0$/m);
});

test("what somebody has changed on the device's disk is left aside, and comes again", async () => {
  const { number } = settingsOf(world);
  const file = world.path("device/state/settings.toml");
  assert.equal(fs.statSync(file).mode & 0o777, 0o600);
  await world.agent.stop();
  await world.hub.stop();
  fs.appendFileSync(file, '[web]\nlisten = "127.0.0.1:9"\n');
  await world.startAgent();
  assert.match(settingsOf(world).problem, /"listen" in \[web\] cannot be given by the hub/);
  assert.match(origins(world), /probe = "30s"  # default/);
  assert.equal(world.deviceStatus().journal.state, "well");
  await world.startHub();
  await has(world, number);
  assert.equal(settingsOf(world).problem, null);
  assert.doesNotMatch(fs.readFileSync(file, "utf8"), /listen/);
});

const hubStaff = (verb, name, pin, ...more) => world.run("touchpoint-hub",
  ["staff", verb, name, "--store", world.store, ...(pin ? ["--pin-file", "-"] : []), ...more, "--config", world.path("hub/hub.toml")],
  { input: pin && `${pin}\n`, allowFailure: true });
const signedIn = async (client) => (await client.request("GET", "/v1/session")).status === 200;

test("staff of the hub sign in at their store's devices, and removing them ends their sessions", async () => {
  const local = world.ctl(["staff", "list"]);
  assert.match(local, /^giulia\tGiulia R\.\tassociate\tof this device$/m);
  assert.match(hubStaff("add", "marco", "123456", "--display-name", "Marco B.").stderr, /the PIN only counts up or down/);
  assert.equal(hubStaff("add", "marco", "739164", "--display-name", "Marco B.", "--role", "supervisor").status, 0);
  assert.match(hubStaff("add", "marco", "739164", "--display-name", "Marco B.").stderr, /somebody of that name in that store already/);
  assert.match(world.hubctl("staff", "list"), /^milano-01\tmarco\tMarco B\.\tsupervisor$/m);
  assert.equal(hubStaff("add", "ivo", "739164", "--display-name", "Ivo T.", "--role", "it").status, 0);
  await eventually("ivo at the device", () => /^ivo\tIvo T\.\tit\tfrom the hub$/m.test(world.ctl(["staff", "list"])));
  assert.equal(hubStaff("remove", "ivo").status, 0);
  await eventually("marco at the device", () => /^marco\tMarco B\.\tsupervisor\tfrom the hub$/m.test(world.ctl(["staff", "list"])));
  assert.doesNotMatch(other.ctl(["staff", "list"]), /marco/, "another store's device is not told");

  const client = new DeviceClient(world.agentPort);
  assert.equal((await client.signIn("marco", "739164")).name, "marco");
  const giulia = new DeviceClient(world.agentPort);
  await giulia.signIn(world.staff.name, world.staff.pin);
  assert.match(world.ctl(["staff", "remove", "marco"], { allowFailure: true }).stderr, /the hub manages this person/);

  assert.equal(hubStaff("reset", "marco", "950271").status, 0);
  await eventually("the session with the old PIN to end", async () => !(await signedIn(client)));
  await client.signIn("marco", "950271");

  const access = world.path("device/state/access.json");
  fs.copyFileSync(access, world.path("access.before"));
  assert.equal(hubStaff("remove", "marco").status, 0);
  await eventually("the session to end", async () => !(await signedIn(client)));
  await assert.rejects(client.signIn("marco", "950271"), /sign-in: 401/);
  assert.doesNotMatch(world.ctl(["staff", "list"]), /marco/);
  assert.ok(await signedIn(giulia), "whoever was added here stays");
  // A backup that is put back brings nobody back whom the hub has dismissed.
  await world.agent.stop();
  fs.copyFileSync(world.path("access.before"), access);
  await world.startAgent();
  await eventually("marco to be gone again", () => !/marco/.test(world.ctl(["staff", "list"])));
  for (const file of ["hub.log", "device.log"]) assert.doesNotMatch(fs.readFileSync(world.path(file), "utf8"), /marco|739164|950271/i);
});

test("a hub that was put back from a copy is believed again", async () => {
  const old = publish('[sync]\nprobe = "40s"\n', "--ring", "all");
  await confirmed(world, old);
  await confirmed(other, old);
  const copy = world.hubctl("backup").trim();
  await confirmed(world, publish('[sync]\nprobe = "50s"\n', "--ring", "all"));
  const lost = publish('[sync]\nprobe = "51s"\n', "--ring", "all");
  await confirmed(world, lost);
  await confirmed(other, lost);
  await world.hub.stop();
  for (const ending of ["", "-wal", "-shm"]) fs.rmSync(world.path(`hub/hub.db${ending}`), { force: true });
  fs.copyFileSync(copy, world.path("hub/hub.db"));
  await world.startHub();
  world.hubctl("restored");
  for (const device of [world, other]) {
    await has(device, old);
    assert.match(origins(device), /probe = "40s"/);
    await confirmed(device, old);
  }
  const next = publish('[sync]\nprobe = "45s"\n', "--ring", "all");
  for (const device of [world, other]) {
    await has(device, next);
    assert.equal(settingsOf(device).problem, null);
  }
});
