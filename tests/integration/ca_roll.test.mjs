// Real programs: a hub's authority is replaced while devices work. Both are trusted for a while, then the one
// before is gone; nothing that is recorded meanwhile is lost, and nobody is enrolled again who renewed in time.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";

import { ageCertificate } from "../support/aged_certificate.mjs";
import { everythingStored, recordNote } from "../support/notes.mjs";
import { World, eventually } from "../support/world.mjs";

const world = new World({ sync: {
  receipt_timeout: "1s", backoff_max: "500ms", news_poll: "500ms", request_timeout: "2s", probe: "500ms", keep_alive: "5s",
} });
const identity = (name) => world.path("device/state/identity", name);
const openssl = (...args) => execFileSync("openssl", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
const serial = () => openssl("x509", "-in", identity("certificate.pem"), "-noout", "-serial");
const issuer = (file) => openssl("x509", "-in", file, "-noout", "-issuer").replace(/^issuer=\s*CN\s*=\s*/, "");
const trusted = () => fs.readFileSync(identity("ca.pem"), "utf8").match(/BEGIN CERTIFICATE/g).length;
const ca = (...args) => spawnSync(path.join(world.bin, "touchpoint-hub"), ["ca", ...args, "--config", world.path("hub/hub.toml")], { encoding: "utf8" });
const byMqtt = () => eventually("the device to be on its broker", () => {
  const { hub } = world.deviceStatus();
  return hub.online && hub.transport === "mqtt";
}, { ms: 60_000 });

async function restart() {
  await world.hub.stop();
  await world.broker.stop();
  await world.startBroker();
  await world.startHub();
}
async function recordAndStore(text) {
  await recordNote(world, text);
  await everythingStored(world);
  await byMqtt();
}
async function step(...args) {
  const done = ca(...args);
  assert.equal(done.status, 0, done.stderr);
  assert.match(done.stdout, /restart the hub and its broker$/m);
  await restart();
}
// Two thirds of its life are over, so it asks for the next one.
async function renew(authority) {
  await world.agent.stop();
  ageCertificate(world, { begins: -90, ends: 30 }, authority);
  const old = serial();
  await world.startAgent();
  await eventually("the renewal", () => serial() !== old);
  await byMqtt();
}

before(() => world.start());
after(() => world.end());

test("the hub's own certificates are made anew, and nobody notices", async () => {
  const server = () => openssl("x509", "-in", world.path("hub/keys/server.crt"), "-noout", "-serial");
  const first = server();
  const hosts = openssl("x509", "-in", world.path("hub/keys/server.crt"), "-noout", "-ext", "subjectAltName");
  await step("renew");
  assert.notEqual(server(), first);
  assert.equal(openssl("x509", "-in", world.path("hub/keys/server.crt"), "-noout", "-ext", "subjectAltName"), hosts);
  await recordAndStore("after the hub's renewal");
  assert.match(ca("show").stdout, /^Demo hub CA signs, until 20\d\d-[^]*own certificates are good until 20/);
});

test("steps out of turn are refused", () => {
  for (const [args, sentence] of [[["switch"], /add one first/], [["drop"], /there is no authority before/]]) {
    const { status, stderr } = ca(...args);
    assert.equal(status, 1);
    assert.match(stderr, sentence);
  }
});

test("a second authority is trusted as well, by those who renew and those who enrol", async () => {
  await step("add");
  assert.match(ca("show").stdout, /Demo hub CA signs.*\n.*\nDemo hub CA 20.* is trusted as well; it may sign from 20/);
  assert.match(ca("add").stderr, /trusted already/);
  await recordAndStore("with a second authority");
  assert.equal(trusted(), 1, "nobody has told the device yet");
  await renew();
  assert.equal(trusted(), 2);
  await world.enrol();
  assert.equal(trusted(), 2);
  await recordAndStore("enrolled while there are two");
  const early = ca("switch");
  assert.equal(early.status, 1);
  assert.match(early.stderr, /not before 20.*: devices renew until then/);
});

test("a switch that is cut short anywhere is done again", () => {
  const killed = [];
  for (let n = 1; ; n++) {
    const copy = world.path(`cut-${n}`);
    fs.cpSync(world.path("hub"), copy, { recursive: true, filter: (from) => !from.endsWith(".sock") });
    const hub = (env) => spawnSync(path.join(world.bin, "touchpoint-hub"), ["ca", "switch", "--at-once", "--config", path.join(copy, "hub.toml")],
      { encoding: "utf8", env: { ...process.env, ...env } });
    const cut = hub({ LD_PRELOAD: path.join(world.bin, "libtouchpoint_kill_points.so"), TOUCHPOINT_KILL: `rename:before:*/cut-${n}/*:${n}` });
    if (cut.signal === "SIGKILL") {
      killed.push(n);
      const again = hub({});
      assert.equal(again.status, 0, `${n}: ${again.stderr}`);
    } else {
      assert.equal(cut.status, 0, cut.stderr);
    }
    const file = (...names) => path.join(copy, ...names);
    const all = file("keys/ca.crt");
    assert.match(openssl("x509", "-in", all, "-noout", "-subject"), /CA 20/, String(n));
    assert.equal(fs.readFileSync(all, "utf8").match(/BEGIN CERTIFICATE/g).length, 2);
    assert.equal(fs.readFileSync(file("mosquitto/ca.crt"), "utf8"), fs.readFileSync(all, "utf8"));
    for (const [certificate, key] of [["keys/ca.crt", "keys/ca.key"], ["keys/ca-before.crt", "keys/ca-before.key"],
      ["keys/server.crt", "keys/server.key"], ["keys/mqtt.crt", "keys/mqtt.key"], ["mosquitto/server.crt", "mosquitto/server.key"]]) {
      assert.equal(openssl("x509", "-in", file(certificate), "-noout", "-pubkey"), openssl("pkey", "-in", file(key), "-pubout"), `${n}: ${certificate}`);
      assert.equal(fs.statSync(file(key)).mode & 0o077, 0, key);
    }
    for (const own of ["keys/server.crt", "keys/mqtt.crt", "mosquitto/server.crt"]) assert.match(issuer(file(own)), /CA 20/, `${n}: ${own}`);
    assert.ok(!fs.existsSync(file("keys/ca-next.key")));
    fs.rmSync(copy, { recursive: true });
    if (cut.signal !== "SIGKILL") break;
  }
  assert.ok(killed.length >= 9, `killed at ${killed}`);
});

test("the new one signs; what the one before has signed is good, and is ended where it must be", async () => {
  const open = world.hubctl("token", "--device", world.device, "--store", world.store);
  await step("switch", "--at-once");
  assert.match(issuer(identity("certificate.pem")), /^Demo hub CA$/);
  await recordAndStore("with a certificate by the one before");
  assert.match(ca("show").stdout, /^Demo hub CA 20.* signs[^]*\nDemo hub CA is trusted still; it may go from 20/);
  const early = world.ctl(["enrol", "--hub", world.hubUrl, "--token-file", "-", "--lang", "en"], { input: open, allowFailure: true });
  assert.notEqual(early.status, 0);
  assert.match(early.stderr, /this is not the hub that the token is from/);

  assert.ok(world.brokerTakes());
  world.hubctl("device", "revoke", world.device);
  await recordNote(world, "after the revocation");
  await eventually("the device to know", () => world.deviceStatus().hub.revoked, { ms: 60_000 });
  const pass = ["--cacert", identity("ca.pem"), "--cert", identity("certificate.pem"), "--key", identity("key.pem")];
  const answer = execFileSync("curl", ["-s", "-w", "%{http_code}", ...pass, `${world.hubUrl}/v1/news`], { encoding: "utf8" });
  assert.match(answer, /^\{"error":"revoked",.*\}403$/);
  await eventually("the broker to refuse it", () => !world.brokerTakes());
  await world.enrol();
  assert.match(issuer(identity("certificate.pem")), /CA 20/);
  assert.equal(trusted(), 2);
  await recordAndStore("with a certificate by the new one");
});

test("an expired certificate by the one before still proves who asks", async () => {
  await world.agent.stop();
  ageCertificate(world, { begins: -130, ends: -10 }, { cert: world.path("hub/keys/ca-before.crt"), key: world.path("hub/keys/ca-before.key") });
  const old = serial();
  await world.startAgent();
  await eventually("the new certificate", () => serial() !== old);
  assert.match(issuer(identity("certificate.pem")), /CA 20/);
  await recordAndStore("after an expired certificate");
});

test("the one before is gone: its certificates open no door, the others work on", async () => {
  fs.mkdirSync(world.path("before"));
  for (const name of ["certificate.pem", "key.pem"]) fs.copyFileSync(identity(name), world.path(name));
  await world.agent.stop();
  ageCertificate(world, { begins: -1, ends: 300 }, { cert: world.path("hub/keys/ca-before.crt"), key: world.path("hub/keys/ca-before.key") });
  for (const name of ["certificate.pem", "key.pem"]) {
    fs.copyFileSync(identity(name), world.path("before", name));
    fs.copyFileSync(world.path(name), identity(name));
  }
  await step("drop", "--at-once");
  await world.startAgent();
  await recordAndStore("with one authority again");
  assert.doesNotMatch(ca("show").stdout, /trusted/);
  fs.copyFileSync(identity("ca.pem"), world.path("before/ca.pem"));
  const refused = spawnSync("curl", ["-s", "-S", "--cacert", identity("ca.pem"), "--cert", world.path("before/certificate.pem"),
    "--key", world.path("before/key.pem"), `${world.hubUrl}/v1/news`], { encoding: "utf8" });
  assert.notEqual(refused.status, 0, refused.stdout);
  assert.ok(world.brokerTakes());
  assert.ok(!world.brokerTakes(world.path("before")));
  await renew();
  assert.equal(trusted(), 1);
  assert.match(issuer(identity("ca.pem")), /CA 20/);
  assert.equal(world.hubStatus().refused, 0);
  assert.equal(JSON.parse(world.ctl(["prove", "--json"])).proven, true);
});
