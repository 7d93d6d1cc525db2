// Real programs: is anything lost, and what an operator does about it. What is wrong at the hub is
// put there by hand, while it is stopped.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { after, before, test } from "node:test";

import { eventId } from "../../agent/demo/journey.mjs";
import { DeviceClient } from "../support/device_client.mjs";
import { World, eventually } from "../support/world.mjs";

const world = new World();
const client = () => new DeviceClient(world.agentPort);
let staffed;

const note = (text, profile) => ({
  id: eventId(), type: "touchpoint.note.added", data: { text, ...(profile ? { profile } : {}) },
});
async function record(interaction) {
  const answer = await staffed.request("POST", "/v1/interactions", interaction);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body;
}
const drained = () => eventually("everything to be stored", () => {
  const { journal } = world.deviceStatus();
  return journal.through === journal.last;
}, { ms: 60_000, everyMs: 100 });

function prove(...options) {
  const result = world.ctl(["prove", "--lang", "en", ...options], { allowFailure: true });
  return { code: result.status, text: result.stdout };
}
function hubProves() {
  const result = world.run("touchpoint-hub", ["prove", "--config", world.path("hub/hub.toml")], { allowFailure: true });
  return { code: result.status, text: result.stdout };
}
const hubDatabase = (sql) =>
  execFileSync("sqlite3", [world.path("hub/hub.db"), sql], { encoding: "utf8" }).trim();
function copyDatabase(from, to) {
  for (const ending of ["", "-wal"]) {
    fs.rmSync(to + ending, { force: true });
    if (fs.existsSync(from + ending)) fs.copyFileSync(from + ending, to + ending);
  }
  fs.rmSync(`${to}-shm`, { force: true });
}
async function withHubStopped(work) {
  await world.hub.stop();
  work();
  await world.startHub();
  await eventually("the device to be online", () => world.deviceStatus().hub.online, { ms: 60_000 });
}

before(async () => {
  await world.start();
  staffed = client();
  await staffed.signIn(world.staff.name, world.staff.pin);
});
after(() => world.end());

test("a device and its hub agree that nothing is lost, in words and for programs", async () => {
  for (let i = 0; i < 20; i++) await record(note(`row ${i}`));
  await drained();
  const { code, text } = prove();
  assert.equal(code, 0, text);
  assert.match(text, /Missing +0\n/);
  assert.match(text, /Chain +verified from row 1 to \d+/);
  assert.match(text, /Proven: nothing is lost\./);
  const italian = world.ctl(["prove", "--lang", "it"]);
  assert.match(italian, /Mancanti +0\n[^]*Provato: niente è perso\./);
  const proof = JSON.parse(world.ctl(["prove", "--json"]));
  assert.equal(proof.proven, true);
  assert.equal(proof.centre.stored + proof.pending, proof.recorded);
  const page = await staffed.expect(200, "POST", "/v1/proof", {});
  assert.equal(page.proven, true);
  assert.deepEqual(await staffed.expect(200, "GET", "/v1/proof"), page);
  const hub = hubProves();
  assert.equal(hub.code, 0, hub.text);
  assert.match(hub.text, /missing 0; \d+ rows read again/);
});

test("without the hub nothing is proven, and the device says why", async () => {
  await Promise.all([world.hub.stop(), world.broker.stop()]);
  await record(note("alone"));
  const { code, text } = prove();
  assert.equal(code, 1);
  assert.match(text, /the hub could not be asked/);
  assert.match(text, /NOT proven/);
  await world.startBroker();
  await world.startHub();
  await drained();
  assert.equal(prove().code, 0);
});

test("a row that vanished at the hub is missing, and a changed one is found", async () => {
  const backup = world.path("hub.db.good");
  await withHubStopped(() => {
    copyDatabase(world.path("hub/hub.db"), backup);
    hubDatabase("DELETE FROM events WHERE sequence = 5");
  });
  const missing = prove();
  assert.equal(missing.code, 1);
  assert.match(missing.text, /Missing +1\n/);
  assert.match(hubProves().text, /rows 5 to 5 are neither stored, refused nor in a hole/);
  await withHubStopped(() => {
    copyDatabase(backup, world.path("hub/hub.db"));
    hubDatabase("UPDATE events SET raw = CAST(replace(CAST(raw AS TEXT), 'row 7', 'row 8') AS BLOB) WHERE sequence = "
      + "(SELECT sequence FROM events WHERE CAST(raw AS TEXT) LIKE '%row 7%')");
  });
  assert.match(hubProves().text, /is not what was stored/);
  assert.equal(hubProves().code, 1);
  await withHubStopped(() => {
    copyDatabase(backup, world.path("hub/hub.db"));
  });
  await record(note("after the restore"));
  await drained();
  assert.equal(hubProves().code, 0);
  assert.equal(prove().code, 0, prove().text);
});

