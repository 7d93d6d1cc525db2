// Real programs: a device renews its certificate by itself, whatever kills it meanwhile, and gets a
// new one when it was away for too long; a revoked one is refused at both doors and goes on recording.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";

import { ageCertificate } from "../support/aged_certificate.mjs";
import { everythingStored, recordNote } from "../support/notes.mjs";
import { World, eventually } from "../support/world.mjs";

const SYNC = {
  receipt_timeout: "1s", backoff_max: "1s", news_poll: "500ms", request_timeout: "2s", probe: "500ms", keep_alive: "5s",
};
const MQTT = '\nkeep_alive = "5s"\nbackoff_max = "500ms"\n';

const world = new World({ sync: SYNC });
const identity = (name = "") => world.path("device/state/identity", name);
const serial = (file = identity("certificate.pem")) =>
  execFileSync("openssl", ["x509", "-in", file, "-noout", "-serial"], { encoding: "utf8" }).trim().slice("serial=".length);
const online = () => eventually("the device to be online", () => world.deviceStatus().hub.online);
const status = (language = "en") => world.ctl(["status", "--lang", language], { allowFailure: true }).stdout;

const record = (text) => recordNote(world, text);
const drained = () => everythingStored(world);

async function restartWith({ begins, ends }) {
  await world.agent.stop();
  ageCertificate(world, { begins, ends });
  await world.startAgent();
}
async function configureHub(certificates) {
  await world.hub?.stop();
  const file = world.path("hub/hub.toml");
  const others = fs.readFileSync(file, "utf8").replace(/\n\[certificates\]\n[^[]*/, "\n");
  fs.writeFileSync(file, `${others}\n[certificates]\n${Object.entries(certificates).map(([key, value]) => `${key} = "${value}"\n`).join("")}`);
  await world.startHub();
}

before(async () => {
  await world.makeHub();
  fs.appendFileSync(world.path("hub/hub.toml"), MQTT);
  await world.startBroker();
  await configureHub({ valid: "10s" });
  await world.makeDevice();
  await world.startAgent();
  await world.enrol();
  world.staff = await world.addStaff("giulia", "Giulia R.");
});
after(() => world.end());

test("a certificate is renewed in time, again and again", async () => {
  const first = serial();
  const { certificate } = world.deviceStatus();
  assert.equal(certificate.expired, false);
  await eventually("the next certificate", () => serial() !== first, { ms: 40_000 });
  const now = world.deviceStatus();
  assert.equal(now.certificate.problem, null);
  assert.ok(Date.parse(now.certificate.expires) > Date.parse(certificate.expires));
  assert.ok(!fs.existsSync(world.path("device/state/identity.new")));
  await online();
  await record("after a renewal");
  await drained();
  await configureHub({ valid: "365d" });
  const last = serial();
  await eventually("one for a year", () => serial() !== last, { ms: 30_000 });
  assert.match(status(), /Certificate +good for 36\d days/);
  assert.match(status("it"), /Certificato +valido ancora 36\d giorni/);
});

test("a renewal that is killed at any step leaves an identity that works", async (t) => {
  const library = path.join(world.bin, "libtouchpoint_kill_points.so");
  // Whether the renewal was killed there; both slots are as the next start finds them.
  const killedAt = async (point) => {
    await world.agent.stop();
    // Two thirds of its life are over.
    ageCertificate(world, { begins: -90, ends: 30 });
    const old = serial();
    world.agent.env = { LD_PRELOAD: library, TOUCHPOINT_KILL: point };
    await world.startAgent().catch((error) => {
      if (world.agent.running || world.agent.exit !== "SIGKILL") throw error;
    });
    const renewed = () => serial() !== old && !fs.existsSync(world.path("device/state/identity.new"));
    // One that is being killed answers no more.
    await eventually(`the end at ${point}, or of the renewal`,
      () => !world.agent.running || (renewed() && world.deviceStatus().certificate));
    const killed = !world.agent.running;
    if (killed) assert.equal(world.agent.exit, "SIGKILL", point);
    else await world.agent.stop();
    world.agent.env = {};
    await world.startAgent();
    await eventually(`the renewal after ${point}`, renewed);
    await online();
    return killed;
  };
  // Every step of that kind, from the first to the one that is not reached any more.
  const steps = async (kind, { least, most = 20 }) => {
    let n = 0;
    while (n < most && await killedAt(`${kind}:${n + 1}`)) n++;
    assert.ok(n >= least, `${kind} was reached ${n} times`);
    t.diagnostic(`${kind}: killed at each of ${n}`);
  };
  // Asking, the answer, the proof with the hub and the one with the broker: beside them all else that is sent.
  await steps("send:before:tcp", { least: 12, most: 12 });
  // Four files, each whole or half; the folder that holds them, and the one that holds both slots.
  await steps("write:before:*/identity.new/*", { least: 4 });
  await steps("write:torn:*/identity.new/*", { least: 4 });
  await steps("write:after:*/identity.new/*", { least: 4 });
  await steps("fsync:after:*/identity.new*", { least: 5 });
  await steps("fsync:after:*/state", { least: 2, most: 4 });
  // The exchange, and the removal of what was: four files and their folder.
  await steps("rename:before:*/identity.new", { least: 1 });
  await steps("rename:after:*/identity.new", { least: 1 });
  await steps("unlink:before:*/identity.new*", { least: 5 });
  await steps("unlink:after:*/identity.new*", { least: 5 });
  await record("after all that");
  await drained();
  assert.equal(world.deviceStatus().certificate.problem, null);
});

test("the certificate before stays until the new one was used, and says why a renewal failed", async () => {
  const old = serial();
  await world.hub.stop();
  await restartWith({ begins: -118, ends: 2 });
  await eventually("the failure to be told", () => world.deviceStatus().certificate.problem);
  assert.match(status(), /!! +Certificate +good for 1 day; renewal has failed \(.*refuses connections/);
  assert.equal(serial(), old);
  await record("while the certificate cannot be renewed");
  await world.startHub();
  await eventually("the renewal", () => serial() !== old);
  await drained();
  assert.match(status(), /ok +Certificate/);
});

test("a device whose certificate has expired gets a new one by its old key", async () => {
  const old = serial();
  await restartWith({ begins: -130, ends: -10 });
  await record("with an expired certificate");
  await eventually("the new certificate", () => serial() !== old);
  await drained();
  assert.equal(world.deviceStatus().certificate.expired, false);
});

test("a clock that starts in 1970 stands in nobody's way", async () => {
  const in1970 = { LD_PRELOAD: path.join(world.bin, "libtouchpoint_wrong_clock.so"), TOUCHPOINT_CLOCK: "100" };
  await world.agent.stop();
  world.agent.env = in1970;
  await world.startAgent();
  await eventually("MQTT", () => world.deviceStatus().hub.transport === "mqtt");
  await record("in 1970");
  await drained();
  const { certificate, clock } = world.deviceStatus();
  assert.equal(clock.quality, "unset");
  assert.match(clock.now, /^1970-01-01T00:0/);
  assert.equal(certificate.expired, false);
  assert.ok(certificate.days_left >= 363, String(certificate.days_left));

  const old = serial();
  await restartWith({ begins: -130, ends: -10 });
  await eventually("a new certificate for the expired one", () => serial() !== old);
  await online();

  await world.agent.stop();
  fs.rmSync(identity(), { recursive: true });
  fs.rmSync(world.path("device/state/contact.json"));
  await world.startAgent();
  await world.enrol();
  await record("enrolled in 1970");
  await drained();
  await world.agent.stop();
  world.agent.env = {};
  await world.startAgent();
});

test("one that expired too long ago goes on recording and is told to be enrolled", async () => {
  const old = serial();
  await restartWith({ begins: -200, ends: -91 });
  await eventually("the refusal", () => world.deviceStatus().certificate.problem);
  assert.equal(serial(), old);
  await record("with a certificate that nobody takes");
  assert.match(status(), /Certificate +expired/);
  await world.enrol();
  await drained();
});

test("a revoked device is refused at both doors and goes on recording", async () => {
  assert.match(world.hubctl("device", "list"), /milano-01-pos-1 +milano-01 +seen .*, certificate for 36\d more days/);
  const stored = world.hubJournal().through;
  assert.ok(world.brokerTakes());
  assert.match(world.hubctl("device", "revoke", world.device), /^milano-01-pos-1 is revoked/);
  await record("after the revocation");
  await eventually("the device to know", () => world.deviceStatus().hub.revoked);
  assert.match(status(), /!! +Hub +has revoked this device; everything stays recorded here/);
  assert.match(status("it"), /!! +Centro +ha revocato questo dispositivo; tutto resta registrato qui/);
  assert.match(world.hubctl("device", "list"), /milano-01-pos-1 .*revoked/);
  assert.ok(world.deviceStatus().journal.to_send > 0);
  assert.equal(world.hubJournal().through, stored);

  const pass = ["--cacert", identity("ca.pem"), "--cert", identity("certificate.pem"), "--key", identity("key.pem")];
  const answer = execFileSync("curl", ["-s", "-w", "%{http_code}", ...pass, `${world.hubUrl}/v1/news`], { encoding: "utf8" });
  assert.match(answer, /^\{"error":"revoked",.*\}403$/);
  await eventually("the broker to refuse it", () => !world.brokerTakes());
  assert.ok(!fs.readFileSync(world.path("hub.log"), "utf8").includes("cannot"));

  await world.enrol();
  await drained();
  await eventually("MQTT", () => world.deviceStatus().hub.transport === "mqtt");
  assert.equal(world.deviceStatus().hub.revoked, false);
});

test("a broker that has only begun to start is left alone, and told when the hub looks again", async () => {
  await world.broker.stop();
  // As Mosquitto is between writing its number and catching signals.
  const starting = world.path("mosquitto");
  fs.copyFileSync("/bin/sleep", starting);
  fs.chmodSync(starting, 0o755);
  const program = spawn(starting, ["600"]);
  const ended = new Promise((resolve) => program.once("exit", (code, signal) => resolve(signal)));
  fs.writeFileSync(world.path("hub/mosquitto/mosquitto.pid"), `${program.pid}\n`);
  world.hubctl("device", "revoke", world.device);
  program.kill("SIGTERM");
  assert.equal(await ended, "SIGTERM", "not SIGHUP");
  await world.startBroker();
  assert.ok(!world.brokerTakes(), "it read the list when it started");
  await world.enrol();
  await drained();
});

test("a device that is configured for another store says so, and is enrolled there", async () => {
  await world.agent.stop();
  const file = world.path("device/touchpoint.toml");
  fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace('store = "milano-01"', 'store = "torino-02"'));
  await world.startAgent();
  const { hub } = world.deviceStatus();
  assert.equal(hub.enrolled, false);
  assert.match(hub.problem, /enrolled as milano-01-pos-1 in store milano-01, and its configuration says .* torino-02/);
  world.store = "torino-02";
  await world.enrol();
  await drained();
  assert.equal(world.hubStatus().refused, 0);
});
