// What the real programs say to each other: every event, answer and message of a small world,
// against the schemas and the two descriptions.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash, createPublicKey, randomUUID, sign, verify } from "node:crypto";
import fs from "node:fs";
import https from "node:https";
import { after, before, test } from "node:test";

import { CloudEvent } from "cloudevents";

import { Journey, eventId } from "../../agent/demo/journey.mjs";
import { DeviceClient } from "../support/device_client.mjs";
import { Program, World, eventually } from "../support/world.mjs";
import { Door, asyncapi, judge, judgeWithin, jwsParts, openapi, parseBytes, readText } from "./contract.mjs";

const world = new World();
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
let identity;  // of the device: the files of its folder
let listener;  // hears all that goes through the broker

// --- the devices' door --------------------------------------------------------------------------

const asDevice = () => ({ ca: identity.ca, cert: identity.certificate, key: identity.key });
const asNobody = () => ({ ca: identity.ca });

function ask(who, method, target, { headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const request = https.request({ host: "localhost", port: world.devicesPort, method, path: target, agent: false,
      headers: { ...headers, ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }) }, ...who }, (response) => {
      const pieces = [];
      response.on("data", (piece) => pieces.push(piece));
      response.on("end", () => resolve(answered(method, target, response.statusCode,
        response.headers["content-type"], Buffer.concat(pieces), response.headers)));
    });
    request.on("error", reject);
    request.setTimeout(10_000, () => request.destroy(new Error(`${method} ${target}: no answer in 10 s`)));
    request.end(body);
  });
}

async function askSources(method, target, { key, type = "application/json", body, headers = {} } = {}) {
  const response = await fetch(world.sourcesUrl + target, { method, body, headers: {
    ...headers,
    ...(key === undefined ? {} : { authorization: `Basic ${Buffer.from(`${key}:`).toString("base64")}` }),
    ...(body === undefined ? {} : { "content-type": type }) } });
  return answered(method, target, response.status, response.headers.get("content-type"),
    Buffer.from(await response.arrayBuffer()), Object.fromEntries(response.headers));
}

const door = new Door(openapi, { $ref: "schemas/refusal.json" });

// An answer, after it was held against openapi.yaml.
function answered(method, target, status, type, bytes, headers) {
  const text = bytes.toString("utf8");
  const body = (type ?? "").startsWith("application/json") ? parseBytes(bytes) : text;
  door.hold(method, target, status, type, body);
  return { status, type, body, text, headers };
}

const readable = ["/v1/news", "/v1/devices", "/v1/config", "/v1/profiles/changes", `/v1/refusals?journal=${randomUUID()}`, `/v1/statement?journal=${randomUUID()}`];

// --- the broker ---------------------------------------------------------------------------------

function heard() {
  return fs.readFileSync(world.path("broker.heard"), "utf8").split("\n").filter((line) => line.includes(" ")).map((line) => {
    const [topic, qos, retain, hex] = line.split(" ");
    return { topic, qos: Number(qos), retain: retain === "1", bytes: Buffer.from(hex ?? "", "hex") };
  });
}

function channelOf(topic) {
  const found = Object.entries(asyncapi.channels).filter(([, { address }]) =>
    new RegExp(`^${address.replaceAll(/\{(\w+)\}/g, (_, name) => name === "batch" ? "[a-z0-9]{1,32}" : "[a-z0-9-]{1,64}")}$`).test(topic));
  assert.equal(found.length, 1, `${topic} is one of asyncapi.yaml`);
  return found[0][0];
}

const isZstd = (bytes) => bytes.length > 4 && bytes.readUInt32BE(0) === 0x28b52ffd;
const unpacked = (bytes) => isZstd(bytes) ? execFileSync("zstd", ["-d", "-c"], { input: bytes, maxBuffer: 1 << 21 }) : bytes;

const checkReceipt = (text) => checkSigned("schemas/receipt.json", text);
const checkConfiguration = (text) => checkSigned("schemas/configuration.json", text);
const checkStatement = (text) => checkSigned("schemas/statement.json", text);

