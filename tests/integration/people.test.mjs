// Real programs: two customers of two sources are one person, and are two again. What an operator
// decides at the hub is what the counter shows, also with the card open.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { eventId } from "../../agent/demo/journey.mjs";
import { DeviceClient } from "../support/device_client.mjs";
import { ShopUplink, loyaltyNumber } from "../support/shop.mjs";
import { World, eventually } from "../support/world.mjs";

const world = new World();
const first = loyaltyNumber(900_001);
const second = loyaltyNumber(900_002);
const email = "paola.riva@example.org";
let counter, screen, web, app;

const titles = (card) => card.timeline.map((entry) => entry.title).filter(Boolean).sort();
const holds = (profiles) => eventually(`${profiles} profiles at the device`,
  () => world.deviceStatus().replica.profiles === profiles);
const find = (text) => world.hubctl("profile", "find", text).trim();
const show = (id) => JSON.parse(world.hubctl("profile", "show", id, "--json"));
const proposals = () => JSON.parse(world.hubctl("profile", "proposals", "--json")).proposals;

async function scan(code, wanted, what) {
  await counter.expect(202, "POST", "/v1/scans", { id: eventId(), code, via: "wedge" });
  return screen.until("card", (card) => card.state === "shown" && wanted(card), what);
}

before(async () => {
  await world.start();
  const source = (name) => new ShopUplink(world.sourcesUrl,
    world.hubctl("source", "add", name, "--user-id", "loyalty", "--home-store", world.store).trim());
  web = source("web-shop");
  app = source("app");
  const viewed = (userId, name) => ({ type: "page", userId, name });
  await web.send({ type: "identify", userId: first, traits: { firstName: "Paola", lastName: "Riva", email } },
    viewed(first, "Boots"));
  await app.send({ type: "identify", userId: second, traits: { firstName: "Paoletta", lastName: "Riva", email } },
    viewed(second, "Scarves"));
  await holds(2);
  counter = new DeviceClient(world.agentPort);
  await counter.signIn(world.staff.name, world.staff.pin);
  screen = counter.stream();
});
after(async () => {
  counter?.close();
  await world.end();
});

test("two profiles with one address are proposed, merged, shown as one, and split again", async () => {
  const older = find(first);
  const newer = find(second);
  assert.notEqual(older, newer);
  assert.deepEqual(proposals().map((pair) => [pair.older.profile, pair.newer.profile]), [[older, newer]]);

  // The card of the one that will be gone is open: it becomes the card of both.
  assert.deepEqual(titles(await scan(second, (card) => titles(card).includes("Scarves"), "her card")), ["Scarves"]);
  world.hubctl("profile", "merge", newer, older, "--reason", "showed both cards");
  await holds(1);
  const one = await screen.until("card", (card) => titles(card).length === 2, "both histories");
  assert.deepEqual(titles(one), ["Boots", "Scarves"]);
  assert.equal(one.who.profile, older);

  // A till that still names the old id means the same person.
  await counter.expect(201, "POST", "/v1/interactions",
    { id: eventId(), type: "touchpoint.note.added", data: { profile: newer, text: "likes blue" } });
  const noted = await scan(first, (card) => titles(card).includes("likes blue"), "the note on the card");
  assert.equal(noted.who.profile, older);
  await eventually("the note at the hub", () =>
    show(older).profile.history.some((entry) => entry.title === "likes blue"));

  world.hubctl("profile", "split", older, newer, "--reason", "mother and daughter");
  await holds(2);
  const mother = await scan(first, (card) => card.who.profile === older && titles(card).length === 1, "the mother");
  assert.deepEqual(titles(mother), ["Boots"]);
  const daughter = await scan(second, (card) => card.who.profile === newer, "the daughter");
  assert.deepEqual(titles(daughter), ["Scarves", "likes blue"]);
});

test("who is not the same is not proposed again, nor merged, and all of it is in the log", () => {
  assert.deepEqual(proposals(), []);
  assert.throws(() => world.hubctl("profile", "merge", find(first), find(second), "--reason", "again"),
    /not the same person/);
  const log = world.hubctl("operator", "actions");
  for (const what of ["profile.show", "profile.find", "profile.proposals", "profile.merge", "profile.split"])
    assert.ok(log.includes(what), what);
  assert.doesNotMatch(log, /Riva|example\.org/);
});

test("a customer whom a device has registered keeps the id, and the card finds the web history", async () => {
  const profile = eventId();
  const card = loyaltyNumber(900_003);
  await counter.expect(201, "POST", "/v1/interactions", { id: eventId(), type: "touchpoint.customer.registered",
    data: { profile, given_name: "Nina", identifiers: [{ kind: "loyalty", value: card }], staff: world.staff.name } });
  await eventually("the hub to know her", () => world.hubctl("profile", "find", card).trim() === profile);
  await web.send({ type: "identify", userId: card, traits: { email: "nina@example.org" } },
    { type: "page", userId: card, name: "Gloves" });
  const shown = await scan(card, (card_) => card_.who.profile === profile && titles(card_).includes("Gloves"), "her card");
  assert.equal(shown.who.profile, profile);
});
