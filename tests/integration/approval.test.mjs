// Real programs: devices that enrol without a token. The chain announces them in a list; each is let in by
// its key, which the list has or an operator compares. Also the one line that carries address and token, as
// text, as a QR code and as a file on a stick.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash, createPublicKey } from "node:crypto";
import fs from "node:fs";
import https from "node:https";
import { after, before, test } from "node:test";

import { World, eventually } from "../support/world.mjs";

const world = new World({ sync: { receipt_timeout: "1s", backoff_max: "300ms", news_poll: "500ms" } });
const csv = world.path("devices.csv");
const status = (language = "en") => world.ctl(["status", "--lang", language], { allowFailure: true }).stdout;
const hub = () => world.deviceStatus().hub;
const tool = (...args) => world.run("touchpoint-hub", [...args, "--config", world.path("hub/hub.toml")], { allowFailure: true });
const approve = (...lines) => {
  fs.writeFileSync(csv, `${lines.join("\n")}\n`);
  return tool("approve", csv);
};
const pending = () => JSON.parse(world.hubctl("pending", "list", "--json")).pending;
const identity = () => JSON.parse(world.ctl(["identity", "--json"]));
const line = () => world.hubctl("line", "--hub", world.hubUrl);
const enrol = (text, ...options) => world.ctl(["enrol", "--line-file", "-", ...options], { input: text, allowFailure: true });
const online = () => eventually("the device to be online", () => hub().online);
const OTHER = "AB".repeat(32);

// As a device asks, with a key of our own.
function knock(device, store = world.store) {
  const key = world.path(`${device}.key`);
  const request = execFileSync("openssl", ["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
    "-subj", "/CN=x", "-keyout", key], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return ask({ device, store, csr: request });
}
function ask(body) {
  return new Promise((resolve, reject) => {
    const request = https.request(`${world.hubUrl}/v1/enrol`, { method: "POST", rejectUnauthorized: false,
      headers: { "content-type": "application/json" } }, (response) => {
      let text = "";
      response.on("data", (piece) => { text += piece; });
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body: JSON.parse(text) }));
    });
    request.on("error", reject);
    request.end(JSON.stringify(body));
  });
}

before(async () => {
  await world.makeHub();
  await world.startBroker();
  await world.startHub();
  await world.makeDevice();
  await world.startAgent();
});
after(() => world.end());

test("a list with anything wrong is refused line by line, and nothing of it is taken", () => {
  const cases = [
    [["device,shop", "a,b"], /devices\.csv:1: the first line must be device,store or device,store,fingerprint/],
    [["device,store", "milano-01-pos-1"], /:2: has 1 fields instead of 2/],
    [["device,store", "Milano 1,milano-01"], /:2: "Milano 1" is no name: 1 to 64 of a-z, 0-9 and '-'/],
    [["device,store", `${world.device},${world.store}`, "", `${world.device},roma-01`], /:4: milano-01-pos-1 stands on line 2 already/],
    [["device,store,fingerprint", "a,b,AB12"], /:2: the fingerprint must have 64 hex digits/],
    [["device,store,fingerprint", `a,b,${OTHER}`, `c,b,${OTHER}`], /:3: this key stands on line 2 already/],
    [["device,store", 'a,"b'], /:2: /],
    [[""], /is empty/],
  ];
  for (const [lines, words] of cases) {
    const refused = approve(...lines);
    assert.equal(refused.status, 1, refused.stdout);
    assert.match(refused.stderr, words);
    assert.match(refused.stderr, /nothing of the list was taken\n$/);
  }
  const both = approve("device,store", "good-1,milano-01", "Bad,milano-01", "also bad,milano-01");
  assert.equal(both.stderr.match(/is no name/g).length, 2);
});