function checkSigned(schema, text) {
  const { header, payload, signed, signature } = jwsParts(text);
  assert.deepEqual(judge("schemas/receipt-header.json", header), []);
  assert.deepEqual(judge(schema, payload), []);
  const { x } = identity.hub.keys.find((key) => key.kid === header.kid);
  assert.ok(verify(null, Buffer.from(signed), createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" }), signature));
  return payload;
}

// --- events -------------------------------------------------------------------------------------

// Read while the hub is stopped: it shares its database with nobody.
async function storedRows() {
  await world.hub.stop();
  const text = execFileSync("sqlite3", ["-readonly", "-json", world.path("hub/hub.db"),
    "SELECT journals.journal, sequence, CAST(raw AS TEXT) AS raw, lower(hex(events.chain)) AS chain FROM events"
    + " JOIN journals ON journals.id = events.journal ORDER BY events.journal, sequence"], { encoding: "utf8", maxBuffer: 1 << 28 });
  await world.startHub();
  return JSON.parse(text);
}

// A row of a journal of ours, as a device would write it.
// `before`: the chain at the row before, `claim`: the chain that it says instead.
function row(journal, sequence, before, { claim, ...changes } = {}) {
  const now = new Date().toISOString();
  const raw = JSON.stringify({ specversion: "1.0", id: eventId(), source: `/stores/${world.store}/devices/${world.device}`,
    type: "touchpoint.order.collected", time: now, recordedtime: now, actor: "employee", journal,
    sequence: String(sequence).padStart(20, "0"), touchpoint: "counter-1", data: { order_id: "W-1" }, ...changes });
  const digest = sha256(raw);
  const chain = claim ?? sha256(before, digest);
  return { chain, digest, text: `${raw.slice(0, -1)},"chain":"${chain.toString("hex")}"}` };
}

before(async () => {
  await world.start();
  world.openShop({ customers: 40 });
  const folder = world.path("device/state/identity");
  const file = (name) => fs.readFileSync(`${folder}/${name}`, "utf8");
  identity = { ca: file("ca.pem"), certificate: file("certificate.pem"), key: file("key.pem"), hub: JSON.parse(file("hub.json")) };
  fs.writeFileSync(world.path("broker.heard"), "");
  listener = new Program("mosquitto_sub", "mosquitto_sub", ["-h", "localhost", "-p", String(world.brokerPort),
    "--cafile", world.path("hub/mosquitto/ca.crt"), "--cert", world.path("hub/keys/mqtt.crt"), "--key", world.path("hub/keys/mqtt.key"),
    "-i", "listener", "-V", "5", "--retain-as-published", "-q", "1", "-t", "touchpoint/v1/#", "-F", "%t %q %r %x"],
    { log: world.path("broker.heard") });
  world.launch(listener);
  // The device's state is kept by the broker: once it is heard, so is everything after it.
  await listener.ready("the listener", () => heard().some(({ topic }) => topic.endsWith("/state")));
});
after(async () => {
  await listener?.stop();
  await world.end();
});

test("a customer's journey, by way of the shop, the counter and the kiosk", async () => {
  for (const batch of world.shop.batches()) {
    assert.deepEqual(judge("schemas/calls.json#/$defs/batch", { batch }), []);
    await world.uplink.send(...batch);
  }
  await eventually("the replica", () => world.deviceStatus().replica.profiles === 40);
  const journey = new Journey(world, { say: () => {} });
  assert.ok(await journey.run() > 5);
  const client = new DeviceClient(world.agentPort);
  await client.request("POST", "/v1/session", { name: world.staff.name, pin: "000000" });
  await client.signIn(world.staff.name, world.staff.pin);
  const sale = { type: "touchpoint.order.completed", data: { order_id: "T-1", total: 20.5, currency: "EUR",
    products: [{ sku: "BAG-01", name: "Bag", quantity: 1, price: 20.5 }] } };
  const refund = { type: "touchpoint.order.refunded", data: { order_id: "T-1", total: 20.5, currency: "EUR", reason: "too small" } };
  await client.expect(201, "POST", "/v1/interactions", sale);
  await client.expect(201, "POST", "/v1/interactions", refund);
  const complaint = { type: "touchpoint.complaint.raised", data: { complaint_id: eventId(), text: "The queue\nwas long" } };
  await client.expect(201, "POST", "/v1/interactions", complaint);
  await client.expect(201, "POST", "/v1/interactions", { type: "touchpoint.manager.called", data: { text: "A refund" } });
  const due = new Date(Date.now() + 30 * 86_400_000).toISOString();
  await client.expect(201, "POST", "/v1/interactions", { type: "touchpoint.rights.requested",
    data: { request_id: eventId(), right: "access", text: "Rosa Conti, by post", due } });
  const { profile: newcomer } = await client.expect(201, "POST", "/v1/customers",
    { id: eventId(), given_name: "Irene", family_name: "Colombo", email: "irene@example.org", birth_date: "1986", language: "it" });
  await client.expect(204, "POST", "/v1/card", { profile: newcomer });
  for (const [purpose, verb] of [["marketing", "given"], ["marketing", "withdrawn"]]) {
    await client.expect(201, "POST", "/v1/interactions", { type: `touchpoint.consent.${verb}`, actor: "customer",
      data: { profile: newcomer, purpose, text_version: "2026-01", language: "it", channel: "screen" } });
  }
  await Promise.all([world.hub.stop(), world.broker.stop()]);
  const profile = eventId();
  await client.expect(201, "POST", "/v1/interactions", { type: "touchpoint.note.added", data: { text: "never to be read", profile } });
  assert.equal(world.ctl(["erase", "--profile", profile, "--lang", "en"]), "1 row erased.\n");
  await client.request("DELETE", "/v1/session");
  await world.agent.stop();
  await world.startBroker();
  await world.startHub();
  await world.startAgent();
  await eventually("everything to be stored", () => {
    const { journal } = world.deviceStatus();
    return journal.through === journal.last;
  }, { ms: 60_000 });
});

test("every stored event is what the schema says, in a whole chain, and a CloudEvent", async () => {
  const rows = await storedRows();
  const own = rows.filter(({ journal }) => journal === rows[0].journal);
  let chain = sha256(own[0].journal);
  const types = new Set();
  for (const [i, { sequence, raw, chain: kept }] of own.entries()) {
    assert.equal(sequence, i + 1);
    const event = JSON.parse(`${raw.slice(0, -1)},"chain":"${kept}"}`);
    const tombstone = event.type === "touchpoint.event.erased";
    chain = sha256(chain, tombstone ? Buffer.from(event.data.digest, "hex") : sha256(raw));
    assert.equal(kept, chain.toString("hex"));
    assert.deepEqual(judge("schemas/event.json", event), [], raw);
    assert.ok(new CloudEvent(event, true).validate());
    for (const name of ["datacontenttype", "dataschema"]) assert.ok(name in event, `devices write \`${name}\``);
    for (const name of ["clockquality", "bootid", "uptimems", "salt"]) {
      assert.equal(name in event, !tombstone, `devices write \`${name}\`, and not in tombstones`);
    }
    assert.ok(!raw.includes("never to be read"));
    assert.match(event.id, /^.{14}7/);
    assert.equal(event.dataschema, `urn:${event.type}:1`);
    types.add(event.type);
  }
  const table = [...readText("CONTRACT.md").matchAll(/`(touchpoint\.\w+\.\w+)`/g)].map((match) => match[1]);
  for (const type of types) assert.ok(table.includes(type) || /\.(signed_out|refused|stopped|restored|withdrawn)$/.test(type), type);
  assert.ok(types.size >= 14, [...types].join(" "));
  assert.ok(types.has("touchpoint.event.erased") && types.has("touchpoint.profile.erased"));
  for (const type of ["customer.registered", "consent.given", "consent.withdrawn"]) assert.ok(types.has(`touchpoint.${type}`), type);
});

test("every message by the broker is what asyncapi.yaml says", async () => {
  await world.agent.stop("SIGKILL");  // the last will
  await eventually("the last will", () => heard().some(({ bytes }) => bytes.toString() === '{"online":false}'));
  await world.startAgent();
  await eventually("the device to be online", () => world.deviceStatus().hub.online, { ms: 60_000 });
  const counts = {};
  for (const { topic, qos, retain, bytes } of heard()) {
    const channel = channelOf(topic);
    counts[channel] = (counts[channel] ?? 0) + 1;
    const [, operation] = Object.entries(asyncapi.operations).find(([, { channel: { $ref } }]) => $ref === `#/channels/${channel}`);
    assert.equal(qos, operation.bindings.mqtt.qos, topic);
    assert.equal(retain, operation.bindings.mqtt.retain, topic);
    if (channel === "events") {
      const text = unpacked(bytes);
      assert.ok(text.length <= 1 << 20);
      assert.deepEqual(judge("schemas/batch.json", parseBytes(text)), []);
    } else if (channel === "stored") {
      checkReceipt(bytes.toString());
      assert.deepEqual(judgeWithin(asyncapi.components.messages.receipt.payload, bytes.toString()), []);
    } else {
      assert.deepEqual(judge(`schemas/${channel}.json`, parseBytes(bytes)), [], bytes.toString());
    }
  }
  assert.deepEqual(Object.keys(counts).sort(), ["events", "news", "state", "stored"]);
});

test("the devices' door answers as openapi.yaml says", async () => {
  const device = asDevice();
  assert.equal((await ask(device, "GET", "/v1/news")).status, 200);
  assert.ok((await ask(device, "GET", "/v1/devices")).body.devices >= 1);
  let page = { epoch: "", through: 0, more: true };
  const steps = new Set();
  for (let pages = 0; page.more; pages++) {
    assert.ok(pages < 20);
    const epoch = page.epoch ? `&epoch=${page.epoch}` : "";
    page = (await ask(device, "GET", `/v1/profiles/changes?since=${page.through}&limit=7${epoch}`)).body;
    for (const { type } of page.task_steps ?? []) steps.add(type);
  }
  for (const type of ["complaint.raised", "manager.called", "rights.requested"]) assert.ok(steps.has(type), [...steps].join(" "));
  assert.ok(page.reflects.through > 0);
  assert.equal((await ask(device, "GET", "/v1/profiles/changes?since=99999999")).body.since, 0);
  const { journal } = world.deviceStatus();
  assert.deepEqual((await ask(device, "GET", `/v1/refusals?journal=${journal.journal}&since=0`)).body, { refused: [] });
  const known = checkStatement((await ask(device, "GET", `/v1/statement?journal=${journal.journal}`)).text);
  assert.equal(known.device, world.device);
  assert.equal(known.journal, journal.journal);
  assert.equal(known.stored, known.through);
  assert.equal(known.erased, 1);
  assert.ok(known.through > 10);
  const other = randomUUID();
  const unknown = checkStatement((await ask(device, "GET", `/v1/statement?journal=${other}`)).text);
  assert.deepEqual({ ...unknown, at: "" }, { device: world.device, journal: other, through: 0, chain: sha256(other).toString("hex"),
    stored: 0, waiting: 0, refused: 0, erased: 0, in_holes: 0, holes: [], at: "" });

  const given = checkConfiguration((await ask(device, "GET", "/v1/config")).text);
  assert.deepEqual({ ...given, at: "", epoch: "" }, { device: world.device, store: world.store, epoch: "", version: given.version, number: 0, at: "", body: "", staff: [] });
  assert.equal(checkConfiguration((await ask(device, "GET", `/v1/config?since=${given.version}&epoch=${given.epoch}`)).text).version, given.version);
  assert.equal(checkConfiguration((await ask(device, "GET", `/v1/config?since=${given.version}&epoch=another`)).text).version, given.version + 1);
  assert.equal((await ask(device, "GET", "/v1/config?since=-1")).status, 400);
  assert.equal((await ask(device, "GET", "/v1/config?since=9007199254740991")).status, 400);

  assert.equal((await ask(device, "GET", "/v1/profiles/changes?limit=0")).status, 400);
  assert.equal((await ask(device, "GET", "/v1/profiles/changes?since=-1")).status, 400);
  assert.equal((await ask(device, "GET", `/v1/refusals?journal=${other}&since=x`)).status, 400);
  for (const path of ["/v1/refusals", "/v1/statement"]) {
    assert.equal((await ask(device, "GET", path)).status, 400);
    assert.equal((await ask(device, "GET", `${path}?journal=${other.toUpperCase()}`)).status, /[a-f]/.test(other) ? 400 : 200);
  }
  assert.equal((await ask(device, "GET", "/v1/nothing")).status, 404);
  assert.equal((await ask(device, "PUT", "/v1/events", { body: "[]" })).status, 404);
  for (const path of readable) assert.equal((await ask(asNobody(), "GET", path)).status, 401);
});

const sendBatch = (body, extra = {}) => ask(asDevice(), "POST", "/v1/events", { body, headers: {
  "content-type": "application/cloudevents-batch+json", "touchpoint-batch": "b1", "touchpoint-first-kept": "1", ...extra } });

test("a batch gets a signed receipt, and what is wrong in it is refused in its place", async () => {
  const journal = randomUUID();
  const first = row(journal, 1, sha256(journal));
  const second = row(journal, 2, first.chain, { actor: "robot" });
  const third = row(journal, 3, second.chain, { source: `/stores/${world.store}/devices/somebody-else` });
  const fourth = row(journal, 4, third.chain);
  const answer = await sendBatch(`[${[first, second, third, fourth].map(({ text }) => text).join(",")}]`);
  assert.equal(answer.status, 200);
  const receipt = checkReceipt(answer.text);
  assert.deepEqual({ ...receipt, at: "" }, { device: world.device, journal, answers: "b1", through: 4,
    chain: fourth.chain.toString("hex"), refused: 2, at: "", runs: true });
  const { refused } = (await ask(asDevice(), "GET", `/v1/refusals?journal=${journal}&since=0`)).body;
  assert.deepEqual(refused.map(({ sequence }) => sequence), [2, 3]);
  assert.equal((await ask(asDevice(), "GET", `/v1/refusals?journal=${journal}&since=2`)).body.refused.length, 1);

  const packed = execFileSync("zstd", ["-q", "-c"], { input: `[${first.text}]` });
  assert.equal(checkReceipt((await sendBatch(packed)).text).through, 4, "what is there already has no effect");

  assert.equal((await sendBatch("[]")).status, 400);
  assert.equal((await sendBatch("<html>")).status, 400);
  assert.equal((await sendBatch(packed.subarray(0, -3))).status, 400);
  assert.equal((await sendBatch(`[${first.text}]`, { "touchpoint-batch": "Not a name" })).status, 400);
  assert.equal((await sendBatch(`[${first.text}]`, { "touchpoint-first-kept": "-1" })).status, 400);
  assert.equal((await sendBatch(`[${first.text}]`, { "content-type": "application/json" })).status, 415);
  assert.equal((await sendBatch(`[${" ".repeat(1 << 20)}]`)).status, 413);
  assert.equal((await ask(asNobody(), "POST", "/v1/events", { body: `[${first.text}]` })).status, 401);
});

test("a tombstone carries the chain on, a refused row that is sent again is stored, a hole is stated", async () => {
  const journal = randomUUID();
  const refusals = async (since = 0) => (await ask(asDevice(), "GET", `/v1/refusals?journal=${journal}&since=${since}`)).body.refused;
  const state = async () => checkStatement((await ask(asDevice(), "GET", `/v1/statement?journal=${journal}`)).text);
  const first = row(journal, 1, sha256(journal));
  const erased = row(journal, 2, first.chain, { type: "touchpoint.note.added", data: { text: "x", staff: "giulia" } });
  const said = { type: "touchpoint.event.erased", actor: "environment" };
  const tombstone = row(journal, 2, null, { ...said, data: { type: "touchpoint.note.added", digest: erased.digest.toString("hex") }, claim: erased.chain });
  const dumb = row(journal, 2, null, { ...said, data: { type: "touchpoint.note.added" }, claim: erased.chain });
  const third = row(journal, 3, erased.chain);

  assert.equal(checkReceipt((await sendBatch(`[${[first, dumb, third].map(({ text }) => text).join(",")}]`)).text).refused, 1);
  assert.deepEqual((await refusals()).map(({ sequence }) => sequence), [2]);
  assert.equal(checkReceipt((await sendBatch(`[${tombstone.text}]`)).text).refused, 0);
  assert.deepEqual(await refusals(), []);
  const { at: _, ...whole } = await state();
  assert.deepEqual(whole, { device: world.device, journal, through: 3, chain: third.chain.toString("hex"), stored: 3, waiting: 0,
    refused: 0, erased: 1, in_holes: 0, holes: [] });

  const sixth = row(journal, 6, sha256("what nobody has any more"));
  await sendBatch(`[${sixth.text}]`);
  assert.equal((await state()).waiting, 1);
  const receipt = checkReceipt((await sendBatch(`[${sixth.text}]`, { "touchpoint-first-kept": "6" })).text);
  assert.deepEqual([receipt.through, receipt.chain], [6, sixth.chain.toString("hex")], "behind a hole the chain is the device's word");
  const { stored, in_holes: inHoles, holes } = await state();
  assert.deepEqual({ stored, inHoles, holes }, { stored: 4, inHoles: 2, holes: [{ first: 4, last: 5 }] });
});

test("rows between two of their run may leave their chain out, and a run that does not agree is settled row by row", async () => {
  const journal = randomUUID();
  const state = async () => checkStatement((await ask(asDevice(), "GET", `/v1/statement?journal=${journal}`)).text);
  const rows = [];
  for (let n = 1; n <= 6; n++) rows.push(row(journal, n, rows.at(-1)?.chain ?? sha256(journal)));
  const withoutChain = ({ text }) => `${text.slice(0, text.lastIndexOf(',"chain":"'))}}`;
  const run = (some) => `[${some.map((one, i) => i === 0 || i === some.length - 1 ? one.text : withoutChain(one)).join(",")}]`;

  const broken = run(rows).replace("W-1", "W-2").replace("W-1", "W-3").replace("W-2", "W-1");  // row 2
  assert.deepEqual(judge("schemas/batch.json", JSON.parse(broken)), []);
  const receipt = checkReceipt((await sendBatch(broken)).text);
  assert.deepEqual([receipt.through, receipt.refused, receipt.chain], [6, 5, rows[5].chain.toString("hex")]);
  const again = checkReceipt((await sendBatch(`[${rows.slice(1).map(({ text }) => text).join(",")}]`)).text);
  assert.deepEqual([again.through, again.refused], [6, 0]);
  assert.equal((await state()).stored, 6);
  assert.equal(checkReceipt((await sendBatch(run(rows))).text).refused, 0, "a repeat has no effect");
});

test("refusals come in pages of 1,000", async () => {
  const journal = randomUUID();
  const rows = Array.from({ length: 1001 }, (_, i) => JSON.stringify({ journal, sequence: String(i + 1).padStart(20, "0") }));
  assert.equal(checkReceipt((await sendBatch(`[${rows.join(",")}]`)).text).refused, 1001);
  const page = async (since) => (await ask(asDevice(), "GET", `/v1/refusals?journal=${journal}&since=${since}`)).body.refused;
  const first = await page(0);
  assert.equal(first.length, 1000);
  assert.deepEqual((await page(first.at(-1).sequence)).map(({ sequence }) => sequence), [1001]);
});

test("lookups are answered as openapi.yaml says, and too many are refused", async () => {
  const lookUp = (body, { who = asDevice(), type = "application/json" } = {}) =>
    ask(who, "POST", "/v1/lookups", { headers: { "content-type": type }, body });
  const examples = JSON.parse(readText("examples/index.json")).examples.filter(({ as }) => as === "lookup");
  assert.notEqual(examples.length, 0);
  for (const { file, refused } of examples) {
    const answer = await lookUp(readText(`examples/${file}`));
    assert.equal(answer.status, refused ? 400 : 200, `${file}: ${answer.text}`);
    if (!refused) assert.equal(answer.headers["cache-control"], "no-store");
  }
  assert.equal((await lookUp("{}", { type: "text/plain" })).status, 415);
  assert.equal((await lookUp("{}", { who: asNobody() })).status, 401);
  let last;
  for (let asked = 0; asked <= 60 && last?.status !== 429; ++asked) last = await lookUp(`{"profile":"${randomUUID()}"}`);
  assert.equal(last.status, 429);
  assert.equal(last.headers["retry-after"], "60");
});

test("enrolment answers as openapi.yaml says", async () => {
  const token = (name, store = world.store) => world.hubctl("token", "--device", name, "--store", store).trim().split(".")[1];
  execFileSync("openssl", ["req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=x",
    "-keyout", world.path("new.key"), "-out", world.path("new.csr")], { stdio: "ignore" });
  const csr = fs.readFileSync(world.path("new.csr"), "utf8");
  const enrol = (secret, body, type = "application/json") => ask(asNobody(), "POST", "/v1/enrol",
    { headers: { "content-type": type, ...(secret ? { authorization: `Bearer ${secret}` } : {}) },
      body: typeof body === "string" ? body : JSON.stringify(body) });
  const wish = { device: "milano-01-pos-9", store: world.store, csr };
  assert.deepEqual(judge("schemas/enrol-request.json", wish), []);

  const secret = token(wish.device);
  assert.equal((await enrol(secret, { ...wish, csr: csr.replace(/[A-Z]{4}/, "AAAA") })).status, 422);
  assert.equal((await enrol(secret, { ...wish, device: "Not a name" })).status, 422);
  assert.equal((await enrol(secret, { ...wish, device: "milano-01-pos-8" })).status, 403);
  assert.equal((await enrol(secret, "{")).status, 400);
  assert.equal((await enrol(secret, wish, "text/plain")).status, 415);

  // Without a token: by the key, which somebody must have approved.
  const waits = { ...wish, device: "milano-01-pos-10" };
  const unexpected = await enrol("", waits);
  assert.deepEqual([unexpected.status, unexpected.body.error], [403, "not_expected"]);
  fs.writeFileSync(world.path("devices.csv"), `device,store\n${waits.device},${world.store}\n`);
  world.hubctl("approve", world.path("devices.csv"));
  assert.equal((await enrol("", { ...waits, store: "roma-01" })).body.error, "other_store");
  assert.equal((await enrol("", { ...waits, csr: "none" })).status, 422);
  const waiting = await enrol("", waits);
  assert.equal(waiting.status, 202);
  assert.deepEqual(judge("schemas/enrol-waiting.json", waiting.body), []);
  const der = createPublicKey(fs.readFileSync(world.path("new.key"))).export({ type: "spki", format: "der" });
  assert.equal(waiting.body.fingerprint.replaceAll(" ", "").toLowerCase(), sha256(der).toString("hex"));
  world.hubctl("pending", "approve", waits.device, "--fingerprint", waiting.body.fingerprint);
  assert.equal((await enrol("", waits)).status, 201);
  assert.equal((await enrol("", waits)).status, 201, "the answer may have been lost");
  const answer = await enrol(secret, wish);
  assert.equal(answer.status, 201);
  const { kid, x } = answer.body.keys[0];
  assert.equal(sha256(Buffer.from(x, "base64url")).toString("hex").slice(0, 16), kid);
  assert.equal((await enrol(secret, wish)).status, 401, "a token is good once");

  assert.equal((await ask(asNobody(), "GET", "/v1/ca")).body.ca, identity.ca);
  const replacement = { ca: identity.ca, cert: answer.body.certificate, key: fs.readFileSync(world.path("new.key")) };
  assert.equal((await ask(replacement, "GET", "/v1/news")).status, 200);

  const reenrol = (who, body, type = "application/json") => ask(who, "POST", "/v1/reenrol",
    { headers: { "content-type": type }, body: typeof body === "string" ? body : JSON.stringify(body) });
  const proof = sign("sha256", Buffer.from(csr), fs.readFileSync(world.path("new.key"))).toString("base64url");
  const proven = { csr, certificate: answer.body.certificate, proof };
  for (const body of [{ csr }, proven]) assert.deepEqual(judge("schemas/reenrol-request.json", body), []);
  assert.equal((await reenrol(replacement, { csr })).status, 201);
  assert.equal((await reenrol(asNobody(), proven)).status, 201);
  assert.equal((await reenrol(asNobody(), { csr })).status, 401);
  assert.equal((await reenrol(asNobody(), { ...proven, proof: proof.slice(0, -4) })).status, 403);
  assert.equal((await reenrol(asNobody(), { ...proven, certificate: identity.certificate })).status, 403);
  assert.equal((await reenrol(replacement, { csr: "none" })).status, 422);
  assert.equal((await reenrol(replacement, "{")).status, 400);
  assert.equal((await reenrol(replacement, { csr }, "text/plain")).status, 415);

  world.hubctl("device", "revoke", wish.device);
  assert.equal((await reenrol(replacement, { csr })).body.error, "revoked");
  assert.equal((await reenrol(asNobody(), proven)).body.error, "revoked");
  for (const path of readable) assert.equal((await ask(replacement, "GET", path)).status, 403);
});

test("the sources' door answers as openapi.yaml says", async () => {
  const key = world.hubctl("source", "add", "another-shop", "--user-id", "account").trim();
  const examples = JSON.parse(readText("examples/index.json")).examples.filter(({ as }) => as.startsWith("call-"));
  for (const { file, as, refused } of examples) {
    const answer = await askSources("POST", `/v1/${as.slice(5)}`, { key, body: readText(`examples/${file}`) });
    assert.equal(answer.status, refused ? 400 : 200, `${file}: ${answer.text}`);
  }
  for (const path of ["/v1/track", "/v1/identify", "/v1/page", "/v1/batch"]) {
    assert.equal((await askSources("POST", path, { body: "{}" })).status, 401);
    assert.equal((await askSources("POST", path, { key: "nobody", body: "{}" })).status, 401);
    assert.equal((await askSources("POST", path, { key, body: "{}", type: "text/html" })).status, 415);
    assert.equal((await askSources("POST", path, { key, body: "{" })).status, 400);
    assert.equal((await askSources("GET", path, { key })).status, 405);
  }
  assert.equal((await askSources("POST", "/v1/page", { key, body: `{"name":"${"x".repeat(1 << 16)}"}` })).status, 413);
  assert.equal((await askSources("GET", "/v1/news")).status, 404, "devices have a door of their own");
  assert.equal((await askSources("GET", "/healthz")).status, 200);
  const metrics = await askSources("GET", "/metrics");
  for (const line of metrics.text.trim().split("\n")) assert.match(line, /^(# (HELP|TYPE) )?touchpoint_hub_/);
});

test("every operation of openapi.yaml was heard to succeed", () => {
  assert.deepEqual(door.silent, []);
});
