// Real programs, the network gone: what the device acknowledged meanwhile reaches the hub once and in
// order. The hub and the broker do not get to say goodbye.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";

import { eventId } from "../../agent/demo/journey.mjs";
import { DeviceClient } from "../support/device_client.mjs";
import { World, eventually } from "../support/world.mjs";

const world = new World();
const counter = () => new DeviceClient(world.agentPort);
const ledger = [];  // what the device answered 2xx to, in that order

async function record(client, interaction) {
  const answer = await client.request("POST", "/v1/interactions", interaction);
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  ledger.push({ id: answer.body.id, sequence: answer.body.sequence });
  return answer.body;
}

const note = (text) => ({ id: eventId(), type: "touchpoint.note.added", data: { text } });

const hubHasEverything = () => {
  const { journal } = world.deviceStatus();
  return journal.through === journal.last && journal.last >= ledger.at(-1).sequence;
};

// The hub's own table, read while the hub is stopped.
function storedEvents() {
  const text = execFileSync("sqlite3", ["-readonly", "-json", world.path("hub/hub.db"),
    "SELECT sequence, lower(hex(event)) AS id FROM events ORDER BY sequence"], { encoding: "utf8", maxBuffer: 1 << 28 });
  return JSON.parse(text);
}

before(async () => {
  await world.start();
  world.openShop({ customers: 20 });
  for (const batch of world.shop.batches()) await world.uplink.send(...batch);
  await eventually("the replica", () => world.deviceStatus().replica.profiles === 20);
});
after(() => world.end());

test("what was recorded while hub and broker were killed arrives once and in order", async () => {
  const client = counter();
  await client.signIn(world.staff.name, world.staff.pin);
  await record(client, note("before"));
  await eventually("the first rows to be stored", hubHasEverything);

  await Promise.all([world.hub.stop("SIGKILL"), world.broker.stop("SIGKILL")]);
  for (let i = 0; i < 150; i++) {
    await record(client, note(`offline ${i}`));
    if (i % 10 === 0) {
      const scan = await client.request("POST", "/v1/scans",
        { id: eventId(), code: world.shop.customers[i % 20].userId, via: "wedge" });
      assert.equal(scan.status, 202);
      ledger.push({ id: scan.body.id, sequence: scan.body.sequence });
    }
  }
  // The device itself is not spared either.
  await world.agent.stop("SIGKILL");
  await world.startAgent();
  await client.signIn(world.staff.name, world.staff.pin);
  for (let i = 0; i < 20; i++) await record(client, note(`after a crash ${i}`));

  await world.startBroker();
  await world.startHub();
  await eventually("everything to arrive", hubHasEverything, { ms: 120_000, everyMs: 200 });

  const { journal } = world.deviceStatus();
  await world.agent.stop();
  await world.hub.stop();
  const stored = storedEvents();
  const sequences = stored.map((row) => row.sequence);
  assert.deepEqual(sequences.slice(0, journal.last), Array.from({ length: journal.last }, (_, i) => i + 1),
    "the hub holds each sequence once, without a gap");
  assert.equal(new Set(stored.map((row) => row.id)).size, stored.length, "no event is there twice");
  const bySequence = new Map(stored.map((row) => [row.sequence, row.id]));
  for (const { id, sequence } of ledger) {
    assert.equal(bySequence.get(sequence), id.replaceAll("-", ""), `acknowledged as ${sequence}`);
  }
});