test("a refused row is listed with its reason, and stored by a retry once the cause is gone", async () => {
  const interaction = note("its id is taken");
  const hex = interaction.id.replaceAll("-", "");
  await withHubStopped(() => hubDatabase(
    "INSERT INTO events (journal, sequence, device, event, type, at_ms, received_ms, digest, chain, raw) "
    + `SELECT journal, 9000000, device, x'${hex}', type, 0, 0, digest, chain, raw FROM events WHERE sequence = 1`));
  const { sequence } = await record(interaction);
  await drained();
  await eventually("the refusal to be known", () => world.deviceStatus().journal.refused === 1);
  const list = world.ctl(["refused", "list"]);
  assert.match(list, new RegExp(`^${sequence}\\t.*\\ttouchpoint.note.added\\tthe id is that of another event`));
  assert.match(prove().text, /Refused +1 /);
  const still = world.ctl(["refused", "retry", "--lang", "en"], { allowFailure: true });
  assert.equal(still.status, 1);
  assert.equal(still.stdout, "Sent 1, stored 0, still refused 1.\n");

  await withHubStopped(() => hubDatabase("DELETE FROM events WHERE sequence = 9000000"));
  assert.equal(world.ctl(["refused", "retry", String(sequence), "--lang", "en"]), "Sent 1, stored 1, still refused 0.\n");
  assert.equal(world.ctl(["refused", "list"]), "");
  const { code, text } = prove();
  assert.equal(code, 0, text);
  const none = world.ctl(["refused", "retry"], { allowFailure: true });
  assert.match(none.stderr, /no row is refused/);
});

test("what is erased here before it was sent goes up as a tombstone", async () => {
  const profile = eventId();
  await record(note("stored before", profile));
  await drained();
  await Promise.all([world.hub.stop(), world.broker.stop()]);
  const { sequence } = await record(note("never to be read again", profile));
  assert.equal(world.ctl(["erase", "--profile", profile, "--lang", "en"]), "2 rows erased.\n");
  await world.startBroker();
  await world.startHub();
  await drained();
  const { code, text } = prove();
  assert.equal(code, 0, text);
  assert.match(text, /Erased +1\n/);
  const stored = JSON.parse(hubDatabaseWhileStopped(
    `SELECT json_object('type', type, 'raw', CAST(raw AS TEXT)) FROM events WHERE sequence = ${sequence}`));
  assert.equal(stored.type, "touchpoint.event.erased");
  assert.doesNotMatch(stored.raw, /never to be read/);
  assert.equal(hubProves().code, 0);

  function hubDatabaseWhileStopped(sql) {
    // The hub holds the file alone: what is in it is read from a copy.
    copyDatabase(world.path("hub/hub.db"), world.path("copy.db"));
    return execFileSync("sqlite3", [world.path("copy.db"), sql], { encoding: "utf8" }).trim();
  }
});

test("a journal with a broken page is set aside, and what the hub had not stored is sent all the same", async () => {
  await drained();
  await Promise.all([world.hub.stop(), world.broker.stop()]);
  const ids = [];
  for (let i = 0; i < 60; i++) {
    const interaction = note(`unsent ${i}`);
    ids.push(interaction.id.replaceAll("-", ""));
    await record(interaction);
  }
  const before = world.deviceStatus().journal;
  await world.agent.stop();
  const file = world.path("device/state/journal.db");
  const bytes = fs.readFileSync(file);
  bytes.fill(0x5a, bytes.length - 4096);
  fs.writeFileSync(file, bytes);
  fs.writeFileSync(`${file}.suspect`, "");
  await world.startAgent();
  const { journal, notices } = world.deviceStatus();
  assert.notEqual(journal.journal, before.journal);
  assert.match(notices.join("\n"), /it was set aside as journal\.db\.aside-/);
  await eventually("what can be read to be recorded again", () =>
    world.deviceStatus().notices.some((notice) => /rows of journal\.db\.aside-.* were recorded again/.test(notice)));
  await world.startBroker();
  await world.startHub();
  await drained();
  await world.hub.stop();
  const found = new Set(hubDatabase("SELECT lower(hex(event)) FROM events").split("\n"));
  const arrived = ids.filter((id) => found.has(id)).length;
  assert.ok(arrived >= 40, `${arrived} of 60 rows survive one broken page`);
  assert.equal(Number(hubDatabase("SELECT count(*) - count(DISTINCT event) FROM events")), 0);
  await world.startHub();
  await eventually("the device to be online", () => world.deviceStatus().hub.online);
  assert.equal(prove().code, 0, prove().text);
  assert.ok(fs.readdirSync(world.path("device/state")).some((name) => name.startsWith("journal.db.salvaged-")));
});