test("a device that nobody has announced is never enrolled, and not kept in mind", async () => {
  const answer = await knock("good-1");
  assert.equal(answer.status, 403);
  assert.equal(answer.body.error, "not_expected");
  assert.deepEqual(pending(), []);
  const told = enrol(line());
  assert.equal(told.status, 0, told.stderr);
  assert.match(told.stdout, /waits to be approved at https:\/\/localhost:\d+ \(the hub does not expect this device/);
  assert.equal(hub().enrolled, false);
});

test("an operator compares the fingerprint; the device asks by itself, also after a restart", async () => {
  const announced = approve("device,store", `${world.device},${world.store}`, "milano-01-pos-2,milano-01");
  assert.match(announced.stdout, /^2 devices are announced; 0 of them/);
  const { fingerprint, device, store } = identity();
  assert.deepEqual([device, store], [world.device, world.store]);
  assert.match(fingerprint, /^([0-9A-F]{4} ){15}[0-9A-F]{4}$/);
  await eventually("the request at the hub", () => pending().some((entry) => entry.fingerprint === fingerprint));
  assert.match(status(), /-- +Hub +waiting for approval at the hub; fingerprint [0-9A-F]{4} /);
  assert.match(status("it"), /si attende l'approvazione al centro; impronta /);
  assert.match(world.hubctl("pending", "list"), new RegExp(`milano-01-pos-1 in milano-01, asked last .*\n +${fingerprint}\n`));

  await world.agent.stop();
  await world.startAgent();
  assert.equal(identity().fingerprint, fingerprint, "the key that somebody may have compared stays");
  await eventually("it to wait again", () => hub().approval === fingerprint);

  // Somebody else under its name, and an operator who does not look.
  await knock(world.device);
  assert.equal(pending().length, 2);
  for (const [given, words] of [
    ["AB12", /at least its first 16 hex digits/],
    [OTHER, /not the fingerprint of a key that waits under this name/],
  ]) {
    assert.match(tool("pending", "approve", world.device, "--fingerprint", given).stderr, words);
  }
  assert.match(tool("pending", "approve", "nobody", "--fingerprint", OTHER).stderr, /no device of that name waits/);

  assert.match(world.hubctl("pending", "approve", world.device, "--fingerprint", fingerprint.slice(0, 19).toLowerCase()), /may enrol with this key/);
  await online();
  assert.equal(hub().approval, null);
  assert.deepEqual(pending(), []);
  assert.ok(!fs.existsSync(world.path("device/state/approval")));
  const certificate = fs.readFileSync(world.path("device/state/identity/certificate.pem"));
  const der = createPublicKey(certificate).export({ type: "spki", format: "der" });
  assert.equal(createHash("sha256").update(der).digest("hex").toUpperCase(), fingerprint.replaceAll(" ", ""));
});

test("an approval is for one key: another one under the name gets nothing", async () => {
  assert.equal((await knock(world.device)).body.error, "not_expected");
  assert.equal((await knock("milano-01-pos-2", "roma-01")).body.error, "other_store");
});

test("a revoked device is not let in again by the key that was approved", async () => {
  world.hubctl("device", "revoke", world.device);
  const key = world.path("device/state/identity/key.pem");
  const csr = execFileSync("openssl", ["req", "-new", "-key", key, "-subj", "/CN=x"], { encoding: "utf8" });
  assert.equal((await ask({ device: world.device, store: world.store, csr })).body.error, "not_expected");
});

test("keys that wait are bounded, also those of a device that knocks with ever new ones", async () => {
  for (let n = 0; n < 6; ++n) {
    const answer = await knock("milano-01-pos-2");
    assert.equal(answer.status, 202);
    assert.equal(answer.headers["retry-after"], "60");
    assert.equal(answer.body.waiting, true);
  }
  assert.equal(pending().length, 4);
  const { fingerprint } = pending()[0];
  world.hubctl("pending", "refuse", "milano-01-pos-2", "--fingerprint", fingerprint);
  assert.equal(pending().filter((entry) => entry.refused).length, 1);
  assert.match(world.hubctl("pending", "list"), /asked last .*, refused\n/);
});

test("a refused device says so and stops asking", async () => {
  assert.equal(approve("device,store", `${world.device},${world.store}`).status, 0);
  const told = enrol(line());
  assert.match(told.stdout, /Fingerprint to compare:\n([0-9A-F]{4} ){15}[0-9A-F]{4}\n/);
  const { fingerprint } = identity();
  world.hubctl("pending", "refuse", world.device, "--fingerprint", fingerprint);
  await eventually("the refusal to arrive", () => hub().approval === null);
  assert.ok(!fs.existsSync(world.path("device/state/approval/line")));
});

test("a list that has the fingerprint lets the device in as soon as it asks", async () => {
  const { fingerprint } = identity();
  const announced = approve("device,store,fingerprint", `${world.device},${world.store},${fingerprint}`);
  assert.match(announced.stdout, /^1 devices are announced; 1 of them enrol/);
  const told = enrol(line());
  assert.match(told.stdout, /This device is enrolled at/);
  await online();
});

test("the line of another hub is refused: its fingerprint is another one", () => {
  const foreign = line().replace(/tp1\.\..{4}/, "tp1..AAAA");
  const told = enrol(foreign);
  assert.equal(told.status, 1);
  assert.match(told.stderr, /not the hub that the token is from/);
  for (const text of ["", "https://hub.example:8443", "hub#tp1.a.b", "httpsçJJhub"]) {
    assert.match(enrol(text).stderr, /not an enrolment line|the secret is empty/, text);
  }
  assert.equal(world.ctl(["enrol"], { allowFailure: true }).status, 2);
  assert.equal(hub().online, true, "what works stays");
});

test("one line carries address and token: as a QR code, and as a file that goes once it has served", async () => {
  const printed = world.hubctl("token", "--device", world.device, "--store", world.store, "--hub", world.hubUrl, "--qr");
  const text = printed.trim().split("\n").at(-1);
  assert.match(text, /^https:\/\/localhost:\d+#tp1\.[\w-]{43}\.[\w-]{43}$/);

  // What a scanner sees of it: two modules to a character, drawn large.
  const rows = printed.split("\n").filter((row) => row.startsWith("\x1b[30;107m"))
    .map((row) => [...row.replace(/\x1b\[[\d;]*m/g, "")]);
  const modules = rows.flatMap((row) => ["█▀", "█▄"].map((dark) => row.map((c) => (dark.includes(c) ? 0 : 255))));
  const large = modules.flatMap((row) => Array(6).fill(row.flatMap((shade) => Array(6).fill(shade))));
  const image = world.path("code.pgm");
  fs.writeFileSync(image, Buffer.concat([Buffer.from(`P5 ${large[0].length} ${large.length} 255\n`), Buffer.from(large.flat())]));
  assert.equal(execFileSync("zbarimg", ["--raw", "--quiet", image], { encoding: "utf8" }), `${text}\n`);

  const stick = world.path("touchpoint-enrol.txt");
  fs.writeFileSync(stick, `${text}\r\n`);
  const told = world.ctl(["enrol", "--line-file", stick, "--remove-file"], { allowFailure: true });
  assert.equal(told.status, 0, told.stderr);
  assert.ok(!fs.existsSync(stick));
  await online();
  fs.writeFileSync(stick, text);
  assert.match(world.ctl(["enrol", "--line-file", stick, "--remove-file"], { allowFailure: true }).stderr, /used already/);
  assert.ok(fs.existsSync(stick), "a token that did not serve stays");
});
