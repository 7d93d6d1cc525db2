// Real programs: a customer of another store comes in. The device does not know them, the hub does,
// and by the time anybody looks up they are on the screen.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";

import { eventId } from "../../agent/demo/journey.mjs";
import { DeviceClient } from "../support/device_client.mjs";
import { ShopUplink, loyaltyNumber } from "../support/shop.mjs";
import { World, eventually } from "../support/world.mjs";

const world = new World();
const card = loyaltyNumber(910_001);
const twin = loyaltyNumber(910_002);
const byPhone = "+39021112223";
let counter, screen;

const profiles = () => world.deviceStatus().replica.profiles;
// The events that the hub has stored of a type, read while it is stopped.
const stored = (verb) => execFileSync("sqlite3", ["-readonly", world.path("hub/hub.db"),
  `SELECT CAST(raw AS TEXT) FROM events WHERE type = 'touchpoint.customer.${verb}' ORDER BY sequence`],
{ encoding: "utf8" }).split("\n").filter(Boolean).map((raw) => JSON.parse(raw));
const scan = (code) => counter.expect(202, "POST", "/v1/scans", { id: eventId(), code, via: "wedge" });
const ask = (question) => counter.request("POST", "/v1/people", { ...question, hub: true });

before(async () => {
  await world.start();
  const key = world.hubctl("source", "add", "elsewhere", "--user-id", "loyalty", "--home-store", "torino-02").trim();
  const shop = new ShopUplink(world.sourcesUrl, key);
  const identify = (userId, firstName, more) => ({ type: "identify", userId,
    traits: { firstName, lastName: "Bugnon", birthday: "1984-03-07", address: { country: "IT", postalCode: "11020" }, ...more } });
  await shop.send(identify(card, "Ada", { phone: byPhone }), identify(twin, "Bice", { birthday: "1990-11-30" }));
  counter = new DeviceClient(world.agentPort);
  await counter.signIn(world.staff.name, world.staff.pin);
  screen = counter.stream();
  await eventually("a replica without them", () => world.deviceStatus().replica.state === "well");
});
after(async () => {
  counter?.close();
  await world.end();
});

test("a card that only the hub knows is on the screen, and the screen never waited", async (t) => {
  assert.equal(profiles(), 0);
  const began = process.hrtime.bigint();
  await scan(card);
  const asking = await screen.until("card", ({ state }) => state === "unknown", "what is known here");
  assert.equal(asking.hub, "asking");
  const shown = await screen.until("card", ({ state }) => state === "shown", "her card");
  t.diagnostic(`scan to card through the hub: ${Number((process.hrtime.bigint() - began) / 1000n) / 1000} ms`);
  assert.equal(shown.who.given_name, "Ada");
  assert.equal(profiles(), 1);
});

test("a card that nobody knows says so, for the centre too", async () => {
  await scan(loyaltyNumber(999_999));
  const unknown = await screen.until("card", ({ state, hub }) => state === "unknown" && hub !== "asking", "the hub's word");
  assert.equal(unknown.hub, "unknown");
});

test("staff ask for somebody by what they say, and choose them from the hub's answer", async () => {
  const here = await counter.expect(200, "POST", "/v1/people", { words: "bice 1990" });
  assert.deepEqual(here.candidates, [], "she is no customer of this store");
  const { status, body } = await ask({ words: "bugnon bice 11020" });
  assert.equal(status, 200);
  assert.equal(body.source, "hub");
  assert.equal(body.candidates[0].given_name, "Bice");
  assert.doesNotMatch(JSON.stringify(body), /1990|11020/, "what she is to say herself is not told");
  assert.equal(profiles(), 1, "nobody is given before they are chosen");
  await counter.expect(204, "POST", "/v1/card", { profile: body.candidates[0].profile });
  const shown = await screen.until("card", ({ who }) => who?.given_name === "Bice", "her card");
  assert.equal(shown.who.by, "person");
  assert.equal(shown.state, "shown");
});

test("a name alone is nothing to ask the hub by", async () => {
  const { status, body } = await ask({ given_name: "Bice", family_name: "Bugnon" });
  assert.equal(status, 422);
  assert.match(body.detail ?? body.message ?? JSON.stringify(body), /birth date, a postcode or a phone/);
});

test("a program's question reaches the hub, too", async () => {
  const third = loyaltyNumber(910_003);
  const key = world.hubctl("source", "rotate", "elsewhere").trim();
  await new ShopUplink(world.sourcesUrl, key).send({ type: "identify", userId: third, traits: { firstName: "Carla" } });
  const answer = await counter.expect(200, "POST", "/v1/recognitions",
    { assurance: "possessed", identifiers: [{ kind: "loyalty", value: third }] });
  assert.equal(answer.outcome, "matched");
});

test("with the hub away nobody waits, and nobody is called invalid", async () => {
  await eventually("everything sent", () => world.deviceStatus().journal.to_send === 0);
  await world.hub.stop("SIGKILL");
  assert.deepEqual(stored("recognised").map(({ data }) => data.by), ["loyalty", "person"]);
  assert.deepEqual(stored("unrecognised").map(({ data }) => data.hub), ["unknown"]);
  await scan(loyaltyNumber(999_998));
  const away = await screen.until("card", ({ state, hub }) => state === "unknown" && hub === "no_answer", "no answer");
  assert.equal(away.reason, "not_in_replica");
  assert.equal((await ask({ words: "rossi 20121" })).status, 503);
  const answer = await counter.expect(200, "POST", "/v1/recognitions",
    { assurance: "possessed", identifiers: [{ kind: "loyalty", value: loyaltyNumber(999_997) }] });
  assert.equal(answer.outcome, "unknown");
});

test("a device that asks for too many people is told to stop", async () => {
  await world.startHub();
  await eventually("the hub again", () => world.deviceStatus().hub.online);
  const statuses = new Set();
  for (let i = 0; i < 64 && !statuses.has(503); ++i) statuses.add((await ask({ words: `rossi ${20100 + i}` })).status);
  assert.ok(statuses.has(503));
  assert.match(await (await fetch(`${world.sourcesUrl}/metrics`)).text(), /touchpoint_hub_lookups_refused_total [1-9]/);
});
